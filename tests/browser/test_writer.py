"""Mode llm in the page: a language model behind a server on this machine writes, and every number stays proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from llm_fakes import copying
from llm_server import listening
from test_student import ask
from web_server import running

from advisor.config import Config
from advisor.pipeline import Advisor
from advisor.web.service import Service

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
ASKED = "Combien de semaines dure le stage du BTS métiers de la mesure ?"


@pytest.mark.parametrize(("manner", "notice"), [("good", False), ("500", True)])
def test_a_model_writes_in_the_page_or_the_quotes_answer(
    window: Callable[..., Page], config: Config, tmp_path: Path, manner: str, notice: bool
) -> None:
    with listening(copying) as server:
        server.manner = manner
        wanted = replace(config, mode="llm", llm="openai:any", llm_base_url=server.url, feedback=tmp_path / "feedback")
        with running(tmp_path, service=Service(wanted, opener=Advisor.open)) as where:
            answer = ask(window(where=where), ASKED).inner_text()
    assert "douze semaines" in answer and "Sources" in answer
    assert ("Le modèle de langue" in answer) is notice
    assert ("Réponse rédigée par un modèle de langue" in answer) is not notice
