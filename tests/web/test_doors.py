"""Every address and who may use it: a table, so that none is added without a right.

What `assist.web.access` refuses already is tested in `test_login`. Here it is told to let everybody
through, so that each handler must ask for itself; and the table must hold every route.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from support.site import GOLD, cards
from support.team import Team, routes

from assist.web.access import Access
from assist.web.limits import MOST, REST

S = "/sessions/{session}"
A = f"/api/v1{S}"
DOORS: dict[str, str] = {
    "open": """
        GET /help /login /toegankelijkheid /welcome/{secret} /api/v1/openapi.json /api/v1/docs
        HEAD /api/v1/openapi.json
        POST /login /toegankelijkheid /welcome/{secret}
    """,
    "own": """
        GET /account /account/{_part} /accounts/{account}/{_part} /api/v1/me /api/v1/keys
        POST /account/keys /account/keys/{key}/revoke /account/password /account/logins/end
            /account/logins/{login}/end /logout
        DELETE /api/v1/keys/{number}
    """,
    "read": """
        GET / /tour /values /api/v1/sessions /api/v1/values
        GET S S/about S/audio S/bar S/download/{kind} S/events S/history S/history/{target}
            S/live S/map S/map/print S/matrix S/missing S/report S/rows S/share S/values
            S/values.csv S/words/{number}
        GET A A/audio A/conflicts A/consents A/decisions A/decisions/{number} A/events
            A/exports/{kind} A/held A/history A/map A/map.svg A/matrix A/members A/missing A/offers
            A/review A/speakers A/statements A/statements/{statement} A/utterances
            A/utterances/{number} A/work
    """,
    "decide": """
        GET S/add S/comment/{target} S/edit/{target} S/merge S/speech/{utterance} S/split/{target}
        POST S/add S/bulk S/cluster S/comment/{target} S/correct/{utterance} S/decide
            S/edit/{target} S/merge S/redo S/restore S/roles S/settle S/speaker/{utterance}
            S/split/{target} S/turn S/undo S/values A/decisions
    """,
    "manage": """
        GET /uploads /uploads/{upload} /api/v1/uploads /api/v1/uploads/{upload}
        HEAD /uploads/{upload} /api/v1/uploads/{upload}
        POST /sessions /example /uploads /uploads/{upload}/abandon /uploads/{upload}/finish
            /api/v1/sessions /api/v1/example /api/v1/uploads /api/v1/uploads/{upload}/finish
        PATCH /uploads/{upload} /api/v1/uploads/{upload}
        DELETE /uploads/{upload} /api/v1/uploads/{upload}
        POST S/about S/again S/cancel S/files S/pause S/remove S/share S/share/{account}/remove
            A/files A/work
        PATCH A
        DELETE A A/members/{number}
        PUT A/members/{number}
    """,
    "administer": """
        GET /accounts /accounts/{account} /audit /audit.csv
        POST /accounts /accounts/{account}/change /accounts/{account}/invite
            /accounts/{account}/remove
        GET /api/v1/accounts /api/v1/accounts/{number} /api/v1/audit
        POST /api/v1/accounts /api/v1/accounts/{number}/invite
        PATCH /api/v1/accounts/{number}
        DELETE /api/v1/accounts/{number}
    """,
}
# What is read before the handler is asked must be in order; the rest is asked with nothing.
BODIES: dict[str, dict[str, Any]] = {
    "POST /uploads": {"json": {"name": "a.txt", "size": 3}},
    "PATCH /uploads/{upload}": {"headers": {"upload-offset": "0"}},
    f"POST {S}/share": {"data": {"account": "1"}},
    f"POST {S}/decide": {"data": {"target": "x", "action": "accept"}},
    f"POST {S}/bulk": {"data": {"do": "accept"}},
    f"POST {A}/decisions": {"json": {"action": "undo"}},
    f"POST {A}/work": {"json": {"action": "pause"}},
    f"PATCH {A}": {"json": {"title": "x"}},
    "POST /api/v1/uploads": {"json": {"name": "a.txt", "size": 3}},
    "PATCH /api/v1/uploads/{upload}": {"headers": {"upload-offset": "0"}},
    "POST /api/v1/accounts": {"json": {"login": "xy", "role": "reader"}},
    "PATCH /api/v1/accounts/{number}": {"json": {"role": "reader"}},
}


def doors() -> Iterator[tuple[str, str, str]]:
    """Right, method and path of each line of the table."""
    for right, told in DOORS.items():
        method = ""
        for word in told.split():
            if word.isupper() and len(word) > 1:
                method = word
            else:
                yield right, method, re.sub(r"^[SA](?=/|$)", lambda m: {"S": S, "A": A}[m[0]], word)


DOOR_LIST = list(doors())


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team.open(tmp_path)


@pytest.fixture
def unguarded(team: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Only handlers ask what somebody may."""
    monkeypatch.setattr(Access, "_answer", lambda *_: None)
    return team


def ask(client: TestClient, method: str, where: str, at: dict[str, str], **how: Any) -> Any:
    path = re.sub(r"\{(\w+)\}", lambda m: at.get(m[1], "1"), where)
    how = {**BODIES.get(f"{method} {where}", {}), **how}
    return client.request(method, path, **how)


def program(team: Team, login: str, scope: str) -> TestClient:
    key = team.people.logins.make_key(team.number(login), scope, scope, 30)
    return team.browser(authorization=f"Bearer {key}")


def test_the_table_holds_every_address(team: Team) -> None:
    """An address that is new needs a right, and stands here with it."""
    known = [(method, path) for _right, method, path in DOOR_LIST]
    assert len(set(known)) == len(known)
    assert sorted(known) == routes(team.browser())


def test_each_handler_asks_for_its_right(unguarded: Team) -> None:
    team = unguarded
    path = team.session("bram")
    at = {
        "session": path.rsplit("/", 1)[1],
        "target": next(iter(cards(team.site_of("bram"), path))),
    }
    at |= {"statement": at["target"], "kind": "json"}
    begun = team.by("bram").post("/uploads", json={"name": "a.txt", "size": 3})
    at["upload"] = begun.json()["id"]
    team.people.members.add(at["session"], team.number("dirk"))
    before = team.site.store.log(at["session"]), team.site.store.session(at["session"])
    people, deeds = team.people.accounts.listed(), len(team.deeds())
    reader, outsider, member = (team.by(who) for who in ("dirk", "carla", "bram"))
    reading = program(team, "bram", "read")
    forgot = []
    for right, method, where in DOOR_LIST:
        wanted = (
            [(outsider, 404)] if {"{session}", "{upload}"} & {*re.findall(r"{\w+}", where)} else []
        )
        if right in ("decide", "manage", "administer"):
            wanted.append((reader, 403))
            wanted += [(reading, 403)] if where.startswith("/api/") else []
        if right == "administer":
            wanted.append((member, 403))
        if (method, where) == ("DELETE", "/api/v1/keys/{number}"):
            wanted.append((reading, 403))
        for client, status in wanted:
            if (got := ask(client, method, where, at).status_code) != status:
                forgot.append((method, where, got, status))
    assert forgot == [], "\n".join(map(str, forgot))
    assert (team.site.store.log(at["session"]), team.site.store.session(at["session"])) == before
    assert team.people.accounts.listed() == people
    assert [k.scope for k in team.people.logins.keys(team.number("bram"))] == ["read"]
    added = [deed for deed in team.deeds()[deeds:] if deed[1] not in ("read", "login")]
    assert added == []


def test_who_may_gets_in(team: Team) -> None:
    path = team.session("bram")
    at = {
        "session": path.rsplit("/", 1)[1],
        "target": next(iter(cards(team.site_of("bram"), path))),
    }
    at |= {"statement": at["target"], "kind": "json"}
    least = {"read": "dirk", "decide": "bram", "administer": "anna", "own": "dirk"}
    team.people.members.add(at["session"], team.number("dirk"))
    for right, method, where in DOOR_LIST:
        endless = where in (f"{S}/live", f"{A}/events")
        if right in least and method == "GET" and not endless:
            answer = ask(team.by(least[right]), method, where, at)
            assert answer.status_code not in (401, 403), (where, answer.status_code)
            assert answer.status_code < 500, where


def test_of_a_session_that_was_removed_nothing_is_left(team: Team) -> None:
    path = team.session("bram")
    at = {"session": path.rsplit("/", 1)[1], "kind": "json"}
    team.by("bram").post(f"{path}/remove", data={"sure": "yes"})
    for _right, method, where in DOOR_LIST:
        if "{session}" in where:
            for who in ("anna", "bram"):
                answer = ask(team.by(who), method, where, at)
                assert answer.status_code == 404, (who, method, where, answer.status_code)


def test_a_reader_takes_an_own_key_out_of_use_with_it(team: Team) -> None:
    """As on the page of the account: what is one's own, everybody may change."""
    mine = program(team, "dirk", "write")
    number = mine.get("/api/v1/keys").json()[0]["id"]
    other = program(team, "dirk", "read")
    assert other.delete(f"/api/v1/keys/{number}").status_code == 403
    assert mine.delete(f"/api/v1/keys/{number}").status_code == 204
    assert mine.get("/api/v1/me").status_code == 401


def test_other_methods_open_no_door(team: Team) -> None:
    path = team.session("bram")
    known = {(m, p) for _right, m, p in DOOR_LIST}
    addresses = (path, f"{path}/decide", f"{path}/download/json", "/accounts", "/audit")
    methods = ("OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "X")
    for method, where in product(methods, addresses):
        assert team.browser().request(method, where).status_code == 401
        assert team.by("anna").request(method, where).status_code == 405, where
        if where.startswith(path):
            assert team.by("carla").request(method, where).status_code == 404
    override = {"x-http-method-override": "DELETE", "x-method-override": "DELETE"}
    at = f"/api/v1{path}"
    assert ("DELETE", A) in known
    assert team.by("bram").post(at, headers=override, data={"_method": "DELETE"}).status_code == 405
    assert team.by("bram").get(at, headers=override).status_code == 200


TRICKS = [
    "{s}%0A", "{s}%00", "{s}%0D%0A", "{s}/map%0A", "{s}/report%0A", "{s}/download/json%0A",
    "{s}%2Fmap", "{s}/.", "{s}/%2e", "{s};x=1", "{s}/map;x", "{s}%20", "{s}/map%09", "{s}%C0%AF",
    "/sessions%2F{id}", "/%73essions/{id}", "/sessions/{ID}", "/SESSIONS/{id}",
    "/static/..%2f..{s}", "/static/%2e%2e{s}", "/login/..%2f..{s}", "/welcome/..%2f{s}",
    "/help%2f..{s}", "{s}/../{id}/map", "/sessions//{id}", "/x/..%2f..{s}", "/api/v1/..%2f..{s}",
    "/api/v1{s}%0A", "/api/v1{s}/map%0A", "/api/v2{s}/map", "/api{s}", "/static/%00",
    "/static/..%5c..%5capp.py",
]  # fmt: skip


def test_no_way_of_writing_an_address_is_a_way_around(team: Team) -> None:
    """Sent as it is: the test's own browser would tidy it up."""
    path = team.session("bram")
    session = path.rsplit("/", 1)[1]
    for trick, who in product(TRICKS, ("", "carla", "bram")):
        where = trick.format(s=path, id=session, ID=session.upper())
        client = team.by(who) if who else team.browser()
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=where.encode())
        answer = client.send(request)
        assert answer.status_code < 500, (who, where)
        if who != "bram":
            assert answer.status_code in (303, 401, 404), (who, where, answer.status_code)
            assert "scanauto" not in answer.text.casefold()
        elif answer.status_code == 200:
            read = [deed for deed in team.deeds() if deed[1] in ("read", "export")]
            assert read, f"{where}: somebody read what the log does not tell"


def test_numbers_that_no_database_holds_are_of_nothing(team: Team) -> None:
    path = team.session("bram")
    anna, huge = team.by("anna"), "9" * 30
    for method, where in (
        ("GET", f"/accounts/{huge}"), ("POST", f"/accounts/{huge}/change"),
        ("POST", f"/accounts/{huge}/invite"), ("POST", f"/accounts/{huge}/remove"),
        ("POST", f"/account/keys/{huge}/revoke"), ("POST", f"/account/logins/{huge}/end"),
        ("POST", f"{path}/share/{huge}/remove"), ("GET", f"{path}/words/{huge}"),
        ("GET", f"{path}/speech/{huge}"), ("GET", "/accounts/-1"), ("GET", "/accounts/x"),
        ("GET", f"/api/v1/accounts/{huge}"), ("GET", f"/api/v1{path}/utterances/{huge}"),
    ):  # fmt: skip
        assert anna.request(method, where).status_code == 404, where
    assert anna.post(f"{path}/share", data={"account": huge}).status_code == 400


# bodies


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
ENDLESS = [
    ("", "/login", FORM), ("", "/login", PARTS), ("", "/welcome/x", FORM),
    ("bram", "{s}/decide", FORM), ("bram", "{s}/about", PARTS), ("bram", "/account/password", FORM),
    ("bram", "/uploads", "application/json"), ("bram", "/api/v1{s}/decisions", "application/json"),
    ("bram", "/api/v1{s}/decisions", PARTS), ("bram", "/api/v1/uploads", PARTS),
    ("bram", "/api/v1{s}/work", "application/offset+octet-stream"),
]  # fmt: skip


@pytest.mark.sqlite
def test_no_body_that_is_no_file_is_read_without_end(team: Team) -> None:
    """Also before anybody logged in; it is read to memory, and a proxy lets gigabytes through."""
    path, piece = team.session("bram"), b"a=" + b"x" * (64 * 1024 - 2)
    for (who, where, kind), told in product(ENDLESS, (True, False)):
        came = 0

        def body() -> Iterator[bytes]:
            nonlocal came
            while came < 5 * REST:
                came += len(piece)
                yield piece

        # Straight to the application: the test's own browser would take it all in first.
        sent = team.by(who) if who else team.browser()
        taken = Straight(sent, where.format(s=path), kind, 5 * REST if told else 0)
        taken.run(body())
        # A form that is in disorder may be refused sooner.
        assert taken.status in ((413,) if told else (413, 400)), (where, kind, taken.status)
        assert came <= (0 if told else MOST + REST + 2 * len(piece)), (where, kind)


@pytest.mark.sqlite
def test_who_may_not_send_a_piece_hears_so_when_it_has_been_sent(team: Team) -> None:
    """A proxy that still sends would tell of a gateway that fails; the page could only try on."""
    piece, whole = bytes(1024**2), 8
    kind = "application/offset+octet-stream"
    for where, method in (("/uploads/x", "PATCH"), ("/sessions", "POST"), ("/undo", "POST")):
        came = 0

        def body() -> Iterator[bytes]:
            nonlocal came
            for _ in range(whole):
                came += len(piece)
                yield piece

        sent = Straight(team.browser(), where, kind, 0)
        sent.scope["method"] = method
        sent.run(body())
        assert (sent.status, came) == (401, whole * len(piece)), where


def test_files_may_be_larger_than_other_bodies(team: Team) -> None:
    data = GOLD.read_bytes() + b" " * (2 * MOST)
    bram = team.by("bram")
    for where in ("/sessions", "/api/v1/sessions"):
        assert bram.post(where, files={"file": ("a.json", data)}).status_code in (201, 303)
    begun = bram.post("/uploads", json={"name": "b.json", "size": len(data)})
    piece = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    sent = bram.patch(begun.headers["location"], content=data, headers=piece)
    assert sent.status_code == 204


class Straight:
    """One request of which the application takes no more than it asks for."""

    def __init__(self, client: TestClient, path: str, kind: str, length: int) -> None:
        request = client.build_request("POST", path, headers={"content-type": kind}, content=b"x")
        headers = [(k, v) for k, v in request.headers.items() if k != "content-length"]
        if length:
            headers.append(("content-length", str(length)))
        cookies = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
        headers = [(k, v) for k, v in headers if k != "cookie"] + [("cookie", cookies)]
        self.scope: dict[str, Any] = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
            "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in headers],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        self.app, self.status = client.app, 0

    def run(self, body: Iterator[bytes]) -> None:
        import anyio

        async def receive() -> dict[str, Any]:
            data = next(body, None)
            more = data is not None
            return {"type": "http.request", "body": data or b"", "more_body": more}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]

        async def whole() -> None:
            await self.app(self.scope, receive, send)

        anyio.run(whole)
