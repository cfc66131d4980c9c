"""What every response goes through: size of requests, security headers, and the page's frame in French.

Gradio's template is English, names outside addresses and follows the browser's language; ours does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.web import messages_fr as fr
from advisor.web.markup import typeset

LARGEST_BODY = 512_000  # bytes; a hundred turns of a conversation take about half
_PROGRAMS = ("/api/", "/mcp", "/healthz", "/gradio_api/")  # addresses whose errors stay JSON
# Gradio's own scripts need inline code and eval. No other host can be reached: no font, no image, no request.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_OUTSIDE = re.compile(r'\s*<(?:meta\s+(?:property|name)="(?:og|twitter):|link\s+rel="manifest")[^>]*>', re.DOTALL)
_SCRIPT_TEXTS = (
    "NO_QUESTION", "TOO_LONG", "BUSY", "UNREACHABLE", "INTERRUPTED", "FAILED", "STORAGE_FULL", "CLEARED",
    "COPIED", "COPY_FAILED", "PENDING", "RETRY", "YOU", "FEEDBACK_THANKS", "FEEDBACK_CHOOSE", "CONVERSATION",
    "PRECISIONS", "PRECISIONS_MADE", "SOURCE_UNREACHABLE", "FEEDBACK_UNREACHABLE", "MORE", "LESS",
)  # fmt: skip


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, root_path: str, limit: int, wider: Mapping[str, int] | None = None) -> None:
        """`wider` gives a larger limit in bytes to the addresses under a path: the desk takes in files."""
        self._app = app
        self._wider = dict(wider or {})
        self._root = root_path
        self._head = page_head(root_path, limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        own = scope["path"].removeprefix(self._root)
        # A person opened the address: an error is a page.
        opened = "text/html" in headers.get("accept", "") and not own.startswith(_PROGRAMS)
        rewriter = _Rewriter(send, self._head, fault_root=self._root if opened else None)
        largest = next((size for under, size in self._wider.items() if own.startswith(under + "/")), LARGEST_BODY)
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > largest:
            await _refuse(rewriter, largest)
            return
        if self._root:
            # A proxy may hand on the path with its own part or without it; inside, ASGI's path always has it.
            own = scope["path"] == self._root or scope["path"].startswith(self._root + "/")
            path = scope["path"] if own else self._root + scope["path"]
            scope = {**scope, "root_path": self._root, "path": path}
        await self._app(scope, _bounded(receive, largest), rewriter)


def _bounded(receive: Receive, largest: int) -> Receive:
    """Return `receive` that ends a body sent in pieces, without its length, at `largest` bytes."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > largest:
                return {"type": "http.disconnect"}
        return message

    return bounded


async def _refuse(send: Send, largest: int) -> None:
    body = json.dumps({"error": fr.BODY_TOO_LARGE.format(limit=largest // 1000)}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Rewriter:
    """Sends a response on with security headers; collects Gradio's page, and sends it as ours.

    With `fault_root`, the proxy's path, an error in JSON is sent as a page that leads back to the start.
    """

    def __init__(self, send: Send, head: str, *, fault_root: str | None) -> None:
        self._send = send
        self._head = head
        self._fault_root = fault_root
        self._fault = False
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.setdefault("Content-Security-Policy", POLICY)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "no-referrer")
            kind = headers.get("content-type", "").partition(";")[0]
            self._fault = self._fault_root is not None and message["status"] >= 400 and kind == "application/json"
            if (kind == "text/html" or self._fault) and "content-encoding" not in headers:
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body, headers = self._body, MutableHeaders(raw=self._start["headers"])
            if self._fault:
                body = fault_page(self._start["status"], body, self._fault_root or "").encode("utf-8")
                headers["content-type"] = "text/html; charset=utf-8"
            elif b"<gradio-app" in body:
                body = french_page(body.decode("utf-8"), self._head).encode("utf-8")
            headers["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)


def fault_page(status: int, body: bytes, root: str) -> str:
    """Return an error that was meant for a program as a page: our sentence, or one in place of the server's English."""
    said = json.loads(body).get("error", HTTPStatus(status).phrase)
    if said == HTTPStatus(status).phrase:
        said = fr.NO_PAGE if status in (404, 405) else fr.PAGE_FAILED
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(fr.TITLE)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{escape(root)}/page/static/sheet.css"></head><body><main>'
        f"<h1>{fr.HEADING}</h1><p>{escape(said)}</p>"
        f'<p><a href="{escape(root)}/">{fr.TO_START}</a></p></main></body></html>'
    )


def french_page(html: str, head: str) -> str:
    """Return Gradio's page with our language, title, description, style and script, and without outside addresses."""
    html = re.sub(r'<html\s+lang="en"', '<html lang="fr"', html, count=1)
    html = _OUTSIDE.sub("", html)
    html = re.sub(r"<title>.*?</title>", "", html, count=1, flags=re.DOTALL)
    html = html.replace("<head>", "<head>" + head, 1)
    before = (
        f'<a class="adv-skip" href="#adv-question">{fr.SKIP}</a>'
        f'<noscript><p style="padding:1rem">{fr.NO_SCRIPT}</p></noscript>'
    )
    return re.sub(r"<gradio-app\b", before + "<gradio-app", html, count=1)


def page_head(root_path: str, limit: int) -> str:
    """Return what our page adds to <head>. The browser's language is set to French for Gradio's own labels."""
    root = escape(root_path)
    texts = {name: typeset(getattr(fr, name)) for name in _SCRIPT_TEXTS} | {"limit": limit}
    data = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f"<title>{escape(fr.TITLE)}</title>"
        f'<meta name="description" content="{escape(fr.DESCRIPTION)}">'
        f'<meta property="og:title" content="{escape(fr.TITLE)}"><meta property="og:locale" content="fr_FR">'
        f'<meta property="og:description" content="{escape(fr.DESCRIPTION)}">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta name="advisor-root" content="{root}">'
        '<script>Object.defineProperty(navigator,"language",{get:()=>"fr"});'
        'Object.defineProperty(navigator,"languages",{get:()=>["fr"]});</script>'
        f'<script type="application/json" id="adv-texts">{data}</script>'
        f'<link rel="stylesheet" href="{root}/page/static/style.css">'
        f'<script defer src="{root}/page/static/script.js"></script>'
    )
