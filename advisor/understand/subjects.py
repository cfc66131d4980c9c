"""The words of a message that carry its matter: what a message after it may lean on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.language.french import fold, tokens
from advisor.language.numbers import codes
from advisor.language.vocabulary import vocabulary
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.reading import Reading

ORDINAL = re.compile(r"^(?:premiere?s?|secondes?|deuxiemes?|troisiemes?|dernieres?|1re|1ere|2e|2nde|3e)$")
_SUBJECT_WORDS = 8


def words_of(reading: Reading, names: DiplomaNames) -> tuple[str, ...]:
    """The words that carry the matter of a message; those of the diploma's name outside it count too."""
    return tuple(match.group() for match in _found(reading, names)[1])[:_SUBJECT_WORDS]


def nouns_of(reading: Reading, names: DiplomaNames) -> tuple[str, ...]:
    """Those of them that are nouns, as far as a determiner or the vocabulary shows it."""
    text, found = _found(reading, names)
    return tuple(match.group() for match in found if _is_noun(match, text))


def _found(reading: Reading, names: DiplomaNames) -> tuple[str, list[re.Match[str]]]:
    named = (*reading.named.diplomas, *reading.named.ambiguous)
    matter = set(reading.content) | names.words(named)
    text = _FILLERS.sub(" ", names.without_names(reading.text, named))
    return text, [match for match in _WORD.finditer(text) if set(tokens(match.group())) & matter]


_FILLERS = re.compile(  # and what is told before the question: "J'ai eu un accident, est-ce que le stage … ?"
    r"\b(?:du coup|en fait|en gros|au fait|par contre|de plus|par exemple|en tout)\b"
    r"|^[^?.!,]*,\s+(?=(?:est-ce qu\w*|peut-on|puis-je|combien|comment|faut-il|dois-je)\b(?:\W+\w+){5})",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:[^\W_]+['’])?[^\W_]+(?:-[^\W_]+)*")
_DETERMINED = re.compile(
    r"(?:\b(?:\d+|deux|trois|quatre|cinq|six|une?|des|du|de|mon|ma|mes|son|sa|ses|ton|ta|tes|votre|vos|notre|nos|leurs?|ce|cet|cette|ces|aux?|en|par"
    r"|quel(?:le)?s?)|(?<!qui )(?<!\bje )(?<!\btu )(?<!\bon )(?<!\bil )(?<!elle )(?<!nous )(?<!vous )\bl[ea]s?)"
    r"(?: (?:premiere?s?|secondes?|deuxiemes?|troisiemes?|dernieres?|nouve\w+|autres?|anciens?|anciennes?))? $"
)


def _is_noun(match: re.Match[str], text: str) -> bool:
    word = fold(match.group())
    if re.match(r"[ld]'", word) or codes(word.upper()) or ORDINAL.match(word):
        return True
    before = re.sub(r"\s+", " ", fold(text[: match.start()]))
    participle = re.search(r"ée?s?$", match.group())  # "c'est noté comment"
    return bool(_DETERMINED.search(before) or (vocabulary().domain.fullmatch(word) and not participle))


def joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the words of both, each once, as many as a message may take along."""
    return tuple(dict.fromkeys((*first, *second)))[:_SUBJECT_WORDS]
