"""A small Advisor for the tests of the page: two texts, fixed rules, no engine. They hold HTML that must not run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from copy import copy
from datetime import date
from hashlib import sha256

from advisor.config import Config
from advisor.errors import IndexMissing
from advisor.records import Answer, Citation, Diploma, Document, Message, Notice, Passage, Question, Related

TEXT = """Stage en milieu professionnel

Une période de stage d’une durée minimale de douze semaines en milieu professionnel est obligatoire pour
le candidat.

<script>window.hacked = true</script> <img src="http://elsewhere.invalid/x.png" onerror="window.hacked = true">

2. Organisation

• le rapport compte vingt pages au plus ;

• la soutenance dure 30 minutes.
"""
OLD = "Fiche RNCP\n\nAccessible par la voie de la VAE : le jury se compose de professionnels.\n"


def _document(id: str, text: str, name: str, **known: object) -> Document:
    diploma = Diploma(f"diploma-{id}", name)
    return Document(id, text, sha256(text.encode()).hexdigest(), title=f"Texte du {name}", diploma=diploma, **known)  # type: ignore[arg-type]


DOCUMENTS = {
    "stage": _document(
        "stage", TEXT, "BTS Essai", kind="annexe", publisher="Journal <b>officiel</b>", url="https://www.example.org/stage",
        published=date(2026, 2, 18), applies_from_session=2026,
    ),
    "vieux": _document("vieux", OLD, "Titre Ancien", kind="rncp", valid_until=date(2019, 7, 3)),
}  # fmt: skip


class FakeIndex:
    documents = DOCUMENTS
    version = "essai-1"

    def passages(self, document: str) -> tuple[Passage, ...]:
        text = DOCUMENTS[document].text
        cut = text.find("2. Organisation")
        spans = [(0, cut), (cut, len(text))] if cut > 0 else [(0, len(text))]
        return tuple(Passage(document, i, start, end, (), (0, 0)) for i, (start, end) in enumerate(spans))


class FakeAdvisor:
    """Answers by a word of the last question; follows a conversation by the diploma that it named."""

    index = FakeIndex()
    remote = ""

    def __init__(self, config: Config) -> None:
        self.config = config

    @classmethod
    def open(cls, config: Config) -> FakeAdvisor:
        if not config.index.exists():
            raise IndexMissing(f"{config.index}: no index. Run: advisor index")
        return cls(config)

    def refresh(self) -> None:
        return None

    def snapshot(self) -> FakeAdvisor:
        return copy(self)

    def diplomas(self) -> tuple[Diploma, ...]:
        return tuple(document.diploma for document in DOCUMENTS.values() if document.diploma)

    def ask(
        self, question: str | Sequence[Message], *, diploma: str | None = None, status: Sequence[str] = (),
        session: int | None = None, today: date | None = None, mode: str | None = None,
    ) -> Answer:  # fmt: skip
        messages = [Message("user", question)] if isinstance(question, str) else list(question)
        said, last = " ".join(message.content for message in messages), messages[-1].content
        if "lent" in last:
            time.sleep(1)
        found = [diploma] if diploma else ["diploma-stage"] if "Essai" in said else []
        situations = (*status, *(["apprenti"] if "apprenti" in said and "apprenti" not in status else []))
        understood = Question(
            last, last, last, diplomas=tuple(found), topic="stage", situations=situations, session=session
        )
        if "météo" in last:
            related = (Related("stage", ("2. Organisation",)),)
            return Answer(
                understood, "not_found", "not_in_texts", f"Les textes ne le disent pas : {last}", related=related
            )
        if not found:
            return Answer(
                understood,
                "clarify",
                "needs_diploma",
                "Pour quel diplôme ?",
                choices=("BTS Essai", "Titre <i>Ancien</i>"),
            )
        quotes = [
            (
                "stage",
                "Une période de stage d’une durée minimale de douze semaines en milieu professionnel"
                " est obligatoire pour\nle candidat.",
            )
        ]
        quotes.append(("vieux", "le jury se compose de professionnels."))
        citations = []
        for n, (id, quote) in enumerate(quotes, 1):
            document = DOCUMENTS[id]
            start = document.text.index(quote)
            citations.append(
                Citation(
                    n,
                    id,
                    document.title,
                    ("2. Organisation", "2.1 <u>Voie</u>"),
                    quote,
                    start,
                    start + len(quote),
                    document.url,
                )
            )
        notices = (Notice("expired", "L’enregistrement est échu le 3 juillet 2019."),)
        text = f"**Douze semaines** au moins [1].\n\n- le jury [2]\n- {last}"
        return Answer(understood, "answered", None, text, citations=tuple(citations), notices=notices)
