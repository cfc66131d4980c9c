"""The data that a counsellor may edit: a slip in it is one clear line that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import vocabulary
from advisor.errors import ConfigError
from advisor.french import fold


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


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("quel coefficient à l'E8 ? je fais mes calculs de moyenne", False),
        ("fais mes calculs de maths stp", True),
        ("mon lycée ferme la section, je peux redoubler ailleurs ?", False),
        ("ferme la !", True),
        ("ma formatrice peut corriger ma copie ?", False),
    ],
)
def test_only_what_is_asked_of_the_advisor_is_an_order(said: str, refused: bool) -> None:
    words, folded = vocabulary.vocabulary(), fold(said)
    assert bool(words.refused_topics.search(folded) or words.insults.search(folded)) is refused
