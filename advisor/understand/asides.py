"""What stands beside what a message asks: what it takes for granted or claims, its story, the situation that it states.

Each is a question of its own, or the message without it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.language.french import fold, tokens
from advisor.language.numbers import levels, quantities
from advisor.language.persons import put_forward_as_doer
from advisor.language.vocabulary import vocabulary
from advisor.messages import SITUATIONS
from advisor.records import Question
from advisor.understand.clauses import IMPERSONAL, LITTLE, REFERS, restated
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.reading import asks

_GIVEN = re.compile(
    r"^\W*(?:(?:puis|vu |sachant |etant donne )qu[e']|(?:comme|since|given that|as)\b"
    r"|(?=[^?,]{3,80} etant (?:un diplome )?(?:de )?niveau\b))\s*"
    r"([^?]{8,}?),\s+(.{8,})$"
)


def taken_for_granted(question: Question, names: DiplomaNames) -> tuple[Question, Question | None] | None:
    """Return what "puisque le stage dure 6 semaines, qui signe ?" takes for granted, as a question, and what it asks:
    None in its place where that is not understood alone.

    None where nothing is taken for granted that quotes can be held against: a number, or who decides.
    """
    folded = fold(question.text)
    found = _GIVEN.match(folded)
    if found is None:
        return None
    given, rest = (question.text[slice(*found.span(group))].strip() for group in (1, 2))
    doer = by_whom(question, names, given)
    own = [word for word in tokens(rest) if word not in names.words(question.diplomas)]
    bare = any(quantity.unit is None for quantity in quantities(rest))  # "mes 11 partout": of what, the other half says
    leans = bare or len(own) < LITTLE - 1 or REFERS.search(fold(rest)) or _ACTED_ON.search(fold(rest))
    alone = None if leans or not asks(rest) else restated(question, rest, names)
    numbers = question.premises and (quantities(given) or levels(given))
    if doer is None and not (numbers and alone):
        return None
    return doer or restated(question, f"{given} ?", names), alone


def by_whom(question: Question, names: DiplomaNames, said: str = "") -> Question | None:
    """Return who does it, asked openly, of what a question or a part of it says or asks of one person: "c'est le lycée
    qui délivre le certificat ?"; None where it puts no person forward.
    """
    put = put_forward_as_doer(said or question.matter)
    return restated(question, f"qui {put[1]} ?", names) if put else None


# "On m'a dit que les composantes sont perdues au bout de deux ans. Je me presse ?": what is said to be so.
_CLAIMED = re.compile(
    r"^.{0,60}?\b(?:(?:puis|vu |sachant |etant donne |(?:il )?parait )qu[e']|comme\b"
    r"|(?:on|mon|ma|mes|le|la|les|un|une|des|certains|(?:il|elle)s?)(?: \w+){0,3}? "
    r"(?:(?:m'|nous |me )?(?:a |ont )?(?:dit|disent|raconte\w*|affirme\w*|assure\w*|soutien\w*|pretend\w*|jure\w*)"
    r"|(?:est|sont) (?:persuade|convaincu|sur|certain)e?s?) qu[e']"
    r"|(?:j'ai (?:lu|vu|entendu(?: dire)?)|(?:je |j')(?:croyais|pensais|crois|pense)|il me semble) qu[e']"
    r"|si j'ai (?:bien )?compris,?|i (?:heard|was told|read)(?: that)?|since\b)\s*"
    r"(?P<claim>[^?.!]{12,}?)(?:,? (?:vrai|exact|c'est (?:vrai|ca|bien ca|exact)|non|hein|right|true)\b|, |[.?!]|$)"
)


def claimed(question: Question, names: DiplomaNames) -> tuple[Question, bool] | None:
    """Return what a message says to be so, as a question of its own, and whether it asks something else of it: the text
    may say it, or otherwise. None where it claims no number: only those are checked against the quotes.
    """
    found = _CLAIMED.match(fold(question.text))
    if found is None:
        return None
    claim = question.text[slice(*found.span("claim"))].strip()
    asked = restated(question, f"{claim} ?", names)
    rest = question.text[found.end("claim") :]
    more = asks(rest) and len(tokens(rest)) >= LITTLE and not _WHETHER.search(fold(rest))
    return (asked, more) if quantities(claim) and len(asked.terms) >= LITTLE else None


_WHETHER = re.compile(  # asks if it is so
    r"\b(?:c'est|est-ce|est-il|bien) (?:vrai|exact|correct|juste|ca|cela|le cas)\b"
    r"|\b(?:vrai|exact|juste|correct|true|right)\W*$"
)


def asked_alone(question: Question, names: DiplomaNames) -> Question | None:
    """Return the one question of a message without what is told before or after it; None where nothing is, or it leans
    on what is told.
    """
    sentences = re.split(r"(?<=[.!?…])\s+", re.sub(r" \([^)]*\)", "", question.text).strip())
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    if len(sentences) < 2 or len(asking) != 1 or len(tokens(asking[0])) < 2:
        return None
    if _OF_WHAT_IS_TOLD.search(IMPERSONAL.sub(" ", fold(asking[0]))):
        return None
    return restated(question, asking[0], names)


_OF_WHAT_IS_TOLD = re.compile(
    r"\b(?:ils?|elles?|ca|cela|dedans|la-dessus|celui|celle|ceux|lui|leur|eux|alors|donc|quand meme|du coup)\b"
    r"|\b(?:ce|cet|cette|ces) (?!diplome|bac|bts|cap|btm)\w+|\b(?:je|tu|on) (?:(?:le|la|les|y|en) |l')\w+"
)


def asked_at_the_end(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question at the end of a message for the people that the message tells of, without the story before
    it; None where there is no story, or it tells of no situation: then what is asked about may stand in it, as it does
    for who asks what is "dedans".
    """
    *story, last = re.split(r"(?<=[.!?…])\s+", question.text.strip())
    if not story or not question.situations or "?" not in last or len(tokens(last)) < LITTLE:
        return None
    if re.search(r"\bdedans\b", fold(last)):
        return None  # in what the story names
    people = ", ".join(SITUATIONS[code] for code in question.situations)
    return restated(question, f"{people} : {last}", names)


# What introduces a situation: "si je suis apprenti", "en tant que salarié", "pour un redoublant".
_AS = (
    r",?\s*(?:\b(?:et|mais)\s+)?(?:\b(?:si|quand|comme|sachant que|vu que|etant)\s+)?"
    r"(?:\b(?:je suis|je fais|on est|(?:il|elle) est|en tant qu[e']|au titre d[eu']|pour|en|par|avec|chez|un|une|les"
    r"|des|l[ea]|mon|ma|d[eu]|d'|l')\s*){0,4}"
)


# Situations that texts exempt from what holds for all, or whose work stands for a placement.
_EXEMPTED = frozenset(
    "redoublant vae experience_professionnelle perfectionnement apprenti contrat_professionnalisation".split()
)


def for_everyone(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question without the situation that it states; None where it states none, or asks of nothing else.

    What a text says of all candidates holds for who learns at a distance, too, where it has no rule of theirs. What
    becomes of who has failed or has earned something elsewhere, may be left out, or differs is no rule for all.
    """
    excepted = _EXEMPTED & set(question.situations) or question.kind == "yes_no"
    return None if excepted else without_situation(question, names)


def without_situation(question: Question, names: DiplomaNames) -> Question | None:
    """Return the question as anybody may ask it; None where it states no situation, compares it or asks of nothing
    else.
    """
    if vocabulary().compared.search(fold(question.text)):
        return None
    text = question.text
    for code in question.situations:
        pattern = re.compile(_AS + vocabulary().situations[code].pattern)
        for found in reversed(list(pattern.finditer(fold(text)))):
            text = f"{text[: found.start()]} {text[found.end() :]}"
    asked = restated(replace(question, situations=()), " ".join(text.split()), names)
    own = [word for word in asked.terms if word not in vocabulary().generic]
    return asked if text != question.text and own else None


_ACTED_ON = re.compile(
    r"\b(?:peu[tx]|faut|dois?t?|puis-je|peut-on|dois-je|pour) (?:le |la |les |l')\w+(?:er|ir|re)\b"
)  # "le couper"
