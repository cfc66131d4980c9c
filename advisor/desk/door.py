"""The door of the desk: a password for everything behind it, pages, programs and files alike.

It stands before the desk reads any body. The password is compared in constant time, is never logged, and guessing gets
slower with each wrong guess. Sessions live in this process only: a restart asks for the password again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.desk import messages_fr as fr
from advisor.desk.html import bare_page, e

COOKIE = "advisor-desk"
HOURS = 12  # a session lasts a working day
SESSIONS = 200  # at once; beyond, the oldest ends
LONGEST_BODY = 4_000  # bytes of the form of the door
# A person who mistypes waits 1, 2, 4… seconds; one address gets about 75 guesses a day.
LONGEST_WAIT = 1_200.0
FORGOTTEN_AFTER = 3_600.0  # seconds without a wrong guess
# Guesses from many addresses together: after 20 wrong ones everybody who is outside waits, at most half a minute.
FREE_TOGETHER = 20
LONGEST_WAIT_TOGETHER = 30.0


@dataclass(slots=True)
class _Guesses:
    wrong: int = 0
    until: float = 0.0
    last: float = 0.0


@dataclass(slots=True)
class Attempts:
    """How long an address has to wait before its next guess. `clock` gives seconds and never goes back."""

    clock: Callable[[], float] = time.monotonic
    _by: dict[str, _Guesses] = field(default_factory=dict)

    def wait(self, address: str) -> float:
        """Return the seconds until this address may guess again, 0 for now."""
        now = self.clock()
        return max(0.0, *(self._by[key].until - now for key in (address, "") if key in self._by), 0.0)

    def wrong(self, address: str) -> None:
        """Count a wrong guess."""
        now = self.clock()
        for key in [key for key, found in self._by.items() if now - found.last > FORGOTTEN_AFTER]:
            del self._by[key]
        own = self._by.setdefault(address, _Guesses())
        own.wrong, own.last = own.wrong + 1, now
        own.until = now + min(LONGEST_WAIT, 2.0 ** min(own.wrong - 1, 30))
        everyone = self._by.setdefault("", _Guesses())
        everyone.wrong, everyone.last = everyone.wrong + 1, now
        beyond = everyone.wrong - FREE_TOGETHER
        if beyond > 0:
            everyone.until = now + min(LONGEST_WAIT_TOGETHER, 2.0 ** min(beyond - 1, 30))

    def right(self, address: str) -> None:
        """Forget the wrong guesses of an address."""
        self._by.pop(address, None)


class Door:
    """ASGI application in front of the desk. Without a password it only refuses what other sites send."""

    def __init__(self, app: ASGIApp, *, password: str, base: str, attempts: Attempts | None = None) -> None:
        self._app = app
        # Digests have one length, so that the comparison tells nothing about the password's.
        self._expected = hashlib.sha256(password.encode("utf-8")).digest() if password else b""
        self._base = base
        self._attempts = attempts or Attempts()
        self._sessions: dict[bytes, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # the desk has no websocket
        await (self._answer(scope) or await self._entrance(scope, receive) or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        """Refuse what another site made the browser send: the session's cookie proves nothing then."""
        if scope["method"] in ("GET", "HEAD"):
            return None
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        origin = headers.get("origin")
        foreign = site not in ("same-origin", "none") if site else bool(
            origin and urlsplit(origin).netloc != headers.get("host", "")
        )  # fmt: skip
        return JSONResponse({"error": fr.FOREIGN}, 403) if foreign else None

    async def _entrance(self, scope: Scope, receive: Receive) -> Response | None:
        """Return what somebody without a session gets; None for one who may come in."""
        if not self._expected:
            return None
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
        known = self._known(scope)
        if path == "/entree":
            if known:
                return RedirectResponse(self._base + "/", 303)
            return await self._guess(scope, receive) if scope["method"] == "POST" else self._ask()
        if known and path == "/sortie" and scope["method"] == "POST":
            self._sessions.pop(self._token(scope), None)
            leaving = RedirectResponse(self._base + "/entree", 303)
            leaving.delete_cookie(COOKIE, path=self._base)
            return leaving
        if known:
            return None
        if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
            return RedirectResponse(self._base + "/entree", 303)
        return JSONResponse({"error": fr.CLOSED}, 401)

    async def _guess(self, scope: Scope, receive: Receive) -> Response:
        address = scope["client"][0] if scope.get("client") else "?"
        given = await _password(scope, receive)
        # From here on nothing is awaited: many guesses at once cannot all pass before the first is counted.
        wait = self._attempts.wait(address)
        if wait > 0:
            return self._ask(fr.WAIT.format(seconds=int(wait) + 1), 429, wait)
        if not hmac.compare_digest(hashlib.sha256(given).digest(), self._expected):
            self._attempts.wrong(address)
            wait = self._attempts.wait(address)
            return self._ask(fr.WRONG_PASSWORD.format(seconds=int(wait) + 1), 403, wait)
        self._attempts.right(address)
        token = secrets.token_urlsafe(32)
        now = time.monotonic()
        self._sessions = {key: end for key, end in self._sessions.items() if end > now}
        while len(self._sessions) >= SESSIONS:
            del self._sessions[min(self._sessions, key=self._sessions.__getitem__)]
        self._sessions[_digest(token)] = now + HOURS * 3600
        entering = RedirectResponse(self._base + "/", 303)
        entering.set_cookie(
            COOKIE, token, max_age=HOURS * 3600, path=self._base, httponly=True, samesite="strict",
            secure=scope["scheme"] == "https",
        )  # fmt: skip
        return entering

    def _known(self, scope: Scope) -> bool:
        return self._sessions.get(self._token(scope), 0.0) > time.monotonic()

    def _token(self, scope: Scope) -> bytes:
        try:
            found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
        except CookieError:
            found = None
        return _digest(found.value if found else "")

    def _ask(self, problem: str = "", status: int = 200, wait: float = 0.0) -> Response:
        alert = f'<p class="problem" role="alert">{e(problem)}</p>' if problem else ""
        body = (
            f'<h1>{fr.TITLE}</h1>{alert}<form method=post action="{e(self._base)}/entree">'
            f"<p><label for=password>{fr.PASSWORD}</label><br>"
            "<input id=password name=password type=password autocomplete=current-password required autofocus></p>"
            f"<p><button>{fr.ENTER}</button></p></form>"
        )
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(int(wait) + 1)} if wait else {})
        return HTMLResponse(bare_page(fr.TITLE, body), status, headers)


def _digest(token: str) -> bytes:
    # Kept as digests and looked up by them: how long a look-up takes tells nothing of a real token.
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


async def _password(scope: Scope, receive: Receive) -> bytes:
    """Return the field `password` of a small form, empty when there is none."""
    body = b""
    try:
        async for piece in Request(scope, receive).stream():
            body += piece
            if len(body) > LONGEST_BODY:
                return b""
    except ClientDisconnect:
        return b""
    fields = parse_qs(body.decode("utf-8", "replace"))
    return fields.get("password", [""])[0].encode("utf-8", "replace")
