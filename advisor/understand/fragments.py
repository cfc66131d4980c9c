"""A message beside the conversation: whether it stands alone, goes on with it, or passes on to another diploma."""

from __future__ import annotations

import re

from advisor.language.french import fold, tokens
from advisor.language.numbers import codes
from advisor.language.vocabulary import types_in, vocabulary
from advisor.understand.name_words import only_kinds
from advisor.understand.reading import Reading, asks, is_an_order

LONE_WORD = re.compile(
    r"^(?:et |mais |alors |ok |and )?(?:a |avec |par |pour |de |jusqu'a |depuis |c'est )?"
    r"(?:qui|quand|quoi|ou|combien|comment|pourquoi|lequel|laquelle|lesquels|how|who|when|why|where)\W*$"
)
# "je l'aurai", "là-dedans", "parmi eux": what was spoken of, without its name.
ANAPHORA = re.compile(
    r"\b(?:la-dedans|dedans|la-dessus|parmi (?:eux|elles|ceux)|d'entre (?:eux|elles)|ce(?:lui|lle|ux|lles)-(?:ci|la))\b"
    r"|\b(?:je|j'|tu|on|il|elle|ils|elles)\s?(?:l'|en |n'en )[a-z]+|\b(?:je|tu|on) (?:le|la|les) [a-z]+"
    r"|\b(?:peut|peux|dois?|doit|faut|veux|veut|vais|va|pour) (?:l'|(?:le|la|les|y|en) )[a-z]+(?:er|ir|re)\b"
)


def goes_on(reading: Reading) -> bool:
    """Whether a message that would be none of the advisor's business alone goes on with a conversation: "qui ?"."""
    if supposes(reading) or LONE_WORD.match(reading.folded):
        return True
    if reading.refusal == "small_talk":
        return asks(reading.text) and not vocabulary().small_talk.search(reading.folded)  # "ça c'est pour qui ?"
    points = reading.ellipsis or ANAPHORA.search(reading.folded)
    return reading.refusal == "out_of_scope" and bool(points) and not is_an_order(reading.folded)


def supposes(reading: Reading) -> bool:
    """Whether a message only supposes something of what was spoken of: "et si je l'ai pas ?"."""
    return not reading.content and bool(_IF.match(reading.folded) and ANAPHORA.search(reading.folded))


_IF = re.compile(r"^(?:(?:et|mais|ok|sinon|alors)[ ,]+)*(?:si|quand)\b")


_INTRODUCES = re.compile(
    r"^\W*(?:(?:bonjour|bonsoir|salut|slt|bjr|coucou|hello|hi)\W+)?"
    r"(?:je (?:suis|prepare|passe|fais|vais (?:faire|passer)|entre|rentre)|i am|i'm"
    r"|(?:mon|ma) (?:fils|fille|frere|soeur|neveu|niece|apprentie?|stagiaire) (?:est|prepare|passe|fait))\b[^?]*$"
)
_OF_ONESELF = frozenset(
    tokens("bonjour bonsoir salut coucou hello prépare passe fais fait entre actuellement année preparing doing taking")
)


def only_introduces(reading: Reading) -> bool:
    """Whether a message says which diploma someone prepares, and asks nothing yet: "bonjour, je suis en BTS …"."""
    if not reading.named.diplomas or reading.situations or asks(reading.text) or not _INTRODUCES.match(reading.folded):
        return False
    return not {word for word in reading.content if word not in _OF_ONESELF and not _CODE.fullmatch(word)}


_CODE = re.compile(r"[a-z]{1,2}\d+(?:\.\d+)*")


def only_a_kind(reading: Reading, answer: str = "") -> bool:
    """Whether a message that has matter of its own names a kind of diploma, none in particular: "vers quels bts ?", or
    "ce bac pro, en combien d'années ?" where the answer before it spoke of one.
    """
    found = types_in(reading.folded)
    if reading.named.diplomas and not reading.named.by_type:
        return False
    if found and all(_AFTERWARDS.match(reading.folded[end:]) for _, _, end in found):
        return True  # "et un BTS après, c'est possible ?"
    if not reading.content:
        return False
    if found and not _TO_ANOTHER.match(reading.folded):
        # "si on a déjà un CAP du secteur ?" is no CAP in particular.
        told = {kind for kind, _, _ in types_in(fold(answer))}
        where = _HAD if _ACCESS.search(reading.folded) else _ANY
        if all(kind in told or where.search(reading.folded[:start]) for kind, start, _ in found):
            return True
    return only_kinds(reading.folded)


_ANY = re.compile(
    r"\b(?:ai|as?|ont|avais|avait|avoir|ayant|eu|obtenu|avec|apres|titulaire d')\s?"
    r"(?:deja |aussi )?(?:une?|des|mon|ton|son|leur) (?:autres? )?$"
    r"|\b(?:apres|ensuite|derriere)\b[^.]{0,30}\b(?:faire|aller|preparer|continuer) (?:en |dans |vers )?(?:une?|des) $"
    r"|\b(?:aller|continuer|poursuivre|pousser|monter) (?:ses etudes |mes etudes )?"
    r"jusqu'(?:au|a l[ae]|a l'|a une?|en) ?$"
)


def type_held(folded: str) -> str:
    """Return the first type of diploma in a folded text that someone has, as "avec un cap"; "" for none."""
    found = types_in(folded)
    return next((f"avec un {folded[start:end]}" for _, start, end in found if _ANY.search(folded[:start])), "")


# Where one is now, when access is asked: "moi je suis en bac pro, c'est foutu ?"
_HAD = re.compile(
    rf"{_ANY.pattern}"
    r"|\b(?:suis|est|etais|sors|sort|viens|vient|venant|sortant) (?:actuellement |deja )?(?:en|d'un|de) $"
)
_ACCESS = re.compile(
    r"\b(?:foutu|mort|entrer|rentrer|pris|prise|possible|peux|peut|accepte\w*|admis\w*|acces|integrer|ok)\b"
)


_AFTERWARDS = re.compile(
    r"\W*(?:apres|ensuite|derriere|par la suite|plus tard|dans la foulee)\b(?! (?:l[ea]s?|une?|mon|ma|ce|cet|cette) )"
)
_TO_ANOTHER = re.compile(r"^(?:et |ou |mais |alors |non |ok )+(?:pour|en|dans|au|avec|sur|le|la)\b|^(?:pour|en|au) ")


# "et pour un CAP ?", "et en CRSA ?": another diploma, which no text covers; the former one's rule is not for it.
_LEADING = re.compile(
    r"^(?:et|ou|mais|alors|and|what about)\s+(?:(?:en|pour|dans|au|le|la|les|l'|un|une|du|d'un|for|the|a)\s*)*$"
)
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\d?\b")


def other_name(reading: Reading) -> str | None:
    """The type or acronym of a diploma without text that a short message passes on to, None where it does not."""
    if not reading.ellipsis or reading.situations or reading.denied:
        return None
    if reading.named.background:
        start = reading.folded.find(fold(reading.named.background))
        return reading.named.background if start >= 0 and _LEADING.match(reading.folded[:start]) else None
    found = _ACRONYM.search(reading.text)
    words = vocabulary()
    if found is None or not _LEADING.match(reading.folded[: found.start()]) or len(reading.content) != 1:
        return None
    known = words.domain.fullmatch(fold(found.group())) or any(
        pattern.fullmatch(fold(found.group())) for pattern in words.topics.values()
    )
    return None if known else found.group()


# "en tant qu'apprenti elle dure combien ?": what is timed or weighed, and not named here.
_IT = re.compile(
    r"\b(?:il|elle|ils|elles) (?:dure\w*|compte\w*|vaut|valent|porte(?:nt)?|pese\w*|se (?:passe|deroule)\w*|a lieu"
    r"|ont lieu|tombe\w*|coute\w*)\b"
)
_THAT = re.compile(
    r"(?:^|[,;:] ?)(?:(?:et|mais|ok|donc)[ ,]+)*(?:ca|cela) (?:(?:\w+ )?(?:dure|compte|vaut|pese|se passe|fait)\w*\b"
    r"|(?:peut|doit|va) \w+ (?:\w+ )?(?:combien|quand|jusqu'ou))"
)
_WHO = re.compile(r"\b(?:en tant qu[e']|candidate?s?|eleves?|etudiante?s?|stagiaires?)\b")


def _names_no_subject(reading: Reading) -> bool:
    """Whether a pronoun says what is timed or weighed and nothing before it could be meant."""
    that = _THAT.search(reading.folded)
    if that and len(set(tokens(reading.folded[that.start() :])) & set(reading.content) - vocabulary().measures) <= 1:
        return True  # "ça dure combien de temps en tout ?", "ça peut descendre à combien ?"
    found = _IT.search(reading.folded)
    if found is None:
        return False
    before = _WHO.sub(" ", reading.folded[: found.start()])
    return len(set(tokens(before)) & set(reading.content)) <= 1


def exam_before(reading: Reading, before: str, topic: str | None) -> list[str]:
    """Return the code of the one exam that the question before is about, for a message that goes on about exams and
    names none: "et les questions du jury ?"; `topic` is that of the question before.
    """
    named = {code for code in codes(before.upper()) if _EXAM_CODE.match(code)}
    goes_on = _GOES_ON.match(reading.folded) and reading.topic == "examen" and topic in (None, "examen")
    return sorted(named) if goes_on and len(named) == 1 and not codes(reading.text.upper()) else []


_EXAM_CODE = re.compile(r"(?:[EU]P?|EG|UG)\d")
_GOES_ON = re.compile(r"^(?:(?:ok|mais|alors|bon|puis)[ ,]+)*(?:et|mais|puis)\b")


def is_fragment(reading: Reading) -> bool:
    """Whether a message leans on the one before: nothing of its own, a few words after "et", or so few that neither
    topic nor kind of answer is told.
    """
    own = len(reading.content)
    if own == 0:
        return True
    if ANAPHORA.search(reading.folded) and not reading.named.diplomas:
        return own <= 4
    if _names_no_subject(reading) and not reading.named.diplomas:
        return own <= 6
    if reading.ellipsis or reading.correction:
        return own <= (4 if reading.topic and reading.kind else 6)  # "et si je suis malade, y a un rattrapage ?"
    if own > 2 and (reading.topic or reading.kind or asks(reading.text)):
        return False  # "qui préside le jury de l'examen ?"
    return own <= 4 and not (reading.named.diplomas and (reading.kind or asks(reading.text)))


def answers_back(reading: Reading, answer: str) -> bool:
    """Whether a message only tells who one is, asked by the advisor: "5 ans en entreprise" after "Quelle est votre
    situation ?".
    """
    asked = answer.rstrip().endswith("?") and _ASKED_BACK.search(fold(answer)) is not None
    return asked and bool(reading.situations) and "?" not in reading.text and not asks(reading.text)


_ASKED_BACK = re.compile(r"\b(?:situation|statut|cas|avez-vous|etes-vous|your situation|are you|have you)\b")


def someone_else(before: Reading, reading: Reading) -> bool:
    """Whether a message speaks of another person than the one before: "et pour mon pote qui a raté l'an dernier ?"."""
    if not (reading.situations or reading.named.diplomas):
        return False  # "et mon père peut signer ?"
    known = {match.group() for match in vocabulary().relatives.finditer(before.folded)}
    others = vocabulary().relatives.finditer(reading.folded)
    return any(m.group() not in known and _WHOSE.search(reading.folded[: m.start()]) for m in others)


_WHOSE = re.compile(r"(?:^|\b(?:pour|et|mais|si|quant a|qu[e']) ?)(?:mon|ma|mes|une?|son|sa|l[ea]) (?:\w+ )?$")


def only_how_long(reading: Reading) -> bool:
    """Whether a message asks how long and of nothing: "et c'est combien de temps ?", "en combien d'années ?"."""
    return _HOW_LONG.fullmatch(reading.folded.strip(" ?.!")) is not None


_HOW_LONG = re.compile(
    r"(?:(?:et|ok|mais|puis|sinon|du coup)[ ,]+)*(?:(?:la formation )?(?:c'est|ca dure|ca prend|ca fait|dure)|en|sur)"
    r" combien (?:de temps|d'annees?|d'ans)(?: en tout| au total)?"
)


def in_another_place(before: str, reading: Reading) -> str:
    """Return the question before with the place that a message says instead: "et dans la première ?" after what was
    asked of "la seconde partie"; "" where it says more, or none was said.
    """
    said, asked = _PLACE.fullmatch(reading.folded.strip(" ?.!")), _PLACED.search(fold(before))
    if said is None or asked is None or said.group(1)[:3] == asked.group()[:3]:
        return ""
    return before[: asked.start()] + said.group(1) + before[asked.end() :]


_NTH = r"(?:premiere?|seconde?|deuxieme|troisieme|derniere?|1re|1ere|2e|2nde|3e)"
_PLACE = re.compile(
    rf"(?:(?:et|mais|ok|alors)[ ,]+)*(?:dans |pour |a |de |sur |lors de |pendant )?l[ea] ({_NTH})"
    r"(?: partie| phase| periode)?"
)
_PLACED = re.compile(rf"\b{_NTH}(?= (?:partie|phase|periode|situation|epreuve|annee|etape)\b)")


def of_somebody(before: Reading, reading: Reading) -> bool:
    """Whether a message is about another person in their situation, or tells of people nothing else: "et pour quelqu'un
    qui a trois ans de métier ?".
    """
    if not reading.situations:
        return False
    described = {word for word in reading.content if not word.isdigit()} <= _DESCRIBED
    return someone_else(before, reading) or (described and _SOMEBODY.search(reading.folded) is not None)


_SOMEBODY = re.compile(r"\bpour (?:quelqu'un|ceux|celles|celui|celle|les gens|une? \w+)(?: comme \w+)? qui\b")
_DESCRIBED = frozenset(
    tokens(
        "quelqu'un gens personne candidat candidate élève étudiant jeune adulte comme via moi déjà depuis bosse"
        " travaille exerce ans"
    )
)
