"""Vectors of statements: their words and the turns they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assist.core.protocols import Encoder
from assist.core.statement import Statement
from assist.core.transcript import Transcript
from assist.core.turns import turns_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

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


def statement_vectors(
    statements: Sequence[Statement],
    transcript: Transcript,
    encoder: Encoder,
    mean: Floats | None = None,
) -> Floats:
    """The exact words and the turns they stand in, as much of either.

    The encoder is adapted to tell the value of one utterance; the turns around it, and
    taking away what a session shares, made values no better with it.

    Parameters
    ----------
    statements : sequence of Statement
        Not empty; their utterances lie in ``transcript``.
    mean : ndarray of float32, shape (dimension,), optional
        Of the corpus's utterances; without it, of the statements' own texts.

    Returns
    -------
    ndarray of float32, shape (len(statements), dimension)
        Rows of unit length.
    """
    import numpy as np

    turns = [turns_of(s, transcript) for s in statements]
    near = sorted({turn for own in turns for turn in own})
    texts = [s.quote.exact for s in statements] + [text for _, text in near]
    rows = encoder.encode(texts)
    rows = unit(rows - (rows.mean(axis=0) if mean is None else mean))
    of_turn = dict(zip(near, rows[len(statements) :], strict=True))
    found = np.array(rows[: len(statements)])
    for at, own in enumerate(turns):
        if own:
            found[at] += np.mean([of_turn[i] for i in own], axis=0)
    return unit(found)
