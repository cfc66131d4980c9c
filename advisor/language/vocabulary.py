"""The editable vocabulary in advisor/data, read once and compiled. Patterns are whole words on folded text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import permutations
from typing import Any

from advisor.errors import ConfigError
from advisor.language.french import fold, stem
from advisor.records import ATTRIBUTES, SITUATIONS, TOPICS

KINDS = tuple("coefficient mark count duration date person place value list yes_no procedure".split())  # of an answer
_NAMES = {
    "topics": TOPICS,
    "situations": SITUATIONS,
    "attributes": ATTRIBUTES,
    "barred": SITUATIONS + ATTRIBUTES,
    "kinds": (*KINDS, "duration_when_alone"),
}


@dataclass(frozen=True, slots=True)
class DiplomaType:
    """A family of diplomas ("bac pro") and the pattern that finds it in a question."""

    id: str
    pattern: re.Pattern[str]
    level: int | None = None  # of the national framework; None where the family has several
    authority: str = ""  # who answers about its exams, with its preposition; "" for the académie
    said_as: str = ""  # the type whose name people give it as well: a "CAP agricole" is a "CAP"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Compiled vocabulary. Mappings keep the order of the file, which counts where the first match wins."""

    topics: Mapping[str, re.Pattern[str]]
    situations: Mapping[str, re.Pattern[str]]  # situations and attributes together
    barred: Mapping[str, re.Pattern[str]]  # situations that a heading leaves out
    kinds: Mapping[str, re.Pattern[str]]
    expansions: tuple[tuple[re.Pattern[str], str], ...]
    english_markers: frozenset[str]
    english: tuple[tuple[re.Pattern[str], str], ...]
    domain: re.Pattern[str]
    generic: frozenset[str]  # stems
    measures: frozenset[str]  # stems
    content_asked: re.Pattern[str]
    meaning_asked: re.Pattern[str]
    name_asked: re.Pattern[str]
    untold: dict[str, re.Pattern[str]]
    same_person: tuple[re.Pattern[str], ...]
    pages: re.Pattern[str]
    measured: tuple[tuple[re.Pattern[str], str], ...]
    relatives: re.Pattern[str]
    how_much: re.Pattern[str]
    compared: re.Pattern[str]
    all_of_them: re.Pattern[str]
    two_things: re.Pattern[str]  # groups first and second
    two_of_two: re.Pattern[str]  # groups first and second
    two_of_one: re.Pattern[str]  # groups of and second
    thing_first: re.Pattern[str]  # at the start, or after a colon
    leads: re.Pattern[str]
    leads_beside: re.Pattern[str]
    leads_takes: re.Pattern[str]
    leads_onward: str  # with {} for a type of diploma
    leads_entry: str
    for_everyone: re.Pattern[str]
    same_rule: re.Pattern[str]
    not_theirs: re.Pattern[str]
    consequence_asked: re.Pattern[str]
    entails: re.Pattern[str]
    limits: re.Pattern[str]
    still_valid: re.Pattern[str]
    small_talk: re.Pattern[str]
    small_talk_fillers: re.Pattern[str]
    about_the_answer: re.Pattern[str]  # matches a whole message
    told: re.Pattern[str]  # matches what follows it
    insults: re.Pattern[str]
    injection: re.Pattern[str]
    refused_topics: re.Pattern[str]
    other_topics: re.Pattern[str]
    must_state: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    must_always_state: re.Pattern[str]  # the questions of those rules that nothing overrules
    opposites: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]  # each both ways
    idioms: tuple[tuple[re.Pattern[str], str], ...]
    wording: tuple[tuple[re.Pattern[str], str], ...]
    reading: tuple[tuple[re.Pattern[str], str], ...]
    glosses: tuple[tuple[re.Pattern[str], str], ...]  # what is read in brackets behind what a pattern finds
    never_answers: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    fields: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]  # the right side matches a whole label
    sms: Mapping[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    diploma_types: tuple[DiplomaType, ...]
    everyday_types: frozenset[str]  # types whose acronym is also a word: only in capitals
    specialties: frozenset[str]


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of advisor/data. Raises ConfigError, which shows it."""
    try:
        return re.compile(pattern)
    except re.error as error:
        near = pattern[max(0, (error.pos or 0) - 40) :][:80]
        raise ConfigError(f"advisor/data: not a pattern ({error.msg}): …{near}…. Correct it there.") from None


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns into one that matches any of them as whole words. Raises ConfigError."""
    patterns = list(patterns)
    try:
        return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
    except re.error:
        for pattern in patterns:
            compiled(pattern)
        raise


def _thing(things: Iterable[str]) -> str:
    return rf"(?:l[ea]s? |l'|mon |ma |mes |son |sa |ses |un |une |des |du |the |its )?(?:{'|'.join(things)})"


def _two_of(things: Iterable[str], of: str = "", of_other: str = r"(?!\w)") -> re.Pattern[str]:
    """Compile things into the pattern of two of them side by side, "la durée et le coefficient"; with what each is of,
    "la durée de l'écrit et le coefficient de l'oral".
    """
    thing = _thing(things)
    return re.compile(rf"(?<!\w)(?P<first>{thing}{of}),? (?:et|ainsi que|and) (?P<second>{thing}{of_other})")


def _of_one(things: Iterable[str]) -> re.Pattern[str]:
    """Compile things into the pattern of two of one thing: "la durée de l'écrit et son coefficient"."""
    thing = _thing(things)
    return re.compile(
        rf"(?<!\w){thing}(?P<of> (?:d[eu]s? |d')[^?;:,]{{2,60}}?),? et (?=son |sa )(?P<second>{thing})\W*$"
    )


def _put_instead(table: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((whole_words([left]), right) for left, right in table.items())


def _rules(pairs: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((whole_words([left]), whole_words([right])) for left, right in pairs.items())


def _taught(asks: str, subjects: Mapping[str, str]) -> dict[str, str]:
    """Return the rules of whether a subject is taught: each subject behind the words that ask for it."""
    return {f"{asks}(?:{asked})": stated for asked, stated in subjects.items()}


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of advisor/data. Raises ConfigError, which names the file or shows the pattern."""
    words, sms, types, idioms, glosses = (
        table(f"{name}.toml") for name in ("vocabulary", "sms", "diploma_types", "idioms", "glosses")
    )
    for group, known in _NAMES.items():
        if unknown := sorted(words[group].keys() - set(known)):
            raise _slip(f"vocabulary.toml [{group}]", f"unknown name {unknown[0]!r}. Known: {', '.join(known)}")
    return Vocabulary(
        topics={name: whole_words(patterns) for name, patterns in words["topics"].items()},
        situations={name: whole_words(p) for name, p in {**words["situations"], **words["attributes"]}.items()},
        barred={name: whole_words(p) for name, p in words["barred"].items()},
        kinds={name: whole_words(patterns) for name, patterns in words["kinds"].items()},
        expansions=tuple((whole_words([left]), right) for left, right in words["expansions"].items()),
        english_markers=frozenset(words["english"]["markers"]),
        english=tuple((whole_words([left]), right) for left, right in words["english"]["words"].items()),
        domain=whole_words(words["domain"]["words"]),
        generic=frozenset(stem(word.replace("s?", "")) for word in words["domain"]["generic"]),
        measures=frozenset(stem(word) for word in words["domain"]["measures"]),
        content_asked=whole_words(words["domain"]["content_asked"]),
        meaning_asked=whole_words(words["domain"]["meaning_asked"]),
        name_asked=whole_words(words["domain"]["name_asked"]),
        untold={name: whole_words(patterns) for name, patterns in words["untold"].items()},
        same_person=tuple(whole_words(patterns) for patterns in words["several"]["same_person"]),
        pages=whole_words(words["several"]["pages"]),
        measured=tuple((whole_words([left]), asked) for left, asked in words["several"]["measured"]),
        relatives=whole_words(words["several"]["relatives"]),
        how_much=whole_words(words["domain"]["how_much"]),
        compared=whole_words(words["several"]["compared"]),
        all_of_them=whole_words(words["several"]["all_of_them"]),
        two_things=_two_of(words["several"]["things"]),
        two_of_two=_two_of(words["several"]["things"], " (?:d[eu]s? |d'|of )[^?;:,]{2,40}?", " (?:d[eu]s? |d'|of )"),
        two_of_one=_of_one(words["several"]["things"]),
        thing_first=re.compile(rf"(?:^|:)\s*{_thing(words['several']['things'])}(?!\w)"),
        leads=whole_words(words["several"]["leads"]),
        leads_beside=whole_words(words["several"]["leads_beside"]),
        leads_takes=whole_words(words["several"]["leads_takes"]),
        leads_onward=words["several"]["leads_onward"],
        leads_entry=words["several"]["leads_entry"],
        for_everyone=whole_words(words["several"]["for_everyone"]),
        same_rule=whole_words(words["several"]["same_rule"]),
        not_theirs=whole_words(words["several"]["not_theirs"]),
        consequence_asked=whole_words(words["several"]["consequence_asked"]),
        entails=whole_words(words["several"]["entails"]),
        limits=whole_words(words["several"]["limits"]),
        still_valid=whole_words(words["several"]["still_valid"]),
        small_talk=whole_words(words["small_talk"]["patterns"]),
        small_talk_fillers=whole_words(words["small_talk"]["fillers"]),
        about_the_answer=compiled("|".join(f"(?:{pattern})" for pattern in words["about_the_answer"]["patterns"])),
        told=compiled("|".join(f"(?:{pattern})" for pattern in words["about_the_answer"]["told"])),
        insults=whole_words(words["insults"]["patterns"]),
        injection=whole_words(words["injection"]["patterns"]),
        refused_topics=whole_words(words["other_topics"]["always"]),
        other_topics=whole_words(words["other_topics"]["alone"]),
        must_state=_rules({**words["must_always_state"], **words["must_state"], **_taught(**words["taught"])}),
        must_always_state=whole_words(list(words["must_always_state"])),
        opposites=tuple(
            (own, other)
            for sides in words["opposites"]["pairs"]
            for own, other in permutations([whole_words([side]) for side in sides])
        ),
        idioms=tuple(rule for turns in idioms.values() for rule in _put_instead(turns)),
        wording=_put_instead(words["wording"]),
        reading=_put_instead(words["reading"]),
        glosses=tuple(rule for words_of in glosses.values() for rule in _put_instead(words_of)),
        never_answers=_rules(words["never_answers"]),
        fields=tuple((whole_words([left]), compiled(right)) for left, right in words["fields"].items()),
        sms=sms["words"],
        phrases=tuple((whole_words([left]), right) for left, right in sms["phrases"].items()),
        diploma_types=tuple(
            DiplomaType(
                item["id"],
                whole_words(item["patterns"]),
                item.get("level"),
                item.get("authority", ""),
                item.get("said_as", ""),
            )
            for item in types["type"]
        ),
        everyday_types=frozenset(item["id"] for item in types["type"] if item.get("everyday")),
        specialties=frozenset(word for line in data_lines("specialties.txt") for word in line.split()),
    )


def types_in(folded: str) -> list[tuple[str, int, int]]:
    """Return the types of diploma named in a folded text, (id, start, end), in reading order; first pattern wins."""
    found: list[tuple[str, int, int]] = []
    for kind in vocabulary().diploma_types:
        for match in kind.pattern.finditer(folded):
            if not any(match.start() < end and match.end() > start for _, start, end in found):
                ends_sentence = match.group().endswith(".") and match.group().count(".") == 1  # "… un CAP. Vrai ?"
                found.append((kind.id, match.start(), match.end() - ends_sentence))
    return sorted(found, key=lambda item: item[1])


def level_of(type_id: str | None) -> int | None:
    """Return the level of a type of diploma, None where it has several or is not known."""
    return next((kind.level for kind in vocabulary().diploma_types if kind.id == type_id), None)


def said_as(type_id: str | None) -> str:
    """Return the type whose name people give to a type of diploma as well, "" for none."""
    return next((kind.said_as for kind in vocabulary().diploma_types if kind.id == type_id), "")


def authority_of(type_id: str) -> str:
    """Return who answers about the exams of a type of diploma, with the preposition; "" for the académie."""
    return next((kind.authority for kind in vocabulary().diploma_types if kind.id == type_id), "")


def without_types(label: str) -> str:
    """Return a folded label without the types it names: "BTS Fonderie" gives "fonderie"."""
    folded = fold(label)
    for _, start, end in reversed(types_in(folded)):
        folded = f"{folded[:start]} {folded[end:]}"
    return folded.strip()


@cache
def type_labels() -> tuple[tuple[str, str], ...]:
    """Types of diploma that texts write in full, (short, in full), the longest first."""
    rows = data_rows("diploma_labels.txt", r"([^\t]+)\t([^\t]+)")
    return tuple(sorted(((short, full) for short, full in rows), key=lambda row: -len(row[1])))


@cache
def types_in_full() -> str:
    """Return the pattern of a type of diploma written in full: any spaces, either apostrophe, any case."""
    names = (re.escape(full).replace("'", "['’]").replace(r"\ ", r"\s+") for _, full in type_labels())
    return f"(?i:{'|'.join(names)})"


@cache
def types_as_written() -> str:
    """Return the pattern of a type in full in any case or in short as it is ("CAP", not "cap")."""
    short = sorted((re.escape(short) for short, _ in type_labels()), key=len, reverse=True)
    return rf"(?:{types_in_full()}|(?i:bac\s+pro)|(?-i:{'|'.join(short)}))"


@cache
def spoken_of() -> frozenset[str]:
    """Return the stems of all words of vocabulary.toml: what people ask about any diploma."""
    text = resources.files("advisor").joinpath("data/vocabulary.toml").read_text(encoding="utf-8")
    return frozenset(stem(word) for word in re.findall(r"[a-z]{4,}", fold(text)))


def data_lines(name: str) -> list[str]:
    """Return the lines of a text file of advisor/data, without empty ones and comments (#)."""
    return [line for _, line in _numbered(name)]


def data_patterns(name: str) -> list[str]:
    """Return the lines of a file of regular expressions. Raises ConfigError, which names the line that is none."""
    for number, line in _numbered(name):
        try:
            re.compile(line)
        except re.error as error:
            raise _slip(f"{name}, line {number}", f"not a pattern ({error.msg}): {line}") from None
    return data_lines(name)


def data_rows(name: str, form: str) -> list[tuple[str, ...]]:
    """Return the columns of a file, the groups of `form`. Raises ConfigError, which names the line of another form."""
    rows = []
    for number, line in _numbered(name):
        match = re.fullmatch(form, line)
        if match is None:
            raise _slip(f"{name}, line {number}", f"not in columns with one tab between, as its head says: {line}")
        rows.append(match.groups())
    return rows


def _numbered(name: str) -> list[tuple[int, str]]:
    content = resources.files("advisor").joinpath("data", name).read_text(encoding="utf-8-sig")
    lines = enumerate(content.splitlines(), start=1)
    return [(number, line) for number, line in lines if line.strip() and not line.startswith("#")]


def _slip(place: str, what: str) -> ConfigError:
    return ConfigError(f"advisor/data/{place}: {what}. Correct it there.")


class Table(dict[str, Any]):
    """A table of advisor/data. Raises ConfigError for a key that it lacks, which names the file and the table."""

    def __init__(self, content: Mapping[str, Any], place: str) -> None:
        super().__init__({key: _tables_of(value, f"{place} [{key}]") for key, value in content.items()})
        self._place = place

    def __missing__(self, key: str) -> Any:
        raise _slip(self._place, f"{key!r} is missing")


def _tables_of(value: Any, place: str) -> Any:
    if isinstance(value, list):
        return [_tables_of(item, place) for item in value]
    return Table(value, place) if isinstance(value, dict) else value


def table(name: str) -> dict[str, Any]:
    """Return a TOML file of advisor/data. Raises ConfigError, which names the line, or later the table that lacks."""
    try:
        content = resources.files("advisor").joinpath("data", name).read_text(encoding="utf-8-sig")
        return Table(tomllib.loads(content), name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _slip(name, f"not valid TOML ({error})") from None
