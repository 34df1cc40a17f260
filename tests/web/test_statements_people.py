"""Several people at work on the statements of one session: whose act it is, and who may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.site import Site, cards, page
from support.team import Team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team.open(tmp_path)


def shared(team: Team, *others: str) -> str:
    """A session of Bram's that others may see too."""
    path = team.session("bram")
    for login in others:
        team.people.members.add(path.rsplit("/", 1)[1], team.number(login))
    return path


def post(site: Site, path: str, **fields: Any) -> int:
    return site.client.post(path, data=fields).status_code


def test_a_reader_sees_all_and_changes_nothing(team: Team) -> None:
    path = shared(team, "dirk")
    bram, dirk = team.site_of("bram"), team.site_of("dirk")
    one, other, *_ = cards(bram, path)
    post(bram, f"{path}/comment/{one}", text="Even navragen.")
    post(bram, f"{path}/edit/{one}", also="gastvrijheid")
    seen = page(dirk, path)
    assert "Even navragen." in seen.by_id(f"s-{one}").text
    forms = [t.attributes["action"] for t in seen.all("form", method="post")]
    assert [a for a in forms if path in a and not a.endswith("/roles")] == []
    assert "Bewaar de rollen" not in seen.by_id("speakers").text
    for where in (f"history/{one}", "history", "values"):
        forms = page(dirk, f"{path}/{where}").all("form", method="post")
        assert [f for f in forms if path in f.attributes["action"]] == []
    for where in (f"edit/{one}", f"split/{one}", f"comment/{one}", "speech/4", "add?utterance=4"):
        page(dirk, f"{path}/{where}", 403)
    log = len(bram.store.log(path.rsplit("/", 1)[1]))
    for where, fields in (
        ("decide", {"target": one, "action": "accept"}),
        (f"edit/{one}", {"polarity": "mixed"}),
        (f"split/{one}", {"at": "w2"}),
        ("merge", {"target": [one, other]}),
        (f"comment/{one}", {"text": "x"}),
        ("bulk", {"do": "accept", "scope": "shown"}),
        ("correct/4", {"text": "x"}),
        ("speaker/4", {"speaker": "new"}),
        ("values", {"value": "gastvrijheid"}),
        ("turn", {"number": "1"}),
        ("roles", {"role-S1": "burger"}),
        ("restore", {"target": "h-1"}),
        ("undo", {}),
        ("redo", {}),
        ("add", {"utterance": "4", "words": "ze rijden", "kind": "effect", "polarity": "mixed"}),
    ):
        assert post(dirk, f"{path}/{where}", **fields) == 403, where
    assert len(bram.store.log(path.rsplit("/", 1)[1])) == log


def test_who_may_not_see_it_finds_no_door_at_all(team: Team) -> None:
    path = team.session("bram")
    one = next(iter(cards(team.site_of("bram"), path)))
    carla = team.site_of("carla")
    for where in (f"split/{one}", f"merge?target={one}", f"comment/{one}", f"history/{one}",
                  "history", "values", "speech/4", f"edit/{one}", "add?utterance=4"):  # fmt: skip
        page(carla, f"{path}/{where}", 404)
    assert post(carla, f"{path}/bulk", do="accept", scope="shown") == 404


def test_everybody_undoes_their_own_and_the_history_names_them(team: Team) -> None:
    path = shared(team, "carla")
    bram, carla = team.site_of("bram"), team.site_of("carla")
    one, other, *_ = cards(bram, path)
    post(bram, f"{path}/bulk", do="accept", scope="ticked", target=[one, other])
    post(carla, f"{path}/edit/{one}", wording="Kort gezegd.")
    post(carla, f"{path}/comment/{other}", text="Hoe zit dit?")
    assert "Akkoord" in page(bram, path).by_id("undo-what").text
    assert "Hoe zit dit?" in page(carla, path).by_id("undo-what").text
    told = page(carla, f"{path}/history/{one}").html
    assert "Bram: <strong>Akkoord.</strong>" in told
    assert "Carla: <strong>" in told
    assert "Samen met 1 ander voorstel" in told
    post(bram, f"{path}/undo")
    assert cards(bram, path)[other] == "suggested"
    assert "Kort gezegd." in page(bram, path).by_id(f"s-{one}").text
    assert "Opmerking van Carla:" in page(bram, path).by_id(f"s-{other}").text


def test_what_two_change_unseen_keeps_both_versions(team: Team) -> None:
    path = shared(team, "carla")
    bram, carla = team.site_of("bram"), team.site_of("carla")
    one = next(iter(cards(bram, path)))
    opened = page(carla, f"{path}/edit/{one}").all("input", name="seen")[0].attributes["value"]
    post(bram, f"{path}/edit/{one}", wording="Zegt Bram.", seen=opened)
    post(carla, f"{path}/edit/{one}", wording="Zegt Carla.", seen=opened)
    card = page(bram, path).by_id(f"s-{one}").text
    assert "Zegt Bram." in card
    assert "Zegt Carla." in card
