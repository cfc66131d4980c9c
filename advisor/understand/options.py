"""Which of several diplomas of one name is meant: by the letter or the words of its option, or by a word beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.language.french import fold, stem
from advisor.language.vocabulary import types_in
from advisor.understand.name_forms import OF_NAME, OPTION, WORDED, Forms, behind_type, own_words
from advisor.understand.name_words import alike, names_specialty, weight_of, words_after, words_in
from advisor.understand.sightings import Named

_NOUN = re.compile(r"\w+ (?:du|de la|des) [a-z]{3,}")
_LAST = re.compile(r"(?!quoi|que\b|qui\b|est\b|elle\b|non\b)[a-z]{3,}(?=\W*$|\s*[?!,;])")
_BEHIND = 6  # words behind "option" among which its own must be


def told_apart(named: Named, names: Mapping[str, Forms], text: str, folded: str) -> Named:
    """Return what is named once options are read; `names` are the forms of all diplomas by id."""
    named = _by_letter(named, names, folded)
    named = _by_words(named, names, text, folded)
    named = _by_a_word(named, names, folded)
    named = _in_another(named, names, text, folded)
    return _by_type(named, names, folded)


def options_in(folded: str, meant: Sequence[Forms], pattern: re.Pattern[str] = OPTION) -> list[re.Match[str]]:
    """Return the options right behind a word of a name: "un bac techno option A" tells nothing of a BTS, and
    "l'option a quelle durée ?" nothing at all; nor does what stands behind another type than the names'.
    """
    found = [match for match in pattern.finditer(folded) if behind_type(folded[: match.start()], meant)]
    if not found:
        return []
    own = {w for forms in meant for w in own_words(forms)} | {w for n in meant for p in n.phrases for w in p.split()}
    typed = {end for _, _, end in types_in(folded)}
    before = [re.findall(r"[a-z0-9]+(?=\W*$)", _LINK.sub("", folded[: match.start()])) for match in found]
    return [
        m
        for m, words in zip(found, before, strict=True)
        if (words and (words[0] in own or any(alike(root, stem(words[0])) for root in own)))
        or len(folded[: m.start()].rstrip()) in typed
    ]


# "BTS X, mais l'option B", "BTS X en option B"
_LINK = re.compile(
    r"(?:\W+(?:mais|et|en|avec|dans|pour|sur|donc|plutot|de|en fait))*\W*(?:\bl'|\bla |\bune |\bson )?\s*$"
)


def _meant(named: Named, names: Mapping[str, Forms]) -> list[Forms]:
    return [names[diploma] for diploma in (*named.diplomas, *named.ambiguous)]


def _by_letter(named: Named, names: Mapping[str, Forms], folded: str) -> Named:
    """Read the letter of an option ("BTS MS option C"): it tells diplomas of one name apart; another letter than that
    of the only one is another diploma.
    """
    said = {match.group("letter") for match in options_in(folded, _meant(named, names))}
    if not said:
        return named
    fitting = [diploma for diploma in named.ambiguous if names[diploma].option in said]
    if len(fitting) == 1:
        return replace(named, diplomas=(fitting[0],), ambiguous=())
    (only,) = named.diplomas if len(named.diplomas) == 1 else ("",)
    option = names[only].option if only else ""
    if option and option not in said:
        return Named(unknown=f"{_before_option(names[only])} option {min(said).upper()}")
    return named


def _by_words(named: Named, names: Mapping[str, Forms], text: str, folded: str) -> Named:
    """Read an option in words ("option métiers de l'image"), or their initials, as `_by_letter` reads a letter."""
    meant = _meant(named, names)
    for match in options_in(folded, meant, WORDED):
        said = [word for word in words_after(folded, match.end()) if weight_of(word.text) == 1.0]
        if not all(forms.option_words for forms in meant):
            continue
        behind = {stem(word) for word in re.findall(r"[a-z]+", folded[match.end() :])[:_BEHIND]}
        fitting = [
            forms
            for forms in meant
            if any(alike(stem(own), word) for own in forms.option_words for word in behind)
            or (said and said[0].text in forms.shortened)
        ]
        # "métiers du son", "option son": a little word elsewhere
        noun = _NOUN.match(folded, match.end()) or _LAST.match(folded, match.end())
        if not fitting and (said or noun):
            last = folded.find(said[-1].text, match.end()) + len(said[-1].text) if said else noun.end() if noun else 0
            return Named(unknown=f"{_before_option(meant[0])} {text[match.start() : last]}")
        if len(fitting) == 1 and len(meant) > 1:
            return replace(named, diplomas=(fitting[0].diploma.id,), ambiguous=())
    return named


def _by_a_word(named: Named, names: Mapping[str, Forms], folded: str) -> Named:
    """Take the one of several diplomas of which the question has a word that the others lack: "le CAP maintenance des
    matériels, celui des machines agricoles".
    """
    if named.diplomas or not named.ambiguous:
        return named
    types = types_in(folded)  # "certificat de spécialisation" tells no "boulangerie spécialisée"
    said = [word.stem for word in words_in(folded) if not any(a <= word.start < b for _, a, b in types)]
    own = {i: {w for w, weight in names[i].weights.items() if weight == 1.0} for i in named.ambiguous}
    shared = set.intersection(*own.values())
    count = {i: sum(any(_one_word(w, other) for other in said) for w in words - shared) for i, words in own.items()}
    best = [i for i in count if count[i] == max(count.values())]
    if len(best) == 1 and _goes_on_otherwise(names[best[0]], folded):
        return named
    return replace(named, diplomas=(best[0],), ambiguous=()) if len(best) == 1 and count[best[0]] else named


def _in_another(named: Named, names: Mapping[str, Forms], text: str, folded: str) -> Named:
    """Read what closes a name, "tapissier en décor": who says "tapissier en siège" asks about another diploma."""
    if len(named.diplomas) != 1 or not _CLOSING.search(OF_NAME.split(fold(names[named.diplomas[0]].diploma.name))[0]):
        return named
    forms = names[named.diplomas[0]]
    typed = types_in(folded)
    for found in _IN.finditer(folded):
        starts = [
            start for _, start, end in typed if end <= found.start() and not words_in(folded[end : found.start()])
        ]
        before, behind = stem(found.group("before")), words_in(found.group("behind"))
        own = [any(alike(root, word) for root in forms.weights) for word in (before, *(w.stem for w in behind))]
        if not starts or own != [True, False] or any(start == found.start("behind") for _, start, _ in typed):
            continue  # "le dossier de conception en BTS X": what is asked about, and in which diploma
        if names_specialty(behind[0], text) and behind[0].text not in own_words(forms):
            return Named(unknown=text[starts[-1] : found.end()])
    return named


_CLOSING = re.compile(r"\ben [a-z]{3,}$")
_IN = re.compile(r"\b(?P<before>[a-z]{3,}) en (?P<behind>[a-z]{3,})\b")


def _one_word(root: str, other: str) -> bool:
    """Whether two stems are one word, in English perhaps: "microtechnics"."""
    return alike(root, other) or (len(other) >= _LONG and root[:_LONG] == other[:_LONG])


_LONG = 8  # letters that two words share at the beginning, from which they are one


def _by_type(named: Named, names: Mapping[str, Forms], folded: str) -> Named:
    """Take the one of several diplomas that has the only type in the question: "microtechniques, … le bac pro ?"."""
    types = {type_id for type_id, _, _ in types_in(folded)}
    fitting = [i for i in named.ambiguous if names[i].type in types]
    if named.diplomas or len(types) != 1 or len(fitting) != 1:
        return named
    return replace(named, diplomas=(fitting[0],), ambiguous=())


def _goes_on_otherwise(forms: Forms, folded: str) -> bool:
    """Whether a word that a name lacks follows its own: "CS élevage bovin lait", for an "élevage bovin viande"."""
    for _, _, end in types_in(folded):
        run = words_after(folded, end)
        own = [any(alike(root, word.stem) for root in forms.weights) for word in run]
        if any(own) and not all(own[own.index(True) :]):
            return True
    return False


def _before_option(forms: Forms) -> str:
    """The name of a diploma without its option."""
    return OF_NAME.split(forms.diploma.name, maxsplit=1)[0]
