"""What is installed and when: the locks hold everything with hashes, and make installs only when they change."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

HASHED = ("requirements.lock", "requirements-test.lock", "requirements-llm.lock")
LOCKS = (*HASHED, "training/requirements.lock")


def pinned(lock: Path) -> dict[str, list[str]]:
    """Package -> the lines under its pin. Raises AssertionError for a line that pins nothing."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            match = re.match(r"([a-z0-9._-]+)==\S+", line)
            assert match, line
            found[match[1]] = []
        elif found:
            found[list(found)[-1]].append(line)
    return found


@pytest.mark.parametrize("name", HASHED)
def test_every_package_of_a_lock_has_hashes(root: Path, name: str) -> None:
    without = [
        package for package, lines in pinned(root / name).items() if not any("--hash=" in line for line in lines)
    ]
    assert without == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_path(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:://|--index|--find-links| /)\S*", text) == []


def test_what_the_project_asks_for_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, asked in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-test.lock", project["dependencies"] + extras["test"]),
        ("requirements-llm.lock", project["dependencies"] + extras["llm"]),
        ("training/requirements.lock", project["dependencies"] + extras["hub"] + extras["train"]),
    ):
        names = {re.split(r"[\[<>=~ ]", item)[0].lower() for item in asked}
        assert names - set(pinned(root / name)) == set()


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """The files that make looks at, with nothing installed."""
    (tmp_path / "training").mkdir()
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(root / name, tmp_path / name)
    return tmp_path


def planned(checkout: Path, target: str) -> str:
    return subprocess.run(
        ["make", "--dry-run", target], cwd=checkout, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("target", ["serve", "test"])
def test_make_installs_once_and_again_when_the_lock_changes(checkout: Path, target: str) -> None:
    first = planned(checkout, target)
    assert "pip install" in first and "--require-hashes" in first
    stamps = re.findall(r"&& touch (.+)", first)[0].split()
    (checkout / ".venv").mkdir()
    for stamp in stamps:
        (checkout / stamp).touch()
    assert "pip install" not in planned(checkout, target)
    with (checkout / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# renewed\n")
    assert "pip install" in planned(checkout, target)


def test_serve_brings_the_index_up_to_date_first(checkout: Path) -> None:
    lines = planned(checkout, "serve").splitlines()
    order = [line for line in lines if re.search(r"advisor (index|serve)", line)]
    assert [re.findall(r"advisor (index|serve)", line)[0] for line in order] == ["index", "serve"]
