"""Faults in a lexicon: each found, each named once, and none invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assist.core.lexicon import Concept, Lexicon
from assist.models.shipped import shipped
from assist.values.check import check_lexicon
from assist.values.skos import read_lexicon


def value(label: str, **more: object) -> Concept:
    whole: dict[str, object] = {"definition": f"Dit is {label}.", "cues": (f"over {label}",)}
    return Concept(label, **{**whole, **more})  # type: ignore[arg-type]


def found(*concepts: Concept) -> list[tuple[str, str]]:
    problems = check_lexicon(Lexicon("x", "", "", tuple(concepts)))
    return [(p.severity, p.concept) for p in problems]


def test_the_shipped_lexicon_is_without_fault() -> None:
    assert check_lexicon(read_lexicon(shipped("lexicons", "waarden.ttl"))) == ()


CASES: dict[str, tuple[Sequence[Concept], list[tuple[str, str]]]] = {
    "whole": ([value("a"), value("b")], []),
    "same label": ([value("Moed"), value("moed", cues=("durf",))], [("error", "Moed")]),
    "no definition": ([value("a", definition="")], [("error", "a")]),
    "no label": ([value("", uri="urn:x", cues=("y",))], [("error", "urn:x")]),
    "no cues": ([value("a", cues=())], [("warning", "a")]),
    "other name twice": (
        [value("a", alt_labels=("Durf",)), value("b", alt_labels=("durf",))],
        [("error", "a")],
    ),
    "other name is a value": ([value("a", alt_labels=("B",)), value("b")], [("error", "a")]),
    "own name as other name": ([value("a", alt_labels=("A",))], [("warning", "a")]),
    "cue twice": (
        [value("a", cues=("doe maar",)), value("b", cues=("Doe  maar",))],
        [("warning", "a")],
    ),
    "unknown cluster": ([value("a", cluster="nergens")], [("error", "a")]),
    "unknown related": ([value("a", related=("nergens",))], [("error", "a")]),
    "own head": ([value("a", cluster="a")], [("error", "a")]),
    "circle of three": (
        [value("b", cluster="c"), value("a", cluster="b"), value("c", cluster="a"),
         value("d", cluster="a")],
        [("error", "a")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_once(name: str) -> None:
    concepts, expected = CASES[name]
    assert found(*concepts) == expected


def test_a_circle_is_shown_whole() -> None:
    lexicon = Lexicon("x", "", "", (value("a", cluster="b"), value("b", cluster="a")))
    (problem,) = check_lexicon(lexicon)
    assert "a → b → a" in problem.text
