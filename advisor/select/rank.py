"""Question and hits to candidates: the hits in order, each with the probability that it answers.

Signals and the evidence model are weighed with weights fitted on the calibration half of the evaluation set and on
training questions (training/fit_select.py).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from advisor.engines.evidence import EvidenceModel, asked_of, evidence_text, question_text
from advisor.language.french import fold, tokens
from advisor.language.vocabulary import vocabulary
from advisor.records import Document, Hit, Question, Sentence
from advisor.select.audience import audience_of, barred_of
from advisor.select.signals import NAMES, signals

JUDGED = 12  # candidates that the evidence model reads at most: 16 put no more of what answers first
# It reads them in stages: how many it has read when it may stop, and the logit from which one of them is then clear.
# Stopping at four changed the best of 5 of 2,400 questions.
STAGES = ((4, 2.0), (8, 1.0))
# After the first stage it reads only those whose score by the other signals is this near to the best (the log of a
# share): a fifth less is read, with what answers first as often (1,061 questions: 83.6 %).
REACH = 5.0
UNREAD = -2.0  # logit at most of what was not read, below all that was
# Most rules of what a sentence must state are broad. From this logit on the model overrules them (of 2,298 questions it
# was right of the eight that nothing else answered), unless a number, a day or a place is asked for.
OVERRULES = 4.0
EXACT = frozenset({"duration", "count", "date", "mark", "coefficient", "place"})
OF_ONE_LIST = 4  # of the JUDGED, at most


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted numbers of advisor/data/select.json. `first` says whom the evidence model reads, `rank` orders candidates,
    `answer` and `bias` give the chance of one, `enough` and `enough_bias` that of all (see enough.py).
    """

    first: np.ndarray
    rank: np.ndarray
    answer: np.ndarray
    bias: float
    enough: np.ndarray
    enough_bias: float
    threshold: float
    second: float  # least probability of a further quote
    share: float  # and its least share of the first one's


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with its signals, its rank score (higher is better) and the probability that it answers."""

    hit: Hit
    document: Document
    row: tuple[float, ...]
    score: float
    probability: float

    @property
    def scope(self) -> frozenset[str]:
        """The situations that the sentence is written for, none when it is for everyone."""
        return audience_of(self.document.text, self.hit.sentence)

    @property
    def barred(self) -> frozenset[str]:
        """The situations that its headings leave out."""
        return barred_of(self.hit.sentence)


@cache
def load_weights() -> Weights:
    """Return the fitted weights. Their names must be the signals', in order."""
    raw = json.loads(resources.files("advisor").joinpath("data/select.json").read_text(encoding="utf-8"))
    if tuple(raw["signals"]) != NAMES:
        raise ValueError("data/select.json was fitted on other signals; run training/fit_select.py")
    return Weights(
        np.array(raw["first"]),
        np.array(raw["rank"]),
        np.array(raw["answer"]),
        raw["bias"],
        np.array(raw["enough"]),
        raw["enough_bias"],
        raw["threshold"],
        raw["second"],
        raw["share"],
    )


def rank(
    question: Question,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    *,
    model: EvidenceModel | None,
    weights: Weights | None = None,
    several: bool = False,
) -> tuple[Candidate, ...]:
    """Return the hits as candidates, best first. The evidence model reads the best by the other signals, all JUDGED of
    them when the question wants more than one sentence. `several`: it is about several diplomas.
    """
    if not hits:
        return ()
    weights = weights or load_weights()
    own = [documents[hit.sentence.document] for hit in hits]
    rows = np.array(signals(question, hits, own, several=several))
    column = NAMES.index("evidence_model")
    if model is not None:
        many = several or wants_several(question)
        judged = _judged([hit.sentence for hit in hits], rows @ weights.first, far=many)
        texts = [evidence_text(own[position].text, hits[position].sentence) for position in judged]
        # Where the clearest is for some people and the person named no situation, what is for others is wanted too;
        # so is what stands under the label of what is asked, where the clearest does not.
        open_to = [
            (bool(question.situations) or not audience_of(own[at].text, hits[at].sentence))
            and not rows[at, NAMES.index("other_field")]
            for at in judged
        ]
        logits = _read(model, question_text(question.whole or question.matter), texts, open_to, all_of_them=many)
        lead, mean = NAMES.index("lead"), sum(logits) / len(logits)
        rows[:, column] = min(min(logits) - 1.0, UNREAD)
        for position, logit in zip(judged, logits, strict=False):  # the easy ones may be all that was read
            rows[position, column] = logit
        rows[:, lead] = (rows[:, column] - mean) / 10.0
        if question.kind not in EXACT and not vocabulary().must_always_state.search(fold(question.matter)):
            rows[rows[:, column] >= OVERRULES, NAMES.index("unstated")] = 0.0
    scores = rows @ weights.rank
    logits_answer = rows @ weights.answer + weights.bias
    order = np.argsort(-scores, kind="stable")
    return tuple(
        Candidate(hits[i], own[i], tuple(float(x) for x in rows[i]), float(scores[i]), sigmoid(float(logits_answer[i])))
        for i in map(int, order)
    )


def _judged(sentences: Sequence[Sentence], scores: np.ndarray, *, far: bool) -> list[int]:
    """Return the positions of the JUDGED best, best first, after the first stage within REACH unless `far`; few of any
    one list, which would leave no room for the rest.
    """
    taken: dict[object, int] = {}
    judged: list[int] = []
    for position in np.argsort(-scores, kind="stable").tolist():
        sentence = sentences[position]
        own = (sentence.document, sentence.group)
        taken[own] = taken.get(own, 0) + 1
        late = len(judged) >= STAGES[0][0] and not far
        if len(judged) == JUDGED or (late and scores[position] < scores.max() - REACH):
            break
        if sentence.group is None or taken[own] <= OF_ONE_LIST:
            judged.append(position)
    return judged


def only_names_it(question: Question, candidate: Candidate) -> bool:
    """Whether a candidate is the title of its text, for who asks for anything but a name, or, for who asks how much,
    when or where, an item of which the question has every word: "psychomotricien/ne".
    """
    sentence = candidate.hit.sentence
    if sentence.kind == "item" and question.kind in EXACT:
        return set(tokens(sentence.text)) <= set(tokens(question.text))
    titled = sentence.kind == "heading" and not sentence.headings
    return titled and not vocabulary().name_asked.search(fold(question.matter))


def compared(question: Question) -> bool:
    """Whether a question sets two things side by side."""
    return bool(vocabulary().compared.search(fold(question.text)))


def wants_several(question: Question) -> bool:
    """Whether more than one sentence may be needed: a list, all of a kind, several situations, a comparison."""
    listed = question.kind == "list" or bool(vocabulary().all_of_them.search(fold(question.text)))
    return listed or len(question.situations) > 1 or compared(question)


def _read(
    model: EvidenceModel, matter: str, texts: Sequence[str], may_be_enough: Sequence[bool], *, all_of_them: bool
) -> list[float]:
    """Return the logits of the texts, in order, up to the stage where the clearest of them may be enough."""
    logits: list[float] = []
    for until, clear in () if all_of_them else STAGES:
        logits += _scored(model, matter, texts[len(logits) : until])
        best = max(range(len(logits)), key=logits.__getitem__)
        if logits[best] >= clear and may_be_enough[best]:
            return logits
    return [*logits, *_scored(model, matter, texts[len(logits) :])]


def _scored(model: EvidenceModel, matter: str, texts: Sequence[str]) -> list[float]:
    """Return the logits of some texts, in order, each asked in the unit that it counts in."""
    asked = [asked_of(matter, text) for text in texts]
    found = {
        said: iter(model.score(said, [t for t, a in zip(texts, asked, strict=True) if a == said]))
        for said in set(asked)
    }
    return [next(found[said]) for said in asked]


def sigmoid(value: float) -> float:
    """Return the probability of a logit, 0 to 1."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))
