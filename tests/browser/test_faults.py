"""What goes wrong around the page: too much text, reloads, two tabs, a server that stops. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from test_student import STAGE, ask
from web_server import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

Window = Callable[..., "Page"]


def test_empty_and_too_long_questions_stay_in_the_field(window: Window) -> None:
    page = window()
    field = page.get_by_label("Votre question")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.get_by_text("Écrivez d’abord votre question.").wait_for()
    field.fill("é" * 2001)
    field.press("Enter")
    page.get_by_text("Votre question compte 2001 caractères").wait_for()
    assert (field.input_value(), page.locator(".adv-turn").count()) == ("é" * 2001, 0)


def test_a_reload_keeps_the_conversation_and_an_unanswered_question(window: Window) -> None:
    page = window()
    ask(page, STAGE)
    page.get_by_label("Votre question").fill("BTS Essai, lentement : lent")
    page.get_by_label("Votre question").press("Enter")
    page.get_by_text("Recherche dans les textes…").last.wait_for()
    page.reload()
    turns = page.locator(".adv-turn")
    turns.nth(1).get_by_role("button", name="Réessayer").click()
    turns.nth(1).get_by_text("Réponse tirée des textes").wait_for()
    assert STAGE in turns.nth(0).inner_text() and "Douze semaines" in turns.nth(0).inner_text()


def test_two_tabs_do_not_mix(window: Window) -> None:
    first = window()
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_label("Votre question").wait_for()
    ask(first, STAGE)
    assert "Pour quel diplôme\u00a0?" in ask(second, "et la durée ?").inner_text()
    assert "Douze semaines" in ask(first, "et la durée ?").inner_text()
    assert (first.locator(".adv-turn").count(), second.locator(".adv-turn").count()) == (2, 1)


def test_a_second_question_while_one_is_answered_is_kept(window: Window) -> None:
    page = window()
    field = page.get_by_label("Votre question")
    field.fill("BTS Essai lent")
    field.press("Enter")
    page.locator(".adv-pending").wait_for()
    field.fill("la suivante")
    field.press("Enter")
    page.get_by_text("Une réponse est en cours.").wait_for()
    page.get_by_role("button", name="Recommencer").click()
    assert field.input_value() == "la suivante"
    page.locator(".adv-answer").wait_for()
    assert page.locator("#adv-message").inner_text() == ""


def test_the_next_person_starts_from_nothing(window: Window) -> None:
    page = window(reduced_motion="reduce")
    fold = page.locator("#adv-precisions > button")
    fold.click()
    page.get_by_label("Mon diplôme").click()
    page.get_by_role("option", name="BTS Essai").click()
    page.get_by_label("Redoublant").check()
    fold.get_by_text("Ma situation : BTS Essai, Redoublant").wait_for()
    fold.click()
    for _ in range(2):
        ask(page, "Durée ?")
    page.get_by_role("button", name="Recommencer").click()
    fold.get_by_text("Préciser ma situation").wait_for()
    assert page.evaluate("scrollY") == 0
    assert "Pour quel diplôme\u00a0?" in ask(page, "Durée ?").inner_text()


def test_a_hundred_questions_in_a_row(window: Window) -> None:
    page = window()
    for i in range(100):  # as the button does, without the time that typing takes
        page.evaluate("question => window.advisor.send(question, '', '', [])", f"Question {i} du BTS Essai")
        page.locator(".adv-turn").nth(i).locator(".adv-answer").wait_for()
    page.reload()
    page.locator(".adv-turn").nth(99).get_by_text("Question 99 du BTS Essai").first.wait_for()
    assert page.locator(".adv-answer").count() == 100
    assert page.evaluate("Math.round(document.getElementById('turn-t2r').getBoundingClientRect().top)") in range(40)


def test_the_server_restarts_under_an_open_page(window: Window, tmp_path: Path) -> None:
    with running(tmp_path) as where:
        page = window(where=where)
        ask(page, STAGE)
    page.get_by_label("Votre question").fill("et la durée ?")
    page.get_by_label("Votre question").press("Enter")
    page.get_by_text("Le serveur ne répond pas.").first.wait_for()
    with running(tmp_path, port=int(where.rpartition(":")[2])):
        page.get_by_role("button", name="Réessayer").click()
        page.locator(".adv-turn").nth(1).get_by_text("Réponse tirée des textes").wait_for()
    assert page.locator(".adv-turn").count() == 2


def test_back_closes_the_source_and_closing_it_leaves_no_entry(window: Window) -> None:
    page = window()
    ask(page, STAGE)
    panel, source = page.locator("#adv-panel"), page.get_by_role("button", name="Source 1", exact=True)
    source.click()
    page.go_back()
    panel.wait_for(state="hidden")
    assert page.locator(".adv-turn").count() == 1
    page.go_forward()
    page.evaluate("history.pushState('after', '')")
    source.click()
    page.keyboard.press("Escape")
    page.wait_for_function("history.state === 'after'")


def test_a_server_that_stopped_is_told_where_it_is_missed(window: Window) -> None:
    page = window()
    answer = ask(page, STAGE)
    page.route("**/page/source/**", lambda route: route.abort())
    page.route("**/api/feedback", lambda route: route.abort())
    answer.get_by_text("Donner mon avis").click()
    answer.get_by_label("Pas utile").check()
    answer.get_by_role("button", name="Envoyer mon avis").click()
    answer.get_by_text("votre avis n’est pas parti").wait_for()
    page.get_by_role("button", name="Source 1", exact=True).click()
    page.get_by_text("le texte ne peut pas être affiché").wait_for()
    page.unroute("**/page/source/**")
    page.locator("#adv-panel").get_by_role("button", name="Réessayer").click()
    page.locator("#adv-panel mark").first.wait_for()


def test_a_question_that_cannot_be_read_is_not_retried(window: Window) -> None:
    page = window()
    refused = {"status": 422, "json": {"error": "Cette question ne peut pas être lue."}}
    page.route("**/page/turn", lambda route: route.fulfill(**refused))
    assert ask(page, "?").inner_text() == "Cette question ne peut pas être lue."


def test_without_an_index_the_page_says_how_to_build_one(window: Window, tmp_path: Path) -> None:
    with running(tmp_path, index=False) as where:
        page = window(where=where)
        assert "advisor index" in page.locator("#adv-header").inner_text()
        assert "advisor index" in ask(page, STAGE).inner_text()
        (tmp_path / "index").mkdir()
        page.get_by_role("button", name="Réessayer").click()
        page.get_by_text("Réponse tirée des textes").first.wait_for()
