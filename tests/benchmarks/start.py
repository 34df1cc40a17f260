"""``assist --help``: well under half a second."""

from __future__ import annotations

from tests.benchmarks.measure import ASSIST, Measured, measured

TARGET = Measured(seconds=0.5, megabytes=float("inf"))


def run(repeats: int = 7) -> list[Measured]:
    """Measure ``assist --help``, each time in a fresh process."""
    return [measured([*ASSIST, "--help"], poll=0.005) for _ in range(repeats)]
