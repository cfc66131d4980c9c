"""Files of questions: five thousand lines, faults in place, a stop, and what is downloaded."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from desk_client import client
from starlette.testclient import TestClient
from web_fakes import FakeAdvisor

from advisor.config import Config
from advisor.desk import table_files
from advisor.desk.batch import LARGEST_FILE, Batch, Batches
from advisor.desk.desk import DeskError
from advisor.records import Answer

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    (tmp_path / "index").mkdir()
    config = Config(index=tmp_path / "index", desk="on", desk_cases=tmp_path / "questions" / "desk.yaml")
    return client(config, FakeAdvisor.open)


def send(browser: TestClient, content: bytes, name: str = "questions.csv") -> str:
    """Upload a file and return the address of its batch once it has ended."""
    sent = browser.post("/lot", files={"fichier": (name, content)})
    assert sent.status_code == 200, sent.text
    address = sent.url.path.removeprefix("/conseiller")
    while "data-poll" in browser.get(address).text:
        time.sleep(0.05)
    return address


def answers(browser: TestClient, address: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in browser.get(f"{address}/reponses.jsonl").text.splitlines()]


def test_five_thousand_lines_come_back_in_order_in_three_formats(browser: TestClient) -> None:
    lines = "".join(f"{n};Durée du stage en BTS Essai ? n°{n}\r\n" for n in range(5000))
    address = send(browser, ("id;question\r\n" + lines).encode("cp1252"))
    assert "5000 sur 5000. Réponses : 5000 ;" in browser.get(address).text
    found = answers(browser, address)
    assert [row["id"] for row in found] == [str(n) for n in range(5000)]
    assert found[4999]["question"] == "Durée du stage en BTS Essai ? n°4999"
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}/reponses.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert (len(rows), rows[5000][1]) == (5001, "4999")
    assert "« Une période de stage d’une durée minimale de douze semaines" in rows[1][6]
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"{address}/reponses.xlsx").content))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    written = sheet.findall(f"{CELL}sheetData/{CELL}row")
    assert (len(written), "".join(written[5000][1].itertext())) == (5001, "4999")


def test_faulty_lines_stay_in_their_place_and_the_rest_is_answered(browser: TestClient) -> None:
    content = (
        "question,session,diploma\nStage en BTS Essai ?,2026,\n,,diploma-stage\nStage ?,demain,\n"
        "Stage ?,,nulle-part\na,b,c,d\nStage en BTS Essai ?,,\n"
    )
    found = answers(browser, send(browser, content.encode()))
    assert [row.get("status", "error") for row in found] == ["answered", "error", "error", "error", "error", "answered"]
    assert "Écrivez d’abord" in str(found[1]["error"])
    assert "4 cellules pour 3 colonnes" in str(found[4]["error"])


def test_json_lines_with_conversations(browser: TestClient) -> None:
    turns = [{"role": "user", "content": "BTS Essai ?"}, {"role": "assistant", "content": "Oui."}]
    turns.append({"role": "user", "content": "et la durée ?"})
    lines = [json.dumps({"id": "a", "messages": turns}), "[1]", "{", json.dumps({"question": 3})]
    found = answers(browser, send(browser, "\n".join(lines).encode(), "q.jsonl"))
    assert [(row["id"], "error" in row) for row in found] == [("a", False), (None, True), (None, True), (None, True)]


def test_a_row_has_its_own_mode_and_names_its_diploma_as_for_the_command(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[str | None] = []
    ask = FakeAdvisor.ask

    def noting(self: FakeAdvisor, *args: Any, mode: str | None = None, **options: Any) -> Answer:
        modes.append(mode)
        return ask(self, *args, mode=mode, **options)

    monkeypatch.setattr(FakeAdvisor, "ask", noting)
    rows = [{"mode": "llm"}, {}, {"mode": "autre"}, {"session": 2026.9}, {"session": True}, {"diploma": "BTS Essai"}]
    lines = [json.dumps({"question": "Stage en BTS Essai ?", **row}) for row in rows]
    found = answers(browser, send(browser, "\n".join(lines).encode(), "q.jsonl"))
    assert modes == ["llm", None, None]
    assert [row.get("error") for row in found] == [
        None, None, "champ « mode » : valeur incorrecte.", *["champ « session » : valeur incorrecte."] * 2, None,
    ]  # fmt: skip


def test_an_unclosed_quotation_mark_is_named_with_its_line(browser: TestClient) -> None:
    address = send(browser, 'question\nStage en BTS Essai ?\n"jamais fermé\nStage ?\n'.encode())
    found = answers(browser, address)
    assert found[0]["status"] == "answered"
    assert "guillemet n’est sans doute pas fermé" in str(found[1]["error"])


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "q.csv", "Ce fichier est vide"),
        (b"PK\x03\x04zip", "q.xlsx", "n’est pas du texte"),
        (b"question\n\x00\x01\x02", "q.csv", "n’est pas du texte"),
        ("intitulé;âge\nx;1\n".encode(), "q.csv", "Colonnes lues : intitulé, âge"),
        (b"question\n\n\n", "q.csv", "aucune question"),
        (b"x" * (LARGEST_FILE + 1), "q.csv", "Fichier trop volumineux : 20 Mo"),
        (b"question\n" + b"a\n" * 20_001, "q.csv", "Plus de 20000 lignes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    browser: TestClient, content: bytes, name: str, sentence: str
) -> None:
    refused = browser.post("/lot", files={"fichier": (name, content)})
    assert (refused.status_code, sentence in refused.text) == (422, True)


def test_no_file_is_asked_for(browser: TestClient) -> None:
    assert browser.post("/lot", files={"fichier": ("", b"")}).status_code == 422


def test_a_stopped_batch_keeps_what_it_has(browser: TestClient) -> None:
    sent = browser.post("/lot", files={"fichier": ("q.csv", b"question\n" + b"BTS Essai lent\n" * 50)})
    address = sent.url.path.removeprefix("/conseiller")
    while not answers(browser, address):
        time.sleep(0.1)
    stopped = browser.post(f"{address}/arreter").text
    assert "ce qui est fait est gardé" in stopped
    assert 1 <= len(answers(browser, address)) < 50


def test_a_second_batch_waits_for_the_first_and_can_be_stopped(browser: TestClient) -> None:
    first = browser.post("/lot", files={"fichier": ("a.csv", b"question\n" + b"BTS Essai lent\n" * 20)})
    second = browser.post("/lot", files={"fichier": ("b.csv", b"question\nBTS Essai\n")})
    assert "En attente du lot précédent" in browser.get(second.url.path.removeprefix("/conseiller")).text
    for sent in (second, first):
        browser.post(sent.url.path.removeprefix("/conseiller") + "/arreter")
    assert answers(browser, second.url.path.removeprefix("/conseiller")) == []


def test_no_cell_becomes_a_formula_and_no_text_html(browser: TestClient) -> None:
    attack = '=HYPERLINK("http://elsewhere.invalid")'
    content = json.dumps({"id": attack, "question": "BTS Essai <script>alert(1)</script>"}).encode()
    address = send(browser, content, "q.jsonl")
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}/reponses.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert rows[1][1] == "'" + attack
    assert "<script>alert" not in browser.get(address).text


def test_control_characters_make_no_broken_sheet(tmp_path: Path) -> None:
    result = {"line": 1, "id": "\x00\x0b\ud800", "question": "<&>", "error": "x" * 40_000}
    with (tmp_path / "a.xlsx").open("wb") as out:
        table_files.write_xlsx([result], out)
    sheet = zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml")
    texts = ["".join(cell.itertext()) for cell in ElementTree.fromstring(sheet).iter(f"{CELL}c")]
    assert "<&>" in texts and max(map(len, texts)) == 32_767


def test_batches_are_listed_while_others_begin() -> None:
    batches = Batches(lambda: pytest.fail("nothing is asked"))

    class Held(dict[str, Batch]):
        def values(self) -> Any:
            assert batches._changing.locked()
            return super().values()

    batches._batches = Held()
    assert batches.all() == []


def test_an_unknown_batch_says_so(browser: TestClient) -> None:
    assert "Ce lot n’est plus là" in browser.get("/lot/none").text


def test_too_long_a_cell_is_a_fault_of_its_row(tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    file.write_text('question\n"' + "x" * 200_000 + '"\n', encoding="utf-8")
    assert "CSV illisible" in next(iter(table_files.rows(file, "q.csv"))).problem
    with pytest.raises(DeskError, match="vide"):
        next(table_files.rows(tmp_path.joinpath("e").touch() or tmp_path / "e", "e"))
