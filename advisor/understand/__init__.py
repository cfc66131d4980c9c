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
from advisor.records import ATTRIBUTES, SITUATIONS, Message, Question
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.reading import Reading, is_about_diplomas, kind_of, read, topic_of
from advisor.understand.spelling import Speller
from advisor.vocabulary import vocabulary

LONGEST_MESSAGE = 2000  # characters: a page of text; beyond it is not a question

__all__ = ["LONGEST_MESSAGE", "DiplomaNames", "Speller", "clauses", "narrow", "understand"]


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
    for message in messages:
        if message.role != "user" or not message.content.strip():
            continue
        reading = read(message.content[:LONGEST_MESSAGE], names, speller, today=today)
        if reading.refusal and message is not messages[-1]:
            continue  # a greeting in between changes nothing
        state = _merge(state, reading, names)
    assert state is not None  # _check saw a user's message that is not empty
    return _question(state, names, chosen, status, session)


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


def _merge(before: _State | None, reading: Reading, names: DiplomaNames) -> _State:
    """Join a message with the question before it: what it leaves out is inherited, what it says replaces."""
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
    )
    names_one = bool(named.diplomas or named.ambiguous or named.unknown)
    if before is None:
        return alone if names_one else replace(alone, unknown=named.background)
    if names_one and not _is_fragment(reading):
        return alone
    if not names_one:
        alone = replace(
            alone,
            continued=True,
            diplomas=before.diplomas,
            ambiguous=before.ambiguous,
            unknown=before.unknown,
            assumed=before.assumed,
        )
        if not (alone.diplomas or alone.ambiguous or alone.unknown):
            alone = replace(alone, unknown=named.background)
    if not _is_fragment(reading):
        # A whole question: it keeps the diploma of the conversation and what the person said of themselves.
        own = reading.situations or (before.situations if before.reading.self_described else ())
        return replace(alone, situations=own)
    session = reading.session or before.session
    situations = reading.situations or before.situations
    if reading.situations and all(code in ATTRIBUTES for code in reading.situations):
        situations = tuple(dict.fromkeys((*before.situations, *reading.situations)))
    if not reading.content:
        # "et en apprentissage ?", "non, le BTM": the question before, with this put in.
        return replace(
            alone,
            text=_substitute(before, reading, names),
            topic=reading.topic if reading.situations and reading.topic == "vae" else before.topic,
            situations=situations,
            session=session,
            kind=before.kind,
        )
    same_topic = reading.topic is None or before.topic is None or reading.topic == before.topic
    return replace(
        alone,
        text=f"{_trim(reading.text)} ({_subject(before)}) ?" if _subject(before) and same_topic else reading.text,
        topic=reading.topic or before.topic,
        situations=situations,
        session=session,
        kind=reading.kind or before.kind,
    )


def _is_fragment(reading: Reading) -> bool:
    """Whether a message leans on the one before: nothing of its own, or a few words after "et"."""
    own = len(reading.content)
    if own == 0:
        return True
    if reading.ellipsis or reading.correction:
        return own <= 3
    return own <= 2 and not (reading.named.diplomas and (reading.kind or _asks(reading.text)))


def _substitute(before: _State, reading: Reading, names: DiplomaNames) -> str:
    """The question before, its situation and diploma words replaced by those of the fragment."""
    text = before.text
    if reading.situations:
        text = _drop(text, [vocabulary().situations[code] for code in before.situations])
    if reading.named.diplomas or reading.named.ambiguous or reading.named.unknown:
        text = names.without_names(text, (*before.diplomas, *before.ambiguous))
    fragment = re.sub(
        r"^(?:(?:et|mais|ou|alors|ok|oui|non|donc|pardon|what about|and)\b[\s,]*)+",
        "",
        reading.text,
        flags=re.IGNORECASE,
    )
    return f"{_trim(text)} : {_trim(fragment)} ?"


def _drop(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """Remove what the patterns find in `text`, read folded; folding that changes the length leaves the text alone."""
    for pattern in patterns:
        folded = fold(text)
        if len(folded) != len(text):
            return text
        for match in reversed(list(pattern.finditer(folded))):
            text = text[: match.start()] + text[match.end() :]
    return re.sub(r"\s+", " ", text).strip()


def _trim(text: str) -> str:
    return text.strip(" ?.!,;:")


def _subject(before: _State) -> str:
    """What the question before was about, in its own words: those that carry its matter."""
    matter = set(before.reading.content)
    words = [
        word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", before.reading.text) if set(tokens(word)) & matter
    ]
    return " ".join(words[:8])


def _question(
    state: _State, names: DiplomaNames, chosen: tuple[str, ...], status: Sequence[str], session: int | None
) -> Question:
    reading = state.reading
    said = bool(reading.named.diplomas or reading.named.ambiguous or reading.named.unknown)
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
        search=_search_text(state),
        language=reading.language,
        diplomas=diplomas,
        assumed_diploma=state.assumed,
        inherited_diploma=bool(diplomas) and not said and not chosen,
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


def narrow(question: Question, names: DiplomaNames, diploma: str) -> Question:
    """Return the part of a question about several diplomas that is about one: its own sentences where it has some."""
    if len(question.diplomas) < 2:
        return replace(question, diplomas=(diploma,))
    clauses = [clause.strip() for clause in re.split(r"(?<=[?!.;])\s+", question.text) if clause.strip()]
    own = [clause for clause in clauses if diploma in names.find(clause).diplomas]
    text = " ".join(own) if own and all(_says_something(clause, names, question) for clause in own) else question.text
    asked = _restated(question, text, names)
    if text == question.text:
        asked = replace(asked, kind=question.kind, topic=question.topic)
    return replace(asked, diplomas=(diploma,), matter=_without_comparison(asked.matter))


def _says_something(clause: str, names: DiplomaNames, question: Question) -> bool:
    """Whether a clause has words of its own beside the diplomas that it names and that it compares them."""
    rest = _without_comparison(names.without_names(clause, question.diplomas))
    known = {word for diploma in question.diplomas for word in names.words((diploma,))}
    return len(tokens(clause)) > 3 and len([word for word in tokens(rest) if word not in known]) > 1


# ", et qui …", "? Combien …": where a message goes on with another question, read on folded text.
_ANOTHER = re.compile(
    r"\?+\s+|,?\s+(?:et|and|puis|ainsi que)\s+(?=(?:(?:a|de|par|pour|avec|chez|dans|to|by) )?"
    r"(?:qui|combien|quand|comment|ou|quel(?:le)?s?|quoi|est-ce|who|how|when|where|what|which)\b)"
)


def clauses(question: Question, names: DiplomaNames) -> list[Question]:
    """Return the questions that one message asks about one diploma, itself alone when it asks only one.

    A clause that says little ("et qui le valide ?") takes along what the one before is about.
    """
    folded = fold(question.text)
    if len(folded) != len(question.text):
        return [question]
    starts = [0, *(match.end() for match in _ANOTHER.finditer(folded))]
    texts = [question.text[a:b].strip(" ,?") for a, b in zip(starts, [*starts[1:], len(folded)], strict=True)]
    texts = [re.sub(r",?\s+(?:et|and|puis|ainsi que)$", "", text).strip(" ,?") for text in texts]
    asked: list[str] = []
    for text in texts:
        own = [word for word in tokens(text) if word not in names.words(question.diplomas)]
        if not own:
            continue
        if asked and not _asks(text):
            asked[-1] = f"{asked[-1]} ? {text}"  # no question of its own: it goes on telling
        else:
            asked.append(
                f"{text} ({_matter(asked[-1], names, question)})"
                if asked and len(own) < _LITTLE and _REFERS.search(fold(text))
                else text
            )
    if len(asked) < 2 or not all(map(_asks, asked)):
        return [question]
    return [_restated(question, f"{text} ?", names) for text in asked]


_ASKING = re.compile(
    r"\b(?:qui|combien|quand|comment|quel(?:le)?s?|quoi|est-ce|pourquoi|lequel|laquelle|how|when|who|what|which|where)\b"
    r"|\w-(?:t-)?(?:ils?|elles?|on|je|tu|vous|nous)\b|\b(?:on|je|il) (?:peut|peux|doit|dois|faut)\b"
)


def _asks(text: str) -> bool:
    """Whether a clause asks something by itself."""
    return bool(_ASKING.search(fold(text)))


# "qui le valide", "quand est-il rendu": a pronoun for what was spoken of.
_REFERS = re.compile(
    r"\b(?:il|elle|ils|elles|lui|it|they)\b"
    r"|\b(?:qui|quand|comment|ou|peut|faut|doit)\s+(?:se |on )?(?:le|la|les|l')\s?\w+$"
)
_LITTLE = 3  # words of its own below which a clause is not understood alone


def _matter(text: str, names: DiplomaNames, question: Question) -> str:
    """What a clause is about, in its own words without the diploma's name."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", names.without_names(text, question.diplomas))
    return " ".join(word for word in words if tokens(word) and not _ASKING.search(fold(word)))


def _restated(question: Question, text: str, names: DiplomaNames) -> Question:
    """Return the question with another text: what depends on its words is read again, what was said of it stays."""
    known = names.words(question.diplomas)
    matter = names.without_names(text, question.diplomas)
    own = re.sub(r" \([^)]*\)", "", text)  # without what a clause took along
    return replace(
        question,
        text=text,
        matter=matter,
        search=_search_words(text, question.language),
        kind=kind_of(own),
        topic=topic_of(own) or question.topic,
        terms=tuple(dict.fromkeys(word for word in tokens(matter) if word not in known)),
    )


_COMPARISON = re.compile(
    r"\b(?:quelles? (?:est|sont) (?:la|les) differences?|(?:la |les )?differences?(?: de| entre)?|compar\w+"
    r"|l'un(?:e)? (?:et|ou) l'autre|respectivement|dans les deux|les deux|ou bien"
    r"|which of|compared to|difference between)\b",
    re.IGNORECASE,
)


def _without_comparison(matter: str) -> str:
    """Remove what only says that two things are compared."""
    shorter = re.sub(r"\s+", " ", _COMPARISON.sub(" ", matter)).strip(" ,;:")
    return shorter if tokens(shorter) else matter


def _search_text(state: _State) -> str:
    return _search_words(state.text, state.reading.language)


def _search_words(text: str, language: str) -> str:
    """The question with the words that regulations use for what it says, for the word index."""
    folded = fold(text)
    words = vocabulary()
    added = [right for pattern, right in words.expansions if pattern.search(folded)]
    if language == "en":
        added += [right for pattern, right in words.english if pattern.search(folded)]
    return " ".join([text, *added])
