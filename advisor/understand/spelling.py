"""From a message as typed to French as written: SMS forms spelled out, misspelled words of the corpus restored.

Only words that are neither in the texts nor in a French dictionary are touched: a valid word is never turned into
another: "salaire" stays salaire where only "salarié" is in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Literal

from advisor.language.french import fold, one_for_one
from advisor.language.vocabulary import types_in, vocabulary

_ELIDED = re.compile(r"(?=l|d|qu|.{5}|[nsm]est$|nont$)(l|d|j|n|s|c|m|t|qu)([aeiouyh][a-z]{2,})")  # "mail" is no "m'ail"
_COMPOUND = re.compile(
    r"(?:micro|electro|photo|thermo|hydro|aero|agro|auto|bio|geo|multi|inter|co|sous|tele)([a-z]{4,})"
)
_TRADE = re.compile(r"(?:iste|ier|iere|eur|euse)s?$")  # as French names those who have a trade
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_PLACE = re.compile(  # before a capital: "à Lille", "le CFA de Beaune"
    r"\b(?:à|chez|vers|près de|(?:CFA|cfa|lycée|lycee|GRETA|greta|académie|academie|ville|université|région) de)\s$"
)


_CUT, _WHOLE = (4, 5), 8  # letters of a word that was cut short, and at least those of the word that it begins


class Speller:
    """Restores the words of one vocabulary: those of the texts and diploma names of an index."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """`words` maps folded words to how often they occur."""
        self._words = {word: count for word, count in words.items() if len(word) >= 3}
        self._by_sound: dict[str, list[str]] = {}
        for word in self._words:
            self._by_sound.setdefault(sound(word), []).append(word)
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        for word in self._words:
            self._by_shape.setdefault((word[0], len(word)), []).append(word)
        self._by_start: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) >= _WHOLE:
                self._by_start.setdefault(word[:4], []).append(word)
        self.correct = lru_cache(maxsize=10_000)(self._correct)

    def _correct(self, word: str) -> str:
        """Return what `word`, folded, most likely misspells: a word of the vocabulary, or one with its article."""
        if len(word) < 4 or not word.isalpha() or self._knows(word) or self._is_cut_short(word):
            return word
        elided = _ELIDED.match(word)  # "lentreprise", "dactivite", "lexam", "lecri"
        if elided:
            rest = vocabulary().sms.get(elided.group(2), elided.group(2))
            if self._knows(rest):
                return f"{elided.group(1)}'{rest}"
        found = self._nearest(word)
        if found is None and elided and len(elided.group(2)) >= 5 and (rest := self._nearest(elided.group(2)) or ""):
            return f"{elided.group(1)}'{rest}"
        if found is not None and _TRADE.search(word) and not _TRADE.search(found):
            return word  # "fournier" is no "fourni"
        return found or word

    def _knows(self, word: str) -> bool:
        """Whether a word is of the texts, of French or of our lists, or made of a prefix and such a one."""
        if word in self._words or is_french(word) or vocabulary().domain.fullmatch(word):
            return True
        if word in vocabulary().specialties:  # "melec"
            return True
        compound = _COMPOUND.fullmatch(word)  # "micromecanique"
        return compound is not None and (compound.group(1) in self._words or is_french(compound.group(1)))

    def _is_cut_short(self, word: str) -> bool:
        """Whether a word is the first letters of a longer one of the vocabulary: "meca", "elec"."""
        return len(word) in _CUT and any(other.startswith(word) for other in self._by_start.get(word[:4], ()))

    def _nearest(self, word: str) -> str | None:
        """The commonest of the words of the vocabulary that sound like `word`, else of those that look like it."""
        candidates = self._by_sound.get(sound(word), [])
        allowed = 1 if len(word) < 8 else 2
        if not candidates:
            shapes = [
                self._by_shape.get((word[0], length), [])
                for length in range(len(word) - allowed, len(word) + allowed + 1)
            ]
            like = [
                other for shape in shapes for other in shape if len(other) > 4 or is_french(other)
            ]  # "mecp" is none
            near = [(distance(word, other, allowed), other) for other in like]
            best = min((steps for steps, _ in near), default=allowed + 1)
            candidates = [other for steps, other in near if steps == best and best <= allowed]
        return max(candidates, key=lambda other: (self._words[other], other), default=None)


def spell_out(message: str, speller: Speller | None = None) -> str:
    """Return the message with SMS forms spelled out and, when a speller is given, misspelled words restored."""
    forms = vocabulary().sms
    english = sum(word in vocabulary().english_markers for word in re.findall(r"[a-z]+", fold(message))) >= _ENGLISH

    def restore(match: re.Match[str]) -> str:
        word = match.group()
        folded = fold(word)
        # Capitals are acronyms, and a lone capital a letter, unless it opens the message ("C combien ?").
        if folded in forms and not (word.isupper() and (len(word) > 1 or match.start() > 0)):
            return word if _is_name(folded, fold(message[: match.start()])) else forms[folded]
        if speller is None or (word.isupper() and len(word) <= 6):
            return word
        if word.istitle() and _PLACE.search(message[: match.start()]):
            return word
        elided, _, noun = folded.rpartition("'")
        if elided:  # "l'anée"
            corrected = speller.correct(forms.get(noun, noun)) if len(noun) >= 4 else noun
            return word if corrected == noun else f"{elided}'{corrected}"
        corrected = speller.correct(folded)
        return word if corrected == folded or (english and is_english(folded)) else corrected

    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), message)
    text = re.sub(r"(?<=\d)(?=(?:sem|semaines?|mois|ans|pages?|min|minutes|jours?)\b)", " ", text)
    text = re.sub(r"\b([lLdD])([eEuUcC]\d{1,2})\b", r"\1'\2", text)  # "le8" is "l'E8"
    text = re.sub(r"\bj\s(?=[aeiouyhéè])", "j'", text)
    text = _APART.sub(r"\1'", text)
    text = re.sub(r"(?<![\w'’-])j(?=[bcdfglmnprstv][a-zé]{3,})", "je ", text)  # "jbosse": no French word begins so
    restored = _COUNTED.sub(_plural, _WORD.sub(restore, text)).replace(
        "qu'est-ce que qui", "qu'est-ce qui"
    )  # "kes ki": a form for each word
    restored = one_for_one(restored)
    for pattern, meant in vocabulary().phrases:
        for found in reversed(list(pattern.finditer(fold(restored)))):
            restored = restored[: found.start()] + meant + restored[found.end() :]
    return re.sub(r"\s+", " ", restored).strip(" ,")


_ENGLISH = 2  # its little words that make a message one where "still" is no misspelled "style"
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}(?:[A-Z]\b)?")  # "C.I.M."
_COUNTED = re.compile(r"\b((?:combien d(?:e |')|plusieurs |quelques ))([a-zà-ÿ]{3,})\b", re.IGNORECASE)
_COUNTABLE = 0.1  # of how often a word occurs, its plural at least: "semaine", but no "argent"


def _plural(match: re.Match[str]) -> str:
    """ "combien de semaine", "combien de temp": what is counted, in its plural. Models read the two otherwise."""
    noun, counts = fold(match.group(2)), _dictionary("fr")
    several = counts.get(f"{noun}s", 0) > _COUNTABLE * counts.get(noun, 0)
    return match.group(1) + match.group(2) + ("s" if several and noun[-1] not in "sxz" else "")


# "l epreuve", "qu il", "c est": typed without an apostrophe, unless the letter is a name ("option d avec").
_APART = re.compile(
    r"(?<![\w'’])(?<!option )(?<!partie )(?<!bloc )(?<!niveau )(?<!annexe )(?<!serie )(?<!groupe )(?<!bac )"
    r"([ldmnst]|qu|c(?= (?:est|etait|était)\b)) (?=[aeiouyhéèêâî][a-zà-ÿ]+)"
)
_LETTERED = re.compile(r"\b(?:options?|parties?|blocs?|niveau|epreuve|annexe)\s+$")


def _is_name(form: str, before: str) -> bool:
    """Whether a short form is a name where it stands: "option c", "BTS MS" typed small."""
    types = types_in(before)
    named = bool(types) and not before[types[-1][2] :].strip() and form in vocabulary().specialties
    return named or (len(form) == 1 and _LETTERED.search(before) is not None)


def sound(word: str) -> str:
    """Return a rough phonetic key of a folded French word: "mecanik" and "mecanique" share one."""
    key = word
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    return key


_SOUNDS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:eau|au)", "o"),
        (r"ph", "f"),
        (r"qu|q|ck|ch(?=r)|c(?=[aouklrt]|$)", "k"),
        (r"c(?=[eiy])|ss|sc(?=[ei])|ti(?=on)", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"(?:ai|ei|ez|er)(?=$|[^aeiou])", "e"),
        (r"y", "i"),
        (r"(?<=[a-z])h", ""),
        (r"^h", ""),
        (r"(?:em|en|am)(?=[^aeioumn])", "an"),  # but not in "moyenne"
        (r"(.)\1+", r"\1"),
        (r"(?:es|ent|[estxd])$", ""),
        (r"e$", ""),
    )
]


def distance(first: str, second: str, limit: int) -> int:
    """Return the Damerau-Levenshtein distance (adjacent swaps count one), or limit + 1 when it is larger."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        above, before, row = before, row, [i]
        for j, right in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def word_counts(texts: Iterable[str]) -> dict[str, int]:
    """Return how often each folded word occurs in `texts`."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in re.findall(r"[a-z]{3,}", fold(text)):
            counts[word] = counts.get(word, 0) + 1
    return counts


def is_french(word: str) -> bool:
    """Return whether a folded word is one of French, whatever its accents (pyspellchecker's dictionary)."""
    return word in _dictionary("fr")


RARE = 1_100  # occurrences in the dictionary's 350 million words, up to which a word is one of a trade: "taxidermie"


def is_rare(word: str) -> bool:
    """Whether a folded word is one that people say of few things: seldom in French, and none of any diploma."""
    return len(word) > _SHORTEST and not vocabulary().domain.fullmatch(word) and _dictionary("fr").get(word, 0) <= RARE


_SHORTEST = 5  # letters of a word that tells nothing, at most


def is_english(word: str) -> bool:
    """Return whether a folded word is one of English, "stage" and "rapport" among them."""
    return word in _dictionary("en")


@cache
def _dictionary(language: Literal["fr", "en"]) -> dict[str, int]:
    """How often each word of a language occurs, folded."""
    # Imported on first use: 0.3 s, and most questions have no unknown word.
    from spellchecker import SpellChecker

    counts: dict[str, int] = {}
    for word, count in SpellChecker(language=language).word_frequency.dictionary.items():
        counts[fold(word)] = counts.get(fold(word), 0) + count
    return counts
