"""The student's page in Gradio: what is typed and chosen are Gradio's components, the conversation is our own markup.

It holds no reasoning and no state: script.js sends each turn with its conversation and keeps it in the browser's tab.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError
from advisor.web import messages_fr as fr
from advisor.web.api import status_of
from advisor.web.service import Service

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

NAMED = 4  # diplomas named in the notice of what is covered; beyond, they are counted


def mount(app: FastAPI, service: Service) -> FastAPI:
    """Mount the page at the root of `app` and return it."""
    import gradio as gr

    theme = gr.themes.Base(font=["system-ui", "Segoe UI", "Roboto", "Arial", "sans-serif"], font_mono=["monospace"])
    mounted: FastAPI = gr.mount_gradio_app(
        app, blocks(service), path="/", theme=theme, footer_links=[], run_history=False, ssr_mode=False, show_error=True
    )
    return mounted


def blocks(service: Service) -> gr.Blocks:
    """Return the page."""
    import gradio as gr
    import gradio.events

    page: gr.Blocks
    with gr.Blocks(title=fr.TITLE, analytics_enabled=False, fill_width=True) as page:
        header = gr.HTML(header_html(service), elem_id="adv-header", apply_default_css=False)
        start = gr.HTML(start_html(service), elem_id="adv-start", apply_default_css=False)
        gr.HTML(conversation_html(), elem_id="adv-conversation", apply_default_css=False)
        with gr.Column(elem_id="adv-composer"):
            gr.HTML('<p id="adv-message" role="alert"></p>', elem_id="adv-told", apply_default_css=False)
            with gr.Row(elem_id="adv-ask"):
                question = gr.Textbox(
                    label=fr.QUESTION, placeholder=fr.QUESTION_HINT, max_lines=6, elem_id="adv-question", scale=5
                )
                send = gr.Button(fr.SEND, variant="primary", elem_id="adv-send", scale=0, min_width=96)
            with gr.Row(elem_id="adv-more"):
                with gr.Accordion(fr.PRECISIONS, open=False, elem_id="adv-precisions") as fold:
                    diploma = gr.Dropdown(_diplomas(service), label=fr.DIPLOMA, info=fr.DIPLOMA_INFO, value="")
                    status = gr.Dropdown(_labels(fr.SITUATIONS), label=fr.SITUATION, value="")
                    also = gr.CheckboxGroup(
                        [(label, code) for code, label in fr.ATTRIBUTE_LABELS.items()], label=fr.ATTRIBUTES
                    )
                new = gr.Button(fr.NEW, elem_id="adv-new", scale=0)
        sync = gr.Button("sync", elem_id="adv-sync", visible="hidden")

        choices = [diploma, status, also]
        inputs = [question, *choices]
        sending = "(...values) => window.advisor.send(...values)"
        gr.on(
            [send.click, question.submit], None, inputs, [question], js=sending, api_visibility="private", queue=False
        )
        sync.click(
            None,
            None,
            choices,
            js="() => window.advisor.choices()",
            api_visibility="private",
            queue=False,
        )
        restarting = "(...values) => window.advisor.restart(...values)"
        new.click(None, inputs, inputs, js=restarting, api_visibility="private", queue=False)
        naming = "(...values) => window.advisor.named(...values)"
        changes = [diploma.change, status.change, also.change]
        gr.on(changes, None, choices, [fold], js=naming, api_visibility="private", queue=False)
        page.load(
            lambda: (header_html(service), start_html(service), gr.update(choices=_diplomas(service))),
            None, [header, start, diploma],
            api_visibility="private", show_progress="hidden",
        )  # fmt: skip
        gradio.events.api(_programs(service), api_name="ask", concurrency_limit=4)
    return page


def header_html(service: Service) -> str:
    """Return the head of the page: what it is, what it covers, what it is not; or how to build the index.

    It holds the labels of all choices for script.js, which says in the fold's label what is chosen.
    """
    labels = fr.SITUATIONS | fr.ATTRIBUTE_LABELS
    try:
        diplomas = {diploma.id: diploma.name for diploma in service.diplomas()}
        labels |= diplomas
        names = list(diplomas.values())
        covered = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            covered = fr.COVERS_MORE.format(diplomas=covered, count=len(names) - NAMED)
        state = f"<p>{escape(fr.COVERS.format(diplomas=covered))}</p>"
        remote = service.remote()
    except AdvisorError as error:
        state, remote = f'<p class="adv-problem" role="alert">{escape(status_of(error)[1])}</p>', ""
    if remote:
        privacy = f'<p class="adv-remote">{escape(fr.REMOTE.format(who=remote))}</p><p>{fr.KEPT}</p>'
    else:
        privacy = f"<details><summary>{fr.PRIVACY_TITLE}</summary><p>{fr.PRIVACY} {fr.KEPT}</p></details>"
    return (
        f'<header class="adv-head"><h1>{fr.HEADING}</h1><p class="adv-tagline">{fr.TAGLINE}</p></header>'
        f'<div class="adv-about" data-labels="{escape(json.dumps(labels))}">'
        f"{state}<p>{fr.NOT_OFFICIAL}</p>{privacy}</div>"
    )


def start_html(service: Service) -> str:
    """Return example questions by topic, about texts that the index holds; nothing without an index."""
    try:
        documents = service.advisor().index.documents.values()
    except AdvisorError:
        return ""
    groups: dict[str, list[str]] = {}
    for kind, examples in fr.EXAMPLES.items():
        named = next((document.diploma for document in documents if document.kind == kind and document.diploma), None)
        for topic, example in examples if named else ():
            groups.setdefault(topic, []).append(example.format(diploma=named.name if named else ""))
    rows = "".join(
        f'<li><span class="adv-topic">{topic}</span>'
        + "".join(
            f'<button type="button" class="adv-choice" data-action="say" data-text="{escape(text)}">'
            f"{escape(text)}</button>"
            for text in texts
        )
        + "</li>"
        for topic, texts in groups.items()
    )
    return f'<p>{fr.EMPTY}</p><ul class="adv-examples">{rows}</ul>' if rows else ""


def conversation_html() -> str:
    """Return the place of the conversation, filled by script.js, the source panel, and what screen readers announce."""
    return (
        f'<ol id="adv-turns" aria-label="{fr.CONVERSATION}"></ol>'
        '<div id="adv-live" class="adv-hidden" role="status" aria-live="polite"></div>'
        f'<dialog id="adv-panel" aria-labelledby="adv-panel-title"><div class="adv-panel-head">'
        f'<h2 id="adv-panel-title">{fr.SOURCE_PANEL}</h2>'
        f'<button type="button" class="adv-button" data-action="close">{fr.CLOSE}</button></div>'
        '<div id="adv-panel-body" tabindex="-1"></div></dialog>'
    )


def _diplomas(service: Service) -> list[tuple[str, str]]:
    try:
        return [(fr.UNSAID, ""), *((diploma.name, diploma.id) for diploma in service.diplomas())]
    except AdvisorError:
        return [(fr.UNSAID, "")]


def _labels(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(fr.UNSAID, ""), *((label, code) for code, label in labels.items())]


def _programs(service: Service) -> Any:
    """Return the function that Gradio's own client calls as /ask."""
    from advisor.records import Message
    from advisor.web.service import asked

    def ask(question: str, diploma: str = "", status: list[str] | None = None) -> dict[str, Any]:
        """Answer one question with its citations. `status` holds codes of the person's situation."""
        import gradio as gr

        try:
            return service.ask(asked([Message("user", question)], diploma=diploma or None, status=status or ())).answer
        except AdvisorError as error:
            raise gr.Error(status_of(error)[1]) from None

    # gr.api reads the annotations themselves, not their names as strings.
    ask.__annotations__ = {"question": str, "diploma": str, "status": list[str], "return": dict[str, Any]}
    return ask
