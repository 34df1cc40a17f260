"""How long it will take, and which model fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.transcribe.estimate import BEST, COSTS, Pace, Pick, Trial, pick, predicted, smallest

HOUR = 3600.0
# A laptop on which base does a minute of speech in ten seconds.
TRIAL = Trial("base", seconds=10.0, speech=60.0, covered=70.0)
SIZES = {"base": 148_000_000, "small": 486_000_000, "medium": 1_530_000_000}
LARGE = {"large-v2": 3_089_000_000, "large-v3-turbo": 1_620_000_000}
PLENTY = 32e9


def picked(minutes: float, *, sizes: dict[str, int] | None = None, memory: float = PLENTY) -> Pick:
    here = SIZES if sizes is None else sizes
    absent = {n: s for n, s in {**SIZES, **LARGE}.items() if n not in here}
    return pick(TRIAL, 3 * HOUR, minutes * 60, here, absent=absent, memory=memory)


def test_more_time_gives_a_better_model() -> None:
    assert [picked(m).model for m in (40, 120, 600)] == ["base", "small", "medium"]
    assert all(picked(m).fits for m in (40, 120, 600))


def test_what_does_not_fit_in_the_time_is_told_not_refused() -> None:
    found = picked(5)
    assert (found.model, found.fits) == ("base", False)
    assert found.seconds > 5 * 60
    assert found.slower[0] == "small"  # the next one up


def test_a_better_model_that_is_not_here_is_named_when_it_would_fit() -> None:
    only_base = {"base": SIZES["base"]}
    assert picked(40, sizes=only_base).absent == ""
    assert picked(120, sizes=only_base).absent == "small"
    assert picked(120).absent == ""


def test_a_model_that_memory_cannot_hold_is_not_chosen_nor_named() -> None:
    assert picked(600, memory=2e9).model == "small"
    assert picked(6000, memory=2e9).absent == ""


def test_a_quiet_first_minute_promises_nothing() -> None:
    quiet = Trial("base", seconds=2.0, speech=10.0, covered=100.0)
    loud = Trial("base", seconds=20.0, speech=100.0, covered=100.0)
    low, high = predicted(quiet, "base", HOUR), predicted(loud, "base", HOUR)
    assert low is not None
    assert high is not None
    assert low >= 0.75 * high


def test_a_trial_that_heard_nothing_promises_nothing() -> None:
    assert predicted(Trial("base", 3.0, 0.0, 60.0), "base", HOUR) is None
    silent = pick(Trial("base", 3.0, 0.0, 60.0), HOUR, 60.0, SIZES, absent=LARGE, memory=PLENTY)
    assert silent.model == "base"


def test_a_model_of_the_users_own_is_not_guessed_at() -> None:
    assert predicted(TRIAL, "mijn-model", HOUR) is None
    assert predicted(Trial("mijn-model", 10.0, 60.0, 60.0), "mijn-model", HOUR) is not None


@pytest.mark.parametrize("device", COSTS)
def test_every_ranked_model_has_a_cost(device: str) -> None:
    assert set(COSTS[device]) == set(BEST)


def test_the_smallest_is_the_one_to_try_with() -> None:
    assert smallest(["medium", "base", "eigen"]) == "base"
    assert smallest(["eigen"]) == ""


@given(st.floats(1, 1e4), st.floats(1, 1e5))
def test_the_pick_is_the_best_that_fits(minutes: float, left: float) -> None:
    found = pick(TRIAL, left, minutes, SIZES, absent=LARGE, memory=PLENTY)
    for name in SIZES:
        seconds = predicted(TRIAL, name, left)
        assert seconds is not None
        if BEST.index(name) < BEST.index(found.model):
            assert seconds > minutes
    assert found.fits == (found.seconds <= minutes)


def test_the_pace_follows_the_machine() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.seconds_left(0.0, 100.0) is None
    now[0] = 10.0
    assert pace.seconds_left(20.0, 80.0) == pytest.approx(40.0)
    # It gets four times as slow, and after a while that shows in full.
    for _ in range(100):
        now[0] += 20.0
        left = pace.seconds_left(20.0 + (now[0] - 10.0) / 2, 50.0)
    assert left == pytest.approx(100.0)


def test_nothing_done_says_nothing() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    for _ in range(5):
        now[0] += 10.0
        assert pace.seconds_left(7.0, 100.0) is None
