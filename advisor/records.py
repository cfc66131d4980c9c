"""Records that travel between the stages: frozen, standard library only, nothing computed here but views.

Offsets are code points in `Document.text`; a span is half-open, and `document.text[start:end]` is the quote,
always. What a text does not state is None, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

# --------------------------------------------------------------------------- closed lists (see docs/architecture.md)

Status = Literal["answered", "clarify", "not_found"]
TOPICS = ("acces", "stage", "examen", "vae", "suite", "validite", "administratif")
SITUATIONS = (
    "scolaire",
    "apprenti",
    "formation_continue",
    "premiere_formation",
    "reconversion",
    "perfectionnement",
    "experience_professionnelle",
    "vae",
    "candidat_individuel",
    "contrat_professionnalisation",
)
ATTRIBUTES = ("a_distance", "redoublant", "non_scolarise")
REASONS = (
    "diploma_unknown",
    "not_in_texts",
    "refers_elsewhere",
    "not_applicable_to_session",
    "out_of_scope",
    "small_talk",
    "needs_diploma",
    "needs_situation",
)
# Decided from the question alone, before any sentence is looked at.
FROM_THE_QUESTION = ("diploma_unknown", "out_of_scope", "small_talk", "needs_diploma", "not_applicable_to_session")

# --------------------------------------------------------------------------- the corpus


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the corpus, decoded. `origin` is the file's name, for messages."""

    id: str
    origin: str
    text: str


@dataclass(frozen=True, slots=True)
class Diploma:
    """One diploma as people name it. `codes` are kept as written ("40022708", "RNCP 35340")."""

    id: str
    name: str
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A stored text and what is known of it. `references` holds what the text states itself: nor, eli, jorf, rncp…"""

    id: str
    text: str
    sha256: str
    kind: str  # arrete | annexe | onisep | rncp | texte
    title: str
    diploma: Diploma | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    published: date | None = None
    applies_from_session: int | None = None
    valid_until: date | None = None
    retrieved_on: date | None = None
    supersedes: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest unit of layout inside a section: a paragraph, one list item, one fact line or one table row.

    `lead_in` is the span of the sentence or clause that introduces the list the item belongs to ("… comprend :"),
    `depth` is 1 for an item of a list, 2 for an item of a list inside an item, 0 for everything else. `ambiguous` says
    that the layout lost what gave the block its meaning (a flattened table): it may be quoted, nothing is derived.
    """

    kind: Literal["paragraph", "item", "fact", "row", "furniture"]
    start: int
    end: int
    depth: int = 0
    lead_in: tuple[int, int] | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its blocks in reading order and its sub-sections. The root has level 0 and the document's title.

    [start, end) runs from the heading's first character to the end of the last sub-section; [start, heading_end) is
    the heading itself (empty for the root). `heading` is the heading as one clean line.
    """

    heading: str
    level: int
    start: int
    heading_end: int
    end: int
    blocks: tuple[Block, ...] = ()
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is found and cited: one sentence, one list item, one fact line.

    `number` counts from 0 in the document. `headings` is the path of headings from the root's child down. `lead_in` as
    in Block. `group` is the number of the first sentence of the list the item belongs to, so that a list can be
    rebuilt whole: the lead-in and all its items share one group; None outside lists. `before` is the span of the
    sentence that this one leans on ("cette pièce…", "il…"), None for one that is understood by itself.
    """

    document: str
    number: int
    start: int
    end: int
    text: str  # one clean line: page breaks, bullets' marks and hard wraps folded to single spaces
    headings: tuple[str, ...] = ()
    kind: str = "paragraph"  # of its block; "heading", or "head" of a table
    depth: int = 0
    lead_in: tuple[int, int] | None = None
    group: int | None = None
    ambiguous: bool = False
    block: int = 0  # where its block starts: the sentences of one paragraph or item share it
    before: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole blocks under one heading. The passages of a document, in order, tile its text without a gap."""

    document: str
    number: int
    start: int
    end: int
    headings: tuple[str, ...]
    sentences: tuple[int, int]  # half-open range of sentence numbers


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states about itself, read by its family's parser. None or empty: the text does not say."""

    kind: str
    title: str | None = None
    diploma_name: str | None = None
    diploma_acronym: str | None = None
    diploma_aliases: tuple[str, ...] = ()
    diploma_codes: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    applies_from_session: int | None = None
    valid_until: date | None = None
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text read by the parser of its family: its tree of sections and what it states about itself."""

    root: Section
    facts: Facts


@dataclass(frozen=True, slots=True)
class Indexable:
    """A document cut up for the index. `*_texts[i]` is what words are searched in for `passages[i]` or `sentences[i]`.

    `sentence_meanings[i]` is what is embedded for `sentences[i]`: shorter, since far headings blur a vector.
    """

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    passage_texts: tuple[str, ...]
    sentence_texts: tuple[str, ...]
    sentence_meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A document as the index compares it: `sha256` covers its text and its manifest entry, so either change shows."""

    id: str
    sha256: str


# --------------------------------------------------------------------------- one question


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, standing alone: nothing of the conversation is needed to answer it.

    `text` is the question as understood; `matter` is the same without the diploma's name (it only says where to look);
    `whole` has "ce diplôme" in the name's place, for a model that reads whole sentences ("" where it is `matter`);
    `search` has the words to search with added. `inherited_diploma`: it was named before, not in this message.
    `follows` says that messages came before; `again`, that this one only speaks of the answer ("vous êtes sûr ?").
    `context` is what was answered just before, for a message that names no diploma itself; "" for others.
    `unknown_diploma` is asked about and no text covers it; `origins` are those that the person has already.
    `refusal` is a reason decided from the question alone (out_of_scope, small_talk, needs_diploma…), with `choices`.
    `otherwise` is one to give where the text of the diploma that was chosen on the page does not answer: the message
    seems to be about something else (out_of_scope), or names another diploma (diploma_unknown, needs_diploma).
    """

    text: str
    matter: str
    search: str
    whole: str = ""
    language: Literal["fr", "en"] = "fr"
    diplomas: tuple[str, ...] = ()
    assumed_diploma: bool = False
    inherited_diploma: bool = False
    follows: bool = False
    again: bool = False
    context: str = ""
    origins: tuple[str, ...] = ()
    unknown_diploma: str | None = None
    topic: str | None = None
    situations: tuple[str, ...] = ()
    session: int | None = None
    kind: str | None = None
    terms: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    refusal: str | None = None
    otherwise: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question. Ranks count from 1, None where that search did not find it; `fused` is the
    reciprocal rank fusion of both, 0 to about 0.033, higher is better."""

    sentence: Sentence
    words_rank: int | None = None
    words_score: float = 0.0
    vectors_rank: int | None = None
    cosine: float = 0.0
    fused: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Text that answers: the exact span to cite, and the hit it came from. `features` explain the choice."""

    document: Document
    start: int
    end: int
    headings: tuple[str, ...]
    hit: Hit
    probability: float
    situations: tuple[str, ...] = ()
    ambiguous: bool = False
    features: tuple[tuple[str, float], ...] = ()

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and the numbers (from 1) of the citations that it rests on.

    `joins`: it goes on in the paragraph of the claim before it.
    """

    text: str
    cites: tuple[int, ...] = ()
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A word-for-word quote and where it stands."""

    n: int
    document: str
    title: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know about the source of an answer."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """Where to look when the texts do not answer: no rule and no number."""

    document: str
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The outcome for one diploma of a question about several."""

    diploma: str
    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One verdict of `verify`: which check, on which claim, and why it failed."""

    name: str
    claim: str
    passed: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Time spent in one stage, in milliseconds."""

    name: str
    ms: float


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything behind an answer, for `--explain` and the counsellor's desk."""

    hits: tuple[Hit, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    stages: tuple[Stage, ...] = ()
    probability: float | None = None
    look_at: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, the same for the command line, the page and programs. `as_json` in `advisor.contract` writes it."""

    question: Question
    status: Status
    reason: str | None
    text: str  # Markdown, with [1] marks
    parts: tuple[Part, ...] = ()
    citations: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    choices: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    mode: Literal["quotes", "llm"] = "quotes"
    elapsed_ms: float = 0.0
    trace: Trace = field(default_factory=Trace)
