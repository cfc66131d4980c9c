"""The data that a counsellor may edit: a slip in it is one clear line that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import vocabulary
from advisor.errors import ConfigError


@pytest.mark.parametrize("patterns", [["stage", "oral(e"], ["oral(e", "stage"]])
def test_a_wrong_pattern_is_shown(patterns: list[str]) -> None:
    with pytest.raises(ConfigError, match=r"advisor/data: not a pattern .*oral\(e"):
        vocabulary.whole_words(patterns)


def test_a_wrong_table_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sms.toml").write_text("[words]\ncb = combien\n", encoding="utf-8")
    monkeypatch.setattr(vocabulary.resources, "files", lambda _: tmp_path)
    with pytest.raises(ConfigError, match=r"advisor/data/sms\.toml: not valid TOML .*line 2"):
        vocabulary.table("sms.toml")
