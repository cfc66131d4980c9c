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
