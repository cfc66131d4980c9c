"""The situations that a message claims, and those that it denies."""

from __future__ import annotations

import pytest

from advisor.french import fold
from advisor.understand.situations import situations_in


@pytest.mark.parametrize(
    ("said", "claimed", "denied"),
    [
        ("no three years of work experience", (), ("experience_professionnelle",)),
        ("I don't have three years of experience", (), ("experience_professionnelle",)),
        ("less than three years of experience", (), ("experience_professionnelle",)),
        ("I have three years of experience", ("experience_professionnelle",), ()),
        ("je n'ai pas encore trois ans d'expérience", (), ("experience_professionnelle",)),
        ("comme salarié expérimenté", ("experience_professionnelle",), ()),
        ("I haven't been an apprentice", (), ("apprenti",)),
        ("no, I am an apprentice", ("apprenti",), ()),
    ],
)
def test_what_is_said_not_to_be_is_denied(said: str, claimed: tuple[str, ...], denied: tuple[str, ...]) -> None:
    assert situations_in(fold(said)) == (claimed, denied)


def test_who_asks_whether_someone_will_fail_has_not_failed() -> None:
    assert situations_in(fold("absente avec justificatif : est-elle ajournée d'office ?"))[0] == ()
    assert situations_in(fold("je suis ajournée, que puis-je garder ?"))[0] == ("redoublant",)


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("employé du secteur depuis cinq ans, quand passer l'oral ?", ("experience_professionnelle",)),
        ("employé du secteur depuis un an, quand passer l'oral ?", ()),
        ("quand on est en emploi depuis longtemps", ("experience_professionnelle",)),
        ("décrocher le diplôme par son vécu, sans retourner en cours", ("vae",)),
    ],
)
def test_years_of_work_are_told_in_many_ways(said: str, claimed: tuple[str, ...]) -> None:
    assert situations_in(fold(said))[0] == claimed
