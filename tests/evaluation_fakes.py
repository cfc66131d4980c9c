"""A tiny corpus, a tiny set and an Advisor that answers by a rule, for the tests of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from advisor.config import Config
from advisor.engines.evidence import EvidenceModel
from advisor.errors import ModelError
from advisor.language.french import tokens
from advisor.records import Answer, Citation, Document, Evidence, Hit, Message, Question, Sentence, Stage, Trace

TEXTS = {
    "reglement": (
        "1. Stage\nLa durée du stage est de douze semaines.\nElle ne peut être inférieure à 8 semaines.\n"
        "2. Épreuve\nL'épreuve E8 dure 1 h 20.\nLe recteur valide les dispenses.\n"
    ),
    "notice": "Notice\nL'enregistrement court jusqu'au 3 juillet 2019.\nLe stage dure douze semaines.\n",
}

QUESTIONS = """\
# a comment that must stay

- id: t-001
  question: "cb de temps le stage"
  status: answered
  reason: null
  facts:
    - {number: 12, unit: semaine}
  wrong:
    - {number: 8, unit: semaine}
  evidence:
    - any:
        - {document: reglement, quote: "La durée du stage est de douze semaines."}
        - {document: notice, quote: "Le stage dure douze semaines."}   # says the same
  group: duree-stage
  tags: {diploma: none, topic: stage, situation: [], kind: typo_sms, difficulty: easy}

- id: t-002
  question: "épreuve E8 dure combien, et qui valide les dispenses ?"
  status: answered
  reason: null
  facts:
    - {number: 80, unit: minute}
    - {term: [recteur]}
  evidence:
    - any:
        - {document: reglement, quote: "L'épreuve E8 dure 1 h 20."}
    - any:
        - document: reglement
          quote: "Le recteur valide les dispenses."
  group: epreuve
  tags: {diploma: none, topic: examen, situation: [apprenti], kind: plain, difficulty: medium}

- id: t-003
  question: "combien coûte l'inscription ?"
  status: not_found
  reason: not_in_texts
  facts: []
  evidence: []
  near: "Le recteur valide les dispenses."
  group: frais
  tags: {diploma: none, topic: acces, situation: [], kind: unanswerable, difficulty: easy}
"""


def write_set(folder: Path, content: str = QUESTIONS) -> Path:
    """Write the tiny set and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "tiny.yaml"
    file.write_text(content, encoding="utf-8")
    return file


class FakeIndex:
    """Every line of a text is a sentence; lines that start with a number are headings."""

    def __init__(self, texts: Mapping[str, str] = TEXTS) -> None:
        self.documents = {
            name: Document(name, text, f"sha of {text}", "texte", f"Titre {name}") for name, text in texts.items()
        }

    def sentences(self, document: str) -> tuple[Sentence, ...]:
        found: list[Sentence] = []
        at, heading = 0, ""
        for line in self.documents[document].text.splitlines():
            is_heading = line[:1].isdigit() or at == 0
            heading = line if is_heading else heading
            kind = "heading" if is_heading else "paragraph"
            found.append(Sentence(document, len(found), at, at + len(line), line, (heading,), kind))
            at += len(line) + 1
        return tuple(found)


class FakeAdvisor:
    """Cites the sentences that share at least `least` words with the question, and refuses when there is none."""

    def __init__(self, index: FakeIndex | None = None, *, least: int = 1, broken: bool = False) -> None:
        self.index = index or FakeIndex()
        self.least, self.broken, self.asked = least, broken, list[str]()
        self.model: EvidenceModel | None = None

    @classmethod
    def open(cls, config: Config) -> FakeAdvisor:
        return cls()

    def ask(
        self,
        question: str | Sequence[Message],
        /,
        *,
        diploma: str | None = None,
        status: Sequence[str] = (),
        session: int | None = None,
        today: date | None = None,
        mode: str | None = None,
    ) -> Answer:
        text = question if isinstance(question, str) else question[-1].content
        self.asked.append(text)
        if self.broken:
            raise ModelError("the model is gone. Put it back.")
        wanted = set(tokens(text))
        scored = [
            (len(wanted & set(tokens(sentence.text))), sentence)
            for name in self.index.documents
            for sentence in self.index.sentences(name)
            if sentence.kind != "heading"
        ]
        ranked = sorted(
            (item for item in scored if item[0]), key=lambda item: (-item[0], item[1].document, item[1].number)
        )
        hits = tuple(Hit(sentence, n, 1.0, n, 0.9, 1 / n) for n, (_, sentence) in enumerate(ranked, start=1))
        chosen = [hit for hit, (score, _) in zip(hits, ranked, strict=True) if score >= self.least]
        return self._answer(text, hits, chosen, mode or "quotes")

    def _answer(self, text: str, hits: tuple[Hit, ...], chosen: Sequence[Hit], mode: str) -> Answer:
        documents = self.index.documents
        citations = tuple(
            Citation(n, one.document, documents[one.document].title, one.headings, one.text, one.start, one.end)
            for n, one in enumerate((hit.sentence for hit in chosen), start=1)
        )
        evidence = tuple(
            Evidence(documents[c.document], c.start, c.end, c.section, hit, 0.9)
            for c, hit in zip(citations, chosen, strict=True)
        )
        prose = "\n".join(f"**{citation.quote}** [{citation.n}]" for citation in citations)
        return Answer(
            question=Question(text=text, matter=text, search=text),
            status="answered" if citations else "not_found",
            reason=None if citations else "not_in_texts",
            text=prose or "Les textes ne le disent pas.",
            citations=citations,
            mode="llm" if mode == "llm" else "quotes",
            elapsed_ms=2.0,
            trace=Trace(hits, evidence, (), (Stage("retrieve", 1.5),), 0.9 if citations else 0.1, ""),
        )
