"""Ever more of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.models.shipped import shipped
from assist.training.corpus import GoldSession, read_corpus
from assist.training.corpus_curve import as_text, part
from assist.training.single_statements import SingleStatement, read_statements


@pytest.fixture(scope="module")
def golds() -> tuple[GoldSession, ...]:
    return tuple(read_corpus(shipped("models", "heldout")))


@pytest.fixture(scope="module")
def singles() -> tuple[SingleStatement, ...]:
    return tuple(read_statements(Path(shipped("models", "corpus")) / "statements.csv")[:200])


def test_larger_shares_hold_the_smaller(golds, singles) -> None:
    small, few = part(golds, singles, 0.25, draw=3)
    large, many = part(golds, singles, 0.5, draw=3)
    assert {g.id for g in small} < {g.id for g in large}
    assert set(map(id, few)) < set(map(id, many))


def test_a_technology_is_in_or_out_as_a_whole(golds, singles) -> None:
    inside, _ = part(golds, singles, 0.5, draw=0)
    taken = {g.technology for g in inside}
    assert [g for g in golds if g.technology in taken] == inside


def test_another_draw_is_another_part_and_the_same_draw_the_same(golds, singles) -> None:
    assert part(golds, singles, 0.5, 1) == part(golds, singles, 0.5, 1)
    assert part(golds, singles, 0.5, 1) != part(golds, singles, 0.5, 2)


def test_the_table_has_the_mean_of_the_draws() -> None:
    rows = [
        {"sessions": 10, "statements": 5, "effect F1": 0.8},
        {"sessions": 10, "statements": 5, "effect F1": 0.6},
        {"sessions": 20, "statements": 9, "effect F1": 0.9},
    ]
    told = as_text(rows).splitlines()
    assert told[2:] == ["| 10 | 5 | 0.700 |", "| 20 | 9 | 0.900 |"]
