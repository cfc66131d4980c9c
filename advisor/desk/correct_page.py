"""Correct: the form that turns a complaint into an evaluation case. All of its state is in its fields, none here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from advisor.desk import correct, inbox, texts
from advisor.desk import messages_fr as fr
from advisor.desk.correct import Correction
from advisor.desk.desk import Desk, DeskError
from advisor.desk.html import alert, area, boxes, e, facts, page, said, select, text_field
from advisor.desk.texts import Place
from advisor.desk.texts_page import document_choice, text_html
from advisor.desk.trace_page import place, year
from advisor.errors import EvaluationError
from advisor.evaluation.add import facts_in
from advisor.evaluation.cases import CLARIFY_REASONS, KINDS, REFUSAL_REASONS
from advisor.evaluation.messages import OUTCOMES, VERDICTS
from advisor.evaluation.messages import VALUES as KIND_NAMES
from advisor.evaluation.page import why
from advisor.web.messages_fr import ATTRIBUTE_LABELS, SITUATIONS
from advisor.web.service import LONGEST_QUESTION, clean

MOST_EVIDENCE = 12
_PLACE = re.compile(r"(.+):(\d{1,9}):(\d{1,9}):([^:]*)", re.DOTALL)  # document, start, end, version


@dataclass(slots=True)
class _Form:
    """The fields, as they are shown again whatever happens."""

    avis: str = ""
    question: str = ""
    diploma: str = ""
    situation: tuple[str, ...] = ()
    session: str = ""
    status: str = "answered"
    reason: str = ""
    topic: str = "stage"
    kind: str = "plain"
    facts: str = ""
    evidence: tuple[str, ...] = ()  # "document:start:end:version"
    document: str = ""
    part: int = 0
    words: str = ""


async def _fields(request: Request) -> FormData:
    return await request.form(max_files=0)


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()

    @routes.get("/corriger")
    def begin(avis: str = "", question: str = "") -> HTMLResponse:
        form = _from_complaint(desk, avis) if avis else _Form(question=question)
        if question and not avis:
            form.topic = desk.advisor().ask(question[:LONGEST_QUESTION]).question.topic or "stage"
        return _shown(desk, form)

    @routes.post("/corriger")
    def step(fields: Annotated[FormData, Depends(_fields)]) -> HTMLResponse:
        form = _read(fields)
        try:
            if fields.get("remove"):
                form.evidence = tuple(item for item in form.evidence if item != fields["remove"])
            elif fields.get("add"):
                _add(desk, form, str(fields["add"]))
            elif fields.get("action") == "take":
                _add(desk, form, str(fields.get("selection", "")))
            elif fields.get("action") == "find":
                return _shown(desk, form, found=correct.candidates(desk.index(), form.words, form.document))
            elif fields.get("action") == "save":
                return _save(desk, form)
        except (DeskError, EvaluationError) as error:
            return _shown(desk, form, problem=str(error))
        return _shown(desk, form)

    return routes


def _from_complaint(desk: Desk, id: str) -> _Form:
    complaint = inbox.find(desk.config.feedback, id)
    understood = complaint.answer.get("understood") or {}
    diplomas = understood.get("diplomas") or []
    citations = complaint.answer.get("citations") or []
    form = _Form(avis=id, question=complaint.question, topic=str(understood.get("topic") or "stage"))
    # A diploma that the words do not name was chosen beside the question: without it the case would ask another thing.
    found = desk.advisor().ask(complaint.question[:LONGEST_QUESTION]).question
    if len(diplomas) == 1 and list(found.diplomas) != diplomas and "mauvais_diplome" not in complaint.reasons:
        form.diploma = str(diplomas[0])
    known = SITUATIONS | ATTRIBUTE_LABELS
    asked = [str(code) for code in understood.get("situation") or [] if code in known]
    if "mauvaise_situation" not in complaint.reasons:
        form.situation = tuple(code for code in asked if code not in found.situations)
    session = understood.get("session")
    form.session = str(session) if session and session != found.session else ""
    form.document = str(citations[0]["document"]) if citations else ""
    if not form.document:
        index = desk.index()
        own = [n for n, d in index.documents.items() if d.diploma and d.diploma.id in (diplomas or found.diplomas)]
        form.document = own[0] if own else ""
    return form


def _read(fields: FormData) -> _Form:
    def one(name: str) -> str:
        value = fields.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def every(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in fields.getlist(name) if isinstance(value, str)))

    part = one("partie") if re.fullmatch(r"\d{1,9}", one("partie")) else "0"
    return _Form(
        one("avis"), clean(one("question"))[:LONGEST_QUESTION], one("diploma"), every("situation"), one("session"),
        one("status") or "answered", one("reason"), one("topic") or "stage", one("kind") or "plain", one("facts"),
        every("evidence")[:MOST_EVIDENCE], one("document"), int(part), one("words"),
    )  # fmt: skip


def _place(desk: Desk, value: str) -> Place:
    """Return "document:start:end:version" as a checked place. Raises DeskError."""
    found = _PLACE.fullmatch(value)
    if found is None:
        raise DeskError(fr.NOTHING_PICKED)
    return correct.pick(desk.index(), found[1], int(found[2]), int(found[3]), found[4])


def _value(desk: Desk, found: Place) -> str:
    return f"{found.document}:{found.start}:{found.end}:{desk.index().documents[found.document].sha256[:12]}"


def _add(desk: Desk, form: _Form, value: str) -> None:
    """Add evidence to the form, and the facts that it states."""
    found = _place(desk, value)
    if len(form.evidence) >= MOST_EVIDENCE:
        raise DeskError(fr.TOO_MUCH_EVIDENCE.format(limit=MOST_EVIDENCE))
    form.evidence = tuple(dict.fromkeys((*form.evidence, _value(desk, found))))
    form.document = found.document
    form.part = texts.part_of(texts.parts(desk.index().passages(found.document)), found.start)
    lines = [line for line in form.facts.split("\n") if line.strip()]
    lines += [line for line in map(correct.fact_line, facts_in(found.quote)) if line not in lines]
    form.facts = "\n".join(lines)


def _save(desk: Desk, form: _Form) -> HTMLResponse:
    if not form.question.strip():
        raise DeskError(fr.NO_QUESTION)
    advisor = desk.advisor()
    correction = Correction(
        form.question, form.status, form.reason, form.topic, form.kind, form.diploma, form.situation,
        year(form.session), tuple(form.facts.split("\n")), tuple(_place(desk, value) for value in form.evidence),
    )  # fmt: skip
    file = desk.config.desk_cases
    known = {name: document.text for name, document in advisor.index.documents.items()}
    case, own = correct.save(file, correct.draft(correction, advisor.index), known)
    if form.avis:
        inbox.mark(desk.config.feedback, form.avis, case.id)
    judged = correct.verdict(advisor, case, desk.config.mode)
    stage = fr.STAGES.get(judged.stage, fr.NONE) if judged.stage else fr.NONE
    query = [("question", case.question), ("diploma", form.diploma), ("session", form.session)]
    query += [("status", code) for code in form.situation]
    lines = [
        (fr.CASE, f"<code>{e(case.id)}</code>"),
        (fr.FILE, f"<code>{e(file.name)}</code>"),
        (fr.VERDICT_NOW, f"<strong>{e(VERDICTS[judged.verdict])}</strong>"),
        (fr.WHY, e(why(judged) if judged.why else "") or fr.NONE),
        (fr.STAGE_TO_LOOK_AT, f"<strong>{e(stage)}</strong>"),
        (fr.RUN_IT, f"<code>advisor eval --case {e(case.id)}</code>"),
    ]
    body = (
        said(fr.SAVED.format(case=case.id)) + facts(lines)
        + f'<div class="actions"><a class="button strong" href="{e(desk.base)}/trace?{e(urlencode(query))}">'
        f'{fr.SEE_TRACE}</a><a class="button" href="{e(desk.base)}/">{fr.BACK}</a></div>'
        f"<details open><summary>{fr.AS_SAVED}</summary><pre>{e(own)}</pre></details>"
    )  # fmt: skip
    return HTMLResponse(page(fr.SAVED_TITLE, body, base=desk.base, tool="", leave=desk.locked))


def _shown(desk: Desk, form: _Form, *, problem: str = "", found: list[Place] | None = None) -> HTMLResponse:
    index = desk.index()
    if form.document not in index.documents:
        form.document = next(iter(sorted(index.documents)), "")
    reasons = {"": fr.NO_REASON_NEEDED, **{key: OUTCOMES[key] for key in (*REFUSAL_REASONS, *CLARIFY_REASONS)}}
    statuses = {key: OUTCOMES[key] for key in ("answered", "clarify", "not_found")}
    body = (
        alert(problem) + _complaint(desk, form.avis)
        + f'<form method="post" action="{e(desk.base)}/corriger" id="correct">'
        # The first button is the one that the Enter key presses: it must change nothing.
        f'<button class="hidden" name="action" value="show" tabindex="-1">{fr.SHOW}</button>'
        f'<input type="hidden" name="avis" value="{e(form.avis)}"><input type="hidden" name="selection" id="selection">'
        f"<h2>{fr.STEP_QUESTION}</h2>"
        + area("question", fr.QUESTION, form.question, rows=2)
        + f"<details{' open' if form.diploma or form.situation or form.session else ''}><summary>{fr.MORE}</summary>"
        + select("diploma", fr.DIPLOMA, {"": fr.FROM_QUESTION, **desk.diplomas()}, form.diploma)
        + boxes("situation", fr.SITUATION, SITUATIONS | ATTRIBUTE_LABELS, form.situation)
        + text_field("session", fr.SESSION, form.session, extra='inputmode="numeric" size="6"') + "</details>"
        + f"<h2>{fr.STEP_RIGHT}</h2>" + '<div class="fields">'
        + select("status", fr.RIGHT_STATUS, statuses, form.status)
        + select("reason", fr.RIGHT_REASON, reasons, form.reason)
        + select("topic", fr.TOPIC, fr.TOPICS, form.topic)
        + select("kind", fr.CASE_KIND, {key: KIND_NAMES.get(key, key) for key in KINDS}, form.kind) + "</div>"
        + f'<h2 id="preuves">{fr.STEP_EVIDENCE}</h2><p class="hint">{fr.EVIDENCE_HINT}</p>' + _evidence(desk, form)
        + area("facts", fr.FACTS, form.facts, hint=fr.FACTS_HINT, rows=3)
        + f'<p><button class="strong" name="action" value="save">{fr.SAVE_CASE}</button></p>'
        + f"<h2>{fr.STEP_TEXT}</h2>" + _picker(desk, form, found) + "</form>"
    )  # fmt: skip
    return HTMLResponse(page(fr.CORRECT, body, base=desk.base, tool="", leave=desk.locked), 422 if problem else 200)


def _complaint(desk: Desk, id: str) -> str:
    if not id:
        return ""
    item = inbox.find(desk.config.feedback, id)
    given = fr.outcome(str(item.answer.get("status")), item.answer.get("reason"))
    comment = f"<blockquote>{e(item.comment)}</blockquote>" if item.comment else ""
    return (
        f'<div class="complaint"><p>{fr.GIVEN} : {e(given)}</p><p>{e(item.answer.get("answer", ""))}</p>{comment}</div>'
    )


def _evidence(desk: Desk, form: _Form) -> str:
    items = ""
    for value in form.evidence:
        try:
            found = _place(desk, value)
        except DeskError as error:
            shown = alert(str(error))
        else:
            where = place(desk, found.document, found.start, found.end, found.headings)
            shown = f"<blockquote>{e(found.quote)}</blockquote><p>{where}</p>"
        items += (
            f'<li><input type="hidden" name="evidence" value="{e(value)}">{shown}'
            f'<button class="plain" name="remove" value="{e(value)}">{fr.REMOVE}</button></li>'
        )
    return f'<ol class="quotes" id="evidence">{items}</ol>' if items else f"<p>{fr.NO_EVIDENCE_YET}</p>"


def _picker(desk: Desk, form: _Form, found: list[Place] | None) -> str:
    index = desk.index()
    if not form.document:
        return ""
    document = index.documents[form.document]
    cut = texts.parts(index.passages(form.document))
    number = max(0, min(form.part, len(cut) - 1))
    parts = {str(n): f"{n + 1} / {len(cut)}" for n in range(len(cut))}
    choice = select("partie", fr.PART, parts, str(number)) if len(cut) > 1 else ""
    marks = []
    for value in form.evidence:
        picked = _PLACE.fullmatch(value)
        if picked and picked[1] == form.document:
            marks.append((int(picked[2]), int(picked[3]), "here"))
    results = "".join(
        f"<li><blockquote>{e(item.quote)}</blockquote><p>{e(' › '.join((item.document, *item.headings)))}</p>"
        f'<button name="add" value="{e(_value(desk, item))}">{fr.TAKE_IT}</button></li>'
        for item in found or ()
    )
    listed = ""
    if found is not None:
        listed = f'<ol class="quotes">{results}</ol>' if results else alert(fr.NO_RESULT)
    return (
        f'<div class="fields">{document_choice(desk, form.document)}{choice}'
        f'<p><button name="action" value="show">{fr.SHOW}</button></p></div>'
        + f'<div class="fields">{text_field("words", fr.WORDS, form.words, hint=fr.WORDS_HINT)}'
        f'<p><button name="action" value="find">{fr.SEARCH}</button></p></div>{listed}'
        f'<div class="take"><button class="strong" name="action" value="take" id="take" disabled>'
        f'{fr.TAKE_SELECTION}</button>'
        f'<span id="picked" role="status">{fr.SELECT_IN_TEXT}</span></div>'
        f'<div id="source" data-version="{e(document.sha256[:12])}">'
        + text_html(document, cut[number] if cut else [], (), marks, desk=desk) + "</div>"
    )  # fmt: skip
