"""A conversation to one standalone question. No text is looked at: what the texts say is for the later stages.

The messages are read one after the other; each either stands alone or takes over what it leaves out from the question
before. What the assistant said is never taken as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from advisor.errors import UsageError
from advisor.language.french import tokens
from advisor.language.vocabulary import vocabulary
from advisor.records import ATTRIBUTES, SITUATIONS, Message, Question
from advisor.understand.asides import (
    asked_alone,
    asked_at_the_end,
    by_whom,
    claimed,
    for_everyone,
    taken_for_granted,
    without_situation,
)
from advisor.understand.clauses import clauses, leans, narrow, search_words
from advisor.understand.context import answer_before
from advisor.understand.conversation import State, merge
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.fragments import goes_on, only_a_kind, only_introduces
from advisor.understand.name_words import this_diploma
from advisor.understand.reading import is_about_diplomas, is_about_the_answer, is_an_order, read
from advisor.understand.spelling import Speller

LONGEST_MESSAGE = 2000  # characters: a page of text; beyond it is not a question

__all__ = [
    "LONGEST_MESSAGE",
    "DiplomaNames",
    "Speller",
    "asked_alone",
    "asked_at_the_end",
    "by_whom",
    "claimed",
    "clauses",
    "for_everyone",
    "leans",
    "narrow",
    "taken_for_granted",
    "understand",
    "without_situation",
]


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
    state: State | None = None
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
        state = merge(state, reading, names, answer)
    assert state is not None  # _check saw a user's message that is not empty
    question = _question(state, names, chosen, status, session, follows=sum(m.role == "user" for m in messages) > 1)
    names_one = bool(state.reading.named.diplomas or state.reading.named.ambiguous or state.reading.named.unknown)
    only_names = bool(question.diplomas) and not re.search(r"\w", question.matter)
    if not question.follows and question.refusal is None and (only_names or only_introduces(state.reading)):
        question = replace(question, refusal="small_talk")  # what they would know of it is still to come
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


def _question(
    state: State,
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
    refusal, otherwise = reading.refusal, None
    # "ça dure combien de temps ?": of a diploma still to be named.
    bare = reading.kind is not None and set(reading.content) <= vocabulary().measures
    named = diplomas or ambiguous or unknown or state.continued
    if refusal is None and not named and not bare and not is_about_diplomas(reading):
        refusal = "out_of_scope"
    held = is_an_order(reading.folded) or vocabulary().insults.search(reading.folded)
    if chosen and refusal == "out_of_scope" and not held:
        refusal, otherwise = None, refusal  # "le film dure combien ?": the text of the diploma may speak of one
    elif chosen and refusal is None and not diplomas:
        # "bac pro maintenance, ça passe ?": another diploma is asked about, or spoken of beside the one chosen.
        diplomas, otherwise = chosen, "diploma_unknown" if unknown else "needs_diploma"
    elif unknown and refusal is None and not (diplomas or ambiguous or follows) and len(reading.named.origins) == 1:
        # "après le CAP X, je peux faire le CAP Y ?": the text of the first may speak of the other.
        diplomas, otherwise = reading.named.origins, "diploma_unknown"
    matter = _NOTHING_ADDED.sub(" ", names.without_names(state.text, (*diplomas, *ambiguous)))
    whole = _NOTHING_ADDED.sub(" ", names.without_names(state.text, (*diplomas, *ambiguous), instead=this_diploma))
    return Question(
        text=state.text,
        matter=matter,
        search=search_words(state.text, reading.language),
        whole=whole,
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
        otherwise=otherwise,
        choices=ambiguous,
    )


# "la durée du stage : dans ce diplôme ?": another diploma's name was all that was put in.
_NOTHING_ADDED = re.compile(r"\s*:\s*(?=(?:\w+ (?:ce dipl[ôo]me|this diploma)\s*)?\?\s*$)")
