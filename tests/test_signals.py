"""What a reader would check of one sentence: the épreuve or part it is about, what it must state."""

from dataclasses import replace

import pytest

from advisor.chunk import chunk
from advisor.language.french import fold
from advisor.language.vocabulary import vocabulary
from advisor.parse import parse
from advisor.records import Document, Hit, Question
from advisor.select.audience import scope_of
from advisor.select.signals import NAMES, asked_unit, signals
from advisor.select.value import wanted
from advisor.understand.reading import kind_of, must_state, never_answers


def ask(text: str, kind: str | None = None) -> Question:
    return Question(text=text, matter=text, search=text, kind=kind)


def test_a_code_only_mentioned_rules_no_text_out() -> None:
    text = "# BTS\n\n## Épreuve E6\n\nLe stage dure douze semaines.\n"
    document = Document("d", text, "0", "texte", "BTS")
    hits = [Hit(sentence) for sentence in chunk(document, parse(text, title="BTS").root).sentences]
    column = NAMES.index("other_exam")
    for said, topic, foreign in (
        ("j'ai E4 le matin, mon stage dure combien ?", "stage", False),
        ("l'E4 dure combien ?", "examen", True),
    ):
        asked = replace(ask(said, "duration"), topic=topic)
        rows = signals(asked, hits, [document] * len(hits))
        assert any(row[column] for row in rows) is foreign


def test_what_one_handles_is_no_pay() -> None:
    assert not must_state("on touche aussi aux grues ?") and must_state("on touche combien ?")


@pytest.mark.parametrize(
    ("said", "stated", "silent"),
    [
        ("est-ce qu'on est payé pendant le stage ?", "Le stage ouvre droit à une gratification.", "Il est réglé."),
        ("on est payé la première année ?", "L'apprenti perçoit un salaire.", "Il est logé."),
        ("qui paie le transport ?", "Les frais sont à la charge de l'école.", "Le transport se fait en car."),
        ("y a une sélection à l'entrée ?", "Accès sur dossier et entretien.", "Il forme à la finition."),
        ("on entre dans quelle seconde ?", "Les élèves entrent en 2de pro.", "Il est accessible après la 3e."),
        ("on peut le passer en VAE ?", "La validation des acquis de l'expérience est ouverte.", "Il dure 2 ans."),
        ("quelles qualités faut-il ?", "Disposer d'un esprit d'équipe.", "Il contrôle la qualité du produit."),
        ("ça coûte combien le bac pro ?", "La formation est gratuite.", "Le bac pro dure trois ans."),
        (
            "combien d'années d'expérience ?",
            "Trois ans d'activité professionnelle.",
            "Validité des notes : 5 ans",
        ),
        ("une formation à distance existe-t-elle ?", "Elle se suit par correspondance.", "La formation est longue."),
        ("c'est noté dans quel papier ?", "Cela figure dans le livret.", "Le livret est rendu en juin."),
        ("combien d'euros max de fleurs ?", "La valeur ne peut dépasser 120 euros.", "Les fleurs sont fournies."),
        ("combien d'euros pour s'inscrire ?", "Les frais sont de 40 euros.", "On s'inscrit en octobre."),
        ("combien de places dans la classe ?", "Douze places sont ouvertes.", "Le diplôme occupe une grande part."),
        ("quel coef pour l'anglais ?", "Anglais : coefficient 2", "Pratique : coefficient 4"),
        ("il faut mention bien ou assez bien suffit ?", "Une mention bien est exigée.", "Une mention est demandée."),
        (
            "qui déclare l'accident, le lycée ou moi ?",
            "Tout accident est déclaré par le chef d'établissement.",
            "L'entreprise avise le chef d'établissement d'une absence.",
        ),
        (
            "combien de temps faut-il avoir travaillé dans le métier ?",
            "Il faut trois ans d'activité professionnelle.",
            "La soutenance dure 35 minutes.",
        ),
        ("faut-il un bac pour entrer ?", "Accessible après un baccalauréat.", "Le rapport est obligatoire."),
        ("j'ai un BEP, puis-je entrer ?", "Titulaires d'un CAP admis en 1re.", "Ce bac pro forme des techniciens."),
        (
            "s'il oublie le dossier, est-il éliminé ou noté zéro ?",
            "Sans dossier, le candidat est ajourné.",
            "Le dossier est remis par le recteur.",
        ),
        ("ça s'applique à partir de quelle session ?", "À compter de la session 2026.", "L'annexe est signée."),
        ("le rapport peut-il être confidentiel ?", "Le secret est gardé.", "Le rapport est visé."),
        (
            "puis-je décrocher le diplôme par VAE ?",
            "La VAE ouvre ce titre.",
            "Après cinq années, un concours est ouvert.",
        ),
        ("je suis payé combien ?", "Il touche 27 % du SMIC.", "Sa rémunération est maintenue."),
        (
            "après, je pourrai entrer en licence pro ?",
            "Il peut poursuivre en licence professionnelle.",
            "L'entrée en formation est ouverte aux titulaires d'un CAP.",
        ),
        (
            "en dessous de combien une note fait-elle tout perdre ?",
            "Une note inférieure à 8 est éliminatoire.",
            "Une moyenne de 10 sans note éliminatoire.",
        ),
        ("j'ai un bac, c'est possible ?", "Accessible après un bac.", "Le stage peut être réduit."),
        ("un CAP est-il exigé ?", "Les élèves entrent en 2de.", "Un certificat est exigé pour s'inscrire."),
        (
            "je suis arrivé en retard à l'oral, que se passe-t-il ?",
            "L'absence à une épreuve vaut zéro.",
            "L'oral dure 20 minutes ; le a est remplacé par les dispositions suivantes.",
        ),
        ("je rends le dossier trop tard, que se passe-t-il ?", "Remis au-delà de la date.", "Le dossier est long."),
        (
            "je peux faire ma PFMP dans l'entreprise de transport de mon oncle ?",
            "Le stage chez un membre de la famille est exclu.",
            "La période se fait dans la famille des métiers du transport.",
        ),
        ("on peut rendre un seul dossier en groupe ?", "Le dossier est individuel.", "Le dossier est remis au jury."),
        ("faut l'écrire en quelle police, taille 12 ?", "Police de caractères : Arial.", "Le rapport a 30 pages."),
        (
            "on peut partir une partie en Allemagne ?",
            "Une mobilité en Europe est possible.",
            "L'anglais est facultatif.",
        ),
        ("je m'inscris toute seule à l'examen ?", "Les candidats libres s'inscrivent.", "Aucun diplôme n'est demandé."),
        (
            "Mon frère tient un magasin, je peux faire mon stage chez lui ?",
            "Le stage chez un ascendant, un frère ou une sœur n'est pas accepté.",
            "Le stage se fait auprès d'un magasin.",
        ),
        ("on gagne bien ?", "Un apprenti perçoit un salaire.", "Il est en charge de l'évaluation."),
        ("combien coûte la formation ?", "Les frais sont de 300 euros.", "L'épreuve a une note sur 20 points."),
        (
            "sur quelle plateforme s'inscrire ?",
            "L'inscription se fait sur Parcoursup.",
            "En application de l'article 3.",
        ),
    ],
)
def test_what_must_be_stated(said: str, stated: str, silent: str) -> None:
    rules = [right for left, right in vocabulary().must_state if left.search(fold(said))]
    assert rules and all(rule.search(fold(stated)) for rule in rules)
    assert not all(rule.search(fold(silent)) for rule in rules)


def test_what_only_asks_what_follows_keeps_the_story_before_it() -> None:
    assert must_state("j'etais malade le jour de la soutenance, que se passe-t-il ?")
    assert not must_state("j'etais malade le jour de la soutenance, combien de pages a le dossier ?")


@pytest.mark.parametrize(
    "said",
    [
        "Quel coutelier choisir ?",
        "avec un CAP, combien de pages fait le rapport ?",
        "faut-il un certificat pour le stage ?",
        "Dans les jours qui suivent, quand rendre ?",
        "ai-je été tenue de venir ?",
        "le rapport est écrit dans quelle langue ?",
        "peut-on faire son inscription en ligne ?",
        "candidat à distance, combien de temps dure l'oral ?",
        "Je viens en costume à l'oral ?",
        "un élève costaud est-il accepté ?",
        "si le tuteur et le prof ne sont pas d'accord, qui gagne ?",
        "ça risque de coincer avec mes notes ?",
        "mon prof est en congé, qui le remplace ?",
        "le rapport de celui qui a 3 ans de métier est-il plus long ?",
    ],
)
def test_words_that_only_begin_alike_must_state_nothing(said: str) -> None:
    assert not [left for left, _ in vocabulary().must_state if left.search(fold(said))]


@pytest.mark.parametrize(
    ("said", "answers", "never"),
    [
        ("Quel jour tombe l'oral ?", "L'oral a lieu le 4 juin 2026.", "Fait le 29 janvier 2026."),
        ("Quel jour rendre le rapport ?", "Il est rendu le 3 mai.", "Il est rendu à une date fixée par l'académie."),
        ("C'est quand l'épreuve ?", "Elle a lieu en juin.", "JORF n°0041 du 18 février 2026"),
        (
            "malade avec un certificat médical, j'ai zéro ?",
            "L'absence non justifiée vaut zéro ; un motif légitime donne une nouvelle date.",
            "L'absence non justifiée vaut zéro.",
        ),
        (
            "qui est au jury ?",
            "Le jury est présidé par un inspecteur.",
            "La ministre des outre-mer, Pour la ministre et par délégation : La directrice générale, A.-G. Martin",
        ),
        (
            "qui signe la convention ?",
            "Le chef d'établissement signe.",
            "Pour le ministre et par délégation : E. Martin",
        ),
        (
            "et après, quelles études ?",
            "Poursuite d'études ; une licence est possible.",
            "Accès ; après la classe de 3e.",
        ),
        ("à 18 ans, quelles heures ?", "Mineurs et majeurs : 35 heures.", "Élèves mineurs ; pas de travail de nuit."),
    ],
)
def test_what_never_answers(said: str, answers: str, never: str) -> None:
    rules = never_answers(fold(said))
    assert any(rule.search(fold(never)) for rule in rules)
    assert not any(rule.search(fold(answers)) for rule in rules)


def test_the_day_of_the_signature_answers_who_asks_for_it() -> None:
    def never(said: str) -> bool:
        return any(rule.search("fait le 29 janvier 2026.") for rule in never_answers(fold(said)))

    assert not never("Quand l'arrêté a-t-il été signé ?") and not never("When was it published?")
    assert never("When is the exam?") and never("Quand le candidat est-il désigné ?")


@pytest.mark.parametrize(
    ("said", "stated", "silent"),
    [
        (
            "le coef de l'épreuve de maths ?",
            "E2 : mathématiques, coefficient 2",
            "Soutenance du dossier, coefficient 3",
        ),
        (
            "ils sont combien dans la commission ?",
            "Elle comprend deux membres.",
            "Remis à la commission 15 jours avant.",
        ),
        ("combien d'euros par mois me doit-on ?", "La gratification est celle du code.", "La durée est de 3 mois."),
        ("je peux la taper à l'ordinateur ?", "une lettre manuscrite d'une page", "Une lettre est jointe."),
        ("et qui le paie ?", "Il est pris en charge par le lycée.", "Les élèves passent le permis."),
    ],
)
def test_what_must_be_stated_of_marks_members_and_money(said: str, stated: str, silent: str) -> None:
    test_what_must_be_stated(said, stated, silent)


def test_an_option_that_is_called_so_asks_for_no_lodging() -> None:
    assert not must_state(fold("En option hébergement, combien de semaines ?"))
    assert must_state(fold("et pour l'hébergement ?"))


def test_a_jury_of_the_vae_is_the_rule_of_those_who_come_by_vae() -> None:
    assert scope_of("Le jury VAE est présidé par un chef d'entreprise.", ()) == {"vae"}
    assert scope_of("Le jury de validation des acquis de l'expérience comprend six membres.", ()) == {"vae"}
    assert scope_of("Le jury comprend six membres, un de plus pour la VAE.", ()) == frozenset()


@pytest.mark.parametrize(
    ("said", "stated", "silent"),
    [
        (
            "qui fait passer l'oral ?",
            "La commission d'interrogation comprend deux professeurs.",
            "Le candidat présente :",
        ),
        ("qui m'évalue en stage ?", "Le tuteur remplit une grille.", "L'évaluation porte sur les compétences."),
        ("peut-on faire le stage en deux fois ?", "Le stage peut être fractionné.", "La convention peut être adaptée."),
        ("changer de boîte en plein stage ?", "Un nouveau contrat est possible.", "Le recteur valide les dispenses."),
        ("quoi mettre dans le rapport ?", "Le rapport comporte une synthèse.", "Le stage permet de découvrir :"),
        ("on y apprend la gestion ou pas ?", "Un cours de comptabilité complète.", "Les élèves apprennent à souder."),
        ("y a-t-il de l'anglais ?", "Une langue vivante est enseignée.", "Les cours ont lieu en atelier."),
        ("à quoi sert le stage ?", "Il permet de découvrir un atelier.", "Il dure huit semaines."),
        ("combien d'épreuves ?", "L'examen comporte six épreuves.", "L'épreuve comporte trois parties."),
        ("quel jour rendre le rapport ?", "Le dossier est remis le 3 mai.", "La demande est adressée en mai."),
        ("il est toujours valable ?", "Il est enregistré jusqu'au 3 juillet.", "La déclaration est obligatoire."),
        ("je garde mes notes ?", "Il conserve le bénéfice des unités.", "La note zéro est attribuée."),
        ("je peux le passer en candidat libre ?", "Par candidature individuelle.", "Nul ne s'inscrit deux fois."),
        ("qui signe la convention de stage ?", "Elle est signée par l'élève.", "Convention 2147 de l'eau."),
        ("mon stage peut-il être à mi-temps ?", "Il se fait à temps partiel.", "Il est obligatoire."),
        ("je peux aller chez mes parents ?", "Jamais chez un membre de la famille.", "Il a lieu en entreprise."),
        ("c'est en contrôle continu ?", "L'épreuve est ponctuelle.", "Le certificat est remplacé."),
        ("qui préside le jury ?", "un président, maître artisan", "Il est nommé par le président de la chambre."),
        ("si je suis malade le jour de l'oral ?", "Le candidat absent est convoqué.", "Le stage est écourté."),
        ("quel est le taux d'emploi ?", "80 % travaillent.", "Ils travaillent en atelier."),
    ],
)
def test_kinds_of_question_that_only_what_states_it_answers(said: str, stated: str, silent: str) -> None:
    test_what_must_be_stated(said, stated, silent)


def test_a_convention_of_a_placement_is_no_collective_agreement() -> None:
    rules = never_answers(fold("Qui signe le papier passé avec l'usine ?"))
    assert not any(rule.search("voie scolaire ; convention ; la convention est signee par l'eleve.") for rule in rules)
    assert any(rule.search("niveau ; convention(s) ; 2147 - entreprises de l'eau") for rule in rules)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("combien d'heures par semaine ?", "35 heures hebdomadaires au plus", [35.0]),
        ("combien d'heures par semaine ?", "930 heures en centre, à raison de deux jours par semaine", []),
        ("si je fais 3 jours par semaine, combien dure le stage ?", "Il dure 12 semaines.", [12.0]),
        ("combien de minutes par semaine ?", "un entretien d'une demi-heure par semaine", [0.5]),
        ("combien d'heures dure l'épreuve ?", "2 heures, dont 30 minutes de préparation", [2.0]),
        ("combien d'heures par semaine ?", "selon la convention", []),
        ("combien d'heures en tout ?", "930 heures en centre, à raison de deux jours par semaine", [930.0]),
        ("combien de temps par jour ?", "Il dure 8 semaines, 7 heures par jour.", [7.0]),
    ],
)
def test_a_time_asked_for_by_the_week_is_no_total(asked: str, text: str, found: list[float]) -> None:
    assert [quantity.value for quantity in wanted(ask(asked, "duration"), text)] == found


def test_how_long_parts_stay_valid_is_no_length_of_the_training() -> None:
    def vetoed(said: str) -> bool:
        return any(rule.search("validite des composantes acquises : 5 an(s)") for rule in never_answers(fold(said)))

    assert vetoed("Quelle est la durée de la formation ?") and vetoed("Il faut combien d'années ?")
    assert not vetoed("Je garde mes notes combien de temps ?") and not vetoed("Les blocs valent combien de temps ?")


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("qui préside le jury ?", "Le jury comprend : un chef d'entreprise, président, et un enseignant."),
        ("sur quel site je dépose le dossier ?", "Le dossier est déposé sur la plate-forme Cyclades."),
        ("j'ai aidé une association sans être payé, ça compte pour la VAE ?", "L'activité bénévole est retenue."),
        (
            "y a une note éliminatoire ? c'est combien ?",
            "Une note inférieure à 6 sur 20 à l'épreuve pratique est éliminatoire.",
        ),
        ("je suis timide, est-ce demandé d'être à l'aise ?", "Attendus nationaux ; S'exprimer aisément à l'oral"),
    ],
)
def test_what_states_it_in_other_words_is_not_ruled_out(said: str, stated: str) -> None:
    folded = fold(said)
    assert all(right.search(fold(stated)) for left, right in vocabulary().must_state if left.search(folded))
    assert not any(rule.search(fold(stated)) for rule in never_answers(folded))


def test_a_number_that_one_fears_to_pass_is_not_asked_for() -> None:
    assert asked_unit("si je dépasse le nombre de pages, ils refusent mon dossier ?") is None
    assert asked_unit("quel est le nombre de pages du dossier ?") == "page"
    assert kind_of(fold("j'ai peur de dépasser le nombre de pages, ils le refusent ?")) != "count"
    assert kind_of(fold("on m'en compte combien dans l'expérience exigée ?")) != "coefficient"


@pytest.mark.parametrize(
    ("asked", "text", "stated"),
    [
        ("je peux viser la mention bien ?", "Un candidat dispensé ne peut se voir attribuer de mention.", True),
        ("je peux viser la mention bien ?", "Le bac pro de cette spécialité comporte une mention.", False),
    ],
)
def test_who_may_have_a_mention_is_stated_by_who_is_given_none(asked: str, text: str, stated: bool) -> None:
    assert all(pattern.search(fold(text)) for pattern in must_state(fold(asked))) is stated


def test_what_one_touches_in_a_workshop_is_no_pay_and_a_diploma_after_it_is_no_length_of_its_own() -> None:
    assert not must_state(fold("Quelles technos on touche en bac pro ?"))
    after = fold("Poursuite d'études ; Ce CAP débouche sur un bac pro en 2 ans.")
    said = "Une fois ce diplôme obtenu, il faut encore combien d'années pour avoir un bac pro ?"
    assert not any(pattern.search(after) for pattern in never_answers(fold(said)))
    assert any(pattern.search(after) for pattern in never_answers(fold("ça dure combien d'années ?")))


def test_how_long_a_title_is_registered_is_no_length_of_the_training() -> None:
    text = fold("titre ; Enregistrement pour cinq ans, au niveau IV, jusqu'au 3 juillet 2019")
    assert any(pattern.search(text) for pattern in never_answers(fold("ça dure combien d'années (niveau) ?")))
    assert not any(pattern.search(text) for pattern in never_answers(fold("l'enregistrement dure combien d'années ?")))


def test_the_level_of_a_title_is_none_that_is_required_to_enter() -> None:
    text = fold("Informations générales ; Niveau de certification : niveau 5")
    assert any(pattern.search(text) for pattern in never_answers(fold("quel niveau requis pour entrer ?")))
    assert not any(pattern.search(text) for pattern in never_answers(fold("c'est quel niveau ?")))


AMENDS = "La définition de l'épreuve E8 est modifiée ainsi qu'il suit :"


@pytest.mark.parametrize(
    ("said", "text", "ruled_out"),
    [
        ("je peux le resservir indéfiniment ?", AMENDS, True),
        ("je peux le resservir indéfiniment ?", "Vu l'arrêté du 9 juin 2011 ;", True),
        ("dans quelle annexe est l'E8 ?", AMENDS, False),
        ("c'est quoi l'E8 ?", AMENDS, False),
        ("je peux le resservir indéfiniment ?", "L'épreuve est modifiée ainsi qu'il suit. Elle dure une heure.", False),
    ],
)
def test_what_only_says_that_a_text_changes_answers_who_asks_of_the_text(said: str, text: str, ruled_out: bool) -> None:
    assert any(pattern.search(fold(f"titre ; {text}")) for pattern in never_answers(fold(said))) is ruled_out


@pytest.mark.parametrize(
    ("said", "text", "stated"),
    [
        ("le professeur vient combien de fois ?", "Les stages sont suivis par un professeur.", False),
        ("le professeur vient combien de fois ?", "Le professeur fait deux visites.", True),
        ("il y a beaucoup d'élèves qui l'ont ?", "D'autres complètent leur formation en 1 an.", False),
        ("peut-elle venir de seconde générale ?", "Les apprentis y entrent sans passer par une 2de pro.", False),
        ("peut-elle venir de seconde générale ?", "Il est ouvert après une classe de 2de générale.", True),
        ("quel titre a pris la suite ?", "Enregistrement pour cinq ans, jusqu'au 3 juillet 2019.", False),
        ("il faut une convention de stage ?", "Les certificats sont remplacés par une attestation.", False),
        ("il faut une convention de stage ?", "Chaque stage fait l'objet d'une convention.", True),
        ("on peut commencer à 14 ans ?", "Durée : 2 ans", False),
        ("on peut commencer à 14 ans ?", "Être âgé de 15 ans révolus.", True),
        ("quel titre a pris la suite ?", "Il est remplacé par le titre de campaniste.", True),
    ],
)
def test_how_often_how_many_and_what_came_after_must_be_stated(said: str, text: str, stated: bool) -> None:
    asked = must_state(fold(said))
    assert asked and all(pattern.search(fold(text)) for pattern in asked) is stated
