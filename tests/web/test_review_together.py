"""What open pages share, without a browser: looks, rows, who is there, and two versions."""

from __future__ import annotations

import pytest
from support.site import Page, Site, cards, page

from assist.review import changes
from assist.review.pulse import pulse
from assist.review.wish import Wish
from assist.web.desk import Desk, Shown
from assist.web.together import LOOK_EVERY, Together, Window, _change
from assist.web.who import OWNER, asking


@pytest.fixture
def path(site: Site) -> str:
    return site.ready()


@pytest.fixture
def session(path: str) -> str:
    return path.rsplit("/", 1)[1]


@pytest.fixture
def desk(site: Site) -> Desk:
    asking(OWNER)
    found: Desk = site.client.app.state.desk  # type: ignore[attr-defined]
    return found


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def edit(desk: Desk, session: str, who: str, target: str, seen: int, **fields: object) -> None:
    def wanted(shown: Shown) -> Wish | None:
        return changes.edit(shown.suggestions, desk.statement(shown, target), fields)

    assert desk.decide(session, wanted, who, seen) is not None


def test_many_windows_are_one_look_and_one_rendering(
    site: Site, desk: Desk, path: str, session: str
) -> None:
    clock = Clock()
    together = Together(desk, clock)
    first, second, *_ = cards(site, path)
    before = together.look(session)
    edit(desk, session, "Anna", first, 0, wording="Kort.")
    assert together.look(session) is before  # a moment ago is soon enough
    clock.now += LOOK_EVERY
    after = together.look(session)
    assert (after.pulse.decisions, before.pulse.decisions) == (1, 0)
    rows = together.rows(before, after)
    assert together.rows(before, after) is rows
    changed = "".join(rows.values())
    assert "Kort." in changed
    assert f's-{second}"' not in changed


def test_a_window_hears_what_another_did_and_who_is_there(
    site: Site, desk: Desk, path: str, session: str
) -> None:
    clock = Clock()
    together = Together(desk, clock)
    mine, theirs = Window(session, "Bram"), Window(session, "Anna")
    for window in (mine, theirs, Window("een-andere", "Cor")):
        together.enter(window)
    assert together.others(mine) == ["Anna"]
    first = next(iter(cards(site, path)))
    before = together.look(session)
    assert _change(together, mine, None, before)[0] == "now"
    edit(desk, session, "Anna", first, 0, wording="Kort.")
    clock.now += 1
    after = together.look(session)
    name, told = _change(together, mine, before, after)
    assert (name, told["number"]) == ("changed", 1)
    assert told["last"].startswith("Anna: ")
    assert _change(together, theirs, before, after)[1]["last"] == ""
    assert "disabled" in told["bar"]  # nothing of Bram's own to undo
    together.leave(theirs)
    assert together.others(mine) == []


def test_a_removed_session_is_told_and_stays_in_no_memory(
    site: Site, desk: Desk, path: str, session: str
) -> None:
    clock = Clock()
    together = Together(desk, clock)
    window = Window(session, "Bram")
    together.enter(window)
    before = together.look(session)
    edit(desk, session, "Anna", next(iter(cards(site, path))), 0, wording="Kort.")
    clock.now += 1
    together.rows(before, together.look(session))
    site.client.post(f"{path}/remove", data={"sure": "yes"})
    assert pulse(site.store.engine, session) is None
    clock.now += 1
    gone = together.look(session)
    assert _change(together, window, before, gone) == ("gone", {})
    together.leave(window)
    assert together._looks == {}
    assert together._rows == {}


def test_both_versions_stand_beside_the_statement_until_one_is_chosen(
    site: Site, desk: Desk, path: str, session: str
) -> None:
    first, second, *_ = cards(site, path)
    edit(desk, session, "Anna", first, 0, wording="Zo.")
    edit(desk, session, "Bram", first, 0, wording="Nee, zo.")
    seen = page(site, path)
    assert "Op 1 plek" in "".join(t.text for t in seen.all("p", class_="note"))
    card = seen.by_id(f"s-{first}")
    assert "Twee versies van: Eigen woorden" in card.text
    assert "Anna" in card.text
    assert "“Zo.”" in card.text
    assert list(cards(site, f"{path}?state=conflict")) == [first]
    answer = site.client.post(
        f"{path}/settle", data={"target": first, "field": "wording", "number": "1"}
    )
    assert answer.headers["location"].startswith(path)
    after = page(site, path).by_id(f"s-{first}")
    assert "Twee versies" not in after.text
    assert "In uw woorden: Zo." in " ".join(after.text.split())
    assert [d.number for d in site.store.log(session)] == [1, 2, 3]  # nothing was lost
    again = site.client.post(
        f"{path}/settle", data={"target": first, "field": "wording", "number": "1"}
    )
    assert again.status_code in (400, 404, 409)
    assert Page(again.text).all("p", class_="alert")
    assert second in cards(site, path)


def test_versions_of_words_and_of_roles_are_shown_too(
    site: Site, desk: Desk, path: str, session: str
) -> None:
    from assist.review.correcting import correct

    said = desk.shown(session).valuemap.transcript[5].text

    def corrected(who: str, word: str) -> None:
        text = said.replace("vergunningen", word)
        done = desk.decide(session, lambda s: correct(s.valuemap, 5, text, said), who, 0)
        assert done is not None
        assert done.decision is not None

    corrected("Anna", "ontheffingen")
    corrected("Bram", "vrijstellingen")
    for who, role in (("Anna", "burger"), ("Bram", "technicus")):
        desk.decide(session, lambda s, r=role: changes.give_roles(s.valuemap, {"S2": r}), who, 2)
    seen = page(site, path)
    assert "Twee versies van: Tekst" in seen.by_id("u-5").text
    assert "Rol van S2" in "".join(t.text for t in seen.all("section", class_="panel"))
    rows = page(site, f"{path}?state=conflict").all("li", class_="row")
    assert [t.attributes.get("id") for t in rows] == ["u-5"]
