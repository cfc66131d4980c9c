"""Which cases a changed text touches, before it is published: the corpus folder against the last indexed version.

A quote that only moved is found again; a rewritten one is followed through the change, and its values are compared.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.evaluation.cases import Case, Span
from advisor.evaluation.read import find_quote
from advisor.language.french import dates
from advisor.language.numbers import codes, quantities

Kind = Literal["vanished", "value", "reworded", "moved"]
Values = tuple[tuple[str, ...], tuple[str, ...]]  # those that left, those that came
# From a span to where its words stand now, and the share of them found again.
Follower = Callable[[int, int], tuple[tuple[int, int] | None, float]]
KINDS: tuple[Kind, ...] = ("vanished", "value", "reworded", "moved")
# Below this share of a quote's words found again, it has vanished rather than been rewritten.
_FOUND_AGAIN = 0.5
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Impact:
    """One evidence span that the new text does not hold where it was. `now` is None when it vanished.

    `values` holds the numbers, dates and codes that left and those that came. `only` tells that no other quote of the
    same any-of entry is still there.
    """

    id: str
    question: str
    document: str
    kind: Kind
    before: Span
    now: tuple[int, int] | None
    quote: str
    values: Values
    only: bool


def impacts(
    cases: Sequence[Case], old: Mapping[str, str], new: Mapping[str, str], *, heirs: Mapping[str, str] | None = None
) -> list[Impact]:
    """Return every span of `cases` (anchored in `old`) that moved, changed or vanished in `new`, worst first.

    `heirs` gives the new id of each document that another one supersedes: its evidence is followed there.
    """
    heirs = heirs or {}
    followers: dict[str, Follower] = {}
    found: list[Impact] = []
    for case in cases:
        for entry in case.evidence:
            kept = [_stands(span, old, new) for span in entry]
            for span, stands in zip(entry, kept, strict=True):
                if stands:
                    continue
                document = heirs.get(span.document, span.document)
                text = new.get(document, "")
                if span.document not in followers:
                    followers[span.document] = follow(old[span.document], text)
                kind, now, values = _change(span, old[span.document], text, followers[span.document])
                quote = text[slice(*now)] if now else ""
                found.append(Impact(case.id, case.question, document, kind, span, now, quote, values, not any(kept)))
    return sorted(found, key=lambda item: (KINDS.index(item.kind), item.id, item.before.start))


def _stands(span: Span, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    text = new.get(span.document)
    return text is not None and text[span.start : span.end] == old[span.document][span.start : span.end]


def _change(span: Span, old: str, new: str, follower: Follower) -> tuple[Kind, tuple[int, int] | None, Values]:
    """Return what became of a span, where it stands now, and the values that left and came."""
    found = find_quote(new, span.quote)
    if found and len(found) == len(find_quote(old, span.quote)):
        start = found[(span.occurrence or 1) - 1]
        return "moved", (start, start + len(span.quote)), ((), ())
    now, again = follower(span.start, span.end)
    left = _values(span.quote)
    if now is None or again < _FOUND_AGAIN:
        return "vanished", None, (left, ())
    quote = new[slice(*now)]
    if quote == span.quote:
        return "moved", now, ((), ())
    came = _values(quote)
    gone = tuple(value for value in left if value not in came)
    added = tuple(value for value in came if value not in left)
    return ("value" if gone or added else "reworded"), now, (gone, added)


def follow(old: str, new: str) -> Follower:
    """Return a function from a span of `old` to its stretch of `new` and the share of its words found again, 0 to 1."""
    old_words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(old)]
    new_words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(new)]
    matcher = difflib.SequenceMatcher(
        None, [word[0] for word in old_words], [word[0] for word in new_words], autojunk=False
    )
    pairs = {block.a + step: block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}

    def locate(start: int, end: int) -> tuple[tuple[int, int] | None, float]:
        inside = [n for n, word in enumerate(old_words) if start <= word[1] and word[2] <= end]
        kept = [pairs[n] for n in inside if n in pairs]
        if not kept:
            return None, 0.0
        return (new_words[min(kept)][1], new_words[max(kept)][2]), len(kept) / len(inside)

    return locate


def _values(text: str) -> tuple[str, ...]:
    """Return the numbers with unit and bound, dates and codes of a text, readable."""
    found = [" ".join(filter(None, (f"{item.value:g}", item.unit, item.bound))) for item in quantities(text)]
    return tuple(dict.fromkeys([*found, *(day.isoformat() for day in dates(text)), *codes(text)]))


def summary(found: Sequence[Impact]) -> str:
    """Return the impact for a terminal: what needs a person first, quotes that only moved as one line."""
    lines = []
    for item in found:
        if item.kind == "moved":
            continue
        alone = "" if item.only else " (another accepted quote still stands)"
        lines.append(f"{item.id} {item.kind}{alone} in {item.document}: {item.question}")
        lines.append(f"  - {_line(item.before.quote)}")
        if item.quote:
            lines.append(f"  + {_line(item.quote)}")
        if any(item.values):
            lines.append(f"  values: {', '.join(item.values[0]) or 'none'} -> {', '.join(item.values[1]) or 'none'}")
    moved = sorted({item.id for item in found if item.kind == "moved"})
    if moved:
        lines.append(
            f"evidence only moved in {len(moved)} cases: `advisor eval anchor` follows it after the text is indexed"
        )
    counts = {kind: len({item.id for item in found if item.kind == kind}) for kind in KINDS}
    lines.append(", ".join(f"{kind} {count}" for kind, count in counts.items()) if found else "no case is touched")
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())
