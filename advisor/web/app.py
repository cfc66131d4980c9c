"""Puts the page, the HTTP door and their guard together into one application, and runs it."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.config import Config
from advisor.errors import AdvisorError, ConfigError
from advisor.web import messages_fr as fr
from advisor.web.service import LONGEST_QUESTION, Service

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import JSONResponse

STATIC = Path(__file__).parent / "static"


def create_app(config: Config, *, service: Service | None = None) -> FastAPI:
    """Return the application: page at /, programs at /api, health at /healthz. Raises ConfigError (root_path)."""
    # Before Gradio is imported: no usage statistics, no history of runs kept in the browser.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    from fastapi import FastAPI
    from starlette.staticfiles import StaticFiles

    from advisor import desk
    from advisor.web import api, docs, page, turns
    from advisor.web.guard import Guard

    root = proxy_path(config.root_path)
    service = service or Service(config)
    app = FastAPI(
        title=fr.API_TITLE, description=fr.API_DESCRIPTION, version=_version(), docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", root_path=root,
    )  # fmt: skip
    _errors(app)
    app.include_router(api.router(service))
    app.include_router(docs.router(app, root=root))
    app.include_router(turns.router(service, root=root))
    app.mount("/page/static", StaticFiles(directory=STATIC), name="static")
    if config.mcp:
        from advisor.web.mcp import router as mcp_router

        app.include_router(mcp_router(service))
    desk.mount(app, service, root=root)
    wider = {desk.PATH: desk.LARGEST_BODY} if desk.enabled(config) else {}
    app.add_middleware(Guard, root_path=root, limit=LONGEST_QUESTION, wider=wider)
    return page.mount(app, service)


def serve(config: Config) -> None:
    """Serve the page until interrupted. Raises ConfigError when the address cannot be used."""
    import socket

    import uvicorn

    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except (OSError, OverflowError) as error:
            raise ConfigError(
                f"{config.host}:{config.port}: cannot listen ({error}). Choose another --host or --port."
            ) from None
    service = Service(config)
    app = create_app(config, service=service)
    threading.Thread(target=service.warm, daemon=True).start()
    shown = f"[{config.host}]" if ":" in config.host else config.host
    print(f"Page: http://{shown}:{config.port}{proxy_path(config.root_path)}/   (Ctrl+C stops it)", flush=True)
    # No access log: addresses of people and what they ask for are nobody's business.
    uvicorn.run(app, host=config.host, port=config.port, log_level="warning", access_log=False, proxy_headers=True)


def proxy_path(value: str) -> str:
    """Return a proxy path as "/conseil", or "" for none. Raises ConfigError for anything else."""
    path = "/" + value.strip().strip("/") if value.strip().strip("/") else ""
    if path and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", path):
        raise ConfigError(
            f"root_path = {value!r}: not a path such as /conseil. Correct it in advisor.toml or ADVISOR_ROOT_PATH."
        )
    return path


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("advisor")
    except PackageNotFoundError:  # run from a folder that was not installed
        return "0"


def _errors(app: FastAPI) -> None:
    """Give every expected error of /api and /page one shape: {"error": "one French sentence"}."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from starlette.responses import JSONResponse

    from advisor.web.api import status_of

    def expected(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, AdvisorError)
        status, sentence = status_of(error)
        if status == 503:  # the person sees what to do in French; who runs the server sees what and where
            logging.getLogger("advisor.web").error("%s", error)
        return JSONResponse({"error": sentence}, status)

    def invalid(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": _field_error(error)}, 422)

    def refused(_request: Request, error: Exception) -> JSONResponse:
        detail: Any = getattr(error, "detail", fr.FAILED)
        return JSONResponse(
            {"error": detail if isinstance(detail, str) else json.dumps(detail)}, getattr(error, "status_code", 500)
        )

    app.add_exception_handler(AdvisorError, expected)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


def _field_error(error: Any) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return fr.BAD_JSON
    return fr.BAD_FIELD.format(field=".".join(str(part) for part in first["loc"][1:]) or "corps")
