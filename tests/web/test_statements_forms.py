"""Every act on statements by plain forms: split, merge, comment, correct, many at once."""

from __future__ import annotations

from typing import Any

import pytest
from support.site import Page, Site, cards, own_session, page

from assist.web import past

JSON = {"accept": "application/json"}
SAID = (
    "Het scheelt ons een hoop tijd en je hoeft niet meer te bellen.",
    "Maar de mensen zonder computer komen er dan niet meer bij.",
    "Je zou een loket kunnen openhouden.",
    "Precies, een loket.",
)


def effect(number: int, words: str, polarity: str, *values: str) -> dict[str, Any]:
    return {"id": f"x{number}", "quote": words, "utterances": [number], "polarity": polarity,
            "actor": "", "values": list(values)}  # fmt: skip


@pytest.fixture
def talk(site: Site) -> str:
    """Address of a session of four utterances: two effects and an option."""
    option = {**effect(3, "een loket kunnen openhouden", "", "privacy"), "domain": "omgeving",
              "effects": []}  # fmt: skip
    option.pop("polarity")
    effects = [
        effect(1, SAID[0], "positive", "efficiëntie"),
        effect(2, "de mensen zonder computer komen er dan niet meer bij", "negative", "gelijkheid"),
    ]
    data = own_session(*SAID, effects=effects, options=[option])
    return site.ready("gesprek.json", data)


def post(site: Site, path: str, status: int = 303, **fields: Any) -> str:
    answer = site.client.post(path, data=fields)
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", answer.text)


def names(site: Site, path: str) -> list[str]:
    return list(cards(site, path))


def text_of(site: Site, path: str, target: str) -> str:
    return " ".join(page(site, path).by_id(f"s-{target}").text.split())


def quotes(site: Site, path: str) -> list[str]:
    return [s.quote.exact for s in shown(site, path).valuemap.statements]


def shown(site: Site, path: str) -> Any:
    return site.client.app.state.desk.shown(path.rsplit("/", 1)[1])


def test_every_act_can_be_reached_from_the_card_by_a_link(site: Site, talk: str) -> None:
    first = names(site, talk)[0]
    links = [t.attributes["href"] for t in page(site, talk).all("a") if "href" in t.attributes]
    for act in (
        f"edit/{first}",
        f"split/{first}",
        f"merge?target={first}",
        f"comment/{first}",
        f"history/{first}",
        "speech/1",
        "add?utterance=1",
        "history",
        "values",
    ):
        assert f"{talk}/{act}" in links, act
        form = page(site, f"{talk}/{act}")
        labelled = {t.attributes.get("for") for t in form.all("label")}
        for field in [*form.all("textarea"), *form.all("select")]:
            assert field.attributes["id"] in labelled, act
        part = Page(site.client.get(f"{talk}/{act}{'&' if '?' in act else '?'}part=1").text)
        if act not in ("history", "values"):
            assert not part.all("html")
            assert part.by_id("form-title").text


def test_split_gives_two_that_undo_makes_one_again(site: Site, talk: str) -> None:
    first = names(site, talk)[0]
    form = page(site, f"{talk}/split/{first}")
    words = [t.attributes["value"] for t in form.all("input", name="at")]
    assert words == [f"w{n}" for n in range(1, len(SAID[0].split()))]
    assert post(site, f"{talk}/split/{first}", at="w7").endswith(f"#s-{first}")
    assert quotes(site, talk)[:2] == [
        "Het scheelt ons een hoop tijd en", "je hoeft niet meer te bellen.",
    ]  # fmt: skip
    second = names(site, talk)[1]
    assert "efficiëntie" in text_of(site, talk, second)
    post(site, f"{talk}/edit/{second}", polarity="mixed")
    assert "Ontstaan door splitsen" in site.client.get(f"{talk}/history/{second}").text
    post(site, f"{talk}/undo")
    post(site, f"{talk}/undo")
    assert quotes(site, talk)[0] == SAID[0]
    assert len(names(site, talk)) == 3


@pytest.mark.parametrize("at", ["", "w0", "w13", "w99999999999", "w-1", "u2", "x3", "3", "w²"])
def test_split_at_no_word_is_refused(site: Site, talk: str, at: str) -> None:
    first = names(site, talk)[0]
    assert Page(post(site, f"{talk}/split/{first}", 400, at=at)).all("p", class_="alert")
    assert shown(site, talk).log == ()


def test_merge_keeps_the_first_words_and_the_values_of_both(site: Site, talk: str) -> None:
    one, other, option = names(site, talk)
    form = page(site, f"{talk}/merge?target={other}")
    offered = [t.attributes["value"] for t in form.all("input", name="target")]
    assert sorted(offered) == sorted([one, other])  # no option
    assert post(site, f"{talk}/merge", target=[other, one]).endswith(f"#s-{one}")
    assert names(site, talk) == [one, option]
    card = text_of(site, talk, one)
    assert all(words in card for words in ("efficiëntie", "gelijkheid", "allebei"))
    post(site, f"{talk}/undo")
    assert names(site, talk) == [one, other, option]


@pytest.mark.parametrize("which", [(0,), (0, 2), ()])
def test_what_cannot_be_merged_is_refused(site: Site, talk: str, which: tuple[int, ...]) -> None:
    wanted = [names(site, talk)[n] for n in which]
    assert Page(post(site, f"{talk}/merge", 400, target=wanted)).all("p", class_="alert")
    gone = post(site, f"{talk}/merge", 404, target=["e-weg", *wanted])
    assert "niet meer" in gone or "Ververs" in gone
    assert shown(site, talk).log == ()


def test_comment_stands_on_the_card_until_it_is_taken_away(site: Site, talk: str) -> None:
    first = names(site, talk)[0]
    post(site, f"{talk}/comment/{first}", text="Klopt dit wel? <b>")
    assert "Klopt dit wel? <b>" in text_of(site, talk, first)
    assert cards(site, talk)[first] == "suggested"  # a remark decides nothing
    assert "Klopt dit wel?" in page(site, f"{talk}/comment/{first}").html
    assert names(site, f"{talk}?state=comment") == [first]
    post(site, f"{talk}/comment/{first}", withdraw="1")
    assert "Klopt dit wel?" not in text_of(site, talk, first)
    assert "Klopt dit wel?" in site.client.get(f"{talk}/history/{first}").text
    post(site, f"{talk}/comment/{first}", 400, withdraw="99")
    post(site, f"{talk}/comment/{first}", text="  ")
    assert len(shown(site, talk).log) == 2


def test_corrected_text_keeps_its_statements_and_its_times(site: Site, talk: str) -> None:
    before = {u.id: u for u in shown(site, talk).valuemap.transcript.utterances}
    target = names(site, talk)[1]
    form = page(site, f"{talk}/speech/2")
    assert form.by_id("said-text").text == SAID[1]
    right = SAID[1].replace("Maar de mensen", "Maar alle mensen thuis")
    where = post(site, f"{talk}/correct/2", text=right, before=SAID[1])
    assert where.endswith("#u-2")
    after = shown(site, talk)
    said = after.valuemap.transcript[2]
    assert (said.text, said.start, said.end) == (right, before[2].start, before[2].end)
    quote = after.statements[target].quote
    assert quote.exact == said.text[quote.start_char : quote.end_char]
    assert "zonder computer" in quote.exact
    assert "alle mensen thuis" in site.client.get(f"{talk}/history/u-2").text
    told = site.client.post(f"{talk}/undo", headers=JSON).json()
    assert list(told["rows"]) == ["u-2"]
    assert "alle mensen thuis" not in told["rows"]["u-2"]
    post(site, f"{talk}/correct/2", 400, text=" ")
    page(site, f"{talk}/speech/77", 404)


def test_speaker_of_one_or_of_a_run(site: Site) -> None:
    said = [
        {"id": n, "start": n * 5.0, "end": n * 5.0 + 4, "text": f"Zin {n}.", "speaker": who}
        for n, who in enumerate("AABB", 1)
    ]
    path = site.ready("a.json", own_session(utterances=said))

    def speakers() -> list[str]:
        return [u.speaker or "" for u in shown(site, path).valuemap.transcript.utterances]

    had = speakers()
    assert len(set(had)) == 2
    post(site, f"{path}/speaker/1", speaker=had[3], reach="one")
    assert speakers() == [had[3], had[1], had[2], had[3]]
    post(site, f"{path}/undo")
    post(site, f"{path}/speaker/1", speaker="new", reach="run")
    now = speakers()
    assert now[0] == now[1]
    assert now[0] not in had
    assert now[2:] == had[2:]
    post(site, f"{path}/speaker/1", 400, speaker="Jan Jansen")


def test_many_at_once_are_one_thing_to_undo(site: Site, talk: str) -> None:
    one, other, option = names(site, talk)
    post(site, f"{talk}/bulk", do="reject", scope="ticked", target=[one, option])
    assert list(cards(site, talk).values()) == ["rejected", "suggested", "rejected"]
    post(site, f"{talk}/bulk", do="accept", scope="shown", filter="?kind=effect")
    assert list(cards(site, talk).values()) == ["accepted", "accepted", "rejected"]
    post(site, f"{talk}/bulk", do="with", name=" rust ", scope="shown", filter="")
    assert all("rust" in text_of(site, talk, t) for t in (one, other))
    post(site, f"{talk}/bulk", do="mixed", scope="shown", filter="")  # an option has no such side
    assert "allebei" in text_of(site, talk, one)
    post(site, f"{talk}/bulk", do="actor", name="bewoners", scope="ticked", target=[one, other])
    post(site, f"{talk}/bulk", do="without", name="rust", scope="shown", filter="?kind=effect")
    assert "rust" not in text_of(site, talk, one)
    for _ in range(6):
        post(site, f"{talk}/undo")
    assert list(cards(site, talk).values()) == ["suggested"] * 3
    post(site, f"{talk}/redo")
    assert list(cards(site, talk).values()) == ["rejected", "suggested", "rejected"]


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "accept", "scope": "ticked"},
        {"do": "accept", "scope": "shown", "filter": "?value=bestaat niet"},
        {"do": "wis alles", "scope": "shown"},
        {"do": "with", "scope": "shown", "name": " "},
        {"scope": "shown"},
        {"do": "accept", "scope": "ticked", "target": ["e-weg"]},
    ],
)
def test_bulk_without_sense_is_refused(site: Site, talk: str, fields: dict[str, Any]) -> None:
    assert Page(post(site, f"{talk}/bulk", 400, **fields)).all("p", class_="alert")
    assert shown(site, talk).log == ()


def test_the_filter_stays_after_a_plain_form(site: Site, talk: str) -> None:
    one, other, _option = names(site, talk)
    seen = page(site, f"{talk}?kind=effect")
    back = {t.attributes["value"] for t in seen.all("input", name="back")}
    assert back == {"?kind=effect"}
    where = post(site, f"{talk}/decide", target=one, action="accept", back="?kind=effect")
    assert where == f"{talk}?kind=effect#s-{one}"
    where = post(site, f"{talk}/bulk", do="reject", scope="shown", filter="?kind=effect",
                 back="?kind=effect&x=//kwaad.example")  # fmt: skip
    assert where == f"{talk}?kind=effect"
    assert cards(site, talk)[other] == "rejected"


def test_script_gets_the_rows_of_all_that_changed(site: Site, talk: str) -> None:
    told = site.client.post(
        f"{talk}/bulk", data={"now": "accept", "scope": "shown", "filter": ""}, headers=JSON
    ).json()
    assert set(told["rows"]) == {"u-1", "u-2", "u-3"}
    assert told["message"].startswith("3 ")
    again = site.client.post(f"{talk}/undo", headers=JSON).json()
    assert set(again["rows"]) == {"u-1", "u-2", "u-3"}
    assert again["message"].startswith("Ongedaan gemaakt: 3 ")


def test_own_value_is_offered_with_its_meaning_and_taken_back(site: Site, talk: str) -> None:
    first = names(site, talk)[0]
    assert "staan in de waardenlijst" in site.client.get(f"{talk}/values").text
    post(site, f"{talk}/edit/{first}", also="gastvrijheid")
    post(site, f"{talk}/values", value="gastvrijheid", definition="Iedereen is welkom.")
    assert shown(site, talk).offers["gastvrijheid"].definition == "Iedereen is welkom."
    listed = page(site, f"{talk}/values")
    assert "Iedereen is welkom." in [t.text for t in listed.all("textarea")]
    assert f"{talk}/values.csv" in [t.attributes.get("href") for t in listed.all("a")]
    assert "gastvrijheid" in site.client.get(f"{talk}/values.csv").text
    post(site, f"{talk}/values", value="gastvrijheid", away="yes")
    assert shown(site, talk).offers == {}
    post(site, f"{talk}/values", 400, value="efficiëntie")
    post(site, f"{talk}/values", 400, value="zomaar iets")


def test_one_value_goes_by_its_own_button(site: Site, talk: str) -> None:
    first = names(site, talk)[0]

    def values() -> list[str]:
        return [v.value for v in shown(site, talk).statements[first].values]

    post(site, f"{talk}/edit/{first}", also="rust")
    *kept, last = values()
    assert last == "rust"
    assert kept
    buttons = page(site, talk).all("button", class_="drop")
    assert f"Haal {kept[0]} weg" in [b.attributes["aria-label"] for b in buttons]
    for _ in range(2):  # the second press finds nothing to take away
        post(site, f"{talk}/edit/{first}", without="rust")
        assert values() == kept
    assert cards(site, talk)[first] == "accepted"  # what was suggested, and no more
    post(site, f"{talk}/edit/{first}", without=kept[0])
    assert values() == kept[1:]
    assert cards(site, talk)[first] == "edited"


def test_history_tells_every_step_and_turns_one_out_of_order(site: Site, talk: str) -> None:
    one, other, _option = names(site, talk)
    post(site, f"{talk}/decide", target=one, action="reject")
    post(site, f"{talk}/edit/{other}", polarity="mixed", wording="Wie niet kan, valt af.")
    post(site, f"{talk}/decide", target=other, action="reject")
    steps = page(site, f"{talk}/history/{other}").html
    for words in ("van negatief naar allebei", "Wie niet kan, valt af.", "Afgewezen."):
        assert words in steps
    assert "scheelt ons" not in steps
    everything = page(site, f"{talk}/history")
    assert len(everything.all("ol", class_="history")[0].text.split("co-moderator")) == 4
    where = post(site, f"{talk}/turn", number="1", target=one)
    assert where.endswith(f"#s-{one}")
    assert list(cards(site, talk).values()) == ["suggested", "rejected", "suggested"]
    assert "(ongedaan gemaakt)" in site.client.get(f"{talk}/history/{one}").text
    post(site, f"{talk}/turn", number="1", back="yes")
    assert list(cards(site, talk).values()) == ["rejected", "rejected", "suggested"]
    post(site, f"{talk}/turn", 400, number="77")
    assert "nog niets besloten" in site.client.get(f"{talk}/history/niets").text


def test_bar_tells_what_undo_turns(site: Site, talk: str) -> None:
    one = names(site, talk)[0]
    assert "disabled" in page(site, talk).by_id("undo").attributes
    post(site, f"{talk}/decide", target=one, action="reject")
    told = page(site, talk).by_id("undo-what").text
    assert "Afgewezen" in told
    assert "Het scheelt ons" in told


def test_words_in_every_field_are_text_never_markup(site: Site, talk: str) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    one, other, _option = names(site, talk)
    post(site, f"{talk}/comment/{one}", text=evil)
    post(site, f"{talk}/edit/{one}", also=evil)
    post(site, f"{talk}/values", value=evil, definition=evil)
    post(site, f"{talk}/correct/2", text=SAID[1] + evil)
    post(site, f"{talk}/bulk", do="with", name=evil, scope="ticked", target=[other])
    for where in ("", f"/comment/{one}", "/values", "/speech/2", "/history", f"/history/{one}",
                  f"/split/{other}", f"/merge?target={other}", "?words=" + evil):  # fmt: skip
        answer = site.client.get(talk + where)
        assert answer.status_code == 200
        assert [t for t in Page(answer.text).all("script") if not t.attributes.get("src")] == []
        assert "}}49" not in answer.text


def test_what_changes_nothing_is_told_and_leaves_no_step(site: Site, talk: str) -> None:
    one = names(site, talk)[0]
    post(site, f"{talk}/decide", target=one, action="accept")
    told = site.client.post(
        f"{talk}/bulk", data={"now": "accept", "target": [one]}, headers=JSON
    ).json()
    assert told["message"] == "Er viel niets te veranderen."
    assert told["number"] == 1


def test_a_long_history_has_pages(site: Site, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "SIZE", 3)
    one = names(site, talk)[0]
    for word in ("een", "twee", "drie", "vier"):
        post(site, f"{talk}/comment/{one}", text=f"Nummer {word}")
    first, second = page(site, f"{talk}/history"), page(site, f"{talk}/history?page=2")
    assert [w for w in ("een", "twee", "drie", "vier") if f"Nummer {w}" in first.html] == [
        "twee", "drie", "vier",
    ]  # fmt: skip
    assert "Nummer een" in second.html
    assert "Bladzijde 2 van 2" in second.html
    assert page(site, f"{talk}/history?page=99").html == second.html


def test_many_at_once_leaves_what_was_decided_alone(site: Site, talk: str) -> None:
    first = names(site, talk)[0]
    post(site, f"{talk}/decide", target=first, action="reject")
    assert "Alles is nagekeken" not in page(site, talk).html
    post(site, f"{talk}/bulk", scope="open", do="accept")
    found = {s.id: s.status for s in shown(site, talk).valuemap.statements}
    assert found.pop(first) == "rejected"
    assert set(found.values()) == {"accepted"}
    done = page(site, talk)
    bar = done.all("p", class_="all-done")[0]
    assert "Alles is nagekeken" in bar.text
    links = {a.attributes["href"] for a in done.all("a")}
    assert {f"{talk}/missing", f"{talk}/map", f"{talk}/report"} <= links
    post(site, f"{talk}/bulk", 400, scope="open", do="accept")  # nothing is left


def test_an_effect_of_ones_own_has_a_side_because_somebody_chose_it(site: Site, talk: str) -> None:
    form = page(site, f"{talk}/add?utterance=4")
    sides = form.all("input", name="polarity")
    assert len(sides) == 3
    assert not [side for side in sides if "checked" in side.attributes]
    own = {"utterance": "4", "words": "Precies, een loket.", "kind": "effect"}
    told = site.client.post(f"{talk}/add", data=own, headers=JSON)
    assert told.status_code == 400
    assert "positief of negatief" in told.json()["error"]
    post(site, f"{talk}/add", **own, polarity="positive")
    assert "Precies, een loket." in quotes(site, talk)
