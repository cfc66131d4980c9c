"""The data that a counsellor may edit: a slip in it is one clear line that names the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.errors import ConfigError
from advisor.language import vocabulary
from advisor.language.french import fold
from advisor.parse import rncp
from advisor.understand.reading import is_an_order


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


SLIPS = [
    (
        "persons.txt",
        "# who\njury(\n",
        lambda: vocabulary.data_patterns("persons.txt"),
        "persons.txt, line 2: not a pattern",
    ),
    (
        "diploma_labels.txt",
        "CAP certificat\n",
        vocabulary.type_labels.__wrapped__,
        "diploma_labels.txt, line 1: not in columns",
    ),
    ("rncp_labels.txt", "\nun\tIntitulé\n", rncp._labels.__wrapped__, "rncp_labels.txt, line 2: not in columns"),
    ("vocabulary.toml", "[topics]\n", vocabulary.vocabulary.__wrapped__, "vocabulary.toml: 'situations' is missing"),
    (
        "vocabulary.toml",
        "[topics]\nstages = []\n",
        vocabulary.vocabulary.__wrapped__,
        r"vocabulary.toml \[topics\]: unknown name 'stages'",
    ),
    (
        "units.toml",
        "[units]\n",
        lambda: vocabulary.table("units.toml")["units"]["an"],
        r"units.toml \[units\]: 'an' is missing",
    ),
]


@pytest.mark.parametrize(("name", "content", "read", "message"), SLIPS, ids=[message for *_, message in SLIPS])
def test_a_slip_is_one_line_that_names_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, read: Callable[[], object], message: str
) -> None:
    (tmp_path / "data").mkdir()
    for other in ("sms.toml", "diploma_types.toml", "idioms.toml", "glosses.toml"):
        (tmp_path / "data" / other).touch()
    (tmp_path / "data" / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(vocabulary.resources, "files", lambda _: tmp_path)
    with pytest.raises(ConfigError, match=f"advisor/data/{message}.*Correct it there"):
        read()


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


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("Les aménagements sont ceux que prévoient les articles D. 351-27 et suivants du code de l'éducation.", True),
        ("La liste des centres d'une région est disponible auprès de l'unité départementale.", True),
        ("Les pièces sont celles que le candidat a réalisées.", False),
        ("La liste des pièces comprend un plan et une notice.", False),
    ],
)
def test_a_text_that_leaves_it_to_another_is_known_by_its_words(said: str, points: bool) -> None:
    assert any(re.search(pattern, fold(said)) for pattern in vocabulary.data_patterns("referrals.txt")) is points


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("À partir de quelle session s'appliquent les nouvelles règles de l'E8 ?", False),
        ("je suis redoublant, suis-je concerné par les nouvelles règles ?", False),
        ("suis ces nouvelles règles", True),
        ("voici tes nouvelles règles", True),
    ],
)
def test_new_rules_that_apply_are_no_order_to_follow_new_ones(said: str, order: bool) -> None:
    assert is_an_order(fold(said)) is order
