"""From a complaint to a case: evidence picked in a text, saved at once, by two at a time, over hand edits."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from desk_client import client, complain, desk_config
from starlette.testclient import TestClient

from advisor.config import Config
from advisor.desk import correct
from advisor.desk import messages_fr as fr
from advisor.desk.correct import Correction, draft, pick, read_facts, save
from advisor.desk.desk import DeskError
from advisor.evaluation import case_file
from advisor.evaluation.read import load_cases
from advisor.pipeline import Advisor

ANNEXE = "bts-metiers-de-la-mesure-annexe-stage"
QUESTION = "Combien de temps dure le stage en BTS métiers de la mesure ?"


@pytest.fixture
def own(config: Config, tmp_path: Path) -> Config:
    return desk_config(config, tmp_path)


@pytest.fixture
def browser(own: Config, advisor: Advisor) -> TestClient:
    return client(own, lambda _: advisor)


def span(advisor: Advisor, words: str, document: str = ANNEXE) -> str:
    found = advisor.index.documents[document]
    match = re.search(r"\s+".join(map(re.escape, words.split())), found.text)
    assert match
    return f"{document}:{match.start()}:{match.end()}:{found.sha256[:12]}"


def correction(advisor: Advisor, **changes: object) -> Correction:
    document, start, end, _ = span(advisor, "douze semaines").rsplit(":", 3)
    values = {
        "question": QUESTION, "status": "answered", "reason": "", "topic": "stage", "kind": "plain",
        "facts": ("12 semaines",), "evidence": (pick(advisor.index, document, int(start), int(end)),),
    }  # fmt: skip
    return Correction(**{**values, **changes})  # type: ignore[arg-type]


def texts(advisor: Advisor) -> dict[str, str]:
    return {name: document.text for name, document in advisor.index.documents.items()}


@pytest.mark.parametrize("evidence", ["x", f"{ANNEXE}:{'9' * 5_000}:1:x", f"{ANNEXE}:1:2"])
def test_evidence_that_is_no_place_is_shown_with_its_fault(browser: TestClient, evidence: str) -> None:
    fields = {"question": QUESTION, "document": ANNEXE, "evidence": evidence, "partie": "9" * 5_000}
    shown = browser.post("/corriger", data={**fields, "action": "show"})
    assert (shown.status_code, fr.NOTHING_PICKED in html.unescape(shown.text)) == (200, True)


def test_a_complaint_becomes_a_case_that_eval_reads(own: Config, advisor: Advisor, browser: TestClient) -> None:
    complain(own, advisor, QUESTION)
    listed = browser.get("/").text
    assert "&lt;b&gt;Ce n&#x27;est pas&lt;/b&gt; la durée." in listed and "<b>Ce" not in listed
    id = re.findall(r"/corriger\?avis=(\w+)", listed)[0]
    assert QUESTION in browser.get(f"/corriger?avis={id}").text
    fields = {"avis": id, "question": QUESTION, "status": "answered", "topic": "stage", "kind": "plain"}
    picked = browser.post("/corriger", data={**fields, "action": "take", "selection": span(advisor, "douze semaines")})
    assert "12 semaine" in picked.text
    value = re.findall(r'name="evidence" value="([^"]+)"', picked.text)[0]
    saved = browser.post(
        "/corriger", data={**fields, "evidence": value, "facts": "12 semaines min", "action": "save"}
    ).text
    assert "desk-001" in saved and "Étape à regarder" in saved
    cases = {case.id: case for case in load_cases(own.desk_cases.parent, texts(advisor))}
    assert cases["desk-001"].question == QUESTION
    assert str(cases["desk-001"].facts[0]) == "12 semaine (min)"
    assert "Traité : cas desk-001." in browser.get("/?voir=traites").text
    assert "0 avis affichables" in browser.get("/").text


def test_a_selection_that_crosses_sections_is_refused_and_nothing_is_lost(
    browser: TestClient, advisor: Advisor
) -> None:
    passages = advisor.index.passages(ANNEXE)
    first, second = next((a, b) for a, b in pairwise(passages) if a.headings != b.headings)
    version = advisor.index.documents[ANNEXE].sha256[:12]
    crossing = f"{ANNEXE}:{first.end - 30}:{second.start + 60}:{version}"
    data = {"question": QUESTION, "facts": "mot : rectorat", "action": "take", "selection": crossing}
    shown = browser.post("/corriger", data=data)
    assert (shown.status_code, "La sélection va de la section" in shown.text) == (422, True)
    assert QUESTION in shown.text and "mot : rectorat" in shown.text


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        ("", "Rien n’est sélectionné"),
        (f"{ANNEXE}:5:5:", "Rien n’est sélectionné"),
        (f"{ANNEXE}:0:99999999:", "sort du texte"),
        (f"{ANNEXE}:0:20:000000000000", "Le texte a changé"),
        ("none:0:3:", "Aucun texte"),
    ],
)
def test_what_cannot_be_evidence_is_said(browser: TestClient, selection: str, sentence: str) -> None:
    assert sentence in browser.post("/corriger", data={"action": "take", "selection": selection}).text


def test_words_are_found_without_a_mouse(browser: TestClient, advisor: Advisor) -> None:
    data = {"question": QUESTION, "document": ANNEXE, "words": "durée minimale de douze semaines", "action": "find"}
    found = browser.post("/corriger", data=data).text
    value = re.findall(r'name="add" value="([^"]+)"', found)[0]
    assert "douze semaines" in advisor.index.documents[ANNEXE].text[slice(*map(int, value.split(":")[1:3]))]
    assert f'name="evidence" value="{value}"' in browser.post("/corriger", data={**data, "add": value}).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"evidence": ()}, "a besoin d’une preuve"),
        ({"facts": ()}, "au moins un fait"),
        ({"facts": ("8 semaines",)}, "ne contient le fait « 8 semaine »"),
        ({"facts": ("n'importe quoi",)}, "écrivez 12 semaines min"),
        ({"facts": ("date : 2019-13-45",)}, "écrivez 12 semaines min"),
        ({"status": "not_found"}, "Choisissez la raison"),
    ],
)
def test_a_draft_says_what_is_missing(advisor: Advisor, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(DeskError, match=sentence):
        draft(correction(advisor, **changes), advisor.index)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("12 semaines min", {"number": 12, "unit": "semaine", "bound": "min"}),
        ("mot : recteur | rectorat", {"term": ["recteur", "rectorat"]}),
        ("code : E8", {"code": "E8"}),
        ("date : 3 juillet 2019", {"date": "2019-07-03"}),
    ],
)
def test_facts_are_read_as_typed_and_written_back(line: str, fact: dict[str, object]) -> None:
    assert read_facts(line) == [fact]
    assert read_facts(correct.fact_line(fact)) == [fact]


def test_a_fact_typed_and_found_in_the_selection_is_one(advisor: Advisor) -> None:
    twice = correction(advisor, facts=("12 semaines", "12 semaine"))
    assert draft(twice, advisor.index)["facts"] == [{"number": 12, "unit": "semaine"}]


def test_two_counsellors_at_once_lose_nothing(own: Config, advisor: Advisor) -> None:
    drafted = draft(correction(advisor), advisor.index)
    threads = [threading.Thread(target=save, args=(own.desk_cases, drafted, texts(advisor))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [case.id for case in load_cases(own.desk_cases, texts(advisor))] == [f"desk-{n:03d}" for n in range(1, 9)]


def test_a_hand_edit_during_a_save_is_kept(own: Config, advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted = draft(correction(advisor), advisor.index)
    save(own.desk_cases, drafted, texts(advisor))
    checked: Callable[..., object] = case_file._checked
    edits = iter(["# À relire.\n"])

    def edited(file: Path, *rest: object) -> object:
        for comment in edits:  # a hand saves the file after the desk has read it, once
            file.write_text(comment + file.read_text(encoding="utf-8"), encoding="utf-8")
        return checked(file, *rest)

    monkeypatch.setattr(case_file, "_checked", edited)
    save(own.desk_cases, drafted, texts(advisor))
    assert own.desk_cases.read_text(encoding="utf-8").startswith("# À relire.\n- id: desk-001")
    assert len(load_cases(own.desk_cases, texts(advisor))) == 2


def test_a_file_left_broken_by_hand_is_not_touched(own: Config, advisor: Advisor) -> None:
    own.desk_cases.write_text("- id: desk-001\n  question: [\n", encoding="utf-8")
    with pytest.raises(DeskError, match="a un défaut"):
        save(own.desk_cases, draft(correction(advisor), advisor.index), texts(advisor))
    assert own.desk_cases.read_text(encoding="utf-8") == "- id: desk-001\n  question: [\n"


def test_another_broken_file_does_not_keep_a_case_from_being_saved(own: Config, advisor: Advisor) -> None:
    (own.desk_cases.parent / "cross.yaml").write_text("- id: [\n", encoding="utf-8")
    case, _ = save(own.desk_cases, draft(correction(advisor), advisor.index), texts(advisor))
    assert case.id == "desk-001"


def test_a_refusal_is_a_case_too(own: Config, advisor: Advisor) -> None:
    told = correction(advisor, question="Et à Toulouse ?", status="not_found", reason="not_in_texts", topic="acces")
    case, _ = save(own.desk_cases, draft(told, advisor.index), texts(advisor))
    assert (case.status, case.reason, case.facts, case.evidence) == ("not_found", "not_in_texts", (), ())


def test_feedback_that_cannot_be_read_is_counted_and_kept(own: Config, browser: TestClient) -> None:
    own.feedback.mkdir()
    (own.feedback / "feedback.jsonl").write_bytes(b'{"half": \n\xff\xfe\n')
    assert "2 lignes du fichier des avis ne peuvent pas être lues" in browser.get("/").text
