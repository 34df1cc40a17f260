"""Learning which option answers which effect: from pairs, and from no others."""

from __future__ import annotations

import numpy as np
import pytest

from assist.training.links import THRESHOLDS, Pairs, answered, fit
from assist.valuemap.linking import FEATURES, LinkModel

AT = FEATURES.index("same_value")


def pairs(technology: str, *answers: tuple[int, ...]) -> Pairs:
    """Options that answer effects with the same value, and nothing else speaks."""
    flags = np.zeros((len(answers), 4), dtype=bool)
    for row, places in zip(flags, answers, strict=True):
        row[list(places)] = True
    features = np.zeros((*flags.shape, len(FEATURES)))
    features[..., AT] = flags
    return Pairs(technology, tuple("abcd"), features, flags)


SESSIONS = [pairs("t1", (0,), (1, 2)), pairs("t2", (3,), (0, 1)), pairs("t3", (2,), (2, 3))]


def test_what_speaks_for_a_link_is_learned() -> None:
    model = fit(SESSIONS * 8)
    assert model.weights["same_value"] > 2.0
    assert model.weights["close"] == 0.0
    assert model.threshold in THRESHOLDS
    assert answered(pairs("new", (1,), (0, 3)), model).f1 == 1.0


def test_links_are_counted_by_hand() -> None:
    model = LinkModel(dict.fromkeys(FEATURES, 0.0) | {"same_value": 4.0}, bias=-2.0, threshold=0.5)
    session = pairs("t", (0,), (1, 2))
    missed = Pairs("t", session.effects, session.features, ~session.answers)
    assert answered(session, model).f1 == 1.0
    tally = answered(missed, model)
    assert (tally.right, tally.predicted, tally.gold) == (0, 3, 5)


def test_the_order_of_sessions_is_of_no_account() -> None:
    forth, back = fit(SESSIONS), fit(SESSIONS[::-1])
    assert forth.weights == pytest.approx(dict(back.weights), abs=0.011)
    assert forth.threshold == back.threshold
