"""Names of real diplomas, as Onisep writes them, found in indexes of five and never taken for one of another index."""

from __future__ import annotations

import random
import re

from advisor.language.french import fold
from advisor.language.vocabulary import types_in
from advisor.records import Diploma
from advisor.understand import DiplomaNames
from advisor.understand.name_words import CONNECTORS
from tests.corpora import real

KINDS = {"cap", "bac pro", "bts", "btsa", "bp", "mc", "cs", "titre professionnel", "bma", "btm", "bm", "fcil"}
TRIALS = 500


def _titles() -> list[str]:
    titles = (
        file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()
        for file in real("onisep-formations/*.md")
    )
    return sorted({title for title in titles if (kinds := types_in(fold(title))) and _begins(kinds)})


def _begins(kinds: list[tuple[str, int, int]]) -> bool:
    return kinds[0][0] in KINDS and kinds[0][1] == 0


def _first_words(title: str, count: int) -> tuple[str, str]:
    """The type of a title, and the first words of its specialty that tell something."""
    end = types_in(fold(title))[0][2]
    kept: list[str] = []
    for word in re.findall(r"\S+", title[end:]):
        kept.append(word)
        count -= re.sub(r"\W", "", fold(word)) not in CONNECTORS
        if not count:
            break
    return title[:end], " ".join(kept).strip(" ,:")


def _shares() -> dict[str, float]:
    """How often, in indexes of five titles drawn by a fixed seed, each way to name one of them finds it alone; and how
    often the name of a sixth is taken for one of them."""
    titles, dice = _titles(), random.Random(20261127)
    found = dict.fromkeys(("whole", "lower case", "type and two words", "two words", "of another"), 0)
    for _ in range(TRIALS):
        *held, other = dice.sample(titles, 6)
        names = DiplomaNames([Diploma(title, title) for title in held])
        kind, words = _first_words(held[0], 2)
        ways = {
            "whole": held[0],
            "lower case": fold(held[0]),
            "type and two words": f"{kind} {words}",
            "two words": words,
        }
        for way, said in ways.items():
            found[way] += names.find(f"combien de temps dure le stage en {said}").diplomas == (held[0],)
        found["of another"] += bool(names.find(f"combien de temps dure le stage en {other}").diplomas)
    return {way: count / TRIALS for way, count in found.items()}


def test_real_names_are_found_and_others_are_not_taken_for_them() -> None:
    shares = _shares()
    assert shares["whole"] == shares["lower case"] == 1.0
    assert shares["type and two words"] >= 0.97
    assert shares["two words"] >= 0.7  # "maintenance des", "métiers de la": words of many names
    assert shares["of another"] <= 0.03  # two options of one diploma
