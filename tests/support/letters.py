"""A stand-in for the sentence encoder: dumb, quick, always the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt


class Letters:
    """Embeds by pairs of letters; a `assist.core.protocols.Encoder`."""

    name = "letters"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for i, text in enumerate(texts):
            for a, b in pairwise(text):
                rows[i, (ord(a) * 31 + ord(b)) % 256] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
