"""The routes that only the page uses: one turn of a conversation as HTML, a source in its place, the proof sheet."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import ValidationError

from advisor.web import messages_fr as fr
from advisor.web import proof, render, sources
from advisor.web.schemas import RecordBody, TurnBody
from advisor.web.service import Service


def router(service: Service, *, root: str) -> APIRouter:
    """Return the routes under /page. They are not part of the documented API."""
    routes = APIRouter(prefix="/page", include_in_schema=False)

    @routes.post("/turn")
    def turn(body: TurnBody) -> JSONResponse:
        consultation = service.ask(body.asked())
        html = render.answer_html(consultation, names=_names(service), key=body.key, root=root)
        answer = consultation.answer
        return JSONResponse({"html": html, "answer": answer["answer"], "said": render.announcement(answer)})

    @routes.get("/source/{document}")
    def source(
        document: str,
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        section: Annotated[str, Query(max_length=5000)] = "[]",
        whole: bool = False,
        version: str = "",
    ) -> HTMLResponse:
        index = service.advisor().index
        found = index.documents.get(document)
        if found is None:
            raise HTTPException(404, fr.SOURCE_UNKNOWN)
        path, passages = _path(section), index.passages(document)
        if start == end:  # a section to read, without a quote
            start = end = next((passage.start for passage in passages if list(passage.headings) == path), 0)
        # A text that was replaced since the answer has other words at that place.
        if not start <= end <= len(found.text) or not found.sha256.startswith(version):
            raise HTTPException(409, fr.SOURCE_CHANGED)
        today = date.today()
        html = sources.panel_html(found, passages, start=start, end=end, section=path, today=today, whole=whole)
        return HTMLResponse(html)

    @routes.post("/proof")
    def sheet(record: Annotated[str, Form()], format: Annotated[str, Form()] = "html") -> Response:
        try:
            body = RecordBody.model_validate_json(record)
        except ValidationError:
            raise HTTPException(422, fr.PROOF_BAD) from None
        sheet = proof.sheet(body.model_dump(), service.advisor().index.documents, names=_names(service))
        if format == "pdf":
            name = f'attachment; filename="{fr.PROOF_FILE}.pdf"'
            return Response(proof.pdf(sheet), media_type="application/pdf", headers={"Content-Disposition": name})
        return HTMLResponse(proof.html(sheet))

    return routes


def _names(service: Service) -> dict[str, str]:
    return {diploma.id: diploma.name for diploma in service.diplomas()}


def _path(section: str) -> list[str]:
    """Return the heading path that the page sends back; it is shown escaped and used for nothing else."""
    try:
        value: Any = json.loads(section)
    except (ValueError, RecursionError):  # no JSON, a number too long to read, brackets without end
        return []
    return [str(heading) for heading in value][:12] if isinstance(value, list) else []
