"""The words that made an utterance a statement, found by leaving them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assist.core.leaving_out import heaviest, runs, without
from assist.core.protocols import Encoder
from assist.understand.detect import Detected
from assist.understand.heads import KINDS, Doubles, Heads
from assist.understand.reading import Floats, Reading, marks_of

AROUND = 2  # utterances on each side that are weighed along


def with_telling_words(
    found: Sequence[Detected],
    heads: Heads,
    reading: Reading,
    texts: Sequence[str],
    encoder: Encoder,
) -> tuple[Detected, ...]:
    """Statements with the words in their reasons without which they would score lowest.

    Only quotes are embedded, as the values of these statements ask for the same ones. What
    an utterance as a whole is without a run follows from them, as a vector of the encoder
    is the mean over its words.

    Parameters
    ----------
    found : sequence of Detected
        From `detect`, on the same reading and texts.
    """
    left = [(n, a, b) for n, f in enumerate(found) for a, b in runs(_quote(f, texts))]
    if not left:
        return tuple(found)
    quotes = [_quote(f, texts) for f in found]
    embedded = encoder.encode([*quotes, *(without(quotes[n], a, b) for n, a, b in left)])
    copies = []
    for (n, a, b), shorter in zip(left, embedded[len(quotes) :], strict=True):
        f, text = found[n], texts[found[n].at]
        rest = without(text, f.piece.start + a, f.piece.start + b)
        sizes = (len(text.split()), len(quotes[n].split()), len(quotes[n][a:b].split()))
        vector = _lessened(reading.vectors[f.at], embedded[n], shorter, *sizes)
        copies.append((f.at, vector, marks_of(rest)))
    now = _log_odds(heads.kinds(reading))
    then = _log_odds(_without_each(heads, reading, copies))
    weights: list[dict[str, float]] = [{} for _ in found]
    for (n, a, b), odds in zip(left, then, strict=True):
        column = KINDS.index(found[n].kind)
        weights[n][quotes[n][a:b]] = float(now[found[n].at, column] - odds[column])
    return tuple(
        replace(f, because=replace(f.because, words=heaviest(each)))
        for f, each in zip(found, weights, strict=True)
    )


def _quote(found: Detected, texts: Sequence[str]) -> str:
    return texts[found.at][found.piece.start : found.piece.end]


def _lessened(
    whole: Floats, quote: Floats, shorter: Floats, words: int, quoted: int, out: int
) -> Floats:
    """Vector of an utterance without ``out`` words of its quote."""
    row = words * whole - quoted * quote + (quoted - out) * shorter
    length = float(np.linalg.norm(row))
    vector: Floats = (row / length if length else shorter).astype(np.float32)
    return vector


def _log_odds(probabilities: Doubles) -> Doubles:
    p = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: Doubles = np.log(p / (1 - p))
    return odds


def _without_each(
    heads: Heads, reading: Reading, copies: Sequence[tuple[int, Floats, Floats]]
) -> Doubles:
    """Probabilities of the changed utterances, each among its own neighbours."""
    middles: list[int] = []
    places: list[int] = []
    for at, _, _ in copies:
        first, end = max(0, at - AROUND), min(len(reading), at + AROUND + 1)
        middles.append(len(places) + at - first)
        places += range(first, end)
    vectors, marks = reading.vectors[places], reading.marks[places]
    for middle, (_, vector, mark) in zip(middles, copies, strict=True):
        vectors[middle], marks[middle] = vector, mark
    stacked = Reading(
        vectors=vectors,
        marks=marks,
        starts=reading.starts[places],
        duration=reading.duration,
        speakers=tuple(reading.speakers[i] for i in places),
        roles=tuple(reading.roles[i] for i in places),
    )
    changed: Doubles = heads.kinds(stacked)[middles]
    return changed
