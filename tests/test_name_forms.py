"""The forms under which a diploma is named, and what looks like one and is none."""

from __future__ import annotations

import pytest

from advisor.language.french import fold
from advisor.records import Diploma
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.name_forms import blended, forms_of
from advisor.understand.name_words import only_kinds
from advisor.understand.sightings import Named
from tests.corpora import names
from tests.test_diplomas import CIM, MESURE, PRO


def test_initials_behind_a_little_word_name_nothing() -> None:
    """ "DE" is a type, and "de" no word of a name: the initials of a "DE moniteur éducateur" would be every "me"."""
    diploma = Diploma("x", "Diplôme d'État de moniteur éducateur", "DEME", ("DE moniteur éducateur",))
    known = DiplomaNames([diploma])
    assert known.find("je peux me présenter ?") == Named()
    assert known.find("le DEME dure combien ?").diplomas == ("x",)


def test_the_words_of_another_diplomas_name_name_no_diploma_of_ours() -> None:
    assert names().find("Avec un BUT mesures physiques, quels métiers ?").diplomas == ()
    assert names().find("Avec un BUT chimie, peut-on faire le BTS mesure ?").diplomas == (MESURE,)


@pytest.mark.parametrize("said", ["Can I study after the vocational baccalaureate?", "the professional baccalaureate"])
def test_an_english_name_of_a_type_is_one(said: str) -> None:
    assert names().find(said).diplomas == (PRO,)


def test_the_option_of_what_one_has_is_none_of_what_one_asks_about() -> None:
    titles = ("CS aéronautique option avions à moteurs à turbines", "CAP pâtissier")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    said = "je sors d'un bac pro aéronautique option structure, je peux aller en CS aéronautique avions à turbines ?"
    assert known.find(said).diplomas == titles[:1]
    assert known.find("le CS aéronautique option structure dure combien ?").unknown
    assert known.find("le certificat de spé aéronautique avions à turbines").diplomas == titles[:1]


def test_two_types_with_their_names_are_two_diplomas() -> None:
    titles = ("bac pro Traitements des matériaux", "BP Agent de sécurité")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    said = "bac pro traitement des matériaux et bp sécurité, lequel est plus long ?"
    assert set(known.find(said).diplomas) == set(titles)
    assert only_kinds(fold("on peut continuer ses études, genre un bts ?"))


def test_a_name_may_be_cut_or_said_by_all_that_is_its_own() -> None:
    titles = (
        "BUT génie biologique",
        "BUT génie civil",
        "Titre Technicien campaniste",
        "bac pro Maintenance des véhicules",
    )
    known = DiplomaNames([Diploma(title, title) for title in titles])
    assert known.find("le BUT génie bio, c'est pour moi ?").diplomas == titles[:1]
    assert known.find("qui siège au jury de l'examen de campaniste ?").diplomas == titles[2:3]
    assert known.find("quelle voiture me conseilles-tu ?") == Named()


def test_an_option_in_words_may_be_said_in_another_gender() -> None:
    titles = ("bac pro Maintenance option véhicules légers", "bac pro Maintenance option motocycles")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    assert known.find("le bac pro maintenance option voitures légères").diplomas == titles[:1]
    assert known.find("le bac pro maintenance option bateaux").unknown


def test_a_verb_before_the_article_stays() -> None:
    known = DiplomaNames([Diploma("v", "CAP Voilerie")])
    assert known.without_names("combien de places il y a en CAP voilerie ?", ("v",)) == "combien de places il y a ?"


def test_a_diploma_that_someone_has_is_none_that_is_asked_about() -> None:
    known = DiplomaNames([Diploma("p", "bac pro Microtechniques")])
    named = known.find("mon fils a son cap usinage, il peut rentrer en bac pro microtechniques ?")
    assert named.diplomas == ("p",) and named.unknown is None


def test_a_title_that_spells_its_acronym_out_is_named_by_either() -> None:
    title = "DSAA diplôme supérieur d'arts appliqués"
    known = DiplomaNames([Diploma("x", title), Diploma("y", "CAP pâtissier")])
    for said in ("le DSAA dure combien ?", "en dsaa ya du numérique ?", "le diplôme supérieur d'arts appliqués"):
        assert known.find(said).diplomas == ("x",)


APICOLE = Diploma("apicole", "BP Responsable d'exploitation apicole", "BP REA", ("BP abeilles",))
CYCLES = Diploma("cycles", "Titre Technicien cycles et mobilités légères", None, ("technicien cycles",))
HCR = Diploma("hcr", "CAP Commercialisation et services en hôtel-café-restaurant")
FERRONNIER = Diploma("fer", "TP Ferronnier d'art")
AGRICOLE = Diploma("agri", "BTM Mécanicien de matériels agricoles")


@pytest.mark.parametrize(
    ("said", "diploma"),
    [
        ("le brevet professionnel apiculture, c'est long ?", "apicole"),
        ("BP apicultrice : quelle durée ?", "apicole"),
        ("le brevet pro abeilles, quelle durée ?", "apicole"),  # an alias, with its type in other words
        ("chez les techniciens cycles, combien de blocs ?", "cycles"),
        ("CAP commercialisation et services HCR", "hcr"),
        ("ferronnier en titre pro, ça dure combien ?", "fer"),
        ("BTM mécano agricole", "agri"),
    ],
)
def test_a_name_may_be_said_in_words_of_its_family(said: str, diploma: str) -> None:
    known = DiplomaNames([APICOLE, CYCLES, HCR, FERRONNIER, AGRICOLE])
    assert known.find(said).diplomas == (diploma,)


def test_a_trade_before_its_type_is_left_out_with_it() -> None:
    known = DiplomaNames([FERRONNIER, HCR])
    assert known.find("boulanger en titre pro, ça dure combien ?").diplomas != ()  # the only one of its type
    assert "ferronnier" not in known.without_names("ferronnier en titre pro ou CAP HCR, le plus rapide ?", ("hcr",))
    assert known.find("le CAP XYZ, c'est long ?").unknown == "CAP XYZ"


FIELD = Diploma("a", "CAP Maintenance des matériels option A matériels agricoles")
SITE = Diploma("b", "CAP Maintenance des matériels option B matériels de manutention")
COACH = Diploma("coach", "Titre Exploitant en transport routier de voyageurs")
CIEL = Diploma("ciel", "bac pro Cybersécurité, informatique et électronique", "CIEL", ("CIEL",))
FLOOR = Diploma("sol", "TP Solier moquettiste")
SPECIAL = Diploma("cs1", "CS Boulangerie spécialisée")
OTHER_CS = Diploma("cs2", "CS Sommellerie")


def test_of_several_of_one_name_a_word_of_its_own_tells_which() -> None:
    known = DiplomaNames([FIELD, SITE])
    assert known.find("le CAP maintenance des matériels, celui des engins agricoles, dure combien ?").diplomas == ("a",)
    assert known.find("baccalauréat pro ou CAP maintenance matériels opt B : quels métiers ?").diplomas == ("b",)
    assert set(known.find("le CAP maintenance des matériels dure combien ?").ambiguous) == {"a", "b"}


def test_a_type_tells_nothing_of_the_names_of_its_kind() -> None:
    """ "certificat de spécialisation" is no word of "boulangerie spécialisée"."""
    found = DiplomaNames([SPECIAL, OTHER_CS]).find("le certificat de spécialisation, c'est quel niveau ?")
    assert set(found.ambiguous) == {"cs1", "cs2"} and not found.diplomas


def test_a_name_with_the_type_of_another_level_is_another_diploma() -> None:
    known = DiplomaNames([CIEL])
    assert known.find("quels métiers avec le BTS CIEL ?").unknown == "BTS CIEL"
    assert known.find("quels métiers avec le bac pro CIEL ?").diplomas == ("ciel",)
    assert known.find("un BTS après le bac pro CIEL ?").diplomas == ("ciel",)


def test_words_of_a_name_may_be_left_out_behind_the_first() -> None:
    known = DiplomaNames([COACH, FLOOR])
    assert known.find("qui est au jury d'exploitant voyageurs ?").diplomas == ("coach",)
    assert known.find("les voyageurs, qui les transporte ?") == Named()


def test_what_kind_of_diploma_it_is_may_be_asked() -> None:
    known = DiplomaNames([FLOOR, Diploma("cap", "CAP Orfèvre")])
    assert known.find("solier moquettiste, c'est un CAP ou quoi ?").diplomas == ("sol",)
    held = known.find("avec un CAP de la branche, c'est plus court ?")
    assert held.in_passing and held.diplomas == ("cap",)


def test_who_has_one_diploma_asks_about_the_other() -> None:
    known = DiplomaNames([FIELD, Diploma("pro", "bac pro Maintenance des matériels")])
    named = known.find("il a le CAP maintenance agricole et vise le bac pro maintenance des matériels, deux ans ?")
    assert named.diplomas == ("pro",)


def test_who_has_one_of_ours_may_ask_about_one_that_no_text_covers() -> None:
    known = DiplomaNames([HCR, Diploma("bim", "TP BIM modeleur du bâtiment")])
    named = known.find(
        "Après mon CAP commercialisation et services HCR, je pense au bac pro boulangerie : quelle durée ?"
    )
    assert named.unknown == "bac pro boulangerie" and named.origins == ("hcr",) and not named.diplomas
    assert known.find("après un CAP HCR, titre pro BIM du bâtiment, quel niveau ?").diplomas[-1] == "bim"


def test_a_diploma_in_hand_is_not_the_one_asked_about() -> None:
    known = DiplomaNames([Diploma("mhr", "BTS Management en hôtellerie restauration")])
    named = known.find("bac pro cuisine en poche, je voudrais le BTS management en hôtellerie : j'entre directement ?")
    assert named.diplomas == ("mhr",) and named.unknown is None


GEII = Diploma("geii", "BUT génie électrique parcours automatisme et informatique", "GEII AII")
JUDO = Diploma("judo", "BPJEPS éducateur sportif mention activités de judo")
VIO = Diploma("vio", "BTS vision et instruments d'optique", "BTS VIO")
MAV = Diploma("mav", "CAP menuisier aluminium-verre")
VET = Diploma("vet", "diplôme d'État de docteur vétérinaire")
MICRO = (Diploma("m4", "bac pro Microtechniques"), Diploma("m5", "BTS Conception en microtechniques"))


@pytest.mark.parametrize(
    ("said", "diploma"),
    [
        ("kel spé pour le but geii ?", "geii"),
        ("le parcours AII du GEII, c'est des robots ?", "geii"),
        ("g loupé 5 jours de stage en vio", "vio"),
        ("Combien de places à l'école vétérinaire ?", "vet"),
        ("le concours vétérinaire est ouvert à qui ?", "vet"),
        ("si je fais microtechniques, combien d'années jusqu'au diplôme de bac pro ?", "m4"),
        ("who signed the order on the microtechnics BTS?", "m5"),
    ],
)
def test_an_acronym_a_school_and_a_type_said_apart_name_a_diploma(said: str, diploma: str) -> None:
    assert DiplomaNames([GEII, JUDO, VIO, MAV, VET, *MICRO]).find(said).diplomas == (diploma,)


def test_an_acronym_that_is_a_word_names_nothing_alone() -> None:
    known = DiplomaNames([Diploma("mai", "BTS mécanique et automatismes industriels", "BTS MAI"), VIO])
    assert known.find("l'examen est en mai ?") == Named() and known.find("le BTS MAI, c'est long ?").diplomas == (
        "mai",
    )


def test_a_pronoun_stands_for_the_type_before_it() -> None:
    known = DiplomaNames([VIO, MICRO[1], MAV])
    said = "le niveau du BTS optique et celui de conception en microtechniques ?"
    assert set(known.find(said).diplomas) == {"vio", "m5"}
    assert "microtechniques" not in known.without_names(said, ("vio", "m5"))
    assert known.find("le CAP MAV, c'est mieux que celui de mon frère ?").diplomas == ("mav",)


def test_another_mention_or_course_is_another_diploma() -> None:
    known = DiplomaNames([GEII, JUDO])
    assert known.find("conditions du BPJEPS mention karaté ?").unknown == "BPJEPS mention karaté"
    assert known.find("BPJEPS éducateur mention tir à l'arc ?").unknown
    assert known.find("BUT GEII parcours électronique, quels débouchés ?").unknown
    assert known.find("BPJEPS mention judo, faut-il le bac ?").diplomas == ("judo",)
    assert known.find("BUT GEII mention bien, quels débouchés ?").diplomas == ("geii",)


PHOTO = Diploma("photo", "bac pro Photographie")
CYBER = Diploma("cyber", "CS Cybersécurité")
VITRAIL = Diploma("vitrail", "CAP arts du verre option vitrailliste")
ANIMALS = Diploma("capa", "CAP agricole Soigneur d'animaux")
PSY = Diploma("psy", "diplôme d'État de psychomotricien")
KINE = Diploma("kine", "diplôme d'État de masseur-kinésithérapeute")


@pytest.mark.parametrize(
    ("said", "diplomas"),
    [
        ("combien d'années pour le bac pro photos ?", {"photo"}),
        ("tu peux renommer mes photos ?", set()),
        ("durée du CS cyber sécurité", {"cyber"}),
        ("une fois le CS cyber obtenu, on fait quoi ?", {"cyber"}),
        ("le CAP arts du verre option vitrail, c'est où ?", {"vitrail"}),
        ("stage en CAP soigneur d'animaux ?", {"capa"}),
        ("psychomotricien ou masseur-kinésithérapeute, le plus court ?", {"psy", "kine"}),
    ],
)
def test_a_name_cut_short_split_or_of_a_family_is_known(said: str, diplomas: set[str]) -> None:
    known = DiplomaNames([PHOTO, CYBER, VITRAIL, ANIMALS, PSY, KINE])
    assert set(known.find(said).diplomas) == diplomas


def test_the_name_of_a_family_alone_is_that_of_its_agricultural_kind() -> None:
    assert DiplomaNames([ANIMALS, PHOTO]).find("le CAP, c'est long ?").diplomas == ("capa",)
    assert DiplomaNames([ANIMALS, VITRAIL]).find("le CAP, c'est long ?").diplomas == ("vitrail",)
    assert DiplomaNames([ANIMALS, VITRAIL]).find("le CAP cuisine, c'est long ?").unknown
    assert "soigneur" not in DiplomaNames([ANIMALS]).without_names("durée du CAP soigneur ?", ("capa",))


OPTION_A = Diploma("textile", "BTS Innovation textile option A structures")
PRINT = Diploma("print", "bac pro Réalisation de produits imprimés option B productions imprimées")
SEAT = Diploma("decor", "CAP Tapissier-tapissière d'ameublement en décor")
MADE = Diploma("made", "DN MADE mention numérique")
OPTICS = Diploma("optics", "TP technicien en montage et vente d'optique-lunetterie")
CHEMISTRY = Diploma("chemistry", "BUT Chimie parcours synthèse")
CATERER = Diploma("caterer", "CS (ex MC) employé traiteur")
TAILOR = Diploma("tailor", "CAP Métiers de la mode - vêtement tailleur")


@pytest.mark.parametrize(
    "said",
    [
        "BTS innovation textile, mais l'option B : on y étudie quoi ?",
        "CAP tapissier en siège : ça dure combien de temps ?",
        "le DN MADE mention espace, après quel bac ?",
        "jveux faire le CAP tournage en céramique, en combien d'années ?",
        "durée de la formation pour le DE moniteur de ski ?",
    ],
)
def test_what_is_said_of_an_option_or_a_trade_makes_another_diploma(said: str) -> None:
    assert DiplomaNames([OPTION_A, SEAT, MADE, TAILOR]).find(said).unknown


@pytest.mark.parametrize(
    ("said", "diplomas"),
    [
        ("en productions imprimées, on entretient les presses ?", {"print"}),
        ("en but chimie, à quel moment choisir ?", {"chemistry"}),
        ("le but est d'apprendre la chimie ?", set()),
        ("code du TP optique lunetterie ?", {"optics"}),
        ("titre pro monteur vendeur en lunette, c'est long ?", {"optics"}),
        ("avec un CAP coiffure, suivre le certificat employé traiteur : mon CAP suffit-il ?", {"caterer"}),
        ("CAP tapissier en décor, quel lycée ?", {"decor"}),
    ],
)
def test_names_by_an_option_or_a_type_that_is_a_word(said: str, diplomas: set[str]) -> None:
    known = DiplomaNames([PRINT, CHEMISTRY, OPTICS, CATERER, SEAT, TAILOR])
    assert set(known.find(said).diplomas) == diplomas


def test_what_is_asked_stays_in_the_question() -> None:
    known = DiplomaNames([TAILOR, PRINT])
    assert "CAP" in known.without_names("CAP tailleur : puis-je passer un deuxième CAP ?", ("tailor",))
    assert "imprimées" in known.without_names("l'option productions imprimées forme à quoi ?", ("print",))


TAXIDERMY = Diploma("taxidermy", "BP taxidermie et préparation naturaliste")
PIPES = Diploma("pipes", "CS (ex MC) technicien en tuyauterie")
JAZZ = Diploma("jazz", "diplôme d'État de professeur de danse option danse jazz")


@pytest.mark.parametrize(
    ("said", "diplomas"),
    [
        ("j'étudie la taxidermie chez moi, combien de semaines ?", {"taxidermy"}),
        ("tuyauteur en un an, on apprend quoi ?", {"pipes"}),
        ("DE jazz, combien d'options en tout ?", {"jazz"}),
        ("une préparation de combien de mois ?", set()),
        ("ça dure combien de temps ?", set()),
    ],
)
def test_a_word_that_french_seldom_has_names_its_diploma(said: str, diplomas: set[str]) -> None:
    assert set(DiplomaNames([TAXIDERMY, PIPES, JAZZ]).find(said).diplomas) == diplomas


def test_what_is_asked_about_in_a_diploma_is_no_other_diploma() -> None:
    """ "le dossier de conception en BTS CIM": conception is a word of the name, and BTS no other specialty."""
    for said in ("le dossier de conception en BTS CIM", "la soutenance du dossier d'industrialisation en BTS CIM"):
        assert names().find(said).diplomas == (CIM,)
    titles = ("CAP tapissier d'ameublement en décor",)
    known = DiplomaNames([Diploma(title, title) for title in titles])
    assert known.find("le CAP tapissier en siège dure combien ?").unknown == "CAP tapissier en siège"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("BTM Technicien en lutherie guitare", "l'épreuve du btm luthier guitare"),
        ("BPA conducteur d'engins forestiers", "le BPA de conduite d'engins en forêt"),
        ("bac pro conduite et gestion de l'entreprise vitivinicole", "le bac pro vigne et vin"),
        ("BTS construction navale", "le BTS construction navale en Bretagne"),
        ("BTS métiers de l'eau", "Can I do the BTS métiers de l'eau in Spain?"),
        ("bac pro élevage canin et félin", "le bac pro canin-félin prévoit de la compta et de la gestion ?"),
    ],
)
def test_words_of_one_family_name_it_and_where_or_what_it_does_is_no_part_of_it(title: str, said: str) -> None:
    assert DiplomaNames([Diploma("x", title)]).find(said).diplomas == ("x",)


def test_little_words_are_no_names_cut_short() -> None:
    """ "comme" begins as "commerce" does; "petite enfance" is a specialty though it opens with a common word."""
    titles = ("CAP équipier polyvalent du commerce", "diplôme d'État de psychomotricien")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    assert known.find("Je travaille comme psychomotricien et j'aimerais encadrer une équipe").diplomas == titles[1:]
    assert known.find("Combien de temps dure le CAP petite enfance ?").unknown == "CAP petite enfance"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Sur quelles énergies douces on bosse en BTSA énergies douces ?", "Sur quelles énergies douces on bosse ?"),
        ("How long does the ENDO BTSA (soft power) take?", "How long does take?"),
        ("le BTSA énergies douces (en apprentissage) dure combien ?", "(en apprentissage) dure combien ?"),
    ],
)
def test_what_is_asked_of_stays_and_what_explains_the_name_goes(said: str, left: str) -> None:
    known = DiplomaNames([Diploma("x", "BTSA énergies douces", "ENDO")])
    assert known.without_names(said, ("x",)) == left


@pytest.mark.parametrize(
    ("title", "acronym", "stems"),
    [
        ("bac pro métiers de l'optique et des cadrans polis", "mopcap", 4),
        ("bac pro horlogerie, cadrans et réparation, polissage", "hcapol", 3),  # one word gives nothing
        ("bac pro horlogerie, cadrans, réparation, montage, polissage", "hcapol", 0),  # two do
        ("bac pro horlogerie précise", "horpre", 0),  # two words are too few for an acronym
        ("BTSA gestion et lecture de l'eau", "geleau", 3),
        ("BTS métiers de la mesure", "mesure", 0),
    ],
)
def test_first_letters_of_the_words_of_a_title_make_its_acronym(title: str, acronym: str, stems: int) -> None:
    assert len(blended(forms_of(Diploma("x", title)), acronym)) == stems


@pytest.mark.parametrize(
    "said", ["Combien de stage en bac pro MOPCAP ?", "bac pro mopcap cb de semaines", "mon MOPCAP ?"]
)
def test_an_acronym_of_more_than_initials_names_its_diploma(said: str) -> None:
    titles = ("bac pro métiers de l'optique et des cadrans polis", "bac pro optique lunetterie")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    assert known.find(said).diplomas == titles[:1]
    assert known.find("le bac pro MOTCAB ?").unknown == "bac pro MOTCAB"
    assert "mopcap" not in known.without_names(said, titles[:1]).lower()
