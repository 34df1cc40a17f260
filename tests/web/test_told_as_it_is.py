"""Sentences on pages that a newcomer could read as something that is not so."""

from __future__ import annotations

import json
from pathlib import Path

from support.large_session import add_large_session
from support.site import Site, page

from assist.review.records import Job
from assist.web.view import stage_line

EXAMPLE = Path(__file__).resolve().parents[2] / "assist" / "examples" / "voorbeeldsessie.json"


def test_a_part_of_the_talk_says_that_it_is_one(site: Site) -> None:
    path = f"/sessions/{add_large_session(site.store, 400, 30, sound=False)}"
    told = page(site, path).by_id("pager-top")
    assert "Deel 1, vanaf 0:00" in told.text
    assert "Volgend deel" in told.text
    seen = [t for t in page(site, path).all("span", class_="visually-hidden") if "Deel" in t.text]
    assert not [t for t in seen if "vanaf" in t.text]
    assert "Vorig deel" in page(site, f"{path}?page=2").by_id("pager-top").text


def test_the_example_is_as_long_as_the_page_says(site: Site) -> None:
    ends = json.loads(EXAMPLE.read_text(encoding="utf-8"))["utterances"][-1]["end"]
    assert 30 * 60 < ends < 45 * 60
    assert "van ruim een half uur" in site.client.get("/").text


def test_an_effect_without_option_is_no_claim_about_people(site: Site) -> None:
    shown = site.client.get(f"{site.ready()}/missing").text
    assert "assist vond hier geen optie bij. Klopt dat?" in shown
    assert "Niemand noemde" not in shown


def test_the_line_of_the_work_promises_no_minute_that_is_over() -> None:
    def line(stage: str, fraction: float, left: float | None = None) -> str:
        return stage_line(Job(1, "s", "running", stage, fraction, left))

    assert line("transcribe", 0.98, 2.0).endswith("98 %, nog minder dan een minuut")
    assert line("transcribe", 0.5, 150.0).endswith("50 %, nog ongeveer 2 min")
    assert line("transcribe", 0.9, 45.0).endswith("nog ongeveer 1 min")
    assert line("load", 1.0) == "Taalmodellen laden"
