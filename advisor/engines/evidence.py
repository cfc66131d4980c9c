"""evidence: does this sentence answer this question? The text that a model judges, and the models that judge it.

Not here: which sentences are judged and what a score is worth (rank), whether all of them are enough (enough).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from advisor.chunk import clean
from advisor.language.exams import exams_in
from advisor.language.french import fold, one_for_one, stem
from advisor.language.vocabulary import vocabulary
from advisor.records import Sentence

# Question and evidence together; longer ones are cut at their end.
MAX_TOKENS = 192
HEADING_WORDS = 40  # of the deepest heading
PARENT_WORDS = 12  # of the heading above it
LEAD_IN_WORDS = 25  # its end: the part beside the list
BEFORE_WORDS = 20  # of the sentence that this one leans on: about what it names again, else its end
SUBJECT_WORDS = 12  # its start, for "il" and "elle"
SENTENCE_WORDS = 70


class EvidenceModel(Protocol):
    """Judges evidence. One method, so that a test's stub and a trained model both fit."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit for each text of `evidence_text`, higher is better, 0 means as likely as not that it answers."""


def question_text(matter: str) -> str:
    """Return a question's matter as the models read it: everyday turns of speech plainly (`idioms` of the data), then
    what people say as regulations do (`wording`).
    """
    return _reworded(_reworded(matter, vocabulary().idioms), vocabulary().wording)


_WEEKS, _MONTHS = "combien de semaines de stage", "combien de mois de stage"


def asked_of(matter: str, text: str) -> str:
    """Return what is asked, as the models read it, in the unit that an evidence text counts in: how long a placement
    lasts is asked in weeks, and in months of a text that has those alone.
    """
    folded = fold(text) if _WEEKS in matter else ""
    return matter.replace(_WEEKS, _MONTHS) if "mois" in folded and "semaine" not in folded else matter


def evidence_text(text: str, sentence: Sentence) -> str:
    """Return "heading > heading | lead-in | sentence before | sentence": what the models judge.

    It is the same in training and at run time. `text` is the text of the sentence's document. Each part is cut to a
    number of words; empty parts are left out. The heading above is that of the exam, where the two nearest name none:
    "Épreuve E5 > A. Forme ponctuelle", whatever numbers its parts between them.
    """
    headings = [_first(heading, PARENT_WORDS) for heading in _parent(sentence.headings)]
    headings += [_first(heading, HEADING_WORDS) for heading in sentence.headings[-1:]]
    parts = [" > ".join(headings)]
    if sentence.lead_in is not None and sentence.lead_in != (sentence.start, sentence.end):
        parts.append(_last(clean(text[slice(*sentence.lead_in)]), LEAD_IN_WORDS))
    if sentence.before is not None:
        parts.append(_leant_on(clean(text[slice(*sentence.before)]), sentence.text))
    parts.append(_glossed(_reworded(_first(sentence.text, SENTENCE_WORDS), vocabulary().reading)))
    return " | ".join(part for part in parts if part)


def _reworded(text: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """The text with the words of each rule in place of what its pattern finds; as it is where none finds anything."""
    read = text
    folded = fold(plain := one_for_one(text))
    for pattern, words in rules:
        if found := list(pattern.finditer(folded)):
            for match in reversed(found):
                plain = plain[: match.start()] + words + plain[match.end() :]
            read = plain = one_for_one(plain)
            folded = fold(plain)
    return read


def _glossed(text: str) -> str:
    """A sentence with everyday words in brackets behind those of regulations, once for each of `glosses`."""
    folded = fold(plain := one_for_one(text))
    found = [(match.end(), gloss) for pattern, gloss in vocabulary().glosses if (match := pattern.search(folded))]
    for end, gloss in sorted(found, reverse=True):
        if not plain[end:].lstrip().startswith("("):
            plain = f"{plain[:end]} ({gloss}){plain[end:]}"
    return plain if found else text


def _parent(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The heading to stand before the deepest, in a tuple; none where there is none."""
    if not any(map(exams_in, headings[-2:])):
        exams = [heading for heading in headings[:-2] if exams_in(heading)]
        return tuple(exams[-1:]) or headings[-2:-1]
    return headings[-2:-1]


def _leant_on(before: str, text: str) -> str:
    """What a sentence takes up of the one before it: who "il" is stands at its start, the paper of "ce dossier" where
    it is named.
    """
    words = before.split()
    if len(words) <= BEFORE_WORDS:
        return before
    if _PRONOUN.match(fold(text)):
        return _first(before, SUBJECT_WORDS)
    named = _THIS.match(fold(text))
    nouns = [stem(fold(word).strip(",;.").rpartition("'")[2]) for word in words]
    places = [at for at, noun in enumerate(nouns) if named and noun == stem(named.group(1))]
    start = max(0, places[-1] - BEFORE_WORDS // 4) if places else len(words) - BEFORE_WORDS
    return " ".join(words[min(start, len(words) - BEFORE_WORDS) :][:BEFORE_WORDS])


_PRONOUN = re.compile(
    r"(?:(?:toutefois|cependant|neanmoins|en outre|de plus),? )?(?:il|elle)s?\b(?! (?:s'agit|faut|y a))"
)
_THIS = re.compile(r"(?:ce|cet|cette|ces) (\w+)")


def _first(text: str, words: int) -> str:
    return " ".join(text.split()[:words])


def _last(text: str, words: int) -> str:
    return " ".join(text.split()[-words:])
