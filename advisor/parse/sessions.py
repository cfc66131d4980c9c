"""The first session that a text of any family states for itself, on a line of its own or of its own rules.

What a sentence says of other texts, or of the last session of an older one, is none.
"""

from __future__ import annotations

import re

_FIRST = r"(?:première|1\s?(?:re|ère))\s+session(?:\s+(?:d['’]examen|de\s+(?:certification|l['’]examen|validation)))?"
_MONTH = r"(?:l['’]année|année|janvier|février|mars|avril|mai|juin|juillet|septembre|octobre|novembre|décembre)"
_YEAR = rf"(?:{_MONTH}\s+)?(?P<year>20\d{{2}})"
_EDGE = r"[\s|*#_>.-]*"  # marks of Markdown, pipes of a table, a bullet
# "Première session : 2025", "**Première session d'examen :** juin 2026", "| Première session | 2026 |"
_LINE = re.compile(
    rf"^{_EDGE}{_FIRST}[\s*|]*[:=–-]?[\s*|]*(?:(?:en|à|de)\s+)?{_YEAR}{_EDGE}$",
    re.IGNORECASE | re.MULTILINE,
)
# "Session 2026 (première session)", "Session d'examen 2026 – première session"
_BEHIND = re.compile(
    rf"^{_EDGE}session\s+(?:d['’]examen\s+)?(?:de\s+)?{_YEAR}\s*[(,:–-]\s*{_FIRST}\s*\)?{_EDGE}$",
    re.IGNORECASE | re.MULTILINE,
)
# "Le présent règlement s'applique à compter de la session 2026."
_RULE = re.compile(
    r"\b(?:l[ea]\s+présente?|cet(?:te)?|ce)\s+(?:règlement|référentiel|annexe|programme|texte|définition|certification)\b"
    rf"[^.;:\n]{{0,80}}?\b(?:à\s+(?:compter|partir)\s+de|dès)\s+la\s+session\s+(?:d['’]examen\s+)?(?:de\s+)?{_YEAR}\b",
    re.IGNORECASE,
)
# A calendar numbers the sessions of a year: its first one is none of a text.
_NEXT = re.compile(r"\b(?:deuxième|seconde|2\s?(?:e|de|nde|ème))\s+session\b", re.IGNORECASE)


def stated_session(text: str) -> int | None:
    """Return the earliest of the first sessions that a text states of itself, None where it states none."""
    patterns = (_RULE,) if _NEXT.search(text) else (_LINE, _BEHIND, _RULE)
    years = [int(match.group("year")) for pattern in patterns for match in pattern.finditer(text)]
    return min(years, default=None)
