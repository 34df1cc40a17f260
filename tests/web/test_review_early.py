"""The review page while the first run is still going: what there is, and nothing to decide yet."""

from __future__ import annotations

from support.fake_pipeline import lexicon
from support.gold import gold_transcript, gold_valuemap, load_gold
from support.site import GOLD, Site, page

from assist.review.early import early_map


def begun(site: Site, said: int) -> str:
    """A session of which this many utterances are stored, and what was found in them."""
    path = site.upload("gesprek.json", GOLD.read_bytes())
    job = site.store.claim()
    assert job is not None
    more(site, path, said)
    return path


def more(site: Site, path: str, said: int) -> None:
    gold = load_gold(GOLD)
    session = path.rsplit("/", 1)[1]
    site.store.add_utterances(session, gold_transcript(gold).utterances[:said])
    found = (s for s in gold_valuemap(gold, lexicon()).statements if s.quote.utterance <= said)
    site.store.add_found(session, found)


def test_suggestions_stand_beside_their_words_while_the_work_goes_on(site: Site) -> None:
    path = begun(site, 40)
    seen = page(site, path)
    assert [t.attributes["id"] for t in seen.all("li", class_="row")] == [
        f"u-{n}" for n in range(1, 41)
    ]
    assert len(seen.all("article", class_="card")) > 5
    assert "volgend jaar rijdt ie langs" in "".join(t.text for t in seen.all("mark"))
    assert seen.by_id("whole").name == "progress"
    assert "voorlopig" in "".join(t.text for t in seen.all("p", class_="note"))
    assert not [t for t in seen.all("button") if t.attributes.get("name") == "action"]
    assert not [t for t in seen.all("a") if "/add?" in t.attributes.get("href", "")]
    part = site.client.get(f"{path}/rows?kind=effect").json()
    assert part["html"].count("<article") > 2
    assert 'value="accept"' not in part["html"]
    assert len(site.client.get(f"{path}/words/0").json()) == 40


def test_nothing_heard_yet_is_the_progress_page(site: Site) -> None:
    path = site.upload("gesprek.json", GOLD.read_bytes())
    assert page(site, path).by_id("line").text == "Wacht op zijn beurt"
    assert site.client.get(f"{path}/rows").status_code == 404


def test_a_look_reads_only_what_is_new_and_forgets_what_was_begun_anew(site: Site) -> None:
    path = begun(site, 30)
    listed = site.store.session(path.rsplit("/", 1)[1])
    assert listed is not None
    first = early_map(site.store.engine, listed)
    assert first is not None
    more(site, path, 50)
    second = early_map(site.store.engine, listed, first)
    assert second is not None
    assert second.transcript.utterances[:30] == first.transcript.utterances
    assert second == early_map(site.store.engine, listed)
    site.client.post(f"{path}/cancel")
    site.store.forget_heard(listed.id)
    assert early_map(site.store.engine, listed, second) is None


def test_the_map_takes_its_place_and_can_be_decided_on(site: Site) -> None:
    path = begun(site, 30)
    site.store.requeue_abandoned()
    site.work()
    seen = page(site, path)
    assert len(seen.all("li", class_="row")) == 130
    assert [t for t in seen.all("button") if t.attributes.get("name") == "action"]
