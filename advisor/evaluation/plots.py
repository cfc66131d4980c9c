"""Horizontal bars with 95 % whiskers as inline SVG, coloured by the page's style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Row = tuple[str, float, float | None, float | None]  # label, value 0 to 1, low, high

_LABEL, _TRACK, _VALUE, _ROW = 190, 200, 60, 20  # pixels: label, bar, figure at the right; height of a row


def bars(rows: Sequence[Row]) -> str:
    """Return one SVG with a bar per row, readable as text by a screen reader."""
    height = _ROW * max(1, len(rows))
    drawn = "".join(_bar(position, row) for position, row in enumerate(rows))
    spoken = "; ".join(f"{label} {french(value)}" for label, value, _, _ in rows)
    width = _LABEL + _TRACK + _VALUE
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(spoken)}">{drawn}</svg>'


def french(share: float) -> str:
    """Return a share as French writes it: 0.131 gives "13,1 %"."""
    return f"{100 * share:.1f}".replace(".", ",") + "\u00a0%"


def _bar(position: int, row: Row) -> str:
    label, value, low, high = row
    top, middle = position * _ROW, position * _ROW + _ROW / 2
    short = label if len(label) <= 32 else f"{label[:18]}…{label[-12:]}"
    parts = [
        f'<text x="{_LABEL - 6}" y="{middle + 4:g}" text-anchor="end">',
        f"{escape(short)}<title>{escape(label)}</title></text>",
        f'<rect class="track" x="{_LABEL}" y="{top + 3}" width="{_TRACK}" height="{_ROW - 6}"/>',
        f'<rect class="bar" x="{_LABEL}" y="{top + 5}" width="{_TRACK * min(1.0, value):.1f}" height="{_ROW - 10}"/>',
        f'<text x="{_LABEL + _TRACK + 6}" y="{middle + 4:g}">{french(value)}</text>',
    ]
    if low is not None and high is not None:
        ends = [_LABEL + _TRACK * min(1.0, max(0.0, edge)) for edge in (low, high)]
        parts.append(f'<path class="whisker" d="M{ends[0]:.1f} {middle:g}H{ends[1]:.1f}"/>')
    return "".join(parts)
