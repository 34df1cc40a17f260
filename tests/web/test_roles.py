"""Giving speakers their roles: with plain forms, kept, undone; and what is uncertain, told."""

from __future__ import annotations

import json

import pytest
from support.site import GOLD, Site, page


def gold() -> bytes:
    """A session without roles, but for one that was only proposed; one speaker is uncertain."""
    plain = json.loads(GOLD.read_bytes())
    for utterance in plain["utterances"]:
        utterance.pop("role", None)
        if utterance["speaker"] == "S1":
            utterance |= {"role": "moderator", "role_proposed": True}
    plain["utterances"][1]["speaker_uncertain"] = True
    return json.dumps(plain).encode()


@pytest.fixture
def path(site: Site) -> str:
    return site.ready(data=gold())


def roles(site: Site, path: str) -> dict[str, str]:
    found = {}
    for tag in page(site, path).all("input"):
        name = tag.attributes.get("name") or ""
        if name.startswith("role-"):
            found[name.removeprefix("role-")] = tag.attributes["value"]
    return found


def test_each_speaker_has_a_labelled_field(site: Site, path: str) -> None:
    shown = page(site, path)
    fields = [t for t in shown.all("input") if (t.attributes.get("name") or "").startswith("role-")]
    assert len(fields) > 2
    for field in fields:
        assert len(shown.all("label", **{"for": field.attributes["id"]})) == 1


def test_an_uncertain_speaker_is_told_in_words_too(site: Site, path: str) -> None:
    rows = page(site, path).all("li", class_="row")
    assert "(niet zeker)" in rows[1].text
    assert "(niet zeker)" not in rows[2].text


def test_a_proposed_role_is_told_as_such_until_it_is_saved(site: Site, path: str) -> None:
    assert "(voorgesteld)" in page(site, path).by_id("speakers").text
    before = roles(site, path)
    assert before["S1"] == "moderator"
    answer = site.client.post(f"{path}/roles", data={f"role-{s}": r for s, r in before.items()})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}#speakers"
    assert "(voorgesteld)" not in page(site, path).by_id("speakers").text
    assert roles(site, path) == before


def test_roles_are_kept_and_undone_at_once(site: Site, path: str) -> None:
    before = roles(site, path)
    one, other = [s for s in before if s != "S1"][:2]
    site.client.post(
        f"{path}/roles", data={f"role-{one}": " Bewoner ", f"role-{other}": "technicus"}
    )
    after = roles(site, path)
    assert (after[one], after[other]) == ("bewoner", "technicus")
    assert after["S1"] == "moderator"
    site.client.post(f"{path}/undo")
    assert roles(site, path) == before
    site.client.post(f"{path}/redo")
    assert roles(site, path) == after


def test_another_moderator_wins_of_a_proposal_that_the_form_sends_along(
    site: Site, path: str
) -> None:
    everything = {**roles(site, path), "S2": "moderator"}
    site.client.post(f"{path}/roles", data={f"role-{s}": r for s, r in everything.items()})
    assert (roles(site, path)["S1"], roles(site, path)["S2"]) == ("", "moderator")
    answer = site.client.post(f"{path}/undo")
    assert answer.headers["location"] == f"{path}#speakers"


def test_another_moderator_takes_the_proposal_away(site: Site, path: str) -> None:
    site.client.post(f"{path}/roles", data={"role-S2": "gespreksleider"})
    found = roles(site, path)
    assert (found["S1"], found["S2"]) == ("", "moderator")


def test_nothing_changed_is_no_decision(site: Site, path: str) -> None:
    site.client.post(f"{path}/roles", data={"role-S2": "", "role-S99": "burger"})
    assert "(voorgesteld)" in page(site, path).by_id("speakers").text
    assert site.client.get(path).text.count("S99") == 0


def test_a_role_that_looks_like_a_name_gets_a_hint(site: Site, path: str) -> None:
    site.client.post(f"{path}/roles", data={"role-S1": "Jan de Vries", "role-S2": "burger"})
    shown = page(site, path)
    assert "lijkt een naam" in shown.by_id("named-S1").text
    assert [t.attributes["id"] for t in shown.all("p", class_="note") if "lijkt" in t.text] == [
        "named-S1"
    ]
