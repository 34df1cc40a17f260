"""How sure a figure is, by drawing sessions anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def interval(
    sessions: Sequence[T],
    figure: Callable[[Sequence[T]], float],
    *,
    rounds: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Bounds of 95 % of what a figure over all sessions might have been.

    Parameters
    ----------
    sessions : sequence
        What is independent; each is drawn whole.
    figure : callable
        Of a sequence of sessions.

    Raises
    ------
    ValueError
        When there are no sessions.

    Notes
    -----
    Percentile bootstrap (Efron 1979).

    Examples
    --------
    >>> interval([0.5], lambda drawn: sum(drawn) / len(drawn))
    (0.5, 0.5)
    """
    if not sessions:
        raise ValueError("no sessions to draw from")
    draws = np.random.default_rng(seed).integers(0, len(sessions), (rounds, len(sessions)))
    found = [figure([sessions[i] for i in row]) for row in draws]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
