"""Who gets in and how far; pieces of a file; hostile input; the page that describes it all."""

from __future__ import annotations

import hashlib
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import get_args

import pytest
from support.site import GOLD, own_session, recording

from assist.core.decision import Action
from assist.core.errors import CATALOGUE
from assist.web.api import problems

pytestmark = pytest.mark.sqlite
API = "/api/v1"
ROOT = Path(__file__).resolve().parents[3]


def test_with_accounts_nobody_gets_in_without_a_key(site, people) -> None:
    path = people["anna"].ready()
    for method, where in (("GET", "/sessions"), ("GET", path), ("POST", f"{path}/decisions")):
        for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp5"}):
            answer = site.client.request(method, f"{API}{where}", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["status"] == 401


def test_each_sees_their_own_sessions_and_does_what_their_role_allows(people) -> None:
    anna, bram, reader = people["anna"], people["bram"], people["lezer"]
    path = anna.ready()
    target = anna.get(f"{path}/statements")["items"][0]["id"]
    for other in (bram, reader):
        assert other.get("/sessions")["total"] == 0
        other.get(path, 404)
        assert other.decide(path, action="accept", target=target).status_code == 404
    number = reader.get("/me")["id"]
    assert anna.ask("PUT", f"{path}/members/{number}").status_code == 204
    assert [m["name"] for m in anna.get(f"{path}/members")] == ["Anna", "Lezer"]
    assert reader.get(f"{path}/statements")["total"] > 10
    for caller in (reader, people["leessleutel"]):
        assert caller.decide(path, action="accept", target=target).status_code == 403
        assert caller.ask("PATCH", path, json={"title": "x"}).status_code == 403
        assert caller.ask("DELETE", path).status_code == 403
        assert caller.ask("POST", "/uploads", json={"name": "a.txt", "size": 1}).status_code == 403
    assert anna.ask("DELETE", f"{path}/members/{number}").status_code == 204
    reader.get(path, 404)
    assert anna.get(f"{path}/decisions")["items"] == []
    assert anna.ask("DELETE", path).status_code == 204
    anna.get(path, 404)


def test_only_administrators_manage_accounts(people) -> None:
    boss, anna = people["beheer"], people["anna"]
    for where in ("/accounts", "/accounts/1", "/audit"):
        anna.get(where, 403)
    asked = {"login": "carla", "name": "Carla", "role": "reader"}
    made = boss.ask("POST", "/accounts", json=asked)
    where = made.headers["location"].removeprefix(API)
    assert (made.status_code, made.json()["ready"]) == (201, False)
    assert boss.ask("POST", "/accounts", json=asked).json()["code"] == "account-there"
    assert boss.ask("POST", f"{where}/invite").json()["path"].startswith("/welcome/")
    assert boss.ask("PATCH", where, json={"role": "co-moderator"}).json()["role"] == "co-moderator"
    mine = boss.get("/me")["id"]
    last = boss.ask("PATCH", f"/accounts/{mine}", json={"role": "reader"})
    assert (last.status_code, last.json()["code"]) == (409, "account-last")
    assert boss.ask("DELETE", where).status_code == 204
    boss.get(where, 404)
    audited = [line["action"] for line in boss.get("/audit")["items"]]
    assert audited[:4] == ["account-removed", "account-changed", "invite", "account-made"]
    first = boss.get("/audit?limit=1")
    assert boss.get(f"/audit?limit=1&after={first['next']}")["items"][0]["id"] < first["next"]


def test_a_key_can_be_taken_out_of_use_but_makes_no_other(people) -> None:
    anna = people["anna"]
    assert anna.ask("POST", "/keys", json={"name": "x"}).status_code == 405
    (read, write) = anna.get("/keys")
    assert {read["scope"], write["scope"]} == {"read", "write"}
    assert "token_hash" not in read
    assert people["leessleutel"].ask("DELETE", f"/keys/{write['id']}").status_code == 403
    assert people["bram"].ask("DELETE", f"/keys/{write['id']}").status_code == 404
    own = next(k["id"] for k in (read, write) if k["scope"] == "write")
    assert anna.ask("DELETE", f"/keys/{own}").status_code == 204
    anna.get("/me", 401)


def test_on_ones_own_computer_there_are_no_accounts_to_manage(caller) -> None:
    assert caller.get("/me") == {
        "id": 0, "name": "co-moderator", "role": "administrator", "scope": "write",
    }  # fmt: skip
    for where in ("/accounts", "/audit"):
        caller.get(where, 404)
    asked = {"login": "x", "role": "administrator"}
    assert caller.ask("POST", "/accounts", json=asked).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "kwaad.example"}, 421),
        ({"origin": "https://kwaad.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 200),
    ],
)
def test_no_foreign_page_may_ask(caller, headers, status: int) -> None:
    path = caller.ready(own_session("Kort."))
    answer = caller.decide(path, headers, action="undo")
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_in_pieces_goes_on_where_it_stopped(caller) -> None:
    data = recording(3.0)
    begun = caller.ask(
        "POST", "/uploads", json={"name": "één.wav", "size": len(data), "title": "In delen"}
    )
    where = begun.headers["location"].removeprefix(API)
    assert (begun.status_code, begun.json()["received"]) == (201, 0)
    half = len(data) // 2

    def send(at: int, piece: bytes, checksum: str = ""):
        headers = {"upload-offset": str(at), "content-type": "application/offset+octet-stream"}
        if checksum:
            headers["upload-checksum"] = checksum
        return caller.ask("PATCH", where, content=piece, headers=headers)

    assert send(0, data[:half]).headers["upload-offset"] == str(half)
    wrong = send(0, data[:half])
    assert (wrong.status_code, wrong.headers["upload-offset"]) == (409, str(half))
    assert wrong.json()["code"] == "upload-offset"
    damaged = send(half, data[half:], "sha256 " + "0" * 64)
    assert (damaged.status_code, damaged.json()["code"]) == (422, "upload-checksum")
    assert caller.ask("POST", f"{where}/finish").json()["code"] == "upload-unfinished"
    assert [u["received"] for u in caller.get("/uploads")] == [half]
    right = "sha256 " + hashlib.sha256(data[half:]).hexdigest()
    assert send(half, data[half:], right).status_code == 204
    session = caller.ask("POST", f"{where}/finish").json()["session"]
    assert caller.ask("POST", f"{where}/finish").json()["session"] == session
    listed = caller.get(f"/sessions/{session}")
    assert (listed["title"], listed["file"]["size"], listed["sound"]) == (
        "In delen", len(data), True,
    )  # fmt: skip
    assert caller.ask("GET", f"/sessions/{session}/audio").content == data
    other = caller.ask("POST", "/uploads", json={"name": "a.txt", "size": 5}).json()["id"]
    assert caller.ask("DELETE", f"/uploads/{other}").status_code == 204
    caller.get(f"/uploads/{other}", 404)


def test_what_is_told_changes_only_in_sight_of_what_is_there(caller) -> None:
    path = caller.ready(own_session("Kort."), title="Eerst")
    tag = caller.ask("GET", path).headers["etag"]
    told = {"technology": "drone", "recorded": "2026-01-02", "consent": "given"}
    now = caller.ask("PATCH", path, json=told, headers={"if-match": tag})
    assert now.status_code == 200, now.text
    assert (now.json()["title"], now.json()["technology"]) == ("Eerst", "drone")
    assert [now.json()["consent"]] == caller.get(f"{path}/consents")
    assert now.json()["consent"]["answer"] == "given"
    for method, how in (("PATCH", {"json": {"title": "Later"}}), ("DELETE", {})):
        late = caller.ask(method, path, headers={"if-match": tag}, **how)
        assert (late.status_code, late.json()["now"]["technology"]) == (412, "drone")
    assert caller.get(path)["title"] == "Eerst"
    for wrong in ({"recorded": "gisteren"}, {"id": "x"}, {"title": "x" * 201}):
        assert caller.ask("PATCH", path, json=wrong).status_code == 422


EVIL = "<script>alert(1)</script> {{ 7*7 }} \u202e \x00 \x1b[31m"


def test_what_was_said_is_data_and_nothing_else(caller) -> None:
    path = caller.ready(own_session(EVIL.replace("\x00", ""), "Gewoon."), title=EVIL)
    asked = {
        "action": "add", "kind": "effect", "utterance": 2, "words": "Gewoon.", "polarity": "mixed",
        "actor": EVIL, "wording": EVIL, "values": [EVIL],
    }  # fmt: skip
    assert caller.decide(path, **asked).status_code == 201
    for where in (path, f"{path}/utterances", f"{path}/statements", f"{path}/map", "/sessions"):
        answer = caller.ask("GET", where)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "\x00" not in json.dumps(answer.json(), ensure_ascii=False)
    svg = caller.ask("GET", f"{path}/map.svg")
    assert "<script" not in svg.text
    assert "default-src 'none'" in svg.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path", "how", "status"),
    [
        ("GET", "/nergens", {}, 404),
        ("GET", "/sessions/s-weg", {}, 404),
        ("GET", "/sessions/..%2f..", {}, 404),
        ("GET", "/sessions/%00", {}, 404),
        ("GET", "/sessions/a%0Ab", {}, 404),
        ("PUT", "/sessions", {}, 405),
        ("PATCH", "/sessions/{s}", {"content": b"{"}, 400),
        ("PATCH", "/sessions/{s}", {"content": b"\xff\xfe"}, 400),
        ("PATCH", "/sessions/{s}", {"content": b"[" * 5000}, 400),
        ("PATCH", "/sessions/{s}", {"content": b'{"title": "\\ud800"}'}, 422),
        ("PATCH", "/sessions/{s}", {"content": b"[]"}, 422),
        ("PATCH", "/sessions/{s}", {"content": b'"' + b"x" * 1_100_000}, 413),
        ("POST", "/sessions", {"content": b"x"}, 400),
        ("POST", "/sessions", {"files": {"file": ("a.exe", b"MZ")}}, 400),
        ("POST", "/sessions", {"files": {"file": ("a.txt", b"")}}, 400),
        ("POST", "/uploads", {"content": b'{"name": "a.wav", "size": 1e99}'}, 422),
        ("POST", "/uploads", {"content": b'{"name": "a.exe", "size": 9}'}, 400),
    ],
)
def test_a_refusal_is_a_problem_with_a_sentence(caller, method, path, how, status: int) -> None:
    session = caller.ready(own_session("Kort.")).rsplit("/", 1)[1] if "{s}" in path else ""
    headers = {"content-type": "application/json"} if path != "/sessions" else {}
    answer = caller.ask(method, path.replace("{s}", session), headers=headers, **how)
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["title"] == HTTPStatus(status).phrase
    assert told["detail"].endswith(".")
    if status == 405:
        assert answer.headers["allow"] == "GET, POST"


def test_sentences_come_in_the_language_asked_for_and_codes_do_not(caller) -> None:
    dutch = caller.get("/sessions?after=weg", 410)
    english = caller.get("/sessions?after=weg", 410, headers={"accept-language": "en"})
    assert dutch["code"] == english["code"] == "page-gone"
    assert dutch["type"].endswith("#problem-page-gone")


def test_every_code_that_has_a_status_has_a_sentence_and_a_place_on_the_page(site) -> None:
    assert problems.STATUS.keys() <= CATALOGUE.keys()
    page = site.client.get(f"{API}/docs").text
    for code, status, _sentence in problems.codes():
        assert f'id="problem-{code}"' in page
        assert 400 <= status < 600


def test_the_page_tells_all_that_can_be_asked(site) -> None:
    described = site.client.get(f"{API}/openapi.json").json()
    page = site.client.get(f"{API}/docs").text
    assert described["openapi"].startswith("3.1")
    names = [o["operationId"] for i in described["paths"].values() for o in i.values()]
    assert len(set(names)) == len(names)
    assert described["servers"] == [{"url": API}]
    for path, item in described["paths"].items():
        for operation in item.values():
            assert f'id="{operation["operationId"]}"' in page
            assert operation["description"]
            assert {"4XX", "5XX"} <= operation["responses"].keys()
        assert f"<code>{path}</code>" in page
    for name in described["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    assert "<style" not in page
    assert "style=" not in page
    links = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert all(f'id="{link}"' in page for link in links)


def test_the_document_tells_of_addresses_and_actions_that_are_there(site) -> None:
    described = site.client.get(f"{API}/openapi.json").json()
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`(/[a-z{][^` ]*)`", told)) - {"/api/v1", f"{API}/docs"}
    assert paths
    assert paths <= {*described["paths"], f"{API}/openapi.json"}
    actions = described["components"]["schemas"]
    known = {
        choice
        for name, shape in actions.items()
        if name.endswith("Asked") and "action" in shape["properties"] and name != "WorkAsked"
        for choice in (
            shape["properties"]["action"].get("enum") or [shape["properties"]["action"]["const"]]
        )
    }
    assert known == {*get_args(Action), "settle"}  # which is one of the others once more
    assert all(f"`{action}`" in told for action in known)


def test_a_large_session_needs_no_large_answer(caller) -> None:
    gold = json.loads(GOLD.read_bytes())
    path = caller.ready(json.dumps(gold).encode())
    bare = caller.ask("GET", f"{path}/utterances?limit=50")
    assert b'"words":[]' in bare.content
    assert len(bare.json()["items"]) == 50
