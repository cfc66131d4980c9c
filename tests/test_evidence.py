"""What the evidence model reads of a sentence, and the model itself on plain cases."""

from collections.abc import Sequence

import pytest

from advisor.chunk import chunk
from advisor.engines.evidence import (
    BEFORE_WORDS,
    HEADING_WORDS,
    LEAD_IN_WORDS,
    SENTENCE_WORDS,
    evidence_text,
    question_text,
)
from advisor.parse import parse
from advisor.records import Document, Hit, Question, Sentence
from advisor.select.rank import rank

TEXT = """# CAP facteur de cadrans

## Accès

Pour s'inscrire, le candidat remplit l'une des conditions suivantes :
- avoir suivi la classe de troisième
- avoir seize ans révolus

Le dossier est déposé avant le 15 mars.
"""


def sentences(text: str) -> tuple[Sentence, ...]:
    document = Document("cadrans", text, "", "texte", "CAP facteur de cadrans")
    return chunk(document, parse(text, title="CAP facteur de cadrans", kind="texte").root).sentences


def test_headings_and_lead_in_come_before_an_item() -> None:
    (item,) = [s for s in sentences(TEXT) if s.text.startswith("avoir seize")]
    lead_in = "Pour s'inscrire, le candidat remplit l'une des conditions suivantes :"
    assert evidence_text(TEXT, item) == f"CAP facteur de cadrans > Accès | {lead_in} | avoir seize ans révolus"


def test_a_lead_in_is_not_its_own() -> None:
    (opener,) = [s for s in sentences(TEXT) if s.text.startswith("Pour s'inscrire")]
    assert evidence_text(TEXT, opener).count("Pour s'inscrire") == 1


def test_long_parts_are_cut_and_the_end_of_a_lead_in_is_kept() -> None:
    text = " ".join(f"mot{n}" for n in range(200))
    sentence = Sentence("d", 0, 0, 1, text, headings=("un", "deux", text), lead_in=(0, len(text)))
    headings, lead_in, body = evidence_text(text, sentence).split(" | ")
    assert headings.startswith("deux > mot0") and len(headings.split()) == HEADING_WORDS + 2
    assert lead_in.endswith("mot199") and len(lead_in.split()) == LEAD_IN_WORDS
    assert body.startswith("mot0") and len(body.split()) == SENTENCE_WORDS


def test_the_exam_stands_above_whatever_numbers_its_parts() -> None:
    def above(*headings: str) -> str:
        return evidence_text("Elle dure une heure.", Sentence("d", 0, 0, 20, "Elle dure une heure.", headings=headings))

    part = ("3. Formes", "B. Ponctuelle")
    assert above("Annexe", "Épreuve E5", *part) == "Épreuve E5 > B. Ponctuelle | Elle dure une heure."
    assert above("Épreuve E5", "Sous-épreuve E5.1", *part).startswith("Sous-épreuve E5.1 > B. Ponctuelle")
    assert above("Épreuves E4 et E5", "Épreuve E5", "Ponctuelle").startswith("Épreuve E5 > Ponctuelle")
    assert above("Annexe", *part).startswith("3. Formes > B. Ponctuelle")


def test_a_sentence_without_headings_stands_alone() -> None:
    assert evidence_text("Oui.", Sentence("d", 0, 0, 4, "Oui.")) == "Oui."


def test_a_sentence_that_leans_on_another_comes_with_its_end() -> None:
    text = (
        "# CAP\n\n## Stage\n\nUn certificat est remis. Sans cette pièce, le candidat n'est pas admis. La note est 10."
    )
    _, leaning, alone = [s for s in sentences(text) if s.kind == "paragraph"]
    read = evidence_text(text, leaning)
    assert read.endswith("| Un certificat est remis. | Sans cette pièce, le candidat n'est pas admis.")
    assert alone.before is None and evidence_text(text, alone).endswith("Stage | La note est 10.")


def test_a_sentence_leans_on_nothing_under_another_heading() -> None:
    text = "# CAP\n\n## Stage\n\nUn certificat est remis.\n\n## Examen\n\nCette pièce est jointe."
    assert all(sentence.before is None for sentence in sentences(text))


def test_the_models_read_a_question_in_the_words_of_regulations() -> None:
    assert question_text("du coup j'échappe au stage ?") == "du coup c'est obligatoire : stage ?"
    assert question_text("Peut-on échapper au stage ?") == "Peut-on être dispensé du stage ?"
    assert question_text("Qui donne le feu vert ?") == "Qui donne l'autorisation ?"
    assert question_text("Et qui tranche ?") == "Et qui décide ?"
    assert (
        question_text("Que reçoit le jury avant l'oral ?")
        == "quels documents sont communiqués à le jury avant l'oral ?"
    )
    assert question_text("Il ne doit pas dépasser combien de pages ?") == "Il fait au maximum combien de pages ?"
    assert question_text("Combien dure le stage ?") == "Combien dure le stage ?"
    assert (
        question_text("Y a-t-il une sélection à l'entrée ?") == "l'accès se fait-il sur dossier, tests ou entretien ?"
    )
    assert question_text("On y rentre avec quoi ?") == "comment entrer, après quoi ?"
    assert question_text("On entre dans quelle seconde ?") == "On entre en 2de professionnelle de quels métiers ?"
    assert question_text("À quelle note de l'E2 c'est mort ?") == "quelle note est éliminatoire ?"


@pytest.mark.parametrize(
    "said",
    [
        "Quelle seconde partie ?",
        "Quelle seconde langue est obligatoire ?",
        "C'est à l'oral ou c'est écrit ?",
        "Quelle taille doit faire la pièce ?",
        "La note est entre quoi et quoi ?",
        "Avec quoi on entretient les machines ?",
        "La sélection des œuvres est libre ?",
        "Il faut un concours pour être prof ?",
        "L'entreprise prend tout le monde en stage ?",
        "Faut-il laisser sécher la peinture ?",
        "Je peux travailler directement sur la machine ?",
        "Les qualités sont-elles évaluées ?",
        "Une abréviation est-elle permise ?",
    ],
)
def test_words_that_also_mean_something_else_stay(said: str) -> None:
    assert question_text(said) == said


@pytest.mark.parametrize("whole", ["qui prépare à ce diplôme ?", ""])
def test_the_evidence_model_reads_a_whole_sentence_where_there_is_one(whole: str) -> None:
    read = []

    class Model:
        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            read.append(question)
            return [0.0] * len(texts)

    document = Document("d", "La chambre prépare au diplôme.", "0", "texte", "Diplôme")
    hit = Hit(Sentence("d", 0, 0, len(document.text), document.text), words_rank=1)
    rank(Question("q", "qui prépare ?", "q", whole=whole), [hit], {"d": document}, model=Model())
    assert set(read) == {whole or "qui prépare ?"}


def test_a_firm_of_ones_family_and_what_one_begins_are_read_as_texts_have_them() -> None:
    assert "dirigée par un parent" in question_text("ma mère a un pressing, je peux y aller ?")
    assert question_text("mon père a un diplôme, et moi ?") == "mon père a un diplôme, et moi ?"
    assert question_text("et qui décide si on raccourcit ?") == "et qui décide si on réduit la durée ?"
    assert question_text("faut-il un CAP pour commencer ?") == "faut-il un CAP pour entrer en formation : ?"


def test_what_a_text_says_in_words_that_say_more_is_read_so_and_quoted_as_it_is() -> None:
    (access,) = [
        s for s in sentences("# CAP\n\n## Accès\n\nCe CAP se prépare en 2 ans après la 3e.\n") if s.kind != "heading"
    ]
    assert evidence_text("", access).endswith(
        "Ce CAP se prépare en 2 ans et est accessible (on peut y entrer) après la 3e."
    )
    assert access.text == "Ce CAP se prépare en 2 ans après la 3e."
    assert question_text("on peut bosser direct après ?") == "on peut entrer directement dans la vie active après ?"
    assert question_text("je peux faire un BTS après ?") == "je peux poursuivre ses études en BTS après ?"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Quelles poursuites d'études s'offrent au titulaire de ce diplôme ?",
            "peut-on poursuivre ses études après ce diplôme ?",
        ),
        ("Quelles poursuites d'études sont possibles ?", "peut-on poursuivre ses études après ?"),
        ("devant combien d'examinateurs ?", "devant combien de membres du jury ?"),
        ("Quelles sont les études visées ?", "Quelles sont les études visées ?"),
        (
            "Combien d'années d'études faut-il pour ce diplôme ?",
            "la durée des études, c'est combien d'années pour ce diplôme ?",
        ),
        ("il faut quoi comme diplôme pour entrer ?", "comment entrer, après quoi ?"),
        ("Combien de temps dure le stage ?", "combien de semaines de stage ?"),
        ("quelle est la durée du stage ?", "combien de semaines de stage ?"),
        ("la durée du stage peut-elle être réduite ?", "la durée du stage peut-elle être réduite ?"),
        ("combien de temps je parle ?", "combien de temps je parle sans être interrompu ?"),
        ("qui peut s'inscrire ?", "comment entrer, avec quel diplôme ?"),
        ("qui peut signer la convention ?", "qui peut signer la convention ?"),
        ("à quoi prépare ce diplôme ?", "à quoi forme ce diplôme ?"),
        ("niveau requis pour entrer ?", "avec quel diplôme ou après quelle classe est accessible ?"),
        ("quels profils sont admis ?", "comment entrer, avec quel diplôme ?"),
        ("est-ce possible à la sortie du collège ?", "est-ce possible après la 3e ?"),
    ],
)
def test_what_people_ask_in_nouns_is_read_as_what_a_text_says(said: str, read: str) -> None:
    assert question_text(said) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Il est possible de poursuivre ses études en licence.", "(poursuites d'études possibles) en licence."),
        ("Accès sur dossier.", "accès (sélection des candidats) sur dossier (sélection, notes)."),
        (
            "L'étudiant a la qualité d'étudiant et non de salarié.",
            "a la qualité (statut) d'étudiant et non de salarié (employé,",
        ),
        ("Une démarche de qualité est suivie.", "Une démarche de qualité est suivie."),
        ("La main-d’œuvre est obligatoire en mai.", "oeuvre est obligatoire (il faut) en mai."),
        ("La main-d’œuvre n’a pas accès.", "La main-d’œuvre n’a pas accès."),
        (
            "La main-d’œuvre : accès sur dossier.",
            "uvre : accès (sélection des candidats) sur dossier (sélection, notes).",
        ),
        ("Durée : 3 ans", "Durée (de la formation) : 3 ans (d'études)"),
        ("Durée : 8 semaines", "Durée : 8 semaines"),
        ("Ils présentent le rapport.", "Ils présentent le rapport."),
    ],
)
def test_formulas_of_texts_are_read_with_the_words_of_people(text: str, read: str) -> None:
    sentence = Sentence("d", 0, 0, len(text), text)
    assert read in evidence_text(text, sentence) and sentence.text == text


def test_everyday_turns_of_speech_are_read_plainly() -> None:
    assert question_text("Le centre peut-il me donner un coup de main ?") == "Le centre peut-il aider ?"
    assert "consigné par écrit" in question_text("Où est-ce noté noir sur blanc, ce qu'il fera ?")
    assert "reconversion" in question_text("À 38 ans je repars de zéro avec ce diplôme.")
    assert "maladie" in question_text("et si un gros pépin de santé l'empêche de finir ?")
    assert question_text("Elle fait passer le dossier ?") == "Elle remettre le dossier ?"
    assert "quel est" not in question_text("Il me faut l'accord du recteur ?")
    assert question_text("il me faut le code rncp").startswith("quel est le code")
    assert question_text("C'est le même niveau ?") == "quel est le niveau de certification ?"
    assert question_text("Qui fait passer l'oral ?") == "qui interroge à l'oral ?"
    assert question_text("Que fait-on en cuisine ?") == "Que fait-on en cuisine ?"


def test_words_of_regulations_are_read_with_everyday_words_behind_them() -> None:
    text = (
        "# BTS\n\nOn rédige, à titre individuel, un rapport obligatoire (de vingt pages). Un stage est obligatoire.\n"
    )
    sentences = chunk(Document("d", text, "0", "texte", "BTS"), parse(text, title="BTS").root).sentences
    read = " ".join(evidence_text(text, sentence) for sentence in sentences)
    assert "à titre individuel (seul, ni à deux ni en groupe), un rapport" in read
    assert "obligatoire (de vingt pages)" in read and "obligatoire (il faut)" in read


LEANING = """# CAP

## Suivi

Le tuteur est titulaire d'une carte professionnelle délivrée par la chambre, ou justifie de cinq ans au moins
de pratique dans le métier préparé. {}
"""


@pytest.mark.parametrize(
    ("said", "taken_up"),
    [
        ("Il suit deux stagiaires au maximum.", "Le tuteur est titulaire d'une carte professionnelle délivrée par la"),
        (
            "Cette carte est visée chaque année.",
            "est titulaire d'une carte professionnelle délivrée par la chambre, ou",
        ),
        ("Dans ce cas, le recteur décide.", "justifie de cinq ans au moins de pratique dans le métier préparé."),
    ],
)
def test_of_a_long_sentence_before_what_is_taken_up_is_read(said: str, taken_up: str) -> None:
    text = LEANING.format(said)
    (leaning,) = [sentence for sentence in sentences(text) if sentence.text == said]
    before = evidence_text(text, leaning).split(" | ")[1]
    assert taken_up in before and len(before.split()) <= BEFORE_WORDS
