"""The quiet list of what was held back: seen, heard, put back and undone, with plain forms."""

from __future__ import annotations

import json

import pytest
from support.fake_pipeline import MARK
from support.site import GOLD, Site, page, tone

HELD = [
    {"start": 30.0, "end": 31.5, "text": "MUZIEK <b>&amp;", "reason": "Dit is de naam van een"
     " geluid. Niemand zei dit."},
    {"start": 100.25, "end": 103.0, "text": "Dat wil ik niet.", "reason": "Hier is geen duidelijke"
     " spraak te horen."},
]  # fmt: skip


def gold() -> bytes:
    return json.dumps({**json.loads(GOLD.read_bytes()), "held": HELD}).encode()


@pytest.fixture
def path(site: Site) -> str:
    return site.ready(data=gold())


def targets(site: Site, path: str) -> list[str]:
    shown = page(site, path)
    if "left-out" not in [t.attributes.get("id") for t in shown.tags]:
        return []
    forms = shown.all("form", action=f"{path}/restore")
    assert len(forms) == len(shown.by_id("left-out").text.split("Zet terug")) - 1
    return [t.attributes["value"] for t in shown.all("input", name="target")
            if t.attributes["value"].startswith("h-")]  # fmt: skip


def test_a_session_without_it_has_no_such_list(site: Site) -> None:
    assert targets(site, site.ready()) == []


def test_the_list_tells_time_words_and_reason(site: Site, path: str) -> None:
    told = page(site, path).by_id("left-out").text
    assert "Weggelaten: 2 stukken tekst" in told
    for words in ("0:30", "1:40", "MUZIEK <b>&amp;", "Hier is geen duidelijke spraak te horen."):
        assert words in told


def test_each_piece_can_be_played_from_its_second(site: Site) -> None:
    path = site.ready("opname.wav", tone(5.0) + MARK + gold())
    (link,) = page(site, path).all("a", href=f"{path}/audio#t=100.25")
    assert link.attributes["data-seconds"] == "100.25"


def test_put_back_and_undone_with_plain_forms(site: Site, path: str) -> None:
    before = page(site, path)
    rows = [t.attributes["id"] for t in before.all("li", class_="row")]
    _, target = targets(site, path)
    answer = site.client.post(f"{path}/restore", data={"target": target})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{path}?at=u-")
    new = answer.headers["location"].split("#")[1]
    after = page(site, path)
    assert "Dat wil ik niet." in after.by_id(new).text
    now = [t.attributes["id"] for t in after.all("li", class_="row")]
    assert [row for row in now if row != new] == rows
    starts = [float(t.attributes["data-start"]) for t in after.all("li", class_="row")]
    assert starts == sorted(starts)
    assert len(targets(site, path)) == 1

    number = new.removeprefix("u-")
    added = site.client.post(
        f"{path}/add",
        data={"utterance": number, "words": "wil ik niet", "kind": "effect", "polarity": "mixed"},
    )
    assert added.status_code == 303

    site.client.post(f"{path}/undo")
    site.client.post(f"{path}/undo")
    assert [t.attributes["id"] for t in page(site, path).all("li", class_="row")] == rows
    assert len(targets(site, path)) == 2
    site.client.post(f"{path}/redo")
    assert new in [t.attributes.get("id") for t in page(site, path).tags]


def test_undo_says_what_it_undoes(site: Site, path: str) -> None:
    site.client.post(f"{path}/restore", data={"target": targets(site, path)[0]})
    undo = page(site, path).by_id("undo")
    assert "Weggelaten tekst teruggezet: “MUZIEK" in undo.attributes["title"]


def test_a_script_that_undoes_it_loads_the_page_anew(site: Site, path: str) -> None:
    site.client.post(f"{path}/restore", data={"target": targets(site, path)[0]})
    told = site.client.post(f"{path}/undo", headers={"accept": "application/json"}).json()
    assert told == {"reload": True}


@pytest.mark.parametrize("target", ["", "h-0000000000000000", "e-1"])
def test_what_is_not_there_is_refused_with_a_sentence(site: Site, path: str, target: str) -> None:
    answer = site.client.post(f"{path}/restore", data={"target": target})
    assert answer.status_code == 404
    assert "alert" in answer.text
    assert site.store.log(path.rsplit("/", 1)[1]) == ()


def test_twice_the_same_click_puts_back_once(site: Site, path: str) -> None:
    target = targets(site, path)[0]
    site.client.post(f"{path}/restore", data={"target": target})
    assert site.client.post(f"{path}/restore", data={"target": target}).status_code == 303
    assert len(site.store.log(path.rsplit("/", 1)[1])) == 1


def test_undoing_without_scripts_leads_back_to_the_list(site: Site, path: str) -> None:
    target = targets(site, path)[0]
    site.client.post(f"{path}/restore", data={"target": target})
    answer = site.client.post(f"{path}/undo")
    assert answer.headers["location"] == f"{path}#left-out"
    answer = site.client.post(f"{path}/redo")
    assert answer.headers["location"] == path  # it is in the talk again
    site.client.post(f"{path}/undo")
    answer = site.client.post(f"{path}/restore", data={"target": target})
    assert "#u-" in answer.headers["location"]  # what was undone can be put back anew
