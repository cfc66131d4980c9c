"""A quote in its place, the proof sheet and its PDF."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from html import unescape
from types import SimpleNamespace

import pdfplumber
from web_fakes import DOCUMENTS, FakeIndex

from advisor.messages import LOOKED_AT
from advisor.records import Document
from advisor.web import proof, render, sources
from advisor.web.pdf import Writer, encodable, wrap

STAGE = DOCUMENTS["stage"]
QUOTE = "le rapport compte vingt pages au plus ;\n\n• la soutenance dure 30 minutes."

# As an amended text comes: « before each paragraph, a dash before it in a list, a line break inside a sentence.
AMENDED = Document(
    "amended",
    "1° Le b devient :\n\n« L'épreuve a deux parties :\n\n« Première partie :\n\n- « - le rapport (15 minutes) ;\n"
    "- « - les analyses qu'il a\n\nfaites.\n\n« Seconde partie :\n\n« - le dossier.\n",
    "0" * 64,
    "arrete",
    title="Arrêté",
)
LAID_OUT = (
    "L'épreuve a deux parties :\nPremière partie :\n- le rapport (15 minutes) ;\n"
    "- les analyses qu'il a faites.\nSeconde partie :\n- le dossier."
)


def _cited(document: Document, first: str, last: str) -> dict[str, object]:
    start = document.text.index(first)
    end = document.text.index(last) + len(last)
    return {
        "n": 1, "document": document.id, "title": document.title, "section": ["b)"], "url": None,
        "quote": document.text[start:end], "start": start, "end": end,
    }  # fmt: skip


def _answered(document: Document, citation: dict[str, object], text: str) -> dict[str, object]:
    return {
        "status": "answered", "reason": None, "answer": text, "citations": [citation], "notices": [], "related": [],
        "choices": [], "understood": {"diplomas": [], "situation": [], "session": None},
    }  # fmt: skip


def _amended(text: str) -> dict[str, object]:
    return _answered(AMENDED, _cited(AMENDED, "L'épreuve", "le dossier."), text)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_words_around_a_quote_are_those_of_the_text() -> None:
    html = sources.text_html(STAGE.text, 0, len(STAGE.text), 0, 0)
    assert _words(html) == " ".join(STAGE.text.split())


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    start = STAGE.text.index(QUOTE)
    html = sources.text_html(STAGE.text, 0, len(STAGE.text), start, start + len(QUOTE))
    marked = [_words(part) for part in re.findall(r"<mark>(.*?)</mark>", html)]
    assert marked == [
        "début de la citation : le rapport compte vingt pages au plus ;",
        "• la soutenance dure 30 minutes. (fin de la citation)",
    ]


def test_a_text_is_shown_without_its_signs_and_the_mark_stays_at_its_offsets() -> None:
    text = "Vu le [code de\nl'**éducation**](#) [1] et <https://a.b/c?d> :\n- « - le rapport ;\n« - [une page](https://a.b/c)."
    start, end = text.index("code") + 2, text.index("rapport") + 3  # from inside a link to inside an item
    html = sources.text_html(text, 0, len(text), start, end)
    marked = re.sub(r'<span class="adv-hidden">.*?</span>', "", html)
    assert unescape(marked) == (
        "<p>Vu le co<mark>de de</mark> <mark>l'éducation [1] et https://a.b/c?d :</mark></p>"
        "<p><mark>- le rap</mark>port ;</p><p>- une page.</p>"
    )


def test_the_panel_shows_facts_path_and_no_foreign_html() -> None:
    html = sources.panel_html(
        STAGE, FakeIndex().passages("stage"), start=31, end=60, section=["2. <u>Voie</u>"], today=date(2026, 1, 1)
    )
    assert "Applicable à partir de la session 2026" in html and "Publié le 18 février 2026" in html
    assert "<script" not in html and "<u>" not in html and "<b>" not in html


def test_an_expired_registration_is_a_warning_and_a_running_one_is_not() -> None:
    old = DOCUMENTS["vieux"]
    assert ("warning", "Enregistrement échu le 3 juillet 2019") in sources.facts(old, date(2019, 7, 4))
    assert ("plain", "Enregistrement valable jusqu’au 3 juillet 2019") in sources.facts(old, date(2019, 7, 3))


def test_only_web_addresses_become_links() -> None:
    assert sources.official_link("javascript:alert(1)") == ""
    assert 'href="https://a.b/?x=1&amp;y=&quot;"' in sources.official_link('https://a.b/?x=1&y="')


def _sheet(quote: str) -> proof.Sheet:
    start = STAGE.text.index("le rapport")
    citation = {"n": 1, "document": "stage", "title": STAGE.title, "section": ["2."], "quote": quote, "url": None}
    citation |= {"start": start, "end": start + len(quote)}
    answer = {
        "status": "answered", "reason": None, "answer": "Vingt pages [1].", "citations": [citation], "notices": [],
        "understood": {"diplomas": ["diploma-stage"], "situation": ["apprenti"], "session": 2026},
    }  # fmt: skip
    record = {
        "asked": "Combien <b>de</b> pages ?",
        "at": datetime(2026, 7, 1, 9, 5).isoformat(),
        "index": "7",
        "answer": answer,
    }
    return proof.sheet(record, DOCUMENTS, names={"diploma-stage": "BTS Essai"})


def test_the_sheet_says_when_a_quote_is_no_longer_in_the_text() -> None:
    assert _sheet(QUOTE).extracts[0].checked
    changed = _sheet(QUOTE.replace("vingt", "trente"))
    assert not changed.extracts[0].checked
    assert "ne correspond plus au texte conservé" in proof.html(changed)


def test_the_sheet_as_pdf_holds_the_same_words() -> None:
    sheet = _sheet(QUOTE)
    with pdfplumber.open(io.BytesIO(proof.pdf(sheet))) as file:
        text = " ".join(" ".join((page.extract_text() or "").split()) for page in file.pages)
    for part in (
        "Consultation du 1er juillet 2026 à 9 h 05",
        "Combien <b>de</b> pages ?",
        "BTS Essai, Apprenti, session 2026",
    ):
        assert part in text
    assert "le rapport compte vingt pages au plus ;" in text
    assert "&lt;b&gt;" in proof.html(sheet)


def test_a_long_sheet_takes_several_pages_and_loses_nothing() -> None:
    writer = Writer(title="Essai")
    for i in range(200):
        writer.text(f"Ligne {i} " + "mot " * 30)
    with pdfplumber.open(io.BytesIO(writer.file())) as file:
        text = "".join(page.extract_text() for page in file.pages)
        assert len(file.pages) > 5
    assert all(f"Ligne {i} " in text for i in range(200))


def test_lines_fit_and_unknown_characters_are_replaced() -> None:
    assert wrap("aa aa", 12, 10) == ["aa", "aa"]  # each a is 556/1000 of 10 points: two make 11.1
    assert wrap("« a ; aa  : b »", 20, 10) == ["« a ;", "aa  :", "b »"]  # no sign stands alone
    assert encodable("Œuvre ﬁn → 1\u202f000 €") == "Œuvre fin ? 1\u00a0000 €"


def test_a_quote_of_an_amended_text_is_laid_out_with_its_words_unchanged() -> None:
    citation = _amended("")["citations"][0]  # type: ignore[index]
    assert sources.readable({"amended": AMENDED}, citation) == LAID_OUT
    assert sources.readable({}, citation) == LAID_OUT  # the text is gone, the quote is known


def test_the_row_of_a_table_is_quoted_under_its_headings() -> None:
    table = Document("table", "| Épreuve | Coef. |\n|---|---|\n| E8 | 4 |\n", "0" * 64, "annexe", title="Règlement")
    assert sources.readable({"table": table}, _cited(table, "| E8", "4 |")) == "E8\n- Coef. : 4"


def test_the_sheet_shows_quotes_without_markup() -> None:
    answer = _amended("> « " + LAID_OUT.replace("\n", "\n> ") + " » [1]")
    record = {"asked": "?", "at": datetime(2026, 7, 1).isoformat(), "index": "7", "answer": answer}
    sheet = proof.sheet(record, {"amended": AMENDED}, names={})
    assert sheet.extracts[0].checked
    with pdfplumber.open(io.BytesIO(proof.pdf(sheet))) as file:
        lines = [line for page in file.pages for line in (page.extract_text() or "").split("\n")]
    first, *middle, last = LAID_OUT.split("\n")
    for end in (" » [1]", " »"):  # in the answer, then as its extract
        at = lines.index(f"« {first}")
        assert lines[at : at + 6] == [f"« {first}", *middle, f"{last}{end}"]
        del lines[: at + 6]
    quotes = re.findall(r"<blockquote>(.*?)</blockquote>", proof.html(sheet))
    assert quotes[1].startswith("<p>« L&#x27;épreuve a deux parties :<br>Première partie :</p><ul><li>le rapport")
    assert _words(quotes[1]).replace("<br>", " ") == f"« {LAID_OUT} »".replace("\n- ", " ").replace("\n", " ")


def test_what_is_copied_is_plain_text_with_each_quote_once() -> None:
    documents = {"amended": AMENDED}
    elsewhere = render.copied(_amended("**Oui** [1]."), documents)
    assert elsewhere.startswith(f"Oui [1].\n\nSources :\n[1] « {LAID_OUT} »\nArrêté › b)\n")
    quoted = render.copied(_amended("> « " + LAID_OUT.replace("\n", "\n> ") + " » [1]"), documents)
    assert quoted.startswith(f"« {LAID_OUT} » [1]\n\nSources :\n[1] Arrêté › b)\n")


def _page(answer: dict[str, object]) -> str:
    asked = SimpleNamespace(messages=(), today=date(2026, 7, 1), question="?", diploma=None, status=())
    index = SimpleNamespace(documents={"amended": AMENDED}, version="7")
    given = SimpleNamespace(asked=asked, answer=answer, at=datetime(2026, 7, 1), index=index)
    return render.answer_html(given, names={}, key="t0", root="")  # type: ignore[arg-type]


def test_the_card_of_a_source_closes_its_quote() -> None:
    html = _page(_amended("Oui [1]."))
    card = html[html.index('class="adv-sources"') :]
    assert "<ul><li>le dossier.\u00a0»</li></ul></blockquote>" in card and "- «" not in _words(card)


def test_a_refusal_names_where_to_look_once() -> None:
    looked = LOOKED_AT.format(places="« Durée de l'épreuve »")
    refusal = {"status": "not_found", "reason": "not_in_texts", "answer": f"Rien. {looked} Demandez.", "citations": []}
    related = [{"document": "amended", "section": ["1. Épreuves", "1.2 Durée de l'épreuve"]}]
    html = _page({**_amended(""), **refusal, "related": related})
    words = _words(re.sub(r"<input[^>]*>", "", html))
    assert "Rien. Demandez." in words and words.count("Durée de l’épreuve") == 1
