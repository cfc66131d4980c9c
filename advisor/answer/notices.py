"""What a reader must know of the sources of an answer: expired, undated, long not checked, columns lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from advisor import messages
from advisor.language.french import date_in_words
from advisor.records import Citation, Document, Notice
from advisor.retrieve import SearchableIndex, documents_of

STALE_DAYS = 365


def notices_for(
    citations: Sequence[Citation], index: SearchableIndex, today: date, *, session: int | None = None
) -> list[Notice]:
    """Return what the reader must know of the sources cited; `session` is the one that the question is about."""
    found: dict[tuple[str, str], Notice] = {}
    ambiguous = _ambiguous_spans(citations, index)
    for cited in citations:
        for notice in _document_notices(index.documents[cited.document], today, session):
            found.setdefault((notice.kind, cited.document), notice)
        if cited.n in ambiguous:
            found.setdefault(
                ("ambiguous_source", cited.document), Notice("ambiguous_source", messages.NOTICES["ambiguous_source"])
            )
    return list(found.values())


def expired(diploma: str, index: SearchableIndex, today: date) -> list[Notice]:
    """Return that the registration of a diploma has expired, where one of its texts says so: true of a refusal too."""
    held = [index.documents[name] for name in documents_of(index, [diploma])]
    found = [notice for document in held for notice in _document_notices(document, today, None)]
    return list(dict.fromkeys(notice for notice in found if notice.kind == "expired"))


def named(notice: Notice, name: str) -> Notice:
    """Return a notice on a registration with the name of its diploma, for an answer about several."""
    if notice.kind != "expired":
        return notice
    return replace(notice, text=f"{name} : {notice.text[:1].lower()}{notice.text[1:]}")


def _ambiguous_spans(citations: Sequence[Citation], index: SearchableIndex) -> set[int]:
    return {
        cited.n
        for cited in citations
        if any(s.ambiguous and s.start < cited.end and s.end > cited.start for s in index.sentences(cited.document))
    }


def _document_notices(document: Document, today: date, session: int | None) -> list[Notice]:
    texts = messages.NOTICES
    found = []
    if document.valid_until and document.valid_until < today:
        found.append(Notice("expired", texts["expired"].format(date=date_in_words(document.valid_until))))
    first = document.applies_from_session
    if first is not None and session is not None and session < first:
        found.append(Notice("not_applicable_to_session", texts["not_applicable_to_session"].format(first=first)))
    if document.retrieved_on and (today - document.retrieved_on).days > STALE_DAYS:
        found.append(Notice("stale_source", texts["stale_source"].format(date=date_in_words(document.retrieved_on))))
    dated = document.published or document.valid_until or document.applies_from_session or document.retrieved_on
    if not dated:
        found.append(Notice("undated_source", texts["undated_source"]))
    return found
