"""Which quantity of a quote is the value asked for: of the thing asked about, in a unit that it can have.

A value that is stated alone is read as the answer, so every doubt is a no: the quote itself is shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.language.french import fold, tokens
from advisor.language.numbers import Bound, Quantity, codes, quantities
from advisor.language.vocabulary import types_in, vocabulary
from advisor.records import Question
from advisor.select.signals import CLOCK, TIME_UNITS, asked_unit
from advisor.understand.reading import kind_of

_ASKED_UNIT = re.compile(
    r"(?:combien|how many|nombre)\s+(?!(?:de )?temps\b)(?:de |d')?([a-z]+)"
)  # "deux temps" is no length
# What is timed, as questions and texts name it, and the units that its length can have. An oral is not timed in years,
# and years spent in a trade are not the length of a placement.
_WHICH_IS_SHORTER = r"\b(?:lequel|laquelle) (?:est |dure |prend )?(?:le |la )?plus (?:rapide|courte?|long(?:ue)?)\b"
_THINGS = (
    (
        re.compile(
            r"\b(?:stages?|pfmp|internships?|placements?|milieu professionnel"
            r"|periodes? (?:de formation )?en entreprise|durees? (?:totale )?des periodes)\b"
        ),
        frozenset({"jour", "semaine", "mois"}),
    ),
    (
        re.compile(
            r"\b(?:(?:sous-)?epreuves?|examens?|exams?|oral\w*|oraux|ecrits?|soutenances?|exposes?|entretiens?"
            r"|interrogations?|presentations?|[eu]\d+(?:\.\d+)*)\b"
        ),
        frozenset({"minute", "heure", "jour"}),
    ),
    (
        re.compile(
            r"\b(?:(?<!premiere )formation(?! (?:professionnelle )?continue)|etudes|cursus|scolarite)\b"
            rf"|{_WHICH_IS_SHORTER}"
        ),
        TIME_UNITS - {"minute"},
    ),
)
# A piece of an exam is timed by itself: its length is not the exam's.
_PIECE = re.compile(r"\b(soutenance|expose|entretien|interrogation|question|presentation|preparation|dialogue|echange)")
_PART = re.compile(
    r"\b(?:(?:premiere?|seconde?|deuxieme|troisieme|derniere?|chaque) (?:partie|phase|periode|etape)"
    r"|(?:l'une|une|chacune) (?:des )?(?:partie|phase|etape))"
)
_PEOPLE = r"(?:candidat|etudiant|eleve|apprenti|stagiaire|salarie|adulte|personne)e?s?"
# "ayant occupé pendant trois ans au moins un emploi": what people must fulfil, up to the value.
_CONDITION = re.compile(
    rf"\b(?:ayant|justifi\w+|comptant|totalis\w+|titulaires?|ages?|{_PEOPLE} (?:qui|dont)|s'ils?|s'elles?"
    r"|(?:a|ont|avoir) (?:travaille|exerce|occupe|pratique)"
    r"|si (?:le|la|les|l'|un)|lorsqu\w*|des lors qu\w*|a condition|sous reserve|en cas d\w*)\b[^,:]*$"
)
# "contrat prorogé d'un an", "réduite à 8 semaines": a change, unless that is what is asked.
_CHANGE = re.compile(r"\b(prorog|prolong|report|redui|ramen|diminu|augment|derog|delai)\w*\b[^,:]*$")
_DEADLINE = re.compile(r"^\W*(?:au (?:moins|plus|minimum|maximum)|plus tard)?\s*(?:avant|apres|a compter|suivant)\b")
_OF = re.compile(
    r"^(?:\(s\))?\s*(?:au (?:moins|plus|minimum|maximum) )?(?:de (?:la |l')?|d'|du |des )(?!date|plus|facon)([a-z]+)"
)


# Which is the greatest, or what each has: one value of one quote does not answer.
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:l[ea]s? (?:plus|moins)|tou(?:s|tes) les|chaque|chacune?s?|lesquel\w+|lequel|laquelle|most|least|each|all)\b"
)
# What people tell of themselves: "je bosse depuis 4 ans", "j'ai 19 ans", "4 ans d'expérience", "j'ai raté 2 semaines".
_SINCE = re.compile(r"\b(?:depuis|dep|dans|il y a|[cs]a fait|agee?s? de)$")
_HAS = re.compile(r"\b(?:j'(?:ai|avais|aurai)|jai|(?:il|elle|on|tu) (?:a|as|aura)|avec|i have|i am|i'm)(?: \w+){0,2}$")
_AGED = re.compile(r"\b(?:avoir|ayant)$")  # "il faut avoir 15 ans": no length, unless of experience
_DONE = re.compile(
    r"\b(?:j'ai|jai|(?:il|elle|on|tu|qui|fils|fille) (?:a|as)|nous avons|vous avez|(?:ils|elles) ont|i(?:'ve)?)"
    r"(?: \w+){0,2}? (?:fait|rate|loupe|manque|perdu|eu|effectue|travaille|bosse|exerce|occupe|valide|obtenu|did"
    r"|missed)"
    r"(?: \w+){0,3}$"
)
_LIVED = re.compile(
    r"^(?:\(s\))? (?:de |d'|of )?(?:\w+ )?(?:experience|anciennete|xp|metier|boulot|travail|pratique|carriere"
    r"|ratee?s?|loupee?s?|manquee?s?|perdue?s?|absence|arret|retard|old)\b"
)
_RULED = re.compile(r"\b(?:faut|doi\w+|exig\w+|demand\w+|requi\w+|oblig\w+|besoin|must|need)\b(?: [\w']+){0,6}$")


_EXTENT = re.compile(r"\b(?:how long|longueur|longue?s?)\b")  # of a time, or of what is written


def asks_of_each(question: Question) -> bool:
    """Whether a question asks which is the greatest, or what each has."""
    return bool(_ONE_OF_SEVERAL.search(fold(question.matter)))


def put_forward(text: str, quantity: Quantity) -> bool:
    """Whether a number of a person's message is said to be the rule, and not something of their own life."""
    before, after = re.split(r"[.;,?!:]\s", fold(text[: quantity.start]))[-1].strip(), fold(text[quantity.end :])
    before = re.sub(r" (?:au moins|plus de|moins de|pres de|environ|deja|presque|a peine)$", "", before)
    if _SINCE.search(before) or _DONE.search(before):
        return False
    if quantity.unit == "an" and (_HAS.search(before) or (_AGED.search(before) and not _LIVED.match(after))):
        return False
    return bool(_RULED.search(before)) or not _LIVED.match(after)


def shared_units(question: Question, text: str) -> list[Quantity]:
    """Return the quantities of `text` in a unit of a number that the question puts forward as the rule."""
    matter = question.matter
    units = {q.unit for q in quantities(matter) if q.unit and put_forward(matter, q)}
    return [q for q in quantities(text) if q.unit in units and not _of_other_side(question, text, q)]


# "35 heures hebdomadaires": a time asked for by the week is no total.
_PER = (
    (r"semaine|week", r"hebdo\w*|(?:par|chaque|/|la|a) ?(?:semaine|week)"),
    (r"jour|day", r"quotidien\w*|journali\w*|(?:par|chaque|/) ?jour"),
    (r"mois|month", r"mensuel\w*|(?:par|chaque|/) ?mois"),
)
_NEAR = 30  # characters between a time and what it is counted by


def _at_the_rate(question: Question, text: str, found: list[Quantity]) -> list[Quantity]:
    """The times among some quantities that are counted by what the question counts them by, all where it does not."""
    asked = fold(question.matter)
    for name, said in _PER:
        if re.search(
            rf"\b(?:combien|quel\w*|how)\b[^,.;:?\d]{{0,40}}(?:\b(?:par|chaque|per|each|every) |/ ?)(?:{name})\b", asked
        ):
            rate, unit = re.compile(rf"^[^.;:]{{0,{_NEAR}}}?\b(?:{said})\b"), asked_unit(question.matter)
            ends = [*(q.start for q in found), len(text)][1:]
            told = [
                q
                for q, end in zip(found, ends, strict=True)
                if q.unit not in TIME_UNITS or rate.search(fold(text[q.end : end]))
            ]
            return [q for q in told if unit is None or q.unit not in TIME_UNITS or q in _counted_in(unit, told)]
    return found


def asked_bound(question: Question) -> Bound | None:
    """Return which bound is asked for: "max" for "au plus", "min" for "au moins", None for neither or both."""
    words, matter = vocabulary().untold, fold(question.matter)
    most, least = words["most"].search(matter), words["least"].search(matter)
    if bool(most) == bool(least):
        return None
    return "max" if most else "min"


def wanted(question: Question, text: str) -> list[Quantity]:
    """Return the quantities of `text` that are of the kind asked for."""
    found = _at_the_rate(question, text, quantities(text))
    if exact := _in_asked_unit(question, found):
        return exact
    if question.kind == "duration":
        lasting = [q for q in found if q.unit in TIME_UNITS]
        extent = _EXTENT.search(fold(question.matter))
        written = [q for q in found if q.unit == "page"] if extent else []
        return written if extent and extent.group() != "how long" and written else lasting or written
    if question.kind == "coefficient":
        return [q for q in found if q.unit == "coefficient"]
    if question.kind == "mark":
        return [q for q in found if q.unit and q.unit.startswith("sur ")]
    return []


def holds_value(question: Question, text: str) -> bool:
    """Whether `text` has a value of the kind asked for, or says that what is timed has no end."""
    endless = question.kind == "duration" and vocabulary().untold["endless"].search(fold(text))
    return bool(endless) or bool(wanted(question, text))


def _in_asked_unit(question: Question, found: Sequence[Quantity]) -> list[Quantity]:
    if unit := asked_unit(question.matter):
        return _counted_in(unit, found)
    noun = _ASKED_UNIT.search(fold(question.matter))
    singular = noun.group(1).rstrip("sx") if noun else None
    return [q for q in found if singular and q.unit and singular in (q.unit, q.unit.rstrip("sx"))]


def _counted_in(unit: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities in a unit; where none is, hours answer for minutes and minutes for hours ("une demi-heure")."""
    exact = [q for q in found if q.unit == unit]
    return exact or [q for q in found if unit in CLOCK and q.unit in CLOCK]


def fitting(question: Question, text: str) -> list[Quantity]:
    """Return the quantities asked for that are in a unit the thing can have, and that nobody has to fulfil."""
    found = wanted(question, text)
    thing = _thing(question)
    if thing is not None and not _in_asked_unit(question, found):
        found = [q for q in found if q.unit in thing[1]]
    replaced, own = _REPLACED.search(fold(text)), _own_brackets(question, text)
    return [
        q
        for q in found
        if (not is_condition(text, q) or _meets(question, text, q))
        and not _of_other_side(question, text, q)
        and not (replaced and replaced.start() <= q.start < replaced.end())
        and (own is None or any(start <= q.start < end for start, end in own))
    ]


def _own_brackets(question: Question, text: str) -> list[tuple[int, int]] | None:
    """Where the values of the thing asked about stand, in a row of things with their values: "le dessin (3 heures,
    coefficient 2), la gestion (coefficient 1)". None where a text has no such row, or the question names none of it.
    """
    things = list(_WITH_VALUES.finditer(text))
    if len(things) < _A_ROW:
        return None
    # "épreuve" and the like are in any of the names
    words = [word for word in re.findall(r"[a-z]+", fold(question.matter)) if not vocabulary().domain.fullmatch(word)]
    asked = set(tokens(" ".join(words))) - vocabulary().generic
    named = [asked & set(tokens(thing.group("name"))) for thing in things]
    most = max(map(len, named))
    return [thing.span() for thing, words in zip(things, named, strict=True) if len(words) == most] if most else None


def is_limit(text: str) -> bool:
    """Whether a sentence says how far a length may be changed, and not what it is: "peut être réduite, mais …"."""
    return vocabulary().limits.search(fold(text)) is not None and not _NORMAL.search(fold(text))


_NORMAL = re.compile(r"\b(?:dure|durent|est d[e'] ?(?:\w+ )?|est fixee? a|duree (?:normale|totale)|d'une duree)\b")


def only_of_others(question: Question, text: str) -> bool:
    """Whether a text is a row of things with their values, and the one asked about has none of the kind asked for."""
    own = _own_brackets(question, text)
    return own is not None and not any(start <= q.start < end for q in wanted(question, text) for start, end in own)


_A_ROW = 3  # things with brackets that make a row
_WITH_VALUES = re.compile(r"(?P<name>[^(),;:.]{3,80})\s\([^()]{3,80}\)")


# "les mots : « huit semaines » sont remplacés par les mots : « dix semaines »": what held before.
_REPLACED = re.compile(
    r"\b(?:mots?|nombres?|chiffres?|durees?|phrases?)\s*:?\s*[«\"][^»\"]*[»\"]\s*(?:est|sont) remplacee?s?\b"
)


def _of_other_side(question: Question, text: str, quantity: Quantity) -> bool:
    """Whether a quantity stands behind the other side than the question's: "à temps plein pendant six mois ou à temps
    partiel pendant un an", to who works half days.
    """
    matter, before = fold(question.matter), _before(text, quantity)
    for side, other in vocabulary().opposites:
        if side.search(matter) and not other.search(matter):
            named = [(found.start(), pattern) for pattern in (side, other) for found in pattern.finditer(before)]
            if named and max(named, key=lambda item: item[0])[1] is other:
                return True
    return False


_LASTS = re.compile(
    r"\b(?:dure\w*|longueur|how long|combien de temps (?:de |d'|pour )?(?:stage|pfmp|oral))\b"
    rf"|{_WHICH_IS_SHORTER}"
)
_FOR_PEOPLE = re.compile(
    rf"^[\W\d]*(?:[a-z][.)] )?(?:pour )?(?:l[ea]s? )?{_PEOPLE}\b"
)  # "2.2. Élèves en cursus de deux ans"
_OF_A_DELAY = re.compile(r"\b(?:gard|conserv|rend|experience|travaill|avant|apres|valable|valid|attend|delai)\w*")


def may_be_length(question: Question, text: str, headings: Sequence[str]) -> bool:
    """Whether a quote holds a value asked for that the thing can have: "Durée : 3 ans" is no placement's.

    What the quote or its heading names may have any length that the text gives it.
    """
    found = wanted(question, text)
    thing = _thing(question)
    asked = fold(question.matter)
    if thing is None or _in_asked_unit(question, found) or not _LASTS.search(asked) or _OF_A_DELAY.search(asked):
        return bool(found)
    # "justifie de 1 607 heures d'activité" times no exam; "à condition d'avoir fait un stage de 6 semaines" times one.
    found = [q for q in found if not is_condition(text, q) or _is_of(thing[0], text, q)]
    where = fold(" ; ".join((*headings[-1:], text)))
    if thing[0].search(where):
        return bool(found)
    told = fold(" ; ".join((*(h for h in headings[-1:] if not _FOR_PEOPLE.match(fold(h))), text)))
    another = any(known.search(told) for known, _ in _THINGS if known is not thing[0])
    return not another and any(q.unit in thing[1] for q in found)


def _is_of(thing: re.Pattern[str], text: str, quantity: Quantity) -> bool:
    """Whether a quantity is told of a thing just before it: "un stage de 6 semaines"."""
    before = _before(text, quantity)
    return any(_JUST_OF.fullmatch(before, named.end()) for named in thing.finditer(before))


_JUST_OF = re.compile(r"\w*(?: \w+)?,? (?:de|d'une duree (?:\w+ )?(?:de|d'))(?: au moins)? ?")


def names_a_piece(question: Question) -> bool:
    """Whether a question is about a piece of an exam, or a part: its length is not the exam's."""
    matter = fold(question.matter)
    return bool(_PIECE.search(matter) or re.search(r"\b(?:partie|phase|periode|etape)", matter))


def names_the_thing(question: Question, text: str) -> bool:
    """Whether a sentence gives a time for what is to be timed, and names it."""
    thing = _thing(question)
    return thing is not None and bool(thing[0].search(fold(text))) and any(q.unit in thing[1] for q in quantities(text))


def the_value(question: Question, text: str, headings: Sequence[str]) -> Quantity | None:
    """Return the one value of a quote that answers by itself, None when there is any doubt that it does."""
    # A kind taken over from the question before is not what this one asks.
    found = fitting(question, text) if kind_of(question.matter) == question.kind else []
    if len(found) != 1 or asks_of_each(question) or vocabulary().compared.search(fold(question.matter)):
        return None
    wanted_codes = set(codes(question.matter.upper()))
    if wanted_codes and not wanted_codes & set(codes(" ; ".join((*headings, text)).upper())):
        return None
    quantity = found[0]
    asked, before, after = fold(question.matter), _before(text, quantity), fold(text[quantity.end :])
    thing = _thing(question)
    if thing is not None and not thing[0].search(fold(" ; ".join((*headings[-1:], text)))):
        return None  # "Durée : 3 ans" of the training, to who asks about the placement
    if (_PART.search(before) and not re.search(r"\b(?:partie|phase|periode|etape)", asked)) or (
        question.kind == "duration" and not _same_piece(asked, before)
    ):
        return None
    if (change := _CHANGE.search(before)) and change.group(1) not in asked:
        return None
    if _DEADLINE.match(after) and "avant" not in asked and "apres" not in asked:
        return None
    if not _labelled(question, text, quantity):
        return None
    noun = _OF.match(after)
    tied = noun is not None and not set(tokens(noun.group(1))) & set(tokens(question.matter))
    return None if tied and not (thing and thing[0].match(noun.group(1) if noun else "")) else quantity


_LABEL = re.compile(r"\s*(?P<label>[^:|.;]{3,80}?)\s*:\s")


def _labelled(question: Question, text: str, quantity: Quantity) -> bool:
    """Whether the label that a value stands under, where it has one, names something of the question, or only a kind
    of value: "Validité des composantes : 5 ans" is no answer to who asks about experience.
    """
    label = _LABEL.match(text)
    if label is None or label.end() > quantity.start:
        return True
    folded = fold(label.group("label"))
    named = [word for word in re.findall(r"\w+", folded) if tokens(word) and kind_of(word) is None]
    thing = _thing(question)
    if not named or (thing is not None and thing[0].search(folded)):
        return True
    return bool(set(tokens(" ".join(named))) & set(tokens(question.search)))


def _thing(question: Question) -> tuple[re.Pattern[str], frozenset[str]] | None:
    """Return what is to be timed: what "durée de" names, else what is named first; training for want of another."""
    if question.kind != "duration":
        return None
    whole = fold(question.matter)
    parts = [part for part in re.split(r"[:;.!?]\s", whole) if vocabulary().how_much.search(part)]
    asked = parts[-1] if parts else whole  # what stands before "… : il dure combien ?" is the scene
    start = match.end() if (match := re.search(r"\b(?:duree|longueur|temps) d\w*", asked)) else 0
    for text in (asked[start:], asked, whole):
        found = [(m.start(), pattern, units) for pattern, units in _THINGS[:2] if (m := pattern.search(text))]
        if found:
            return min(found, key=lambda item: item[0])[1:]
    pattern, units = _THINGS[2]
    return (pattern, units) if pattern.search(whole) else None


def _same_piece(asked: str, before: str) -> bool:
    """Whether the piece of an exam that a value follows, if any, is the one asked about."""
    pieces = _PIECE.findall(before)
    return not pieces or pieces[-1] in asked


def _before(text: str, quantity: Quantity) -> str:
    """What stands before a quantity in its sentence, folded."""
    return re.split(r"[.;]\s", fold(text[: quantity.start]))[-1]


def _meets(question: Question, text: str, quantity: Quantity) -> bool:
    """Whether what stands before a quantity is for who has a diploma that the question names: "titulaires de CAP"; or
    the question asks how long one must have worked.
    """
    asked, before = fold(question.matter), _before(text, quantity)
    if _WORK.search(asked) and _WORK.search(before):
        return True
    return bool({type_id for type_id, _, _ in types_in(asked)} & {type_id for type_id, _, _ in types_in(before)})


_WORK = re.compile(r"\b(?:travail\w*|emplois?|boss\w*|boulot|taf|experience|exerc\w*|metier|worked|job)\b")


def is_condition(text: str, quantity: Quantity) -> bool:
    """Whether a quantity is something that people must fulfil: "ayant occupé pendant trois ans un emploi"."""
    return bool(_CONDITION.search(_before(text, quantity)))
