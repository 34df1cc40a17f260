"""An evaluation never claims more than was measured."""

from __future__ import annotations

from types import MappingProxyType

from assist.training.evaluate import GIVEN, Evaluation, Result
from assist.training.report import as_markdown, as_text


def evaluation(*figures: float) -> Evaluation:
    results = tuple(
        Result(f"s{n}", f"t{n}", given, {"effect F1": figure}, ((0.8, True),))
        for n, figure in enumerate(figures)
        for given in GIVEN
    )
    return Evaluation(results, held_out=True, seen=(), models=MappingProxyType({}))


def test_one_session_has_no_spread_and_no_interval() -> None:
    text = as_text(evaluation(0.92))
    line = next(row for row in text.splitlines() if row.startswith("effect F1"))
    assert line.split() == ["effect", "F1", "0.920", "0.920"]
    assert "| effect F1 | 0.920 | - | - | - |" in as_markdown(evaluation(0.92))


def test_two_sessions_have_both() -> None:
    text = as_text(evaluation(0.90, 0.80))
    line = next(row for row in text.splitlines() if row.startswith("effect F1"))
    assert "0.850 (" in line
    assert "[0.80-0.90]" in line
