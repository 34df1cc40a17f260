"""The phase of the session: what each utterance suggests, smoothed along the talk."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assist.core.transcript import PHASES, Phase

Doubles = npt.NDArray[np.float64]


def transitions(sequences: list[list[Phase]], *, prior: float = 0.5) -> Doubles:
    """How phases follow each other from one utterance to the next.

    Returns
    -------
    ndarray, shape (len(PHASES), len(PHASES))
        Rows sum to one; ``prior`` is added to every count.
    """
    counts = np.full((len(PHASES), len(PHASES)), prior)
    for sequence in sequences:
        for before, after in pairwise(sequence):
            counts[PHASES.index(before), PHASES.index(after)] += 1.0
    result: Doubles = counts / counts.sum(axis=1, keepdims=True)
    return result


def most_likely(probabilities: Doubles, steps: Doubles, share: Doubles) -> list[Phase]:
    """Most likely course of the session, by Viterbi's algorithm.

    Parameters
    ----------
    probabilities : ndarray, shape (n, len(PHASES))
        Of each phase given one utterance.
    steps : ndarray, shape (len(PHASES), len(PHASES))
        From `transitions`.
    share : ndarray, shape (len(PHASES),)
        Share of each phase in the corpus; divides the probabilities, as the course has
        its own say on how common a phase is.
    """
    if not len(probabilities):
        return []
    evidence = np.log(probabilities + 1e-4) - np.log(share)
    step = np.log(steps)
    best = evidence[0] + np.log(share)
    back = np.zeros(probabilities.shape, dtype=np.int64)
    for i in range(1, len(probabilities)):
        options = best[:, None] + step
        back[i] = options.argmax(axis=0)
        best = options.max(axis=0) + evidence[i]
    course = [int(best.argmax())]
    for i in range(len(probabilities) - 1, 0, -1):
        course.append(int(back[i, course[-1]]))
    return [PHASES[c] for c in reversed(course)]
