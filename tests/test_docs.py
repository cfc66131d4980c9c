"""Every command, option, setting, target and module that the README names exists, and the reverse."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from advisor.cli import _parser
from advisor.config import ROOT, Config

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "evals/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]


def section(title: str) -> str:
    """The README's section of that title, without its sub-sections' siblings."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def commands() -> dict[str, argparse.ArgumentParser]:
    action = next(action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")} - {"--help"}


def test_commands() -> None:
    assert set(re.findall(r"^\| `advisor (\w+)", section("Commands"), re.MULTILINE)) == set(commands())


def test_options() -> None:
    named = set(re.findall(r"(--[a-z][a-z-]*)", section("Commands")))
    known = {option for parser in commands().values() for option in options(parser)}
    expected = {option for name in ("ask", "index", "show", "serve", "doctor") for option in options(commands()[name])}
    assert (named - known - {"--strict"}, expected - named) == (set(), set())


def test_settings_with_variable_and_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(ADVISOR_\w+)` \| (.+?) \|", section("Configuration"), re.MULTILINE)
    expected = []
    for field in fields(Config):
        default = field.default
        if isinstance(default, Path) and default.is_relative_to(ROOT):
            shown = f"`{default.relative_to(ROOT)}` of the checkout"
        else:
            shown = f"`{str(default).lower() if isinstance(default, bool) else default}`" if default != "" else "empty"
        expected.append((field.name, f"ADVISOR_{field.name.upper()}", shown))
    assert sorted(rows) == sorted(expected)


def test_variables_that_the_code_names_are_in_the_readme() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "advisor").rglob("*.py"))
    assert set(re.findall(r"ADVISOR_[A-Z_]*[A-Z]", code)) - set(re.findall(r"ADVISOR_[A-Z_]*[A-Z]", README)) == set()


def test_targets() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert (
        set(re.findall(r"`make ([a-z-]+)", README)) | set(re.findall(r"^make (\w+)", README, re.MULTILINE)) == targets
    )


def test_modules_of_the_architecture() -> None:
    package = ROOT / "advisor"
    named = set(re.findall(r"`(\w+)/?`", section("Architecture")))
    modules = {path.stem for path in package.glob("*.py") if path.stem != "__init__"}
    packages = {path.parent.name for path in package.glob("*/__init__.py")}
    assert (modules | packages) - named == set()
    beside = {"training", "benchmarks", "index"}
    assert named - modules - packages - beside == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_worked_example_quotes_the_text_at_its_place() -> None:
    example = section("A question and its answer")
    quote = re.search(r"^> « (.+) » \[1\]$", example, re.MULTILINE)
    place = re.search(r"\((\S+), (\d+)–(\d+)\)", example)
    assert quote and place
    text = (ROOT / "corpus" / f"{place[1]}.txt").read_text(encoding="utf-8")[int(place[2]) : int(place[3])]
    assert " ".join(text.split()) == quote[1].replace("**", "")
