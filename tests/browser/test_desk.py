"""A counsellor's day in a real browser: from a complaint to the stage at fault, and every other tool of the desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_client import complain, desk_config
from desk_server import Planted, running

from advisor.config import ROOT, Config
from advisor.evaluation.read import load_cases

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "sésame"
ANNEXE = "bts-metiers-de-la-mesure-annexe-stage"
FAULTY = "Combien de pages compte le rapport de stage en BTS métiers de la mesure ?"
SELECT = """(words) => {
  for (const node of document.querySelectorAll("#source .words")) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const at = text.data.indexOf(words);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + words.length);
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
      return true;
    }
  }
  return false;
}"""


@pytest.fixture(scope="module")
def own(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    shutil.copytree(config.index, folder / "index")
    made = desk_config(config, folder, corpus=folder / "corpus", index=folder / "index", desk_password=PASSWORD)
    for file in made.desk_cases.parent.glob("*.yaml"):  # a few cases, so that both indexes are asked quickly
        few = "\n- id:".join(file.read_text(encoding="utf-8").split("\n- id:")[:5]) + "\n"
        file.write_text(few, encoding="utf-8")
    advisor = Planted.open(made)
    complain(made, advisor, FAULTY)
    advisor.close()
    return made


@pytest.fixture(scope="module")
def desk(own: Config) -> Iterator[str]:
    with running(own) as address:
        yield address


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    """A window on the desk, inside."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True, locale="fr-FR")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(desk + "/trace")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("heading", name="Avis reçus").wait_for()
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def shot(page: Page, tmp_path: Path) -> Callable[[str], None]:
    folder = Path(os.environ.get("ADVISOR_SCREENSHOTS", tmp_path))
    return lambda name: page.screenshot(path=folder / f"desk-{name}.png") and None


def test_a_complaint_becomes_a_failing_test_and_names_the_stage(
    page: Page, own: Config, shot: Callable[[str], None]
) -> None:
    shot("inbox")
    page.get_by_role("link", name="Corriger").first.click()
    assert page.get_by_label("Question", exact=True).input_value().strip() == FAULTY
    assert page.evaluate(SELECT, "pages maximum (hors annexes)")
    taken = page.evaluate("document.getSelection().toString()")
    page.get_by_role("button", name="Prendre la sélection").click()
    page.locator("#evidence blockquote").wait_for()
    assert taken in page.locator("#evidence blockquote").inner_text()
    page.get_by_label("Faits qu’une bonne réponse contient").fill("mot : pages")
    shot("correct")
    page.get_by_role("button", name="Enregistrer le cas").click()
    page.get_by_text("Le cas desk-001 est enregistré et vérifié.").wait_for()
    said = page.locator("main").inner_text()
    assert "sans réponse" in said and "choisir les extraits" in said
    shot("saved")
    texts = {
        path.stem: path.read_bytes().decode("utf-8") for path in own.corpus.iterdir() if path.suffix in (".md", ".txt")
    }
    assert [case.question for case in load_cases(own.desk_cases, texts)] == [FAULTY]
    page.get_by_role("link", name="Voir la trace").click()
    assert "choisir les extraits" in page.locator("#look-at").inner_text()
    assert "rang mots" in page.locator("#found-title ~ div").inner_text()
    shot("trace")


def test_texts_are_read_and_searched(page: Page, shot: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Textes", exact=True).click()
    page.get_by_label("Chercher dans tous les textes").fill("douze semaines")
    page.get_by_role("button", name="Chercher").click()
    page.locator(".results li a").first.click()
    assert page.locator("mark.here").first.inner_text().strip() != ""
    page.get_by_text("reposent sur ce passage").first.click()
    page.locator(".cases[open] li").first.wait_for()
    shot("texts")


def test_the_map_of_what_is_covered(page: Page, shot: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Couverture").click()
    page.locator("#map").wait_for(timeout=120_000)
    assert page.locator("#map .state").count() == 4 * 7
    shot("coverage")


def test_two_sides_are_compared(page: Page, shot: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Comparer").click()
    page.get_by_label("Question").fill("Combien de temps dure l'épreuve E8 du BTS CIM ?")
    page.get_by_role("group", name="Côté B").get_by_label("Session").fill("2020")
    page.get_by_role("button", name="Comparer").click()
    page.get_by_text("Les deux réponses diffèrent.").wait_for()
    page.locator(".verdict").evaluate("line => line.scrollIntoView()")
    assert page.locator("mark.only").count() > 0
    shot("compare")


def test_a_batch_is_watched_and_downloaded(page: Page, tmp_path: Path, shot: Callable[[str], None]) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(
        "id;question\n1;Durée du stage en BTS métiers de la mesure ?\n2;\n3;Et <b>la</b> météo ?\n", "utf-8"
    )
    page.get_by_role("link", name="Lot de questions").click()
    page.get_by_label("Fichier de questions").set_input_files(file)
    page.get_by_role("button", name="Poser les questions").click()
    page.get_by_text("Terminé.").wait_for(timeout=60_000)  # without a reload by hand
    assert (
        "3 sur 3. Réponses : 1 ; refus ou questions posées : 1 ; lignes fautives : 1"
        in page.locator("main").inner_text()
    )
    for kind in ("CSV", "XLSX", "JSON lines"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Télécharger ({kind})").click()
        assert download.value.path().stat().st_size > 500
    shot("batch")


def test_a_changed_text_is_looked_at_and_published(
    page: Page, own: Config, tmp_path: Path, shot: Callable[[str], None]
) -> None:
    new = tmp_path / "nouveau.txt"
    old = (own.corpus / f"{ANNEXE}.txt").read_bytes().decode("utf-8")
    new.write_bytes(old.replace("douze semaines", "quatorze semaines").encode())
    page.get_by_role("link", name="Publier un texte").click()
    page.get_by_label("Nouvelle version de").select_option(ANNEXE)
    page.get_by_label("Fichier du texte").set_input_files(new)
    page.get_by_role("button", name="Voir ce qui change").click()
    page.get_by_role("button", name="Publier", exact=True).wait_for(timeout=120_000)
    assert "quatorze" in page.locator("ins").first.inner_text()
    assert "valeur changée" in page.locator("main").inner_text()
    shot("publish")
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_text("Publié : les réponses viennent maintenant de l’index").wait_for(timeout=60_000)
    page.goto(page.url.split("/publier")[0] + "/trace?question=Durée du stage en BTS métiers de la mesure ?")
    assert "quatorze semaines" in page.locator(".answer").inner_text()


def test_leaving_closes_the_desk(page: Page) -> None:
    page.get_by_role("button", name="Fermer la session").click()
    page.get_by_label("Mot de passe").wait_for()
    page.go_back()
    page.reload()
    page.get_by_label("Mot de passe").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "tool", ["", "trace?question=stage BTS mesure", f"textes/{ANNEXE}", "comparer", "lot", "publier"]
)
def test_no_serious_accessibility_finding(page: Page, axe: str, tool: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(page.url.rstrip("/") + "/" + tool)
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    serious = [v for v in result["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["target"]) for v in serious] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
