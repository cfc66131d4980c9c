"""One answer to HTML for the conversation. Every text of a person, document or model is escaped here or in markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from advisor.messages import WHOM
from advisor.records import Document
from advisor.web import messages_fr as fr
from advisor.web import sources
from advisor.web.markup import as_quote, plain, to_html, typeset
from advisor.web.service import Consultation

JSON = dict[str, Any]


def record(consultation: Consultation) -> JSON:
    """Return what proof sheet and feedback need: the answer, when it was given and from which version of the texts."""
    return {
        "asked": consultation.asked.question,
        "at": consultation.at.isoformat(timespec="seconds"),
        "index": str(consultation.index.version),
        "answer": consultation.answer,
    }


def answer_html(consultation: Consultation, *, names: Mapping[str, str], key: str, root: str) -> str:
    """Return one answer. `names` gives a diploma's label by id, `key` makes ids unique, `root` is the proxy path."""
    answer, documents = consultation.answer, consultation.index.documents
    citations: list[JSON] = answer["citations"]
    kind = {"answered": "answered", "clarify": "clarify"}.get(answer["status"], "refused")
    kind = "plain" if answer["reason"] == "small_talk" else kind
    body = to_html(_without_places(answer), anchors=[c["n"] for c in citations], prefix=f"{key}-")
    parts = [
        f'<p class="adv-verdict"><span class="adv-badge" aria-hidden="true"></span>{escape(verdict(answer))}</p>',
        f'<div class="adv-text">{body}</div>',
        _whom(answer),
        _choices(answer),
        _notices(answer["notices"]),
        _related(answer["related"], documents),
        _chips(consultation, names),
        _actions(consultation, root) if kind != "plain" else "",
    ]
    main = f'<div class="adv-main">{"".join(parts)}</div>'
    today = consultation.asked.today or consultation.at.date()
    aside = _sources(citations, documents, repeated=_repeated(answer), key=key, today=today)
    return typeset(f'<div class="adv-answer adv-{kind}">{main}{aside}</div>')


def verdict(answer: Mapping[str, Any]) -> str:
    """Return the words that head an answer: what it is, told by more than its colour."""
    if answer["status"] == "answered":
        return fr.ANSWERED
    if answer["status"] == "clarify":
        return fr.CLARIFY
    return fr.REFUSALS.get(answer["reason"] or "", fr.REFUSED)


def announcement(answer: Mapping[str, Any]) -> str:
    """Return what a screen reader announces when the answer arrives."""
    return f"{verdict(answer)}. {plain(answer['answer'])}"


def copied(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> str:
    """Return an answer and its sources as plain text, to paste into a message; no quote stands there twice."""
    lines, repeated = [plain(answer["answer"])], _repeated(answer)
    if answer["citations"]:
        lines.append(f"\n{fr.SOURCES} :")
    for citation in answer["citations"]:
        place = " › ".join([citation["title"], *citation["section"]])
        shown = [] if citation["n"] in repeated else [f"« {plain(sources.readable(documents, citation))} »"]
        lines.append(f"[{citation['n']}] " + "\n".join([*shown, place]))
        if citation["url"]:
            lines.append(citation["url"])
    lines.extend(f"\n{fr.NOTICE} : {notice['text']}" for notice in answer["notices"])
    lines.append(f"\n{fr.NOT_OFFICIAL}")
    return "\n".join(lines)


def _without_places(answer: Mapping[str, Any]) -> str:
    """Return an answer's text without the sentence on where the advisor looked: `_related` has it as buttons."""
    from advisor.answer.refuse import looked_at  # imports the engines: not before there is an answer

    looked = looked_at([place["section"] for place in answer["related"]])
    return str(answer["answer"].replace(f" {looked}", "") if looked else answer["answer"])


def _repeated(answer: Mapping[str, Any]) -> frozenset[int]:
    """Return the numbers of the citations whose words the answer already holds."""
    shown = _words(answer["answer"])
    return frozenset(c["n"] for c in answer["citations"] if _words(c["quote"]) in shown)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _whom(answer: Mapping[str, Any]) -> str:
    if answer["status"] != "not_found" or answer["reason"] == "small_talk":
        return ""
    whom = fr.ASK_WHOM.get(answer["reason"] or "", "")
    # The answer's own words may already say whom to ask; saying it twice would only lengthen a refusal.
    said = WHOM.split("{")[0] in answer["answer"]
    return "" if said or not whom else f'<p class="adv-whom">{escape(whom)}</p>'


def _choices(answer: Mapping[str, Any]) -> str:
    if not answer["choices"]:
        return ""
    buttons = "".join(
        f'<button type="button" class="adv-choice" data-action="say" data-text="{escape(choice)}">'
        f"{escape(choice)}</button>"
        for choice in answer["choices"]
    )
    return f'<div class="adv-choices" role="group" aria-label="{fr.CHOOSE}">{buttons}</div>'


def _notices(notices: list[JSON]) -> str:
    items = "".join(
        f'<li class="adv-notice"><strong>{fr.NOTICE}</strong> {escape(notice["text"])}</li>' for notice in notices
    )
    return f'<ul class="adv-notices">{items}</ul>' if items else ""


def _related(related: list[JSON], documents: Mapping[str, Document]) -> str:
    items = []
    for place in related:
        document = documents.get(place["document"])
        title = document.title if document else place["document"]
        section = escape(json.dumps(place["section"], ensure_ascii=False))
        items.append(
            f'<li><button type="button" class="adv-link" data-action="source" data-section="{section}"'
            f' data-document="{escape(place["document"])}">'
            f"{escape(' › '.join([title, *place['section'][-1:]]))}</button></li>"
        )
    return f'<div class="adv-related"><p>{fr.RELATED}</p><ul>{"".join(items)}</ul></div>' if items else ""


def _chips(consultation: Consultation, names: Mapping[str, str]) -> str:
    """Return what the assistant took for granted. What came from the choices or from earlier turns can be removed."""
    understood, asked = consultation.answer["understood"], consultation.asked
    earlier = len(asked.messages) > 1
    found = [("diploma", id, names.get(id, id), earlier or id == asked.diploma) for id in understood["diplomas"]]
    found += [("status", code, fr.situation(code), earlier or code in asked.status) for code in understood["situation"]]
    items = []
    for kind, value, label, removable in found:
        text = escape(label)
        if removable:
            name = escape(fr.REMOVE.format(what=label))
            text += (
                f'<button type="button" data-action="drop" data-kind="{kind}" data-value="{escape(value)}"'
                f' aria-label="{name}">'
                '<span aria-hidden="true">×</span></button>'
            )
        items.append(f'<li class="adv-chip" data-kind="{kind}" data-value="{escape(value)}">{text}</li>')
    return f'<div class="adv-assumed"><span>{fr.ASSUMED}</span><ul>{"".join(items)}</ul></div>' if items else ""


def _actions(consultation: Consultation, root: str) -> str:
    """Return what can be done with an answer. Its record stands in the page, so that the server keeps none."""
    data = escape(json.dumps(record(consultation), ensure_ascii=False))
    held = f'<input type="hidden" name="record" value="{data}">'
    if consultation.answer["status"] == "clarify":  # there is nothing to copy or to prove yet
        return held + _feedback()
    text = escape(copied(consultation.answer, consultation.index.documents))
    return (
        '<div class="adv-actions">'
        f'<button type="button" class="adv-button" data-action="copy" data-text="{text}">{fr.COPY}</button>'
        f'<form method="post" action="{escape(root)}/page/proof" target="_blank" class="adv-proof">{held}'
        f'<button class="adv-button" name="format" value="html">{fr.PROOF_HTML}'
        f' <span class="adv-hidden">{fr.NEW_TAB}</span></button>'
        f'<button class="adv-button" name="format" value="pdf" aria-label="{fr.PROOF_PDF_LONG}">{fr.PROOF_PDF}</button>'
        f"</form></div>{_feedback()}"
    )


def _feedback() -> str:
    reasons = "".join(
        f'<label><input type="checkbox" name="reasons" value="{code}"> {label}</label>'
        for code, label in fr.REASONS.items()
    )
    return (
        f'<details class="adv-feedback"><summary>{fr.FEEDBACK}</summary><form data-form="feedback">'
        f"<fieldset><legend>{fr.FEEDBACK_LEGEND}</legend>"
        f'<label><input type="radio" name="useful" value="yes"> {fr.USEFUL}</label>'
        f'<label><input type="radio" name="useful" value="no"> {fr.NOT_USEFUL}</label></fieldset>'
        f"<fieldset><legend>{fr.REASONS_LEGEND}</legend>{reasons}</fieldset>"
        f'<label class="adv-comment">{fr.COMMENT}'
        '<input type="text" name="comment" maxlength="1000" autocomplete="off"></label>'
        f'<p class="adv-small">{fr.FEEDBACK_STORED}</p>'
        '<p class="adv-said" role="status"></p>'
        f'<button class="adv-button adv-strong">{fr.SEND_FEEDBACK}</button></form></details>'
    )


def _sources(
    citations: list[JSON], documents: Mapping[str, Document], *, repeated: frozenset[int], key: str, today: date
) -> str:
    """Return the sources beside an answer. A phone does not show the quotes in `repeated` again."""
    if not citations:
        return ""
    items = []
    for citation in citations:
        document, n = documents.get(citation["document"]), citation["n"]
        path = escape(" › ".join(citation["section"]))
        section = escape(json.dumps(citation["section"], ensure_ascii=False))
        start, end = citation["start"], citation["end"]
        quote = to_html(as_quote(f"{sources.readable(documents, citation)} »"))  # the « is style.css's
        items.append(
            f'<li class="adv-source{" adv-repeated" if n in repeated else ""}" id="{escape(key)}-{n}"'
            f' data-document="{escape(citation["document"])}" data-start="{start}" data-end="{end}"'
            f' data-section="{section}" data-version="{document.sha256[:12] if document else ""}">'
            f'<span class="adv-number" aria-hidden="true">{n}</span><div><div class="adv-text">{quote}</div>'
            f'<p class="adv-where"><strong>{escape(citation["title"])}</strong>{f"<br>{path}" if path else ""}</p>'
            f"{sources.facts_html(document, today) if document else ''}"
            f'<p class="adv-source-links"><button type="button" class="adv-button" data-action="source"'
            f' data-target="{escape(key)}-{n}" aria-label="{fr.READ_SOURCE.format(n=n)}">{fr.READ_IN_PLACE}</button>'
            f"{sources.official_link(citation['url'])}</p></div></li>"
        )
    listed = "".join(items)
    return f'<section class="adv-sources" aria-label="{fr.SOURCES}"><h2>{fr.SOURCES}</h2><ol>{listed}</ol></section>'
