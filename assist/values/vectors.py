"""Vectors of statements, in their context and without what the whole session shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assist.core.protocols import Encoder
from assist.core.statement import Statement
from assist.core.transcript import Transcript

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

# How much the turns around a statement weigh; its own words and turn weigh 1 each.
_AROUND = {-3: 0.3, -2: 0.3, -1: 0.6, 1: 0.3, 2: 0.2}
_SAMPLE = 128  # utterances that stand for a session
_PRIOR = 10  # utterances' worth of the corpus mean, while a session is young
_REMEMBERED = 20_000  # texts; some 30 MB


class Remembering:
    """An encoder that embeds a text once, while a session grows and is asked about anew.

    Parameters
    ----------
    encoder : Encoder
        Does the work for texts not met before.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embed texts; see `assist.core.protocols.Encoder`."""
        import numpy as np

        if not texts:
            return self._encoder.encode([])
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def remembering(encoder: Encoder) -> Remembering:
    """The encoder with a memory; one that has a memory stays itself."""
    return encoder if isinstance(encoder, Remembering) else Remembering(encoder)


def unit(rows: Floats) -> Floats:
    """Rows of length 1; a row of zeros stays so."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(lengths == 0.0, 1.0, lengths)).astype(np.float32)


def centre_of(transcript: Transcript, encoder: Encoder, prior: Floats | None) -> Floats:
    """Mean vector of a session: its technology and setting, which all its turns share.

    Taken away from a statement, what remains tells its value apart. At most 128
    utterances are embedded, the same ones while a session grows, until it doubles.

    Parameters
    ----------
    prior : ndarray of float32, shape (dimension,), optional
        Mean of the corpus; it counts as ten utterances.

    Returns
    -------
    ndarray of float32, shape (dimension,)
    """
    import numpy as np

    texts = [u.text for u in transcript.utterances]
    stride = 1
    while len(texts) > _SAMPLE * stride:
        stride *= 2
    rows = encoder.encode(texts[::stride])
    total = rows.sum(axis=0, dtype=np.float64)
    count = len(rows)
    if prior is not None:
        total, count = total + _PRIOR * prior, count + _PRIOR
    centre: Floats = (total / max(count, 1)).astype(np.float32)
    return centre


def statement_vectors(
    statements: Sequence[Statement],
    transcript: Transcript,
    encoder: Encoder,
    prior: Floats | None = None,
) -> Floats:
    """The exact words, the turns they stand in, and a little of the turns around them.

    Parameters
    ----------
    statements : sequence of Statement
        Not empty; their utterances lie in ``transcript``.
    prior : ndarray of float32, shape (dimension,), optional
        See `centre_of`.

    Returns
    -------
    ndarray of float32, shape (len(statements), dimension)
        Rows of unit length.
    """
    import numpy as np

    utterances = transcript.utterances
    place = {u.id: i for i, u in enumerate(utterances)}
    around: list[dict[int, float]] = []
    for statement in statements:
        own = [place[i] for i in (*statement.utterances, statement.quote.utterance) if i in place]
        weights: dict[int, float] = {}
        for offset, weight in _AROUND.items():
            if own and 0 <= (at := (min(own) if offset < 0 else max(own)) + offset) < len(place):
                weights[at] = weight
        weights.update(dict.fromkeys(own, 1.0 / max(len(set(own)), 1)))
        around.append(weights)
    near = sorted({i for weights in around for i in weights})
    texts = [s.quote.exact for s in statements] + [utterances[i].text for i in near]
    rows = unit(encoder.encode(texts) - centre_of(transcript, encoder, prior))
    turns = dict(zip(near, rows[len(statements) :], strict=True))
    found = np.array(rows[: len(statements)])
    for at, weights in enumerate(around):
        for i, weight in sorted(weights.items()):
            found[at] += np.float32(weight) * turns[i]
    return unit(found)
