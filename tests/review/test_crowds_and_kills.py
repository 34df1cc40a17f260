"""Many at once, and kill -9 while people work: the benchmarks, short, on both databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.review_crowd import crowd
from benchmarks.review_kills import trial

from assist.review.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Names the database; each trial opens its own."""
    return Store(tmp_path / "plek")


def test_reviewers_at_once_lose_and_double_nothing(store: Store) -> None:
    found = crowd(
        store.data, store.url, reviewers=4, seconds=6, think=0.1, utterances=200, suggestions=20
    )
    assert found.sound, found
    assert found.decisions > 0


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of POSIX")
def test_what_was_confirmed_outlives_kills(store: Store) -> None:
    found = trial(store.data, store.url, kills=3)
    assert found.sound, found
    assert sum(found.kills.values()) == 3
