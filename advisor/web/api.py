"""The HTTP door for programs: questions, answers whole or as a stream, diplomas, texts, feedback, health."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, StreamingResponse

from advisor.errors import AdvisorError, IndexMismatch, IndexMissing, IndexUnusable, UsageError
from advisor.web import feedback
from advisor.web import messages_fr as fr
from advisor.web.schemas import AnswerBody, AskBody, DiplomaBody, ErrorBody, FeedbackBody
from advisor.web.service import BadRequest, Service

ERRORS: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorBody, "description": "Demande incorrecte"},
    503: {"model": ErrorBody, "description": "Index ou moteur indisponible"},
}


def status_of(error: AdvisorError) -> tuple[int, str]:
    """Return the HTTP status and the French sentence of an expected error."""
    if isinstance(error, BadRequest):
        return 422, str(error)
    if isinstance(error, UsageError):
        return 422, fr.UNREADABLE
    if isinstance(error, feedback.FeedbackUnusable):
        return 503, str(error)
    if isinstance(error, IndexMissing):
        return 503, fr.NO_INDEX
    if isinstance(error, IndexMismatch):
        return 503, fr.OTHER_INDEX
    return 503, fr.BAD_INDEX if isinstance(error, IndexUnusable) else fr.ENGINE


def router(service: Service) -> APIRouter:
    """Return the routes under /api and /healthz."""
    routes = APIRouter()

    @routes.post("/api/ask", response_model=AnswerBody, responses=ERRORS, summary="Poser une question")
    def ask(body: AskBody) -> JSONResponse:
        """Réponse complète, avec ses citations."""
        return JSONResponse(service.ask(body.asked()).answer)

    @routes.post("/api/ask/stream", responses=ERRORS, summary="Poser une question, réponse en flux")
    def stream(body: AskBody) -> StreamingResponse:
        """Flux text/event-stream : « text » par passage vérifié, « citation » par source, « answer » à la fin.

        Quand un modèle de langue rédige, « text » vient phrase par phrase, chacune vérifiée ; « answer » fait foi.
        """
        asked = body.asked()
        if service.config.mode == "llm":
            flow = heard_events(lambda heard: service.ask(asked, heard=heard).answer)
        else:
            flow = events(service.ask(asked).answer)
        return StreamingResponse(flow, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @routes.get("/api/diplomas", response_model=list[DiplomaBody], responses=ERRORS, summary="Diplômes couverts")
    def diplomas() -> list[DiplomaBody]:
        return [
            DiplomaBody(id=d.id, name=d.name, acronym=d.acronym, aliases=list(d.aliases), codes=list(d.codes))
            for d in service.diplomas()
        ]

    @routes.get(
        "/api/documents/{document}", responses=ERRORS | {404: {"model": ErrorBody}}, summary="Un texte, tel que cité"
    )
    def document(document: str) -> dict[str, Any]:
        """Le texte conservé et ce qui en est connu : text[start:end] d’une citation est son extrait."""
        found = service.advisor().index.documents.get(document)
        if found is None:
            raise HTTPException(404, fr.UNKNOWN_DOCUMENT.format(document=document))
        dates = {name: getattr(found, name) for name in ("published", "valid_until", "retrieved_on")}
        return {
            "id": found.id, "title": found.title, "kind": found.kind, "publisher": found.publisher, "url": found.url,
            "licence": found.licence, "applies_from_session": found.applies_from_session, "sha256": found.sha256,
            **{name: value.isoformat() if value else None for name, value in dates.items()}, "text": found.text,
        }  # fmt: skip

    @routes.post("/api/feedback", status_code=201, responses=ERRORS, summary="Donner un avis sur une réponse")
    def say(body: FeedbackBody) -> dict[str, str]:
        feedback.store(
            service.config.feedback,
            record=body.record.model_dump(),
            useful=body.useful,
            reasons=body.reasons,
            comment=body.comment,
        )
        return {"message": fr.FEEDBACK_THANKS}

    @routes.get("/healthz", summary="État du service")
    def health() -> dict[str, Any]:
        """« status » vaut « ok » dès que le serveur répond ; « ready » dit s’il peut aussi répondre aux questions."""
        try:
            index = service.advisor().index
        except AdvisorError as error:
            return {"status": "ok", "ready": False, "problem": status_of(error)[1]}
        return {"status": "ok", "ready": True, "documents": len(index.documents), "index": str(index.version)}

    return routes


def heard_events(ask: Callable[[Callable[[str], None]], dict[str, Any]]) -> Iterator[str]:
    """Return the events of an answer that is being written: its sentences as they pass, then the rest.

    The first sentence, or the answer, is waited for: what `ask` raises before is raised here.
    """
    passed: SimpleQueue[str | None] = SimpleQueue()
    pool = ThreadPoolExecutor(1)
    answering = pool.submit(ask, passed.put)
    answering.add_done_callback(lambda _: passed.put(None))
    pool.shutdown(wait=False)
    first = passed.get()
    if first is None:
        answering.result()
    return _heard(first, passed, answering)


def _heard(first: str | None, passed: SimpleQueue[str | None], answering: Future[dict[str, Any]]) -> Iterator[str]:
    said: list[str] = []
    sentence = first
    while sentence is not None:
        said.append(sentence)
        yield _event("text", {"text": sentence + " "})
        sentence = passed.get()
    answer = answering.result()
    for event in events(answer):
        repeated = any(json.dumps(each, ensure_ascii=False)[1:-1] in event for each in said)
        if not (event.startswith("event: text") and repeated):
            yield event


def events(answer: dict[str, Any]) -> Iterator[str]:
    """Yield an answer as server-sent events. Nothing is sent before it is verified, so the text comes by paragraphs."""
    for paragraph in answer["answer"].split("\n\n"):
        yield _event("text", {"text": paragraph + "\n\n"})
    for citation in answer["citations"]:
        yield _event("citation", citation)
    yield _event("answer", answer)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
