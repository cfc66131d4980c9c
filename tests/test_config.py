"""Settings: words that mean nothing are refused with one line, whatever they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.config import load_config
from advisor.errors import ConfigError


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("ADVISOR_MCP", "ture", "mcp = 'ture': neither true nor false"),
        ("ADVISOR_MODE", "quote", "mode = 'quote': neither quotes nor llm"),
        ("ADVISOR_LLM_TIMEOUT", "nan", "llm_timeout = 'nan': not a finite number"),
        ("ADVISOR_LLM_TIMEOUT", "1e999", "llm_timeout = '1e999': not a finite number"),
        ("ADVISOR_PORT", "7860.5", "port = '7860.5': not a whole number"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, variable: str, value: str, why: str) -> None:
    (empty := tmp_path / "advisor.toml").touch()
    with pytest.raises(ConfigError) as raised:
        load_config(environ={"ADVISOR_CONFIG": str(empty), variable: value})
    assert str(raised.value) == f"{why}. Correct it in advisor.toml or {variable}."


def test_a_folder_may_begin_with_the_home_sign_and_a_file_with_a_byte_order_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "own.toml").write_text('corpus = "~/texts"\nport = 8000\n', encoding="utf-8-sig")
    config = load_config(environ={"ADVISOR_CONFIG": "~/own.toml", "ADVISOR_INDEX": "~/idx"})
    assert (config.corpus, config.index, config.port) == (tmp_path / "texts", tmp_path / "idx", 8000)
    with pytest.raises(ConfigError, match="index = '~nobody-of-that-name/idx': no such person's folder"):
        load_config(environ={"ADVISOR_INDEX": "~nobody-of-that-name/idx"})


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    absent = tmp_path / "advisor.toml"
    for given, setting in ((None, "ADVISOR_CONFIG"), (absent, "--config")):
        with pytest.raises(ConfigError, match=f"no such configuration file. Correct {setting}"):
            load_config(given, environ={"ADVISOR_CONFIG": str(absent)})


@pytest.mark.parametrize(
    ("written", "read"),
    [("true", True), ("1", True), ('"Oui"', True), ("false", False), ('"off"', False), ('""', False)],
)
def test_yes_and_no_are_read_in_both_languages(tmp_path: Path, written: str, read: bool) -> None:
    file = tmp_path / "advisor.toml"
    file.write_text(f"mcp = {written}\n", encoding="utf-8")
    assert load_config(file, environ={}).mcp is read
