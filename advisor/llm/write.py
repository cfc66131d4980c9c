"""Question and checked quotes to an answer in a language model's words, each sentence proved before it is shown.

What the model does not tell stays quoted, so that nothing of the quotes answer is lost; a text whose core does not pass
is dropped whole. Not here: the model (llm), what it is told (prompts), the checks of a sentence (verify, support).
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from advisor import messages
from advisor.answer import Draft, reading
from advisor.answer.emphasis import embolden
from advisor.config import Config
from advisor.errors import AdvisorError, LanguageModelFailed
from advisor.language.french import fold
from advisor.language.numbers import quantities, same_value
from advisor.llm import prompts
from advisor.llm.chat import EMBEDDED, deltas, open_chat
from advisor.llm.support import Context, check_sentence, fitted, speaks_to_machines, told
from advisor.parse.sentences import sentence_spans
from advisor.records import Answer, Check, Citation, Claim, Evidence, Notice, Question
from advisor.select.value import wanted

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger("advisor")

_VALUED = ("duration", "coefficient", "mark", "date", "value", "person")  # kinds whose value is set in bold
MOST_SENTENCES = 8
MOST_READ = 4_000  # characters of extracts that a model is given: 1,100 tokens, 15 seconds of reading on two cores
_TOLD_LIST = 0.85  # share of a list's words that must be told for the list not to be quoted too
_RETRY = 30.0  # seconds before a model that could not be opened is tried again


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one text. Without `draft` the quotes answer, for `cause` (a key of messages.MODEL)."""

    draft: Draft | None
    checks: tuple[Check, ...] = ()
    cause: str = ""


class Writer:
    """Writes with the model of the configuration, opened at the first question. Threads may share it."""

    def __init__(self, config: Config, *, chat: BaseChatModel | None = None) -> None:
        self.config = config
        self._chat = chat
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._failed = 0.0

    def chat(self, seconds: float) -> BaseChatModel:
        """Return the model, opened within `seconds`.

        Raises LanguageModelFailed: missing when it cannot be opened, slow when it is not open yet. It goes on opening
        meanwhile, for the next question.
        """
        with self._lock:
            if self._chat is not None:
                return self._chat
            if self._opening is None or not self._opening.is_alive():
                if self._failed and time.monotonic() - self._failed < _RETRY:
                    raise LanguageModelFailed("missing")
                self._opening = threading.Thread(target=self._open, daemon=True)
                self._opening.start()
            opening = self._opening
        opening.join(max(0.0, seconds))
        if self._chat is None:
            raise LanguageModelFailed("slow" if opening.is_alive() else "missing")
        return self._chat

    def _open(self) -> None:
        self._failed = time.monotonic()  # whatever ends the opening early, it is not tried at every question
        try:
            self._chat = open_chat(self.config)
        except AdvisorError as error:
            log.warning("%s", error)

    def write(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        quoted: Draft,
        *,
        seconds: float,
        heard: Callable[[str], None] | None = None,
    ) -> Written:
        """Have the quotes of `quoted` told, within `seconds`. `heard` gets each sentence once it has passed."""
        started = time.monotonic()
        given = given_to_model(question, quoted.citations)
        if not given:
            return Written(None, cause="withheld")
        text = _Text(question, evidence, quoted, given, heard)
        try:
            prompt = messages_for(question, evidence, given, may_decline=self.config.llm != EMBEDDED)
            chat = self.chat(seconds)  # loading the embedded model takes seconds, once; they count
            pieces = deltas(chat, prompt, seconds=max(0.0, seconds - (time.monotonic() - started)))
            with closing(pieces):
                for sentence in sentences(pieces):
                    text.add(sentence)
                    if text.read >= MOST_SENTENCES or text.gave_up:
                        break
        except LanguageModelFailed as error:
            log.warning("%s", error)
            return Written(None, tuple(text.checks), error.cause)
        return text.written()


@dataclass(slots=True)
class Writing:
    """The writing of one question: the time it has, who hears the sentences, what came of it for each diploma."""

    writer: Writer
    deadline: float  # on time.monotonic()
    heard: Callable[[str], None] | None = None
    told: int = 0
    causes: list[str] = field(default_factory=list)

    def write(self, question: Question, evidence: Sequence[Evidence], quoted: Draft) -> Written:
        """Write for one diploma. See Writer.write."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            written = Written(None, cause="slow")
        else:
            written = self.writer.write(question, evidence, quoted, seconds=left, heard=self.heard)
        if written.draft is None:
            self.causes.append(written.cause)
        else:
            self.told += 1
        return written

    def signed(self, answer: Answer) -> Answer:
        """Return the answer with its mode, and a notice for each reason why quotes answer instead of the model."""
        notices = tuple(
            Notice("model_not_used" if cause in messages.MODEL_UNUSED else "model_unavailable", messages.MODEL[cause])
            for cause in dict.fromkeys(self.causes)
        )
        if answer.status != "answered":
            return answer
        if not self.told:
            return replace(answer, notices=answer.notices + notices)
        text = answer.text.replace(messages.ENGLISH, messages.ENGLISH_WRITTEN, 1)
        if answer.question.language == "fr":
            text = f"{text}\n\n{messages.WRITTEN}"
        return replace(answer, text=text, mode="llm", notices=answer.notices + notices)


# --------------------------------------------------------------------------- what the model reads


def given_to_model(question: Question, citations: Sequence[Citation]) -> dict[int, Citation]:
    """Return the quotes that a model may read: none that speaks to machines, and not more than it reads in time."""
    if speaks_to_machines(question.text):
        return {}
    given: dict[int, Citation] = {}
    length = 0
    for cited in citations:
        length += len(cited.quote)
        if length > MOST_READ:
            break
        if not speaks_to_machines(" \n ".join((cited.quote, *cited.section))):
            given[cited.n] = cited
    return given


def messages_for(
    question: Question, evidence: Sequence[Evidence], given: Mapping[int, Citation], *, may_decline: bool = False
) -> list[tuple[str, str]]:
    """Return what is sent: the constant system text first, then the numbered extracts, then the question."""
    by_span = {(item.document.id, item.start, item.end): item for item in evidence}
    extracts = [_extract(cited, by_span[cited.document, cited.start, cited.end]) for cited in given.values()]
    names = ", ".join(messages.SITUATIONS[code] for code in question.situations if code in messages.SITUATIONS)
    situation = prompts.SITUATION.format(names=names) if names else ""
    task = prompts.TASK.format(
        extracts="\n".join(extracts), question=_harmless(question.text)[:600], situation=situation
    )
    return [("system", prompts.SYSTEM + (prompts.MAY_DECLINE if may_decline else "")), ("human", task)]


def _extract(cited: Citation, item: Evidence) -> str:
    document = item.document
    validity = ""
    if document.applies_from_session:
        validity += prompts.APPLIES_FROM.format(first=document.applies_from_session)
    if document.valid_until:
        validity += prompts.VALID_UNTIL.format(date=document.valid_until.strftime("%d/%m/%Y"))
    place = " > ".join(cited.section[-2:]) or cited.title
    return prompts.EXTRACT.format(n=cited.n, place=_harmless(place), validity=validity, text=_harmless(reading(item)))


def _harmless(text: str) -> str:
    """One line without what an engine could read as the roles of a chat: <|im_start|>, [INST], ###."""
    bare = re.sub(r"<\|?[^<>\n]{0,40}\|?>|\[/?INST\]|#{2,}|\{|\}", " ", text)
    return " ".join(bare.split())


# --------------------------------------------------------------------------- its sentences

_LABELS = re.compile(r"\[\s*(?:extraits?\s*)?(\d{1,2}(?:\s*(?:,|;|et)\s*\d{1,2})*)\s*\]", re.IGNORECASE)
_LABELS_AFTER_STOP = re.compile(r"([.!?])\s*((?:\[\d{1,2}\]\s*)+)")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Yield whole sentences with their [n] labels as soon as the text written so far holds them."""
    text, given = "", 0
    for piece in pieces:
        text += piece
        ready = _split(text, ended=False)
        yield from ready[given:]
        given = max(given, len(ready))
    yield from _split(text, ended=True)[given:]


def _split(text: str, *, ended: bool) -> list[str]:
    text = _THOUGHT.sub("", text)
    text = _LABELS.sub(lambda match: "".join(f"[{n}]" for n in re.findall(r"\d+", match.group(1))), text)
    text = _LABELS_AFTER_STOP.sub(lambda match: f" {match.group(2).strip()}{match.group(1)} ", text)
    text = re.sub(r"(\[\d+\][.!?])[^\S\n]+", r"\1\n", text)  # whatever follows is another sentence
    found: list[str] = []
    lines = text.split("\n")
    for position, line in enumerate(lines):
        parts = [line[start:end] for start, end in sentence_spans(line, 0, len(line))]
        if not ended and position == len(lines) - 1:
            # The last sentence may go on, and a label that is still being written belongs to the one before it.
            unfinished = parts.pop() if parts else ""
            if unfinished.startswith("[") and parts:
                parts.pop()
        found.extend(part for part in parts if re.search(r"\w", part))
    return found


class _Text:
    """One text as it grows: the sentences that passed, every verdict, whether the model says that it cannot answer."""

    def __init__(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        quoted: Draft,
        given: Mapping[int, Citation],
        heard: Callable[[str], None] | None,
    ) -> None:
        self.question, self.evidence, self.quoted, self.given, self.heard = question, evidence, quoted, given, heard
        # The quotes answer says for whom a rule is in a line above the quote; a sentence that tells it keeps that line.
        self.blocks = {claim.cites[0]: claim for claim in quoted.claims if len(claim.cites) == 1}
        self.labels = {n: claim.text.partition(">")[0].strip() for n, claim in self.blocks.items()}
        self.label = ""
        documents = [item.document for item in evidence]
        diplomas = [document.diploma for document in documents if document.diploma]
        names = [document.title for document in documents]
        names += [name for d in diplomas for name in (d.name, d.acronym or "", *d.aliases, *d.codes)]
        asked_as = [messages.SITUATIONS[code] for code in question.situations if code in messages.SITUATIONS]
        about = " \n ".join((question.text, *asked_as))
        by_id = {document.id: document for document in documents}
        self.context = Context(" \n ".join(names), about, frozenset(question.situations), by_id)
        self.kept: list[Claim] = []
        self.checks: list[Check] = []
        self.read = 0
        self.gave_up = False

    def add(self, sentence: str) -> None:
        """Check one sentence; keep it and let it be heard when it passes."""
        self.read += 1
        if fold(prompts.NO_ANSWER) in fold(sentence):
            self.gave_up = True
            return
        claim = self._claim(sentence)
        verdicts = self._cut_short(claim, sentence) or check_sentence(claim, self.given, self.context)
        self.checks.extend(verdicts)
        repeated = any(fold(claim.text) == fold(kept.text) for kept in self.kept)
        if repeated or not all(verdict.passed for verdict in verdicts):
            return
        bold = embolden(self.question, claim.text) if self.question.kind in _VALUED else ""
        label = self.labels.get(claim.cites[0], "")
        opens = label != self.label
        claim = replace(claim, text=bold or claim.text, joins=bool(self.kept) and not opens)
        self.label = label
        self.kept.append(claim)
        shown = self._shown(claim)
        if self.heard is not None:
            self.heard(shown.text + "".join(f" [{n}]" for n in claim.cites))

    def _cut_short(self, claim: Claim, sentence: str) -> list[Check]:
        """A sentence whose end is missing, or that introduces a list, tells nothing by itself."""
        if re.search(r"(?:[.!?»)]|\[\d+\])\s*$", sentence) and not claim.text.endswith(":"):
            return []
        return [Check("whole", claim.text, False, "has no end")]

    def _claim(self, sentence: str) -> Claim:
        """Return the sentence without labels and ornaments. One without label cites the quote that proves it, if any.

        A leading yes or no is left out: no quote says it, and the sentence after it is what is proved.
        """
        cites = tuple(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", sentence)))
        text = re.sub(r"\s*\[\d+\]", "", sentence)
        text = re.sub(r"^\s*(?:[-–•*]\s+|\d+[.)]\s+)|\*\*|__", "", text)
        text = re.sub(r"^\s*(?:(?:bonne )?réponse\s*:\s*)?(?:(?:oui|non)\s*[,.:]\s*)?", "", text, flags=re.IGNORECASE)
        text = re.sub(r"\s+([.,])", r"\1", " ".join(text.split()))
        text = text[:1].upper() + text[1:]
        if not cites:
            proved = (n for n in self.given if self._passes(Claim(text, (n,))))
            cites = tuple(n for n in [next(proved, 0)] if n)
        return Claim(text, cites)

    def _passes(self, claim: Claim) -> bool:
        return all(verdict.passed for verdict in check_sentence(claim, self.given, self.context))

    def _shown(self, claim: Claim) -> Claim:
        """Return a kept sentence with the line that says for whom it is, where a paragraph of that label opens."""
        label = self.labels.get(claim.cites[0], "")
        return replace(claim, text=f"{label} {claim.text}") if label and not claim.joins else claim

    def written(self) -> Written:
        """Return the draft: what is told, then the quotes of what is not; none when the core did not pass."""
        checks = tuple(self.checks)
        core = self.quoted.citations[0].n
        if self.gave_up:
            return Written(None, checks, "no_answer")
        if not self.read:
            return Written(None, checks, "nonsense")
        if not any(core in claim.cites for claim in self.kept) or 2 * len(self.kept) < self.read:
            return Written(None, checks, "unproved")
        told_claims = [self._shown(claim) for claim in self.kept]
        untold = [self.blocks[cited.n] for cited in self.quoted.citations if not self._tells(cited)]
        return Written(Draft((*told_claims, *untold), self.quoted.citations), checks)

    def _tells(self, cited: Citation) -> bool:
        """Whether the kept sentences say what a quote says: every value asked for, most words of each paragraph."""
        own = [claim.text for claim in self.kept if cited.n in claim.cites]
        place = (cited.document, cited.start, cited.end)
        item = next(e for e in self.evidence if (e.document.id, e.start, e.end) == place)
        if not own or item.ambiguous:
            return False
        said = quantities(" \n ".join(own))
        quote = reading(item)
        values = wanted(self.question, quote)
        if not all(any(same_value(value, each) for each in said) for value in values):
            return False
        listed = self.question.kind == "list" or cited.quote.rstrip().count("\n") > 1
        paragraphs = [part for part in re.split(r"\n\s*\n", cited.quote) if part.strip()]
        return min(told(part, own) for part in paragraphs) >= (_TOLD_LIST if listed else fitted().carried)
