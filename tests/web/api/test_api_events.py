"""Looking on while others work: progress, decisions, and the end of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from support.site import own_session

from assist.web.api import events

API = "/api/v1"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY", 0.0)


def told(text: str) -> list[tuple[str, Any]]:
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", text, re.MULTILINE)
    return [(name, json.loads(data)) for name, data in found]


def test_work_decisions_and_removal_are_told_as_they_happen(caller, monkeypatch) -> None:
    files = {"file": ("a.json", own_session("Dat scheelt tijd.", "Ja."))}
    path = caller.ask("POST", "/sessions", files=files).headers["location"].removeprefix(API)
    asked = {
        "action": "add",
        "kind": "effect",
        "utterance": 1,
        "words": "tijd",
        "polarity": "mixed",
    }
    happens = {
        2: caller.site.work,
        4: lambda: caller.decide(path, **asked),
        6: lambda: caller.ask("DELETE", path),
    }
    looks, real = iter(range(1, 10)), events._look

    def look(request: Any, session: str) -> Any:
        happens.get(next(looks), lambda: None)()
        return real(request, session)

    monkeypatch.setattr(events, "_look", look)
    answer = caller.ask("GET", f"{path}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    came = told(answer.text)
    states = [data["state"] for name, data in came if name == "work"]
    assert (states[0], states[-1]) == ("queued", "done")
    changes = [data for name, data in came if name == "changed"]
    assert [c["decision"] for c in changes] == [0, 0, 1]
    assert changes[0]["run"] == 0 < changes[1]["run"] == changes[2]["run"]
    assert came[-1] == ("gone", {})


def test_who_is_let_out_hears_no_more(caller, people, monkeypatch) -> None:
    monkeypatch.setattr("assist.web.access.LOOK_EVERY", 0.0)
    anna, bram = people["anna"], people["bram"]
    path = anna.ready(own_session("Kort."))
    number = bram.get("/me")["id"]
    assert bram.ask("GET", f"{path}/events").status_code == 404
    anna.ask("PUT", f"{path}/members/{number}")
    known, looks = anna.site.client.app.state.people, iter(range(1, 99))  # type: ignore[attr-defined]

    def look(_request: Any, session: str) -> Any:
        at = next(looks)
        if at == 3:
            known.members.remove(session, number)
        assert at < 9, "the stream goes on"
        return {"changed": events.Changed(run=1, decision=at)}

    monkeypatch.setattr(events, "_look", look)
    came = told(bram.ask("GET", f"{path}/events").text)
    assert [data["decision"] for _name, data in came] == [1, 2]
