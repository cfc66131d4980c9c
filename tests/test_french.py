"""French as the word index sees it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.french import dates, fold, one_for_one, stem, tokens


def test_fold_removes_accents_ligatures_and_typography() -> None:
    assert fold("L’ŒUVRE, l’épreuve ﬁnale — Ægis\u00a0: 1\u202fh") == "l'oeuvre, l'epreuve finale - aegis : 1 h"


def test_a_word_typed_without_accents_has_the_same_stem() -> None:
    assert tokens("la durée des épreuves évaluées") == tokens("duree epreuve evalue") == ["dur", "epreuv", "evalu"]


def test_short_words_and_acronyms_are_not_stemmed() -> None:
    assert [stem("bts"), stem("cap"), stem("e8"), stem("stages")] == ["bts", "cap", "e8", "stag"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("l'épreuve E8", ["epreuv", "e8"], id="elision"),
        pytest.param("Qu’est-ce que l’examen ?", ["examen"], id="typographic-apostrophe"),
        pytest.param("demi-journée", ["dem", "journ"], id="hyphen"),
        pytest.param("compétence C61", ["competent", "c61"], id="code"),
        pytest.param("E 8 et U 61", ["e8", "u61"], id="code-with-space"),
        pytest.param("unité U6.1.", ["unit", "u6.1"], id="code-with-dot"),
        pytest.param("D643-15", ["d643-15", "643-15"], id="article"),
        pytest.param("D. 643-15", ["d643-15", "643-15"], id="article-spaced"),
        pytest.param("l'article L. 6222-11 du", ["articl", "l6222-11", "6222-11"], id="article-law"),
        pytest.param("article 6222-11", ["articl", "6222-11"], id="article-without-letter"),
        pytest.param("RNCP 19166", ["rncp19166", "rncp", "19166"], id="rncp"),
        pytest.param("RNCP19166", ["rncp19166", "rncp", "19166"], id="rncp-glued"),
        pytest.param("RNCP n° 19166", ["rncp19166", "rncp", "19166"], id="rncp-number-sign"),
        pytest.param("code 40025006", ["cod", "40025006"], id="scolarite"),
        pytest.param("1 h 20", ["1h20", "heur"], id="duration"),
        pytest.param("1h20", ["1h20", "heur"], id="duration-glued"),
        pytest.param("1\u00a0heure 20", ["1h20", "heur"], id="duration-in-words"),
        pytest.param("4 h", ["4h", "heur"], id="hours"),
        pytest.param("C.A.P. et B.T.S", ["cap", "bts"], id="dotted-acronym"),
        pytest.param("1 000 heures", ["1000", "heur"], id="thousands"),
        pytest.param("coefficient 12,5", ["coefficient", "12.5"], id="decimal"),
        pytest.param("candidat·e·s, inscrit(e)", ["candidat", "inscrit"], id="inclusive"),
        pytest.param("", [], id="empty"),
        pytest.param("le la les de", [], id="stop-words"),
        pytest.param("🎓 ?!", [], id="emoji"),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text())
def test_tokens_never_hold_search_syntax(text: str) -> None:
    for token in tokens(text):
        assert token
        assert all(character.isalnum() or character in ".-" for character in token)


def test_threads_stem_as_one_does() -> None:
    endings = ("ation", "ement", "eraient", "issions", "euses", "ivites", "ables", "iques")
    words = [start + first + second for start in ("valid", "stagi") for first in endings for second in endings]
    alone = [stem.__wrapped__(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within a word, not once in a while
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: [stem.__wrapped__(word) for word in words], range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert together == [alone] * 8


def test_what_folds_to_several_characters_is_written_out() -> None:
    assert one_for_one("Sœur, № 5, ½ page… so\u00adft e\u0301") == "Soeur, No 5, 1⁄2 page... soft é"


@given(st.text())
def test_a_text_read_one_for_one_has_a_fold_of_its_length(text: str) -> None:
    written = one_for_one(text)
    assert len(fold(written)) == len(written)


def test_a_date_is_read_in_words_in_any_case_and_in_figures() -> None:
    assert dates("JUSQU'AU 1ER JUILLET 2026, le 1 er août 2019, 3 FEVRIER 2020") == [
        date(2026, 7, 1), date(2019, 8, 1), date(2020, 2, 3),
    ]  # fmt: skip
    assert dates("le 03/07/2019 puis le 4.8.2020, avant le 5 mai 2021") == [
        date(2019, 7, 3), date(2020, 8, 4), date(2021, 5, 5),
    ]  # fmt: skip
    assert dates("le 31 février 2020, le 32/01/2020, le 3 ju\u0131n 2020, le 03/07/1234") == []
