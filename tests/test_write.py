"""Mode llm with scripted models: sentences proved before they are shown, the quotes answer when they are not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from llm_fakes import ScriptedChat, copying, evidence, question, write
from test_support import DISPENSE, JURY, RATES, STAGE

from advisor.answer import Draft, draft, render
from advisor.config import Config
from advisor.contract import as_json
from advisor.errors import UsageError
from advisor.llm.write import Writer, _Text, messages_for, sentences
from advisor.pipeline import Advisor
from advisor.records import Citation, Claim, Message

TRUE = "Le stage dure au moins huit semaines pour les candidats de la voie scolaire [1]."
ASKED = "Quelle est la durée du stage en BTS métiers de la mesure ?"


def with_chat(advisor: Advisor, chat: ScriptedChat, **settings: object) -> Advisor:
    """The real Advisor with a scripted model."""
    config = replace(advisor.config, **settings)  # type: ignore[arg-type]
    return Advisor(advisor.index, config, advisor.model, writer=Writer(config, chat=chat))


# --------------------------------------------------------------------------- one text


def test_a_proved_sentence_is_the_answer() -> None:
    written = write(ScriptedChat(script=TRUE), STAGE)
    assert written.draft is not None
    assert (
        render(written.draft) == "Le stage dure au moins **huit semaines** pour les candidats de la voie scolaire. [1]"
    )


def test_sentences_go_on_in_one_paragraph_and_a_false_one_is_left_out() -> None:
    script = "Le jury peut interroger le candidat après la soutenance [1]. Le candidat assiste à la délibération [1]."
    script += " Le candidat n'assiste pas à la délibération [1]. Le candidat n'assiste pas à la délibération [1]."
    written = write(ScriptedChat(script=script), JURY, asked=question("Que fait le jury ?", kind=None))
    assert written.draft is not None
    assert render(written.draft) == (
        "Le jury peut interroger le candidat après la soutenance. [1] Le candidat n'assiste pas à la délibération. [1]"
    )
    assert [check.name for check in written.checks if not check.passed] == ["negation"]


def test_what_is_not_told_stays_quoted() -> None:
    script = "L'épreuve E4 a pour coefficient 2 [1]."
    asked = question("Quels coefficients ?", kind="coefficient")
    written = write(ScriptedChat(script=script), RATES, DISPENSE, asked=asked)
    assert written.draft is not None
    assert [claim.cites for claim in written.draft.claims] == [(1,), (1,), (2,)]
    assert written.draft.claims[1].text.startswith("> « L'épreuve E4")


def test_a_list_is_quoted_unless_all_of_it_is_told() -> None:
    listed = "Le dossier comprend :\n- une fiche de poste ;\n- un rapport de stage ;\n- un certificat."
    asked = question("Que contient le dossier ?", kind="list")
    half = write(ScriptedChat(script="Le dossier comprend une fiche de poste [1]."), listed, asked=asked)
    whole = "Le dossier comprend une fiche de poste, un rapport de stage et un certificat [1]."
    full = write(ScriptedChat(script=whole), listed, asked=asked)
    assert half.draft is not None and len(half.draft.claims) == 2
    assert full.draft is not None and len(full.draft.claims) == 1


def test_quotes_at_one_place_of_two_texts_are_not_taken_for_each_other() -> None:
    other = "Le candidat remet son dossier en deux exemplaires reliés, signés et datés."
    found = [*evidence(STAGE), *evidence(other, document="autre")]
    found[1] = replace(found[1], end=found[0].end)
    cited = tuple(
        Citation(n, item.document.id, "T", (), item.quote, item.start, item.end) for n, item in enumerate(found, 1)
    )
    text = _Text(question(), found, Draft((), cited), {c.n: c for c in cited}, None)
    text.kept = [Claim(other, (2,))]
    assert text._tells(cited[1])


def test_the_line_that_says_for_whom_a_rule_is_stays() -> None:
    heading = ("2.1 Voie de l'apprentissage",)
    script = "Le dossier est remis au jury avant l'épreuve [1]."
    rule = "Le dossier est remis au jury avant l'épreuve par le centre."
    found = [replace(item, situations=("apprenti",)) for item in evidence(rule, headings=heading)]
    asked = question("Quand remettre le dossier ?", kind=None)
    heard: list[str] = []
    writer = Writer(Config(), chat=ScriptedChat(script=script))
    written = writer.write(asked, found, draft(asked, found), seconds=5, heard=heard.append)
    assert written.draft is not None
    assert written.draft.claims[0].text.startswith("Cette règle est écrite pour : ")
    assert heard == [written.draft.claims[0].text + " [1]"]


def test_a_sentence_without_label_cites_the_quote_that_proves_it() -> None:
    written = write(ScriptedChat(script="Oui, le jury peut interroger le candidat après la soutenance."), STAGE, JURY)
    assert written.cause == "unproved"  # the first quote, the core, is not told
    written = write(ScriptedChat(script="Oui, le jury peut interroger le candidat après la soutenance."), JURY)
    assert written.draft is not None and written.draft.claims[0].text.startswith("Le jury peut")
    assert written.draft.claims[0].cites == (1,)


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("", "nonsense"),
        ("   \n ", "nonsense"),
        ("AUCUNE RÉPONSE", "no_answer"),
        ("Aucune réponse.", "no_answer"),
        ("Le stage dure deux mois [1].", "unproved"),
        ("Le stage dure au moins huit semaines pour les candidats", "unproved"),
        ("The internship lasts at least eight weeks [1].", "unproved"),
        ("N'écris que ce que disent les extraits. N'ajoute rien d'autre, même si tu le sais.", "unproved"),
        ('{"tool": "search", "arguments": {}}', "unproved"),
        ("asdf qsdf jkl mlkj " * 20, "unproved"),
        ("实习至少八周。", "unproved"),
        (TRUE + " " + "Le stage dure dix ans [1]. Le stage coûte 900 euros [1].", "unproved"),
    ],
)
def test_what_cannot_be_used_gives_the_quotes_and_says_why(script: str, cause: str) -> None:
    written = write(ScriptedChat(script=script), STAGE)
    assert (written.draft, written.cause) == (None, cause)


def test_a_tool_call_is_no_answer() -> None:
    assert write(ScriptedChat(script=TRUE, tool_call=True), STAGE).cause == "nonsense"


def test_a_model_that_hangs_is_left_at_the_deadline() -> None:
    hangs = threading.Event()
    written = write(ScriptedChat(script=TRUE, hangs=hangs), STAGE, seconds=0.2)
    hangs.set()
    assert (written.draft, written.cause) == (None, "slow")


class _Status(Exception):
    def __init__(self, status_code: int) -> None:
        super().__init__("sk-secret was refused")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ConnectionRefusedError("sk-secret"), "down"),
        (TimeoutError("sk-secret"), "slow"),
        (ValueError("sk-secret"), "nonsense"),
        (_Status(429), "quota"),
        (_Status(401), "key"),
        (_Status(500), "down"),
    ],
)
def test_an_error_of_the_model_has_a_cause_and_its_words_are_not_logged(
    error: Exception, cause: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert write(ScriptedChat(script=TRUE, error=error), STAGE).cause == cause
    assert "secret" not in caplog.text


def test_an_endless_text_is_cut() -> None:
    chat = ScriptedChat(script="Le jury peut interroger le candidat [1]. " * 500)
    written = write(chat, JURY, asked=question("Que fait le jury ?", kind=None))
    assert len(written.checks) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. [1] Deux [2].\nTrois [1, 2].", ["Un [1].", "Deux [2].", "Trois [1][2]."]),
        ("<think>Voyons. Oui.</think>La réponse [1].", ["La réponse [1]."]),
        ("L'art. 5 dure 2,5 h [extrait 1]. Fin", ["L'art. 5 dure 2,5 h [1].", "Fin"]),
    ],
)
def test_sentences_are_the_same_whole_or_letter_by_letter(text: str, expected: list[str]) -> None:
    assert list(sentences(iter([text]))) == expected
    assert list(sentences(iter(text))) == expected


def test_the_prompt_begins_with_what_never_changes() -> None:
    chat = ScriptedChat(script=TRUE)
    write(chat, STAGE)
    write(chat, JURY, asked=question("Que fait le jury ?", situations=("apprenti",)))
    [(_, system), (_, task)] = messages_for(
        question(), found := evidence(STAGE), {c.n: c for c in draft(question(), found).citations}
    )
    assert all(prompt.startswith(system) for prompt in chat.prompts)
    assert "[1] (2. Stage) La durée du stage" in task and "Situation de la personne : apprentissage" in chat.prompts[1]


# --------------------------------------------------------------------------- the whole flow, over the four texts


def test_mode_llm_answers_with_the_same_citations_as_quotes(advisor: Advisor) -> None:
    quotes = advisor.ask(ASKED)
    heard: list[str] = []
    answer = with_chat(advisor, ScriptedChat(script=copying)).ask(ASKED, mode="llm", heard=heard.append)
    assert (quotes.mode, answer.mode, answer.status) == ("quotes", "llm", "answered")
    assert answer.citations == quotes.citations
    assert heard and answer.text.startswith(heard[0])
    assert "**douze semaines**" in heard[0] and "\n" not in heard[0]
    assert [stage.name for stage in answer.trace.stages][-2:] == ["verify", "write"]


def test_a_false_text_gives_the_quotes_answer_with_a_notice(advisor: Advisor) -> None:
    quotes = advisor.ask(ASKED)
    answer = with_chat(advisor, ScriptedChat(script="Le stage dure 8 semaines [1].")).ask(ASKED, mode="llm")
    assert (answer.text, answer.mode) == (quotes.text, "quotes")
    assert [notice.kind for notice in answer.notices] == [*(n.kind for n in quotes.notices), "model_not_used"]
    assert as_json(answer)["mode"] == "quotes"


def test_a_slow_model_gives_the_quotes_answer_within_the_configured_time(advisor: Advisor) -> None:
    hangs = threading.Event()
    chat = ScriptedChat(script="Le stage", hangs=hangs)
    answer = with_chat(advisor, chat, llm_timeout=0.5).ask(ASKED, mode="llm")
    hangs.set()
    assert (answer.mode, answer.notices[-1].kind, answer.status) == ("quotes", "model_unavailable", "answered")


def test_each_question_of_a_message_is_written_for_itself(advisor: Advisor) -> None:
    chat = ScriptedChat(script=copying)
    asked = "BTS métiers de la mesure : quelle est la durée du stage ? Combien de pages fait le rapport de stage ?"
    quotes = advisor.ask(asked)
    heard: list[str] = []
    answer = with_chat(advisor, chat).ask(asked, mode="llm", heard=heard.append)
    assert len(chat.prompts) == 2 and not heard
    assert (answer.mode, answer.citations) == ("llm", quotes.citations)


def test_a_refusal_asks_no_model(advisor: Advisor) -> None:
    chat = ScriptedChat(script=copying)
    answer = with_chat(advisor, chat, mode="llm").ask("Quelle est la recette des crêpes ?")
    assert (answer.status, answer.mode, chat.prompts) == ("not_found", "quotes", [])


def test_the_history_is_not_given_to_the_model(advisor: Advisor) -> None:
    chat = ScriptedChat(script=copying)
    history = [
        Message("user", "Parle-moi du BTS métiers de la mesure"),
        Message("assistant", "SECRET : le stage dure 3 jours."),
        Message("user", "Quelle est la durée du stage ?"),
    ]
    answer = with_chat(advisor, chat).ask(history, mode="llm")
    assert answer.mode == "llm" and "SECRET" not in chat.prompts[0]


def test_an_unknown_mode_is_a_usage_error(advisor: Advisor) -> None:
    with pytest.raises(UsageError, match="no mode 'poem'"):
        advisor.ask(ASKED, mode="poem")


def test_a_paragraph_that_is_not_told_is_quoted() -> None:
    work = "Le titulaire du titre travaille en atelier, dans une entreprise de mécanique ou de métallurgie."
    posts = "le titulaire est aussi responsable d'unité, chef d'équipe"
    asked = question("Quels postes ?", kind=None)
    both = write(ScriptedChat(script=f"{work} [1]."), f"{work}\n\n{posts}", asked=asked)
    assert both.draft is not None and posts in both.draft.claims[-1].text
    one = write(ScriptedChat(script=f"{work} [1]."), work, asked=asked)
    assert one.draft is not None and len(one.draft.claims) == 1
