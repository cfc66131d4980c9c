"""What the set covers: how many cases of each kind, and which sentences of the texts no case rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from advisor.evaluation.cases import KINDS, Case

LEAST_KIND = 0.05  # every kind should be at least this share of the set


def uncovered(cases: Sequence[Case], texts: Mapping[str, str]) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of each text, at least 40 characters long, that no case's evidence or near quote touches."""
    covered: dict[str, list[tuple[int, int]]] = {name: [] for name in texts}
    for case in cases:
        for span in case.spans:
            covered[span.document].append((span.start, span.end))
        for name, text in texts.items():
            if case.near and (at := text.find(case.near)) >= 0:
                covered[name].append((at, at + len(case.near)))
    gaps: dict[str, list[tuple[int, int]]] = {}
    for name, text in texts.items():
        at = 0
        for start, end in [*sorted(covered[name]), (len(text), len(text))]:
            if len(text[at:start].strip()) >= 40:
                gaps.setdefault(name, []).append((at, start))
            at = max(at, end)
    return gaps


def summary(cases: Sequence[Case], texts: Mapping[str, str]) -> str:
    """Return the counts by status, reason, split and tags, and the share of each text that is evidence of a case."""
    lines = [f"{len(cases)} cases, {len({case.group for case in cases})} groups: valid"]
    lines.append(_counts("status", Counter(case.status for case in cases)))
    lines.append(_counts("reason", Counter(case.reason for case in cases if case.reason)))
    lines.append(_counts("split", Counter(case.split for case in cases)))
    kinds = Counter(case.tags.kind for case in cases)
    lines.append(
        "kind: " + ", ".join(f"{kind} {kinds[kind]} ({100 * kinds[kind] / len(cases):.1f} %)" for kind in KINDS)
    )
    rare = [kind for kind in KINDS if kinds[kind] < LEAST_KIND * len(cases)]
    if rare:
        lines.append(f"kinds below {100 * LEAST_KIND:.0f} %: {', '.join(rare)}")
    for name in ("diploma", "topic", "difficulty"):
        lines.append(_counts(name, Counter(str(getattr(case.tags, name)) for case in cases)))
    gaps = uncovered(cases, texts)
    for name, text in sorted(texts.items()):
        missing = sum(len(text[start:end].strip()) for start, end in gaps.get(name, []))
        share = 100 * (1 - missing / max(1, len(text.strip())))
        lines.append(
            f"{name}: {share:.0f} % of the text is evidence of a case; {len(gaps.get(name, []))} stretches are not"
        )
    return "\n".join(lines)


def _counts(name: str, counts: Counter[str]) -> str:
    return f"{name}: " + ", ".join(f"{value} {count}" for value, count in counts.most_common())
