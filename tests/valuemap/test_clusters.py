"""Clusters follow the story of the session; the dictionary only tips the balance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, EffectLink, Option, Quote, Statement, ValueSuggestion
from assist.valuemap.clusters import MOST, clusters_of

LABELS = ("veiligheid", "gezondheid", "privacy", "vrijheid", "gelijkheid", "inclusie")
LEXICON = Lexicon(
    "t", "1", "",
    (
        Concept("veiligheid"), Concept("gezondheid", cluster="veiligheid"),
        Concept("privacy"), Concept("vrijheid", cluster="privacy"),
        Concept("gelijkheid"), Concept("inclusie", cluster="gelijkheid"),
    ),
)  # fmt: skip


def spoken(*values: str, at: int) -> Effect:
    """An effect far from all others, with these values."""
    quote = Quote(at * 50, 0, 1, "x", at * 50.0, at * 50.0 + 1)
    chosen = tuple(ValueSuggestion(v, 0.5) for v in values)
    return Effect(f"e{at}", quote, (at * 50,), "negative", values=chosen)


def story(*groups: tuple[str, ...], times: int = 3) -> list[Statement]:
    """Each group behind a few statements of its own."""
    every = [group for _ in range(times) for group in groups]
    return [spoken(*group, at=i) for i, group in enumerate(every, 1)]


def grouped(clusters: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(v for v in clusters if clusters[v] == c) for c in set(clusters.values())}


def test_the_same_values_in_another_story_are_other_clusters() -> None:
    one = story(("veiligheid", "privacy", "vrijheid"), ("gezondheid", "gelijkheid", "inclusie"))
    other = story(("veiligheid", "gelijkheid"), ("privacy", "gezondheid"), ("vrijheid", "inclusie"))
    assert grouped(clusters_of(LABELS, one, LEXICON)) == {
        frozenset({"veiligheid", "privacy", "vrijheid"}),
        frozenset({"gezondheid", "gelijkheid", "inclusie"}),
    }
    assert grouped(clusters_of(LABELS, other, LEXICON)) == {
        frozenset({"veiligheid", "gelijkheid"}),
        frozenset({"privacy", "gezondheid"}),
        frozenset({"vrijheid", "inclusie"}),
    }


def test_a_cluster_bears_the_name_of_its_most_central_value() -> None:
    talk = story(("privacy", "vrijheid"), ("privacy", "inclusie"), ("privacy", "gelijkheid"))
    labels = [v for v in LABELS if v not in ("veiligheid", "gezondheid")]
    assert set(clusters_of(labels, talk, LEXICON).values()) == {"privacy"}


def test_an_option_brings_its_values_to_those_of_the_effect_it_answers() -> None:
    base = story(("veiligheid", "gezondheid"), ("privacy", "vrijheid"))
    quote = Quote(5000, 0, 1, "x", 5000.0, 5001.0)
    option = Option(
        "o", quote, (5000,), "mens", values=(ValueSuggestion("inclusie", 0.9),),
        effects=(EffectLink("e2", 0.9),),
    )  # fmt: skip
    labels = [v for v in LABELS if v != "gelijkheid"]
    clusters = clusters_of(labels, [*base, option], LEXICON)
    assert clusters["inclusie"] == clusters["privacy"] != clusters["veiligheid"]
    elsewhere = replace(option, effects=(EffectLink("e1", 0.9),))
    clusters = clusters_of(labels, [*base, elsewhere], LEXICON)
    assert clusters["inclusie"] == clusters["veiligheid"] != clusters["privacy"]


def test_the_dictionary_decides_where_the_talk_does_not() -> None:
    between = (spoken("vrijheid", v, at=at) for at, v in ((20, "gelijkheid"), (21, "inclusie")))
    talk = [*story(("veiligheid", "gelijkheid"), ("privacy", "inclusie")), *between]
    labels = [v for v in LABELS if v != "gezondheid"]
    clusters = clusters_of(labels, talk, LEXICON)
    assert clusters["vrijheid"] == clusters["privacy"] != clusters["veiligheid"]


def test_many_groups_become_few_and_who_met_nobody_stands_alone() -> None:
    pairs = [(f"a{i}", f"b{i}") for i in range(9)]
    labels = ["alleen", *(v for pair in pairs for v in pair)]
    clusters = clusters_of(labels, story(*pairs), Lexicon("t", "1", "", ()))
    assert clusters.pop("alleen") == ""
    assert 2 <= len(set(clusters.values())) <= MOST
    assert all(clusters.values())


def test_odd_maps_do_no_harm() -> None:
    ring = Lexicon("t", "1", "", (Concept("a", cluster="b"), Concept("b", cluster="a")))
    assert clusters_of([], [], ring) == {}
    assert clusters_of(["a"], [spoken("a", at=1)], ring) == {"a": ""}
    together = clusters_of(["a", "b", "nieuw"], [spoken("a", "b", "nieuw", at=1)], ring)
    assert len(set(together.values())) == 1


def test_a_new_value_joins_those_it_was_spoken_of_with() -> None:
    talk = [*story(("veiligheid", "gezondheid"), ("privacy", "vrijheid")),
            spoken("privacy", "dorpsgevoel", at=30)]  # fmt: skip
    known = {"veiligheid": "veiligheid", "gezondheid": "veiligheid",
             "privacy": "vrijheid", "vrijheid": "vrijheid"}  # fmt: skip
    clusters = clusters_of([*known, "dorpsgevoel", "los"], talk, LEXICON, known)
    assert clusters == known | {"dorpsgevoel": "vrijheid", "los": ""}


def test_the_order_of_sets_is_of_no_account() -> None:
    """Another seed of the hashes of words, in a process of its own."""
    code = (
        "import json, test_clusters as t\n"
        "pairs = [(f'v{i % 7}', f'v{(i * i + 1) % 11}') for i in range(40)]\n"
        "pairs = [p for p in pairs if p[0] != p[1]]\n"
        "labels = sorted({v for p in pairs for v in p})\n"
        "print(json.dumps(t.clusters_of(labels, t.story(*pairs, times=1), t.LEXICON)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    assert json.loads(told.pop())
