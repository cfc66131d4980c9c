"""The HTML that the desk's pages are made of. Whatever is not written here or in messages_fr is escaped.

No reasoning: what is shown comes from the tools' own modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from advisor.desk import messages_fr as fr

# The address of each tool under the desk's own, in the order of the menu.
TOOLS = {
    "": fr.INBOX,
    "trace": fr.TRACE,
    "textes": fr.TEXTS,
    "couverture": fr.COVERAGE,
    "comparer": fr.COMPARE,
    "lot": fr.BATCH,
    "publier": fr.PUBLISH,
}
_BARE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b2430;background:#fff}"
    "input,button{font:inherit;padding:.5rem .75rem;border:1px solid #6b7684;border-radius:.4rem}"
    "button{background:#1d4a86;color:#fff}.problem{color:#9b1c1c;font-weight:600}"
    "@media(prefers-color-scheme:dark){body{color:#e9edf3;background:#11161d}input{background:#1a212b;color:inherit}"
    ".problem{color:#ffb1a8}}"
)


def e(value: object) -> str:
    """Return a value as text that is never HTML, also inside attributes."""
    return escape(str(value))


def bare_page(title: str, body: str) -> str:
    """Return a page without menu, style file or script: the door, which nothing may lie in front of."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{e(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        # Without one, browsers ask for /favicon.ico.
        '<link rel="icon" href="data:,">'
        f"<style>{_BARE}</style></head><body><main>{body}</main></body></html>"
    )


def page(title: str, body: str, *, base: str, tool: str, leave: bool = False, refresh: int = 0) -> str:
    """Return a page of the desk. `tool` is a key of TOOLS, `leave` shows the way out, `refresh` is in seconds."""
    items = "".join(
        f'<li><a href="{e(base)}/{key}"{" aria-current=page" if key == tool else ""}>{e(name)}</a></li>'
        for key, name in TOOLS.items()
    )
    out = f'<form method=post action="{e(base)}/sortie"><button class=plain>{fr.LEAVE}</button></form>' if leave else ""
    again = f'<noscript><meta http-equiv="refresh" content="{refresh}"></noscript>' if refresh else ""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{e(title)} · {fr.TITLE}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        # Without one, browsers ask for /favicon.ico.
        '<link rel="icon" href="data:,">'
        f'<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="{e(base)}/static/desk.css">'
        f'{again}<script defer src="{e(base)}/static/desk.js"></script></head>'
        f'<body data-base="{e(base)}"><a class="skip" href="#main">{fr.SKIP}</a>'
        f'<header><p class="brand">{fr.TITLE}</p><nav aria-label="{fr.MENU}"><ul>{items}</ul></nav>{out}</header>'
        f'<main id="main" tabindex="-1"><h1>{e(title)}</h1>{body}</main></body></html>'
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", name: str = "") -> str:
    """Return a table. `head` is text; the cells of `rows` are HTML already. The first cell of a row names it."""
    first = "".join(f'<th scope="col">{e(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>"
        + "".join(f'<th scope="row">{cell}</th>' if n == 0 else f"<td>{cell}</td>" for n, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    titled = f"<caption>{e(caption)}</caption>" if caption else ""
    known = f' id="{e(name)}"' if name else ""
    label = e(caption or fr.TABLE)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table{known}>{titled}'
        f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of (what, HTML)."""
    return "<dl>" + "".join(f"<div><dt>{e(what)}</dt><dd>{value}</dd></div>" for what, value in pairs) + "</dl>"


def select(name: str, label: str, options: Mapping[str, str], chosen: str = "") -> str:
    """Return a labelled choice."""
    items = "".join(
        f'<option value="{e(value)}"{" selected" if value == chosen else ""}>{e(text)}</option>'
        for value, text in options.items()
    )
    known = e(name)
    field = f'<select id="{known}" name="{e(name)}">{items}</select>'
    return f'<p class="field"><label for="{known}">{e(label)}</label>{field}</p>'


def text_field(
    name: str, label: str, value: object = "", *, hint: str = "", kind: str = "text", extra: str = ""
) -> str:
    """Return a labelled field of one line. `extra` holds further attributes, written by us."""
    known = e(name)
    said = f'<span class="hint" id="{known}-hint">{e(hint)}</span>' if hint else ""
    by = f' aria-describedby="{known}-hint"' if hint else ""
    return (
        f'<p class="field"><label for="{known}">{e(label)}</label>{said}'
        f'<input id="{known}" name="{e(name)}" type="{kind}" value="{e(value)}"{by} {extra}></p>'
    )


def area(name: str, label: str, value: str = "", *, hint: str = "", rows: int = 3) -> str:
    """Return a labelled field of several lines."""
    known = e(name)
    said = f'<span class="hint" id="{known}-hint">{e(hint)}</span>' if hint else ""
    by = f' aria-describedby="{known}-hint"' if hint else ""
    # The parser drops one line break at the beginning of a textarea: give it one to drop.
    return (
        f'<p class="field wide"><label for="{known}">{e(label)}</label>{said}'
        f'<textarea id="{known}" name="{e(name)}" rows="{rows}"{by}>\n{e(value)}</textarea></p>'
    )


def boxes(name: str, legend: str, options: Mapping[str, str], chosen: Iterable[str] = ()) -> str:
    """Return a group of boxes to tick."""
    ticked = set(chosen)
    items = "".join(
        f'<label><input type="checkbox" name="{e(name)}" value="{e(value)}"{" checked" if value in ticked else ""}> '
        f"{e(text)}</label>"
        for value, text in options.items()
    )
    return f'<fieldset class="boxes" id="{e(name)}"><legend>{e(legend)}</legend>{items}</fieldset>'


def alert(problem: str) -> str:
    """Return what went wrong, told at once by screen readers; line breaks stay."""
    return f'<p class="problem" role="alert">{e(problem)}</p>' if problem else ""


def said(message: str) -> str:
    """Return what was done."""
    return f'<p class="done" role="status">{e(message)}</p>' if message else ""


def exact(text: str) -> str:
    """Return a text so that the page holds it character by character: a bare CR would come back as a line feed."""
    return e(text).replace("\r", "&#13;")
