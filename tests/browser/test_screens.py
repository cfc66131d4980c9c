"""The page fits: zoomed four times, a phone, a desktop, light and dark. ADVISOR_SCREENSHOTS names a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_student import STAGE, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

Window = Callable[..., "Page"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 740), (1280, 850)])
def test_everything_fits(window: Window, tmp_path: Path, width: int, height: int, scheme: str) -> None:
    page = window(width, height, color_scheme=scheme, reduced_motion="reduce")
    answer = ask(page, STAGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 29)"
    assert dark is (scheme == "dark")
    beside = answer.locator(".adv-sources").bounding_box()["x"] > answer.locator(".adv-main").bounding_box()["x"]
    assert beside is (width == 1280)
    small = page.locator("button:visible").evaluate_all(
        "all => all.map(b => [b.textContent, b.getBoundingClientRect()])"
        ".filter(([t, r]) => r.width < 24 || r.height < 24).map(([t]) => t)"
    )
    assert small == [], "targets under 24 pixels"
    folder = Path(os.environ.get("ADVISOR_SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"page-{width}-{scheme}.png")


def test_what_the_page_says_is_seen_wherever_the_conversation_stands(window: Window) -> None:
    page = window(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    for _ in range(3):
        ask(page, STAGE)
    page.locator(".adv-turn").first.get_by_role("button", name="Copier").click()
    said = page.get_by_role("alert").get_by_text("Réponse copiée")
    for height in (740, 320):  # the field stays in view, or has no room to
        page.set_viewport_size({"width": 360, "height": height})
        box = said.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= height


def test_the_row_under_the_field_has_room(window: Window) -> None:
    page = window(390, 844)
    ask(page, STAGE)
    fold, new = page.locator("#adv-precisions > button"), page.get_by_role("button", name="Recommencer")
    fold.click()
    diploma = page.get_by_label("Mon diplôme").bounding_box()
    assert diploma and diploma["width"] > 250
    fold.click()
    page.add_style_tag(content=":root { font-size: 200% }")
    above, below = fold.bounding_box(), new.bounding_box()
    assert above and below and below["y"] >= above["y"] + above["height"]
