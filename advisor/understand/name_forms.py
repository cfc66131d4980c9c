"""The forms under which one diploma is named: its type, the words of its specialty, whole names, initials."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.language.french import STOP_WORDS, fold, stem, tokens
from advisor.language.vocabulary import types_in, without_types
from advisor.records import Diploma
from advisor.understand.name_words import CONNECTORS, QUESTION_WORDS, Word, akin, alike, ordinary, weight_of, words_in
from advisor.understand.spelling import is_french, is_rare


@dataclass(frozen=True, slots=True)
class Forms:
    """How a diploma may be named."""

    diploma: Diploma
    type: str | None
    weights: dict[str, float]  # stem of the specialty -> weight, in the order of the name
    phrases: tuple[str, ...]  # names and aliases as keys() gives them, longest first
    initials: str
    shortened: dict[str, tuple[str, ...]]  # "hcr" -> the stems of "hôtel-café-restaurant", for words in a row
    option: str  # the letter of "option B", "" for none
    course: str  # the words of the option as keys() gives them, "" for none: they name, and are part of what is asked
    option_words: frozenset[str]  # folded, of "option métiers du son" or a "mention", none for a letter alone
    title: str  # folded, without its type and its option


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


def keys(folded: str) -> list[tuple[str, int, int]]:
    """Return the words of a folded text by which names are looked up, each with its place: a type of diploma in any
    spelling is one word ("<bp>"), a plural is its singular. "brevets pro apicoles" and "BP apicole" have the same.
    """
    types = types_in(folded)
    found = [(f"<{type_id}>", start, end) for type_id, start, end in types]
    for match in re.finditer(r"[a-z0-9]+", folded):
        inside = any(match.start() < end and match.end() > start for _, start, end in types)
        if not inside and match.group() not in CONNECTORS:
            found.append((_singular(match.group()), match.start(), match.end()))
    return sorted(found, key=lambda word: word[1])


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORT and word[-1] in "sx" else word


_SHORT = 4  # letters of a word whose last letter marks no plural ("bois", "gaz"): none is left out


def _key(folded: str) -> str:
    return " ".join(word for word, _, _ in keys(folded))


def _as_written(folded: str) -> str:
    return " ".join(_singular(word) for word in phrase(folded).split())


def forms_of(diploma: Diploma) -> Forms:
    """Return the forms of a diploma, from its name, acronym and aliases."""
    name = _STATE.sub("diplôme d'État de ", diploma.name)
    labels = [plain(fold(label)) for label in (name, diploma.acronym or "", *diploma.aliases)]
    found = [item for label in labels for item in types_in(label)]
    type_id = found[0][0] if found else None
    weights: dict[str, float] = {}
    for word in words_in(without_types(labels[0])):
        weights[word.stem] = max(weights.get(word.stem, 0.0), weight_of(word.text))
    if weights and max(weights.values()) < 1.0:
        weights = dict.fromkeys(weights, 1.0)  # "Maintenance des véhicules": common words are all that it has
    # A type alone ("BTM") is read as a type, a common word alone names nothing.
    whole = (labels[0], _BRACKETS.sub("", labels[0]), *labels[2:])  # "Moniteur de vélo (TFP)": with and without
    said = [label for label in whole if phrase(label) and phrase(without_types(label))]
    # … and with the type as it is written, where a question does not show that it is one: "le TP X" may be lessons
    phrases = {key for label in said for key in (_key(label), _as_written(label))}
    # "BTS ERC" for BTS Exploitation des réseaux de chaleur: people shorten a long name to its initials.
    initials = _initials(labels[0])
    for own in {initials, _initials(labels[0].split(" option ")[0])}:  # "BTS MS option C"
        if type_id and len(own) > 1 and own not in CONNECTORS:  # "environnement nucléaire" is no "BTS en"
            phrases.add(f"<{type_id}> {_singular(own)}")
    if len(initials) > _ACRONYM and not ordinary(initials) and not is_french(initials):
        phrases.add(_key(initials))  # "la formation tisf"
    # "BTS VIO" is "VIO" as well; "GEII AII": the diploma's, then its course's.
    alone = without_types(labels[1]).strip()
    for acronym in {labels[1], alone, *alone.split()[:1]}:
        letters = phrase(acronym)
        if len(letters) > 2 and letters not in STOP_WORDS and not ordinary(letters) and without_types(acronym).strip():
            phrases.add(_key(acronym))  # "BTS MAI" is no May
    phrases.update(_key(name) for name in _spelled_out(diploma.name))
    course = _course(labels[0])
    phrases.update({course} - {""})
    lettered = OPTION.search(labels[0])
    option = lettered.group("letter") if lettered else ""
    behind = "" if option else OF_NAME.split(labels[0], maxsplit=1)[-1] if OF_NAME.search(labels[0]) else ""
    # "son" is a little word elsewhere.
    words = [word for word in re.findall(r"[a-z]{3,}", behind) if word not in CONNECTORS]
    option_words = frozenset([word for word in words if weight_of(word) == 1.0] or words)
    ordered = tuple(sorted(phrases, key=len, reverse=True))
    title = OF_NAME.split(without_types(labels[0]), maxsplit=1)[0]
    short = _shortened(labels[0])
    return Forms(diploma, type_id, weights, ordered, initials, short, option, course, option_words, title)


_STATE = re.compile(r"^DE (?=\w)")  # folded, it is a little word


def _course(name: str) -> str:
    """Return the words of the option of a folded name as keys() gives them: "en productions imprimées" names it; "" for
    none, and for one word or common ones.
    """
    behind = _LETTER.sub("", OF_NAME.split(name)[-1]) if OF_NAME.search(name) else ""
    words = words_in(behind)
    return _key(behind) if len(words) > 1 and any(weight_of(word.text) == 1.0 for word in words) else ""


def own_words(forms: Forms) -> frozenset[str]:
    """Return the stems and words by which a diploma is named."""
    own = {*forms.weights, *tokens(forms.diploma.acronym or ""), forms.initials}
    return frozenset(own | {stem(word) for word in own})


OPTION = re.compile(r"\b(?:option|opt\.?) (?P<letter>[a-z])\b(?!')")  # of folded text
# … and one in words, which is no subject that one takes or leaves, nor how well one passed.
WORDED = re.compile(
    r"\b(?:option|mention|parcours) (?=[a-z]{3})(?!facultati|obligatoire|europeen|sport|langue|latin|musique"
    r"|assez|bien|tres|complementaire|honorable|individualis|personnalis|adapte)"
)
OF_NAME = re.compile(r"\s+(?:option|mention|parcours)\s+", re.IGNORECASE)  # before the words of an option, in a name


_LETTER = re.compile(r"^[a-z0-9](?: ?:)? ")


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


def _shortened(folded: str) -> dict[str, tuple[str, ...]]:
    words = words_in(without_types(folded))
    runs = [words[first:last] for last in range(len(words) + 1) for first in range(last - _ACRONYM + 1)]
    return {"".join(word.text[0] for word in run): tuple(word.stem for word in run) for run in runs}


_PREFIX = 3  # letters, at most, that a word gives to an acronym: "EL" of "électricité", "EAU"


def blended(forms: Forms, acronym: str) -> tuple[str, ...]:
    """Return the stems of the words of a title whose first letters in a row make a folded acronym up, () for none:
    "melec" for "Métiers de l'ÉLectricité et de ses Environnements Connectés". Little words may give a letter, and one
    word none: "ciel" for "Cybersécurité, Informatique et réseaux, ÉLectronique".
    """
    words = [word for word in re.findall(r"[a-z]+", forms.title) if len(word) > 1]

    def rest(place: int, left: str, missed: int) -> tuple[str, ...] | None:
        if place == len(words):
            return None if left else ()
        word, little = words[place], words[place] in CONNECTORS or words[place] in STOP_WORDS
        for count in range(min(1 if little else _PREFIX, len(word), len(left)), 0, -1):
            if left.startswith(word[:count]) and (found := rest(place + 1, left[count:], missed)) is not None:
                return found if little else (stem(word), *found)
        return rest(place + 1, left, missed) if little else rest(place + 1, left, missed + 1) if not missed else None

    stems = rest(0, acronym, 0) if len(acronym) >= _ACRONYM and acronym[:1] == "".join(words)[:1] else None
    return stems if stems and len(stems) >= _ACRONYM else ()


def shortens(acronym: str, forms: Forms) -> bool:
    """Whether a folded word is the initials of a name, or an acronym of its title."""
    return acronym == forms.initials or bool(blended(forms, acronym))


def leading(forms: Forms, folded: str) -> tuple[int, int, int]:
    """Return how many words of a specialty a folded text says in a row, from its first own one on and in their order,
    some left out perhaps ("exploitant voyageurs" for "exploitant en transport de voyageurs"), and where they start and
    end; zeros for fewer than two. The words after the first may be cut short: "éducateur spé".
    """
    said = words_in(folded)
    own = list(forms.weights)
    longest = (0, 0, 0)
    opening = next((place for place, root in enumerate(own) if forms.weights[root] == 1.0), -1)  # behind "titre"
    for first in range(len(said)):
        found: list[int] = []
        for other in said[first:]:
            gap = folded[said[first + len(found) - 1].end : other.start] if found else ""
            if phrase(gap) or re.search(r"[.;:,?!]", gap):
                break
            among = range(found[-1] + 1, len(own)) if found else range(opening + 1)
            place = next((place for place in among if _says(own[place], other, cut=bool(found))), None)
            if place is None:
                break
            found.append(place)
        if len(found) > max(1, longest[0]) and any(forms.weights[own[place]] == 1.0 for place in found):
            longest = (len(found), said[first].start, said[first + len(found) - 1].end)
    return longest


def _says(root: str, word: Word, *, cut: bool) -> bool:
    """Whether a word says one of a name, to the end or, with `cut`, its first letters; "comme" cuts nothing short."""
    if word.text in QUESTION_WORDS:
        return root == word.stem
    return alike(root, word.stem) or (cut and len(word.text) >= _CUT and root.startswith(word.text))


def in_full(forms: Forms, folded: str) -> int:
    """Return where the first of the words of a specialty stands in a folded text that has all of them, one of its own
    among them; -1 elsewhere.
    """
    said = [word for word in words_in(folded) if any(alike(stem, word.stem) for stem in forms.weights)]
    whole = all(any(alike(stem, word.stem) for word in said) for stem in forms.weights)
    return said[0].start if said and whole and 1.0 in forms.weights.values() else -1


def sharing_most(
    names: Mapping[str, Forms], among: set[str], stems: Sequence[str], *, distinctive: bool = False
) -> set[str]:
    """Return the diplomas of `among` that share most words, then that begin with one, then the fullest names; with
    `distinctive`, only those that share one of their own, or one of its family ("the hairdressing BP").
    """
    scores: dict[str, tuple[float, bool, float]] = {}
    for diploma in among:
        weights = names[diploma].weights
        own = {w for w in weights if any(alike(w, other) or (distinctive and akin(w, other)) for other in stems)}
        if distinctive and not any(weights[word] == 1.0 for word in own):
            continue
        shared = sum(weights[word] for word in own)
        if shared:
            begins = next(iter(weights)) in own
            scores[diploma] = (round(shared, 3), begins, round(shared / sum(weights.values()), 3))
    if not scores:
        return set()
    best = max(scores.values())
    if best[2] > 0.99:
        return {diploma for diploma, score in scores.items() if score == best}
    # Names that all hold what was said and more: any of them could be meant.
    return {diploma for diploma, score in scores.items() if score[:2] == best[:2]}


def with_a_rare_word(names: Mapping[str, Forms], words: Sequence[Word], folded: str) -> set[str]:
    """Return the diplomas of whose specialty one of the words of a folded text is, or one of its family, that French
    seldom has: "mon stage en taxidermie", "tuyauteur" for a "technicien en tuyauterie"; "un éducateur peut-il signer ?"
    asks about whoever acts.
    """
    rare = [word.stem for word in words if is_rare(word.text) and not _ACTS.match(folded, word.end)]
    return {i for i, forms in names.items() if any(w == own or akin(own, w) for own in forms.weights for w in rare)}


_ACTS = re.compile(r"(?:s|e|es)? (?:peu[tx]|peuvent|doit|doivent|a-t-il|est-il|signe|a le droit)")
_CUT = 3  # letters that a word cut short has at least


def behind_type(before: str, names: Sequence[Forms]) -> bool:
    """Whether the last type of diploma in a text, if any, is that of one of some names."""
    types = types_in(before)
    return not types or types[-1][0] in {name.type for name in names}
