"""Compare: two forms, one question, two answers side by side."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from advisor.desk import compare
from advisor.desk import messages_fr as fr
from advisor.desk.compare import Side
from advisor.desk.desk import Desk, DeskError
from advisor.desk.html import alert, boxes, e, page, select, text_field
from advisor.desk.trace import stage_to_look_at
from advisor.desk.trace_page import ask, place, sentence
from advisor.errors import UsageError
from advisor.records import Answer
from advisor.web.messages_fr import ATTRIBUTE_LABELS, SITUATIONS

LABELS = SITUATIONS | ATTRIBUTE_LABELS


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()

    @routes.get("/comparer")
    def both(request: Request) -> HTMLResponse:
        query = request.query_params
        question, diploma = query.get("question", ""), query.get("diploma", "")
        sides = [
            Side(
                tuple(query.getlist(f"status-{name}")),
                *(query.get(f"{key}-{name}", "").strip() for key in ("session", "mode", "model", "index")),
            )
            for name in ("a", "b")
        ]
        body, code = _form(desk, question, diploma, sides), 200
        if question.strip():
            try:
                answers = [_answer(desk, side, question, diploma) for side in sides]
                body += _result(desk, answers, sides)
            except (DeskError, UsageError) as error:
                body, code = alert(sentence(error)) + body, 422
        return HTMLResponse(page(fr.COMPARE, body, base=desk.base, tool="comparer", leave=desk.locked), code)

    return routes


def _answer(desk: Desk, side: Side, question: str, diploma: str) -> Answer:
    advisor, own = compare.opened(desk, side)
    try:
        chosen = {"question": question, "diploma": diploma, "session": side.session, "mode": side.mode}
        return ask(advisor, chosen, side.status)
    finally:
        if own:
            advisor.close()


def _form(desk: Desk, question: str, diploma: str, sides: Sequence[Side]) -> str:
    index_choice = {"": fr.CURRENT_INDEX, **compare.indexes(desk.config)}
    columns = ""
    for name, title, side in zip(("a", "b"), (fr.SIDE_A, fr.SIDE_B), sides, strict=True):
        columns += (
            f'<fieldset class="side"><legend>{title}</legend>'
            + boxes(f"status-{name}", fr.SITUATION, LABELS, side.status)
            + text_field(f"session-{name}", fr.SESSION, side.session, extra='inputmode="numeric" size="6"')
            + select(f"mode-{name}", fr.MODE, fr.MODES, side.mode)
            + text_field(f"model-{name}", fr.MODEL, side.model, hint=fr.MODEL_HINT)
            + select(f"index-{name}", fr.INDEX, index_choice, side.index)
            + "</fieldset>"
        )
    return (
        f'<form action="{e(desk.base)}/comparer">'
        + text_field("question", fr.QUESTION, question, extra='required maxlength="2000" class="long"')
        + select("diploma", fr.DIPLOMA, {"": fr.FROM_QUESTION, **desk.diplomas()}, diploma)
        + f'<div class="sides">{columns}</div><p><button>{fr.COMPARE_THEM}</button></p></form>'
    )


def _result(desk: Desk, answers: Sequence[Answer], sides: Sequence[Side]) -> str:
    first, second = answers
    verdict = fr.SAME_ANSWER if compare.same_answer(first, second) else fr.DIFFERENT_ANSWER
    texts = compare.differing(first.text, second.text)
    columns = "".join(
        f'<section class="side" aria-labelledby="side-{name}"><h2 id="side-{name}">{title}</h2>'
        f"<p>{e(_circumstances(side))}</p>{_facts(answer, other)}"
        f'<div class="answer">{_marked(runs)}</div>{_quotes(desk, answer, other)}</section>'
        for name, title, side, answer, other, runs in (
            ("a", fr.SIDE_A, sides[0], first, second, texts[0]),
            ("b", fr.SIDE_B, sides[1], second, first, texts[1]),
        )
    )
    return f'<p class="verdict" role="status">{verdict}</p><p>{fr.MARKED_HERE}</p><div class="sides">{columns}</div>'


def _circumstances(side: Side) -> str:
    said = [*(LABELS.get(code, code) for code in side.status)]
    said += [f"{fr.SESSION} {side.session}"] if side.session else []
    said += [fr.MODES[side.mode]] if side.mode in fr.MODES and side.mode else []
    said += [value for value in (side.model, side.index) if value]
    return ", ".join(said) or fr.AS_THE_PAGE


def _facts(answer: Answer, other: Answer) -> str:
    def shown(one: Answer) -> list[tuple[str, str]]:
        question, probability = one.question, one.trace.probability
        return [
            (fr.OUTCOME, fr.outcome(one.status, one.reason)),
            (fr.DIPLOMA, ", ".join(question.diplomas) or fr.NONE),
            (fr.TOPIC, fr.TOPICS.get(question.topic or "", fr.NONE)),
            (fr.SITUATION, ", ".join(LABELS.get(code, code) for code in question.situations) or fr.NONE),
            (fr.SESSION, str(question.session or fr.NONE)),
            (fr.MODE, fr.MODES.get(one.mode, one.mode)),
            (fr.PROBABILITY, "–" if probability is None else f"{probability:.2f}"),
            (fr.NOTICES, " ".join(notice.text for notice in one.notices) or fr.NONE),
            (fr.STAGE_TO_LOOK_AT, fr.STAGES[stage_to_look_at(one)[0]]),
        ]

    rows = ""
    for (what, value), (_, against) in zip(shown(answer), shown(other), strict=True):
        marked = f'<mark class="only">{e(value)}</mark>' if value != against else e(value)
        rows += f"<div><dt>{e(what)}</dt><dd>{marked}</dd></div>"
    return f"<dl>{rows}</dl>"


def _marked(runs: Sequence[tuple[str, compare.Where]]) -> str:
    # Line breaks are kept by the style: the text is shown as it is written, marks and all.
    return "".join(f'<mark class="only">{e(text)}</mark>' if where == "only" else e(text) for text, where in runs)


def _quotes(desk: Desk, answer: Answer, other: Answer) -> str:
    theirs = compare.cited(other)
    items = ""
    for citation in answer.citations:
        alone = (citation.document, citation.quote) not in theirs
        quote = f'<mark class="only">{e(citation.quote)}</mark>' if alone else e(citation.quote)
        where = place(desk, citation.document, citation.start, citation.end, citation.section)
        items += f"<li><blockquote>{quote}</blockquote><p>{where}</p></li>"
    return f'<ol class="quotes">{items}</ol>' if items else f"<p>{fr.NOTHING_CITED}</p>"
