"""Building and rebuilding: nothing invented, nothing a person decided lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.gold import CORPUS, gold_mentions, gold_statements, gold_transcript, gold_valuemap
from support.gold import load_gold as load
from support.letters import Letters

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Option, ValueSuggestion
from assist.core.transcript import Transcript
from assist.core.valuemap import Link, MadeBy, ValueMap
from assist.valuemap.build import build, link_key, rebuild
from assist.valuemap.file import dumps
from assist.valuemap.linking import FEATURES, LinkModel, read_links, write_links

LINKING = LinkModel(dict.fromkeys(FEATURES, 1.0), bias=-3.0, threshold=0.6)
LEXICON = Lexicon(
    "test",
    "1",
    "0" * 64,
    (
        Concept("veiligheid"),
        Concept("gezondheid", cluster="veiligheid"),
        Concept("rust", cluster="veiligheid"),
        Concept("vertrouwen"),
        Concept("privacy", cluster="vertrouwen"),
        Concept("gemak"),
    ),
)


@pytest.fixture(scope="module")
def gold() -> dict:
    return load(CORPUS / "sociale_media_monitoring.json")


@pytest.fixture
def valuemap(gold: dict) -> ValueMap:
    return gold_valuemap(gold, LEXICON)


def test_build_keeps_every_statement_in_spoken_order(gold: dict) -> None:
    effects, options = gold_statements(gold)
    bare = [replace(o, effects=()) for o in options]
    transcript = gold_transcript(gold)
    parts = (effects[::-1], bare[::-1], gold_mentions(gold), LEXICON, Letters(), LINKING)
    made = build(transcript.session, MadeBy("1"), transcript, *parts)
    assert [e.id for e in made.effects] == [
        e.id for e in sorted(effects, key=lambda e: (e.quote.start, e.quote.start_char))
    ]
    assert {o.id for o in made.options} == {o.id for o in options}
    assert all(o.effects for o in made.options)
    again = build(transcript.session, MadeBy("1"), transcript, *parts)
    assert dumps(made) == dumps(again)


def _built(
    transcript: Transcript, effects: Sequence[Effect], options: Sequence[Option]
) -> ValueMap:
    made_by, encoder = MadeBy("1"), Letters()
    return build(
        transcript.session, made_by, transcript, effects, options, (), LEXICON, encoder, LINKING
    )


def test_build_without_statements_or_options_works(gold: dict) -> None:
    transcript = gold_transcript(gold)
    effects, options = gold_statements(gold)
    for some in ((), effects):
        made = _built(transcript, some, ())
        assert len(made.effects) == len(some)
    bare = [replace(o, effects=()) for o in options]
    made = _built(transcript, (), bare)
    assert not any(link.kind == "answers" for link in made.links)


def test_links_follow_from_statements(valuemap: ValueMap) -> None:
    raises = {(k.source, k.target) for k in valuemap.links if k.kind == "raises"}
    assert raises == {(e.id, v.value) for e in valuemap.effects for v in e.values}
    answers = {(k.source, k.target) for k in valuemap.links if k.kind == "answers"}
    assert answers == {(o.id, e.effect) for o in valuemap.options for e in o.effects}


def test_rebuild_of_an_unchanged_map_changes_nothing(valuemap: ValueMap) -> None:
    assert rebuild(valuemap, LEXICON) == valuemap


def test_refused_statement_stays_but_leaves_the_graph(valuemap: ValueMap) -> None:
    refused = replace(valuemap.effects[0], status="rejected")
    made = rebuild(replace(valuemap, effects=(refused, *valuemap.effects[1:])), LEXICON)
    assert refused in made.effects
    assert not any(refused.id in (k.source, k.target) for k in made.links)


def test_accepting_a_statement_accepts_its_values_and_undo_takes_that_back(valuemap) -> None:
    first = valuemap.effects[0]
    accepted = replace(first, status="accepted")
    made = rebuild(replace(valuemap, effects=(accepted, *valuemap.effects[1:])), LEXICON)
    assert {k.status for k in made.links if k.source == first.id} == {"accepted"}
    undone = rebuild(replace(made, effects=(first, *made.effects[1:])), LEXICON)
    assert undone == valuemap


def test_a_new_value_gets_a_node_and_a_dropped_one_loses_it(valuemap: ValueMap) -> None:
    changed = replace(valuemap.effects[0], values=(ValueSuggestion("dorpsgevoel", 1.0),))
    made = rebuild(replace(valuemap, effects=(changed, *valuemap.effects[1:])), LEXICON)
    node = next(v for v in made.values if v.id == "dorpsgevoel")
    assert node.cluster == ""
    back = rebuild(replace(made, effects=valuemap.effects), LEXICON)
    assert "dorpsgevoel" not in {v.id for v in back.values}


def test_decided_links_outlive_a_rebuild(valuemap: ValueMap) -> None:
    answer = next(k for k in valuemap.links if k.kind == "answers")
    raises = next(k for k in valuemap.links if k.kind == "raises")
    drawn = Link(valuemap.options[0].id, valuemap.effects[-1].id, "answers", 1.0, status="added")
    decided = {
        link_key(answer): replace(answer, status="accepted"),
        link_key(raises): replace(raises, status="rejected"),
    }
    links = tuple(decided.get(link_key(k), k) for k in valuemap.links)
    made = rebuild(replace(valuemap, links=(*links, drawn)), LEXICON)
    statuses = {link_key(k): k.status for k in made.links}
    assert statuses[link_key(answer)] == "accepted"
    assert statuses[link_key(raises)] == "rejected"
    assert statuses[link_key(drawn)] == "added"


def test_clusters_are_few_bear_the_name_of_a_member_and_loners_come_last(
    valuemap: ValueMap,
) -> None:
    clusters = {v.id: v.cluster for v in valuemap.values}
    assert 2 <= len(set(clusters.values()) - {""}) <= 4
    assert all(clusters[name] == name for name in clusters.values() if name)
    alone = [bool(v.cluster) for v in valuemap.values]
    assert alone == sorted(alone, reverse=True)
    named = {v.id for v in valuemap.values if v.mentions}
    assert named == {
        label for label, _ in gold_mentions(load(CORPUS / "sociale_media_monitoring.json"))
    }


def test_an_option_answers_its_best_effect_and_what_comes_close() -> None:
    names = ["c", "b", "a", "d"]
    assert LINKING.chosen([0.7, 0.9, 0.65, 0.3], names) == [1, 0, 2]
    assert LINKING.chosen([0.9, 0.7, 0.65, 0.8], names) == [0, 3, 1]  # three at most
    assert LINKING.chosen([0.1, 0.3, 0.3, 0.2], names) == [2]  # of equals the first by name
    assert LINKING.chosen([0.01, 0.0, 0.0, 0.0], names) == []


def test_weights_of_links_are_whole_or_refused(tmp_path: Path) -> None:
    write_links(LINKING, tmp_path)
    assert read_links(tmp_path) == LINKING
    file = tmp_path / "links.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    for broken in ("", "[]", json.dumps(whole | {"weights": {}}), json.dumps(whole | {"x": 1})):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(AssistError):
            read_links(tmp_path)
    file.unlink()
    with pytest.raises(AssistError) as error:
        read_links(tmp_path)
    assert error.value.code == "heads-unreadable"
