"""The map, the matrix, what is missing and the report, as pages that need no script."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from support.large_maps import full_lexicon, keep, map_of
from support.site import Page, Site, own_session, page

from assist.review.clustering import move_value
from assist.review.log import acts
from assist.valuemap.live import numbers
from assist.valuemap.parts import path_of
from assist.web.missing import spoken, unheard, untouched


@pytest.fixture
def path(site: Site) -> str:
    return keep(site.store, map_of(60), "kaart")


def drawn(found: Page) -> set[str]:
    return {t.attributes["data-id"] for t in found.all("g") if "data-id" in t.attributes}


def test_a_choice_in_the_address_draws_that_part_and_lists_it(site: Site, path: str) -> None:
    whole = page(site, f"{path}/map")
    part = page(site, f"{path}/map?kind=negative")
    assert drawn(part) < drawn(whole)
    kinds = {t.text.split()[-1] for t in part.all("td", class_="kind")}
    assert kinds == {"negatief"}
    chosen = [t for t in part.all("option") if "selected" in t.attributes]
    assert [t.attributes["value"] for t in chosen if t.attributes["value"] == "negative"]
    told = part.by_id("map-told").text
    assert told == f"{len(drawn(part))} van de {len(drawn(whole))} kaartjes zijn te zien."
    effect = map_of(60).effects[0].id
    assert drawn(page(site, f"{path}/map?node={effect}")) == path_of(map_of(60), effect)


@pytest.mark.parametrize(
    "asked",
    [
        "kind=onzin",
        "value=%3Cscript%3E",
        "cluster=bestaat-niet",
        "node=e-0",
        "decided=ja",
        "kind=negative%27--",
        "value=" + "x" * 5000,
    ],
)
def test_what_is_not_in_the_map_is_not_asked_for(site: Site, path: str, asked: str) -> None:
    assert drawn(page(site, f"{path}/map?{asked}")) == drawn(page(site, f"{path}/map"))


def test_a_value_moves_to_another_cluster_and_back_by_undo(site: Site, path: str) -> None:
    def clusters() -> dict[str, str]:
        nodes = page(site, f"{path}/map").all("g", class_="value")
        return {t.attributes["data-id"]: t.attributes["data-cluster"] for t in nodes}

    before = clusters()
    value = map_of(60).values[0].id
    to = next(c for c in before.values() if c != before[value])
    answer = site.client.post(f"{path}/cluster", data={"value": value, "cluster": to})
    number = numbers(map_of(60))[value]
    assert answer.status_code == 303
    assert re.fullmatch(rf"{path}/map#w-W\d+", answer.headers["location"]), number
    assert clusters() == {**before, value: to}
    site.client.post(f"{path}/cluster", data={"value": value, "cluster": to, "new": "Eigen  groep"})
    assert clusters()[value] == "Eigen groep"
    assert [d.action for d in acts(site.store.log("kaart"))] == ["cluster", "cluster"]
    for _ in range(2):
        site.client.post(f"{path}/undo")
    assert clusters() == before


def test_a_script_is_told_where_a_value_stands(site: Site, path: str) -> None:
    value = map_of(60).values[0]
    json = {"accept": "application/json"}
    answer = site.client.post(f"{path}/cluster", data={"value": value.id}, headers=json)
    assert answer.json()["message"] == f"{value.id} staat nu op zichzelf."
    again = site.client.post(f"{path}/cluster", data={"value": value.id}, headers=json)
    assert again.json()["message"] == f"{value.id} stond daar al."
    gone = site.client.post(f"{path}/cluster", data={"value": "niets"}, headers=json)
    assert gone.status_code == 400
    assert "niets" in gone.json()["error"]


def test_the_matrix_has_a_cell_for_each_effect_and_value(site: Site, path: str) -> None:
    found = page(site, f"{path}/matrix")
    made = map_of(60)
    tied = {v.value for s in made.statements for v in s.values}
    raised = sum(len(e.values) for e in made.effects)
    assert len(found.all("td", class_="raised")) == raised
    rows = [t.text for t in found.all("th", scope="row")]
    assert sum(bool(re.match(r"E\d+ ", text)) for text in rows) == len(made.effects)
    assert tied <= {t.text.strip() for t in found.all("th", scope="col")}


def test_what_is_missing_leads_to_its_place(site: Site, path: str) -> None:
    found = page(site, f"{path}/missing")
    links = [t.attributes["href"] for t in found.all("a")]
    made = map_of(60)
    answered = {link.effect for o in made.options for link in o.effects}
    for effect in made.effects:
        address = f"{path}?at=s-{effect.id}#s-{effect.id}"
        assert (address in links) == (effect.id not in answered)
    assert page(site, links[links.index(next(x for x in links if "?at=s-" in x))].split("#")[0])
    tables = [t for t in found.all("table") if "Spreektijd" in t.text]
    assert len(tables) == 1
    assert "burger" in tables[0].text
    assert site.client.get(f"{path}?role=burger").status_code == 200


def test_speaking_time_is_no_ranking_and_leaders_come_last() -> None:
    heard = spoken(map_of(60).transcript)
    others = [s.role for s in heard if not s.leads]
    assert others == sorted(others)
    assert [s.leads for s in heard] == sorted(s.leads for s in heard)
    assert not any(s.quiet for s in heard if s.leads)
    assert 98 <= sum(s.percent for s in heard) <= 102


def test_untouched_values_stand_below_their_head() -> None:
    lexicon = full_lexicon()
    groups = untouched(lexicon.labels, lexicon)
    assert sorted(v for _head, labels in groups for v in labels) == sorted(lexicon.labels)
    assert [head for head, _labels in groups] == sorted((h for h, _ in groups), key=str.casefold)


@pytest.mark.parametrize("paper", ["a4", "a3", "a9"])
def test_paper_holds_the_whole_map(site: Site, path: str, paper: str) -> None:
    answer = site.client.get(f"{path}/map/print?paper={paper}")
    assert answer.status_code == 200
    assert answer.text.count('<figure class="sheet') == answer.text.count("<svg")
    for value in map_of(60).values:
        assert f">{value.label}<" in answer.text
    assert 'tabindex="0"' not in "".join(re.findall(r"<svg.*?</svg>", answer.text, re.S))


def test_the_report_can_be_read_before_it_goes_out(site: Site, path: str) -> None:
    found = page(site, f"{path}/report")
    heads = [t.text for t in found.all("h4")]
    assert heads[0] == "Aanleiding"
    assert heads[-1] == "Vervolg"
    quoted = {t.text for t in found.all("q")}
    assert len(quoted & {e.quote.exact for e in map_of(60).effects}) > 10
    assert len(found.all("mark", class_="to-fill")) > 4


def test_hostile_words_are_words_on_every_page(site: Site) -> None:
    bad = '"><script>alert(1)</script>'
    session = site.ready("s.json", own_session(bad))
    site.client.post(
        f"{session}/add",
        data={
            "utterance": "1", "words": bad, "kind": "effect", "polarity": "negative",
            "actor": bad, "more": "'><svg onload=x>", "wording": bad,
        },
    )  # fmt: skip
    value = "'><svg onload=x>"
    moved = site.client.post(f"{session}/cluster", data={"value": value, "new": bad})
    assert moved.status_code == 303
    for where in ("map", "map?part=1", "matrix", "missing", "report", "map/print"):
        text = site.client.get(f"{session}/{where}").text
        assert "<script>alert" not in text, where
        assert "<svg onload" not in text, where
    assert site.client.get(f"{session}/map?value={quote(value)}").status_code == 200


def test_an_empty_map_has_all_pages(site: Site) -> None:
    session = site.ready("s.json", own_session("Er gebeurde niets."))
    for where in ("map", "matrix", "missing", "report", "map/print"):
        assert site.client.get(f"{session}/{where}").status_code == 200, where


def test_pages_of_the_map_have_no_scripts_or_styles_inside(site: Site, path: str) -> None:
    for where in ("map", "matrix", "missing", "report", "map/print"):
        text = site.client.get(f"{path}/{where}").text
        assert " style=" not in text, where
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), where
        assert "<style" not in text, where


def test_static_files_of_the_map_are_there(site: Site, path: str, tmp_path: Path) -> None:
    text = site.client.get(f"{path}/map").text
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
        assert site.client.get(address).status_code == 200, address


def test_two_who_move_a_value_without_seeing_each_other_are_told(site: Site, path: str) -> None:
    value, one, other = map_of(60).values[0].id, "groep een", "groep twee"
    seen = page(site, f"{path}/map").by_id("map").attributes["data-seen"]
    app = site.client.app
    assert app.state.desk.decide(
        "kaart", lambda shown: move_value(shown.valuemap, value, one), "iemand anders", int(seen)
    )
    form = {"value": value, "new": other, "seen": seen}
    assert site.client.post(f"{path}/cluster", data=form).status_code == 303
    found = page(site, f"{path}/map")
    assert "besloten twee mensen iets anders" in found.by_id("map-result").text
    nodes = {
        t.attributes["data-id"]: t.attributes["data-cluster"]
        for t in found.all("g", class_="value")
    }
    assert nodes[value] == other  # the later stands until somebody chooses


def test_who_was_at_the_table_and_has_no_voice_is_named(site: Site) -> None:
    path = site.ready(
        "s.json", own_session("Ik vind het wat."), participants="2 burgers, zorgverleners"
    )
    text = page(site, f"{path}/missing").by_id("main").text
    assert "geen spreker heeft die rol: zorgverleners." in text
    assert unheard("", spoken(map_of(10).transcript)) == []
