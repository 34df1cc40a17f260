"""How strongly a vector speaks for each value: one linear map, solved in closed form.

Ridge regression of "does this value lie behind it" on the annotated statements and on the
lexicon's own texts together. A value that nobody annotated yet is learned from its
definition and cues alone, at load, in milliseconds; its scores are then stretched to the
range that values with examples have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

PENALTY = 10.0
TEXT_WEIGHT = 2.0  # of a text of the lexicon, beside one annotated statement
# A value without examples is let stand out a little more, so that it is shown about as
# often as one with examples.
NEW_STRETCH = 1.3
ENOUGH = 30  # examples from which their spread tells something


@dataclass(frozen=True, eq=False)
class Weighing:
    """``raw(rows)`` is about 0 for no evidence and rises with it."""

    weights: npt.NDArray[np.float64]  # (dimension, values)
    offset: npt.NDArray[np.float64]  # (values,)

    def raw(self, rows: Floats) -> npt.NDArray[np.float64]:
        """Raw scores, shape (rows, values)."""
        return rows.astype("float64") @ self.weights + self.offset


def weigh(
    examples: Floats,
    marks: npt.NDArray[np.float64],
    texts: Floats,
    owners: npt.NDArray[np.int64],
    *,
    spread: float,
) -> Weighing:
    """Solve for the map.

    Parameters
    ----------
    examples : ndarray, shape (n, dimension)
        Annotated statements; may be none.
    marks : ndarray of {0, 1}, shape (n, values)
        Which values lie behind each.
    texts : ndarray, shape (m, dimension)
        The lexicon's texts.
    owners : ndarray of int, shape (m,)
        The value each text belongs to.
    spread : float
        Usual standard deviation of a value's scores, for values without examples.

    References
    ----------
    Hoerl and Kennard (1970), Ridge regression.
    """
    import numpy as np

    values = marks.shape[1]
    rows = np.vstack([examples, texts]).astype(np.float64)
    targets = np.vstack([marks, np.eye(values)[owners]])
    weight = np.r_[np.ones(len(examples)), np.full(len(texts), TEXT_WEIGHT)]
    mean = weight @ targets / weight.sum()
    weighted = rows * weight[:, None]
    gram = weighted.T @ rows + PENALTY * np.eye(rows.shape[1])
    weights = np.linalg.solve(gram, weighted.T @ (targets - mean))
    offset = mean
    new = marks.sum(axis=0) == 0
    if len(examples) >= ENOUGH and new.any():
        seen = examples.astype(np.float64) @ weights[:, new]
        stretch = NEW_STRETCH * spread / np.maximum(seen.std(axis=0), 1e-6)
        weights[:, new] *= stretch
        offset = mean.copy()
        offset[new] = mean[~new].mean() if (~new).any() else mean.mean()
        offset[new] -= seen.mean(axis=0) * stretch
    return Weighing(weights, offset)
