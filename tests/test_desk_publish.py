"""A changed text before and after it is published: what changes, which answers move, and nothing half done."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_client import client, desk_config
from starlette.testclient import TestClient

from advisor.build import build_index
from advisor.config import ROOT, Config
from advisor.desk import publish
from advisor.desk.publish import Hunk, hunks
from advisor.errors import IndexUnusable
from advisor.pipeline import Advisor

ANNEXE = "bts-metiers-de-la-mesure-annexe-stage"
QUESTION = "Combien de semaines dure le stage en BTS métiers de la mesure ?"


@pytest.fixture
def own(config: Config, tmp_path: Path) -> Config:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    shutil.copytree(config.index, tmp_path / "index")
    made = desk_config(config, tmp_path, corpus=tmp_path / "corpus", index=tmp_path / "index")
    for file in made.desk_cases.parent.glob("*.yaml"):  # a few cases, so that both indexes are asked quickly
        if file.stem != "metiers-de-la-mesure":
            file.unlink()
    few = made.desk_cases.parent / "metiers-de-la-mesure.yaml"
    few.write_text("\n- id:".join(few.read_text(encoding="utf-8").split("\n- id:")[:7]) + "\n", encoding="utf-8")
    return made


@pytest.fixture
def browser(own: Config) -> Iterator[TestClient]:
    with client(own, Advisor.open) as browser:
        yield browser


def text_of(config: Config) -> str:
    return (config.corpus / f"{ANNEXE}.txt").read_bytes().decode("utf-8")


def review(browser: TestClient, content: bytes, *, document: str = ANNEXE, name: str = "v2.txt") -> str:
    """Propose a text and return the page once it has been looked at."""
    sent = browser.post("/publier", data={"document": document}, files={"fichier": (name, content)})
    while "data-poll" in (shown := browser.get("/publier").text) and sent.status_code == 200:
        time.sleep(0.1)
    return sent.text if sent.status_code != 200 else shown


def answer(config: Config) -> str:
    advisor = Advisor.open(config)
    try:
        return advisor.ask(QUESTION).text
    finally:
        advisor.close()


def test_see_what_changes_then_publish(browser: TestClient, own: Config) -> None:
    new = text_of(own).replace("douze semaines", "quatorze semaines")
    assert new != text_of(own)
    shown = review(browser, new.encode())
    assert "<del>" in shown and "quatorze</ins>" in shown.replace("\n", " ").replace(
        "quatorze semaines</ins>", "quatorze</ins>"
    )
    assert "valeur changée" in shown and "12 semaine" in shown and "14 semaine" in shown
    assert "moins bien" in shown
    assert "quatorze" not in answer(own)  # nothing has changed yet
    published = browser.post("/publier/decision", data={"decision": "publish"}).text
    assert "Publié : les réponses viennent maintenant de l’index gen-0002" in published
    assert "quatorze semaines" in text_of(own) and "quatorze" in answer(own)
    traced = browser.get("/trace", params={"question": QUESTION}).text  # the running service answers from it
    assert "quatorze" in traced


def test_see_what_changes_then_do_not(browser: TestClient, own: Config) -> None:
    before = text_of(own)
    review(browser, before.replace("douze", "seize").encode())
    assert "Nouvelle version de" in browser.post("/publier/decision", data={"decision": "discard"}).text
    assert (text_of(own), (own.index / "CURRENT").read_text()[:8]) == (before, "gen-0001")


def test_the_same_text_changes_nothing(browser: TestClient, own: Config) -> None:
    shown = review(browser, text_of(own).encode())
    assert "Rien ne change" in shown and 'value="publish"' not in shown


def test_a_new_text_and_the_folder_itself(browser: TestClient, own: Config) -> None:
    assert "nouveau texte" in review(
        browser, b"# CAP Essai\n\nLe stage dure huit semaines.\n", document="", name="cap.md"
    )
    browser.post("/publier/decision", data={"decision": "publish"})
    assert (own.corpus / "cap.md").is_file()
    (own.corpus / "cap.md").write_text("# CAP Essai\n\nLe stage dure neuf semaines.\n", encoding="utf-8")
    browser.post("/publier", data={"source": "folder"})
    while "data-poll" in (shown := browser.get("/publier").text):
        time.sleep(0.1)
    assert "cap : texte modifié" in shown
    assert "gen-0003" in browser.post("/publier/decision", data={"decision": "publish"}).text


@pytest.mark.parametrize(
    ("content", "name", "document", "sentence"),
    [
        (b"mot " * 5_000_000, "gros.txt", ANNEXE, "Ce texte dépasse 4 Mo"),  # twenty megabytes
        (b"MZ\x00\x01" * 50, "v2.txt", ANNEXE, "n’est pas du texte"),
        ("été".encode("latin-1"), "v2.txt", ANNEXE, "n’est pas en UTF-8 (octet 0)"),
        (b"  \n", "v2.txt", ANNEXE, "Ce fichier est vide"),
        (b"x", "v2.exe", ANNEXE, "Ce genre de fichier n’est pas lu"),
        (b"x", "../../../etc/passwd.txt", "../x", "Nom « ../x »"),
        (b"x", f"{ANNEXE}.md", "", "existe déjà"),
    ],
)
def test_a_file_that_is_no_text_is_refused_at_once(
    browser: TestClient, own: Config, content: bytes, name: str, document: str, sentence: str
) -> None:
    before = sorted(path.name for path in own.corpus.iterdir())
    assert sentence in review(browser, content, document=document, name=name)
    assert sorted(path.name for path in own.corpus.iterdir()) == before


def test_a_text_changed_meanwhile_by_hand_is_not_overwritten(browser: TestClient, own: Config) -> None:
    review(browser, text_of(own).replace("douze", "seize").encode())
    (own.corpus / f"{ANNEXE}.txt").write_text("À la main.", encoding="utf-8")
    refused = browser.post("/publier/decision", data={"decision": "publish"})
    assert (refused.status_code, "a changé depuis l’examen" in refused.text) == (422, True)
    assert text_of(own) == "À la main."


def test_an_index_built_meanwhile_asks_for_another_look(browser: TestClient, own: Config) -> None:
    review(browser, text_of(own).replace("douze", "seize").encode())
    build_index(own, rebuild=True, progress=False)
    assert "L’index a changé" in browser.post("/publier/decision", data={"decision": "publish"}).text


def test_a_build_that_fails_puts_the_old_text_back(
    browser: TestClient, own: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text_of(own)
    review(browser, before.replace("douze", "seize").encode(), name="v2.md")

    def full(*_: object, **__: object) -> None:
        raise IndexUnusable("the disk is full")

    monkeypatch.setattr(publish, "build_index", full)
    assert "l’ancien texte est remis" in browser.post("/publier/decision", data={"decision": "publish"}).text
    assert text_of(own) == before and not (own.corpus / f"{ANNEXE}.md").exists()


def test_nothing_can_be_published_before_a_look(browser: TestClient) -> None:
    assert "rien à publier" in browser.post("/publier/decision", data={"decision": "publish"}).text


def test_hunks_are_the_lines_that_differ() -> None:
    assert hunks("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n") == [Hunk("b\n", "B\n"), Hunk("", "e\n")]
    assert hunks("same\n", "same\n") == []
