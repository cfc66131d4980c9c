"""What programs send and receive over HTTP. The answer itself is the same JSON as the command line writes."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.records import Message
from advisor.web import messages_fr as fr
from advisor.web.service import LONGEST_QUESTION, Asked, BadRequest, asked


class MessageBody(BaseModel):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class AskBody(BaseModel):
    """One question, or a conversation whose last message is the question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "Quelle est la durée du stage ?", "status": ["apprenti"]}]},
    )

    id: str | None = Field(None, description="Repris tel quel dans la réponse.")
    question: str | None = Field(None, description=f"{LONGEST_QUESTION} caractères au plus.")
    messages: list[MessageBody] | None = Field(
        None, max_length=200, description="La conversation, la plus récente en dernier."
    )
    diploma: str | None = Field(None, description="Identifiant d’un diplôme, voir /api/diplomas.")
    status: list[str] = Field(default_factory=list, max_length=10, description="Situation de la personne, par codes.")
    session: int | None = Field(None, ge=1950, le=2100, description="Session d’examen, par exemple 2026.")
    today: date | None = Field(None, description="Date à laquelle les échéances sont comparées.")

    def asked(self) -> Asked:
        """Return the question, checked. Raises BadRequest."""
        if (self.question is None) == (self.messages is None):
            raise BadRequest(fr.QUESTION_OR_MESSAGES)
        messages = [Message(m.role, m.content) for m in self.messages or ()] or [Message("user", self.question or "")]
        return asked(
            messages, diploma=self.diploma, status=self.status, session=self.session, today=self.today, id=self.id
        )


class TurnBody(AskBody):
    """A question of the page: `key` makes the ids of the answer's HTML unique in the conversation."""

    key: str = Field("t0", pattern=r"^t[0-9a-z]{1,20}$")


class CitationBody(BaseModel):
    """A word-for-word quote: text[start:end] of the document, in code points, is `quote`."""

    n: int
    document: str
    title: str
    section: list[str]
    quote: str
    start: int
    end: int
    url: str | None


class UnderstoodBody(BaseModel):
    """What was understood of the question: diplomas and situations by their ids and codes."""

    model_config = ConfigDict(extra="allow")

    diplomas: list[str]
    topic: str | None
    situation: list[str]
    session: int | None


class AnswerBody(BaseModel):
    """One answer. `not_found` and `clarify` carry no citations."""

    model_config = ConfigDict(extra="allow")

    id: str | None
    question: str
    status: Literal["answered", "clarify", "not_found"]
    reason: str | None
    answer: str = Field(description="Markdown, avec des renvois [1].")
    parts: list[dict[str, Any]]
    citations: list[CitationBody]
    related: list[dict[str, Any]]
    choices: list[str]
    notices: list[dict[str, str]]
    understood: UnderstoodBody
    mode: Literal["quotes", "llm"]
    elapsed_ms: float


class ErrorBody(BaseModel):
    """Why a request failed, in one French sentence."""

    error: str


class RecordBody(BaseModel):
    """An answer as the page holds it: what was asked, when, from which version of the texts."""

    asked: str = Field(max_length=LONGEST_QUESTION)
    at: str = Field(max_length=40)
    index: str = Field(max_length=200)
    answer: AnswerBody


class FeedbackBody(BaseModel):
    """What a person says of an answer."""

    model_config = ConfigDict(extra="forbid")

    record: RecordBody
    useful: bool
    reasons: list[
        Literal["faux", "incomplet", "mauvais_diplome", "mauvaise_situation", "texte_perime", "pas_compris", "autre"]
    ] = []
    comment: str = Field("", max_length=1000)


class DiplomaBody(BaseModel):
    """A diploma that the index holds a text about."""

    id: str
    name: str
    acronym: str | None
    aliases: list[str]
    codes: list[str]
