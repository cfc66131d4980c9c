"""Trace, texts, coverage and comparison over the real index."""

from __future__ import annotations

import html
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from desk_client import client, desk_config
from starlette.testclient import TestClient
from web_fakes import FakeAdvisor

from advisor.config import Config
from advisor.desk import coverage
from advisor.desk.compare import differing, indexes
from advisor.desk.jobs import Job
from advisor.desk.texts import parts, pieces, search, sections_between
from advisor.desk.trace import stage_to_look_at
from advisor.evaluation.cases import Case, Tags
from advisor.index import generations
from advisor.pipeline import Advisor
from advisor.records import Answer, Check, Message, Question, Trace

ANNEXE = "bts-metiers-de-la-mesure-annexe-stage"
QUESTION = "Combien de semaines dure le stage en BTS métiers de la mesure ?"


@pytest.fixture
def browser(config: Config, advisor: Advisor, tmp_path: Path) -> TestClient:
    return client(desk_config(config, tmp_path), lambda _: advisor)


def test_a_trace_shows_every_stage(browser: TestClient) -> None:
    shown = browser.get("/trace", params={"question": QUESTION, "status": "apprenti", "session": "2026"}).text
    for title in ("Compris", "Choisi", "Trouvé", "Vérifications", "Temps par étape", "Étape à regarder"):
        assert title in shown
    assert "Apprenti" in shown and "rang mots" in shown and "douze semaines" in shown


@pytest.mark.parametrize(
    "query", [{"session": "demain"}, {"session": "9" * 5_000}, {"diploma": "nulle-part"}, {"mode": "magic"}]
)
def test_a_question_that_cannot_be_asked_says_why(browser: TestClient, query: dict[str, str]) -> None:
    assert browser.get("/trace", params={"question": QUESTION, **query}).status_code == 422


def answer(**changes: object) -> Answer:
    question = Question("q", "q", "q", diplomas=("d",), topic="stage")
    return replace(Answer(question, "answered", None, ""), **changes)  # type: ignore[arg-type]


def test_the_stage_to_look_at_is_the_first_that_shows_doubt(advisor: Advisor) -> None:
    hits = advisor.ask(QUESTION).trace.hits
    failed = Trace(hits=hits, checks=(Check("numbers", "x", False),))
    assert stage_to_look_at(answer(reason="out_of_scope", status="not_found")) == ("understand", "question")
    assert stage_to_look_at(answer()) == ("retrieve", "nothing_found")
    assert stage_to_look_at(answer(trace=failed)) == ("verify", "check_failed")
    assert stage_to_look_at(answer(trace=Trace(hits=hits, probability=0.99))) == ("select", "chosen")
    assumed = replace(answer().question, assumed_diploma=True)
    assert stage_to_look_at(answer(trace=Trace(hits=hits, probability=0.99), question=assumed))[0] == "understand"


def test_a_text_is_shown_character_by_character(browser: TestClient, advisor: Advisor) -> None:
    shown = browser.get(f"/textes/{ANNEXE}").text
    words = re.findall(r'<div class="words" data-start="(\d+)">(.*?)</div>', shown, re.DOTALL)
    text = advisor.index.documents[ANNEXE].text
    assert "".join(html.unescape(re.sub(r"<[^>]+>", "", body)) for _, body in words) == text
    assert "cas reposent sur ce passage" in shown


def test_words_are_searched_in_one_text_or_all(browser: TestClient, advisor: Advisor) -> None:
    assert search(advisor.index, "douze semaines", ANNEXE)[0].document == ANNEXE
    assert len({item.document for item in search(advisor.index, "stage")}) > 1
    assert "Rien dans les textes" in browser.get("/textes", params={"q": "xyzzy"}).text
    assert browser.get("/textes/none").status_code == 422


def test_a_long_text_is_shown_in_parts(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    passages = advisor.index.passages(ANNEXE)
    monkeypatch.setattr("advisor.desk.texts.LARGEST_PART", 1000)
    cut = parts(passages)
    assert len(cut) > 1 and [passage for part in cut for passage in part] == list(passages)
    assert len(sections_between(passages, 0, passages[-1].end)) > 1


def test_pieces_cut_where_a_mark_begins_or_ends() -> None:
    found = list(pieces("abcdef", 0, 6, [(1, 4, "x"), (3, 9, "y")]))
    assert found == [("a", ""), ("bc", "x"), ("d", "x y"), ("ef", "y")]


def case(situation: tuple[str, ...], status: str = "answered") -> Case:
    tags = Tags("bts-metiers-de-la-mesure", "stage", "plain", "easy", situation)
    message = (Message("user", "q"),)
    return Case("m-001", "m.yaml", message, status, None, (), (), (), "g", tags)  # type: ignore[arg-type]


def test_a_cell_is_tested_answered_or_silent(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case(()), case(("apprenti",)), case(("vae",), "not_found")]
    assert sorted(key[2] for key in coverage.tested(cases)) == ["", "apprenti"]
    monkeypatch.setattr(coverage, "TOPICS", ("stage", "validite"))
    found = coverage.cells(advisor, ["bts-metiers-de-la-mesure"], cases, Job(), situations=("apprenti", "scolaire"))
    state = {(cell.topic, cell.situation): cell.state for cell in found}
    assert len(found) == 2 * 3
    assert state["stage", "apprenti"] == "tested"
    assert state["stage", "scolaire"] == "untested"
    assert "silent" in state.values()


def test_the_coverage_map_is_made_while_one_waits(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    fake = client(desk_config(Config(index=tmp_path / "index"), tmp_path), FakeAdvisor.open)
    for address in ("/couverture", "/couverture?diplome=diploma-stage"):
        while "data-poll" in (shown := fake.get(address).text):
            time.sleep(0.05)
        assert 'id="map"' in shown and "répond, non testé" in shown
    assert fake.get("/couverture?diplome=none").status_code == 422


def test_two_situations_side_by_side_with_differences_marked(browser: TestClient) -> None:
    question = {"question": "Quelle est la durée de la première partie de l'épreuve E8 du BTS CIM ?"}
    same = browser.get("/comparer", params=question).text
    assert "Les deux réponses sont les mêmes." in same
    other = browser.get("/comparer", params={**question, "session-b": "2020"}).text
    assert "Les deux réponses diffèrent." in other and '<mark class="only">' in other
    for wrong in ({"index-b": "gen-9999-aaaa"}, {"model-b": "rm -rf"}, {"mode-a": "magic"}, {"status-a": "roi"}):
        assert browser.get("/comparer", params={**question, **wrong}).status_code == 422


def test_an_earlier_index_can_be_asked(config: Config, tmp_path: Path) -> None:
    shutil.copytree(config.index, tmp_path / "index")
    own = desk_config(config, tmp_path, index=tmp_path / "index")
    first = generations.current(own.index)
    later = "gen-0009-abcd"
    generations.begin(own.index)  # an unfinished one is not offered
    shutil.copytree(own.index / first, own.index / later)
    manifest = replace(generations.read_manifest(own.index, first), generation=later)
    generations.write_manifest(own.index, manifest)
    assert list(indexes(own)) == [later]
    shown = client(own, Advisor.open).get("/comparer", params={"question": "Bonjour", "index-b": later}).text
    assert "Les deux réponses sont les mêmes." in shown


def test_words_that_differ_are_cut_out() -> None:
    assert differing("au moins douze semaines", "au moins dix semaines") == (
        [("au moins", "same"), (" douze", "only"), (" semaines", "same")],
        [("au moins", "same"), (" dix", "only"), (" semaines", "same")],
    )


def test_what_is_typed_is_never_html(browser: TestClient) -> None:
    attack = '"><script>alert(1)</script>'
    for address in ("/trace?question=", "/textes?q=", "/comparer?question=", "/corriger?question=", "/?voir="):
        assert "<script>alert" not in browser.get(address + attack).text
    assert (
        "<script>alert"
        not in browser.post("/corriger", data={"question": attack, "words": attack, "facts": attack}).text
    )
    assert "<script>alert" not in browser.get(f"/textes/{attack}").text
