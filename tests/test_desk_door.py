"""The desk's door: off, on, behind a password; nothing without it; guessing slowed; nothing logged."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from desk_client import HTML, client
from starlette.testclient import TestClient
from web_fakes import FakeAdvisor

from advisor.config import Config, load_config
from advisor.desk import enabled
from advisor.desk.door import FREE_TOGETHER, Attempts
from advisor.errors import ConfigError

SECRET = "sésame, ouvre-toi"
EVERYTHING = (
    "/", "/trace", "/textes", "/textes/stage", "/couverture", "/comparer", "/lot", "/lot/x/reponses.csv", "/publier",
    "/corriger", "/static/desk.js", "/static/desk.css", "/nothing",
)  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "index").mkdir()
    cases = tmp_path / "questions" / "desk.yaml"
    return Config(index=tmp_path / "index", feedback=tmp_path / "feedback", desk="on", desk_cases=cases)


def locked(config: Config) -> TestClient:
    return client(replace(config, desk_password=SECRET), FakeAdvisor.open)


def test_off_by_default_and_then_not_there(config: Config) -> None:
    assert Config().desk == "off"
    assert client(replace(config, desk="off"), FakeAdvisor.open).get("/").status_code == 404


def test_another_word_or_an_open_door_is_refused(config: Config) -> None:
    with pytest.raises(ConfigError, match="neither off nor on"):
        enabled(replace(config, desk="yes"))
    with pytest.raises(ConfigError, match="ADVISOR_DESK_PASSWORD"):
        enabled(replace(config, host="0.0.0.0"))
    assert enabled(replace(config, host="0.0.0.0", desk_password="x"))


def test_the_password_comes_from_the_environment_only(tmp_path: Path) -> None:
    file = tmp_path / "advisor.toml"
    file.write_text('desk_password = "x"', encoding="utf-8")
    with pytest.raises(ConfigError, match="may not stand in a file"):
        load_config(file, environ={})
    file.write_text("", encoding="utf-8")
    found = load_config(file, environ={"ADVISOR_DESK_PASSWORD": SECRET})
    assert found.desk_password == SECRET
    assert SECRET not in repr(found)


@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_is_reached_without_the_password(config: Config, path: str) -> None:
    browser = locked(config)
    assert browser.get(path).status_code == 401
    assert browser.post(path, data={"question": "x"}).status_code == 401
    shown = browser.get(path, headers=HTML)
    assert shown.url.path == "/conseiller/entree"
    assert "Texte du BTS Essai" not in shown.text


def test_the_right_password_opens_and_leaving_closes(config: Config) -> None:
    browser = locked(config)
    entered = browser.post("/entree", data={"password": SECRET})
    assert (entered.status_code, entered.url.path) == (200, "/conseiller/")
    cookie = entered.history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/conseiller" in cookie
    assert "Texte du BTS Essai" in browser.get("/textes").text
    browser.post("/sortie")
    assert browser.get("/textes").status_code == 401
    browser.cookies.set("advisor-desk", cookie.split("=", 1)[1].split(";")[0])
    assert browser.get("/textes").status_code == 401  # the session itself has ended, not only its cookie


def test_wrong_guesses_wait_longer_and_longer(config: Config, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = locked(config)
    wrong = browser.post("/entree", data={"password": "mauvais-essai"})
    assert (wrong.status_code, wrong.headers["retry-after"]) == (403, "1")
    soon = browser.post("/entree", data={"password": SECRET})
    assert (soon.status_code, "set-cookie" in soon.headers) == (429, False)  # not even looked at
    assert SECRET not in caplog.text and "mauvais-essai" not in caplog.text


def test_waits_double_for_an_address_and_grow_for_all_together() -> None:
    now = 100.0
    attempts = Attempts(clock=lambda: now)
    waits = []
    for _ in range(4):
        attempts.wrong("a")
        waits.append(attempts.wait("a"))
        now += attempts.wait("a")
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert attempts.wait("b") == 0.0
    for number in range(FREE_TOGETHER):
        attempts.wrong(f"address {number}")
    assert attempts.wait("b") > 0.0
    now += 10_000.0
    attempts.wrong("a")
    assert attempts.wait("a") == 1.0


def test_a_long_or_strange_guess_is_only_wrong(config: Config) -> None:
    for body in (b"password=" + b"x" * 10_000, b"\xff\xfe", b""):
        assert locked(config).post("/entree", content=body).status_code == 403


def test_another_site_cannot_send_anything(config: Config) -> None:
    browser = client(config, FakeAdvisor.open)
    assert browser.post("/lot", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.post("/lot", headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert browser.post("/lot", headers={"origin": "http://testserver"}).status_code == 422


def test_pages_run_nothing_and_cannot_be_framed(config: Config) -> None:
    policy = client(config, FakeAdvisor.open).get("/textes").headers["content-security-policy"]
    assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
