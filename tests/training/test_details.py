"""Confusions and recalls, counted by hand."""

from __future__ import annotations

import pytest

from assist.core.statement import Kind
from assist.training.bootstrap import interval
from assist.training.details import (
    Confusion,
    Matched,
    Recall,
    label_scores,
    label_table,
    value_confusions,
    value_recall,
)


def pair(
    wanted: str, told: str, kind: Kind = "effect", labels: str = "negative negative"
) -> Matched:
    one, other = labels.split()
    return Matched(kind, one, other, tuple(wanted.split()), tuple(told.split()))


def test_only_a_first_suggestion_that_is_no_gold_value_is_a_confusion() -> None:
    pairs = [
        pair("privacy rust", "rust gemak"),
        pair("privacy rust", "gemak privacy"),
        pair("privacy", "gemak"),
        pair("rust", "vrijheid"),
        pair("", "vrijheid"),
        pair("rust", ""),
    ]
    assert value_confusions(pairs) == [
        Confusion("privacy", "gemak", 2), Confusion("rust", "vrijheid", 1)
    ]  # fmt: skip
    assert len(value_confusions(pairs, most=1)) == 1


def test_recall_of_a_value_counts_every_time_it_was_named() -> None:
    pairs = [
        pair("privacy rust", "rust gemak privacy"),
        pair("privacy", "gemak rust vrijheid privacy"),
    ]
    privacy, rust = value_recall(pairs)
    assert privacy == Recall("privacy", 2, 0.0, 0.5)
    assert rust == Recall("rust", 1, 1.0, 1.0)


def test_labels_by_kind_with_precision_and_recall() -> None:
    pairs = [
        pair("", "", labels="mixed negative"),
        pair("", "", labels="negative negative"),
        pair("", "", "option", "mens techniek"),
    ]
    table = label_table(pairs)
    assert list(table) == ["effect", "option"]
    scores = label_scores(table["effect"])
    assert (scores["mixed"].recall, scores["mixed"].precision) == (0.0, None)
    assert (scores["negative"].recall, scores["negative"].precision) == (1.0, 0.5)


def test_an_interval_is_the_same_every_time_and_holds_the_figure() -> None:
    values = [0.2, 0.5, 0.6, 0.9]

    def mean(drawn: list[float]) -> float:
        return sum(drawn) / len(drawn)

    low, high = interval(values, mean)  # type: ignore[arg-type]
    assert low < 0.55 < high
    assert (low, high) == interval(values, mean)  # type: ignore[arg-type]
    assert (low, high) != interval(values, mean, seed=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no sessions"):
        interval([], mean)  # type: ignore[arg-type]
