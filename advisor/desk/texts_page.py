"""Texts: any document with its sections, a search, and the evaluation cases that rest on each passage."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from advisor.desk import messages_fr as fr
from advisor.desk import texts
from advisor.desk.desk import Desk
from advisor.desk.html import alert, e, exact, page, select, text_field
from advisor.desk.trace_page import place
from advisor.evaluation.cases import Case
from advisor.records import Document, Passage

Mark = tuple[int, int, str]


def router(desk: Desk) -> APIRouter:
    """Return the tool's routes."""
    routes = APIRouter()

    @routes.get("/textes")
    def listed(q: str = "") -> HTMLResponse:
        body = problems(desk) + search_form(desk, q, "") + (results(desk, q, "") if q.strip() else "") + _list(desk)
        return HTMLResponse(page(fr.TEXTS, body, base=desk.base, tool="textes", leave=desk.locked))

    @routes.get("/textes/{document}")
    def read(document: str, q: str = "", partie: int = 0, debut: int = 0, fin: int = 0) -> HTMLResponse:
        found = desk.document(document)
        body = search_form(desk, q, document) + (results(desk, q, document) if q.strip() else "")
        cut = texts.parts(desk.index().passages(document))
        number = texts.part_of(cut, debut) if fin > debut else max(0, min(partie, len(cut) - 1))
        cases = texts.resting(desk.cases().cases, document)
        body += problems(desk) + _about(found, cut, cases)
        body += part_links(f"{desk.base}/textes/{document}", cut, number)
        if cut:
            here: list[Mark] = [(debut, fin, "here")] if fin > debut else []
            body += _contents(cut[number]) + text_html(found, cut[number], cases, here, desk=desk)
        return HTMLResponse(page(found.title, body, base=desk.base, tool="textes", leave=desk.locked))

    return routes


def problems(desk: Desk) -> str:
    """Return what keeps evaluation files from being read, if anything."""
    return "".join(alert(fr.CASES_UNREADABLE.format(problem=line)) for line in desk.cases().problems)


def search_form(desk: Desk, words: str, document: str) -> str:
    """Return the search field; in one text or in all."""
    target = f"{desk.base}/textes/{document}" if document else f"{desk.base}/textes"
    label = fr.SEARCH_IN if document else fr.SEARCH_ALL
    return (
        f'<form class="line" role="search" action="{e(target)}">{text_field("q", label, words, kind="search")}'
        f"<p><button>{fr.SEARCH}</button></p></form>"
    )


def results(desk: Desk, words: str, document: str) -> str:
    """Return the places that hold the words."""
    found = texts.search(desk.index(), words, document)
    items = "".join(
        f"<li>{e(item.text)}<br>{place(desk, item.document, item.start, item.end, item.headings)}</li>"
        for item in found
    )
    count = fr.RESULTS.format(count=len(found)) if found else fr.NO_RESULT
    return f'<section class="results" aria-label="{fr.SEARCH}"><p role="status">{count}</p><ol>{items}</ol></section>'


def _list(desk: Desk) -> str:
    documents = desk.index().documents
    cases = desk.cases().cases
    items = "".join(
        f'<li><a href="{e(desk.base)}/textes/{e(name)}">{e(document.title)}</a><br>'
        f"{e(fr.TEXT_LINE.format(id=name, size=len(document.text), cases=_count(cases, name)))}</li>"
        for name, document in sorted(documents.items())
    )
    return f'<ul class="texts">{items}</ul>'


def _count(cases: Sequence[Case], document: str) -> int:
    return sum(any(span.document == document for span in case.spans) for case in cases)


def _about(document: Document, cut: Sequence[Sequence[Passage]], cases: Sequence[tuple[int, int, Case]]) -> str:
    passages = [passage for part in cut for passage in part]
    tested = sum(any(s < p.end and p.start < end for s, end, _ in cases) for p in passages)
    line = fr.TEXT_ABOUT.format(
        size=len(document.text), passages=len(passages), tested=tested, cases=len({c.id for _, _, c in cases})
    )
    return f"<p>{e(document.id)} · {e(document.kind)} · {e(line)}</p>"


def part_links(address: str, cut: Sequence[object], number: int) -> str:
    """Return links to the parts of a long text; nothing for a short one."""
    if len(cut) < 2:
        return ""
    links = " ".join(
        f'<a href="{e(address)}?partie={n}"{" aria-current=true" if n == number else ""}>{n + 1}</a>'
        for n in range(len(cut))
    )
    return f'<nav class="parts" aria-label="{fr.PARTS}">{fr.PART} {links}</nav>'


def _contents(part: Sequence[Passage]) -> str:
    seen: dict[tuple[str, ...], int] = {}
    for passage in part:
        if passage.headings:
            seen.setdefault(passage.headings, passage.number)
    items = "".join(f'<li><a href="#p{n}">{e(" › ".join(path[-2:]))}</a></li>' for path, n in seen.items())
    return (
        f"<details><summary>{fr.SECTIONS.format(count=len(seen))}</summary><ul>{items}</ul></details>" if seen else ""
    )


def text_html(
    document: Document,
    part: Sequence[Passage],
    cases: Sequence[tuple[int, int, Case]] = (),
    marks: Sequence[Mark] = (),
    *,
    desk: Desk,
) -> str:
    """Return the passages of a part. The elements of class words hold the stored text character by character.

    Offsets that the browser counts in them, in code points from data-start, are offsets in the document.
    """
    begun = False
    blocks = []
    for passage in part:
        inside = [(s, end, c) for s, end, c in cases if s < passage.end and passage.start < end]
        every = [*((s, end, "tested") for s, end, _ in inside), *marks]
        spans = []
        for piece, names in texts.pieces(document.text, passage.start, passage.end, every):
            first = "here" in names and not begun
            begun = begun or first
            anchor = ' id="ici"' if first else ""
            spans.append(f'<mark class="{e(names)}"{anchor}>{exact(piece)}</mark>' if names else exact(piece))
        path = f'<p class="path">{e(" › ".join(passage.headings))}</p>' if passage.headings else ""
        blocks.append(
            f'<div class="passage" id="p{passage.number}">{path}'
            f'<div class="words" data-start="{passage.start}">{"".join(spans)}</div>{_cases(desk, inside)}</div>'
        )
    return f'<div class="text" data-document="{e(document.id)}" lang="fr">{"".join(blocks)}</div>'


def _cases(desk: Desk, inside: Sequence[tuple[int, int, Case]]) -> str:
    own = {case.id: case for _, _, case in inside}
    if not own:
        return ""
    items = "".join(f"<li>{case_line(desk, case)}</li>" for case in own.values())
    return f'<details class="cases"><summary>{fr.CASES_HERE.format(count=len(own))}</summary><ul>{items}</ul></details>'


def case_line(desk: Desk, case: Case) -> str:
    """Return a case as one line: its id, its question, and the way to its trace."""
    from urllib.parse import urlencode

    asked = {"question": case.question, "diploma": case.diploma or "", "session": case.session or ""}
    query = urlencode([*asked.items(), *(("status", code) for code in case.situation)])
    return (
        f"<code>{e(case.id)}</code> {e(case.question)} ({e(fr.outcome(case.status, case.reason))}) "
        f'<a href="{e(desk.base)}/trace?{e(query)}">{fr.TRACE}<span class="hidden"> {e(case.id)}</span></a>'
    )


def document_choice(desk: Desk, chosen: str) -> str:
    """Return the choice of a document."""
    options = {name: f"{item.title}" for name, item in sorted(desk.index().documents.items())}
    return select("document", fr.DOCUMENT, options, chosen)
