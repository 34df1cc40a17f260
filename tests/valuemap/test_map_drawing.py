"""The picture: few crossings, nothing lost, readable for eyes and screen readers."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.gold import CORPUS, gold_valuemap, load_gold

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote, ValueSuggestion
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.valuemap.build import rebuild
from assist.valuemap.layout import columns_of, height_of, lay_out, lines_of
from assist.valuemap.ordering import Group, crossings, fewer_crossings, flat, total_crossings
from assist.valuemap.parts import around
from assist.valuemap.svg import HUES, INK, MUTED, SIGNS, draw
from assist.valuemap.text import text_width, wrap

LEXICON = Lexicon(
    "t",
    "1",
    "",
    (
        Concept("vertrouwen"),
        *(Concept(v, cluster="vertrouwen") for v in ("privacy", "transparantie", "legitimiteit")),
        Concept("welzijn"),
        *(Concept(v, cluster="welzijn") for v in ("rust", "veiligheid", "gezondheid")),
    ),
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def valuemap() -> ValueMap:
    return gold_valuemap(load_gold(CORPUS / "sociale_media_monitoring.json"), LEXICON)


def test_crossings_are_counted_right() -> None:
    assert crossings("ab", "xy", [("a", "x"), ("b", "y")]) == 0
    assert crossings("ab", "xy", [("a", "y"), ("b", "x")]) == 1
    assert crossings("abc", "xyz", [(a, b) for a in "abc" for b in "xyz"]) == 9


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), unique=True, max_size=20))
def test_crossings_agree_with_looking_at_every_pair(pairs: list[tuple[int, int]]) -> None:
    left, right = [f"l{i}" for i in range(6)], [f"r{i}" for i in range(6)]
    edges = [(f"l{a}", f"r{b}") for a, b in pairs]
    brute = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in itertools.combinations(pairs, 2))
    assert crossings(left, right, edges) == brute


def test_ordering_takes_most_crossings_away_and_keeps_groups(valuemap: ValueMap) -> None:
    columns, edges = columns_of(valuemap)
    ordered = fewer_crossings(columns, edges)
    assert total_crossings(ordered, edges) < total_crossings(columns, edges) / 2
    for before, after in zip(columns, ordered, strict=True):
        assert sorted(flat(before)) == sorted(flat(after))
        assert {g.name: set(g.nodes) for g in before} == {g.name: set(g.nodes) for g in after}
    assert [g.name for g in ordered[2]] == ["techniek", "omgeving", "mens"]


def test_ordering_never_makes_it_worse_and_ends_on_hard_graphs() -> None:
    left = (Group("", tuple(f"l{i}" for i in range(12))),)
    right = (Group("", tuple(f"r{i}" for i in range(12))),)
    edges = [[(f"l{i}", f"r{(i * 7 + k) % 12}") for i in range(12) for k in range(4)]]
    ordered = fewer_crossings((left, right), edges)
    assert total_crossings(ordered, edges) <= total_crossings((left, right), edges)


def test_cards_do_not_overlap_and_stay_inside(valuemap: ValueMap) -> None:
    picture = lay_out(valuemap)
    for a, b in itertools.combinations(picture.cards, 2):
        apart = (
            a.x + a.width <= b.x
            or b.x + b.width <= a.x
            or a.y + a.height <= b.y
            or b.y + b.height <= a.y
        )
        assert apart, (a.number, b.number)
    for card in picture.cards:
        assert card.x >= 0
        assert card.x + card.width <= picture.width
        assert card.y + card.height <= picture.height


def test_a_part_holds_its_values_and_what_is_tied_to_them_under_the_same_numbers(
    valuemap: ValueMap,
) -> None:
    whole = {c.id: c.number for c in lay_out(valuemap).cards}
    part = lay_out(valuemap, only=around(valuemap, ("privacy", "rust")))
    tied = {
        end
        for k in valuemap.links
        for end, value in ((k.source, k.target), (k.target, k.source))
        if k.kind != "answers" and value in ("privacy", "rust")
    }
    assert {c.id for c in part.cards} == {"privacy", "rust"} | tied
    assert all(whole[c.id] == c.number for c in part.cards)
    assert {e for w in part.wires for e in (w.source, w.target)} <= {c.id for c in part.cards}
    for only in (None, around(valuemap, ("privacy",))):
        for lines in (1, 2, 3):
            measured = height_of(valuemap, lines_of(valuemap, most_lines=lines), only=only)
            assert measured == lay_out(valuemap, most_lines=lines, only=only).height


def test_text_fits_its_card(valuemap: ValueMap) -> None:
    for card in lay_out(valuemap).cards:
        for line in card.lines:
            size = 10 if line.style == "caption" else 12
            bold = line.style in ("label", "wording")
            assert text_width(line.text, size, bold=bold) <= card.width, line


@given(st.text(max_size=200), st.floats(30, 300), st.integers(1, 4))
def test_wrapping_keeps_to_its_width(text: str, width: float, most: int) -> None:
    lines, cut = wrap(text, width, 12, most)
    assert len(lines) <= most
    assert all(text_width(x, 12) <= width for x in lines if len(x) > 2)
    if not cut and not any("-" in line for line in lines):
        assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_every_node_can_be_reached_and_says_what_it_is(valuemap: ValueMap) -> None:
    root = ElementTree.fromstring(draw(valuemap))
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("data-id")]
    assert {g.get("data-id") for g in nodes} == (
        {s.id for s in valuemap.statements} | {v.id for v in valuemap.values}
    )
    for g in nodes:
        assert g.get("tabindex") == "0"
        assert g.get("data-kind") in ("effect", "value", "option")
        assert g.find(f"{SVG}title").text == g.get("aria-label")
    long = max(valuemap.effects, key=lambda e: len(e.quote.exact))
    label = next(g for g in nodes if g.get("data-id") == long.id).get("aria-label")
    assert long.quote.exact in label
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    links = [p for p in root.iter(f"{SVG}path") if p.get("data-source")]
    assert len(links) == len(valuemap.links)
    for p in links:
        assert (p.get("visibility") == "hidden") == (p.get("data-kind") == "answers")


def test_a_page_with_a_strict_policy_can_hold_it(valuemap: ValueMap) -> None:
    text = draw(valuemap)
    assert "<style" not in text
    assert " style=" not in text
    assert "<style>" in draw(valuemap, standalone=True)
    assert "<script" not in draw(valuemap, standalone=True)


def test_signs_differ_in_shape_not_only_in_colour(valuemap: ValueMap) -> None:
    root = ElementTree.fromstring(draw(valuemap))
    shapes = {}
    for g in root.iter(f"{SVG}g"):
        if g.get("data-kind") == "effect":
            effect = next(e for e in valuemap.effects if e.id == g.get("data-id"))
            drawn = [c.tag.removeprefix(SVG) for c in g if c.tag != f"{SVG}text"]
            shapes.setdefault(effect.polarity, set()).add(tuple(drawn))
    assert all(len(s) == 1 for s in shapes.values())
    assert len({next(iter(s)) for s in shapes.values()}) == len(shapes) == 3


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("pair", [*SIGNS.values(), *HUES])
def test_contrast_is_enough(pair: tuple[str, str]) -> None:
    line, tint = pair
    assert _contrast(line, tint) >= 4.5
    assert _contrast(line, "#ffffff") >= 4.5
    assert _contrast(INK, tint) >= 7
    assert _contrast(MUTED, tint) >= 4.5


def test_draws_nothing_three_and_three_hundred() -> None:
    session = Session("s", title="<Titel> & zo")
    for count in (0, 3, 300):
        us = tuple(
            Utterance(i, i, i + 1.0, f"gevolg nummer {i} & <meer>") for i in range(1, count + 1)
        )
        effects = tuple(
            Effect(
                f"e-{u.id}",
                Quote.of(u),
                (u.id,),
                ("positive", "negative", "mixed")[u.id % 3],
                values=(ValueSuggestion(("rust", "privacy", "eigen waarde")[u.id % 3], 0.5),),
            )
            for u in us
        )
        bare = ValueMap(session, MadeBy("1"), Transcript(session, us), effects)
        text = draw(rebuild(bare, LEXICON), standalone=True)
        root = ElementTree.fromstring(text)
        assert len(re.findall('data-kind="effect"', text)) == count
        assert float(root.get("height")) > 50


def test_refused_is_not_drawn_and_undecided_is_dashed(valuemap: ValueMap) -> None:
    first, second, *rest = valuemap.effects
    changed = (replace(first, status="rejected"), replace(second, status="accepted"), *rest)
    text = draw(rebuild(replace(valuemap, effects=changed), LEXICON))
    assert first.id not in text
    group = re.search(rf'<g class="node effect"[^>]*data-id="{second.id}".*?</g>', text).group()
    assert "stroke-dasharray" not in group


def test_a_wording_stands_beside_the_quote_never_in_its_place(valuemap: ValueMap) -> None:
    first, *rest = valuemap.effects
    edited = replace(first, wording="Eigen woorden", status="edited")
    card = next(
        c for c in lay_out(replace(valuemap, effects=(edited, *rest))).cards if c.id == first.id
    )
    assert [line.text for line in card.lines if line.style == "wording"] == ["Eigen woorden"]
    quoted = [line.text for line in card.lines if line.style == "quote"]
    assert quoted[0].startswith("“")
    assert "Eigen" not in " ".join(quoted)
