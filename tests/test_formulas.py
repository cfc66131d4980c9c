"""What regulations say in formulas: read as people ask it (`reading`, `wording`), or no answer (`never_answers`)."""

from __future__ import annotations

import pytest

from advisor.engines.evidence import asked_of, evidence_text, question_text
from advisor.engines.onnx_runtime import OnnxEvidence, open_evidence_model
from advisor.language.french import fold
from advisor.records import Sentence
from advisor.understand.reading import kind_of, must_state, never_answers

STAGE, ACCES, SUITE = "2.1. Réalisation du stage", "Accès", "Poursuite d'études"
FORMULAS = [
    (
        "on peut travailler directement après ?",
        SUITE,
        "Le BTS est un diplôme conçu pour une insertion professionnelle.",
    ),
    (
        "c'est fait pour travailler ou pour continuer ?",
        SUITE,
        "Le bac pro a pour premier objectif l'insertion professionnelle.",
    ),
    ("visite médicale obligatoire ?", ACCES, "Présenter un certificat médical de non-contre-indication à la pratique."),
    ("faut trouver sa boîte soi-même ?", STAGE, "La recherche des structures d'accueil est assurée par les étudiants."),
    ("je peux me faire couper la parole ?", "Épreuve", "Le candidat expose pendant dix minutes sans être interrompu."),
    (
        "il faut combien de moyenne ?",
        "Examen",
        "Le diplôme est délivré aux candidats ayant obtenu une moyenne de 10 sur 20.",
    ),
    ("après ce diplôme, quel diplôme ?", SUITE, "Avec un bon dossier, une poursuite d'études est envisageable en BTS."),
    (
        "et après ?",
        SUITE,
        "Ce diplôme débouche sur la vie active, mais il est possible de poursuivre des études en BTS.",
    ),
    ("quel diplôme après ?", SUITE, "Avec un bon dossier, une poursuite d'études est envisageable en BTS."),
    ("après quel diplôme ?", ACCES, "Le BTS est accessible avec un bac général ou un bac professionnel."),
    (
        "on peut faire ce diplôme en apprentissage ?",
        ACCES,
        "L'accès est différent pour les élèves en apprentissage qui entrent directement dans cette spécialité.",
    ),
    (
        "salarié depuis quatre ans, je dois faire le stage ?",
        "Candidats en perfectionnement",
        "Le certificat de stage peut être remplacé par un ou plusieurs certificats de travail attestant que "
        "l'intéressé a travaillé dans le domaine en qualité de salarié à temps plein pendant six mois avant.",
    ),
]


@pytest.fixture(scope="module")
def model() -> OnnxEvidence:
    return open_evidence_model()


@pytest.mark.parametrize(("asked", "heading", "said"), FORMULAS, ids=[asked for asked, _, _ in FORMULAS])
def test_a_formula_answers_who_asks_in_other_words(model: OnnxEvidence, asked: str, heading: str, said: str) -> None:
    sentence = Sentence("d", 0, 0, len(said), said, headings=("Diplôme", heading))
    (logit,) = model.score(question_text(asked), [evidence_text(said, sentence)])
    assert logit > 0


@pytest.mark.parametrize(
    "said",
    [
        "Qui a signé ?",
        "qui l'a signé en leur nom ?",
        "Quel ministre a pris l'arrêté ?",
        "qui a décidé de changer l'épreuve ?",
    ],
)
def test_who_signs_for_a_minister_is_told_to_who_asks_for_it(said: str) -> None:
    signed = "fait le 29 janvier 2026 ; le ministre de l'education, pour le ministre et par delegation : e. martin"
    assert not any(rule.search(signed) for rule in never_answers(fold(said)))


@pytest.mark.parametrize("said", ["après quelle classe ?", "en combien d'années et après quelle classe ?"])
def test_after_which_class_one_enters_is_no_question_of_what_follows(said: str) -> None:
    assert not any(rule.search("acces ; en 3 ans apres la classe de 3e.") for rule in never_answers(fold(said)))


def test_how_long_a_training_takes_is_not_what_follows_it() -> None:
    def never(said: str) -> bool:
        return any(rule.search("informations generales ; duree : 2 ans") for rule in never_answers(fold(said)))

    assert never("et après ?") and never("quels débouchés ?")
    assert not never("combien de temps et quels débouchés ?") and not never("en combien d'années après ?")


def test_what_is_asked_of_money_of_a_law_of_more_time_or_of_a_place_must_be_stated() -> None:
    """The amount of an aid is not that one may have it; the article of a rule is not the rule."""

    def stated(said: str, sentence: str) -> bool:
        return all(rule.search(sentence) for rule in must_state(fold(said)))

    assert not stated("quel est le montant des aides ?", "le titre ouvre droit aux aides a l'installation.")
    assert stated("quel est le montant des aides ?", "l'aide est de 300 euros.")
    assert not stated("et l'inscription revient à combien ?", "duree : 1 an")
    assert not stated("quel article de loi le dit ?", "le stagiaire n'est pas salarie.")
    assert stated("quel article de loi le dit ?", "en application de l'article l6222-11 du code du travail.")
    assert not stated("aura-t-elle un tiers-temps ?", "les candidats en situation de handicap, stage par demi-journees")
    assert stated("aura-t-elle un tiers-temps ?", "handicap : une majoration du temps d'un tiers est possible")
    assert not stated("dans quel lycée autour de Nantes ?", "en lycee professionnel ou en apprentissage")
    assert not stated("dans quel IUT on le trouve ?", "chaque iut decline une ou plusieurs specialisations")
    assert stated("dans quel IUT on le trouve ?", "a l'iut de dijon")
    assert not stated("que peut faire ma fille après ce diplôme ?", "le candidat presente un dossier")
    assert stated("que peut faire ma fille après ce diplôme ?", "avec un bon dossier, une poursuite d'etudes")
    assert not stated("qui signe cette attestation ?", "ils peuvent se voir delivrer une attestation")
    assert stated("qui signe cette attestation ?", "une attestation est delivree par le responsable")
    assert not stated("on peut aller en école d'ingé ?", "exercer en bureau d'etudes de thermique")


def test_how_fast_a_diploma_is_had_is_not_how_fast_the_next_one_is() -> None:
    after = "poursuites d'etudes ; il est possible de poursuivre ses etudes en 1 an en cs."
    assert any(rule.search(after) for rule in never_answers(fold("je peux faire ce diplôme en une seule année ?")))


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("c'est écrit ou oral ?", "oral ou un écrit"),  # no "where is it written?"
        ("c'est écrit où ?", "dans quel document"),
        ("le BTS c'est en 2 ans ou 3 ans", "durée de la formation"),
        ("je peux zapper le stage ?", "dispensé"),
        ("combien il faut pour valider un bloc ?", "note minimale"),
        ("on peut ne pas faire de stage ?", "dispensé de stage"),
        ("il remplace quelle formation ?", "succède à quel diplôme"),
        ("quel vaccin faut-il avoir ?", "contre quoi faut-il être vacciné"),
        ("on est payé comme salarié pendant le stage ?", "salarié pendant"),
        ("à qui revient la décision d'accorder une dispense ?", "qui décide d'"),
        ("mon mémoire de stage fait 70 feuilles", "rapport de stage fait 70 pages"),
        ("lequel est le plus rapide à faire ?", "durée de la formation"),
        ("ok, on bosse comme quoi ?", "quels métiers"),
        ("grade universitaire et crédits européens ?", "quel grade confère ce diplôme et ECTS"),
    ],
)
def test_plain_words_are_read_as_what_regulations_speak_of(asked: str, read: str) -> None:
    assert read in question_text(asked)


ROLE = "Résumé du référentiel d'emploi"


@pytest.mark.parametrize(
    ("asked", "heading", "said"),
    [
        (
            "c'est quoi ce diplôme ?",
            ROLE,
            "Autonome, le technicien supervise la conception et la fabrication de pièces.",
        ),
        ("que fait ce diplôme ?", ROLE, "Autonome, le technicien supervise la conception et la fabrication de pièces."),
        ("combien il faut pour valider un bloc ?", "Examen", "Un bloc est acquis à partir de 12."),
        ("quel diplôme faut-il avant ?", ACCES, "Ce CS est ouvert aux titulaires d'un CAP du même secteur."),
        ("on y accède avec quel diplôme ?", ACCES, "Accès possible aux candidats titulaires d'un CAP du secteur."),
        ("Combien d'UC faut-il valider ?", ROLE, "Il s'obtient par la capitalisation de cinq unités."),
        ("il remplace quelle formation ?", ROLE, "Cette formation succède au BPJEPS mention canoë."),
        ("quel vaccin faut-il avoir ?", ACCES, "Les candidats sont à jour de leur vaccination contre le tétanos."),
        ("grade universitaire ?", ROLE, "Ce diplôme reconnu de niveau bac + 3 (180 ECTS) confère le grade de licence."),
    ],
)
def test_a_sheet_tells_what_one_does_and_a_page_who_may_enter(
    model: OnnxEvidence, asked: str, heading: str, said: str
) -> None:
    sentence = Sentence("d", 0, 0, len(said), said, headings=("Diplôme", heading))
    (logit,) = model.score(question_text(asked), [evidence_text(said, sentence)])
    assert logit > 0


def test_what_is_asked_beside_something_must_be_another_and_jobs_are_no_way_in() -> None:
    asked = fold("hormis les premiers secours, quelles autres attestations ?")
    (another,) = [p for p in must_state(asked) if p.search("autres attestations")]
    assert not another.search(fold("Être titulaire d'une attestation de premiers secours"))
    jobs = "diplome ; metiers associes ; relation client a distance"
    assert any(p.search(jobs) for p in never_answers(fold("peut-on le suivre par correspondance ?")))
    assert any(p.search(jobs) for p in never_answers(fold("que faut-il avoir avant de s'inscrire ?")))
    assert not any(p.search(jobs) for p in never_answers(fold("on peut travailler à distance ?")))


def test_so_long_or_for_life_asks_how_long() -> None:
    assert kind_of("mes notes sont valables 5 ans ou a vie ?") == "duration"
    assert kind_of("un bac ou un cap, lequel est valable a vie ?") != "duration"


STAGE = "Mise en place du stage"


@pytest.mark.parametrize(
    ("asked", "heading", "said"),
    [
        ("Pour devenir boulanger, il faut combien d'années d'études ?", "Informations générales", "Durée : 2 ans"),
        (
            "Quel diplôme faut-il avoir avant de commencer ?",
            ACCES,
            "Être titulaire du diplôme d'études en architecture.",
        ),
        (
            "Qui signe la convention de stage ?",
            STAGE,
            "Le stage fait l'objet d'une convention entre le lycée et l'entreprise.",
        ),
        (
            "Quand a lieu le stage ?",
            STAGE,
            "Le stage, dont le positionnement en fin de première année est laissé au lycée, dure dix semaines.",
        ),
        (
            "Peut-on avoir ce diplôme par la VAE ?",
            "B/ la validation des acquis de l'expérience",
            "La délivrance de la certification repose sur la validation des différents domaines de compétences.",
        ),
        (
            "Quelles sont les épreuves ?",
            "Descriptif des composantes",
            "La délivrance de la certification repose sur un examen terminal comprenant 2 composantes :",
        ),
        ("Quelle est la date de l'arrêté ?", "", "Arrêté du 29 janvier 2024 modifiant l'arrêté du 3 mai 2003"),
        ("Combien de temps dure le stage ?", ROLE, "Les élèves effectuent 14 semaines de stage en restaurant."),
        ("Combien de temps dure le stage ?", ROLE, "Un stage de 4 mois est obligatoire en 3e année."),
        ("Combien de temps dure la formation ?", ROLE, "La formation dure deux ans, dont 420 heures au centre."),
        (
            "Combien de pages doit faire le dossier ?",
            ROLE,
            "Le dossier, d'une longueur de 20 à 25 pages, est rédigé seul.",
        ),
        ("Après quelle classe entre-t-on ?", ACCES, "Ce CAP est accessible directement après la 3e en 2 ans."),
        ("Faut-il une visite médicale ?", ACCES, "Un avis médical favorable est demandé avant l'entrée."),
        (
            "par quoi remplacer le certificat ?",
            STAGE,
            "Le certificat de stage peut être remplacé par un certificat de travail.",
        ),
    ],
)
def test_the_first_thing_that_anyone_asks_is_answered(model: OnnxEvidence, asked: str, heading: str, said: str) -> None:
    sentence = Sentence("d", 0, 0, len(said), said, headings=("Diplôme", heading) if heading else ())
    text = evidence_text(said, sentence)
    (logit,) = model.score(asked_of(question_text(asked), text), [text])
    assert logit > 0


@pytest.mark.parametrize(
    ("asked", "said", "never"),
    [
        ("Quels métiers on fait après ?", "Les activités confiées au stagiaire sont variées.", True),
        ("Quelles activités pendant le stage ?", "Les activités confiées au stagiaire sont variées.", False),
        ("Comment accéder à ce diplôme ?", "Des formateurs sont désignés par le président.", True),
        ("Qui compose le jury pour accéder au diplôme ?", "Des formateurs sont désignés par le président.", False),
        ("Où faire ce diplôme ?", "Lien : https://exemple.fr/page.html", True),
        ("Où trouver le référentiel ?", "Lien : https://exemple.fr/page.html", False),
        ("Quelle est la date de l'arrêté ?", "Les mots « 3 mai » sont remplacés par les mots « 4 mai ».", True),
        ("Un salarié doit-il faire un stage ?", "L'étudiant a la qualité d'étudiant et non de salarié.", True),
        ("A-t-on le statut de salarié ?", "L'étudiant a la qualité d'étudiant et non de salarié.", False),
        ("Où travaille-t-on ?", "Instituts de formation à Lyon et à Nantes.", True),
        ("Sans certificat de stage, il se passe quoi ?", "La non-conformité du rapport est constatée.", True),
        ("Et si mon rapport est en retard ?", "La non-conformité du rapport est constatée.", False),
    ],
)
def test_what_only_stands_near_never_answers(asked: str, said: str, never: bool) -> None:
    assert any(rule.search(fold(said)) for rule in never_answers(fold(asked))) is never


@pytest.mark.parametrize(
    ("asked", "said", "stated"),
    [
        ("On apprend à tenir un budget ?", "Ils sont formés à la gestion d'un budget.", True),
        ("Quel budget pour la formation ?", "Ils sont formés à la vente.", False),
        ("Quel papier donner à la place du certificat ?", "Un certificat est remis au stagiaire.", False),
        ("Quel papier donner à la place du certificat ?", "Il est remplacé par une attestation.", True),
        ("combien d'exemplaires du rapport ?", "Un résumé d'une demi-page est joint.", False),
        ("Le rapport se fait à deux ?", "Ils déterminent conjointement l'appréciation.", False),
        ("Le rapport se fait à deux ?", "Chacun rédige, à titre individuel, un rapport.", True),
        ("avec combien d'années de chantier ?", "Durée : 2 ans", False),
        ("lequel laisse le plus de temps pour garder ses notes ?", "Les notes sont gardées cinq ans.", True),
        ("Quelle est la référence de l'arrêté VAE ?", "Arrêté du 3 mai 2003 portant création", False),
        ("Quelles sont les épreuves ?", "L'élève apprend le contrôle qualité.", False),
    ],
)
def test_what_is_asked_for_must_be_stated(asked: str, said: str, stated: bool) -> None:
    assert all(rule.search(fold(said)) for rule in must_state(fold(asked))) is stated


@pytest.mark.parametrize("said", ["Dates des épreuves 2026 ?", "quand ont lieu les oraux ?", "la date de l'examen ?"])
def test_when_an_exam_is_held_is_not_when_its_rules_begin(said: str) -> None:
    begins = "les dispositions du present arrete s'appliquent a compter de la session d'examen 2026."
    held = "l'epreuve a lieu en juin."
    assert any(rule.search(begins) for rule in never_answers(fold(said)))
    assert not any(rule.search(held) for rule in never_answers(fold(said)))
    first = fold("À partir de quelle session s'applique l'arrêté sur l'épreuve ?")
    assert not any(rule.search(begins) for rule in never_answers(first))
