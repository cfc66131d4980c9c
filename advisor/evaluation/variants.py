"""The same question written otherwise: does it find the same evidence?

Variants are made from the answered cases that are Correct as written: without accents, in capitals, with typos, in SMS
French, with another name of the diploma, with a synonym. Deterministic: the spelling mistakes follow the case's id.
"""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tqdm import tqdm

from advisor.config import ROOT
from advisor.evaluation.cases import Case
from advisor.evaluation.measures import overlap, wilson
from advisor.evaluation.run import Asker, ask_case
from advisor.language.french import fold
from advisor.records import Diploma, Message

SYNONYMS = ROOT / "evals" / "synonyms.toml"
LEAST_KEPT = 0.95  # share of the variants that must find the evidence of the question as written
# What students drop or shorten; only forms that leave the question readable.
_SHORT = {
    "combien": "cb", "quand": "qd", "pour": "pr", "dans": "ds", "avec": "avc", "c'est": "c", "est-ce que": "esk",
    "qu'est-ce que": "keske", "quoi": "koi", "quel": "kel", "quelle": "kelle", "temps": "tps", "je suis": "jsuis",
    "il y a": "ya", "semaines": "sem", "pendant": "pdt", "tout": "tt", "toujours": "tjrs", "beaucoup": "bcp",
    "examen": "exam",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one kind of variant kept the evidence. `lost` are the ids and questions that did not."""

    kind: str
    asked: int
    kept: int
    lost: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        low, high = wilson(self.kept, self.asked)
        return f"{self.kind:14} {self.kept / self.asked:6.1%} [{low:.1%}, {high:.1%}] n={self.asked}"


def variants(question: str, *, seed: str, names: Sequence[Diploma] = ()) -> Iterator[tuple[str, str]]:
    """Yield (kind, question) for each way to write `question` otherwise; a way that changes nothing is left out."""
    rng = random.Random(hashlib.sha256(seed.encode()).digest())
    made = [
        ("no accents", _without_accents(question)),
        ("capitals", question.upper()),
        ("typos", _with_typos(question, rng)),
        ("sms", _as_sms(question)),
        ("other name", _renamed(question, names)),
        ("synonym", _reworded(question)),
    ]
    yield from ((kind, text) for kind, text in made if text != question)


def measure(advisor: Asker, cases: Sequence[Case], diplomas: Mapping[str, Diploma]) -> list[Kept]:
    """Ask every variant of every answered single-message case; one keeps its evidence when it shares a quote."""
    asked: dict[str, list[tuple[bool, str, str]]] = {}
    usable = [case for case in cases if case.status == "answered" and len(case.messages) == 1]
    for case in tqdm(usable, desc="variants", unit="question", disable=None):
        cited = _cited(advisor, case)
        if not any(
            overlap(a, b, span.start, span.end) for d, a, b in cited for span in case.spans if span.document == d
        ):
            continue  # wrong already as written: the evaluation counts it
        own = [diplomas[case.tags.diploma]] if case.tags.diploma in diplomas else []
        for kind, text in variants(case.question, seed=case.id, names=own):
            found = _cited(advisor, replace(case, messages=(Message("user", text),)))
            kept = any(d == e and overlap(a, b, c, f) for d, a, b in cited for e, c, f in found)
            asked.setdefault(kind, []).append((kept, case.id, text))
    return [
        Kept(
            kind,
            len(rows),
            sum(kept for kept, _, _ in rows),
            tuple((name, text) for kept, name, text in rows if not kept),
        )
        for kind, rows in asked.items()
    ]


def _cited(advisor: Asker, case: Case) -> list[tuple[str, int, int]]:
    answer = ask_case(advisor, case).get("answer") or {}
    return [(cited["document"], cited["start"], cited["end"]) for cited in answer.get("citations", [])]


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _with_typos(text: str, rng: random.Random) -> str:
    """Misspell two long words: two letters swapped, one left out, or one doubled."""
    words = [match for match in re.finditer(r"[^\W\d_]{6,}", text) if not match.group().isupper()]
    for match in sorted(rng.sample(words, k=min(2, len(words))), key=lambda found: -found.start()):
        word, at = match.group(), rng.randrange(2, len(match.group()) - 2)
        wrong = rng.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
            )
        )
        text = text[: match.start()] + wrong + text[match.end() :]
    return text


def _as_sms(text: str) -> str:
    """Drop capitals of words, accents and final marks, and shorten what students shorten. Acronyms stay."""
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in text.split()]
    shorter = _without_accents(" ".join(words))
    for long, short in _SHORT.items():
        shorter = re.sub(rf"(?<!\w){re.escape(long)}(?!\w)", short, shorter)
    return shorter.rstrip(" ?!.")


def _renamed(text: str, names: Sequence[Diploma]) -> str:
    """Put another of the diploma's names in the place of the one that the question has."""
    for diploma in names:
        forms = [diploma.name, *diploma.aliases]
        for form in sorted(forms, key=len, reverse=True):
            at = fold(text).find(fold(form))
            others = [other for other in forms if fold(other) != fold(form) and " " in other]
            if at >= 0 and others and len(fold(text)) == len(text):
                return text[:at] + others[0] + text[at + len(form) :]
    return text


def _reworded(text: str) -> str:
    """Put one synonym in, the first that fits."""
    table = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["synonyms"]
    for word, other in table.items():
        shorter = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text, count=1, flags=re.IGNORECASE)
        if shorter != text:
            return shorter
    return text
