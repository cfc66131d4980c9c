"""A message joined to the conversation before it: what it leaves out is inherited, what it says replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.language.french import fold, tokens
from advisor.language.numbers import codes, quantities
from advisor.language.vocabulary import vocabulary
from advisor.messages import SITUATIONS as SITUATION_NAMES
from advisor.records import ATTRIBUTES
from advisor.understand.context import in_order
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.fragments import (
    ANAPHORA,
    LONE_WORD,
    answers_back,
    exam_before,
    in_another_place,
    is_fragment,
    of_somebody,
    only_a_kind,
    only_how_long,
    other_name,
    someone_else,
    supposes,
    type_held,
)
from advisor.understand.reading import VERB, Reading, asks, kind_of
from advisor.understand.sessions import without_session
from advisor.understand.sightings import Named
from advisor.understand.subjects import ORDINAL, joined, nouns_of, words_of


@dataclass(frozen=True, slots=True)
class State:
    """What the conversation has come to after a message. `whole` is the last question that stood alone, into which the
    fragments after it are put.
    """

    text: str
    whole: str
    reading: Reading
    diplomas: tuple[str, ...]
    ambiguous: tuple[str, ...]
    unknown: str | None
    topic: str | None
    situations: tuple[str, ...]
    session: int | None
    kind: str | None
    assumed: bool
    continued: bool = False
    again: bool = False  # the last message only speaks of the answer
    said: tuple[str, ...] = ()  # words of the last message that carry its matter, for one that leans on it
    subject: tuple[str, ...] = ()  # nouns of the messages before that are still spoken of
    seen: tuple[str, ...] = ()  # diplomas spoken of so far, the latest last


def merge(before: State | None, reading: Reading, names: DiplomaNames, answer: str) -> State:
    """Join a message with the question before it: what it leaves out is inherited, what it says replaces."""
    if before is not None and _ORDINARY.search(reading.folded):
        before = replace(before, situations=())
    # "le dossier d'industrialisation ?": a word of the name of the diploma that is spoken of.
    again = before is not None and reading.named.by_type and reading.named.diplomas == before.diplomas
    if before is not None and before.diplomas and (only_a_kind(reading, answer) or reading.named.in_passing or again):
        reading = replace(reading, named=Named())
    elif before is not None:
        reading = replace(reading, named=_recalled(reading, before))
    named = reading.named
    alone = State(
        text=reading.text,
        whole=reading.text,
        reading=reading,
        diplomas=named.diplomas,
        ambiguous=named.ambiguous,
        unknown=named.unknown,
        topic=reading.topic,
        situations=reading.situations,
        session=reading.session,
        kind=reading.kind,
        assumed=named.by_type,
        said=words_of(reading, names),
        seen=_latest_last((*(before.seen if before else ()), *named.diplomas)),
    )
    names_one = bool(named.diplomas or named.ambiguous or named.unknown)
    if before is None:
        return alone if names_one else replace(alone, unknown=named.background)
    if names_one and not is_fragment(reading):
        # "apprentis du BTS …", a choice that was offered: it tells a situation and asks nothing.
        told = bool(reading.situations) and not asks(reading.text) and "?" not in reading.text
        if told and set(named.diplomas) == set(before.diplomas):
            return replace(before, reading=reading, situations=reading.situations, continued=True)
        return alone
    if not names_one:
        alone = _inheriting(alone, before, names, answer)
    tells = answers_back(reading, answer)
    leans = tells or is_fragment(reading) or in_order(reading.text, answer) or _MY_CASE.match(reading.folded)
    if not leans and not (before.ambiguous and alone.diplomas):
        # A whole question: it keeps the diploma of the conversation and what the person said of themselves.
        # "J'emploie une jeune en alternance." tells of the person without "je suis".
        told = before.reading.self_described or (before.kind is None and "?" not in before.text)
        own = reading.situations or (before.situations if told else ())
        if reading.situations and vocabulary().compared.search(reading.folded):
            own = (*own, *before.situations)  # "le même que pour les scolaires ?", of an apprentice
        people = tuple(dict.fromkeys(code for code in own if code not in reading.denied))
        along = _told(before, reading) or exam_before(reading, before.text, before.topic)
        text = f"{_trim(reading.text)} ({' '.join(along)}) ?" if along else alone.text
        return replace(alone, text=text, situations=people)
    return _continued(before, alone, names, answer)


def _told(before: State, reading: Reading) -> list[str]:
    """What was told before a question that draws on it: "elle a déjà un CAP.", "du coup combien de semaines ?"."""
    asked = before.kind or "?" in before.text or asks(before.text)
    if asked or len(before.said) < _STORY or not _DRAWN.search(reading.folded):
        return []
    return [word for word in before.said if fold(word) not in reading.folded]


_STORY = 3  # words that a story has at least
_DRAWN = re.compile(r"\b(?:du coup|donc|alors|dans ce cas|pour (?:elle|lui|moi|nous)|elle|il|lui)\b")
# "et pour l'examen classique ?", after the VAE
_ORDINARY = re.compile(
    r"\b(?:examen|voie|cursus|parcours|formation|epreuves?) (?:classique|normal|ordinaire|habituel)\w*\b"
)
# "lequel est le plus court ?", after one diploma and then another
_WHICH_OF_THEM = re.compile(
    r"^(?:(?:et|alors|donc|ok|du coup)[ ,]+)*(?:lequel|laquelle)\b.*\b(?:plus|moins|mieux|meilleure?|autant)\b"
)
_OTHER = re.compile(r"\b(?:l'autre|autre|celui d'avant|precedent|the other)\b")
_BOTH = re.compile(r"^(?:pour |dans |et |en )?(?:tous )?(?:les deux|les 2|both)(?: diplomes?)?\W*$")


def _recalled(reading: Reading, before: State) -> Named:
    """What a message names, said fully by the conversation: "l'autre", "le BTS" when one BTS was spoken of."""
    named = reading.named
    if named == Named() and len(before.ambiguous) == 2 and _BOTH.match(reading.folded):
        return Named(diplomas=before.ambiguous)
    if named == Named() and len(before.seen) > 1 and _WHICH_OF_THEM.match(reading.folded):
        return Named(diplomas=before.seen[-2:])
    other = bool(_OTHER.search(reading.folded))
    if named.ambiguous and not named.diplomas:
        known = before.seen + before.ambiguous
        left = [i for i in named.ambiguous if (i not in before.diplomas if other else i in known)]
        return Named(diplomas=(left[0],), by_type=True) if len(left) == 1 else named
    if named == Named() and other and len(reading.content) <= 1:
        earlier = [diploma for diploma in before.seen if diploma not in before.diplomas]
        return Named(diplomas=(earlier[-1],), by_type=True) if earlier and before.diplomas else named
    return named


def _latest_last(diplomas: Sequence[str]) -> tuple[str, ...]:
    return tuple(reversed(dict.fromkeys(reversed(diplomas))))


def _inheriting(alone: State, before: State, names: DiplomaNames, answer: str) -> State:
    """A message without a diploma's name: it is about the one before, or about another that it hints at."""
    reading = alone.reading
    other = other_name(reading)
    if other:
        return replace(alone, continued=True, unknown=other)
    fragment = reading.ellipsis or reading.correction or bool(before.ambiguous)
    little = fragment and len(reading.content) <= 2
    hint = names.hinted(reading.text, before.ambiguous or names.all_ids()) if little else None
    if hint is not None:
        seen = _latest_last((*before.seen, hint))
        return replace(alone, continued=True, diplomas=(hint,), reading=replace(reading, content=()), seen=seen)
    inherited = replace(
        alone,
        continued=True,
        diplomas=before.diplomas,
        ambiguous=before.ambiguous,
        unknown=before.unknown,
        assumed=before.assumed,
    )
    if not (inherited.diplomas or inherited.ambiguous or inherited.unknown):
        # The one that only the advisor named: "vous pouvez préparer le bac pro …", "et comme métier ?".
        told = names.find(answer).diplomas
        if len(told) == 1:
            return replace(inherited, diplomas=told, assumed=True)
        inherited = replace(inherited, unknown=reading.named.background)
    return inherited


def _continued(before: State, alone: State, names: DiplomaNames, answer: str) -> State:
    """A fragment: the question before with this put in, or what it asks of the same subject."""
    reading = alone.reading
    alone = replace(alone, situations=_situations(before, reading), session=reading.session or before.session)
    if _AFTERWARDS.match(reading.folded) and before.topic not in ("stage", "examen", "vae"):
        return replace(alone, text=_NEXT, topic="suite")  # "et après ?", of the diploma
    supposed = _supposed(reading) or answers_back(reading, answer)
    if _is_put_in(before, reading, supposed=supposed):
        # "et en apprentissage ?", "non, je voulais dire le rapport du BTM": the question before, with this put in.
        return replace(
            alone,
            text=_substitute(before, reading, names, supposed=supposed),
            whole=before.whole,
            topic=reading.topic if reading.situations and reading.topic == "vae" else before.topic,
            kind=reading.kind if LONE_WORD.match(reading.folded) and reading.kind else before.kind,
            said=joined(alone.said, before.said),
            subject=before.subject,
        )
    of_training = before.topic in ("acces", "suite", "administratif") and before.kind != "duration"
    if only_how_long(reading) and of_training and not type_held(before.reading.folded):
        return replace(alone, text=_LASTS, whole=_LASTS, topic=None, kind="duration")  # of the training
    kept = replace(alone, topic=before.topic, kind=before.kind, said=before.said, subject=before.subject)
    if put := in_another_place(before.text, reading):
        return replace(kept, text=put, whole=put)
    if before.kind in _MEASURED and reading.kind is None and (bare := _HOW_MUCH_OF_THAT.search(reading.folded)):
        # "moi je le fais en un an, donc combien ?": the question before, for the case that is told.
        return replace(kept, text=f"{_trim(before.text)} : {_trim(reading.text[: bare.start()])} ?")
    if before.kind in _MEASURED and _SO.match(reading.folded) and quantities(reading.text):
        # "donc je peux pas en 1 an ?": the question before, with the number that is drawn from its answer.
        return replace(kept, text=f"{_trim(before.text)} : {_trim(reading.text)} ?")
    placed = any(map(ORDINAL.match, before.reading.folded.split()))  # "dans la première ?", "et la seconde ?"
    item = "" if placed else in_order(reading.text, answer)  # "et la 2e ?", of two that the answer named
    about = [] if item else _about(before, reading, names)
    text = f"{_trim(reading.text)} ({' '.join(about)}) ?" if about else item or reading.text
    return replace(
        alone,
        text=text,
        whole=text,
        topic=reading.topic or before.topic,
        kind=reading.kind if reading.kind or supposes(reading) or _says_something(reading) else before.kind,
        said=alone.said or (before.said if about else ()),
        subject=joined(nouns_of(before.reading, names), before.subject) if about else (),
    )


def _situations(before: State, reading: Reading) -> tuple[str, ...]:
    """The situations of the person after a fragment: those that it tells, beside or instead of those before."""
    inherited = tuple(code for code in before.situations if code not in reading.denied)
    if someone_else(before.reading, reading):
        return reading.situations
    if not reading.situations:
        return inherited
    attributes_only = all(code in ATTRIBUTES for code in reading.situations)
    if attributes_only or vocabulary().compared.search(reading.folded):  # "c'est le même que pour les scolaires ?"
        return tuple(dict.fromkeys((*inherited, *reading.situations)))
    # Who changes status is still someone who failed, or learns at a distance; but not out of school and in it.
    kept = [code for code in inherited if code in ATTRIBUTES]
    kept = [code for code in kept if not (code == "non_scolarise" and "scolaire" in reading.situations)]
    return tuple(dict.fromkeys((*reading.situations, *kept)))


def _supposed(reading: Reading) -> bool:
    """Whether a fragment only tells who is meant: "et si je suis apprenti ?", "c'est pareil pour les apprentis ?"."""
    if not reading.situations:
        return False
    becomes = _WHAT_IF.match(reading.folded) and set(reading.content) <= _BECOMING
    return bool(becomes or _THE_SAME.match(reading.folded)) or (_corrects(reading) and not reading.named.diplomas)


def _corrects(reading: Reading) -> bool:
    """Whether a fragment says that another diploma or other people were meant, and asks nothing."""
    told = bool(reading.named.diplomas or reading.situations)
    return reading.correction and told and not asks(reading.text)


def _is_put_in(before: State, reading: Reading, *, supposed: bool) -> bool:
    """Whether a fragment only changes the question before."""
    if (not reading.content and not supposes(reading)) or (supposed and not reading.kind) or _corrects(reading):
        return True
    another = _ANOTHER_CASE.match(reading.folded) and not _says_something(reading)
    if _ANOTHER_CASE.match(reading.folded) and of_somebody(before.reading, reading):
        another = another or not asks(_WHO_IS.sub(" ", reading.folded))
    mine = _MY_CASE.match(reading.folded) and not asks(reading.text)
    return bool(another or mine) and asks(before.whole)


def _about(before: State, reading: Reading, names: DiplomaNames) -> list[str]:
    """The words that a fragment takes along: what was spoken of before it, none where it speaks of something else."""
    same_topic = reading.topic is None or before.topic is None or reading.topic == before.topic
    leans = same_topic or not nouns_of(reading, names) or ANAPHORA.search(reading.folded)
    onward = reading.topic == "suite" and before.topic != "suite" and asks(reading.text)
    if (onward and not ANAPHORA.search(reading.folded)) or vocabulary().still_valid.search(reading.folded):
        return []  # "c'est encore reconnu ?", "et ça mène à quoi ?": of the diploma, whatever was spoken of
    if _is_of_another(before, reading):
        return [word for word in before.said if _is_a_measure(word) or kind_of(fold(word)) == before.kind]
    about = list(joined(before.said, before.subject)) if leans else []
    if asks(reading.text):
        # Something else is asked now of what was spoken of: of "combien de pages, le rapport ?" the pages are left.
        rest = [word for word in about if not _is_a_measure(word)]
        about = rest if rest or reading.topic else about
    about = [word for word in about if fold(word) not in reading.folded]
    if any(map(ORDINAL.match, reading.folded.split())):
        about = [word for word in about if not ORDINAL.match(fold(word))]  # "et la première ?", after the second
    if codes(reading.text.upper()):
        about = [word for word in about if not codes(word.upper())]  # "et l'E5 ?", after the E8
    # "avec un CAP, je peux le faire ?", "en combien de temps ?"
    held = type_held(fold(names.without_names(before.reading.text, before.diplomas))) if leans else ""
    return [*([held] if held and held not in reading.folded else []), *about]


def _substitute(before: State, reading: Reading, names: DiplomaNames, *, supposed: bool) -> str:
    """The question before, its situation and diploma words replaced by those of the fragment; by the names of the
    situations, where the fragment tells what makes one a part of them (`supposed`).
    """
    text = before.whole
    if reading.situations:
        text = _drop(text, list(vocabulary().situations.values()))
        text = re.sub(r"\b(?:je suis|je serai|en tant qu[e'])\s*(?:,|(?=[:?]|$))\s*", "", text)
    if reading.named.diplomas or reading.named.ambiguous or reading.named.unknown:
        text = names.without_names(text, (*before.seen, *before.ambiguous))
    if reading.session and before.session and reading.session != before.session:
        text = without_session(text, before.session)
    if supposed:
        people = [SITUATION_NAMES[code] for code in reading.situations]
        people = [name if name.startswith("candidat") else f"candidat en {name}" for name in people]
        own = _trim(_WHAT_IF.sub("", reading.folded)) if _WHAT_IF.match(reading.folded) else ""
        return f"{_trim(text)} : {', '.join(filter(None, (own, *people)))} ?"
    fragment = re.sub(
        r"^(?:(?:et|mais|ou|alors|ok|oui|non|nan|nn|nope|donc|pardon|what about|and"
        r"|je (?:parlais|parle|voulais (?:dire|parler)|veux (?:dire|parler))(?: d(?:u|e la|e l'|es|e))?)\b[\s,]*)+",
        "",
        _AS_MUCH.sub("", reading.text),
        flags=re.IGNORECASE,
    )
    return f"{_trim(text)} : {_trim(fragment)} ?"


def _drop(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """Remove what the patterns find in `text`, read folded."""
    for pattern in patterns:
        for match in reversed(list(pattern.finditer(fold(text)))):
            text = text[: match.start()] + text[match.end() :]
    return re.sub(r"\s+", " ", text).strip()


def _trim(text: str) -> str:
    return text.strip(" ?.!,;:")


def _is_of_another(before: State, reading: Reading) -> bool:
    """Whether a fragment asks for the same measure of another thing: "et le mémoire ?", "et pour le rapport ?"."""
    measured = before.kind in _MEASURED and reading.kind is None
    return measured and bool(_OF_ANOTHER.match(reading.folded)) and not _says_something(reading)


def _is_a_measure(word: str) -> bool:
    return set(tokens(word)) <= vocabulary().measures


_OF_ANOTHER = re.compile(
    r"^(?:(?:ok|mais|alors|bon)[ ,]+)*(?:et|and) (?:pour |de )?(?:l[ea]s? |l'(?!autre)|mon |ma |mes |son |sa |the )"
)
_BECOMING = frozenset(tokens("signe signer signais prends prendre passe passer fais faire choisis choisir deviens"))
_WHAT_IF = re.compile(r"^(?:(?:et|mais|ok|sinon|alors)[ ,]+)+(?:si|quand)\b")  # "et si je signe un contrat … ?"
_NEXT = "Quelles poursuites d'études ensuite ?"
_LASTS = "Combien de temps dure la formation ?"
_AFTERWARDS = re.compile(r"^(?:(?:et|mais|ok|puis|alors)[ ,]+)*(?:apres|ensuite|derriere)(?: (?:ca|cela))?\W*$")
_MY_CASE = re.compile(r"^(?:(?:et|mais|ok|alors|sinon)[ ,]+)*(?:dans mon cas|pour moi|moi je suis)\b")
_ANOTHER_CASE = re.compile(r"^(?:(?:et|mais|ok|alors|sinon)[ ,]+)+pour ")  # "et pour l'examen classique ?"
_WHO_IS = re.compile(r"(?<=[a-z]),? (?:et )?qui (?=\w)")  # "… mon pote qui a raté, et qui travaille": asks nothing
_THE_SAME = re.compile(  # "et c'est pareil pour les apprentis ?"
    r"^(?:(?:et|mais|ok|alors|donc)[ ,]+)*(?:(?:c'est|est-ce|ca vaut|ca marche|ca se passe)(?: que c'est)? )?"
    r"(?:pareil|(?:la |une )?meme chose|idem|valable(?: aussi)?|aussi (?:valable|vrai)|le cas(?: aussi)?)\b"
)
_AS_MUCH = re.compile(r",? ?\bc['’]est (?:autant|pareil|idem|la m[êe]me chose)\b", re.IGNORECASE)
_MEASURED = ("duration", "count", "coefficient", "mark", "value")
_HOW_MUCH_OF_THAT = re.compile(
    r"[\s,;:]+(?:et |donc |alors |du coup |dans ce cas )*"
    r"(?:c'est |ca fait |ca dure |ce serait |j'en ai |il (?:y )?en a )?combien"
    r"(?: pour moi| alors| du coup| dans ce cas)?\W*$"
)
_SO = re.compile(r"^(?:ok |ah |et )?(?:donc|alors|du coup) (?:je|on|il|elle|c'est)\b")


def _says_something(reading: Reading) -> bool:
    """Whether a fragment is a clause of its own: what kind of answer it wants is not taken over."""
    return asks(reading.text) or len(reading.content) > 2 or bool(VERB.search(reading.folded))
