"""A conversation to one standalone question. No text is looked at: what the texts say is for the later stages.

The messages are read one after the other; each either stands alone or takes over what it leaves out from the question
before. What the assistant said is never taken as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor.errors import UsageError
from advisor.french import fold, tokens
from advisor.messages import SITUATIONS as SITUATION_NAMES
from advisor.numbers import codes
from advisor.records import ATTRIBUTES, SITUATIONS, Message, Question
from advisor.understand.clauses import (
    asked_at_the_end,
    claimed,
    clauses,
    for_everyone,
    narrow,
    search_words,
    taken_for_granted,
)
from advisor.understand.context import answer_before
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.fragments import (
    ANAPHORA,
    LONE_WORD,
    goes_on,
    is_fragment,
    only_a_kind,
    only_introduces,
    other_name,
    supposes,
)
from advisor.understand.reading import Reading, asks, is_about_diplomas, is_about_the_answer, is_an_order, read
from advisor.understand.sightings import Named
from advisor.understand.spelling import Speller
from advisor.vocabulary import vocabulary

LONGEST_MESSAGE = 2000  # characters: a page of text; beyond it is not a question

__all__ = [
    "LONGEST_MESSAGE",
    "DiplomaNames",
    "Speller",
    "asked_at_the_end",
    "claimed",
    "clauses",
    "for_everyone",
    "narrow",
    "taken_for_granted",
    "understand",
]


@dataclass(frozen=True, slots=True)
class _State:
    """What the conversation has come to after a message."""

    text: str
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
    subject: str = ""  # what is spoken of, in words, for a message that leans on it
    seen: tuple[str, ...] = ()  # diplomas spoken of so far, the latest last


def understand(
    messages: Sequence[Message],
    names: DiplomaNames,
    *,
    today: date,
    speller: Speller | None = None,
    diploma: str | None = None,
    status: Sequence[str] = (),
    session: int | None = None,
) -> Question:
    """Return the last message as a standalone question.

    `diploma` (an id, code or name), `status` (situation codes) and `session` (a year) are what the person chose beside
    the conversation; what the last message says itself goes before them. Raises UsageError for an empty or oversized
    message, an unknown diploma option or an unknown situation code.
    """
    _check(messages, status)
    chosen = names.resolve(diploma) if diploma else ()
    if diploma and not chosen:
        raise UsageError(f"diploma {diploma!r}: not in this index. `advisor doctor` lists the diplomas that are.")
    state: _State | None = None
    answer = ""
    for message in messages:
        if message.role != "user" or not message.content.strip():
            answer = message.content
            continue
        spoken = state.reading.language if state else "fr"
        reading = read(message.content[:LONGEST_MESSAGE], names, speller, today=today, spoken=spoken)
        if state is not None and is_about_the_answer(reading.folded) and not is_an_order(reading.folded):
            # "t'es sûr que c'est 50 ?": the answer stands, and a number in it is one to check.
            asked = replace(state.reading, refusal=None, language=reading.language, premises=(reading.text,))
            state = replace(state, reading=asked, again=True)
            continue
        if state is not None and goes_on(reading):
            reading = replace(reading, refusal=None)
        if reading.refusal and message is not messages[-1]:
            continue  # a greeting in between changes nothing
        state = _merge(state, reading, names, answer)
    assert state is not None  # _check saw a user's message that is not empty
    question = _question(state, names, chosen, status, session, follows=sum(m.role == "user" for m in messages) > 1)
    names_one = bool(state.reading.named.diplomas or state.reading.named.ambiguous or state.reading.named.unknown)
    if not question.follows and question.refusal is None and only_introduces(state.reading):
        question = replace(question, refusal="small_talk")
    return question if names_one or state.again else replace(question, context=answer_before(messages))


def _check(messages: Sequence[Message], status: Sequence[str]) -> None:
    if not messages or messages[-1].role != "user":
        raise UsageError("the conversation must end with a message of the user.")
    last = messages[-1].content
    if not re.search(r"\w", last):
        raise UsageError("the question is empty. Write a question in words.")
    if len(last) > LONGEST_MESSAGE:
        raise UsageError(f"the question has {len(last)} characters; {LONGEST_MESSAGE} at most. Shorten it.")
    unknown = [code for code in status if code not in SITUATIONS + ATTRIBUTES]
    if unknown:
        raise UsageError(f"status {unknown[0]!r} is not known. Known: {', '.join(SITUATIONS + ATTRIBUTES)}.")


def _merge(before: _State | None, reading: Reading, names: DiplomaNames, answer: str) -> _State:
    """Join a message with the question before it: what it leaves out is inherited, what it says replaces."""
    if before is not None and before.diplomas and only_a_kind(reading, answer):
        reading = replace(reading, named=Named())
    elif before is not None:
        reading = replace(reading, named=_recalled(reading, before))
    named = reading.named
    alone = _State(
        text=reading.text,
        reading=reading,
        diplomas=named.diplomas,
        ambiguous=named.ambiguous,
        unknown=named.unknown,
        topic=reading.topic,
        situations=reading.situations,
        session=reading.session,
        kind=reading.kind,
        assumed=named.by_type,
        subject=_subject(reading, names),
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
        alone = _inheriting(alone, before, names)
    if not is_fragment(reading) and not (before.ambiguous and alone.diplomas):
        # A whole question: it keeps the diploma of the conversation and what the person said of themselves.
        own = reading.situations or (before.situations if before.reading.self_described else ())
        if reading.situations and vocabulary().compared.search(reading.folded):
            own = (*own, *before.situations)  # "le même que pour les scolaires ?", of an apprentice
        return replace(alone, situations=tuple(dict.fromkeys(code for code in own if code not in reading.denied)))
    return _continued(before, alone, names)


_OTHER = re.compile(r"\b(?:l'autre|autre|celui d'avant|precedent|the other)\b")
_BOTH = re.compile(r"^(?:pour |dans |et |en )?(?:tous )?(?:les deux|les 2|both)(?: diplomes?)?\W*$")


def _recalled(reading: Reading, before: _State) -> Named:
    """What a message names, said fully by the conversation: "l'autre", "le BTS" when one BTS was spoken of."""
    named = reading.named
    if named == Named() and len(before.ambiguous) == 2 and _BOTH.match(reading.folded):
        return Named(diplomas=before.ambiguous)
    other = bool(_OTHER.search(reading.folded))
    if named.ambiguous and not named.diplomas:
        left = [i for i in named.ambiguous if (i not in before.diplomas if other else i in before.seen)]
        return Named(diplomas=(left[0],), by_type=True) if len(left) == 1 else named
    if named == Named() and other and len(reading.content) <= 1:
        earlier = [diploma for diploma in before.seen if diploma not in before.diplomas]
        return Named(diplomas=(earlier[-1],), by_type=True) if earlier and before.diplomas else named
    return named


def _latest_last(diplomas: Sequence[str]) -> tuple[str, ...]:
    return tuple(reversed(dict.fromkeys(reversed(diplomas))))


def _inheriting(alone: _State, before: _State, names: DiplomaNames) -> _State:
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
        inherited = replace(inherited, unknown=reading.named.background)
    return inherited


def _continued(before: _State, alone: _State, names: DiplomaNames) -> _State:
    """A fragment: the question before with this put in, or what it asks of the same subject."""
    reading = alone.reading
    inherited = tuple(code for code in before.situations if code not in reading.denied)
    attributes = tuple(code for code in inherited if code in ATTRIBUTES)
    situations = reading.situations or inherited
    if reading.situations and all(code in ATTRIBUTES for code in reading.situations):
        situations = tuple(dict.fromkeys((*inherited, *reading.situations)))
    elif reading.situations and vocabulary().compared.search(reading.folded):
        situations = tuple(dict.fromkeys((*inherited, *reading.situations)))  # "c'est le même que pour les scolaires ?"
    elif reading.situations:
        # Who changes status is still someone who failed, or learns at a distance; but not out of school and in it.
        kept = [code for code in attributes if not (code == "non_scolarise" and "scolaire" in reading.situations)]
        situations = tuple(dict.fromkeys((*reading.situations, *kept)))
    session = reading.session or before.session
    supposed = bool(reading.situations and _WHAT_IF.match(reading.folded)) and set(reading.content) <= _BECOMING
    corrected = reading.correction and bool(reading.named.diplomas) and not asks(reading.text) and before.text
    if (not reading.content and not supposes(reading)) or corrected or (supposed and not reading.kind and before.text):
        # "et en apprentissage ?", "non, je voulais dire le rapport du BTM": the question before, with this put in.
        return replace(
            alone,
            text=_substitute(before, reading, names, supposed=supposed),
            topic=reading.topic if reading.situations and reading.topic == "vae" else before.topic,
            situations=situations,
            session=session,
            kind=reading.kind if LONE_WORD.match(reading.folded) and reading.kind else before.kind,
            subject=before.subject,
        )
    if before.kind and reading.kind is None and (bare := _HOW_MUCH_OF_THAT.search(reading.folded)):
        # "moi je le fais en un an, donc combien ?": the question before, for the case that is told.
        told = reading.text[: bare.start()]
        return replace(
            alone,
            text=f"{_trim(before.text)} : {_trim(told)} ?",
            topic=before.topic,
            situations=situations,
            session=session,
            kind=before.kind,
            subject=before.subject,
        )
    same_topic = reading.topic is None or before.topic is None or reading.topic == before.topic
    leans = bool(before.subject) and (same_topic or bool(ANAPHORA.search(reading.folded)))
    about = before.subject.split()
    if any(_ORDINAL.match(word) for word in reading.folded.split()):
        about = [word for word in about if not _ORDINAL.match(fold(word))]  # "et la première ?", after the second
    if codes(reading.text.upper()):
        about = [word for word in about if not codes(word.upper())]  # "et l'E5 ?", after the E8
    words = dict.fromkeys([*alone.subject.split(), *(about if leans else [])])
    return replace(
        alone,
        text=f"{_trim(reading.text)} ({' '.join(about)}) ?" if leans and about else reading.text,
        topic=reading.topic or before.topic,
        situations=situations,
        session=session,
        kind=reading.kind if reading.kind or asks(reading.text) or len(reading.content) > 2 else before.kind,
        subject=" ".join(list(words)[:_SUBJECT_WORDS]),
    )


def _substitute(before: _State, reading: Reading, names: DiplomaNames, *, supposed: bool) -> str:
    """The question before, its situation and diploma words replaced by those of the fragment; by the names of the
    situations, where the fragment tells what makes one a part of them (`supposed`).
    """
    text = before.text
    if reading.situations:
        text = _drop(text, [vocabulary().situations[code] for code in before.situations])
    if reading.named.diplomas or reading.named.ambiguous or reading.named.unknown:
        text = names.without_names(text, (*before.diplomas, *before.ambiguous))
    if supposed:
        people = [SITUATION_NAMES[code] for code in reading.situations]
        people = [name if name.startswith("candidat") else f"candidat en {name}" for name in people]
        return f"{_trim(text)} : {', '.join(people)} ?"
    fragment = re.sub(
        r"^(?:(?:et|mais|ou|alors|ok|oui|non|donc|pardon|what about|and"
        r"|je (?:parlais|parle|voulais (?:dire|parler)|veux (?:dire|parler))(?: d(?:u|e la|e l'|es|e))?)\b[\s,]*)+",
        "",
        reading.text,
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


_SUBJECT_WORDS = 8
_BECOMING = frozenset(tokens("signe signer signais prends prendre passe passer fais faire choisis choisir deviens"))
_WHAT_IF = re.compile(
    r"^(?:(?:et|mais|ok|sinon|alors)[ ,]+)+(?:si|quand)\b"
)  # "et si je signe un contrat d'apprentissage ?"
_HOW_MUCH_OF_THAT = re.compile(
    r"[\s,;:]+(?:et |donc |alors |du coup |dans ce cas )*"
    r"(?:c'est |ca fait |ca dure |ce serait |j'en ai |il (?:y )?en a )?combien"
    r"(?: pour moi| alors| du coup| dans ce cas)?\W*$"
)
_ORDINAL = re.compile(r"^(?:premiere?s?|secondes?|deuxiemes?|troisiemes?|dernieres?|1re|1ere|2e|2nde|3e)$")


def _subject(reading: Reading, names: DiplomaNames) -> str:
    """What a message is about, in its own words: those that carry its matter, a word of the name outside it too."""
    named = (*reading.named.diplomas, *reading.named.ambiguous)
    matter = set(reading.content) | names.words(named)
    text = names.without_names(reading.text, named)
    words = [word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text) if set(tokens(word)) & matter]
    return " ".join(words[:_SUBJECT_WORDS])


def _question(
    state: _State,
    names: DiplomaNames,
    chosen: tuple[str, ...],
    status: Sequence[str],
    session: int | None,
    *,
    follows: bool,
) -> Question:
    reading = state.reading
    said = bool(reading.named.diplomas or reading.named.ambiguous or reading.named.unknown) and not (
        chosen and only_a_kind(reading)
    )
    diplomas, ambiguous, unknown = state.diplomas, state.ambiguous, state.unknown
    if chosen and not said:
        diplomas, ambiguous, unknown = chosen, (), None
    elif chosen and ambiguous and set(chosen) & set(ambiguous):
        diplomas, ambiguous = tuple(item for item in chosen if item in ambiguous), ()
    refusal = reading.refusal
    if refusal is None and not (diplomas or ambiguous or unknown or state.continued) and not is_about_diplomas(reading):
        refusal = "out_of_scope"
    matter = names.without_names(state.text, (*diplomas, *ambiguous))
    return Question(
        text=state.text,
        matter=matter,
        search=search_words(state.text, reading.language),
        language=reading.language,
        diplomas=diplomas,
        assumed_diploma=state.assumed,
        inherited_diploma=bool(diplomas) and not said and not chosen,
        follows=follows,
        again=state.again,
        origins=reading.named.origins,
        unknown_diploma=unknown,
        topic=state.topic,
        situations=state.situations or tuple(status),
        session=state.session or session,
        kind=state.kind,
        terms=tuple(dict.fromkeys(word for word in tokens(matter) if word not in names.words(diplomas))),
        premises=reading.premises,
        refusal=refusal,
        choices=ambiguous,
    )
