"""Two windows at once, faults of the program and of the disk, requests that make no sense."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError
from support.site import GOLD, Site, cards, own_session, page

from assist.review import removal
from assist.valuemap.file import loads


def at_once(*acts: Callable[[], object]) -> None:
    """All at the same moment, as from two windows."""
    together = threading.Barrier(len(acts))
    threads = [threading.Thread(target=lambda a=a: (together.wait(), a())) for a in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_quick_clicks_decide_once_and_quick_undos_undo_each(site: Site) -> None:
    path = site.ready()
    first, second, third, *_ = cards(site, path)

    def post(where: str, **fields: str) -> Callable[[], object]:
        return lambda: site.client.post(f"{path}/{where}", data=fields)

    for target in (first, second, third):
        at_once(*[post("decide", target=target, action="accept")] * 4)
    assert [d.target for d in site.store.log(path.rsplit("/", 1)[1])] == [first, second, third]
    at_once(*[post("undo")] * 3)
    assert set(cards(site, path).values()) == {"suggested"}


def test_form_opened_before_another_change_keeps_that_change(site: Site) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    form = page(site, f"{path}/edit/{target}")
    seen = form.all("input", name="seen")[0].attributes["value"]
    site.client.post(f"{path}/edit/{target}", data={"actor": "de buurt", "seen": seen})
    site.client.post(
        f"{path}/edit/{target}",
        data={"actor": form.by_id("actor").attributes["value"], "polarity": "mixed", "seen": seen},
    )
    card = page(site, path).by_id(f"s-{target}")
    assert "de buurt" in card.text
    assert "allebei" in card.text


@pytest.mark.parametrize("json", [True, False])
def test_unforeseen_fault_is_told_without_what_was_said(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, json: bool
) -> None:
    spoken = " ".join(("mevrouw", "zei", "iets", "geheims"))

    def fault(session: str) -> None:
        raise ZeroDivisionError(spoken)

    monkeypatch.setattr(site.store, "session", fault)
    accept = "application/json" if json else "text/html"
    answer = site.client.get("/sessions/s-x", headers={"accept": accept})
    assert answer.status_code == 500
    assert "niet had voorzien" in answer.text
    assert answer.headers["content-security-policy"]
    assert "ZeroDivisionError" in caplog.text
    assert "test_web_faults.py" in caplog.text
    assert spoken not in caplog.text + answer.text


def test_full_disk_is_told_when_deciding(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))

    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(site.store, "decide", full)
    answer = site.client.post(f"{path}/decide", data={"target": target, "action": "accept"})
    assert (answer.status_code, "schijf is vol" in answer.text) == (507, True)


@pytest.mark.parametrize("query", ["?utterance=nee", "?at=%00", f"?utterance={'9' * 5000}"])
def test_address_that_makes_no_sense_is_a_page_in_dutch(site: Site, query: str) -> None:
    path = site.ready()
    assert (
        "kan ik niet lezen"
        in page(site, f"{path}/add{query}", 400).all("p", class_="alert")[0].text
    )


def test_number_without_end_is_refused(site: Site) -> None:
    path = site.ready()
    fields = {"utterance": "9" * 5000, "words": "ze", "kind": "effect", "polarity": "mixed"}
    assert site.client.post(f"{path}/add", data=fields).status_code == 400
    assert site.client.post(f"{path}/edit/e-x", data={"seen": "9" * 5000}).status_code == 404


def test_any_control_character_survives_every_download(site: Site) -> None:
    odd = "Een\x07 heel\x1f vreemd\x00 woord\ufffe\x7f \u202ecamera's \U0001f468\u200d\U0001f469."
    path = site.ready("a.json", own_session(odd), title=odd, technology=odd)
    words = loads(site.client.get(f"{path}/download/json").text).transcript.utterances[0].text
    added = site.client.post(
        f"{path}/add",
        data={"utterance": "1", "words": words, "kind": "effect", "polarity": "mixed",
              "wording": odd, "actor": odd, "more": odd},
    )  # fmt: skip
    assert added.status_code == 303, added.text
    for kind in ("docx", "html", "csv", "json", "graphml"):
        assert site.client.get(f"{path}/download/{kind}").status_code == 200, kind


def test_only_scripts_and_styles_may_be_kept_by_the_browser(site: Site) -> None:
    path = site.ready()
    kept = site.client.get("/static/assist.css").headers
    assert (kept["cache-control"], bool(kept["etag"])) == ("no-cache", True)
    for where in (path, f"{path}/map", f"{path}/events", f"{path}/download/docx"):
        assert site.client.get(where).headers["cache-control"] == "no-store", where


def test_events_of_a_session_that_goes_away_end(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site.upload("a.json", GOLD.read_bytes())
    real, looks = site.store.session, iter(range(1000))
    monkeypatch.setattr(
        site.store, "session", lambda session: real(session) if next(looks) < 3 else None
    )
    told = re.findall(r"^event: (\w+)\ndata: (.*)$", site.client.get(f"{path}/events").text, re.M)
    assert told[-1][0] == "ended"
    assert all("line" in data for name, data in told if name == "progress")


def test_page_asked_for_during_a_removal_is_never_shown_as_another_session(site: Site) -> None:
    path = site.ready("a.json", own_session("Eerste gesprek."))
    page(site, path)
    removal.remove(site.store, path.rsplit("/", 1)[1])  # and what is at hand is not dropped
    again = site.ready("a.json", own_session("Een heel ander gesprek."))
    assert "Een heel ander gesprek." in page(site, again).by_id("transcript").text
