"""What one stage needs of another, so that stages do not import each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Encoder(Protocol):
    """Turns texts into unit vectors; equal texts give equal vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed texts.

        Returns
        -------
        ndarray of float32, shape (len(texts), dimension)
            Rows of unit length; cosine similarity is the dot product.
        """
        ...
