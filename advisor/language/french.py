"""French as the word index sees it: folding, stems and the stream of tokens, the same for a text and for a question.

Folding comes before stemming: the person who types "duree" finds "durée". Dates are read here too; numbers and units in
numbers.py.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Protocol

# What accent removal does not reach: ligatures that are letters of French, typographic apostrophes, hyphens and spaces.
_LOOKALIKES = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",
        "’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "\u00ad": None, "\u200b": None, "\u200d": None, "\ufeff": None,
    }
)  # fmt: skip

# Bullets, those of symbol fonts too, which a PDF leaves as they are. Nested lists have different ones.
_BULLETS = str.maketrans(
    dict.fromkeys("●►➢➤‣✓✔\uf0b7\uf0d8\uf076\uf0fc", "•") | dict.fromkeys("■❖\uf0a7", "▪") | {"○": "◦"}
)
_BULLET_O = re.compile(r"^([ \t]*)o(?=[ \t]+\S)", re.MULTILINE)

# Short on purpose: words that carry no meaning in a regulation. "sans", "non", "ou" and "avant" do, and stay.
STOP_WORDS = frozenset(
    """
    a ai as au aux avec avez avons c ce ces cet cette ceci cela ca ceux celle celles celui d dans de des donc du
    elle elles en es est et etaient etait etant ete etes etre eu eux fut il ils j je jusqu l la le les leur leurs
    lorsqu lui m ma mais me mes mon n ne nos notre nous on ont par pas pour puisqu qu quand que quel quelle quelles
    quels qui quoi s sa se sera serait seront ses si soit soient son sont sur t ta te tes toi ton tu un une va vais
    vos votre vous y
    """.split()
)

# One pass over the folded text, the most precise reading first. A code stays one token; where people also type it in
# part ("35340" for "RNCP 35340"), the parts follow it.
_TOKEN = re.compile(
    r"""
      \b(?P<article>[ldra])\.?\s?(?P<article_number>\d{1,4}(?:-\d+)+)     # D643-15, D. 643-15, L 6222-11
    | \brncp\s?(?:n[°o]\.?\s?)?[-:]?\s?(?P<rncp>\d{2,6})\b                # RNCP 35340, RNCP35340, RNCP n° 35340
    | \b(?P<hours>\d{1,4})\s?(?:h|heures?)\b(?:\s?(?P<minutes>\d{1,2})\b(?!\s?(?:h|heures?)\b))?  # 1 h 20, 4 heures
    | \b(?P<hours_glued>\d{1,2})h(?P<minutes_glued>\d{2})(?:\s?(?:min|mn))?\b                     # 1h20
    | \b(?P<thousands>\d{1,3}(?:\s\d{3})+)\b(?![.,]?\d)                   # 1 000
    | \b(?P<unit>[eu])\s(?P<unit_number>\d{1,2}(?:\.\d+)*)\b              # E 8, U 61
    | \b(?P<dotted>(?:[a-z]\.){2,}[a-z]?)(?![a-z])                        # C.A.P., B.T.S
    | \b(?P<code>[a-z]{1,3}\d+[a-z]?(?:\.\d+)+)\b                         # U6.1
    | \b(?P<decimal>\d+(?:[.,]\d+)+)\b                                    # 12,5  2.1.3
    | \b(?P<range>\d+(?:-\d+)+)\b                                         # 6222-11 alone
    | (?P<word>[^\W_]+)
    """,
    re.VERBOSE,
)


MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def date_in_words(day: date) -> str:
    """Return "1er juillet 2019" for a date."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_stemming = threading.Lock()  # the stemmer keeps the word it works on: two questions at once would mix theirs


@cache
def _stemmer() -> _Stemmer:
    # Imported on first use: the package loads every language, 0.2 s.
    import snowballstemmer  # type: ignore[import-untyped]

    stemmer: _Stemmer = snowballstemmer.stemmer("french")
    return stemmer


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """`text` in lower case without accents or ligatures, plain apostrophes, hyphens and spaces. Length may change."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).lower()


def plain_bullets(text: str) -> str:
    """Return `text`, of the same length, with every kind of bullet as one of "•", "▪" and "◦"."""
    return _BULLET_O.sub(r"\1◦", text.translate(_BULLETS))


def one_for_one(text: str) -> str:
    """Return `text` as it is read, with a fold of the same length: a place found in the fold is one of the text.

    What folds to several characters is written out ("œ", "½", "№"), what folds to none is left out (a soft hyphen).
    """
    return "".join(map(_written_out, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=5_000)
def _written_out(character: str) -> str:
    if len(fold(character)) == 1:
        return character
    decomposed = unicodedata.normalize("NFKD", character.translate(_LOOKALIKES))
    return "".join(part for part in decomposed if not unicodedata.combining(part))


_MONTH_NUMBERS = {fold(month): number for number, month in enumerate(MONTHS, start=1)}
DATE = re.compile(
    rf"""\b(?P<day>\d{{1,2}}|1\s?er)
      (?:\s+(?P<month>{"|".join(sorted({*MONTHS, *_MONTH_NUMBERS}))})\s+  # 3 juillet 2019, 1er mars 2024
      | [/.](?P<number>\d{{1,2}})[/.](?=19|20))                             # 03/07/2019
      (?P<year>\d{{4}})\b""",
    re.IGNORECASE | re.VERBOSE,
)


def dates(text: str) -> list[date]:
    """Return the dates of `text`, in words ("3 juillet 2019", any case) or as 03/07/2019, in reading order."""
    found: list[date] = []
    for match in DATE.finditer(text):
        with suppress(KeyError, ValueError):  # the 31st of February; a letter that only looks like the month's
            month = match.group("number") or _MONTH_NUMBERS[fold(match.group("month"))]
            found.append(date(int(match.group("year")), int(month), int(re.sub(r"\D", "", match.group("day")))))
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The French stem of one folded word. Words of up to three letters and words with a digit are kept whole."""
    if len(word) <= 3 or not word.isalpha():
        return word
    # Without its accent the feminine participle escapes the stemmer: "evaluees" is read as "evalue".
    if len(word) > 4 and word.endswith(("ee", "ees")):
        word = word.removesuffix("s").removesuffix("e")
    with _stemming:
        return _stemmer().stemWord(word)


def tokens(text: str) -> list[str]:
    """The tokens of `text` in reading order, repeats kept: stems without stop words, codes and acronyms whole.

    A token holds letters and digits, and inside a code also "." and "-"; never a quote, a space or a star.
    """
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        found.extend(_read(match))
    return found


def _read(match: re.Match[str]) -> list[str]:
    """The tokens of one match of `_TOKEN`."""
    group = match.group
    if number := group("article_number"):
        return [group("article") + number, number]
    if number := group("rncp"):
        return [f"rncp{number}", "rncp", number]
    if hours := group("hours") or group("hours_glued"):
        minutes = group("minutes") or group("minutes_glued") or ""
        return [f"{int(hours)}h{minutes}", "heur"]
    if thousands := group("thousands"):
        return ["".join(thousands.split())]
    if unit := group("unit"):
        return [unit + group("unit_number")]
    if dotted := group("dotted"):
        return [dotted.replace(".", "")]
    if decimal := group("decimal"):
        return [decimal.replace(",", ".")]
    if whole := group("code") or group("range"):
        return [whole]
    word = group("word")
    if word in STOP_WORDS or (len(word) == 1 and not word.isdigit()):
        return []
    return [stem(word)]
