"""Coming in, and how far: refusals first, then what people do with their accounts."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Client
from support.fake_pipeline import lexicon
from support.server import FAKE, free_port
from support.site import GOLD, Page, Site, cards, own_session, page, recording
from support.team import ORIGIN, PASSWORD, Team, cheaply, routes
from support.waiting import PATIENCE

from assist.review import logins
from assist.review.people import People
from assist.review.store import Store
from assist.web.access import COOKIE, HOST_COOKIE
from assist.web.app import create_app

SECRET = "vertrouwelijk-woord-dat-gezegd-is"
OPEN = {"/static", "/help", "/toegankelijkheid", "/login", "/welcome"}
OWN = ("/login", "/logout", "/account/", "/welcome", "/toegankelijkheid", "/api/v1/keys")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team.open(tmp_path)


def filled(path: str, session: str) -> str:
    path = path.replace("{session}", session).replace("{session_id}", session)
    return re.sub(r"\{[^}]+\}", "1", path)


# what is refused


def test_nobody_gets_past_the_login_page(team: Team) -> None:
    path = team.session()
    stranger = team.browser()
    found = routes(stranger)
    assert len(found) > 40
    assert any(where.startswith("/api/v1/sessions/{session") for _m, where in found)
    for method, where in found:
        at = filled(where, path.rsplit("/", 1)[1])
        answer = stranger.request(method, at, headers={"accept": "text/html"})
        if f"/{at.split('/')[1]}" in OPEN:
            continue
        told = (answer.status_code, answer.headers.get("location", "")[:6])
        expected = method in ("GET", "HEAD") and not at.startswith("/api")
        assert told == ((303, "/login") if expected else (401, "")), (method, at)
        assert "scanauto" not in answer.text


def test_nobody_but_its_members_gets_to_a_session(team: Team) -> None:
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    carla = team.by("carla")
    asked = 0
    for method, where in routes(carla):
        at = filled(where, session)
        if session not in at or method == "HEAD":
            continue
        asked += 1
        answer = carla.request(method, at)
        assert answer.status_code == 404, (method, at, answer.status_code)
        gone = carla.request(method, at.replace(session, "s-nooit"))
        assert gone.status_code == 404, (method, at)
    assert asked > 30
    assert session not in carla.get("/").text
    assert team.by("bram").get(path).status_code == 200
    assert team.by("anna").get(path).status_code == 200  # administrators see all
    assert session in team.by("anna").get("/").text
    assert session in team.by("bram").get("/").text


def test_who_only_reads_changes_nothing(team: Team) -> None:
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    team.people.members.add(session, team.number("dirk"))
    dirk = team.by("dirk")
    assert dirk.get(path).status_code == 200
    before = team.site.store.log(session), team.site.store.session(session)
    target = next(iter(cards(team.site_of("dirk"), path)))
    answer = dirk.post(f"{path}/decide", data={"target": target, "action": "accept"})
    assert (answer.status_code, "mag u niet" in answer.text) == (403, True)
    refused = 0
    for method, where in routes(dirk):
        at = filled(where, session)
        if method in ("GET", "HEAD") or at.startswith(OWN):
            continue
        refused += 1
        assert dirk.request(method, at).status_code == 403, (method, at)
    assert refused > 20
    assert (team.site.store.log(session), team.site.store.session(session)) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://kwaad.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": ""},
        {"origin": ""},  # with a cookie, a browser that says nothing is none
    ],
)
def test_page_elsewhere_cannot_use_somebody_s_cookie(team: Team, headers: dict[str, str]) -> None:
    path = team.session("bram")
    bram = team.by("bram")
    target = next(iter(cards(team.site_of("bram"), path)))
    told = {k: v for k, v in {**bram.headers, **headers}.items() if v}
    bram.headers.clear()
    answer = bram.post(f"{path}/decide", data={"target": target, "action": "accept"}, headers=told)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert team.site.store.log(path.rsplit("/", 1)[1]) == ()


@pytest.mark.parametrize("host", ["kwaad.example", "127.0.0.1.kwaad.example:8000", "", "x\x00"])
def test_wrong_host_is_refused_also_with_a_cookie(team: Team, host: str) -> None:
    answer = team.by("anna").get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


def test_stolen_cookie_is_worth_nothing_after_the_log_out(team: Team) -> None:
    bram = team.log_in("bram")
    thief = team.browser(cookie=f"{COOKIE}={bram.cookies[COOKIE]}")
    assert thief.get("/account").status_code == 200
    assert bram.post("/logout").headers["location"] == "/login"
    assert COOKIE not in bram.cookies
    assert thief.get("/account").status_code == 303


def test_cookie_that_is_too_old_or_made_up_opens_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    bram = team.log_in("bram")
    kept = bram.cookies[COOKIE]
    for cookie in ("", "x", kept[:-1], kept + "x", "é", f'"{kept}', "\x00", "a" * 7000):
        value = f"{COOKIE}={cookie}".encode("latin-1", "replace")
        answer = team.browser().get("/account", headers=[(b"cookie", value)])
        assert answer.status_code == 303, cookie
    assert bram.get("/account").status_code == 200
    real = team.people.logins.clock
    monkeypatch.setattr(team.people.logins, "clock", lambda: real() + logins.IDLE)
    assert bram.get("/account").status_code == 303


def test_page_that_is_left_open_is_no_sign_of_life(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    bram = team.log_in("bram")
    real, passed = team.people.logins.clock, timedelta()
    monkeypatch.setattr(team.people.logins, "clock", lambda: real() + passed)
    listening = {"accept": "text/event-stream"}
    for passed in (logins.IDLE / 2, logins.IDLE - timedelta(minutes=1)):  # noqa: B007
        assert bram.get("/sessions/s-1/live", headers=listening).status_code == 404
    passed = logins.IDLE + timedelta(minutes=1)
    assert bram.get("/sessions/s-1/live", headers=listening).status_code == 401


def test_all_wrong_log_ins_look_the_same(team: Team) -> None:
    team.people.accounts.change(team.number("carla"), blocked=True)
    told = set()
    for login in ("anna", "carla", "niemand", "", "' OR 1=1 --", "x" * 3000):
        answer = team.browser().post("/login", data={"login": login, "password": "fout" * 4})
        told.add((answer.status_code, answer.text, "set-cookie" in answer.headers))
    assert len(told) == 1
    assert next(iter(told))[0] == 403


def test_trying_on_is_refused_with_a_time_to_wait(team: Team) -> None:
    stranger = team.browser()
    for _ in range(logins.HERE):
        stranger.post("/login", data={"login": "anna", "password": "fout" * 4})
    answer = stranger.post("/login", data={"login": "anna", "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "15 minuten" in Page(answer.text).by_id("fault").text
    assert team.deeds()[-1] == ("Anna", "login-limited", "")


@pytest.mark.parametrize(
    "next_", ["//kwaad.example", "https://kwaad.example", "/\\kwaad.example", "\\\\kwaad",
              "/a\r\nset-cookie: x=1", "javascript:alert(1)", "", "/\t/kwaad.example"],
)  # fmt: skip
def test_log_in_leads_nowhere_else(team: Team, next_: str) -> None:
    data = {"login": "bram", "password": PASSWORD, "next": next_}
    answer = team.browser().post("/login", data=data)
    assert answer.headers["location"] == "/"
    assert (
        Page(team.browser().get("/login", params={"next": next_}).text)
        .all("input", name="next")[0]
        .attributes["value"]
        == "/"
    )


def test_who_is_let_out_sees_no_more_of_a_stream(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist.web.access.LOOK_EVERY", 0.0)
    bram = team.by("bram")
    path = team.site_of("bram").upload("a.json", GOLD.read_bytes())
    session = path.rsplit("/", 1)[1]
    real, looks = team.site.store.count, iter(range(1000))

    def count(asked: str) -> tuple[int, int]:
        look = next(looks)
        if look == 2:
            team.people.members.remove(session, team.number("bram"))
        if look > 6:
            raise AssertionError("the stream goes on")
        return look, real(asked)[1]

    monkeypatch.setattr(team.site.store, "count", count)
    told = re.findall(r"^event: (\w+)", bram.get(f"{path}/events").text, re.MULTILINE)
    assert 1 <= len(told) <= 4


# keys


def test_key_opens_the_interface_as_far_as_its_owner_and_its_scope_go(team: Team) -> None:
    path = team.session("bram")
    own = f"/api/v1{path}"
    number = team.number("bram")

    def program(key: str) -> TestClient:
        client = team.browser(authorization=f"Bearer {key}")
        del client.headers["origin"]
        return client

    keys = {s: team.people.logins.make_key(number, s, s, 30) for s in ("read", "write")}
    for scope, key in keys.items():
        assert program(key).get(own).status_code == 200
        assert program(key).get("/").status_code == 303  # pages are for people
        answer = program(key).delete(own)
        assert answer.status_code == 403 if scope == "read" else answer.status_code != 403
    other = team.people.logins.make_key(team.number("carla"), "x", "write", 30)
    path = team.session("bram")
    own = f"/api/v1{path}"
    assert program(other).get(own).status_code == 404
    for wrong in ("", "x", keys["read"][:-1], "Basic YTpi"):
        answer = program(wrong).get(own)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"].startswith("application/problem+json")
    foreign = program(keys["write"])
    foreign.headers["origin"] = "https://kwaad.example"
    assert foreign.get(own).status_code == 200  # which its page cannot read: no CORS
    assert foreign.delete(own).status_code == 403
    team.people.accounts.change(number, blocked=True)
    assert program(keys["read"]).get(own).status_code == 401


def test_wrong_key_is_not_made_good_by_a_cookie(team: Team) -> None:
    answer = team.by("anna").get("/api/v1/sessions", headers={"authorization": "Bearer x"})
    assert answer.status_code == 401


# what people do


def test_cookie_is_strict_and_behind_https_for_this_host_alone(tmp_path: Path) -> None:
    for https in (False, True):
        team = Team.open(tmp_path / str(https), https=https)
        origin = ORIGIN.replace("http:", "https:") if https else ORIGIN
        answer = team.browser(origin=origin).post(
            "/login?lang=nl", data={"login": "anna", "password": PASSWORD}
        )
        login, language = answer.headers.get_list("set-cookie")
        name, parts = login.split("=")[0], {p.strip().lower() for p in login.split(";")[1:]}
        assert name == (HOST_COOKIE if https else COOKIE)
        assert {"httponly", "samesite=strict", "path=/"} <= parts
        assert "domain" not in login.lower()
        assert not [p for p in parts if p.startswith(("max-age", "expires"))]
        assert ("secure" in parts, "Secure" in language) == (https, https)
        assert ("strict-transport-security" in answer.headers) == https
        if https:
            wrong = team.browser(origin=ORIGIN).post("/login", data={})
            assert wrong.status_code == 403  # a page that did not come over https


@pytest.mark.parametrize(
    "theirs", ['matomo={"a": 1, "b": "c d"}', "leeg", "zo=maar wat", 'x="open', "na am=1", "é=ü"]
)
def test_cookies_of_others_do_not_hide_ours(team: Team, theirs: str) -> None:
    """Of a website above this server, or of another program on this computer."""
    ours = f"{COOKIE}={team.by('bram').cookies[COOKIE]}; assist-lang=en; assist-contrast=more"
    sent = [(b"cookie", f"{theirs}; {ours}; {theirs}".encode())]
    answer = team.browser().get("/account", headers=sent)
    assert answer.status_code == 200
    seen = Page(answer.text).all("html")[0].attributes
    assert (seen["lang"], seen.get("data-contrast")) == ("en", "more")


@pytest.mark.parametrize("path", ["/accounts/", "/sessions/s-1/", "/help/"])
def test_behind_https_no_address_leads_back_to_http(tmp_path: Path, path: str) -> None:
    team = Team.open(tmp_path, https=True)
    secret = team.people.logins.begin(team.number("anna"))
    answer = team.browser(cookie=f"{HOST_COOKIE}={secret}").get(path)
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("https://127.0.0.1:8000/")


def test_where_a_password_is_chosen_no_address_is_told_with_the_secret(team: Team) -> None:
    link = f"/welcome/{team.people.accounts.invite(team.number('dirk'))}"
    answer = team.browser().get(link)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert team.browser().get("/login").headers["referrer-policy"] == "same-origin"


def test_every_log_in_is_a_new_one(team: Team) -> None:
    bram = team.log_in("bram")
    first = bram.cookies[COOKIE]
    bram.cookies.clear()
    bram.cookies.set(COOKIE, "gekozen-door-een-ander", domain="127.0.0.1")
    bram.post("/login", data={"login": "bram", "password": PASSWORD, "next": "/help"})
    values = [c.value for c in bram.cookies.jar if c.name == COOKIE]
    assert "gekozen-door-een-ander" not in values
    assert first not in values


def test_link_in_a_letter_arrives_although_the_cookie_is_strict(team: Team) -> None:
    stranger = team.browser()
    letter = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    arrived = stranger.get("/sessions/s-1?kind=effect", headers=letter)
    assert 'http-equiv="refresh"' in arrived.text
    again = stranger.get("/sessions/s-1?kind=effect", headers={"sec-fetch-site": "same-origin"})
    assert again.headers["location"] == "/login?next=/sessions/s-1%3Fkind%3Deffect"


def test_invitation_password_keys_and_going_out(team: Team) -> None:
    anna = team.by("anna")
    made = anna.post("/accounts", data={"login": "Eva", "name": "Eva", "role": "co-moderator"})
    link = Page(made.text).by_id("link").attributes["value"]
    assert link.startswith(f"{ORIGIN}/welcome/")
    eva = team.browser()
    assert "U logt in als eva" in eva.get(link).text
    wrong = eva.post(link, data={"password": PASSWORD, "again": "anders"})
    assert "niet gelijk" in wrong.text
    short = eva.post(link, data={"password": "kort", "again": "kort"})
    assert "te kort" in short.text
    assert eva.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert eva.get("/").status_code == 200
    assert eva.get(link).status_code == 404

    other = team.browser()
    other.post("/login", data={"login": "eva", "password": PASSWORD})
    new = "heel iets anders dan eerst"
    fields = {"current": "fout fout fout", "password": new, "again": new}
    assert "horen niet bij elkaar" in eva.post("/account/password", data=fields).text
    fields["current"] = PASSWORD
    assert eva.post("/account/password", data=fields).status_code == 303
    assert eva.get("/account").status_code == 200
    assert other.get("/account").status_code == 303

    shown = eva.post("/account/keys", data={"name": "Telling", "scope": "read", "days": "30"})
    key = Page(shown.text).by_id("new-key").attributes["value"]
    assert key not in eva.get("/account").text
    program = team.browser(authorization=f"Bearer {key}")
    assert program.get("/api/v1/sessions").status_code == 200
    revoke = re.search(r"/account/keys/\d+/revoke", eva.get("/account").text).group()
    eva.post(revoke)
    assert program.get("/api/v1/sessions").status_code == 401

    other.post("/login", data={"login": "eva", "password": new})
    assert eva.post("/account/logins/end").headers["clear-site-data"] == '"cache"'
    assert [c.get("/account").status_code for c in (eva, other)] == [303, 303]
    assert [deed for who, deed, _s in team.deeds() if who == "Eva"] == [
        "password", "login", "login", "login-failed", "password", "key-made", "key-revoked",
        "login", "logout-everywhere",
    ]  # fmt: skip


def test_administrator_manages_and_others_do_not(team: Team) -> None:
    anna, bram = team.by("anna"), team.by("bram")
    number = team.number("carla")
    carla = team.by("carla")
    for where in ("/accounts", f"/accounts/{number}", "/audit", "/audit.csv"):
        assert anna.get(where).status_code == 200, where
        assert bram.get(where).status_code == 403, where
    assert bram.post(f"/accounts/{number}/change", data={"role": "reader"}).status_code == 403
    assert bram.post("/accounts", data={"login": "x2", "role": "administrator"}).status_code == 403
    change = {"name": "Carla", "role": "reader"}
    assert anna.post(f"/accounts/{number}/change", data=change).status_code == 303
    assert carla.post("/sessions").status_code == 403  # at once, without a new log-in
    anna.post(f"/accounts/{number}/change", data={**change, "blocked": "yes"})
    assert carla.get("/").status_code == 303
    last = anna.post(f"/accounts/{team.number('anna')}/change", data={"role": "reader"})
    assert "Er moet een beheerder overblijven" in last.text
    anna.post(f"/accounts/{number}/remove", data={})
    assert team.people.accounts.get(number) is not None
    anna.post(f"/accounts/{number}/remove", data={"sure": "yes"})
    assert team.people.accounts.get(number) is None


def test_session_is_shared_by_its_members(team: Team) -> None:
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    bram, carla, dirk = (team.by(who) for who in ("bram", "carla", "dirk"))
    assert "Delen" in bram.get(path).text
    bram.post(f"{path}/share", data={"account": team.number("dirk")})
    assert dirk.get(path).status_code == 200
    assert dirk.get(f"{path}/share").status_code == 200
    assert dirk.post(f"{path}/share", data={"account": team.number("carla")}).status_code == 403
    assert carla.get(path).status_code == 404
    bram.post(f"{path}/share", data={"account": team.number("carla")})
    carla.post(f"{path}/share/{team.number('dirk')}/remove")
    assert dirk.get(path).status_code == 404
    assert carla.post(f"{path}/share/{team.number('carla')}/remove").headers["location"] == "/"
    assert team.people.members.of(session) == {team.number("bram")}
    assert bram.post(f"{path}/share", data={"account": "x"}).status_code == 400
    assert bram.post(f"{path}/share", data={"account": "999"}).status_code == 303


def test_file_that_came_by_pieces_is_for_its_maker_alone(team: Team) -> None:
    bram, carla, data = team.by("bram"), team.by("carla"), GOLD.read_bytes()
    begun = bram.post("/uploads", json={"name": "a.json", "size": len(data)})
    upload = begun.headers["location"]
    assert carla.get(upload).status_code == 404
    piece = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    assert carla.patch(upload, content=data, headers=piece).status_code == 404
    assert bram.patch(upload, content=data, headers=piece).status_code == 204
    assert carla.post(f"{upload}/finish").status_code == 404
    session = bram.post(f"{upload}/finish").json()["session"]
    assert bram.get(f"/sessions/{session}").status_code == 200
    assert carla.get(f"/sessions/{session}").status_code == 404
    into = {"name": "b.txt", "size": 3, "session": session}
    assert carla.post("/uploads", json=into).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_who_is_let_out_meanwhile_adds_nothing_to_a_session(team: Team, prefix: str) -> None:
    """A transcript beside a recording takes the place of what was heard."""
    bram, data = team.by("bram"), b"Anneke: Dat scheelt tijd.\n"
    session = team.site_of("bram").upload("a.wav", recording(3.0)).rsplit("/", 1)[1]
    begun = bram.post("/uploads", json={"name": "b.txt", "size": len(data), "session": session})
    upload = begun.headers["location"]
    piece = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    assert bram.patch(upload, content=data, headers=piece).status_code == 204
    team.people.members.remove(session, team.number("bram"))
    assert bram.post(f"{prefix}{upload}/finish").status_code == 404
    assert team.site.store.session(session).source.kind == "recording"
    assert bram.delete(upload).status_code == 204  # what was sent is still one's own to take back


def test_decisions_carry_the_name_of_who_decided(team: Team) -> None:
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    team.people.members.add(session, team.number("carla"))
    first, second, *_ = cards(team.site_of("bram"), path)
    for who, target in (("bram", first), ("carla", second)):
        data = {"target": target, "action": "accept"}
        assert team.by(who).post(f"{path}/decide", data=data).status_code == 303
    assert [d.who for d in team.site.store.log(session)] == ["Bram", "Carla"]


def test_log_of_deeds_tells_who_read_took_along_and_removed(team: Team) -> None:
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    bram, anna = team.by("bram"), team.by("anna")
    for _ in range(3):  # reading on is one deed
        assert bram.get(path).status_code == 200
    assert bram.get(f"{path}/download/json").status_code == 200
    assert anna.get(f"/api/v1{path}").status_code == 200
    assert anna.get(f"{path}/map").status_code == 200
    bram.post(f"{path}/remove", data={})
    bram.post(f"{path}/remove", data={"sure": "yes"})
    told = [deed for deed in team.deeds() if deed[2] == session]
    assert told == [
        ("Bram", "upload", session),
        ("Bram", "read", session),
        ("Bram", "export", session),
        ("Anna", "read", session),
        ("Bram", "removal", session),
    ]
    shown = Page(anna.get("/audit", params={"session": session}).text)
    assert [r.text for r in shown.all("td")][2].startswith("sessie verwijderd")
    table = anna.get("/audit.csv").text
    assert table.count("\n") == len(team.deeds()) + 1
    assert "export" in table


def test_name_that_a_spreadsheet_would_take_for_a_formula_stays_text(team: Team) -> None:
    team.people.audit.note("login", who="=HYPERLINK(1)")
    assert "'=HYPERLINK" in team.by("anna").get("/audit.csv").text


# on one's own computer


def test_without_accounts_nothing_is_asked(site: Site) -> None:
    path = site.ready()
    assert site.client.get(path).status_code == 200
    assert not site.client.cookies
    seen = page(site, "/")
    assert "op deze computer" in seen.all("footer")[0].text
    assert not [a for a in seen.all("a") if "account" in a.attributes.get("href", "")]
    assert not seen.all("form", action="/logout")
    assert site.client.get("/login").headers["location"] == "/"
    assert site.client.post("/login", data={"login": "x", "password": "y"}).status_code == 303
    for where in ("/account", "/accounts", "/accounts/1", f"{path}/share"):
        page(site, where, 404)
    target = next(iter(cards(site, path)))
    site.client.post(f"{path}/decide", data={"target": target, "action": "accept"})
    assert [d.who for d in site.store.log(path.rsplit("/", 1)[1])] == ["co-moderator"]
    assert "read" not in [n.action for n in site.client.app.state.people.audit.lines()]


def test_first_account_closes_the_door_at_once(site: Site) -> None:
    path = site.ready()
    assert site.client.get(path).status_code == 200
    people = cheaply(site.client.app.state.people)
    anna = people.accounts.make("anna", "Anna", "administrator", PASSWORD)
    assert site.client.get(path).status_code == 303
    team = Team(site)
    assert team.by("anna").get(path).status_code == 200  # what was there is hers to share
    people.accounts.make("bram", "Bram", "co-moderator", PASSWORD)
    assert team.by("bram").get(path).status_code == 404
    team.by("anna").post(f"{path}/share", data={"account": team.number("bram")})
    assert team.by("bram").get(path).status_code == 200
    people.accounts.remove(team.number("bram"))
    people.accounts.remove(anna.id, last=True)
    assert site.client.get("/").status_code == 303  # and stays so until the program ends


def test_shared_application_without_accounts_lets_nobody_in(tmp_path: Path) -> None:
    app = create_app(tmp_path, lexicon=lexicon(), pipeline=FAKE, shared=True)
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    assert client.get("/").headers["location"] == "/login"
    assert client.post("/login", data={"login": "x", "password": "y"}).status_code == 403


# what the log of the server holds


def test_log_never_holds_words_passwords_or_keys(
    team: Team, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when things break, and with every logger at its most talkative."""
    caplog.set_level(logging.DEBUG)
    bram = team.browser()
    bram.post("/login", data={"login": SECRET, "password": SECRET})
    bram.post("/login", data={"login": "bram", "password": PASSWORD})
    team.browsers["bram"] = bram
    path = team.site_of("bram").ready("a.json", own_session(SECRET), title=SECRET)
    shown = bram.post("/account/keys", data={"name": SECRET, "scope": "write", "days": "30"})
    key = Page(shown.text).by_id("new-key").attributes["value"]
    link = team.people.accounts.invite(team.number("dirk"))

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError(f"{SECRET} {PASSWORD}")

    with monkeypatch.context() as patch:
        patch.setattr(team.people.accounts, "invited", broken)
        assert team.browser().get(f"/welcome/{link}").status_code == 500
        patch.setattr(team.people.accounts, "check", broken)
        data = {"login": "anna", "password": PASSWORD}
        assert team.browser().post("/login", data=data).status_code == 500
        patch.setattr(team.site.store, "session", broken)
        assert bram.get(f"{path}?q={SECRET}").status_code == 500
        program = team.browser(authorization=f"Bearer {key}")
        assert program.get(f"/api/v1{path}?q={SECRET}").status_code >= 400
    bram.get(f"{path}/add?utterance=1&words={SECRET}")
    bram.post(
        f"{path}/add",
        data={"utterance": "1", "words": SECRET, "kind": "effect", "polarity": "mixed"},
    )
    bram.post("/logout")
    # The test's own browser tells which addresses it asks for; that is no log of the server.
    told = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("http"))
    told += "\n".join(r.exc_text or "" for r in caplog.records)
    assert "RuntimeError" in told
    for secret in (SECRET, PASSWORD, key, link, bram.cookies.get(COOKIE) or "geen"):
        assert secret not in told
    noted = repr(team.people.audit.lines(most=1000))
    for secret in (SECRET, PASSWORD, key, link):
        assert secret not in noted


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as POSIX does")
def test_output_of_a_real_server_holds_no_address_word_or_password(tmp_path: Path) -> None:
    """And what a browser says of where it comes from is not believed unless it was told to."""
    root = Path(__file__).resolve().parents[2]
    store = Store.open(tmp_path)
    people = cheaply(People(store.engine))
    link = people.accounts.invite(
        people.accounts.make("anna", "Anna", "administrator", PASSWORD).id
    )
    port = free_port()
    run = "from assist.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", run, "serve", "--port", str(port), "--data", str(tmp_path),
         "--name", "assist.gemeente.nl"],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    try:
        first = server.stdout.readline()
        assert f":{port}" in first, first + server.stdout.read()
        name = f"assist.gemeente.nl:{port}"
        headers = {"host": name, "origin": f"http://{name}", "x-forwarded-for": "203.0.113.9"}
        with Client(
            base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=PATIENCE
        ) as client:
            wrong = {"login": "anna", "password": f"{SECRET} {SECRET}"}
            assert client.post(f"/login?q={SECRET}", data=wrong).status_code == 403
            assert client.get(f"/welcome/{link}").status_code == 200
            right = client.post("/login", data={"login": "anna", "password": PASSWORD})
            cookie = right.cookies[COOKIE]
            inside = {"cookie": f"{COOKIE}={cookie}"}
            assert client.get(f"/sessions/{SECRET}?q={SECRET}", headers=inside).status_code == 404
            assert client.post(f"/{SECRET}", content=b"\xff" * 99).status_code == 404
            assert client.get("/", headers={"host": "anders.nl"}).status_code == 421
    finally:
        server.send_signal(signal.SIGINT)
        told = first + server.communicate(timeout=PATIENCE)[0]
    for secret in (SECRET, PASSWORD, cookie, link, "Traceback"):
        assert secret not in told
    assert {line.address for line in people.audit.lines()} == {"127.0.0.1"}
    store.close()
