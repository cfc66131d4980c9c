"""Which diploma a question names: acronyms, codes, partial names, other spellings, and diplomas without a text."""

from __future__ import annotations

import pytest

from advisor.records import Diploma
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.name_words import this_diploma
from advisor.understand.sightings import Named
from tests.corpora import names

CIM = "bts-conception-et-industrialisation-en-microtechniques"
MESURE = "bts-metiers-de-la-mesure"
PRO = "bac-pro-microtechniques"
BTM = "btm-mecanique-de-precision"


@pytest.mark.parametrize(
    ("question", "diploma"),
    [
        ("durée du stage du BTS métiers de la mesure ?", MESURE),
        ("DUREE DU STAGE DU BTS METIERS DE LA MESURE", MESURE),
        ("le bts mesure dure combien", MESURE),
        ("bts microtechniques epreuve e8", CIM),
        ("BTS CIM", CIM),
        ("brevet de technicien supérieur conception et industrialisation en microtechniques", CIM),
        ("le bac pro, ça dure combien ?", PRO),
        ("bac pro microtechniques", PRO),
        ("baccalauréat professionnel microtechniques", PRO),
        ("le BTM mécanique de précision", BTM),
        ("btm meca de précision", BTM),
        ("btm meca de precision faut avoir cb de moyenne", BTM),
        ("la fiche RNCP 19166", BTM),
        ("rncp n°19166", BTM),
        ("le code 40025006", PRO),
        ("quels BTS faire après un bac pro microtechnique ?", PRO),  # no BTS of that name
        ("je peux enchaîner sur quel bts après le bac pro microtechnique", PRO),
    ],
)
def test_a_diploma_that_is_named_is_found(question: str, diploma: str) -> None:
    assert names().find(question).diplomas == (diploma,)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("durée du stage du BTS comptabilité et gestion ?", "BTS comptabilité et gestion"),
        ("le bac pro boulanger", "bac pro boulanger"),
        ("le CAP coiffure", "CAP coiffure"),
        ("en bac pro trpm, la durée ?", "bac pro trpm"),
        ("RNCP 12345", "RNCP 12345"),
        ("qui signe en bac pro aménagements paysagers ?", "bac pro aménagements paysagers"),
        ("le bac pro étude et réalisation d'agencement", "bac pro étude et réalisation d'agencement"),
        ("bac pro techniques d'interventions : le stage ?", "bac pro techniques d'interventions"),
        ("le bac pro électromécanicien marine", "bac pro électromécanicien marine"),
    ],
)
def test_a_diploma_without_a_text_is_unknown_never_its_neighbour(question: str, unknown: str) -> None:
    named = names().find(question)
    assert (named.diplomas, named.unknown) == ((), unknown)


def test_several_diplomas_keep_their_order() -> None:
    assert names().find("différence entre le BTS mesure et le bac pro microtechniques").diplomas == (MESURE, PRO)


@pytest.mark.parametrize(
    ("question", "diploma"),
    [
        ("le bac pro microtechniques c'est bien un bac et pas un BTS CIM ?", PRO),
        ("microtechniques en bac pro, pas le BTS CIM : quel stage ?", PRO),
        ("pas le bac pro, le BTM !", BTM),
        ("I mean the BTM, not the BTS CIM", BTM),
        ("pourquoi pas le BTS CIM ?", CIM),
        ("ce n'est pas le BTS CIM ?", CIM),  # nothing else can be meant
    ],
)
def test_a_diploma_that_is_ruled_out_is_not_the_one_asked_about(question: str, diploma: str) -> None:
    assert names().find(question).diplomas == (diploma,)


def test_a_type_that_fits_several_does_not_choose() -> None:
    named = names().find("combien de temps dure le stage en BTS ?")
    assert named.diplomas == () and set(named.ambiguous) == {CIM, MESURE}


def test_the_diploma_one_comes_from_is_not_the_one_asked_about() -> None:
    assert names().find("après un CAP, puis-je entrer en bac pro microtechniques ?").diplomas == (PRO,)


@pytest.mark.parametrize("question", ["", "quelle heure est-il ?", "le stage", "?"])
def test_nothing_named_is_nothing_found(question: str) -> None:
    assert names().find(question) == Named()


@pytest.mark.parametrize("wanted", [MESURE, "BTS Métiers de la Mesure", "BTS mesure"])
def test_an_option_names_a_diploma_by_id_or_name(wanted: str) -> None:
    assert names().resolve(wanted) == (MESURE,)
    assert names().resolve("nimporte quoi") == ()


def test_the_name_is_taken_out_of_the_matter() -> None:
    assert names().without_names("durée du stage du BTS métiers de la mesure ?", (MESURE,)) == "durée du stage ?"


def test_other_diplomas_are_read_the_same_way() -> None:
    others = DiplomaNames(
        [Diploma("cap-boulanger", "CAP boulanger"), Diploma("cap-charcutier", "CAP charcutier-traiteur")]
    )
    assert others.find("cap boulanger durée ?").diplomas == ("cap-boulanger",)
    assert others.find("le CAP boulangerie").diplomas in ((), ("cap-boulanger",))
    assert set(others.find("le cap, combien d'années ?").ambiguous) == {"cap-boulanger", "cap-charcutier"}


@pytest.mark.parametrize(
    "question", ["Quels BTS après le bac pro microtechniques ?", "un bts avec un bac pro microtechniques"]
)
def test_diplomas_of_a_kind_are_none_in_particular(question: str) -> None:
    assert names().find(question).diplomas == (PRO,)


@pytest.mark.parametrize("question", ["BTS ERC : le stage ?", "cb de semaines en bts erc"])
def test_a_long_name_is_found_by_its_initials(question: str) -> None:
    heat = Diploma("bts-erc", "BTS Exploitation des réseaux de chaleur")
    assert DiplomaNames([heat, Diploma("bts-mer", "BTS Pêche en mer")]).find(question).diplomas == ("bts-erc",)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("nos élèves en métiers de la mesure (BTS), ils signent ?", "nos élèves, ils signent ?"),
        ("BTS (métiers de la mesure) : durée (en jours) du stage ?", "durée (en jours) du stage ?"),
        ("Pour le BTS « métiers de la mesure », qui signe ?", "qui signe ?"),
    ],
)
def test_a_name_leaves_no_bracket_behind(said: str, left: str) -> None:
    assert names().without_names(said, (MESURE,)) == left


def test_a_word_of_the_name_may_be_what_is_asked_about() -> None:
    assert "métiers" in names().without_names("Quels métiers en BTS métiers de la mesure ?", (MESURE,))
    assert "métiers" in names().without_names("Quels sont les métiers du BTS ?", (MESURE,))


def test_where_a_candidate_comes_from_stays_in_the_matter() -> None:
    matter = names().without_names("Bac pro microtechniques après un CAP, combien d'années ?", [PRO])
    assert "CAP" in matter and "microtechniques" not in matter


def test_a_code_that_names_the_diploma_is_no_matter_of_the_question() -> None:
    assert names().without_names("RNCP 19166, c'est quel diplôme ?", (BTM,)) == "c'est quel diplôme ?"
    assert "99999" in names().without_names("RNCP 99999, c'est quel diplôme ?", (BTM,))


def test_a_trade_and_its_field_are_one_name() -> None:
    own = DiplomaNames(
        [Diploma("p", "bac pro carrossier peintre automobile"), Diploma("b", "bac pro boulanger pâtissier")]
    )
    assert own.find("en bac pro carrosserie peinture on voit les clients ?").diplomas == ("p",)
    assert own.find("le bac pro boulangerie").diplomas == ("b",)
    assert own.find("le bac pro menuiserie").unknown
    assert own.without_names("en bac pro carrosserie peinture on voit les clients ?", ("p",)) == "on voit les clients ?"


def test_trades_options_and_brackets_in_a_name() -> None:
    own = DiplomaNames(
        [
            Diploma("g", "CAP Métiers de la gravure option gravure d'impression"),
            Diploma("m", "BTS Maintenance des ascenseurs et appareils élévateurs"),
        ]
    )
    assert own.find("le cap graveur d'impression").diplomas == ("g",)
    assert own.find("CAP métiers de la gravure option B, l'examen ?").diplomas == ("g",)
    assert own.find("rapport de stage bts ascensoriste (maae)").diplomas == ("m",)
    assert own.find("CAP soudeur").unknown == "CAP soudeur"
    assert own.find("le CAP gravure en première année, on paye les papiers ?").diplomas == ("g",)


def test_initials_in_capitals_name_what_they_stand_for() -> None:
    own = DiplomaNames([Diploma("e", "BTS économie sociale familiale"), Diploma("m", "BTS mode et textile")])
    assert own.find("malade pendant mon stage d'ESF, on rattrape ?").diplomas == ("e",)
    assert own.without_names("un stage à l'étranger en ESF, possible ?", ("e",)) == "un stage à l'étranger, possible ?"
    assert own.find("malade pendant mon stage, QUE FAIRE").diplomas == ()


@pytest.mark.parametrize("question", ["Je fais mon BTS à distance", "Le BTS a une durée ?", "En BTS a-t-on un stage ?"])
def test_a_little_word_is_no_part_of_a_type(question: str) -> None:
    named = names().find(question)
    assert named.unknown is None and set(named.ambiguous) == {CIM, MESURE}


def test_a_town_is_no_specialty() -> None:
    assert names().find("mon bac pro microtechnique à Besançon, quelle durée ?").diplomas == (PRO,)


def test_a_word_of_many_names_is_no_name_beside_other_words() -> None:
    own = DiplomaNames([Diploma("n", "bac pro maintenance nautique")])
    assert own.find("le bac pro maintenance des matériels option espaces verts").diplomas == ()
    assert own.find("le bac pro maintenance nautique").diplomas == ("n",)
    assert own.find("le bac pro maintenance").diplomas == ("n",)


def test_a_name_of_common_words_is_found_with_and_without_its_type() -> None:
    own = DiplomaNames(
        [
            Diploma("v", "bac pro maintenance des véhicules"),
            Diploma("p", "BTS pilotage de procédés"),
            Diploma("t", "CAP monteur en installations thermiques"),
            Diploma("e", "CAP monteur en isolation"),
            Diploma("x", "CAP conducteur de taxi"),
        ]
    )
    assert own.find("pilotage de procédés : coefficient de l'E4").diplomas == ("p",)
    assert own.find("je veux faire maintenance des véhicules en bac pro").diplomas == ("v",)
    assert set(own.find("en cap monteur, le stage ?").ambiguous) == {"t", "e"}
    assert own.find("le cap taxis").diplomas == ("x",)


@pytest.mark.parametrize("said", ["bts mesure svt", "bts mesure prt stage", "le bts mesure tlm dit 8 semaines"])
def test_letters_after_a_name_are_no_other_diploma(said: str) -> None:
    assert names().find(said).diplomas == (MESURE,)


def test_a_name_cut_short_is_taken_out_of_the_matter() -> None:
    asked = "btm meca de precision, l'épreuve de langue est orale ?"
    assert names().without_names(asked, (BTM,)) == "l'épreuve de langue est orale ?"


CARE = Diploma("tp-advf", "TP Assistant(e) de vie aux familles")
OPTICS = Diploma("bts-ol", "BTS Opticien-lunetier", aliases=("BTS optique",))
TEACHER = Diploma("dees", "Diplôme d'État d'éducateur spécialisé")
BUSES = Diploma("cap-bus", "CAP Conducteur agent d'accueil en autobus et autocar")


@pytest.mark.parametrize(
    ("question", "diploma"),
    [
        ("Qui signe le titre professionnel Assistant(e) de vie aux familles ?", CARE),
        ("le titre pro d'assistant·e de vie aux familles, ça dure ?", CARE),
        ("Pour le titre d'assistante de vie, faut-il être majeur ?", CARE),  # its first words
        ("le stage en éducateur spé", TEACHER),
        ("ma fille est en BTS d'optique", OPTICS),
        ("un étudiant du BTS d'optique aligne les bons chiffres", OPTICS),
        ("un CAP de chauffeur d'autobus et d'autocar", BUSES),
        ("le métier de chauffeur", None),
        ("un éducateur peut-il signer ?", None),
        ("la vie d'une assistante", None),
    ],
)
def test_a_name_is_found_in_the_words_of_people(question: str, diploma: Diploma | None) -> None:
    found = DiplomaNames([CARE, OPTICS, TEACHER, BUSES]).find(question)
    assert found.diplomas == ((diploma.id,) if diploma else ())


def test_a_name_in_both_genders_is_taken_out_whole() -> None:
    left = DiplomaNames([CARE]).without_names("Qui signe le TP Assistant(e) de vie aux familles ?", (CARE.id,))
    assert left == "Qui signe ?"


def test_who_has_a_diploma_asks_about_the_other() -> None:
    others = DiplomaNames([BUSES, OPTICS])
    assert others.find("un garçon qui a son CAP veut entrer en BTS optique").diplomas == (OPTICS.id,)
    assert others.find("y a un CAP autobus ?").diplomas == (BUSES.id,)


def test_a_diploma_that_one_will_have_is_not_the_one_asked_about() -> None:
    named = names().find("j'aurai mon CAP d'horlogerie en juin, je peux enchaîner sur le bac pro microtechniques ?")
    assert (named.diplomas, named.unknown) == ((PRO,), None)


def test_words_behind_diploma_name_the_only_one_that_has_them_all() -> None:
    surveyor = Diploma("geo", "BTS Métiers du géomètre-topographe et de la modélisation numérique", "BTS MGTMN")
    known = DiplomaNames([surveyor, Diploma("tour", "CAP Tourneur")])
    question = "j'ai un BTS bâtiment. Pour le diplôme de géomètre-topographe, le stage est-il écourté ?"
    assert known.find(question).diplomas == ("geo",)
    assert known.find("le diplôme de géomètre expert").diplomas == ()
    assert known.find("le titre géomètre, on est agréé combien d'années ?").diplomas == ("geo",)
    assert known.find("le titre maximum ?").diplomas == ()
    left = known.without_names("le diplôme de géomètre-topographe, il dure combien ?", ["geo"])
    assert left == "il dure combien ?"


def test_the_english_article_goes_with_the_name() -> None:
    left = DiplomaNames([BUSES]).without_names("How long is the French CAP Conducteur agent d'accueil ?", (BUSES.id,))
    assert left == "How long is ?"


def test_the_letters_in_brackets_behind_a_name_may_be_left_out() -> None:
    only = DiplomaNames([Diploma("velo", "Moniteur de vélo et de vélo tout terrain (TFP)")])
    assert only.find("niveau du moniteur de vélo et de vélo tout terrain ?") == Named(diplomas=("velo",))
    matter = only.without_names("niveau du moniteur de vélo et de vélo tout terrain ?", ["velo"])
    assert matter.strip(" ?") == "niveau"


def test_the_letter_of_an_option_chooses_and_rules_out() -> None:
    systems = [
        Diploma(letter, f"BTS Maintenance des systèmes option {letter.upper()} {what}")
        for letter, what in (("a", "systèmes de production"), ("c", "systèmes éoliens"))
    ]
    both = DiplomaNames(systems)
    assert both.find("durée du BTS MS").ambiguous == ("a", "c")
    assert both.find("durée du BTS MS option c").diplomas == ("c",)
    assert both.find("le bts maintenance des systèmes option A ?").diplomas == ("a",)
    assert both.without_names("quelles matières en BTS MS option C ?", ["c"]).strip(" ?") == "quelles matières"
    one = DiplomaNames(systems[:1])
    assert one.find("durée du BTS MS option B").unknown == "BTS Maintenance des systèmes option B"
    assert one.find("en BTS MS l'option a une durée de combien ?").diplomas == ("a",)
    for said in (
        "BTS MS : l'option a quelle durée ?",
        "J'ai un bac techno option B, durée du BTS MS ?",
        "en BTS MS cette option y est ?",
    ):
        assert one.find(said).diplomas == ("a",)


def test_an_option_in_words_chooses_and_rules_out() -> None:
    sound, image = (
        Diploma(what, f"BTS métiers de l'audiovisuel option métiers {end}")
        for what, end in (("son", "du son"), ("image", "de l'image"))
    )
    one, both = DiplomaNames([sound]), DiplomaNames([sound, image])
    said = "quelles matières en BTS métiers de l'audiovisuel option métiers de l'image ?"
    assert one.find(said).unknown == "BTS métiers de l'audiovisuel option métiers de l'image"
    assert both.find(said).diplomas == ("image",)
    assert one.find("durée du BTS audiovisuel option son ?").diplomas == ("son",)
    assert one.find("le BTS audiovisuel a-t-il une option facultative ?").diplomas == ("son",)
    assert one.find("le BTS audiovisuel option facultative langue ?").diplomas == ("son",)


MASTER = Diploma("bm", "Maître tonnelier (BM)")
QUALITY = Diploma("qualite", "BTS bioqualité")
BODY = Diploma("carrossier", "bac pro carrossier peintre")


@pytest.mark.parametrize(
    "said", ["le BM tonnelier", "pour devenir maître tonnelier", "le brevet de maîtrise de tonnelier"]
)
def test_a_master_craftsman_is_named_by_initials_and_by_title(said: str) -> None:
    assert DiplomaNames([MASTER, QUALITY, BODY]).find(f"combien de modules, {said} ?").diplomas == ("bm",)


@pytest.mark.parametrize(
    ("said", "found", "origins"),
    [
        ("un élève de bac pro est-il bien placé pour bioqualité ?", ("qualite",), ("carrossier",)),
        ("le bac pro, on y fait de la bioqualité ?", ("carrossier",), ()),
        ("en bac pro, combien d'heures pour bioqualité ?", ("carrossier",), ()),
        ("le bac pro dure combien ?", ("carrossier",), ()),
    ],
)
def test_a_name_in_full_that_one_goes_to_comes_before_a_type_alone(
    said: str, found: tuple[str, ...], origins: tuple[str, ...]
) -> None:
    named = DiplomaNames([QUALITY, BODY]).find(said)
    assert (named.diplomas, named.origins) == (found, origins)


@pytest.mark.parametrize(
    ("said", "found", "unknown"),
    [
        ("faut-il un CAP coiffure pour entrer en bac pro microtechniques ?", (PRO,), None),
        ("un CAP coiffure permet-il d'entrer en bac pro microtechniques ?", (PRO,), None),
        ("sans le bac pro MELEC on peut faire le BTS CIM ?", (CIM,), None),
        ("faut-il un CAP coiffure pour le BP coiffure ?", (), "BP coiffure"),
        ("le CAP coiffure dure combien ?", (), "CAP coiffure"),
        ("il faut le bac pro microtechniques pour entrer au BTM ?", (PRO, BTM), None),
        ("combien de semaines de stage au BTM et au BTS métiers de la mesure ?", (MESURE, BTM), None),
    ],
)
def test_a_diploma_that_it_takes_is_not_the_one_asked_about(
    said: str, found: tuple[str, ...], unknown: str | None
) -> None:
    named = names().find(said)
    assert (named.diplomas, named.unknown) == (found, unknown)


def test_who_may_do_something_names_no_other_diploma() -> None:
    named = DiplomaNames([MASTER, BODY]).find("le titulaire du BM a le droit de former ?")
    assert (named.diplomas, named.unknown) == (("bm",), None)


def test_the_diploma_of_another_type_with_the_same_trade_stays_in_the_matter() -> None:
    left = DiplomaNames([BODY]).without_names(
        "avec un CAP carrosserie, le bac pro carrossier dure combien ?", ["carrossier"]
    )
    assert "CAP carrosserie" in left and "bac pro" not in left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("quelle chambre prépare au BTM mécanique de précision ?", "quelle chambre prépare à ce diplôme ?"),
        ("faut-il une langue à l'oral du BTM mécanique de précision ?", "faut-il une langue à l'oral de ce diplôme ?"),
        ("Which body awards the BTM mécanique de précision?", "Which body awards this diploma ?"),
        ("BTM mécanique de précision, combien d'épreuves ?", "combien d'épreuves ?"),  # says only where to look
    ],
)
def test_a_name_may_give_way_to_this_diploma_where_the_sentence_needs_it(said: str, left: str) -> None:
    assert names().without_names(said, (BTM,), instead=this_diploma) == left
