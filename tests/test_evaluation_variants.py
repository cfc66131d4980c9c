"""The same question written otherwise."""

from advisor.evaluation.variants import variants
from advisor.records import Diploma

DIPLOMA = Diploma("bts-x", "BTS Exploitation fluviale", "BTS EF", ("BTS EF", "BTS fluvial"))


def made(question: str) -> dict[str, str]:
    return dict(variants(question, seed="t-1", names=[DIPLOMA]))


def test_a_question_without_accents_is_otherwise_the_same() -> None:
    assert made("Durée du stage en été ?")["no accents"] == "Duree du stage en ete ?"


def test_sms_shortens_words_and_keeps_acronyms() -> None:
    assert made("Combien de semaines pour le BTS EF ?")["sms"] == "cb de sem pr le BTS EF"


def test_another_name_of_the_diploma_takes_the_place_of_the_first() -> None:
    assert made("Le BTS EF est-il long ?")["other name"] == "Le BTS Exploitation fluviale est-il long ?"


def test_typos_follow_from_the_seed() -> None:
    question = "Quelle attestation faut-il fournir au rectorat ?"
    assert made(question)["typos"] == made(question)["typos"] != question


def test_what_changes_nothing_is_left_out() -> None:
    assert "synonym" not in made("Quel coefficient ?")
