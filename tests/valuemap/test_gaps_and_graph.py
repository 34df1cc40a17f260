"""What was left open, clusters, and the graph for other programs."""

from __future__ import annotations

import io
from dataclasses import replace

import networkx as nx
import pytest
from support.gold import CORPUS, gold_valuemap, load_gold

from assist.core.lexicon import Concept, Lexicon
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import ValueMap
from assist.valuemap.build import rebuild
from assist.valuemap.gaps import gaps, quiet, voices
from assist.valuemap.graph import to_networkx

LEXICON = Lexicon("t", "1", "", (Concept("privacy"), Concept("gemoedsrust van vissen")))


@pytest.fixture(scope="module")
def valuemap() -> ValueMap:
    return gold_valuemap(load_gold(CORPUS / "dementie_gps.json"), LEXICON)


def test_gaps_agree_with_the_labels(valuemap: ValueMap) -> None:
    found = gaps(valuemap, LEXICON)
    answered = {e.effect for o in valuemap.options for e in o.effects}
    assert {e.id for e in found.effects_without_option} == (
        {e.id for e in valuemap.effects} - answered
    )
    assert found.options_without_value == ()
    assert "gemoedsrust van vissen" in found.values_untouched
    carried = {v.value for s in valuemap.statements for v in s.values}
    assert {v.id for v in found.values_only_named} == {v.id for v in valuemap.values} - carried


def test_refusing_the_only_answer_opens_the_gap_again(valuemap: ValueMap) -> None:
    answer = next(k for k in valuemap.links if k.kind == "answers")
    others = [k for k in valuemap.links if k.kind == "answers" and k.target == answer.target]
    links = tuple(replace(k, status="rejected") if k in others else k for k in valuemap.links)
    open_ = {e.id for e in gaps(replace(valuemap, links=links), LEXICON).effects_without_option}
    assert answer.target in open_


def _talk(*turns: tuple[str, str | None, float]) -> Transcript:
    at, made = 0.0, []
    for i, (speaker, role, seconds) in enumerate(turns, 1):
        made.append(Utterance(i, at, at + seconds, "ja", speaker, role))
        at += seconds
    return Transcript(Session("s"), tuple(made))


def test_quiet_roles_are_weighed_by_heads_and_without_who_leads() -> None:
    talk = _talk(
        ("S1", "moderator", 900), ("S2", "burger", 5), ("S3", "beleid", 100), ("S4", "beleid", 100),
        ("S5", "technicus", 60),
    )  # fmt: skip
    assert [v.role for v in quiet(voices(talk))] == ["burger"]
    shares = {v.role: v.share for v in voices(talk)}
    assert shares["moderator"] == 0
    assert sum(shares.values()) == pytest.approx(1)


def test_without_roles_nobody_is_called_quiet() -> None:
    assert voices(_talk(("S1", None, 10), ("S2", None, 1))) == ()
    assert quiet(()) == ()
    assert quiet(voices(_talk(("S1", "moderator", 10)))) == ()


def test_graph_is_fit_for_graphml(valuemap: ValueMap) -> None:
    graph = to_networkx(valuemap)
    assert graph.number_of_edges() == len(valuemap.links)
    made = io.BytesIO()
    nx.write_graphml_xml(graph, made)
    made.seek(0)
    again = nx.read_graphml(made)
    assert set(again.nodes) == set(graph.nodes)
    for _node, data in graph.nodes(data=True):
        assert all(isinstance(v, str | int | float) for v in data.values())


def _families(count: int) -> Lexicon:
    heads = [f"hoofd{i}" for i in range(count)]
    return Lexicon(
        "t",
        "1",
        "",
        tuple(Concept(h) for h in heads)
        + tuple(Concept(f"{h}-{k}", cluster=h) for h in heads for k in range(3)),
    )


def test_clusters_stay_where_they_were_while_somebody_works(valuemap: ValueMap) -> None:
    lexicon = _families(3)
    nodes = tuple(replace(v, cluster="eigen groep") for v in valuemap.values)
    kept = rebuild(replace(valuemap, values=nodes), lexicon)
    assert {v.cluster for v in kept.values} == {"eigen groep"}
