"""The exam session that a message speaks of. A year of a person's life, or of a text, is none."""

from __future__ import annotations

import re
from datetime import date

from advisor.language.french import fold, tokens

_YEAR = r"((?:19|20)\d{2})\b"
# What happened to the person, or when a text was made: the year beside it is not the session asked about.
_OF_A_LIFE = re.compile(
    r"\b(?:rate|echou|echec|ajourn|recale|loupe|plante|foire|vautre)\w*\b(?:[^.?!,;]{0,40}?"
    # a diploma's whole name may stand between
    r"|(?:(?!\b(?:repass\w*|represent\w*|et (?:je|que|pour)|mais|session)\b)[^.?!,;]){0,90}?)" + _YEAR + r"|"
    r"\b(?:eu|obtenu\w*|decroche) (?:une? |ma |mes |la |les )?(?:notes?|moyennes?|\d{1,2}\b)"
    r"(?:(?!\b(?:et|mais|donc|repass\w*|represent\w*)\b)[^.?!,;]){0,60}?" + _YEAR + r"|"
    r"\b(?:obten\w*|eu|valid\w*|nee?s? (?:en|le)|entree?s?|rentre\w*|commenc\w*|debut\w*|etais|embauche\w*|depuis|dep"
    r"|quitte\w*|travaill\w*|bosse\w*|arrete\w* (?:le|l'|mes|ma|mon)|sorti\w*|diplomee?s?)\b"
    r"(?:(?!session|exam)[^.?!,;]){0,40}?" + _YEAR + r"|\b(?:arrete|decret|texte|loi|circulaire)s? (?:du|de)\b"
    r"(?:(?!session|exam)[^.?!,;]){0,25}?" + _YEAR + r"|\b(?:mon |son |le )?bac (?:de |en )?" + _YEAR + r"|"
    # What another has taken, and what one has taken before one goes on to ask: "mon frère a passé E8 en 2024, et moi ?"
    r"\b(?:mon|ma|un|une|mes|des) \w+ (?:l'|les? |la )?(?:a|ont|avait) (?:passe|presente|fait)\w*[^.?!,;]{0,40}?"
    + _YEAR
    + r"|\b(?:j'ai|j'avais|on a|(?:il|elle) a) (?:deja )?(?:passe|presente)\w*[^.?!,;]{0,40}?"
    + _YEAR
    + r"(?=\s*(?:,\s*)?(?:et|mais|je|j'|on|puis-je|est-ce que je)\b)"
    r"|\b(?:contrat|cdd|formation|alternance|stage)\b[^.?!,;]{0,20}\b(?:(?:se )?(?:termin|fini)\w*|s'arrete|prend fin"
    r"|demarre\w*)[^.?!,;]{0,20}?" + _YEAR
)
# The surest first: "je suis en 2e année en 2025 et je passe en 2027".
_SAID = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:sessions?|examens?|exam)\s+(?:d'examen\s+|normale\s+)?(?:de\s+|en\s+)?"
        r"(?:(?:mai|juin|septembre|rattrapage|remplacement)\s+)?(?:(?:19|20)\d{2}\s?[-/]\s?)?" + _YEAR,
        r"\b(?:epreuves?|passe\w*|present\w*|inscri\w*)\s+(?:l'examen\s+)?(?:(?:de|en|pour)\s+)?(?:juin\s+)?" + _YEAR,
        r"\b(?:promo|promotion)\s+(?:(?:19|20)\d{2}\s?[-/]\s?)?" + _YEAR,
        r"\b(?:annee|en|juin|pour)\s+(?:juin\s+)?" + _YEAR,
        r"^(?:et|ou|mais|in)?\s*" + _YEAR + r"\W*$",
    )
)
_SHORT = re.compile(r"\bsessions? (?:de )?(?:mai |juin |septembre )?'?(\d{2})\b(?!\s*(?:%|ans|h|min))")
_EXAM = r"\b(?:sessions?|exam\w*|epreuves?|passe\w*|present\w*|e\d+)\b[^.?!,;:]{0,25}\b"
_NEXT = r"(?:l'an(?:nee)? prochaine?|prochaine|suivante|next year|juin prochain)"
_LAST = r"(?:l'an(?:nee)? (?:derniere?|passee?|d'avant)|derniere|precedente|(?<=session )passee|last year)"
_THIS = r"(?:cette annee|actuelle|en cours|this year)"


def _relative(when: str) -> re.Pattern[str]:
    """Said of a session or an exam, or alone after "et": "et l'an prochain ?"."""
    alone = rf"^(?:et|ou|mais|and)?\s*(?:pour |en |a )?{when}\W*$"
    return re.compile(rf"{_EXAM}{when}\b|{alone}|\b{when}'s (?:session|exam)")


# "I failed E8 last year": when it happened to the person, as _OF_A_LIFE.
_LAST_OF_A_LIFE = re.compile(
    rf"\b(?:rate|echou|echec|ajourn|recale|loupe|plante|foire|vautre|fail|redoubl)\w*\b(?:(?!session)[^.?!,;]){{0,40}}?\b{_LAST}"
    rf"|\b(?:j'ai|on a|(?:il|elle) a|i) (?:deja )?(?:eu|obtenu|decroche|got)\b(?:(?!session)[^.?!,;]){{0,50}}?\b{_LAST}"
    rf"|\b(?:l'an(?:nee)? (?:derniere?|passee?)|last year)\b[^.?!]{{0,20}}?\b(?:rate|echou|recale|loupe|foire|fail)\w*"
    # "mes notes de l'an dernier, je les garde ?": what one has of it.
    rf"|\b(?:mes|ma|mon|ses|sa|son) (?!session|examen|epreuve)\w+(?: \w+){{0,5}}? (?:de |d'){_LAST}"
)
# "l'an dernier, l'épreuve durait combien ?": the verb is of that session.
_WAS = r"\b(?:duraient|durait|etait|etaient|c'etait|valait|comptait|fallait|faisait|avait|se passait|ca donnait)\b"
_LAST_TIME = re.compile(rf"\b{_LAST}\b[^.?!]{{0,60}}{_WAS}|{_WAS}[^.?!]{{0,60}}\b{_LAST}\b")
_RELATIVE = ((_LAST_TIME, -1), (_relative(_NEXT), 1), (_relative(_LAST), -1), (_relative(_THIS), 0))

# "et quelle est la toute dernière session de l'ancienne épreuve ?" asks for one, and tells none.
_WHICH = re.compile(
    r"\bquelle (?:est |etait |sera |fut )?(?:la |sa )?(?:toute )?(?:premiere|derniere|prochaine) session\b"
)

# Words that only say which session: a message of nothing else leans on the question before.
ONLY_WHEN = re.compile(
    r"\b(?:l'an(?:nee)?|sessions?|juin|examen) (?:prochaine?|derniere?|passee?|suivante|precedente|d'avant)\b"
    r"|\bcette annee\b|\b(?:next|last|this) year\b"
)


def session_of(folded: str, today: date) -> int | None:
    """Return the session or year that a folded message speaks of, relative years counted from `today`; None: none."""
    rest = _WHICH.sub(" ", _LAST_OF_A_LIFE.sub(" ", _OF_A_LIFE.sub(" ", folded)))
    for pattern in _SAID:
        if match := pattern.search(rest):
            return int(match.group(1))
    if match := _SHORT.search(rest):
        return 2000 + int(match.group(1))
    return next((today.year + years for pattern, years in _RELATIVE if pattern.search(rest)), None)


def without_session(text: str, session: int) -> str:
    """Return a question without the session that it names, as it is when little would be left."""
    rest = text
    for found in reversed(list(_NAMED.finditer(fold(text)))):
        if int(found.group(1)) != session:
            continue
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    rest = re.sub(r"\s+", " ", rest).strip(" ,;:")
    return rest if len(tokens(rest)) > 1 else text


# "en 2022" alone may be when something happened: only a session, an exam, or a year in which one takes it is left out.
_NAMED = re.compile(
    r"(?:,\s*)?(?:\b(?:et )?(?:je|on) (?:passe|presente)\w* (?:l'examen |mon \w+ |le \w+ )?(?:en|pour) (?:juin )?"
    r"|\b(?:(?:pour|a|en|de|dans|lors de)\s+)?(?:(?:la|ma)\s+)?sessions?\s+(?:d'examen\s+)?(?:de\s+|en\s+)?"
    r"(?:(?:mai|juin|septembre)\s+)?)" + _YEAR + r"\s*[,:]?"
)
