"""French numbers with unit and bound, dates, codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.french import dates
from advisor.language.numbers import Quantity, allows, codes, quantities, same_value, written, years

Read = tuple[float, str | None, str | None]


def read(text: str) -> list[Read]:
    return [(quantity.value, quantity.unit, quantity.bound) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une durée de douze semaines", [(12, "semaine", None)]),
        ("12 semaines", [(12, "semaine", None)]),
        ("12 sem", [(12, "semaine", None)]),
        ("12 (douze) semaines", [(12, "semaine", None)]),
        ("douze (12) semaines", [(12, "semaine", None)]),
        ("deux journées", [(2, "jour", None)]),
        ("il faut 12/20", [(12, "sur 20", None)]),
        ("Le coefficient de l'épreuve E4 est de 3.", [(3, "coefficient", None)]),
        ("Le coefficient de l'épreuve E4 « Conception d'un mécanisme » est fixé à 5.", [(5, "coefficient", None)]),
        (
            "Le coefficient est inchangé et la durée de l'épreuve de botanique est fixée à 2 heures.",
            [(2, "heure", None)],
        ),
        ("Le coefficient est porté de 4 à 5.", [(4, "coefficient", None), (5, "coefficient", None)]),
        ("coefficient 0.5 et", [(0.5, "coefficient", None)]),
        ("8semaines", [(8, "semaine", None)]),
        ("vingt\u2011deux semaines", [(22, "semaine", None)]),
        ("quatre\u2010vingt\u2010dix jours", [(90, "jour", None)]),
        ("deux\u2009semaines", [(2, "semaine", None)]),
        ("6-8 semaines", [(6, "semaine", "min"), (8, "semaine", "max")]),
        ("20\u201330 pages", [(20, "page", "min"), (30, "page", "max")]),
        ("une durée minimale de douze semaines", [(12, "semaine", "min")]),
        ("au moins 8 semaines", [(8, "semaine", "min")]),
        ("ne peut être inférieure à 8 semaines", [(8, "semaine", "min")]),
        ("ne peut excéder 30 pages", [(30, "page", "max")]),
        ("30 pages au plus", [(30, "page", "max")]),
        ("35 minutes au maximum", [(35, "minute", "max")]),
        ("4 pages maximum", [(4, "page", "max")]),
        ("environ 65 pages", [(65, "page", "about")]),
        ("une trentaine de pages", [(30, "page", "about")]),
        ("1 h 20", [(80, "minute", None)]),
        ("1h20", [(80, "minute", None)]),
        ("2h45min", [(165, "minute", None)]),
        ("1h30mn", [(90, "minute", None)]),
        ("1h 30min", [(90, "minute", None)]),
        ("1 h 30 minutes", [(90, "minute", None)]),
        ("1 h 30 minimum", [(90, "minute", "min")]),
        ("3/4 d'heure", [(0.75, "heure", None)]),
        ("2 heures 30", [(150, "minute", None)]),
        ("coefficient 0,5", [(0.5, "coefficient", None)]),
        ("affectée d'un coefficient total de 11", [(11.0, "coefficient", None)]),
        ("une note de 10 sur 20", [(10, "sur 20", None)]),
        ("une note inférieure à huit sur vingt", [(8, "sur 20", "max")]),
        ("deux candidats sur trois", [(2, "candidat", None)]),
        ("une demi-page", [(0.5, "page", None)]),
        ("1 500 heures", [(1500, "heure", None)]),
        ("quatre-vingt-dix jours", [(90, "jour", None)]),
        ("mille deux cents traversées", [(1200, "traversee", None)]),
        ("deux ans et demi", [(2.5, "an", None)]),
        ("entre deux et quatre pages", [(2, "page", "min"), (4, "page", "max")]),
        ("deux ou trois semaines", [(2, "semaine", None), (3, "semaine", None)]),
        ("deux parties", [(2, "partie", None)]),
        ("40 % de la note", [(40, "%", None)]),
    ],
)
def test_a_number_with_its_unit_and_bound(text: str, expected: list[Read]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "un candidat",
        "l'article 12",
        "la session 2026",
        "le 3 juillet 2019",
        "l'épreuve E8",
        "D. 643-15",
        "L. 612-3 mois",
        "½ journée",
        "niveau 4",
        "2.1. Voie scolaire",
        "RNCP 19166",
        "03/07/2019",
        "la première partie",
        "un ou plusieurs certificats",
        "",
    ],
)
def test_what_names_something_counts_nothing(text: str) -> None:
    assert read(text) == []


def first(text: str) -> Quantity:
    return quantities(text)[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("douze semaines", "12 semaines", True),
        ("1 h 20", "80 minutes", True),
        ("2 heures", "120 min", True),
        ("8 semaines", "2 mois", False),
        ("12 mois", "1 an", False),
        ("20 pages", "20 points", False),
        ("25 semaines", "5 semaines", False),
    ],
)
def test_the_same_measure(one: str, other: str, same: bool) -> None:
    assert same_value(first(one), first(other)) is same


_SMALL = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def in_words(number: int) -> str:
    """Write 2 to 999 in French words, the traditional way."""
    if number < 17:
        return _SMALL[number]
    if number < 20:
        return f"dix-{_SMALL[number - 10]}"
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent{'' if rest else 's'}"
        return f"{head} {in_words(rest)}" if rest else head
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{in_words(number - 80)}"
    tens = 60 if number >= 60 else number // 10 * 10
    rest = number - tens
    if not rest:
        return _TENS[tens]
    return f"{_TENS[tens]}{' et ' if rest in (1, 11) else '-'}{in_words(rest)}"


UNITS = {
    "semaines": "semaine",
    "mois": "mois",
    "ans": "an",
    "jours": "jour",
    "heures": "heure",
    "minutes": "minute",
    "pages": "page",
}


@given(st.integers(2, 999), st.sampled_from(sorted(UNITS)))
def test_a_number_in_words_reads_back(number: int, unit: str) -> None:
    assert read(f"Le stage dure {in_words(number)} {unit} en entreprise.") == [(number, UNITS[unit], None)]


@given(st.integers(2, 9999).filter(lambda n: not 1900 <= n < 2100), st.sampled_from(sorted(UNITS)))
def test_a_number_in_figures_reads_back(number: int, unit: str) -> None:
    assert read(f"Le stage dure {number} {unit} en entreprise.") == [(number, UNITS[unit], None)]


BOUNDS = {"au moins {}": "min", "au plus {}": "max", "environ {}": "about", "{} au minimum": "min", "{} maximum": "max"}


@given(st.integers(2, 99), st.booleans(), st.sampled_from(sorted(BOUNDS)))
def test_a_bound_reads_back(number: int, words: bool, form: str) -> None:
    value = in_words(number) if words else str(number)
    assert read(f"Il faut {form.format(f'{value} semaines')}.") == [(number, "semaine", BOUNDS[form])]


@given(
    st.integers(0, 9),
    st.integers(0, 59),
    st.sampled_from(["h", " h ", "h ", " heures "]),
    st.sampled_from(["", "min", " min", "mn", " minutes"]),
)
def test_a_clock_time_is_minutes(hours: int, minutes: int, between: str, after: str) -> None:
    assert read(f"L'oral dure {hours}{between}{minutes:02d}{after}.") == [(hours * 60 + minutes, "minute", None)]


def test_what_no_reader_takes_is_told_apart() -> None:
    said = "12/15 minutes, article 3, 2 h 30, E8, 3 juillet 2019, niveau 4, 12/20, la 2e session, U6.1/U6.2, 3h07x"
    assert [word for word, read in written(said).items() if not read] == ["12/15", "3", "3h07x"]
    assert "2e" not in written(said)


WORDS = st.sampled_from(
    [
        "douze",
        "8",
        "semaines",
        "cent",
        "mille",
        "au moins",
        "h",
        "1",
        "20",
        "sur",
        "vingt",
        "et",
        "demi",
        "quatre",
        "-",
        "coefficient",
        "E8",
        "RNCP",
        "entre",
        "à",
        "\n",
        "2019",
        "juillet",
        "ﬁ",
        "½",
        "²",
        "１",
    ]
)


@given(st.text(max_size=60) | st.lists(WORDS, max_size=15).map(" ".join))
def test_no_text_breaks_the_reader_and_offsets_slice_back(text: str) -> None:
    last = 0
    for quantity in quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip()
        last = quantity.start
    assert all(isinstance(value, date) for value in dates(text))
    assert all(1900 <= year <= 2099 for year in years(text))
    assert all(code == code.upper() for code in codes(text))


def test_dates_years_and_codes() -> None:
    text = (
        "Le 1er mars 2024, le 03/07/2019, l'épreuve E8 (U6.1), l'article D. 643-15, la fiche RNCP n° 19166, niveau 4, "
        "le 31 février 2020."
    )
    assert dates(text) == [date(2024, 3, 1), date(2019, 7, 3)]
    assert years("sessions 2026 et 2027, salle 20261") == [2026, 2027]
    assert codes(text) == ["E8", "U6.1", "D643-15", "RNCP19166", "NIVEAU4"]


@pytest.mark.parametrize("text", ["coefficient 4", "Coeff. : 4", "coef. 4", "coefficient : 4"])
def test_a_coefficient_may_be_shortened(text: str) -> None:
    assert [(q.value, q.unit) for q in quantities(text)] == [(4.0, "coefficient")]


@pytest.mark.parametrize(
    ("rule", "said", "allowed"),
    [
        ("50 pages maximum", "un rapport de 30 pages", True),
        ("50 pages maximum", "un rapport limité à 30 pages", False),  # 30 is another bound
        ("50 pages maximum", "un rapport plafonné à 50 pages", True),
        ("au moins 12 semaines", "14 semaines", True),
        ("au moins 12 semaines", "14 semaines au minimum", False),
    ],
)
def test_what_a_bound_allows(rule: str, said: str, allowed: bool) -> None:
    assert allows(quantities(rule)[0], quantities(said)[0]) is allowed


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("ne dépasse pas 25 pages", "max"),
        ("n'excédant pas 8 jours", "max"),
        ("sans excéder 8 jours", "max"),
        ("si l'absence dépasse 8 jours", "min"),
        ("inférieure ou égale à 8 semaines", "max"),
        ("supérieure ou égale à 10 sur 20", "min"),
        ("au moins égale à 8 semaines", "min"),
        ("ne peut être inférieure à 8 semaines", "min"),
        ("moins d'un an", "max"),
        ("plus d'une heure", "min"),
        ("pas plus d'une page", "max"),
        ("no more than 3 pages", "max"),
        ("plafonnée à 30 pages", "max"),
        ("n'est pas comptée ; une durée supérieure à 8 jours", "min"),  # denied before, of something else
        ("12 semaines", None),
    ],
)
def test_comparisons_set_a_bound(text: str, bound: str | None) -> None:
    assert [quantity.bound for quantity in quantities(text)] == [bound]


def test_english_numbers_are_read() -> None:
    assert read("fifteen weeks, thirty pages and twenty minutes") == [
        (15, "semaine", None),
        (30, "page", None),
        (20, "minute", None),
    ]
