"""The words of a statement that weighed most for a value, found by leaving them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assist.core.leaving_out import heaviest, runs, without
from assist.core.statement import Statement, ValueSuggestion
from assist.core.transcript import Transcript
from assist.core.turns import span_of, turns_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def said(statement: Statement, transcript: Transcript) -> str:
    """What is read with a statement of its turns, or its own words when they are not at hand."""
    return " ".join(text for _, text in turns_of(statement, transcript)) or statement.quote.exact


def shortened(statement: Statement, transcript: Transcript) -> Iterator[tuple[str, Statement, str]]:
    """The statement without each run of its words.

    Yields
    ------
    run : str
        The words left out.
    statement : Statement
        With a quote that lacks them; its turn stands in the transcript unchanged.
    said : str
        `said` without them.
    """
    quote = statement.quote
    for start, end in runs(quote.exact):
        left = without(quote.exact, start, end)
        turns = []
        for i, text in turns_of(statement, transcript):
            at = quote.start_char - span_of(statement, transcript[i])[0]
            cut = i == quote.utterance and text[at : at + len(quote.exact)] == quote.exact
            turns.append(without(text, at + start, at + end) if cut else text)
        less = replace(statement, quote=replace(quote, exact=left))
        yield quote.exact[start:end], less, " ".join(turns) or left


def telling(
    found: Sequence[tuple[ValueSuggestion, ...]],
    left_out: Sequence[tuple[int, str]],
    fallen: npt.NDArray[np.float64],
    place: Mapping[str, int],
) -> list[tuple[ValueSuggestion, ...]]:
    """Suggestions with the words that weighed in their reasons.

    Parameters
    ----------
    found : sequence
        Suggestions of each statement.
    left_out : sequence of (int, str)
        Place of a statement among ``found``, and the run it went without.
    fallen : ndarray, shape (len(left_out), values)
        By how much the log-odds of each value fell.
    place : mapping of str to int
        Column of each value.
    """
    of: dict[int, list[int]] = defaultdict(list)
    for row, (at, _) in enumerate(left_out):
        of[at].append(row)
    return [
        tuple(
            replace(
                v,
                because=replace(
                    v.because,
                    words=heaviest(
                        {left_out[r][1]: float(fallen[r, place[v.value]]) for r in of.get(at, ())}
                    ),
                ),
            )
            for v in values
        )
        for at, values in enumerate(found)
    ]
