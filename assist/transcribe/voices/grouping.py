"""Which windows of speech are one voice: how many voices there are, and who speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.transcribe.voices.mel import Floats

    Ints: TypeAlias = npt.NDArray[np.intp]

MOST = 12  # speakers; a table with more is not told apart


@dataclass(frozen=True, slots=True)
class Tuning:
    """What was chosen on a third of the recordings; see ``tests/benchmarks/diarisation.py``.

    Parameters
    ----------
    same : float
        Cosine of two large groups of windows above which they are one voice.
    slack : float
        How much less it may be for small groups, times one over the root of their windows.
    turn : float
        Cosine of what comes before and after a moment, below which it may be another voice.
    turn_alone, least_alone : float
        The same where one window is all there is on a side, which must have so many seconds.
    firm : int
        Windows of a piece that may found a voice.
    least, share : int, float
        Windows, and share of all windows, without which nobody is counted.
    trust : float
        Weight of a window's likeness against the cost of a change of speaker.
    inside, pause : float
        Cost of a change of speaker within running speech, and in a pause.
    """

    same: float = 0.85
    slack: float = 0.15
    turn: float = 0.6
    turn_alone: float = 0.52
    least_alone: float = 1.2
    firm: int = 3
    least: int = 3
    share: float = 0.0005
    trust: float = 14.0
    inside: float = 4.0
    pause: float = 2.0


TUNING = Tuning()
_ROUNDS = 4
WIDE = 3  # windows on each side of a moment that are compared
_COARSE = 120  # groups with which the careful grouping begins


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of speech in order of time.

    Parameters
    ----------
    starts, ends : ndarray of float, shape (n,)
        Seconds.
    vectors : ndarray of float32, shape (n, d)
        Unit rows.
    runs : ndarray of int, shape (n,)
        Which run of speech, without a real pause, each is of; never less than before.
    """

    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]
    vectors: Floats
    runs: Ints

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Groups:
    """Who speaks in each window.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
    likeness : ndarray of float32, shape (n, speakers)
        Cosine of each window to each voice.
    """

    labels: Ints
    likeness: Floats


def group(windows: Windows, *, speakers: int = 0, tuning: Tuning = TUNING) -> Groups:
    """Find the voices.

    Parameters
    ----------
    windows : Windows
    speakers : int
        How many voices there are; 0 finds out.
    tuning : Tuning

    Notes
    -----
    Speech is cut where the voice changes; pieces long enough are grouped from the bottom up by
    the likeness of their sums, as long as two are alike enough for their size. Then a Viterbi
    search gives every window to a voice, where a change costs more in running speech than in a
    pause, and the voices are made anew from it, a few times. Nothing is random.
    """
    import numpy as np

    vectors = windows.vectors
    if not len(windows):
        return Groups(np.zeros(0, np.intp), np.zeros((0, 0), np.float32))
    tuning = replace(tuning, least=max(tuning.least, round(tuning.share * len(windows))))
    sums, sizes = _pieces(windows, tuning)
    voices = _founders(sums, sizes, speakers, tuning)
    for _ in range(_ROUNDS):
        labels = _walk(windows, vectors @ voices.T, tuning)
        sizes = np.bincount(labels, minlength=len(voices))
        sums = np.zeros_like(voices)
        np.add.at(sums, labels, vectors)
        kept = sizes >= (1 if speakers else min(tuning.least, sizes.max()))
        sums, sizes = sums[kept], sizes[kept]
        if not speakers:
            sums, _ = _merged(sums, sizes, 0, tuning)
        voices = _unit(sums)
    likeness = vectors @ voices.T
    return Groups(_walk(windows, likeness, tuning), likeness)


def turns_in(windows: Windows, tuning: Tuning = TUNING) -> list[int]:
    """Windows before which the voice changes: the clear ones, from what lies beside them."""
    import numpy as np

    found: list[int] = []
    edges = np.flatnonzero(np.diff(windows.runs)) + 1
    for begin, end in zip([0, *edges], [*edges, len(windows)], strict=True):
        found += _changes(windows, int(begin), int(end), tuning)
    return found


def takeovers(windows: Windows, tuning: Tuning = TUNING) -> list[float]:
    """Moments at which another voice clearly takes over: in a pause, or in running speech.

    Rather none than a wrong one. A run of one short window is too little to tell.
    """
    import numpy as np

    vectors, starts, ends = windows.vectors, windows.starts, windows.ends
    found = [float(starts[i]) for i in turns_in(windows, tuning)]
    edges = (np.flatnonzero(np.diff(windows.runs)) + 1).tolist()
    for before, at, after in zip([0, *edges], edges, [*edges[1:], len(windows)], strict=False):
        left, right = slice(max(before, at - WIDE), at), slice(at, min(after, at + WIDE))
        few = min(at - left.start, right.stop - at) == 1
        shortest = min(ends[at - 1] - starts[left.start], ends[right.stop - 1] - starts[at])
        if few and shortest < tuning.least_alone:
            continue
        one, other = vectors[left].sum(axis=0), vectors[right].sum(axis=0)
        alike = one @ other / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9)
        if alike < (tuning.turn_alone if few else tuning.turn):
            found.append(float(ends[at - 1] + starts[at]) / 2)
    return sorted(found)


def _changes(windows: Windows, begin: int, end: int, tuning: Tuning) -> list[int]:
    """Changes within one run: where what ended before differs most from what begins."""
    import numpy as np

    starts, ends, vectors = windows.starts, windows.ends, windows.vectors
    likeness = np.full(end - begin, 2.0)
    for i in range(begin + 1, end):
        before = int(np.searchsorted(ends[begin:end], starts[i] + 0.01)) + begin
        if before <= begin:
            continue
        left = vectors[max(begin, before - WIDE) : before].sum(axis=0)
        right = vectors[i : min(end, i + WIDE)].sum(axis=0)
        likeness[i - begin] = left @ right / (np.linalg.norm(left) * np.linalg.norm(right) + 1e-9)
    return [
        begin + i
        for i in range(end - begin)
        if likeness[i] < tuning.turn and likeness[i] == likeness[max(0, i - 3) : i + 4].min()
    ]


def _pieces(windows: Windows, tuning: Tuning) -> tuple[Floats, Ints]:
    """Sums of vectors over pieces of one voice, and how many windows each has."""
    import numpy as np

    cuts = np.zeros(len(windows), np.intp)
    cuts[1:] = np.diff(windows.runs) != 0
    middles = (windows.starts + windows.ends) / 2
    for change in turns_in(windows, tuning):
        # Windows that straddle the change go with the side where most of them lies.
        at = int(np.searchsorted(middles, windows.starts[change]))
        cuts[min(at, len(cuts) - 1)] = 1
    piece = np.cumsum(cuts) - cuts[0]
    sums = np.zeros((int(piece[-1]) + 1, windows.vectors.shape[1]), np.float32)
    np.add.at(sums, piece, windows.vectors)
    return sums, np.bincount(piece)


def _founders(sums: Floats, sizes: Ints, speakers: int, tuning: Tuning) -> Floats:
    """First idea of the voices, unit rows."""
    import numpy as np

    need = tuning.firm
    while need > 1 and sizes[sizes >= need].sum() < max(0.5 * sizes.sum(), tuning.least):
        need -= 1
    firm = sizes >= need
    sums, sizes = sums[firm], sizes[firm]
    if len(sums) > _COARSE:
        sums, sizes = _coarse(sums, sizes)
    sums, sizes = _merged(sums, sizes, speakers, tuning)
    order = np.argsort(-sizes, kind="stable")
    most = speakers or MOST
    kept = [i for i in order if speakers or sizes[i] >= min(tuning.least, sizes.max())][:most]
    return _unit(sums[sorted(kept)])


def _coarse(sums: Floats, sizes: Ints) -> tuple[Floats, Ints]:
    """As few groups as the careful grouping can take, by average linkage."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(_unit(sums).astype(np.float64), "average", metric="cosine")
    labels = fcluster(tree, _COARSE, "maxclust") - 1
    return _summed(sums, sizes, labels)


def _summed(sums: Floats, sizes: Ints, labels: Ints) -> tuple[Floats, Ints]:
    import numpy as np

    _, labels = np.unique(labels, return_inverse=True)
    groups = np.zeros((int(labels.max()) + 1, sums.shape[1]), np.float32)
    np.add.at(groups, labels, sums)
    return groups, np.bincount(labels, sizes).astype(np.intp)


def _merged(sums: Floats, sizes: Ints, speakers: int, tuning: Tuning) -> tuple[Floats, Ints]:
    """Join the two groups most alike, over and over, until none are alike enough.

    Small groups are noisy, so that two of one voice are less alike than large ones.
    """
    import numpy as np

    sums, sizes = sums.copy(), sizes.copy()
    while len(sums) > max(1, speakers):
        units = _unit(sums)
        smallest = np.minimum(sizes[:, None], sizes[None, :])
        alike = units @ units.T + tuning.slack / np.sqrt(smallest)
        np.fill_diagonal(alike, -2.0)
        one, other = sorted(divmod(int(alike.argmax()), len(sums)))
        if not speakers and alike[one, other] < tuning.same:
            break
        sums[one] += sums[other]
        sizes[one] += sizes[other]
        sums, sizes = np.delete(sums, other, axis=0), np.delete(sizes, other)
    return sums, sizes


def _walk(windows: Windows, likeness: Floats, tuning: Tuning) -> Ints:
    """The likeliest path through the voices (Viterbi)."""
    import numpy as np

    count, voices = likeness.shape
    inside = np.diff(windows.runs) == 0
    # A long silence makes the next speaker anybody.
    gaps = np.maximum(0.0, windows.starts[1:] - windows.ends[:-1])
    costs = np.where(inside, tuning.inside, tuning.pause * np.exp(-gaps / 2.0))
    came: list[Ints] = []
    stay = np.arange(voices)
    reached = tuning.trust * likeness[0]
    for i in range(1, count):
        best = int(reached.argmax())
        switched = reached[best] - costs[i - 1]
        changes = switched > reached
        came.append(np.where(changes, best, stay))
        reached = np.where(changes, switched, reached) + tuning.trust * likeness[i]
    path = np.empty(count, np.intp)
    path[-1] = reached.argmax()
    for i in range(count - 2, -1, -1):
        path[i] = came[i][path[i + 1]]
    return path


def _unit(rows: Floats) -> Floats:
    import numpy as np

    units: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return units


def in_order(labels: Sequence[int]) -> dict[int, str]:
    """Names S1, S2... in order of first appearance."""
    names: dict[int, str] = {}
    for label in labels:
        names.setdefault(int(label), f"S{len(names) + 1}")
    return names
