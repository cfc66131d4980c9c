"""What a student does with the page, in a real browser on a phone's screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Window = Callable[..., "Page"]
# Findings in Gradio's own components, as (rule, element): none today; a new version's are listed here, with why.
GRADIO: frozenset[tuple[str, str]] = frozenset()
STAGE = "Combien de semaines de stage en BTS Essai ?"


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and return the answer that comes."""
    before = page.locator(".adv-turn").count()
    page.get_by_label("Votre question").fill(question)
    page.get_by_label("Votre question").press("Enter")
    answer = page.locator(".adv-turn").nth(before).locator(".adv-answer")
    answer.wait_for()
    return answer


def test_from_question_to_proof(window: Window) -> None:
    page = window()
    answer = ask(page, STAGE)
    assert "Douze semaines au moins" in answer.inner_text()
    page.get_by_role("button", name="Source 1", exact=True).click()
    panel = page.get_by_role("dialog", name="La source dans le texte")
    panel.locator("mark").first.wait_for()  # the passage comes after the panel
    marked = " ".join(panel.locator("mark").all_inner_texts())
    assert "Une période de stage d’une durée minimale de douze semaines" in marked
    assert "Applicable à partir de la session 2026" in panel.inner_text()
    assert panel.get_by_role("link", name="Page officielle").get_attribute("href") == "https://www.example.org/stage"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "[1]"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_follow_up_refusal_and_clarification(window: Window) -> None:
    page = window()
    clarify = ask(page, "Durée du stage ?")
    assert "Une précision est nécessaire" in clarify.inner_text()
    clarify.get_by_role("button", name="BTS Essai").click()
    page.locator(".adv-turn").nth(1).locator(".adv-answered-turn").wait_for()
    assert "Réponse tirée des textes" in page.locator(".adv-turn").nth(1).inner_text()
    refusal = ask(page, "Quelle météo ?")
    assert "Les textes ne le disent pas" in refusal.inner_text() and "À qui demander" in refusal.inner_text()
    assert refusal.locator(".adv-sources").count() == 0


def test_a_question_sent_before_the_page_is_built_is_answered(window: Window) -> None:
    page = window()
    early = f"addEventListener('DOMContentLoaded', () => window.advisor.send({json.dumps(STAGE)}, '', '', []))"
    page.add_init_script(early)
    page.reload()
    answer = page.locator(".adv-turn .adv-answer")
    answer.wait_for()
    assert "Douze semaines au moins" in answer.inner_text()


def test_what_was_assumed_can_be_removed(window: Window) -> None:
    page = window()
    ask(page, STAGE)
    ask(page, "et la durée ?").get_by_role("button", name="Retirer « BTS Essai »").click()
    again = page.locator(".adv-turn").nth(2)
    again.locator(".adv-answer").wait_for()
    assert "Pour quel diplôme\u00a0?" in again.inner_text()


def test_choices_are_sent_and_shown(window: Window) -> None:
    page = window()
    page.get_by_role("button", name="Préciser ma situation").click()
    page.get_by_label("Mon diplôme").click()
    page.get_by_role("option", name="BTS Essai").click()
    page.get_by_label("Redoublant").check()
    answer = ask(page, "Durée ?")
    assert answer.locator(".adv-chip").all_text_contents() == ["BTS Essai×", "Redoublant×"]


def test_copy_proof_sheet_and_feedback(window: Window, folder: Path) -> None:
    page = window(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    answer = ask(page, STAGE)
    answer.get_by_role("button", name="Copier").click()
    page.get_by_text("Réponse copiée").wait_for()
    assert "[1] « Une période de stage" in page.evaluate("navigator.clipboard.readText()")
    with page.context.expect_page() as opened:
        answer.get_by_role("button", name="Fiche de preuve (nouvel onglet)").click()
    assert "Extrait vérifié : identique au texte conservé" in opened.value.inner_text("main")
    with page.expect_download() as download:
        answer.get_by_role("button", name="Fiche de preuve en PDF").click()
    assert download.value.suggested_filename == "fiche-de-preuve.pdf"
    answer.get_by_text("Donner mon avis").click()
    answer.get_by_label("Pas utile").check()
    answer.get_by_label("Texte périmé").check()
    answer.get_by_label("Votre remarque").fill("<b>vu</b>")
    answer.get_by_role("button", name="Envoyer mon avis").click()
    answer.get_by_text("Merci, votre avis est enregistré.").wait_for()
    stored = json.loads((folder / "feedback" / "feedback.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (stored["useful"], stored["reasons"], stored["comment"]) == (False, ["texte_perime"], "<b>vu</b>")


def test_keyboard_only(window: Window) -> None:
    page = window(1280, 850)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller à la question"
    page.keyboard.press("Enter")
    page.keyboard.type(STAGE)
    page.keyboard.press("Enter")
    page.locator(".adv-answer").wait_for()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Source 1":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    page.keyboard.press("Enter")
    page.locator("#adv-panel mark").first.wait_for()
    assert outline == "3px"


def test_answers_are_announced(window: Window) -> None:
    page = window()
    ask(page, STAGE)
    page.wait_for_function("document.getElementById('adv-live').textContent.startsWith('Réponse tirée des textes.')")


def test_nothing_written_is_run_as_html(window: Window) -> None:
    page = window()
    answer = ask(page, 'BTS Essai <script>window.hacked = true</script><img src=x onerror="window.hacked = true">')
    assert "<script>window.hacked" in answer.inner_text()
    page.get_by_role("button", name="Source 1", exact=True).click()
    page.locator("#adv-panel mark").first.wait_for()
    assert "<script>window.hacked" in page.locator("#adv-panel").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("#adv-conversation img, #adv-conversation script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 850)])
def test_no_serious_accessibility_finding(window: Window, axe: str, width: int, height: int, scheme: str) -> None:
    page = window(width, height, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("button", name="Préciser ma situation").click()
    ask(page, STAGE)
    ask(page, "Quelle météo ?").get_by_text("Donner mon avis").click()
    ask(page, "Durée <i>?</i>")
    page.route("**/page/turn", lambda route: route.abort())
    assert "Le serveur ne répond pas" in ask(page, "Et sans réseau ?").inner_text()
    findings = _findings(page, axe)
    page.get_by_role("button", name="Source 1", exact=True).first.click()
    page.locator("#adv-panel mark").first.wait_for()
    findings |= _findings(page, axe)
    assert findings - GRADIO == set()


def _findings(page: Page, axe: str) -> set[tuple[str, str]]:
    """Return axe-core's serious and critical findings as (rule, element)."""
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    return {
        (violation["id"], str(node["target"][0]))
        for violation in result["violations"]
        for node in violation["nodes"]
        if violation["impact"] in ("serious", "critical")
    }
