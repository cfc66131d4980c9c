"""The proof sheet: one answer with its quotes, checked again against the stored texts, as a page to print or as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from advisor.records import Document
from advisor.web import messages_fr as fr
from advisor.web import sources
from advisor.web.markup import as_quote, plain, runs, to_html
from advisor.web.render import verdict

if TYPE_CHECKING:
    from advisor.web.pdf import Writer


@dataclass(frozen=True, slots=True)
class Extract:
    """One quote on the sheet, as it is read. `facts` are what is known of its text, `checked` says whether it still
    stands there, word for word.
    """

    n: int
    title: str
    path: tuple[str, ...]
    quote: str
    url: str | None
    facts: tuple[str, ...]
    check: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a proof sheet, in reading order."""

    question: str
    verdict: str
    answer: str
    extracts: tuple[Extract, ...]
    notices: tuple[str, ...]
    situation: str
    when: str
    index: str


def sheet(record: Mapping[str, Any], documents: Mapping[str, Document], *, names: Mapping[str, str]) -> Sheet:
    """Return the sheet of an answer that the page sends back. Each quote is compared again with the stored text."""
    answer = record["answer"]
    try:
        at = datetime.fromisoformat(record["at"])
    except ValueError:
        at = datetime.now().astimezone()
    understood = answer["understood"]
    situation = [names.get(id, id) for id in understood.get("diplomas", ())]
    situation += [fr.situation(str(code)) for code in understood.get("situation", ())]
    if understood.get("session"):
        situation.append(f"session {understood['session']}")
    return Sheet(
        question=record["asked"],
        verdict=verdict(answer),
        answer=answer["answer"],
        extracts=tuple(_extract(citation, documents, at) for citation in answer["citations"]),
        notices=tuple(str(notice.get("text", "")) for notice in answer["notices"]),
        situation=", ".join(situation) or fr.PROOF_NO_SITUATION,
        when=fr.PROOF_WHEN.format(when=fr.moment(at)),
        index=fr.PROOF_INDEX.format(version=record["index"]),
    )


def _extract(citation: Mapping[str, Any], documents: Mapping[str, Document], at: datetime) -> Extract:
    document = documents.get(citation["document"])
    checked = sources.same(documents, citation)
    facts = tuple(sentence for _kind, sentence in sources.facts(document, at.date())) if document else ()
    sha = document.sha256[:12] if document else ""
    check = (
        fr.PROOF_SAME.format(start=citation["start"], end=citation["end"], sha=sha) if checked else fr.PROOF_DIFFERENT
    )
    return Extract(
        citation["n"],
        citation["title"],
        tuple(citation["section"]),
        sources.readable(documents, citation),
        citation["url"],
        facts,
        check,
        checked,
    )


def html(sheet: Sheet) -> str:
    """Return the sheet as a page that prints well. The style is inside: the saved file stays readable."""
    style = (sources_style()).replace("</", "<\\/")
    extracts = "".join(_extract_html(extract) for extract in sheet.extracts) or f"<p>{fr.PROOF_NO_QUOTES}</p>"
    notices = "".join(f"<p class='notice'><strong>{fr.NOTICE}</strong> {escape(text)}</p>" for text in sheet.notices)
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{fr.PROOF_TITLE}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body><main>'
        f"<h1>{fr.PROOF_TITLE}</h1><p>{escape(sheet.when)}. {escape(sheet.index)}.</p>"
        f'<p class="small">{fr.PROOF_INTRO}</p>'
        f'<p class="screen"><button onclick="print()">{fr.PROOF_PRINT}</button></p>'
        f"<h2>{fr.PROOF_QUESTION}</h2><p>{escape(sheet.question)}</p>"
        f"<p><strong>{fr.PROOF_SITUATION} :</strong> {escape(sheet.situation)}</p>"
        f"<h2>{fr.PROOF_ANSWER}</h2><p><strong>{escape(sheet.verdict)}</strong></p>{to_html(sheet.answer)}{notices}"
        f"<h2>{fr.PROOF_QUOTES}</h2>{extracts}<p class='small'>{fr.NOT_OFFICIAL}</p></main></body></html>"
    )


def _extract_html(extract: Extract) -> str:
    link = f"<br>{escape(extract.url)}" if extract.url else ""
    facts = " · ".join(escape(fact) for fact in extract.facts)
    return (
        f"<section><h3>[{extract.n}] {escape(extract.title)}</h3>"
        f"<p class='small'>{escape(' › '.join(extract.path))}</p>"
        f"{to_html(as_quote(f'« {extract.quote} »'))}<p class='small'>{facts}{link}<br>"
        f"<span class='{'same' if extract.checked else 'different'}'>{escape(extract.check)}</span></p></section>"
    )


def sources_style() -> str:
    """Return the style sheet of sheets and documentation."""
    from pathlib import Path

    return (Path(__file__).parent / "static" / "sheet.css").read_text(encoding="utf-8")


def pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF."""
    from advisor.web.pdf import Writer

    page = Writer(title=fr.PROOF_TITLE)
    page.heading(fr.PROOF_TITLE, level=1)
    page.text(f"{sheet.when}. {sheet.index}.")
    page.text(fr.PROOF_INTRO, small=True)
    page.heading(fr.PROOF_QUESTION)
    page.text(sheet.question)
    page.text(f"{fr.PROOF_SITUATION} : {sheet.situation}")
    page.heading(fr.PROOF_ANSWER)
    page.text(sheet.verdict, bold=True)
    _write(page, sheet.answer)
    for notice in sheet.notices:
        page.text(f"{fr.NOTICE} : {notice}")
    page.heading(fr.PROOF_QUOTES)
    if not sheet.extracts:
        page.text(fr.PROOF_NO_QUOTES)
    for extract in sheet.extracts:
        page.heading(f"[{extract.n}] {extract.title}", level=3)
        if extract.path:
            page.text(" > ".join(extract.path), small=True)
        _write(page, as_quote(f"« {extract.quote} »"))
        page.text(" · ".join(extract.facts), small=True)
        if extract.url:
            page.text(extract.url, small=True)
        page.text(extract.check, small=True)
    page.text(fr.NOT_OFFICIAL, small=True)
    return page.file()


def _write(page: Writer, markdown: str) -> None:
    for kind, lines in runs(markdown.split("\n")):
        text = plain("\n".join(lines))
        if kind == "quote":
            page.quote(text)
        else:
            page.text(text)
