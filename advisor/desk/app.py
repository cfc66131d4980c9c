"""Puts the desk's tools together and mounts them, behind their door, into the application of the page."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.config import Config
from advisor.desk import messages_fr as fr
from advisor.desk.desk import Desk, DeskError
from advisor.errors import AdvisorError, ConfigError
from advisor.web.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

PATH = "/conseiller"
STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 64_000_000  # bytes; the tools have their own, smaller limits, and say so on their page
# Nothing of other hosts, no code inside the page: texts and people's words could not run even if they were not escaped.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HERE = ("127.0.0.1", "::1", "localhost")


def enabled(config: Config) -> bool:
    """Whether the desk is on. Raises ConfigError for another word, and for a desk that everybody could reach."""
    if config.desk not in ("off", "on"):
        raise ConfigError(f"desk = {config.desk!r}: neither off nor on. Correct it in advisor.toml or ADVISOR_DESK.")
    if config.desk == "on" and not config.desk_password and config.host not in _HERE:
        raise ConfigError(
            f"desk = on without a password while listening on {config.host}: everybody who reaches this machine could "
            "use it. Set ADVISOR_DESK_PASSWORD, or listen on 127.0.0.1."
        )
    return config.desk == "on"


def mount(app: FastAPI, service: Service, *, root: str) -> None:
    """Mount the desk at PATH. `root` is the proxy's part of the address. Raises ConfigError (see `enabled`)."""
    from starlette.responses import RedirectResponse

    from advisor.desk.door import Door

    config = service.config
    if not enabled(config):
        return
    desk = Desk(service, root + PATH, locked=bool(config.desk_password))

    def inside() -> Response:
        return RedirectResponse(desk.base + "/", 307)

    app.add_api_route(PATH, inside, include_in_schema=False)
    app.mount(PATH, Door(application(desk), password=config.desk_password, base=desk.base), name="desk")


def application(desk: Desk) -> FastAPI:
    """Return the desk without its door."""
    from fastapi import FastAPI
    from starlette.staticfiles import StaticFiles

    from advisor.desk.batch_page import router as batch
    from advisor.desk.compare_page import router as compare
    from advisor.desk.correct_page import router as correct
    from advisor.desk.coverage_page import router as coverage
    from advisor.desk.inbox_page import router as inbox
    from advisor.desk.publish_page import router as publish
    from advisor.desk.texts_page import router as texts
    from advisor.desk.trace_page import router as trace

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _errors(app, desk)
    for tool in (inbox, correct, trace, texts, coverage, compare, batch, publish):
        app.include_router(tool(desk))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.middleware("http")
    async def headers(request: Request, call_next):  # type: ignore[no-untyped-def]
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        if not request.url.path.startswith(f"{desk.base}/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _errors(app: FastAPI, desk: Desk) -> None:
    """Give every expected error a page with its sentence."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from starlette.responses import HTMLResponse

    from advisor.desk.html import alert, page
    from advisor.web.api import status_of

    def shown(sentence: str, status: int) -> Response:
        back = f'<p><a href="{desk.base}/">{fr.BACK}</a></p>'
        body = alert(sentence) + back
        return HTMLResponse(page(fr.FAULT, body, base=desk.base, tool="?", leave=desk.locked), status)

    def expected(_request: Request, error: Exception) -> Response:
        if isinstance(error, DeskError):
            return shown(str(error), 422)
        assert isinstance(error, AdvisorError)
        status, sentence = status_of(error)
        if status == 503:
            logging.getLogger("advisor.desk").error("%s", error)
        return shown(sentence, status)

    def invalid(_request: Request, error: Exception) -> Response:
        return shown(fr.BAD_REQUEST, 422)

    def refused(_request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        return shown(fr.NOT_FOUND if status == 404 else fr.BAD_REQUEST, status)

    app.add_exception_handler(AdvisorError, expected)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
