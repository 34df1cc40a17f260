"""What the letters of a text say about values, beside what its vector says.

A vector tells what a text is about; pieces of words tell which words were chosen: "loket",
"wachten", "zelf". Both err in different places, so that the two together rank better than
either (figures: the card in ``models/values``). Pieces of three to five letters within words
are hashed into a fixed number of columns, so that dialect and misheard words still share
most of theirs and no list of words is kept.

References
----------
Weinberger, Dasgupta, Langford, Smola and Attenberg (2009), Feature hashing for large scale
multitask learning. Salton and Buckley (1988), Term-weighting approaches in automatic text
retrieval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assist.core.lexicon import Lexicon

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COLUMNS = 2**14
LETTERS = (3, 5)  # in a piece
SHARE = 0.75  # of its score beside the vector's
_STEPS = 127


@dataclass(frozen=True, eq=False)
class LexicalMap:
    """A linear map from hashed pieces of words to values; made by `assist.training`.

    Parameters
    ----------
    labels : tuple of str
        Preferred labels of the values it knows.
    rarity : ndarray of float16, shape (COLUMNS,)
        Inverse document frequency of each column.
    weights : ndarray of int8, shape (COLUMNS, len(labels))
    scale : ndarray of float32, shape (len(labels),)
        What one step of a weight is worth.
    """

    labels: tuple[str, ...]
    rarity: npt.NDArray[np.float16]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]

    def raw(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Scores, shape (texts, labels): about 0 for no evidence, rising with it."""
        return self.score(counts(texts))

    def score(self, pieces: Any) -> npt.NDArray[np.float64]:
        """The same for texts whose pieces are counted already."""
        rows = weighted(pieces, self.rarity.astype("float64"))
        found: npt.NDArray[np.float64] = (rows @ self.weights.astype("float64")) * self.scale
        return found

    def over(self, lexicon: Lexicon, labels: Sequence[str]) -> LexicalMap:
        """The same for a lexicon's values; one it does not know scores 0.

        Parameters
        ----------
        labels : sequence of str
            Preferred labels in ``lexicon``, in the order of the columns wanted.
        """
        import numpy as np

        place = {label: at for at, label in enumerate(labels)}
        weights = np.zeros((len(self.rarity), len(labels)), np.int8)
        scale = np.ones(len(labels), np.float32)
        for at, label in enumerate(self.labels):
            concept = lexicon.get(label)
            if concept is not None and concept.label in place:
                column = place[concept.label]
                weights[:, column], scale[column] = self.weights[:, at], self.scale[at]
        return LexicalMap(tuple(labels), self.rarity, weights, scale)


def counts(texts: Sequence[str]) -> Any:
    """How often each hashed piece is in each text: sparse, shape (texts, COLUMNS)."""
    from sklearn.feature_extraction.text import HashingVectorizer

    vectoriser = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=LETTERS,
        n_features=COLUMNS,
        alternate_sign=False,
        norm=None,
    )
    return vectoriser.transform(texts)


def weighted(pieces: Any, rarity: npt.NDArray[np.float64]) -> Any:
    """Counts as sublinear tf-idf, rows of unit length; the counts stay as they are."""
    import numpy as np
    from sklearn.preprocessing import normalize

    rows = pieces.copy()
    rows.data = 1.0 + np.log(rows.data)
    return normalize(rows.multiply(rarity).tocsr())


def stored(weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], Any]:
    """Weights in 8 bits and what a step is worth, value by value."""
    import numpy as np

    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _STEPS
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
