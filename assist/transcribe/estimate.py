"""How long listening takes: which model fits in the user's time, and how much is left.

References
----------
On a processor: small, medium and large-v3-turbo measured against base, int8, one thread, by
``tests/benchmarks/model_cost.py`` (random weights in the published dimensions; time does not
depend on what they are); the large ones follow from medium by layers times width squared, and
tiny from base. On a GPU: the table of relative speeds in openai/whisper's README (A100, English).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# From best to least for spontaneous Dutch, in which large-v2 makes fewer errors than large-v3.
BEST = ("large-v2", "large-v3", "large-v3-turbo", "medium", "small", "base", "tiny")

# Work for the same speech, where base is 1.
COSTS: Mapping[str, Mapping[str, float]] = {
    "cpu": {
        "tiny": 0.5,
        "base": 1.0,
        "small": 3.3,
        "medium": 9.8,
        "large-v3-turbo": 9.2,
        "large-v3": 20.4,
        "large-v2": 20.4,
    },
    "cuda": {
        "tiny": 0.7,
        "base": 1.0,
        "small": 1.75,
        "medium": 3.5,
        "large-v3-turbo": 0.9,
        "large-v3": 7.0,
        "large-v2": 7.0,
    },
}
LEAST_SPEECH = 0.75  # share of a dialogue that is speech, however quiet its first minute is
TRIAL = 60.0  # seconds of speech that a trial takes
_SPARE = 1.15  # a first minute says that much less than it should, at most times
_OWN = 1.3  # bytes of memory for each byte of a model on disk, while it is loaded
_REST = 700e6  # bytes that the other stages need


@dataclass(frozen=True, slots=True)
class Trial:
    """What listening to the first minute of speech told.

    Parameters
    ----------
    model : str
        With which.
    seconds : float
        That it took.
    speech, covered : float
        Seconds of speech that were heard, and of the recording in which they lie.
    device : str
        ``cpu`` or ``cuda``.
    """

    model: str
    seconds: float
    speech: float
    covered: float
    device: str = "cpu"


def predicted(trial: Trial, model: str, left: float) -> float | None:
    """Seconds that a model will take for so many seconds of recording.

    Returns
    -------
    float or None
        None for a model whose cost nobody measured, or a trial that heard nothing.
    """
    costs = COSTS.get(trial.device, COSTS["cpu"])
    if trial.speech <= 0.0 or trial.covered <= 0.0:
        return None
    if model == trial.model:
        ratio = 1.0
    elif model in costs and trial.model in costs:
        ratio = costs[model] / costs[trial.model]
    else:
        return None
    share = min(1.0, max(LEAST_SPEECH, trial.speech / trial.covered))
    return _SPARE * ratio * trial.seconds / trial.speech * share * left


@dataclass(frozen=True, slots=True)
class Pick:
    """A model for the user's time.

    Parameters
    ----------
    model : str
        The best at hand that fits, else the fastest.
    seconds : float
        That it will take.
    fits : bool
        Whether that is within the user's time.
    slower : tuple of (str, float)
        The next better one at hand and its seconds, which are too many; empty when none.
    absent : str
        A better one that would fit too, but is not on this machine; empty when none.
    """

    model: str
    seconds: float
    fits: bool
    slower: tuple[str, float] | tuple[()] = ()
    absent: str = ""


def pick(
    trial: Trial,
    left: float,
    within: float,
    sizes: Mapping[str, int],
    *,
    absent: Mapping[str, int],
    memory: float,
) -> Pick:
    """Choose the best model that is there, fits in memory and is done in time.

    Parameters
    ----------
    trial : Trial
        With one of those that are there.
    left, within : float
        Seconds of recording to go, and of the user's patience.
    sizes : mapping of str to int
        Models on this machine and their bytes on disk.
    absent : mapping of str to int
        Models that could be fetched, likewise.
    memory : float
        Bytes that are free.
    """
    told = {name: predicted(trial, name, left) for name in BEST}
    seconds = {name: s for name, s in told.items() if s is not None}

    def possible(known: Mapping[str, int]) -> list[str]:
        return [n for n in BEST if n in known and n in seconds and _fits(known[n], memory)]

    here = possible(sizes) or [trial.model]
    seconds.setdefault(trial.model, 0.0)
    chosen = next((n for n in here if seconds[n] <= within), min(here, key=lambda n: seconds[n]))
    better = here[: here.index(chosen)]
    there = [n for n in possible(absent) if seconds[n] <= within and _better(n, chosen)]
    return Pick(
        model=chosen,
        seconds=seconds[chosen],
        fits=seconds[chosen] <= within,
        slower=(better[-1], seconds[better[-1]]) if better else (),
        absent=there[0] if there else "",
    )


def _fits(size: int, memory: float) -> bool:
    return size * _OWN + _REST <= memory


def _better(one: str, other: str) -> bool:
    return other not in BEST or BEST.index(one) < BEST.index(other)


def smallest(names: Sequence[str]) -> str:
    """The one to try with: the least work."""
    costs = COSTS["cpu"]
    return min((n for n in names if n in costs), key=lambda n: (costs[n], n), default="")


class Pace:
    """Seconds left, from the speech done in the last while and the speech that is left.

    Not from the clock's position alone: an hour of silence costs nothing.

    Parameters
    ----------
    clock : callable
        Seconds that only go up.
    """

    REMEMBERED = 600.0  # seconds; a machine that gets busy shows in that time
    FIRST = 5.0  # seconds before which nothing sensible can be said

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, float]] = deque()

    def seconds_left(self, done: float, left: float) -> float | None:
        """Take in how much speech is done and left, in seconds or any other measure.

        Returns
        -------
        float or None
            None as long as nothing can be said.
        """
        now = self._clock()
        self._seen.append((now, done))
        while now - self._seen[0][0] > self.REMEMBERED and len(self._seen) > 2:
            self._seen.popleft()
        began, before = self._seen[0]
        if now - began < self.FIRST or done <= before:
            return None
        return max(0.0, left * (now - began) / (done - before))
