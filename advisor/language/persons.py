"""Who decides, signs, judges or does something in a regulation: the persons of data/persons.txt, found in a text."""

from __future__ import annotations

import re
from functools import cache

from advisor.language.french import fold
from advisor.language.vocabulary import data_patterns, vocabulary

_ASKER = re.compile(r"\b(?:eleves?|etudiante?s?|candidate?s?)\b")  # who is told the rule decides nothing


@cache
def person_pattern() -> re.Pattern[str]:
    """Return what finds a person, an office or a body, with its article."""
    names = "|".join(_CHARACTERS.sub(_any_of, line) for line in data_patterns("persons.txt"))
    return re.compile(rf"\b(?:l[ea]s?\s+|l['’]|un\s+)?(?:{names})\b", re.IGNORECASE)


_CHARACTERS = re.compile(r"\[[^\]]*\]|'| ")


def _any_of(found: re.Match[str]) -> str:
    """Either apostrophe for "'", any white space for " " (a line of the text may end there), in a class of characters
    too.
    """
    inside = found.group().replace("'", "'’").replace(" ", r"\s")
    return inside if inside.startswith("[") else rf"[{inside}]" + ("+" if inside == r"\s" else "")


def acting(text: str) -> list[tuple[int, int]]:
    """Return the spans of the persons in `text` but those whom the rule is about."""
    found = person_pattern().finditer(text)
    return [match.span() for match in found if not _ASKER.search(fold(match.group()))]


# How one is put forward as who decides, signs or hands out: "c'est (bien) le proviseur qui accorde la dispense ?",
# "le proviseur accorde-t-il …", "comme le proviseur accorde …".
_DEEDS = (
    r"(?:decid|sign|valid|accord|not|delivr|presid|corrig|choisi|design|nomm|fix|autoris|evalu|remet|organis|convoqu"
    r"|tranch)(?!ion)\w*"
)
_WHO = r"(?P<who>(?:le |la |les |l'|mon |ma |un |une )[\w' -]{3,40}?)"
_DEED = (
    rf"(?P<deed>(?:(?:peu(?:t|vent)|doi(?:t|vent))(?:-\w+)? )?(?:l'|les? |la |me |nous |vous )?{_DEEDS}\b[^,.;:?!]*)"
)
_PUT_FORWARD = (
    re.compile(rf"\b(?:c'est|est-ce)(?: bien| plutot| toujours)? {_WHO} qui {_DEED}"),
    re.compile(rf"^\W*(?:(?:(?:puis|vu |sachant |etant donne |est-ce )?qu[e']|comme\b) ?)?{_WHO} {_DEED}"),
)
_TURNED = re.compile(r"-(?:t-)?(?:ils?|elles?)\b", re.IGNORECASE)


def put_forward_as_doer(text: str) -> tuple[str, str] | None:
    """Return whom a question takes for the one who decides, signs or hands out something, and what: ("le proviseur",
    "accorde la dispense"); None where it puts forward no person that regulations know.
    """
    folded = fold(text)
    for pattern in _PUT_FORWARD:
        if found := pattern.search(folded):
            who, deed = (text[slice(*found.span(group))] for group in ("who", "deed"))
            return (who, _TURNED.sub("", deed).strip()) if _is_known(who) else None
    return None


def _is_known(text: str) -> bool:
    """Whether some words are the name of a person or body of regulations, candidates left out."""
    if _ASKER.search(fold(text)):
        return False
    bare = re.sub(r"^(?:l[ea]s? |l'|mon |ma |une? )", "", fold(text))
    return bool(person_pattern().fullmatch(text)) or any(group.fullmatch(bare) for group in vocabulary().same_person)


def same_person(asked: str, named: str) -> bool:
    """Whether two names of persons, folded, may be one: a word in common, or both of one group of the vocabulary."""
    one, other = (set(re.findall(r"[a-z]{4,}", text)) for text in (asked, named))
    if {word.rstrip("s") for word in one} & {word.rstrip("s") for word in other}:
        return True
    return any(group.search(asked) and group.search(named) for group in vocabulary().same_person)


_AGENT = re.compile(r"\s+par (?:l[ea]s? |l['’])?(?:services? d\w+ )?$", re.IGNORECASE)
_RECEIVER = re.compile(r"\b(?:au|aux|à la|à l['’]|à) ?$", re.IGNORECASE)
_DOES = re.compile(
    r"\bqui (?:est-ce qui )?(?:(?:le|la|les|l'|lui|leur|me|m'|te|nous|vous|se|s'|y|en|va|doit|peut) ?)*(\w{5,})"
)
_ROOT = 5  # letters that a verb and its participle share: "préside", "présidé"


def asked_for(question: str, text: str) -> list[tuple[int, int]]:
    """Return the persons of `text` that a question "qui …" asks for: to whom, or by whom where the text says so.

    "rédigées par l'inspection et transmises au jury" has both: "qui rédige" and "à qui" ask for one each. Of several by
    whom something is done, the one who does what is asked: "présidé par le chef d'entreprise", for "qui préside ?".
    """
    found, folded = acting(text), fold(question)
    if re.search(r"\ba qui\b|\bto whom\b", folded):
        return [span for span in found if _RECEIVER.search(text[: span[0]])] or found
    asked = {verb[:_ROOT] for verb in _DOES.findall(folded)}
    agents = [span for span in found if _AGENT.search(text[: span[0]])]
    ends = [0, *(end for _, end in agents)]
    doing = [span for span, since in zip(agents, ends, strict=False) if asked & _roots(text[since : span[0]])]
    if doing or not asked:
        return doing or agents or found
    # Who does something else is not asked for: "la recherche est assurée par les étudiants. Le choix est validé par …".
    own = [said.span() for said in _SENTENCE.finditer(text) if any(root in fold(said.group()) for root in asked)]
    told = [span for span in found if any(start <= span[0] < end for start, end in own)]
    return told if own else agents or found


def _roots(text: str) -> set[str]:
    return {word[:_ROOT] for word in re.findall(r"\w+", fold(text))}


_SENTENCE = re.compile(r"[^.;]+(?:[.;](?!\s)[^.;]*)*")
