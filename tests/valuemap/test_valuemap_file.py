"""The contract file: whole round trips, and every way it can be wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assist.core.errors import AssistError
from assist.core.statement import Effect, EffectLink, Option, Quote, Reason, ValueSuggestion, id_of
from assist.core.transcript import PHASES, Held, Session, Transcript, Utterance, Word
from assist.core.valuemap import Link, MadeBy, Mention, ValueMap, ValueNode
from assist.valuemap.file import dumps, loads, read_valuemap, schema

times = st.integers(0, 10_000_000).map(lambda n: n / 1000)
scores = st.integers(0, 10_000).map(lambda n: n / 10_000)
words = st.text(min_size=1, max_size=40).filter(str.strip)
reasons = st.builds(
    Reason,
    lexicon=st.lists(st.text(max_size=8), max_size=2).map(tuple),
    nearest=st.text(max_size=8),
    words=st.lists(st.text(max_size=8), max_size=2).map(tuple),
    note=st.sampled_from(["", "nearby"]),
)
values = st.lists(
    st.builds(ValueSuggestion, value=words, score=scores, because=reasons), max_size=2
).map(tuple)
statuses = st.sampled_from(["suggested", "accepted", "rejected", "edited", "added"])

held = st.lists(
    st.builds(
        Held,
        times,
        times,
        words,
        words,
        st.lists(st.builds(Word, words, times, times, scores), max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)


@st.composite
def valuemaps(draw: st.DrawFn) -> ValueMap:
    utterances = tuple(
        Utterance(
            id=number,
            start=draw(times),
            end=draw(times),
            text=draw(words),
            speaker=draw(st.none() | st.just("S1")),
            role=draw(st.none() | st.text(max_size=8)),
            phase=draw(st.none() | st.sampled_from(PHASES)),
            words=draw(
                st.lists(st.builds(Word, words, times, times, scores), max_size=2).map(tuple)
            ),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    )
    session = Session(draw(words), draw(st.text()), draw(st.text()), "2026-03-01", draw(times))

    def quote() -> Quote:
        u = draw(st.sampled_from(utterances))
        start = draw(st.integers(0, len(u.text) - 1))
        end = draw(st.integers(start + 1, len(u.text)))
        return Quote(u.id, start, end, u.text[start:end], draw(times), draw(times))

    effects: dict[str, Effect] = {}
    for _ in range(draw(st.integers(0, 2))):
        q = quote()
        made = id_of("effect", session.id, q)
        effects[made] = Effect(
            made,
            q,
            (q.utterance,),
            draw(st.sampled_from(["positive", "negative", "mixed"])),
            draw(st.text(max_size=8)),
            draw(scores),
            draw(values),
            draw(statuses),
            draw(st.text(max_size=8)),
            draw(reasons),
            draw(values),
        )
    options: dict[str, Option] = {}
    for _ in range(draw(st.integers(0, 2))):
        q = quote()
        made = id_of("option", session.id, q)
        options[made] = Option(
            made,
            q,
            (q.utterance,),
            draw(st.sampled_from(["techniek", "omgeving", "mens"])),
            draw(scores),
            draw(values),
            tuple(EffectLink(e, draw(scores), draw(reasons)) for e in effects),
            draw(statuses),
        )
    labels = draw(st.lists(words, max_size=2, unique=True))
    nodes = []
    for label in labels:
        q = quote()
        nodes.append(
            ValueNode(
                label,
                label,
                draw(st.text(max_size=5)),
                (Mention(q.utterance, q.start_char, q.end_char, q.exact),),
            )
        )
    links = [Link(e, v, "raises", draw(scores), draw(reasons)) for e in effects for v in labels]
    links += [Link(o, e, "answers", status=draw(statuses)) for o in options for e in effects]
    return ValueMap(
        session,
        MadeBy(
            "1.0", {"b": "2", "a": "1"}, {"id": "w"}, {"x": 1}, draw(st.sampled_from(["", "t"]))
        ),
        Transcript(session, utterances, held=draw(held)),
        tuple(effects.values()),
        tuple(options.values()),
        tuple(nodes),
        tuple(links),
    )


@given(valuemaps())
def test_round_trip_loses_nothing_and_is_stable(valuemap: ValueMap) -> None:
    text = dumps(valuemap)
    assert loads(text) == valuemap
    assert dumps(loads(text)) == text
    assert text.endswith("}\n")


@pytest.fixture
def small() -> ValueMap:
    session = Session("s-1", "Titel", "camera's", "", 12.0)
    u = Utterance(1, 0.0, 10.0, "straks durft niemand nog wat te zeggen", "S1", "burger")
    quote = Quote.of(u, 0, 20)
    effect = Effect("e-1", quote, (1,), "negative", values=(ValueSuggestion("vrijheid", 0.5),))
    option = Option(
        "o-1", Quote.of(u, 21), (1,), "mens", effects=(EffectLink("e-1", 0.4),), status="accepted"
    )
    return ValueMap(
        session,
        MadeBy("1"),
        Transcript(session, (u,)),
        (effect,),
        (option,),
        (ValueNode("vrijheid", "vrijheid"),),
        (Link("e-1", "vrijheid", "raises", 0.5), Link("o-1", "e-1", "answers", 0.4)),
    )


def test_follows_the_contract(small: ValueMap) -> None:
    plain = json.loads(dumps(small))
    assert list(plain) == [
        "schema", "session", "made_by", "transcript", "effects", "options", "values", "links",
    ]  # fmt: skip
    assert plain["effects"][0]["values"][0]["because"] == {"lexicon": [], "nearest": ""}
    assert plain["transcript"]["utterances"][0]["phase"] is None
    quote = plain["effects"][0]["quote"]
    text = plain["transcript"]["utterances"][0]["text"]
    assert quote["exact"] == text[quote["start_char"] : quote["end_char"]]
    assert "made_at" not in plain["made_by"]


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())


def test_rounds_times_and_scores(small: ValueMap) -> None:
    effect = replace(small.effects[0], score=1 / 3)
    plain = json.loads(dumps(replace(small, effects=(effect,))))
    assert plain["effects"][0]["score"] == 0.3333


def test_unknown_fields_are_allowed(small: ValueMap) -> None:
    plain = json.loads(dumps(small))
    plain["extra"] = plain["effects"][0]["mine"] = {"a": 1}
    assert loads(json.dumps(plain)) == small


def test_a_proposed_name_stands_beside_the_values_and_may_be_missing(small: ValueMap) -> None:
    assert "proposed" not in json.loads(dumps(small))["effects"][0]
    name = ValueSuggestion("gastvrijheid", 0.3, Reason(words=("koffie",), note="none_fits"))
    effect = replace(small.effects[0], proposed=(name,))
    text = dumps(replace(small, effects=(effect, *small.effects[1:])))
    assert json.loads(text)["effects"][0]["proposed"][0]["value"] == "gastvrijheid"
    assert loads(text).effects[0] == effect
    assert "gastvrijheid" not in {v["id"] for v in json.loads(text)["values"]}


def test_optional_fields_may_be_missing(small: ValueMap) -> None:
    plain = json.loads(dumps(small))
    del plain["effects"][0]["actor"], plain["values"][0]["mentions"]
    for key in ("speaker", "role", "phase"):
        del plain["transcript"]["utterances"][0][key]
    assert loads(json.dumps(plain)).effects[0].actor == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "valuemap-not-json"),
        ("{", "valuemap-not-json"),
        ("[" * 100_000, "valuemap-not-json"),
        ("[]", "valuemap-foreign"),
        ('"valuemap/1"', "valuemap-foreign"),
        ('{"segments": []}', "valuemap-foreign"),
        ('{"schema": 1}', "valuemap-foreign"),
        ('{"schema": "valuemap/9"}', "valuemap-other-version"),
        ('{"schema": "valuemap/1"}', "valuemap-broken"),
    ],
)
def test_foreign_text_gets_one_sentence(text: str, code: str) -> None:
    with pytest.raises(AssistError) as caught:
        loads(text, name="x.json")
    assert caught.value.code == code
    assert "x.json" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("effects", 0, "quote", "exact"), "straks durft nieman"),
        (("effects", 0, "quote", "start_char"), 1),
        (("effects", 0, "quote", "utterance"), 7),
        (("effects", 0, "utterances"), [7]),
        (("effects", 0, "score"), 1.5),
        (("effects", 0, "score"), float("nan")),
        (("effects", 0, "polarity"), "bad"),
        (("options", 0, "id"), "e-1"),
        (("options", 0, "effects", 0, "effect"), "e-9"),
        (("options", 0, "domain"), "natuur"),
        (("links", 0, "target"), "privacy"),
        (("links", 1, "source"), "e-1"),
        (("values",), []),
        (("session", "id"), ""),
    ],
)
def test_a_broken_map_is_refused(
    small: ValueMap, path: tuple[str | int, ...], value: object
) -> None:
    plain = json.loads(dumps(small))
    inner = plain
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(AssistError) as caught:
        loads(json.dumps(plain))
    assert caught.value.code in ("valuemap-broken", "valuemap-not-json")


def test_never_writes_a_broken_map(small: ValueMap) -> None:
    with pytest.raises(ValueError, match="contract"):
        dumps(replace(small, values=()))


def test_reads_a_file_with_byte_order_mark_and_names_it_in_errors(small, tmp_path) -> None:
    path = tmp_path / "kaart é.json"
    path.write_bytes(b"\xef\xbb\xbf" + dumps(small).encode())
    assert read_valuemap(path) == small
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(AssistError, match="kaart é"):
        read_valuemap(path)
