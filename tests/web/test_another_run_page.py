"""What a new run of a session has no place for is told on the page, not lost."""

from __future__ import annotations

from dataclasses import replace

from support.fake_pipeline import lexicon
from support.gold import gold_valuemap, load_gold
from support.site import GOLD, Site, cards, page

from assist.valuemap.file import dumps


def test_decisions_and_corrections_that_a_new_run_has_no_place_for_are_told(site: Site) -> None:
    path = site.ready()
    session = path.rsplit("/", 1)[1]
    target = next(iter(cards(site, path)))
    for action in ("reject", "accept"):
        site.client.post(f"{path}/decide", data={"target": target, "action": action})
    valuemap = gold_valuemap(load_gold(GOLD), lexicon())
    first = valuemap.transcript.utterances[0]
    wish = {"text": "Dit is <b>verbeterd</b>.", "before": first.text}
    assert site.client.post(f"{path}/correct/{first.id}", data=wish).status_code == 303
    assert "verbeterd" in page(site, path).html
    silent = replace(valuemap.transcript, utterances=tuple(
        replace(u, text="Iets heel anders.", words=()) for u in valuemap.transcript.utterances
    ))  # fmt: skip
    empty = replace(valuemap, transcript=silent, effects=(), options=(), values=(), links=())
    site.store.enqueue(session)
    job = site.store.claim()
    assert job is not None
    site.store.finish(job, dumps(empty), "")
    shown = page(site, path)
    assert "besluit gaat over iets dat nu niet meer" in shown.html
    assert "verbetering van de tekst past niet meer" in shown.html
    assert "Dit is &lt;b&gt;verbeterd&lt;/b&gt;." in shown.html
