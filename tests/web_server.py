"""Starts the real application on a free port in this process, in front of the fake Advisor of web_fakes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from web_fakes import FakeAdvisor

from advisor.config import Config
from advisor.web import create_app
from advisor.web.service import Service


@contextmanager
def running(
    folder: Path,
    *,
    index: bool = True,
    port: int = 0,
    root_path: str = "",
    service: Service | None = None,
) -> Iterator[str]:
    """Yield the address of a running application whose feedback goes to `folder`/feedback; stopped afterwards.

    With `service` it answers with that one instead of the fake Advisor.
    """
    where = folder / "index"
    if index:
        where.mkdir(exist_ok=True)
    config = Config(index=where, feedback=folder / "feedback", mcp=True, root_path=root_path)
    answering = service or Service(config, opener=FakeAdvisor.open)  # type: ignore[arg-type]
    app = create_app(answering.config if service else config, service=answering)
    with socket.create_server(("127.0.0.1", port)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
