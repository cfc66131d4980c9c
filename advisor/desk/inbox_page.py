"""Inbox: what people said of answers, and the way from a complaint to its correction."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from advisor.desk import inbox
from advisor.desk import messages_fr as fr
from advisor.desk.desk import Desk
from advisor.desk.html import alert, e, page, select
from advisor.web.markup import to_html
from advisor.web.messages_fr import REASONS

SHOWN = 50  # on one page


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()

    @routes.get("/")
    def listed(voir: str = "a_traiter", page_numero: int = 1) -> HTMLResponse:
        found = inbox.read(desk.config.feedback)
        wanted = [item for item in found.complaints if _wanted(item, voir)]
        first = (max(1, page_numero) - 1) * SHOWN
        items = "".join(_complaint(desk, item) for item in wanted[first : first + SHOWN])
        choice = select("voir", fr.SHOW_WHICH, fr.WHICH, voir)
        body = (
            f'<form class="line" action="{e(desk.base)}/">{choice}<p><button>{fr.SHOW}</button></p></form>'
            + (alert(fr.UNREADABLE_LINES.format(count=found.unreadable)) if found.unreadable else "")
            + f'<p role="status">{fr.COMPLAINTS.format(count=len(wanted), total=len(found.complaints))}</p>'
            + (f'<ol class="inbox">{items}</ol>' if items else "")
            + _pages(desk, voir, page_numero, len(wanted))
        )
        return HTMLResponse(page(fr.INBOX, body, base=desk.base, tool="", leave=desk.locked))

    @routes.post("/avis/{id}")
    def close(id: str, handled: Annotated[str, Form()] = "closed") -> RedirectResponse:
        complaint = inbox.find(desk.config.feedback, id)
        inbox.mark(desk.config.feedback, complaint.id, "" if handled == "open" else "closed")
        return RedirectResponse(f"{desk.base}/", 303)

    return routes


def _wanted(item: inbox.Complaint, which: str) -> bool:
    if which == "a_traiter":
        return not item.handled and not item.useful
    if which == "traites":
        return bool(item.handled)
    return which != "utiles" or item.useful


def _complaint(desk: Desk, item: inbox.Complaint) -> str:
    answer = item.answer
    outcome = fr.outcome(str(answer.get("status")), answer.get("reason"))
    reasons = ", ".join(REASONS.get(reason, reason) for reason in item.reasons)
    verdict = fr.SAID_USEFUL if item.useful else fr.SAID_NOT_USEFUL
    said = f"<p><strong>{verdict}</strong>{e(f' : {reasons}' if reasons else '')}</p>"
    comment = f"<blockquote>{e(item.comment)}</blockquote>" if item.comment else ""
    done = fr.HANDLED.get(item.handled) or fr.HANDLED_AS.format(case=item.handled) if item.handled else ""
    state = "open" if item.handled else "closed"
    correct = urlencode({"avis": item.id})
    trace = urlencode({"question": item.question})
    return (
        f'<li id="avis-{e(item.id)}"><h2>{e(item.asked)}</h2><p class="hint">{e(item.received)} · {e(outcome)}</p>'
        f"{said}"
        f"{comment}{f'<p>{e(done)}</p>' if done else ''}"
        f"<details><summary>{fr.ANSWER_GIVEN}</summary>"
        f'<div class="answer">{to_html(str(answer.get("answer", "")))}</div></details>'
        f'<div class="actions"><a class="button strong" href="{e(desk.base)}/corriger?{correct}">{fr.CORRECT}</a>'
        f'<a class="button" href="{e(desk.base)}/trace?{e(trace)}">{fr.SEE_TRACE}</a>'
        f'<form method="post" action="{e(desk.base)}/avis/{e(item.id)}">'
        f'<input type="hidden" name="handled" value="{state}">'
        f'<button class="plain">{fr.REOPEN if item.handled else fr.CLOSE_IT}</button></form></div></li>'
    )


def _pages(desk: Desk, which: str, number: int, count: int) -> str:
    if count <= SHOWN:
        return ""
    links = " ".join(
        f'<a href="{e(desk.base)}/?{e(urlencode({"voir": which, "page_numero": n}))}"'
        f"{' aria-current=true' if n == number else ''}>{n}</a>"
        for n in range(1, (count - 1) // SHOWN + 2)
    )
    return f'<nav class="parts" aria-label="{fr.PARTS}">{links}</nav>'
