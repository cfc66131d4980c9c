"""The whole flow on one screen: understand, retrieve, select, answer, verify. `Advisor.open()`, `Advisor.ask()`."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from advisor.answer import compose, draft, people
from advisor.answer.choices import situation_choices
from advisor.answer.premises import contradicts
from advisor.answer.reasons import too_early, why_not
from advisor.config import Config
from advisor.engines.cross_encoder import open_judge
from advisor.engines.evidence import EvidenceModel
from advisor.errors import UsageError
from advisor.index import Index, current_version
from advisor.language.french import fold, tokens
from advisor.language.vocabulary import types_in, vocabulary
from advisor.llm.chat import sent_to
from advisor.llm.write import Writer, Writing
from advisor.parse import PARSER_VERSION
from advisor.records import Answer, Diploma, Hit, Message, Question
from advisor.retrieve import diplomas_in, documents_of, general_documents, retrieve, types_of
from advisor.run import Run
from advisor.select import Selection, select, single_diploma
from advisor.select.audience import with_their_way
from advisor.select.companions import same_for_them
from advisor.settle import focus, only_text, settle
from advisor.understand import (
    DiplomaNames,
    Speller,
    asked_alone,
    asked_at_the_end,
    by_whom,
    claimed,
    clauses,
    context,
    for_everyone,
    leans,
    narrow,
    taken_for_granted,
    understand,
    without_situation,
)
from advisor.understand.spelling import word_counts
from advisor.verify import verify

_GOING_ON = ("acces", "suite", None)  # topics that the text of the diploma one has may answer too; None: none was told


class _Held:
    """An index and what is read from it: replaced as one, so that no answer mixes two."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.diplomas = diplomas_in(index)
        self.names = DiplomaNames(self.diplomas.values())
        labels = [label for d in self.diplomas.values() for label in (d.name, *d.aliases)]
        self.speller = Speller(word_counts([*(d.text for d in index.documents.values()), *labels]))


class Advisor:
    """Answers questions from one index. Threads may share it."""

    def __init__(
        self, index: Index, config: Config, model: EvidenceModel | None = None, *, writer: Writer | None = None
    ) -> None:
        self.config = config
        self.model = model
        self.writer = writer or Writer(config)
        self._lock = threading.Lock()
        self._held = _Held(index)

    @classmethod
    def open(cls, config: Config) -> Advisor:
        """Open the index of `config`. Raises IndexMissing, IndexMismatch, IndexCorrupt or ModelError."""
        return cls(Index.open(config, parser_version=PARSER_VERSION), config, open_judge(config.evidence))

    @property
    def index(self) -> Index:
        return self._held.index

    @property
    def names(self) -> DiplomaNames:
        return self._held.names

    @property
    def speller(self) -> Speller:
        return self._held.speller

    def diplomas(self) -> tuple[Diploma, ...]:
        """Return the diplomas that the index has texts of, by name."""
        return tuple(sorted(self._held.diplomas.values(), key=lambda diploma: diploma.name.lower()))

    @property
    def remote(self) -> str:
        """Who outside gets the questions when a language model writes: a host or provider; "" for nobody."""
        return sent_to(self.config) if self.config.mode == "llm" else ""

    def snapshot(self) -> Advisor:
        """Return this Advisor on the index of now, whatever `refresh` does to this one meanwhile."""
        return copy(self)

    def refresh(self) -> bool:
        """Reopen the index when another generation has replaced it. Returns whether it did.

        The one before closes once nothing holds it any more: a snapshot, an answer under way.
        """
        with self._lock:
            if current_version(self.config) == self.index.version:
                return False
            self._held = _Held(Index.open(self.config, parser_version=PARSER_VERSION))
            return True

    def close(self) -> None:
        self.index.close()

    def ask(
        self,
        question: str | Sequence[Message],
        *,
        diploma: str | None = None,
        status: Sequence[str] = (),
        session: int | None = None,
        today: date | None = None,
        mode: str | None = None,
        heard: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answer a question or the last message of a conversation.

        `heard` gets each sentence of a language model once it is checked (mode llm, one diploma); the answer that is
        returned replaces them.
        Raises UsageError for a question that cannot be read (empty, too long, an unknown option); everything else is an
        answer, refusals included.
        """
        return self.snapshot()._ask(question, diploma, status, session, today, mode, heard)

    def _ask(
        self,
        question: str | Sequence[Message],
        diploma: str | None,
        status: Sequence[str],
        session: int | None,
        today: date | None,
        mode: str | None,
        heard: Callable[[str], None] | None,
    ) -> Answer:
        started = time.perf_counter()
        run = Run(today or date.today(), writing=self._writing(mode or self.config.mode))
        messages = [Message("user", question)] if isinstance(question, str) else list(question)
        with run.stage("understand"):
            asked = understand(
                messages,
                self.names,
                today=run.today,
                speller=self.speller,
                diploma=diploma,
                status=status,
                session=session,
            )
            said = " ".join(message.content for message in messages if message.role == "user")
            asked = settle(asked, self.index, tuple(self._held.diplomas), said=said)
        if run.writing is not None and len(asked.diplomas) < 2:
            run.writing.heard = heard
        answer = self._answer(asked, run)
        if run.writing is not None:
            answer = run.writing.signed(answer)
        elapsed = (time.perf_counter() - started) * 1000
        return replace(answer, elapsed_ms=elapsed, trace=replace(answer.trace, stages=tuple(run.stages)))

    def _writing(self, mode: str) -> Writing | None:
        if mode not in ("quotes", "llm"):
            raise UsageError(f"no mode {mode!r}. Modes: quotes, llm.")
        return Writing(self.writer, time.monotonic() + self.config.llm_timeout) if mode == "llm" else None

    def _answer(self, asked: Question, run: Run) -> Answer:
        if asked.otherwise:
            return self._answer(self._settled(asked, run), run)
        if asked.refusal:
            own = only_text(asked, self.index, tuple(self._held.diplomas)) if asked.refusal == "out_of_scope" else None
            told = self._if_about(asked, own, run) if own else None
            return told or compose.refused(asked, asked.refusal, self.names)
        if not asked.diplomas and asked.unknown_diploma:
            return compose.refused(asked, "diploma_unknown", self.names)
        if not asked.diplomas:
            return self._undecided(asked, run)
        parts = [
            self._each(narrow(asked, self.names, name), run, lenient=len(asked.diplomas) > 1) for name in asked.diplomas
        ]
        if len(parts) == 1 and parts[0].reason in ("not_in_texts", "refers_elsewhere") and asked.topic in _GOING_ON:
            # What a text does not say of who comes with another diploma, that diploma's text may say.
            quoting = run.quoting()
            of_theirs = [context.of_origin(asked, name, self.names) for name in asked.origins]
            theirs = [self._each(question, quoting, lenient=False) for question in of_theirs]
            if having := [outcome for outcome in theirs if outcome.draft is not None]:
                parts = [replace(parts[0], reason="not_in_texts"), *having]
        return compose.joined(asked, parts, self.index, self.names)

    def _settled(self, asked: Question, run: Run) -> Question:
        """A message that may be about something else than the chosen diploma: about it where its text answers so."""
        own = replace(asked, otherwise=None, unknown_diploma=None, choices=())
        told = self._each(own, run.quoting(), lenient=False).draft
        if told is not None and context.speaks_of_it(asked, [cited.quote for cited in told.citations]):
            return own
        if asked.otherwise == "out_of_scope":
            return replace(asked, otherwise=None, refusal="out_of_scope")
        return replace(asked, otherwise=None, diplomas=())

    def _each(self, asked: Question, run: Run, *, lenient: bool) -> compose.Outcome:
        """Answer each question of a message about one diploma; as one question where none has an answer by itself."""
        if given := taken_for_granted(asked, self.names):
            rest = self._each(given[1], run, lenient=lenient) if given[1] else None
            told = self._one(given[0], run.quoting())  # only held against the text: no model tells it
            if told.draft and contradicts(replace(asked, premises=(given[0].text,)), told.draft, first=True):
                return compose.together(asked, [told, rest]) if rest else replace(told, question=asked)
            if rest and (rest.draft or told.draft):
                return rest  # what is taken for granted, and is so, does not answer
        several = clauses(asked, self.names)
        if len(several) < 2:
            return self._one(asked, run, lenient=lenient)
        if run.writing is not None:
            run.writing.heard = None  # the sentences of several answers are shown in their order, at the end
        outcomes: list[compose.Outcome] = []
        for part in several:
            told = self._one(part, run)
            unsure = told.selection is not None and told.selection.probability < _LEANING
            if outcomes and outcomes[-1].draft is None and unsure and leans(part, asked):
                told = replace(told, draft=None, reason="not_in_texts")  # who allows what no text speaks of ?
            outcomes.append(told)
        if not any(outcome.draft is not None for outcome in outcomes):
            whole = self._one(asked, run, lenient=lenient)
            # A text that was found, and leaves what one of them asks to another, says more than silence.
            pointing = next((o for o in outcomes if o.reason == "refers_elsewhere" and o.found), whole)
            return whole if whole.draft is not None else replace(pointing, question=asked)
        return compose.together(asked, outcomes)

    def _one(self, asked: Question, run: Run, *, lenient: bool = False) -> compose.Outcome:
        """Answer for the one diploma of `asked`, or find out why not; general texts speak when its own are silent."""
        own = documents_of(self.index, asked.diplomas)
        if (late := too_early(asked, [self.index.documents[name] for name in own])) is not None:
            return self._before_session(asked, own, run, late)
        if context.reads_back(asked) and (told := self._leaning(asked, own, run, lenient=lenient)):
            return self._written(told, own, run, lenient=lenient, said=context.said_already(asked))
        outcome = self._within(asked, own, run, lenient=lenient)
        if outcome.reason == "not_in_texts":
            outcome = self._read_again(outcome, own, run, lenient=lenient) or outcome
        general = general_documents(self.index, types_of(self.index, asked.diplomas))
        if outcome.reason in ("not_in_texts", "refers_elsewhere") and general:
            other = self._within(asked, general, run)
            return other if other.draft is not None else outcome
        return outcome

    def _before_session(self, asked: Question, documents: Sequence[str], run: Run, first: int) -> compose.Outcome:
        """Answer about a session before the first of a text: from when it applies, what it says of that session."""
        late = compose.Outcome(asked, "not_applicable_to_session", first_session=first, today=run.today)
        words = vocabulary().untold
        if words["applies_asked"].search(fold(asked.matter)):
            told = self._within(replace(asked, topic="validite"), documents, run.quoting(), lenient=True)
            if told.draft is not None and words["applies"].search(fold(told.draft.citations[0].quote)):
                return self._written(told, documents, run, lenient=True)
        own = re.compile(rf"\bsessions?\b[^.;]{{0,80}}\b{asked.session}\b")  # "2024" may be the year of a text as well
        if not any(own.search(fold(self.index.documents[name].text)) for name in documents):
            return late
        told = self._within(asked, documents, run.quoting())
        if told.draft is None or not all(own.search(fold(cited.quote)) for cited in told.draft.citations):
            return late
        return self._written(told, documents, run)

    def _leaning(self, asked: Question, documents: Sequence[str], run: Run, *, lenient: bool) -> compose.Outcome | None:
        """Read a message with the answer before it, no model writing; None where it finds nothing, or what was said."""
        if (leaning := context.in_context(asked, self.names)) is None:
            return None
        told = self._within(leaning, documents, run.quoting(), lenient=lenient, said=context.said_already(asked))
        repeated = told.draft is None or context.only_repeats(asked, told.draft.citations[0].quote)
        return None if repeated else told

    def _written(
        self, told: compose.Outcome, documents: Sequence[str], run: Run, *, lenient: bool = False, said: str = ""
    ) -> compose.Outcome:
        """The outcome, or the same question answered by a model where one writes."""
        if run.writing is None:
            return told
        return self._within(told.question, documents, run, lenient=lenient, said=said)

    def _read_again(
        self, alone: compose.Outcome, documents: Sequence[str], run: Run, *, lenient: bool
    ) -> compose.Outcome | None:
        """Read a message that found nothing with the answer before it, or what it claims by itself, or without what is
        told around it. None where nothing is found that may be taken.
        """
        asked = alone.question
        quoting = run.quoting()  # no model writes what may not be taken
        leaning = self._leaning(asked, documents, run, lenient=lenient)
        if leaning is not None and compose.both_likely(alone, leaning):
            return self._written(leaning, documents, run, lenient=lenient)
        if claim := claimed(asked, self.names):
            # What the person was told is held against the texts, whatever they conclude from it.
            told = self._within(claim[0], documents, quoting, lenient=True)
            if told.draft is not None and told.selection is not None:
                otherwise = contradicts(asked, told.draft, first=True)
                # A number of the same kind, and another, in what is all but likely to answer is no chance; that it is
                # so does not answer what else is asked.
                least = _SAID_OTHERWISE if otherwise else _SAID
                if told.selection.probability >= least and (otherwise or not claim[1]):
                    return replace(told, question=asked)
        for shorten in (by_whom, asked_at_the_end, asked_alone, context.by_itself):
            rest = shorten(asked, self.names)
            told = self._within(rest, documents, quoting) if rest else alone
            least = _SAID if shorten is by_whom else _WITHOUT_STORY
            if told.draft is not None and told.selection is not None and told.selection.probability >= least:
                return replace(told, question=asked)
        plain = without_situation(asked, self.names)
        told = self._within(plain, documents, quoting, lenient=lenient) if plain else alone
        if plain is None or told.draft is None or told.selection is None:
            return None
        if for_everyone(asked, self.names) and compose.written_for_all(told.selection, asked.situations):
            return replace(told, question=asked, general=True)
        quotes, candidates = told.selection.evidence, told.selection.candidates
        if own := [item for item in quotes if people(item) & set(asked.situations)]:
            return compose.requoted(asked, told, own, self.index)
        theirs = same_for_them(asked, quotes, candidates, self.index.sentences(quotes[0].document.id))
        return compose.requoted(asked, told, theirs, self.index) if theirs else None

    def _within(
        self, asked: Question, documents: Sequence[str], run: Run, *, lenient: bool = False, said: str = ""
    ) -> compose.Outcome:
        """Answer from some documents, and with no sentence that is all in `said`."""
        asked = focus(asked, [self.index.documents[name] for name in documents])
        asked = with_their_way(asked, map(self.index.sentences, documents))
        with run.stage("retrieve"):
            hits = retrieve(asked, self.index, documents=documents)
        if known := set(tokens(said)):
            hits = tuple(hit for hit in hits if not set(tokens(hit.sentence.text)) <= known)
        with run.stage("select"):
            chosen = self._select(asked, hits, lenient=lenient)
        return self._checked(asked, hits, chosen, run)

    def _select(self, asked: Question, hits: Sequence[Hit], *, lenient: bool = False) -> Selection:
        names = {hit.sentence.document for hit in hits}
        sentences = {name: self.index.sentences(name) for name in names}
        return select(asked, hits, self.index.documents, sentences, model=self.model, lenient=lenient)

    def _checked(self, asked: Question, hits: Sequence[Hit], chosen: Selection, run: Run) -> compose.Outcome:
        """Compose and verify; say why there is no answer when nothing stands."""
        outcome = compose.Outcome(asked, hits=tuple(hits), selection=chosen, today=run.today)
        if reason := why_not(asked, chosen):
            return replace(
                outcome,
                reason=reason,
                choices=situation_choices(asked, chosen) if reason == "needs_situation" else (),
            )
        with run.stage("answer"):
            drafted = draft(asked, chosen.evidence)
        with run.stage("verify"):
            checked, checks = verify(drafted, self.index.documents)
        if not checked.citations:
            return replace(outcome, reason="not_in_texts", checks=checks)
        if run.writing is None:
            return replace(outcome, draft=checked, checks=checks)
        with run.stage("write"):
            written = run.writing.write(asked, chosen.evidence, checked)
        return replace(outcome, draft=written.draft or checked, checks=(*checks, *written.checks))

    def _undecided(self, asked: Question, run: Run) -> Answer:
        """No diploma is named: answer when a single one can be meant, else ask."""
        among = asked.choices or tuple(self._held.diplomas)
        if len(among) == 1:
            outcome = self._one(replace(asked, diplomas=(among[0],), assumed_diploma=True), run)
            return compose.joined(replace(asked, diplomas=(among[0],)), [outcome], self.index, self.names)
        documents = documents_of(self.index, among) if asked.choices else None
        with run.stage("retrieve"):
            hits = retrieve(asked, self.index, documents=documents)
        with run.stage("select"):
            chosen = self._select(asked, hits)
        general = general_documents(self.index, {type_id for type_id, _, _ in types_in(fold(asked.text))})
        if chosen.enough and chosen.candidates[0].document.id in general:
            outcome = self._checked(asked, hits, chosen, run)
            return compose.joined(asked, [outcome], self.index, self.names)
        if not among:
            return compose.refused(asked, "not_in_texts", self.names, hits=hits, selection=chosen)
        decided = single_diploma(asked, chosen, self.index, among) or only_text(asked, self.index, among)
        told = self._if_about(asked, decided, run) if decided else None
        return told or compose.ask_diploma(asked, among, chosen, self.names)

    def _if_about(self, asked: Question, diploma: str, run: Run) -> Answer | None:
        """The answer for a diploma that only seems to be meant; None where its text has none."""
        taken = replace(asked, refusal=None, diplomas=(diploma,), assumed_diploma=True)
        outcome = self._one(taken, run)
        unanswered = outcome.reason and outcome.reason != "not_applicable_to_session"
        return None if unanswered else compose.joined(taken, [outcome], self.index, self.names)


_SAID, _SAID_OTHERWISE = 0.5, 0.4  # least probability of what confirms a claim, and of what contradicts it
_LEANING = 0.9  # … of what answers a question that leans on one that nothing answers
_WITHOUT_STORY = 0.75  # and of what answers the question at the end of a message, without what is told before it
