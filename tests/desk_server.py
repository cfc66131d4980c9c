"""Starts the desk on the real index on a free port in this process, with a fault planted in one stage."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import uvicorn
from fastapi import FastAPI

from advisor import desk
from advisor.config import Config
from advisor.pipeline import Advisor
from advisor.records import Hit, Question
from advisor.select import Selection
from advisor.web.service import Service

PLANTED = "rapport"  # questions with this word are wrongly refused: select drops what was found


class Planted(Advisor):
    """The real Advisor, but for one stage."""

    def _select(self, asked: Question, hits: Sequence[Hit], **options: Any) -> Selection:
        chosen = super()._select(asked, hits, **options)
        if PLANTED not in asked.text:
            return chosen
        return replace(chosen, evidence=(), probability=0.01, enough=False)


@contextmanager
def running(config: Config) -> Iterator[str]:
    """Yield the address of the desk; stopped afterwards."""
    app = FastAPI()
    desk.mount(app, Service(config, opener=Planted.open), root="")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/conseiller"
        finally:
            server.should_exit = True
            thread.join(10)
