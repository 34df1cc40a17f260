"""When no value of the lexicon fits: say so, and propose a name from outside it.

The names are a list of Dutch words for what people find important
(``value-names-nl.txt``); one that stands in the statement is taken from it, else the one
whose meaning lies nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.lexicon import Lexicon
from assist.core.statement import Reason, ValueSuggestion
from assist.values.words import tokens

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]

NOTE = "none_fits"
# Share of statements with values of the lexicon that may be told to have none.
WRONGLY = 0.05
_NAMES = Path(__file__).with_name("value-names-nl.txt")


@dataclass(frozen=True, slots=True)
class Name:
    """A name for a value, and what is meant by it."""

    name: str
    meaning: str


@cache
def value_names() -> tuple[Name, ...]:
    """Names outside the shipped lexicon, by letter."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return tuple(Name(name, meaning) for name, meaning in pairs)


def names_beside(lexicon: Lexicon) -> tuple[Name, ...]:
    """Names that this lexicon does not know by any of its labels."""
    return tuple(name for name in value_names() if name.name not in lexicon)


def none_fits(odds: Doubles) -> Doubles:
    """Chance that no value fits, were values independent; shape (statements,).

    Parameters
    ----------
    odds : ndarray, shape (statements, values)
        Calibrated log-odds of each value.
    """
    import numpy as np

    chance: Doubles = np.exp(-np.logaddexp(0.0, odds).sum(axis=1))
    return chance


def proposal(
    words: str, near: Sequence[float] | Floats, names: Sequence[Name], chance: float
) -> ValueSuggestion:
    """The name that fits best.

    Parameters
    ----------
    words : str
        The statement's own.
    near : sequence of float
        Similarity of the statement to each name.
    names : sequence of Name
        Not empty.
    chance : float
        That no value of the lexicon fits; the suggestion's score.
    """
    said = [t.stem for t in tokens(words)]
    spoken = [i for i, n in enumerate(names) if _holds(said, [t.stem for t in tokens(n.name)])]
    best = max(spoken or range(len(names)), key=lambda i: (round(float(near[i]), 6), -i))
    reason = Reason(
        nearest="" if spoken else names[best].meaning,
        words=(names[best].name,) if spoken else (),
        note=NOTE,
    )
    return ValueSuggestion(names[best].name, round(chance, 4), reason)


def _holds(said: Sequence[str], name: Sequence[str]) -> bool:
    return any(said[i : i + len(name)] == name for i in range(len(said) - len(name) + 1))
