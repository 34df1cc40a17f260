"""The transcript in parts, the filter in the address, and words with their times."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.large_session import add_large_session, large_session
from support.site import Page, Site, cards, own_session, page

from assist.core.transcript import Session, Transcript, Utterance, Word
from assist.web.filters import Wanted, query_of, wanted_of
from assist.web.words import chunk_of


@pytest.fixture
def large(site: Site) -> str:
    return f"/sessions/{add_large_session(site.store, 400, 30, sound=False)}"


def rows(seen: Page) -> list[str]:
    return [t.attributes["id"] for t in seen.all("li", class_="row") if "id" in t.attributes]


def test_every_utterance_is_on_one_part_and_the_pager_leads_to_all(site: Site, large: str) -> None:
    first = page(site, large)
    links = {t.attributes["href"] for t in first.all("a") if "data-page" in t.attributes}
    assert links == {f"{large}?page={n}" for n in (1, 2, 3)}
    found = [row for link in sorted(links) for row in rows(page(site, link))]
    assert found == [f"u-{n}" for n in range(1, 401)]


def test_a_page_beyond_the_last_is_the_last(site: Site, large: str) -> None:
    assert rows(page(site, f"{large}?page=99"))[-1] == "u-400"
    assert rows(page(site, f"{large}?page=-3"))[0] == "u-1"
    page(site, f"{large}?page=x", 400)


def test_an_address_can_name_what_it_is_about(site: Site, large: str) -> None:
    assert "u-333" in rows(page(site, f"{large}?at=u-333"))
    told = large_session(400, 30)
    last = max(told["effects"], key=lambda e: e["utterances"][0])
    shown = site.client.app.state.desk.shown(large.rsplit("/", 1)[1])  # type: ignore[attr-defined]
    target = next(s.id for s in shown.valuemap.effects if s.quote.exact == last["quote"])
    assert page(site, f"{large}?at=s-{target}").by_id(f"s-{target}")
    assert rows(page(site, f"{large}?at=s-weg"))[0] == "u-1"


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("kind=option", lambda s: s.kind == "option"),
        ("kind=negative", lambda s: s.kind == "effect" and s.polarity == "negative"),
        ("kind=mens", lambda s: s.kind == "option" and s.domain == "mens"),
        ("sure=low", lambda s: s.score < 0.5),
        ("sure=high&kind=effect", lambda s: s.score >= 0.8 and s.kind == "effect"),
        ("value=privacy", lambda s: "privacy" in {v.value for v in s.values}),
        ("state=open", lambda s: True),
        ("state=rejected", lambda s: False),
        ("kind=onzin", lambda s: True),
    ],
)
def test_a_filter_shows_just_what_fits(site: Site, large: str, query: str, fits) -> None:
    shown = site.client.app.state.desk.shown(large.rsplit("/", 1)[1])  # type: ignore[attr-defined]
    wanted = {s.id for s in shown.valuemap.statements if fits(s)}
    found: set[str] = set()
    answer = site.client.get(f"{large}/rows?{query}").json()
    for number in range(1, answer["last"] + 1):
        part = Page(site.client.get(f"{large}/rows?{query}&page={number}").json()["html"])
        found |= {t.attributes["id"].removeprefix("s-") for t in part.all("article")}
    assert found == wanted
    assert {entry.split(":")[0] for entry in answer["index"].split()} == wanted
    assert set(cards(site, f"{large}?{query}")) <= wanted


def test_undecided_shrinks_as_one_decides_and_role_and_words_choose_utterances(
    site: Site, large: str
) -> None:
    target, *_others = cards(site, f"{large}?state=open")
    site.client.post(f"{large}/decide", data={"target": target, "action": "reject"})
    assert target not in cards(site, f"{large}?state=open")
    assert set(cards(site, f"{large}?state=rejected")) == {target}
    seen = page(site, f"{large}?role=moderator")
    assert {t.text.strip() for t in seen.all("span", class_="speaker")} == {"moderator"}
    words = large_session(400, 30)["utterances"][360]["text"].upper()[:30]
    assert "u-361" in rows(page(site, f"{large}?words={quote(words)}"))
    nothing = page(site, f"{large}?words=dezewoordenzeiniemand")
    assert rows(nothing) == []
    assert "past bij dit filter" in nothing.by_id("transcript").text


def test_the_filter_in_the_form_is_that_of_the_address(site: Site, large: str) -> None:
    seen = page(site, f"{large}?kind=option&words=de")
    chosen = {t.attributes["value"] for t in seen.all("option") if "selected" in t.attributes}
    assert "option" in chosen
    assert seen.by_id("f-words").attributes["value"] == "de"
    assert "voorstellen" in seen.by_id("count").text


def test_a_part_goes_over_the_wire_packed_and_sound_does_not(site: Site, large: str) -> None:
    answer = site.client.get(large)
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 60_000
    sound = site.ready("a.wav", b"RIFF" + bytes(5000) + b"GOLD" + own_session("Dag."))
    assert "content-encoding" not in site.client.get(f"{sound}/audio").headers


def test_assets_are_kept_and_a_new_version_is_a_new_address(site: Site, large: str) -> None:
    links = [t.attributes["href"] for t in page(site, large).all("link", rel="stylesheet")]
    scripts = [t.attributes["src"] for t in page(site, large).all("script")]
    prefixes = {path.rsplit("/", 1)[0] for path in [*links, *scripts]}
    assert len(prefixes) == 1  # one set of modules, each loaded once
    for path in [*links, *scripts]:
        kept = site.client.get(path)
        assert (kept.status_code, "immutable" in kept.headers["cache-control"]) == (200, True)
    assert site.client.get("/static/assist.css").headers["cache-control"] == "no-cache"
    page(site, "/static/0123456789abcdef/assist.css", 404)
    page(site, f"{links[0].rsplit('/', 1)[0]}/../app.py", 404)


# pieces of text in which a word may lie anywhere, with what scripts count otherwise
texts = st.lists(
    st.text(st.sampled_from("ab é😀,."), min_size=1, max_size=6).filter(lambda t: t.strip()),
    min_size=1, max_size=8,
)  # fmt: skip


@given(texts, st.booleans())
def test_words_point_at_themselves_as_scripts_count(parts: list[str], timed: bool) -> None:
    text = " ".join(" ".join(parts).split())
    tokens = text.split()
    words = tuple(Word(t, i * 1.0, i + 0.9) for i, t in enumerate(tokens)) if timed else ()
    said = Utterance(7, 0.0, float(len(tokens)), text, words=words)
    (number, start, end, places), *_ = chunk_of(Transcript(Session("s"), (said,)), 0)
    assert (number, start, end) == (7, 0, len(tokens) * 1000)
    units = text.encode("utf-16-le")
    assert isinstance(places, list)
    pairs = list(zip(places[::2], places[1::2], strict=True))
    assert len(pairs) == len(tokens)
    for (place, at), token in zip(pairs, tokens, strict=True):
        assert units[2 * place :].decode("utf-16-le").startswith(token)
        assert 0 <= at < end
    assert [at for _, at in pairs] == sorted(at for _, at in pairs)


def test_words_come_by_the_chunk(site: Site, large: str) -> None:
    told = json.loads(site.client.get(f"{large}/words/3").text)
    assert [u[0] for u in told] == list(range(301, 401))
    assert site.client.get(f"{large}/words/9").status_code == 404
    assert site.client.get(f"{large}/words/-1").status_code == 404


@given(st.dictionaries(st.sampled_from(("kind", "value", "words", "state")), st.text()))
def test_a_filter_survives_its_own_address(query: dict[str, str]) -> None:
    from urllib.parse import parse_qsl

    wanted = wanted_of(query)
    assert wanted_of(dict(parse_qsl(query_of(wanted).removeprefix("?")))) == wanted
    assert isinstance(wanted, Wanted)
