"""The forms under which one diploma is named: its type, the words of its specialty, whole names, initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.french import STOP_WORDS, fold
from advisor.records import Diploma
from advisor.understand.name_words import CONNECTORS, alike, weight_of, words_in
from advisor.vocabulary import types_in, without_types


@dataclass(frozen=True, slots=True)
class Forms:
    """How a diploma may be named."""

    diploma: Diploma
    type: str | None
    weights: dict[str, float]  # stem of the specialty -> weight, in the order of the name
    phrases: tuple[str, ...]  # names and aliases as phrase() gives them, longest first
    initials: str
    option: str  # the letter of "option B", "" for none
    option_words: frozenset[str]  # folded, of "option métiers du son", none for a letter alone


# "assistant(e)", "assistant·e", "assistant-e": both genders in one word, read as the first.
_BOTH_GENDERS = re.compile(
    r"(?<=[a-z])(?:\((?:e|ne|se|te|le|re|ere|euse|rice|trice)?s?\)|[·.](?:e|ne|se|trice)(?:[·.]?s)?(?![a-z]))"
)


def plain(folded: str) -> str:
    """Return a folded text without the endings that add the other gender, spaces in their place."""
    return _BOTH_GENDERS.sub(lambda match: " " * len(match.group()), folded)


def phrase(folded: str) -> str:
    """Return a folded name as the words that are looked for, one space between: "bts d'optique" is "bts optique"."""
    return " ".join(word for word in re.findall(r"[a-z0-9]+", folded) if word not in CONNECTORS)


def forms_of(diploma: Diploma) -> Forms:
    """Return the forms of a diploma, from its name, acronym and aliases."""
    labels = [plain(fold(label)) for label in (diploma.name, diploma.acronym or "", *diploma.aliases)]
    found = [item for label in labels for item in types_in(label)]
    type_id = found[0][0] if found else None
    weights: dict[str, float] = {}
    for word in words_in(without_types(labels[0])):
        weights[word.stem] = max(weights.get(word.stem, 0.0), weight_of(word.text))
    if weights and max(weights.values()) < 1.0:
        weights = dict.fromkeys(weights, 1.0)  # "Maintenance des véhicules": common words are all that it has
    # A type alone ("BTM") is read as a type, a common word alone names nothing.
    whole = (labels[0], _BRACKETS.sub("", labels[0]), *labels[2:])  # "Moniteur de vélo (TFP)": with and without
    phrases = {phrase(label) for label in whole if phrase(label) and phrase(without_types(label))}
    # "BTS ERC" for BTS Exploitation des réseaux de chaleur: people shorten a long name to its initials.
    initials = _initials(labels[0])
    for own in {initials, _initials(labels[0].split(" option ")[0])}:  # "BTS MS option C"
        if type_id and len(own) > 1 and own not in CONNECTORS:  # "environnement nucléaire" is no "BTS en"
            short = [labels[0][start:end] for _, start, end in types_in(labels[0])[:1]]
            # not "de": "ME" of "DE moniteur éducateur" would be every "me"
            phrases.update(phrase(f"{kind} {own}") for kind in (type_id, *short) if phrase(kind))
    acronym = phrase(labels[1])
    if len(acronym) > 2 and acronym not in STOP_WORDS and without_types(acronym).strip():
        phrases.add(acronym)
    phrases.update(_spelled_out(diploma.name))
    lettered = OPTION.search(labels[0])
    option = lettered.group("letter") if lettered else ""
    behind = "" if option else labels[0].partition(" option ")[2]
    # "son" is a little word elsewhere.
    option_words = frozenset(w for w in re.findall(r"[a-z]{3,}", behind) if w not in CONNECTORS and weight_of(w) == 1.0)
    ordered = tuple(sorted(phrases, key=len, reverse=True))
    return Forms(diploma, type_id, weights, ordered, initials, option, option_words)


OPTION = re.compile(r"\boption (?P<letter>[a-z])\b(?!')")  # of folded text
# … and one in words, which is no subject that one takes or leaves.
WORDED = re.compile(r"\boption (?=[a-z]{3})(?!facultati|obligatoire|europeen|sport|langue|latin|musique)")


_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def _spelled_out(name: str) -> set[str]:
    """The two names in a title that spells its own acronym out: "DTAL diplôme technique d'art libre"."""
    acronym, _, rest = name.partition(" ")
    words = phrase(fold(rest))
    spelled = "".join(word[0] for word in words.split())
    if not acronym.isupper() or len(acronym) < _ACRONYM or spelled != acronym.lower():
        return set()
    return {acronym.lower(), words}


_ACRONYM = 3  # letters of an acronym at least


def _initials(folded: str) -> str:
    return "".join(word.text[0] for word in words_in(without_types(folded)))


def leading(forms: Forms, folded: str) -> tuple[int, int, int]:
    """Return how many of the first words of a specialty a folded text says in a row, and where they start and end;
    zeros for fewer than two. The words after the first may be cut short: "éducateur spé".
    """
    said = words_in(folded)
    own = list(forms.weights)
    longest = (0, 0, 0)
    for first in range(len(said)):
        count = 0
        for stem, other in zip(own, said[first:], strict=False):
            gap = folded[said[first + count - 1].end : other.start] if count else ""
            if phrase(gap) or re.search(r"[.;:,?!]", gap):
                break
            cut = count > 0 and len(other.text) >= _CUT and stem.startswith(other.text)
            if not (alike(stem, other.stem) or cut):
                break
            count += 1
        if count > max(1, longest[0]) and any(forms.weights[stem] == 1.0 for stem in own[:count]):
            longest = (count, said[first].start, said[first + count - 1].end)
    return longest


def in_full(forms: Forms, folded: str) -> int:
    """Return where the first of the words of a specialty stands in a folded text that has all of them, one of its own
    among them; -1 elsewhere.
    """
    said = [word for word in words_in(folded) if any(alike(stem, word.stem) for stem in forms.weights)]
    whole = all(any(alike(stem, word.stem) for word in said) for stem in forms.weights)
    return said[0].start if said and whole and 1.0 in forms.weights.values() else -1


_CUT = 3  # letters that a word cut short has at least


def behind_type(before: str, names: Sequence[Forms]) -> bool:
    """Whether the last type of diploma in a text, if any, is that of one of some names."""
    types = types_in(before)
    return not types or types[-1][0] in {name.type for name in names}
