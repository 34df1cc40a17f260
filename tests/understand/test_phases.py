"""The course of a session is smooth."""

from __future__ import annotations

import numpy as np

from assist.core.transcript import PHASES, Phase
from assist.understand.phases import most_likely, transitions

COURSE: list[Phase] = ["casus"] * 20 + ["effecten"] * 60 + ["opties"] * 30
STEPS = transitions([COURSE])
SHARE = np.full(len(PHASES), 1 / len(PHASES))


def probabilities(course: list[Phase], sure: float = 0.7) -> np.ndarray:
    rest = (1 - sure) / (len(PHASES) - 1)
    return np.array([[sure if p == phase else rest for p in PHASES] for phase in course])


def test_rows_of_the_transitions_sum_to_one() -> None:
    assert np.allclose(STEPS.sum(axis=1), 1.0)


def test_one_odd_utterance_does_not_change_the_phase() -> None:
    odd = list(COURSE)
    odd[40] = "opties"
    assert most_likely(probabilities(odd), STEPS, SHARE) == COURSE


def test_no_utterances_no_phases() -> None:
    assert most_likely(np.zeros((0, len(PHASES))), STEPS, SHARE) == []
