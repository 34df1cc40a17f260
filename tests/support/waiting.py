"""Waiting for a condition, never for a time: a busy machine is slow, and that is no fault."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 180.0  # seconds


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
