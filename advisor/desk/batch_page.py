"""Batch: upload a file of questions, watch, stop, download."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from advisor.desk import messages_fr as fr
from advisor.desk import table_files
from advisor.desk.batch import Batch, Batches
from advisor.desk.desk import Desk, DeskError
from advisor.desk.html import alert, e, page, select, table
from advisor.desk.progress import progress

_FORMATS = {
    "csv": (table_files.write_csv, "text/csv; charset=utf-8"),
    "xlsx": (table_files.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": (table_files.write_jsonl, "application/x-ndjson"),
}
_FIRST = 10  # answers shown on the page


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()
    batches = Batches(desk.advisor)

    @routes.get("/lot")
    def listed() -> HTMLResponse:
        return HTMLResponse(_page(desk, _form(desk) + _list(desk, batches)))

    @routes.post("/lot")
    def begin(fichier: UploadFile, mode: Annotated[str, Form()] = "") -> Response:
        try:
            if not fichier.filename:
                raise DeskError(fr.NO_FILE)
            if mode not in fr.MODES:
                raise DeskError(fr.BAD_REQUEST)
            batch = batches.begin(fichier.file, fichier.filename, mode=mode)
        except DeskError as error:
            return HTMLResponse(_page(desk, alert(str(error)) + _form(desk) + _list(desk, batches)), 422)
        return RedirectResponse(f"{desk.base}/lot/{batch.job.id}", 303)

    @routes.get("/lot/{id}")
    def one(id: str) -> HTMLResponse:
        batch = batches.find(id)
        address = f"{desk.base}/lot/{batch.job.id}"
        body = f"<p>{e(fr.BATCH_OF.format(name=batch.name))}</p>"
        body += progress(batch.job, address=address, cancel=f"{address}/arreter", done=fr.BATCH_DONE)
        body += f'<p>{e(_counts(batch))}</p><div class="actions">{_downloads(desk, batch)}</div>{_shown(batch)}'
        body += f'<p><a href="{e(desk.base)}/lot">{fr.ALL_BATCHES}</a></p>'
        return HTMLResponse(_page(desk, body, refresh=0 if batch.job.ended else 2))

    @routes.post("/lot/{id}/arreter")
    def stop(id: str) -> RedirectResponse:
        batch = batches.find(id)
        batch.job.cancel()
        batch.job.join(5)  # one answer takes less: the page then says how far it came
        return RedirectResponse(f"{desk.base}/lot/{batch.job.id}", 303)

    @routes.get("/lot/{id}/reponses.{kind}")
    def download(id: str, kind: str) -> Response:
        batch = batches.find(id)
        if kind not in _FORMATS:
            raise DeskError(fr.NOT_FOUND)
        write, media = _FORMATS[kind]
        # Written to a file first, then sent in pieces, and closed: the answers are never in memory together.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        write(table_files.results(batch.results), file)
        length = file.tell()
        headers = {"Content-Disposition": f'attachment; filename="reponses.{kind}"', "Content-Length": str(length)}
        return StreamingResponse(_sent(file), media_type=media, headers=headers)

    return routes


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _page(desk: Desk, body: str, refresh: int = 0) -> str:
    return page(fr.BATCH, body, base=desk.base, tool="lot", leave=desk.locked, refresh=refresh)


def _form(desk: Desk) -> str:
    return (
        f'<p>{fr.BATCH_INTRO}</p><form method="post" action="{e(desk.base)}/lot" enctype="multipart/form-data">'
        f'<p class="field"><label for="fichier">{fr.BATCH_FILE}</label>'
        '<input type="file" id="fichier" name="fichier" accept=".csv,.txt,.tsv,.jsonl,.ndjson,.json" required></p>'
        + select("mode", fr.MODE, fr.MODES)
        + f"<p><button>{fr.BATCH_BEGIN}</button></p></form>"
    )


def _list(desk: Desk, batches: Batches) -> str:
    rows = [
        [
            f'<a href="{e(desk.base)}/lot/{e(batch.job.id)}">{e(batch.name)}</a>',
            e(batch.begun.strftime("%H:%M")),
            e(fr.STATES_OF_JOB[batch.job.state]),
            e(_counts(batch)),
        ]
        for batch in batches.all()
    ]
    return f"<h2>{fr.ALL_BATCHES}</h2>" + table(fr.BATCHES_COLUMNS, rows, caption=fr.ALL_BATCHES) if rows else ""


def _counts(batch: Batch) -> str:
    return fr.BATCH_COUNTS.format(
        done=batch.job.done, total=batch.job.total, answered=batch.answered, refused=batch.refused, faults=batch.faults
    )


def _downloads(desk: Desk, batch: Batch) -> str:
    return "".join(
        f'<a class="button" href="{e(desk.base)}/lot/{e(batch.job.id)}/reponses.{kind}" download>'
        f"{fr.DOWNLOAD.format(kind=kind.upper() if kind != 'jsonl' else 'JSON lines')}</a>"
        for kind in _FORMATS
    )


def _shown(batch: Batch) -> str:
    rows = []
    for result in table_files.results(batch.results):
        answer = result.get("answer") or {}
        outcome = fr.outcome(answer["status"], answer["reason"]) if answer else fr.FAULTY_ROW
        said = result.get("error") or answer.get("answer", "")
        rows.append([str(result["line"]), e(result["question"]), e(outcome), e(said)])
        if len(rows) == _FIRST:
            break
    return table(fr.FIRST_COLUMNS, rows, caption=fr.FIRST_ANSWERS) if rows else ""
