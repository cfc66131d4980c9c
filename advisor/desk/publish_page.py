"""Before publishing a changed text: upload or point to it, see what changes and which answers move, publish or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from advisor.desk import messages_fr as fr
from advisor.desk.compare import differing
from advisor.desk.desk import Desk, DeskError
from advisor.desk.html import alert, e, page, said, select, table
from advisor.desk.progress import progress
from advisor.desk.publish import Change, Publisher, Review
from advisor.errors import AdvisorError
from advisor.evaluation.compare import Difference
from advisor.evaluation.impact import Impact
from advisor.web.api import status_of

HUNKS = 200  # shown of one text


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()
    publisher = Publisher(desk)

    @routes.get("/publier")
    def state(publie: str = "") -> HTMLResponse:
        done = said(fr.PUBLISHED.format(version=publie)) if publie and publie == desk.index().version else ""
        return _shown(desk, publisher, done)

    @routes.post("/publier")
    def propose(
        fichier: UploadFile | None = None,
        document: Annotated[str, Form()] = "",
        source: Annotated[str, Form()] = "upload",
        tous: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            if source == "folder":
                publisher.propose_folder(every=bool(tous))
            elif fichier is None or not fichier.filename:
                raise DeskError(fr.NO_FILE)
            else:
                publisher.propose(fichier.file, fichier.filename, document, every=bool(tous))
        except DeskError as error:
            return _shown(desk, publisher, alert(str(error)), 422)
        return RedirectResponse(f"{desk.base}/publier", 303)

    @routes.post("/publier/decision")
    def decide(decision: Annotated[str, Form()] = "") -> Response:
        if decision != "publish":
            publisher.discard()
            return RedirectResponse(f"{desk.base}/publier", 303)
        try:
            version = publisher.publish()
        except AdvisorError as error:
            sentence = str(error) if isinstance(error, DeskError) else status_of(error)[1]
            return _shown(desk, publisher, alert(sentence), 422)
        publisher.discard()
        return RedirectResponse(f"{desk.base}/publier?publie={version}", 303)

    @routes.post("/publier/arreter")
    def stop() -> RedirectResponse:
        publisher.discard()
        return RedirectResponse(f"{desk.base}/publier", 303)

    return routes


def _shown(desk: Desk, publisher: Publisher, message: str = "", code: int = 200) -> HTMLResponse:
    proposal = publisher.proposal
    body = message
    refresh = 0
    if proposal is None:
        body += _form(desk)
    else:
        job = proposal.job
        body += f"<p>{e(fr.PROPOSAL.format(name=proposal.name))}</p>"
        body += progress(job, address=f"{desk.base}/publier", cancel=f"{desk.base}/publier/arreter")
        refresh = 0 if job.ended else 2
        if job.state == "done" and isinstance(job.result, Review):
            body += _review(job.result) + _decide(desk, publish=bool(job.result.changes))
        elif job.ended:
            body += _decide(desk, publish=False)
    html = page(fr.PUBLISH, body, base=desk.base, tool="publier", leave=desk.locked, refresh=refresh)
    return HTMLResponse(html, code)


def _form(desk: Desk) -> str:
    documents = {"": fr.NEW_DOCUMENT, **{n: d.title for n, d in sorted(desk.index().documents.items())}}
    every = f'<p><label><input type="checkbox" name="tous" value="1"> {fr.EVERY_CASE}</label></p>'
    return (
        f'<p>{fr.PUBLISH_INTRO}</p><form method="post" action="{e(desk.base)}/publier" enctype="multipart/form-data">'
        + select("document", fr.REPLACES, documents)
        + f'<p class="field"><label for="fichier">{fr.NEW_VERSION}</label>'
        '<input type="file" id="fichier" name="fichier" required accept=".txt,.md,.pdf,.docx,.html,.htm,.xml"></p>'
        + every + f"<p><button>{fr.REVIEW_IT}</button></p></form>"
        f'<h2>{fr.OR_FOLDER}</h2><form method="post" action="{e(desk.base)}/publier">'
        f'<input type="hidden" name="source" value="folder">{every}<p><button>{fr.REVIEW_FOLDER}</button></p></form>'
    )  # fmt: skip


def _decide(desk: Desk, *, publish: bool) -> str:
    go = f'<button class="strong" name="decision" value="publish">{fr.DO_PUBLISH}</button>' if publish else ""
    return (
        f'<form method="post" action="{e(desk.base)}/publier/decision" class="actions">{go}'
        f'<button name="decision" value="discard">{fr.DO_NOT_PUBLISH}</button></form>'
    )


def _review(review: Review) -> str:
    body = "".join(alert(problem) for problem in review.problems)
    if not review.changes:
        return body + said(fr.NOTHING_CHANGED)
    body += f"<h2>{fr.WHAT_CHANGES}</h2>" + "".join(_change(change) for change in review.changes)
    body += f"<h2>{fr.WHAT_MOVES}</h2><p>{fr.ASKED.format(count=review.asked)}</p>" + _moved(review.moved)
    return body + f"<h2>{fr.EVIDENCE_TOUCHED}</h2>" + _impacts(review.impacts)


def _change(change: Change) -> str:
    rows = ""
    for hunk in change.hunks[:HUNKS]:
        left, right = differing(hunk.before, hunk.after)
        was, now = _runs(left, "del"), _runs(right, "ins")
        rows += f'<div class="hunk"><div class="was">{was}</div><div class="is">{now}</div></div>'
    more = f"<p>{fr.MORE_CHANGES.format(count=len(change.hunks) - HUNKS)}</p>" if len(change.hunks) > HUNKS else ""
    return (
        f"<section><h3>{e(change.document)} : {fr.CHANGES[change.kind]}</h3>"
        f'<div class="diff">{rows}</div>{more}</section>'
    )


def _runs(runs: Sequence[tuple[str, str]], tag: str) -> str:
    return "".join(f"<{tag}>{e(text)}</{tag}>" if where == "only" else e(text) for text, where in runs)


def _moved(moved: Sequence[Difference]) -> str:
    if not moved:
        return f"<p>{fr.NO_MOVE}</p>"
    rows = [
        [
            f"<code>{e(item.id)}</code>",
            e(item.question),
            e(fr.verdict(item.before)),
            e(fr.verdict(item.after)),
            e(fr.DIRECTIONS[item.direction]),
            e(fr.STAGES.get(item.stage, "")),
        ]
        for item in moved
    ]
    return table(fr.MOVE_COLUMNS, rows, caption=fr.WHAT_MOVES)


def _impacts(found: Sequence[Impact]) -> str:
    kept = [item for item in found if item.kind != "moved"]
    slid = len({item.id for item in found if item.kind == "moved"})
    note = f"<p>{fr.ONLY_SLID.format(count=slid)}</p>" if slid else ""
    if not kept:
        return note + f"<p>{fr.NO_IMPACT}</p>"
    rows = [
        [
            f"<code>{e(item.id)}</code>",
            fr.IMPACTS[item.kind],
            e(item.before.quote),
            e(item.quote) or fr.NONE,
            e(", ".join(item.values[0])) + (" → " if any(item.values) else "") + e(", ".join(item.values[1])),
        ]
        for item in kept
    ]
    return table(fr.IMPACT_COLUMNS, rows, caption=fr.EVIDENCE_TOUCHED) + note
