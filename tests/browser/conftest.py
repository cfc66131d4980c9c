"""One server and one Chromium for all browser tests; each test has its own window; nothing may leave the machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))  # web_fakes and web_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def unavailable(reason: str) -> None:
    """Skip, or fail where the tests must run."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    from web_server import running

    with running(folder) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        unavailable("no chromium: install it (apt install chromium) or name it in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window on the page: 360 pixels wide and English unless told otherwise."""
    outside: list[str] = []
    faults: list[str] = []
    contexts = []

    def open_window(width: int = 360, height: int = 740, *, where: str = address, **settings: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US", **settings)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: None if request.url.startswith((where, "data:", "blob:")) else outside.append(request.url),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(where)
        page.get_by_label("Votre question").wait_for()
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert outside == [], "requests that left this machine"
    assert faults == [], "errors of the page's scripts"


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's source, installed by npm from package.json in this folder."""
    source = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        unavailable("axe-core is not installed: npm ci --prefix tests/browser")
    return source.read_text(encoding="utf-8")
