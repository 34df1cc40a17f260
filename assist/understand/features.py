"""Rows for the classifiers, from a `Reading`. Pure functions of arrays.

Weights bring unit vectors, cue counts and flags to one scale, so that one ridge penalty
suits them all; they were chosen by cross-validation over sessions of the corpus.
"""

from __future__ import annotations

import numpy as np

from assist.understand.reading import MARKS, Floats, Reading

VECTOR = 6.0
# For effect, option or other the utterance's own vector is held back: the encoder knew those
# it learned from too well, and place, people and neighbours must keep their say.
OWN, NEIGHBOUR, CUE, CUE_NEAR, SETTING = 2.4, 2.1, 1.0, 0.5, 2.0
PLACES = 7  # bumps along the session
ROLES = ("moderator", "co-moderator", "technicus", "beleid", "professional", "burger")
LEADERS = frozenset({"moderator", "co-moderator"})


def shifted(rows: Floats, by: int) -> Floats:
    """Rows of the utterance ``by`` places earlier (later when negative), zeros beyond the ends.

    Examples
    --------
    >>> import numpy as np
    >>> shifted(np.array([[1.0], [2.0], [3.0]]), 1).ravel().tolist()
    [0.0, 1.0, 2.0]
    >>> shifted(np.array([[1.0], [2.0], [3.0]]), -1).ravel().tolist()
    [2.0, 3.0, 0.0]
    """
    moved = np.zeros_like(rows)
    if by > 0:
        moved[by:] = rows[:-by]
    elif by < 0:
        moved[:by] = rows[-by:]
    else:
        moved[:] = rows
    return moved


def place_rows(place: Floats) -> Floats:
    """Soft bins of the place in the session, shape (n, PLACES)."""
    centres = np.linspace(0.0, 1.0, PLACES, dtype=np.float32)
    rows: Floats = np.exp(-(((place[:, None] - centres) / 0.15) ** 2)).astype(np.float32)
    return rows


def people_rows(reading: Reading) -> Floats:
    """Who speaks, before and after too; all zeros where nobody is known.

    Returns
    -------
    ndarray of float32, shape (n, len(ROLES) + 6)
    """
    n = len(reading)
    rows = np.zeros((n, len(ROLES) + 6), dtype=np.float32)
    for i, (speaker, role) in enumerate(zip(reading.speakers, reading.roles, strict=True)):
        if role in ROLES:
            rows[i, ROLES.index(role)] = 1.0
        if speaker is not None:
            rows[i, -6] = i > 0 and reading.speakers[i - 1] == speaker
            rows[i, -5] = i + 1 < n and reading.speakers[i + 1] == speaker
        rows[i, -4] = i > 0 and reading.roles[i - 1] in LEADERS
        rows[i, -3] = i + 1 < n and reading.roles[i + 1] in LEADERS
        rows[i, -2] = speaker is not None
        rows[i, -1] = role is not None
    return rows


def kind_rows(reading: Reading) -> Floats:
    """For effect, option or other."""
    v, m = reading.vectors, reading.marks
    return np.hstack(
        [
            OWN * v,
            NEIGHBOUR * shifted(v, 1),
            NEIGHBOUR * shifted(v, -1),
            CUE * m,
            CUE_NEAR * shifted(m, 1),
            CUE_NEAR * shifted(m, -1),
            SETTING * place_rows(reading.place),
            SETTING * people_rows(reading),
        ]
    ).astype(np.float32)


def kind_cue_columns(dimension: int) -> slice:
    """Columns of `kind_rows` with the utterance's own marks."""
    return slice(3 * dimension, 3 * dimension + len(MARKS))


def told_vectors(turns: Floats, quotes: Floats) -> Floats:
    """Unit vectors of statements: of the turn and of its exact words, as much of either."""
    both = turns + quotes
    vectors: Floats = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    return vectors.astype(np.float32)


def told_rows(vectors: Floats) -> Floats:
    """For polarity and domain: the words alone; cues made it no better."""
    return (VECTOR * vectors).astype(np.float32)


def phase_rows(reading: Reading) -> Floats:
    """For the phase of the session."""
    v, m = reading.vectors, reading.marks
    return np.hstack(
        [VECTOR * v, VECTOR * shifted(v, 1), 0.5 * m, place_rows(reading.place),
         people_rows(reading)]
    ).astype(np.float32)  # fmt: skip
