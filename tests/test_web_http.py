"""The HTTP door, with a real client against the running application."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from web_fakes import FakeAdvisor, FakeIndex
from web_server import running

from advisor.config import Config
from advisor.records import Answer, Diploma, Message
from advisor.web.page import header_html
from advisor.web.service import Service, asked

ASK = {"question": "Combien de semaines de stage en BTS Essai ?"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with running(folder) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def test_every_citation_is_the_text_at_its_place(client: httpx.Client) -> None:
    answer = client.post("/api/ask", json={"id": "7", **ASK}).json()
    assert (answer["id"], answer["status"], len(answer["citations"])) == ("7", "answered", 2)
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['document']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_stream_ends_with_the_same_answer(client: httpx.Client) -> None:
    whole = client.post("/api/ask", json=ASK).json()
    events = [part.split("\n") for part in client.post("/api/ask/stream", json=ASK).text.strip().split("\n\n")]
    assert [lines[0] for lines in events] == ["event: text"] * 2 + ["event: citation"] * 2 + ["event: answer"]
    assert json.loads(events[-1][1].removeprefix("data: ")) == whole


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"question": ""}, "Écrivez d’abord"),
        ({"question": "\x00\x07 "}, "Écrivez d’abord"),
        ({"question": "a" * 2001}, "2001 caractères"),
        ({}, "« question » ou « messages »"),
        ({"messages": [{"role": "assistant", "content": "Bonjour"}]}, "dernier message"),
        ({"question": "stage", "status": ["pape"]}, "Situation inconnue : pape"),
        ({"question": "stage", "diploma": "inconnu"}, "Diplôme inconnu : inconnu"),
        ({"question": "stage", "colour": "red"}, "« colour »"),
    ],
)
def test_a_wrong_request_gets_one_french_sentence(client: httpx.Client, body: dict[str, object], part: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert part in response.json()["error"]


def test_what_is_not_json_or_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/api/ask", content=b"{", headers={"Content-Type": "application/json"}).status_code == 422
    assert client.post("/api/ask", content=b" " * 600_000).status_code == 413


def test_lone_surrogates_and_emoji_are_answered(client: httpx.Client) -> None:
    raw = b'{"question": "stage BTS Essai \\ud800 \xf0\x9f\x98\x80"}'
    assert (
        client.post("/api/ask", content=raw, headers={"Content-Type": "application/json"}).json()["status"]
        == "answered"
    )


def test_twenty_conversations_at_once_stay_separate(client: httpx.Client) -> None:
    def talk(i: int) -> str:
        named = [{"role": "user", "content": f"BTS Essai, candidat {i}"}, {"role": "assistant", "content": "Oui."}]
        messages = [*(named if i % 2 else []), {"role": "user", "content": f"et le stage {i} ?"}]
        return str(client.post("/api/ask", json={"messages": messages}).json()["answer"])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(talk, range(20)))
    for i, answer in enumerate(answers):
        assert answer.endswith(f"- et le stage {i} ?") if i % 2 else answer == "Pour quel diplôme ?"


def test_the_page_is_french_and_names_no_outside_address(client: httpx.Client) -> None:
    page = client.get("/").text
    assert '<html lang="fr"' in page
    assert "<title>Conseil diplômes" in page
    assert "Choisissez d’abord «\u00a0Utile\u00a0»" in page  # what the script says is typeset as the answers are
    assert "raw.githubusercontent.com" not in page and "gradio.app/" not in page.split("<body")[0].replace("\\", "")


def test_the_documentation_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/api/docs")
    assert "POST /api/ask</code>" in page.text
    assert "//" not in page.text.replace("http://127.0.0.1:7860", "")


def test_security_headers_keep_everything_at_home(client: httpx.Client) -> None:
    for path in ("/", "/api/docs", "/healthz"):
        assert "connect-src 'self'" in client.get(path).headers["content-security-policy"]


def test_feedback_is_one_line_with_question_and_answer(client: httpx.Client, folder: Path) -> None:
    answer = client.post("/api/ask", json=ASK).json()
    record = {"asked": ASK["question"], "at": "2026-01-05T09:05:00+01:00", "index": "essai-1", "answer": answer}
    body = {"record": record, "useful": False, "reasons": ["faux", "texte_perime"], "comment": "Il manque\nla durée."}
    assert client.post("/api/feedback", json=body).status_code == 201
    assert client.post("/api/feedback", json={**body, "reasons": ["inconnu"]}).status_code == 422
    lines = (folder / "feedback" / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    stored = json.loads(lines[-1])
    assert (len(lines), stored["useful"], stored["reasons"], stored["asked"]) == (
        1,
        False,
        ["faux", "texte_perime"],
        ASK["question"],
    )
    assert stored["answer"]["citations"] == answer["citations"]


def test_health_says_whether_questions_can_be_answered(client: httpx.Client, tmp_path: Path) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "ready": True, "documents": 2, "index": "essai-1"}
    with running(tmp_path, index=False) as address:
        assert httpx.get(f"{address}/healthz").json()["ready"] is False
        refused = httpx.post(f"{address}/api/ask", json=ASK)
        assert (refused.status_code, "advisor index" in refused.json()["error"]) == (503, True)
        assert "advisor index" in httpx.get(f"{address}/").text
        (tmp_path / "index").mkdir()  # built while the server runs: no restart needed
        assert httpx.post(f"{address}/api/ask", json=ASK).json()["status"] == "answered"


def test_a_text_replaced_since_the_answer_is_not_shown_as_its_source(client: httpx.Client) -> None:
    html = client.post(
        "/page/turn", json={"messages": [{"role": "user", "content": ASK["question"]}], "key": "t0"}
    ).json()
    version = re.findall(r'data-version="(\w+)"', html["html"])[0]
    place = {"start": 31, "end": 60, "version": version}
    assert client.get("/page/source/stage", params=place).status_code == 200
    replaced = client.get("/page/source/stage", params={**place, "version": "0" * 12})
    assert (replaced.status_code, "a été remplacé" in replaced.json()["error"]) == (409, True)
    assert "n’est plus dans l’index" in client.get("/page/source/disparu", params=place).json()["error"]


@pytest.mark.parametrize("section", ["[" * 5_000, "9" * 5_000, "{}", "x"])
def test_a_heading_path_that_cannot_be_read_is_none(client: httpx.Client, section: str) -> None:
    assert client.get("/page/source/stage", params={"section": section}).status_code == 200


@pytest.mark.parametrize("odd", [{"diplomas": [["x"]]}, {"diplomas": 5}, {"situation": 5}, {"session": []}])
def test_a_record_that_is_no_answer_gets_no_proof_sheet(client: httpx.Client, odd: dict[str, object]) -> None:
    answer = client.post("/api/ask", json=ASK).json()
    record = {"asked": ASK["question"], "at": "2026-01-05T09:05:00+01:00", "index": "essai-1", "answer": answer}
    assert client.post("/page/proof", data={"record": json.dumps(record)}).status_code == 200
    answer["understood"] |= odd
    assert client.post("/page/proof", data={"record": json.dumps(record)}).status_code == 422


def test_the_index_of_a_consultation_is_the_one_that_answered(tmp_path: Path) -> None:
    answered = []

    class Replaced(FakeAdvisor):
        def diplomas(self) -> tuple[Diploma, ...]:
            opened.index = FakeIndex()  # by the question of somebody else, while this one is under way
            return super().diplomas()

        def ask(self, *args: Any, **options: Any) -> Answer:
            answered.append(self.index)
            return super().ask(*args, **options)

    opened = Replaced(Config(index=tmp_path))
    service = Service(opened.config, opener=lambda _: opened)  # type: ignore[arg-type, return-value]
    consultation = service.ask(asked([Message("user", ASK["question"])], diploma="diploma-stage"))
    assert [consultation.index] == answered and opened.index is not answered[0]


def test_a_remote_model_is_named_before_the_first_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(Config(index=tmp_path), opener=FakeAdvisor.open)  # type: ignore[arg-type]
    assert "elle ne quitte pas ce serveur" in header_html(service)
    monkeypatch.setattr(FakeAdvisor, "remote", "Exemple <IA>")
    assert "envoyées à Exemple &lt;IA&gt;" in header_html(service)
    assert "elle ne quitte pas ce serveur" not in header_html(service)


def test_a_proxy_path_is_in_every_address(tmp_path: Path) -> None:
    with running(tmp_path, root_path="/conseil") as address:
        page = httpx.get(f"{address}/").text
        assert 'src="/conseil/page/static/script.js"' in page
        assert httpx.get(f"{address}/page/static/script.js").status_code == 200
        assert httpx.get(f"{address}/conseil/healthz").json()["ready"] is True


@pytest.mark.parametrize("root", ["", "/conseil"])
def test_an_address_that_a_person_opens_in_vain_is_a_french_page(tmp_path: Path, root: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    with running(tmp_path, root_path=root) as address, httpx.Client(base_url=address + root) as client:
        for path in ("/nimporte", "/page/proof", "/conseiller", "/page/static/rien.css"):
            page = client.get(path, headers=browser)
            assert (page.status_code, "Cette page n’existe pas" in page.text) == (404, True), path
            assert 'lang="fr"' in page.text and f'href="{root}/"' in page.text
        unreadable = client.post("/page/proof", data={"record": "{}"}, headers=browser)
        assert (unreadable.status_code, "<p>Cette fiche ne peut pas" in unreadable.text) == (422, True)
        assert client.post("/page/proof", data={"record": "{}"}).json()["error"].startswith("Cette fiche")
        assert client.get("/api/documents/rien", headers=browser).json() == {"error": "Texte inconnu : rien."}


def test_app_py_takes_the_options_of_serve() -> None:
    script = Path(__file__).parent.parent / "app.py"
    shown = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, timeout=60, check=True)
    assert "--port" in shown.stdout
    assert subprocess.run([sys.executable, script, "--prot", "80"], capture_output=True, timeout=60).returncode == 2


def test_gradios_own_client_gets_the_same_answer(client: httpx.Client) -> None:
    from gradio_client import Client

    gradio = Client(str(client.base_url), verbose=False, analytics_enabled=False)
    assert gradio.predict(ASK["question"], "", [], api_name="/ask") == client.post("/api/ask", json=ASK).json()


def test_mcp_lists_and_calls_the_tools(client: httpx.Client) -> None:
    def call(method: str, **params: object) -> dict[str, object]:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return client.post("/mcp", json=message, headers={"Accept": "application/json, text/event-stream"}).json()

    assert call("initialize", protocolVersion="2025-06-18")["result"]["protocolVersion"] == "2025-06-18"  # type: ignore[index]
    assert [tool["name"] for tool in call("tools/list")["result"]["tools"]] == ["ask", "diplomas"]  # type: ignore[index]
    result = call("tools/call", name="ask", arguments=ASK)["result"]
    assert result["structuredContent"] == client.post("/api/ask", json=ASK).json()  # type: ignore[index]
    wrong = call("tools/call", name="ask", arguments={"question": ""})["result"]
    assert (wrong["isError"], "Écrivez" in wrong["content"][0]["text"]) == (True, True)  # type: ignore[index]
    assert client.post("/mcp", content=b"[" * 5_000).status_code == 400
    assert client.post("/mcp", json={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_a_real_mcp_client_gets_answer_and_citations(client: httpx.Client) -> None:
    try:
        from mcp import Client
    except ImportError:
        pytest.skip("the mcp package (2 or newer) is not installed")

    async def call() -> object:
        async with Client(f"{client.base_url}/mcp") as session:
            return (await session.call_tool("ask", ASK)).structured_content

    # In a thread of its own: the browser tests leave a running event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: asyncio.run(call())).result()
    assert answer == client.post("/api/ask", json=ASK).json()
