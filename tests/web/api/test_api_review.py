"""A whole review by programs: what the pages do, and nobody overwrites what they never saw."""

from __future__ import annotations

from typing import Any

import pytest
from support.site import GOLD

from assist.valuemap.file import loads


def statements(caller, path: str) -> dict[str, Any]:
    found = caller.get(f"{path}/statements?limit=500")
    assert (found["next"], found["whole"]) == ("", True)
    return {s["id"]: s for s in found["items"]}


def made(answer) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_whole_review(caller) -> None:
    path = caller.ready(title="De auto", technology="scanauto", participants="burger, beleid")
    assert caller.get(path)["participants"] == "burger, beleid"
    assert caller.get(f"{path}/work")["state"] == "done"
    known = statements(caller, path)
    effects = [s for s in known.values() if s["kind"] == "effect"]
    first, second, third, fourth = (e["id"] for e in effects[:4])

    assert made(caller.decide(path, action="accept", target=first))["statement"]["status"] == (
        "accepted"
    )
    made(caller.decide(path, action="reject", target=second))
    told = made(
        caller.decide(
            path, action="edit", target=third, polarity="mixed", actor="buurt",
            wording="Kort gezegd.", add_values=["rust"],
        )
    )  # fmt: skip
    changed = told["statement"]
    assert (changed["polarity"], changed["actor"], changed["wording"]) == (
        "mixed", "buurt", "Kort gezegd.",
    )  # fmt: skip
    assert changed["quote"] == known[third]["quote"]
    assert {v["value"] for v in changed["values"]} == {
        *(v["value"] for v in known[third]["values"]), "rust",
    }  # fmt: skip
    made(caller.decide(path, action="comment", target=first, text="Vraag dit na."))
    remark = caller.get(f"{path}/statements/{first}")["comments"][0]
    made(caller.decide(path, action="comment", withdraw=remark["number"]))
    assert caller.get(f"{path}/statements/{first}")["comments"] == []

    own = made(
        caller.decide(
            path, action="add", kind="option", utterance=4, words="ze rijden elektrisch",
            domain="techniek", values=["duurzaamheid"],
        )
    )["statement"]  # fmt: skip
    assert (own["status"], own["quote"]["exact"]) == ("added", "ze rijden elektrisch")
    made(caller.decide(path, action="cluster", value="duurzaamheid", cluster="Milieu"))
    matrix = caller.get(f"{path}/matrix")
    assert "Milieu" in [v["cluster"] for v in matrix["values"] if v["id"] == "duurzaamheid"]
    assert second not in [e["id"] for e in matrix["effects"]]

    made(caller.decide(path, action="merge", targets=[first, fourth]))
    assert fourth not in statements(caller, path)
    steps = caller.get(f"{path}/history", params={"of": first})
    assert "privacy" in [v["label"] for v in caller.get("/values")]
    assert [s["action"] for s in steps] == ["accept", "comment", "comment", "merge"]
    assert all(s["text"] and s["in_force"] for s in steps)

    review = caller.get(f"{path}/review")
    assert review["undo"]["action"] == "merge"
    for _ in range(review["decisions"]):
        made(caller.decide(path, action="undo"))
    assert caller.decide(path, action="undo").status_code == 200  # nothing is left
    assert statements(caller, path) == known
    log = caller.get(f"{path}/decisions?limit=500")["items"]
    assert {d["undone"] for d in log if d["action"] != "undo"} == {True}
    assert caller.get(f"{path}/decisions?after={len(log)}")["items"] == []
    for _ in range(review["decisions"]):
        made(caller.decide(path, action="redo"))
    file = loads(caller.ask("GET", f"{path}/exports/json").text)
    assert {s.id: s.status for s in file.statements}[third] == "edited"
    assert len(caller.get(f"{path}/decisions?limit=500")["items"]) == 3 * review["decisions"]


@pytest.mark.sqlite
def test_many_at_once_are_undone_as_one(caller) -> None:
    path = caller.ready()
    known = statements(caller, path)
    parts = [{"action": "accept", "target": target} for target in known]
    made(caller.decide(path, action="bulk", parts=parts))
    assert {s["status"] for s in statements(caller, path).values()} == {"accepted"}
    assert caller.get(f"{path}/review")["reviewed"] == len(known)
    made(caller.decide(path, action="undo"))
    assert {s["status"] for s in statements(caller, path).values()} == {"suggested"}
    twice = caller.decide(path, action="bulk", parts=[parts[0], parts[0]])
    assert twice.status_code == 422


@pytest.mark.sqlite
def test_what_was_said_can_be_set_right(caller) -> None:
    path = caller.ready()
    said = caller.get(f"{path}/utterances/4")
    made(caller.decide(path, action="correct", utterance=4, text=said["text"] + " zei hij"))
    assert caller.get(f"{path}/utterances/4")["text"].endswith("zei hij")
    made(caller.decide(path, action="speaker", utterances=[4], speaker="new"))
    now = caller.get(f"{path}/utterances/4")["speaker"]
    assert now not in (said["speaker"], None)
    made(caller.decide(path, action="role", roles={now: "technicus"}))
    roles = {s["speaker"]: s["role"] for s in caller.get(f"{path}/speakers")}
    assert roles[now] == "technicus"


def test_nothing_is_decided_in_sight_of_something_else(caller) -> None:
    path = caller.ready()
    target, other, *_ = statements(caller, path)
    seen = caller.ask("GET", f"{path}/statements/{target}").headers["etag"]
    review = caller.ask("GET", f"{path}/review").headers["etag"]
    assert made(caller.decide(path, {"if-match": seen}, action="accept", target=target))
    for tag in (seen, review, '"x"', 'W/"r1-d1"'):
        late = caller.decide(path, {"if-match": tag}, action="reject", target=target)
        told = late.json()
        assert (late.status_code, told["code"]) == (412, "changed-meanwhile")
        assert told["now"]["statement"]["status"] == "accepted"
        assert told["now"]["review"]["decisions"] == 1
    late = caller.decide(path, {"if-match": review}, action="undo")
    assert [d["action"] for d in late.json()["now"]["decisions"]] == ["accept"]
    # another statement is still as it was seen
    tag = caller.ask("GET", f"{path}/statements/{other}").headers["etag"]
    answer = caller.decide(path, {"if-match": tag}, action="accept", target=other)
    assert answer.status_code == 201
    assert caller.decide(path, {"if-match": answer.headers["etag"]}, action="undo").is_success


def test_two_people_see_what_each_made_of_it(people) -> None:
    anna, bram = people["anna"], people["bram"]
    path = anna.ready()
    known = anna.site.client.app.state.people
    known.members.add(path.rsplit("/", 1)[1], known.accounts.named("bram").id)
    target = next(t for t, s in statements(anna, path).items() if s["kind"] == "effect")
    made(anna.decide(path, action="edit", target=target, actor="bewoners", seen=0))
    made(bram.decide(path, action="edit", target=target, actor="agenten", seen=0))
    (conflict,) = (c for c in anna.get(f"{path}/conflicts") if c["field"] == "actor")
    assert (conflict["earlier"]["who"], conflict["later"]["who"]) == ("Anna", "Bram")
    assert "actor" in anna.get(f"{path}/statements/{target}")["conflicts"]
    chosen = {"target": target, "field": "actor", "number": conflict["earlier"]["number"]}
    made(bram.decide(path, action="settle", **chosen))
    now = anna.get(f"{path}/statements/{target}")
    assert (now["actor"], now["conflicts"]) == ("bewoners", [])
    assert anna.get(f"{path}/review")["undo"]["who"] == "Anna"  # never another's
    assert [d["who"] for d in bram.get(f"{path}/decisions")["items"]] == ["Anna", "Bram", "Bram"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"action": "accept", "target": "e-weg"}, 404, "statement-gone"),
        ({"action": "restore", "target": "h-weg"}, 404, "statement-gone"),
        ({"action": "comment", "withdraw": 99}, 404, "comment-gone"),
        ({"action": "undo", "number": 99}, 404, "decision-gone"),
        ({"action": "settle", "target": "e", "field": "actor", "number": 1}, 404, "conflict-gone"),
        ({"action": "add", "kind": "effect", "utterance": 1, "words": "nooit gezegd",
          "polarity": "mixed"}, 400, "words-not-spoken"),
        ({"action": "add", "kind": "effect", "utterance": 1, "words": "oké"}, 400,
         "choice-unknown"),
        ({"action": "cluster", "value": "niets", "cluster": "x"}, 404, "value-not-in-map"),
        ({"action": "accept"}, 422, ""),
        ({"action": "accept", "target": "e", "wordng": "x"}, 422, ""),
        ({"action": "fly"}, 422, ""),
        ({}, 422, ""),
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_what_cannot_be_decided_leaves_no_trace(caller, asked, status: int, code: str) -> None:
    path = caller.ready()
    answer = caller.decide(path, **asked)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["detail"]
    assert bool(told.get("faults")) == (status == 422)
    assert caller.get(f"{path}/decisions")["items"] == []


@pytest.mark.sqlite
def test_before_there_is_a_map(caller) -> None:
    files = {"file": ("sessie.json", GOLD.read_bytes())}
    path = caller.ask("POST", "/sessions", files=files).headers["location"].split("/v1")[1]
    assert caller.get(f"{path}/work")["state"] == "queued"
    assert caller.get(f"{path}/statements") == {
        "items": [], "total": 0, "next": "", "whole": False,
    }  # fmt: skip
    assert caller.get(f"{path}/utterances")["items"] == []
    assert caller.get(f"{path}/review", 409)["code"] == "map-not-yet"
    assert caller.decide(path, action="undo").json()["code"] == "map-not-yet"
    assert caller.ask("POST", f"{path}/work", json={"action": "pause"}).json()["state"] == "paused"
    caller.site.work()
    assert caller.get(f"{path}/work")["utterances"] == 0
    caller.ask("POST", f"{path}/work", json={"action": "start"})
    caller.site.work()
    assert caller.get(f"{path}/review")["statements"] > 10


@pytest.mark.sqlite
def test_pages_hold_every_item_once(caller) -> None:
    path = caller.ready()
    whole = caller.get(f"{path}/utterances?limit=500")["items"]
    got, where, asked = [], "utterances?limit=33", 0
    while where:
        answer = caller.ask("GET", f"{path}/{where}")
        got += answer.json()["items"]
        onward = answer.links.get("next", {}).get("url", "")
        assert onward.partition("after=")[2] == answer.json()["next"]
        where, asked = onward.rpartition("/")[2], asked + 1
    assert got == whole
    assert asked == -(-len(whole) // 33)
    assert caller.get(f"{path}/utterances?after=9999", 410)["code"] == "page-gone"
    for wrong in ("limit=0", "limit=501", "limit=x"):
        caller.get(f"{path}/utterances?{wrong}", 422)


@pytest.mark.sqlite
def test_statements_can_be_picked(caller) -> None:
    path = caller.ready()
    known = statements(caller, path).values()
    value = next(s["values"][0]["value"] for s in known if s["values"])
    for query, fits in (
        ("kind=option", lambda s: s["kind"] == "option"),
        (f"value={value}", lambda s: value in [v["value"] for v in s["values"]]),
        ("utterance=9&utterance=12", lambda s: s["quote"]["utterance"] in (9, 12)),
        ("status=accepted", lambda s: False),
    ):
        found = caller.get(f"{path}/statements?limit=500&{query}")["items"]
        assert found == [s for s in known if fits(s)]


@pytest.mark.sqlite
def test_what_was_seen_already_is_not_sent_again(caller) -> None:
    path = caller.ready()
    for where in (path, f"{path}/statements", f"{path}/map", f"{path}/review", "/sessions"):
        tag = caller.ask("GET", where).headers["etag"]
        again = caller.ask("GET", where, headers={"if-none-match": f'"x", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.sqlite
def test_the_map_in_all_its_forms(caller) -> None:
    path = caller.ready()
    file = loads(caller.ask("GET", f"{path}/map").text)
    assert len(file.statements) == len(statements(caller, path))
    drawn = caller.ask("GET", f"{path}/map.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    part = caller.ask("GET", f"{path}/map.svg", params={"kind": "techniek"})
    assert drawn.text.startswith("<svg")
    assert len(part.text) < len(drawn.text)
    matrix, missing = caller.get(f"{path}/matrix"), caller.get(f"{path}/missing")
    open_ends = [e["id"] for e in matrix["effects"] if not e["options"]]
    assert missing["effects_without_option"] == open_ends
    for kind, begins in (("docx", b"PK"), ("html", b"<!"), ("csv", b"\xef"), ("graphml", b"<?")):
        answer = caller.ask("GET", f"{path}/exports/{kind}")
        assert answer.content.startswith(begins)
        assert "attachment" in answer.headers["content-disposition"]
    caller.get(f"{path}/exports/exe", 404)
