"""What is known of a text: the corpus manifest (written by people) joined with what the text states about itself.

Where both speak they must agree. A text without a manifest entry is described by its own words alone: it is about the
diploma that it names, else the one of its title or first lines, else the one of its file's name. A text about none is
general, for the types of diploma that it names at its head, or for all where it names no type.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from advisor.errors import CorpusError, ManifestMismatch
from advisor.language.french import STOP_WORDS, fold
from advisor.language.vocabulary import type_labels, types_as_written, types_in, vocabulary, without_types
from advisor.load import MANIFEST
from advisor.parse.marks import of_others
from advisor.records import Diploma, Document, Facts, Source

_KINDS = ("arrete", "annexe", "onisep", "rncp", "texte")


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[document]]` of the manifest. None: the manifest does not say."""

    id: str
    title: str | None = None
    kind: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    published: date | None = None
    applies_from_session: int | None = None
    valid_until: date | None = None
    retrieved_on: date | None = None
    supersedes: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    diploma: Diploma | None = None

    @property
    def digest(self) -> str:
        """A hash that changes when anything in the entry does."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Return the entries of `folder`/manifest.toml by id; none when there is no manifest. Raises CorpusError."""
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: not valid TOML ({error}). Correct the manifest.") from None
    except OSError as error:
        raise CorpusError(f"{file}: cannot be read ({error.strerror}). Check the file and its rights.") from None
    entries: dict[str, Entry] = {}
    documents = content.get("document", [])
    if not isinstance(documents, list) or not all(isinstance(raw, dict) for raw in documents):
        raise CorpusError(f"{file}: each text begins with a line [[document]], with two brackets.")
    for raw in documents:
        entry = _entry(raw, file)
        if entry.id in entries:
            raise CorpusError(f"{file}: two entries with the id {entry.id!r}. Remove one.")
        entries[entry.id] = entry
    return entries


def _entry(raw: Mapping[str, Any], file: Path) -> Entry:
    known = {item.name for item in fields(Entry)}
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise CorpusError(f"{file}: a document has no id. Give it the file's name without extension.")
    unknown = raw.keys() - known
    if unknown:
        raise CorpusError(f"{file}: document {name!r} has unknown keys {sorted(unknown)}. Known: {sorted(known)}.")
    values = dict(raw)
    if values.get("kind", "texte") not in _KINDS:
        raise CorpusError(f"{file}: document {name!r} has kind {values['kind']!r}. Known: {', '.join(_KINDS)}.")
    _check_types(values, _TYPES, f"{file}: document {name!r}")
    values["supersedes"] = tuple(values.get("supersedes", ()))
    if (diploma := values.get("diploma")) is not None:
        _check_types(diploma, _DIPLOMA_TYPES, f"{file}: the diploma of document {name!r}")
        if missing := {"id", "name"} - diploma.keys():
            raise CorpusError(f"{file}: document {name!r}: its diploma has no {min(missing)!r}. Add it.")
        values["diploma"] = Diploma(
            diploma["id"],
            diploma["name"],
            diploma.get("acronym"),
            tuple(diploma.get("aliases", ())),
            tuple(diploma.get("codes", ())),
        )
    return Entry(**values)


_DATE, _YEAR = "a date, YYYY-MM-DD without quotes", "a year without quotes"
_NAMES, _TABLE = "a list of strings", "a table"
_TYPES = {
    **dict.fromkeys(("published", "valid_until", "retrieved_on"), _DATE),
    "applies_from_session": _YEAR,
    "supersedes": _NAMES,
    **dict.fromkeys(("references", "diploma"), _TABLE),
}
_DIPLOMA_TYPES = {"aliases": _NAMES, "codes": _NAMES}


def _check_types(values: Mapping[str, Any], types: Mapping[str, str], place: str) -> None:
    """Raise CorpusError for a value of another type; a key that `types` does not have must be a string."""
    for key, value in values.items():
        wanted = types.get(key, "a string")
        right = {
            _DATE: isinstance(value, date) and not isinstance(value, datetime),
            _YEAR: isinstance(value, int) and not isinstance(value, bool),
            _NAMES: isinstance(value, list) and all(isinstance(item, str) for item in value),
            _TABLE: isinstance(value, dict) and all(isinstance(key, str) for key in value),
        }.get(wanted, isinstance(value, str))
        if not right:
            raise CorpusError(f"{place}: {key} must be {wanted}, not {value!r}.")


Known = Mapping[str, Diploma]


def known_diplomas(entries: Iterable[Entry]) -> Known:
    """Return the manifest's diplomas by what people call each ("bts-cim"), without names that two of them share."""
    found: dict[str, Diploma | None] = {}
    for diploma in {entry.diploma.id: entry.diploma for entry in entries if entry.diploma}.values():
        for name in {slug(label) for label in _names_of(diploma) if without_types(label)}:
            found[name] = None if name in found else diploma
    return {name: diploma for name, diploma in found.items() if diploma}


def _names_of(diploma: Diploma) -> tuple[str, ...]:
    return (diploma.name, *diploma.aliases, *((diploma.acronym,) if diploma.acronym else ()))


def digest(source: Source, entry: Entry | None, known: Known | None = None) -> str:
    """A hash that changes when the text or what the manifest says of it changes.

    For a text whose diploma the manifest does not give, the names that the manifest knows count too.
    """
    text = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
    names = repr(sorted(known.items())) if known and not (entry and entry.diploma) else ""
    return hashlib.sha256(f"{text} {entry.digest if entry else ''}{names}".encode()).hexdigest()


def describe(source: Source, facts: Facts, entry: Entry | None, known: Known | None = None) -> Document:
    """Join the manifest's entry and the text's own facts. Raises ManifestMismatch naming both when they differ.

    A diploma that the text names as one of `known` (see known_diplomas) is that one.
    """
    entry = entry or Entry(source.id)
    _agree(source, facts, entry)
    title = entry.title or facts.title or ""
    own = _diploma(facts) or _diploma_of_head(title, head(source.text)) or _diploma_of_file(source.id)
    if own and known:
        own = next((known[name] for label in _names_of(own) if (name := slug(label)) in known), own)
    references = {**dict(facts.references), **dict(entry.references)}
    return Document(
        id=source.id,
        text=source.text,
        sha256=digest(source, entry if entry != Entry(source.id) else None, known),
        kind=entry.kind or facts.kind,
        title=title or source.id,
        diploma=entry.diploma or own,
        publisher=entry.publisher or facts.publisher,
        url=entry.url or facts.url,
        licence=entry.licence,
        published=entry.published or facts.published,
        applies_from_session=entry.applies_from_session or facts.applies_from_session,
        valid_until=entry.valid_until or facts.valid_until,
        retrieved_on=entry.retrieved_on,
        supersedes=entry.supersedes,
        references=tuple(sorted(references.items())),
    )


def _agree(source: Source, facts: Facts, entry: Entry) -> None:
    """Compare what both state. The text is asked first: it is the law."""
    stated: dict[str, tuple[object, object]] = {
        name: (getattr(facts, name), getattr(entry, name))
        for name in ("published", "applies_from_session", "valid_until")
    }
    own = dict(facts.references)
    stated.update({name: (own.get(name), value) for name, value in entry.references.items()})
    for name, (in_text, in_manifest) in stated.items():
        if in_text is not None and in_manifest is not None and str(in_text) != str(in_manifest):
            raise ManifestMismatch(
                f"{source.origin}: the text states {name} = {in_text}, {MANIFEST} states {in_manifest}. Correct one."
            )


def _diploma(facts: Facts) -> Diploma | None:
    """Return the diploma that a text names itself, as people name it, or None when it names none."""
    if not facts.diploma_name:
        return None
    name, aliases = everyday_name(facts.diploma_name)
    return Diploma(
        id=slug(name),
        name=name,
        acronym=facts.diploma_acronym,
        aliases=tuple(dict.fromkeys((*aliases, *facts.diploma_aliases))),
        codes=facts.diploma_codes,
    )


# Words that say what part of a diploma's texts a file or a title is about, or how it is prepared: no specialty's.
_PARTS = re.compile(
    r"annexes?|arretes?|calendriers?|circulaires?|conditions|conventions?|definitions?|dossiers?|epreuves?"
    r"|evaluations?|examens?|faq|fiches?|formations?|guide|inscriptions?|livrets?|modalites|notes?|notice|ccf|vae|pages?|periodes?|pfmp|programmes?|rapports?"
    r"|referentiels?|reglements?|rentree|sessions?|stages?|apprentissage|alternance|[a-z]?\d+|[ivx]+"
)
_HEAD_LINES = 6
_ABOUT_THE_FILE = re.compile(r"\W*(?:sources?|licence|auteurs?|date|url)\b.{0,4}:|\W*https?:", re.IGNORECASE)


def head(text: str) -> tuple[str, ...]:
    """Return the title and the other lines without a sentence among the first ones of a text, as people read them.

    Lines on the file itself (its source, its licence) are left out.
    """
    lines = [line.strip("#*| \t") for line in text[:4000].splitlines()]
    first = [line for line in lines if line][:_HEAD_LINES]
    return tuple(
        line for line in first if len(line) <= 160 and line[-1] not in ".;," and not _ABOUT_THE_FILE.match(line)
    )


@lru_cache(maxsize=5_000)
def types_at_head(name: str, title: str, text: str) -> frozenset[str]:
    """Return the types of diploma ("bts", "cap") that a text's id, title or first lines name."""
    found = set()
    for line in (_words_of_file(name), title, *head(text)):
        named = {type_id for type_id, _, _ in types_in(fold(line))}
        # "le but du stage" is no BUT.
        found |= {type_id for type_id in named if type_id not in vocabulary().everyday_types or type_id.upper() in line}
    return frozenset(found)


def _diploma_of_head(title: str, lines: Sequence[str]) -> Diploma | None:
    """Return the diploma that the title or the first lines of a text name ("CAP Boucher : périodes en entreprise").

    Where the title names a type of diploma, it is of that type; where it names several ("du CAP au bac pro"), none.
    """
    wanted = {type_id for type_id, _, _ in types_in(fold(title))}
    for line in (title, *lines) if len(wanted) < 2 else ():
        found = list(_type_names().finditer(line))
        kinds = {type_id for match in found for type_id, _, _ in types_in(fold(match.group()))[:1]}
        if not found or len(kinds) > 1 or not kinds <= (wanted or kinds) or of_others(line, found[0].start()):
            continue  # none, several, another than the title's, or one that candidates have
        rest = re.sub(r"^\s*[-–—]?\s*(?:(?:spécialité|option|mention)\s+)?[«“\"]?\s*", "", line[found[0].end() :])
        specialty = _specialty(re.split(r"[.;:,(«»”\"|]|\s[-–—]\s", rest)[0])
        # "CAP boucher" alone is a name; "le BTS prépare à…" is not.
        if specialty[:1].isupper() or (specialty and (found[0].start() == 0 or "«" in line)):
            name, aliases = everyday_name(f"{found[0].group()} {specialty}")
            return Diploma(id=slug(name), name=name, aliases=aliases)
    return None


def _diploma_of_file(name: str) -> Diploma | None:
    """Return the diploma that the file's name gives to a text that names none itself, such as a lone annex.

    "arrete_2011-06-23_bts_batiment_annexe_II_c" gives BTS batiment: its type, and what follows up to a word of files.
    """
    label = _words_of_file(name)
    types = types_in(label)
    if len({type_id for type_id, _, _ in types}) != 1 or types[0][0] in vocabulary().everyday_types:
        return None
    type_id, start, end = types[0]
    rest = _specialty(without_types(label[end:]))
    if not rest:
        return None
    short = next(
        (short for short, full in type_labels() if types_in(fold(short))[:1] == [(type_id, 0, len(short))]), None
    )
    return Diploma(id=slug(f"{type_id} {rest}"), name=f"{short or label[start:end]} {rest}")


def _words_of_file(name: str) -> str:
    """Return a file's name as folded words: "CAP_metiers-d-art" gives "cap metiers d'art"."""
    words = " ".join(re.findall(r"[a-z0-9]+", fold(name)))
    return re.sub(r"\b([dl]) (?=[aeiouyh])", r"\1'", words)


def _specialty(words: str) -> str:
    """Return `words` up to the first that is no specialty's; "" when they open with a word such as "en" or "et"."""
    taken: list[str] = []
    for word in words.split():
        folded = fold(word)
        if _PARTS.fullmatch(folded) or (not taken and (folded in STOP_WORDS or folded in _LEADING)):
            break
        taken.append(word)
    return " ".join(taken)


_LEADING = frozenset({"ou", "apres", "avant", "sans", "vers", "selon", "depuis"})


@cache
def _type_names() -> re.Pattern[str]:
    """Types of diploma as texts write them: in full in any case, in short as it is ("CAP", not "cap")."""
    return re.compile(rf"(?<!\w){types_as_written()}(?!\w)")


def everyday_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a diploma's name with its type in short and in front, and the other ways to write it.

    "brevet de technicien supérieur « Bâtiment »" and "BTS « Bâtiment »" give "BTS Bâtiment"; "Tonnelier d'art (BTM)"
    gives "BTM Tonnelier d'art".
    """
    plain = re.sub(r"\s+", " ", re.sub(r"[«»“”\"]", " ", name)).replace("’", "'").strip()
    for short, full in type_labels():
        # "BM : Brevet de maîtrise Marbrier", "BTS - Fonderie": registers write the short form first.
        doubled = re.fullmatch(rf"{re.escape(short)}\s*[:–-]\s*(?:{re.escape(full)}\s+)?(.+)", plain, re.IGNORECASE)
        behind = re.fullmatch(rf"(.+?)\s*\({re.escape(short)}\)", plain, re.IGNORECASE)
        in_front = re.fullmatch(
            rf"(?:{re.escape(full)}|{re.escape(short)})\s+(?:spécialité\s+)?(.+)", plain, re.IGNORECASE
        )
        match = doubled or behind or in_front
        if match:
            specialty = match.group(1)
            everyday = f"{short} {specialty}"
            others = (f"{full} {specialty}", plain) if plain != everyday else (f"{full} {specialty}",)
            return everyday, tuple(other for other in dict.fromkeys(others) if other != everyday)
    return plain, ()


def slug(name: str) -> str:
    """Return a readable identifier: "bac pro Métiers de l'eau" gives bac-pro-metiers-de-l-eau."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
