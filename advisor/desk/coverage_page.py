"""Coverage: a table per diploma, topics by situations, and which text to add next."""

from __future__ import annotations

import threading
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from advisor.desk import messages_fr as fr
from advisor.desk.coverage import ANYONE, Cell, cells, next_text
from advisor.desk.desk import Desk
from advisor.desk.html import alert, e, page, select, table
from advisor.desk.jobs import Job
from advisor.desk.progress import progress
from advisor.records import SITUATIONS, TOPICS
from advisor.web.api import status_of
from advisor.web.messages_fr import SITUATIONS as LABELS

KEPT = 50  # maps kept, oldest forgotten first


class Maps:
    """The maps being made and those made, by what they rest on: index, cases, diploma."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[object, ...], Job] = {}
        self._lock = threading.Lock()

    def of(self, desk: Desk, diploma: str) -> Job:
        """Return the map of a diploma, or of all with "" (then for no situation); begins it when there is none."""
        advisor, cases = desk.advisor(), desk.cases().cases
        key = (advisor.index.version, hash(tuple((c.id, c.status, c.tags, c.situation) for c in cases)), diploma)
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.state in ("cancelled", "failed"):
                chosen = [diploma] if diploma else list(desk.diplomas())
                situations = SITUATIONS if diploma else ()
                job = Job()
                self._jobs[key] = job
                while len(self._jobs) > KEPT:
                    self._jobs.pop(next(iter(self._jobs))).cancel()
                job.start(
                    lambda own: cells(advisor, chosen, cases, own, situations=situations),
                    sentence=lambda error: status_of(error)[1],
                )
            return job


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()
    maps = Maps()

    @routes.get("/couverture")
    def coverage(diplome: str = "") -> HTMLResponse:
        names = desk.diplomas()
        if diplome and diplome not in names:
            return HTMLResponse(_page(desk, alert(fr.NO_DIPLOMA.format(diploma=diplome))), 422)
        job = maps.of(desk, diplome)
        choice = select("diplome", fr.DIPLOMA, {"": fr.ALL_DIPLOMAS, **names}, diplome)
        body = f'<p>{fr.COVERAGE_INTRO}</p><form class="line" action="{e(desk.base)}/couverture">{choice}'
        body += f"<p><button>{fr.SHOW}</button></p></form>"
        body += "".join(alert(fr.CASES_UNREADABLE.format(problem=line)) for line in desk.cases().problems)
        body += progress(job, address=f"{desk.base}/couverture?{urlencode({'diplome': diplome})}")
        if job.state == "done":
            body += _tables(desk, job.result, names, diplome)
        return HTMLResponse(_page(desk, body, refresh=0 if job.ended else 2))

    @routes.get("/couverture/")
    def slash() -> RedirectResponse:
        return RedirectResponse(f"{desk.base}/couverture", 307)

    return routes


def _page(desk: Desk, body: str, refresh: int = 0) -> str:
    return page(fr.COVERAGE, body, base=desk.base, tool="couverture", leave=desk.locked, refresh=refresh)


def _tables(desk: Desk, found: list[Cell], names: dict[str, str], diploma: str) -> str:
    by = {(cell.diploma, cell.topic, cell.situation): cell for cell in found}
    legend = "".join(f'<li><span class="state {key}">{e(text)}</span></li>' for key, text in fr.STATES.items())
    body = f'<ul class="legend">{legend}</ul>'
    if diploma:
        columns = (ANYONE, *SITUATIONS)
        head = [fr.TOPIC, *(LABELS.get(code, fr.ANYONE) for code in columns)]
        rows = [
            [e(fr.TOPICS[topic]), *(_cell(desk, by.get((diploma, topic, code))) for code in columns)]
            for topic in TOPICS
        ]
        return body + table(head, rows, caption=names[diploma], name="map")
    head = [fr.DIPLOMA, *(fr.TOPICS[topic] for topic in TOPICS)]
    rows = [
        [
            f'<a href="{e(desk.base)}/couverture?{e(urlencode({"diplome": known}))}">{e(name)}</a>',
            *(_cell(desk, by.get((known, topic, ANYONE))) for topic in TOPICS),
        ]
        for known, name in names.items()
    ]
    missing = "".join(
        f"<li>{e(fr.SILENT_TOPICS.format(diploma=name, count=count))}</li>" for name, count in next_text(found, names)
    )
    advice = f"<h2>{fr.NEXT_TEXT}</h2><ol>{missing}</ol>" if missing else ""
    return body + table(head, rows, caption=fr.ALL_DIPLOMAS, name="map") + advice


def _cell(desk: Desk, cell: Cell | None) -> str:
    if cell is None:
        return ""
    query = urlencode({"question": cell.question, "diploma": cell.diploma, "status": cell.situation})
    if not cell.situation:
        query = urlencode({"question": cell.question, "diploma": cell.diploma})
    count = f" ({len(cell.cases)})" if cell.cases else ""
    title = ", ".join(cell.cases[:12])
    return (
        f'<a class="state {cell.state}" title="{e(title)}" href="{e(desk.base)}/trace?{e(query)}">'
        f"{e(fr.STATES[cell.state])}{count}</a>"
    )
