"""Trace: everything behind one answer, on one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from advisor.desk import messages_fr as fr
from advisor.desk.desk import Desk, DeskError
from advisor.desk.html import alert, boxes, e, facts, page, select, table, text_field
from advisor.desk.trace import stage_to_look_at
from advisor.errors import UsageError
from advisor.pipeline import Advisor
from advisor.records import Answer, Evidence, Hit, Message
from advisor.web.markup import to_html
from advisor.web.messages_fr import ATTRIBUTE_LABELS, SITUATIONS
from advisor.web.service import asked

HITS = 30  # shown of those found


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()

    @routes.get("/trace")
    def trace(
        question: str = "",
        diploma: str = "",
        status: Annotated[list[str] | None, Query()] = None,
        session: str = "",
        mode: str = "",
    ) -> HTMLResponse:
        chosen = {"question": question, "diploma": diploma, "session": session, "mode": mode}
        body = form(desk, chosen, status or ())
        code = 200
        if question.strip():
            try:
                body += result(desk, ask(desk.advisor(), chosen, status or ()))
            except (DeskError, UsageError) as error:
                body, code = alert(sentence(error)) + body, 422
        return HTMLResponse(page(fr.TRACE, body, base=desk.base, tool="trace", leave=desk.locked), code)

    return routes


def sentence(error: Exception) -> str:
    """Return an error about a question in French."""
    from advisor.web.service import BadRequest

    return str(error) if isinstance(error, DeskError | BadRequest) else fr.UNREADABLE


def ask(advisor: Advisor, chosen: dict[str, str], status: Sequence[str]) -> Answer:
    """Ask as the page does. Raises BadRequest, DeskError, UsageError."""
    diploma = chosen.get("diploma") or None
    checked = asked([Message("user", chosen["question"])], diploma=diploma, status=tuple(status))
    if diploma and diploma not in {item.id for item in advisor.diplomas()}:
        raise DeskError(fr.NO_DIPLOMA.format(diploma=diploma))
    return advisor.ask(
        checked.question, diploma=diploma, status=checked.status, session=year(chosen.get("session", "")),
        today=date.today(), mode=chosen.get("mode") or None,
    )  # fmt: skip


def year(value: str) -> int | None:
    """Read a session. Raises DeskError."""
    if not value.strip():
        return None
    if not re.fullmatch(r"\d{4}", value.strip()) or not 1950 <= int(value) <= 2100:
        raise DeskError(fr.BAD_SESSION.format(session=value))
    return int(value)


def form(desk: Desk, chosen: dict[str, str], status: Sequence[str]) -> str:
    """Return the form of a question with its circumstances."""
    diplomas = {"": fr.FROM_QUESTION, **desk.diplomas()}
    return (
        f'<form class="ask" action="{e(desk.base)}/trace">'
        + text_field("question", fr.QUESTION, chosen["question"], extra='required maxlength="2000" class="long"')
        + f"<details{' open' if status or chosen['diploma'] or chosen['session'] else ''}><summary>{fr.MORE}</summary>"
        + select("diploma", fr.DIPLOMA, diplomas, chosen["diploma"])
        + boxes("status", fr.SITUATION, SITUATIONS | ATTRIBUTE_LABELS, status)
        + text_field("session", fr.SESSION, chosen["session"], extra='inputmode="numeric" size="6"')
        + select("mode", fr.MODE, fr.MODES, chosen["mode"])
        + f"</details><p><button>{fr.SEE_TRACE}</button></p></form>"
    )


def result(desk: Desk, answer: Answer) -> str:
    """Return everything behind an answer."""
    stage, why = stage_to_look_at(answer)
    trace = answer.trace
    probability = "–" if trace.probability is None else f"{trace.probability:.0%}".replace("%", " %")
    correct = urlencode({"question": answer.question.text})
    return (
        f'<p class="verdict" id="look-at"><strong>{fr.STAGE_TO_LOOK_AT} {e(fr.STAGES[stage])}</strong> – '
        f"{e(fr.LOOK_AT[why])}</p>"
        f'<section aria-labelledby="answer-title"><h2 id="answer-title">{fr.ANSWER}</h2>'
        f"<p>{e(fr.outcome(answer.status, answer.reason))} · {fr.PROBABILITY} : {e(probability)}</p>"
        f'<div class="answer">{to_html(answer.text)}</div>{_citations(desk, answer)}'
        f'<p><a class="button" href="{e(desk.base)}/corriger?{e(correct)}">{fr.CORRECT_THIS}</a></p></section>'
        f"{_understood(desk, answer)}{_evidence(desk, trace.evidence)}{_hits(desk, trace.hits, trace.evidence)}"
        f"{_checks(answer)}{_times(answer)}"
    )


def _citations(desk: Desk, answer: Answer) -> str:
    items = "".join(
        f"<li><blockquote>{e(cited.quote)}</blockquote>"
        f"<p>{place(desk, cited.document, cited.start, cited.end, cited.section)}</p></li>"
        for cited in answer.citations
    )
    return f'<ol class="quotes">{items}</ol>' if items else ""


def place(desk: Desk, document: str, start: int, end: int, section: Sequence[str]) -> str:
    """Return a link to a place in a text."""
    where = " › ".join([document, *section])
    return f'<a href="{e(desk.base)}/textes/{e(document)}?debut={start}&amp;fin={end}#ici">{e(where)}</a>'


def _understood(desk: Desk, answer: Answer) -> str:
    question = answer.question
    names = desk.diplomas()
    diplomas = ", ".join(names.get(name, name) for name in question.diplomas) or fr.NONE
    if question.assumed_diploma:
        diplomas += f" ({fr.ASSUMED})"
    lines = [
        (fr.AS_UNDERSTOOD, question.text),
        (fr.MATTER, question.matter),
        (fr.SEARCHED, question.search),
        (fr.DIPLOMA, diplomas),
        (fr.UNKNOWN_DIPLOMA, question.unknown_diploma or fr.NONE),
        (fr.TOPIC, fr.TOPICS.get(question.topic or "", fr.NONE)),
        (fr.SITUATION, ", ".join((SITUATIONS | ATTRIBUTE_LABELS).get(c, c) for c in question.situations) or fr.NONE),
        (fr.SESSION, str(question.session or fr.NONE)),
        (fr.KIND, fr.KINDS_OF_ANSWER.get(question.kind or "", fr.NONE)),
        (fr.TERMS, ", ".join(question.terms) or fr.NONE),
        (fr.PREMISES, " ; ".join(question.premises) or fr.NONE),
        (fr.LANGUAGE, question.language),
    ]
    return _section("understood", fr.UNDERSTOOD, facts((what, e(value)) for what, value in lines))


def _evidence(desk: Desk, evidence: Sequence[Evidence]) -> str:
    rows = []
    for item in evidence:
        signals = ", ".join(f"{name} {value:+.2f}" for name, value in item.features if value)
        rows.append(
            [
                e(item.quote),
                place(desk, item.document.id, item.start, item.end, item.headings),
                f"{item.probability:.2f}",
                e(_ranks(item.hit)),
                e(signals),
            ]
        )
    body = table(fr.EVIDENCE_COLUMNS, rows, caption=fr.SELECTED) if rows else f"<p>{fr.NOTHING_SELECTED}</p>"
    return _section("selected", fr.SELECTED, body)


def _ranks(hit: Hit) -> str:
    return fr.RANKS.format(words=hit.words_rank or "–", vectors=hit.vectors_rank or "–")


def _hits(desk: Desk, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> str:
    rows = []
    for position, hit in enumerate(hits[:HITS], 1):
        sentence = hit.sentence
        taken = any(
            item.document.id == sentence.document and item.start < sentence.end and sentence.start < item.end
            for item in evidence
        )
        where = place(desk, sentence.document, sentence.start, sentence.end, sentence.headings)
        rows.append(
            [
                str(position),
                f"{e(sentence.text)}<br>{where}",
                str(hit.words_rank or "–"),
                f"{hit.words_score:.2f}" if hit.words_rank else "–",
                str(hit.vectors_rank or "–"),
                f"{hit.cosine:.3f}" if hit.vectors_rank else "–",
                f"{hit.fused:.4f}",
                fr.YES if taken else "",
            ]
        )
    more = f"<p>{fr.MORE_HITS.format(count=len(hits) - HITS)}</p>" if len(hits) > HITS else ""
    body = table(fr.HIT_COLUMNS, rows, caption=fr.FOUND) + more if rows else f"<p>{fr.NOTHING_FOUND}</p>"
    return _section("found", fr.FOUND, body)


def _checks(answer: Answer) -> str:
    rows = [
        [e(check.name), fr.PASSED if check.passed else f"<strong>{fr.FAILED}</strong>", e(check.why), e(check.claim)]
        for check in answer.trace.checks
    ]
    body = table(fr.CHECK_COLUMNS, rows, caption=fr.CHECKS) if rows else f"<p>{fr.NO_CHECK}</p>"
    return _section("checks", fr.CHECKS, body)


def _times(answer: Answer) -> str:
    rows = [[e(fr.STAGES.get(stage.name, stage.name)), f"{stage.ms:.1f}"] for stage in answer.trace.stages]
    rows.append([fr.TOTAL, f"{answer.elapsed_ms:.1f}"])
    return _section("times", fr.TIMES, table(fr.TIME_COLUMNS, rows, caption=fr.TIMES))


def _section(name: str, title: str, body: str) -> str:
    return f'<section aria-labelledby="{name}-title"><h2 id="{name}-title">{e(title)}</h2>{body}</section>'
