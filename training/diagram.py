"""The reliability diagram as SVG, by hand: no plotting library for one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SIDE, MARGIN = 360, 48
BINS = 8


def reliability_svg(
    p: np.ndarray, answers: np.ndarray, path: Path, *, title: str, share: str = "share that has an answer"
) -> None:
    """Write the share of questions with `answers` (0 or 1) against the probability given, in bins of equal count.

    `share` names what is counted; n stands at each point.
    """
    order = np.argsort(p)
    points = [(p[part].mean(), answers[part].mean(), len(part)) for part in np.array_split(order, BINS) if len(part)]
    whole = SIDE + 2 * MARGIN

    def at(x: float, y: float) -> tuple[float, float]:
        return MARGIN + x * SIDE, MARGIN + (1 - y) * SIDE

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{title}</title><rect width="{whole}" height="{whole}" fill="#fff"/>',
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#555"/>',
        f'<line x1="{MARGIN}" y1="{MARGIN + SIDE}" x2="{MARGIN + SIDE}" y2="{MARGIN}" stroke="#999" '
        'stroke-dasharray="4 4"/>',
        f'<text x="{whole / 2}" y="24" text-anchor="middle">{title}</text>',
        f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">probability that the evidence answers</text>',
        f'<text transform="translate(14 {whole / 2}) rotate(-90)" text-anchor="middle">{share}</text>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = at(tick, tick)
        lines.append(f'<text x="{x:.0f}" y="{MARGIN + SIDE + 16}" text-anchor="middle">{tick:g}</text>')
        lines.append(f'<text x="{MARGIN - 6}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    for x_value, y_value, n in points:
        # Two standard errors of a share, no narrower than what one question would change.
        spread = 2 * max(np.sqrt(y_value * (1 - y_value) / n), 1 / (2 * n))
        x, y = at(x_value, y_value)
        top, bottom = at(x_value, min(1.0, y_value + spread))[1], at(x_value, max(0.0, y_value - spread))[1]
        lines.append(f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#1f4e9c"/>')
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f4e9c"/>')
        lines.append(f'<text x="{x + 6:.1f}" y="{y + 14:.1f}" fill="#333" font-size="10">n={n}</text>')
    path.write_text("\n".join([*lines, "</svg>"]) + "\n", encoding="utf-8")
