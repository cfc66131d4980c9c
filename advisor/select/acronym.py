"""What an acronym stands for: the first words of a text that write out the name that it shortens; and what a code
labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.language.french import STOP_WORDS, fold, tokens
from advisor.language.numbers import codes
from advisor.language.vocabulary import without_types
from advisor.records import Document, Evidence, Hit, Question, Sentence
from advisor.select.quotes import whole
from advisor.select.rank import Candidate
from advisor.understand.spelling import is_french

# "XYZ, ça veut dire quoi ?", "que signifie BTS XYZ ?", "what does XYZ stand for?"
_MEANS = r"(?:veu(?:t|lent)|voudrait) dire|signifi\w+|stands? for|means?"
_OF = r"(?:,? (?:du|de|en|dans|pour|of|in)\b[^,;?]{0,60}?)?"  # "l'UC du BP …"
_ASKED = (
    re.compile(r"\bdoes (?:\w+ ){0,2}?(?P<acronym>[a-z]{2,12}) (?:stand for|mean)\b"),
    re.compile(rf"\b(?P<acronym>[a-z]{{2,12}})\b{_OF}\W*(?:(?:ca|cela|il|elle|qu'est-ce que ca) )?(?:{_MEANS})\b"),
    re.compile(
        rf"\b(?:{_MEANS}|signification|meaning)(?: quoi)?,? (?:de )?(?:l'|(?:\w+ ){{0,3}}?)"
        rf"(?P<acronym>[a-z]{{2,12}}){_OF}\W*$"
    ),
    re.compile(
        rf"\b(?:c'est quoi|qu'est-ce que(?: c'est que)?) (?:l'|(?:le|la|les|une?) )(?P<acronym>[a-z]{{2,12}}){_OF}\W*$"
    ),
)
_MEANING = _ASKED[:-1]  # the last may ask of any thing: "c'est quoi le mini ?"


def written_out(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """Return the first words of the diploma's text that write out the acronym asked about, or that the code asked about
    labels; None where the question asks for something else, or the text never does.
    """
    document, acronym = candidates[0].document, asked_acronym(question)
    if labelled := _labelled(_asked_code(question), sentences[document.id]):
        told = replace(candidates[0], hit=Hit(labelled), probability=1.0)
        return replace(whole(question, told, sentences[document.id]), start=labelled.start, end=labelled.end)
    wanted = _words_of(acronym, document)
    for sentence in sentences[document.id] if acronym else ():
        if wanted <= frozenset(tokens(sentence.text)) if wanted else _explains(sentence.text, acronym.upper()):
            told = replace(candidates[0], hit=Hit(sentence), probability=1.0)
            quote = whole(question, told, sentences[document.id])
            return replace(quote, start=quote.end - len(quote.quote.lstrip("#* ")))  # of a title, without its marks
    return None


# "à quoi correspond la compétence C16 ?"; what an épreuve or its unit is, its own text tells at length.
_CODE_ASKED = re.compile(
    r"\b(?:c'est quoi|qu'est-ce que|correspond\w*|signifi\w*|veu(?:t|lent) dire|recouvr\w*|intitules?|libelles?|mean)\b"
)
_OF_EXAM = ("E", "U", "NIVEAU", "RNCP")


def _asked_code(question: Question) -> str:
    """The one code of a skill, a task or a block whose meaning is asked, "" for none."""
    named = {code for code in codes(question.text.upper()) if not code.startswith(_OF_EXAM)}
    return named.pop() if len(named) == 1 and _CODE_ASKED.search(fold(question.text)) else ""


def _labelled(code: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """The first sentence that a code labels: "C02 et C03 : Communiquer …"."""
    for sentence in sentences if code else ():
        label, colon, rest = sentence.text.partition(":")
        if colon and rest.strip() and len(label) <= _LABEL and code in codes(label.upper()):
            return sentence
    return None


_LABEL = 30  # characters before the colon


def _explains(text: str, acronym: str) -> bool:
    """Whether a sentence sets an acronym beside its words: "unités capitalisables (UC)", "UC (unité …)", "UC : …"."""
    return re.search(rf"\(\s*{acronym}s?\s*\)|\b{acronym}s?\s*(?:\(\s*[^\W\d_]{{3}}|:|=)", text) is not None


def leaves_unsaid(question: Question, evidence: Evidence) -> bool:
    """Whether the meaning of an acronym is asked, and a quote neither writes it out nor even holds it."""
    acronym, said = asked_acronym(question), frozenset(tokens(evidence.quote))
    wanted = _words_of(acronym, evidence.document) or frozenset(tokens(acronym))
    return bool(acronym) and not wanted <= said


def asked_acronym(question: Question) -> str:
    """Return the acronym, folded, whose meaning is asked; "" for none. It stands in capitals; or its letters
    are no word, and what they mean is asked in so many words.
    """
    folded = fold(question.text)
    said = [(word, pattern) for pattern in _ASKED for word in _all_of(pattern, folded)]
    small = (word for word, by in said if by in _MEANING and not is_french(word))
    return next((word for word, _ in said if _stands_in_capitals(word, question)), next(small, ""))


def _all_of(pattern: re.Pattern[str], folded: str) -> Iterator[str]:
    """Each word of which a pattern finds the meaning asked: of "ma fiche de BP dit UCARE, ça veut dire quoi ?" two."""
    found = pattern.search(folded)
    while found:
        yield found.group("acronym")
        found = pattern.search(folded, found.end("acronym"))


def _stands_in_capitals(acronym: str, question: Question) -> bool:
    return re.search(rf"\b{acronym.upper()}\b", question.text) is not None


def _words_of(acronym: str, document: Document) -> frozenset[str]:
    """The words that an acronym, folded, shortens: those of the specialty of the document's diploma, or none."""
    diploma = document.diploma
    if not acronym or diploma is None:
        return frozenset()
    specialty = re.findall(r"[a-z]+", without_types(fold(diploma.name)))
    initials = "".join(word[0] for word in specialty if word not in STOP_WORDS and len(word) > 1)
    named = {fold(diploma.acronym or "").split(" ")[-1], *(fold(alias) for alias in diploma.aliases), initials}
    return frozenset(tokens(" ".join(specialty))) if acronym in named else frozenset()
