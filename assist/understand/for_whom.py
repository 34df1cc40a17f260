"""For whom a consequence is, where the words name nobody: learned from annotated sessions.

A group named in the words wins. Otherwise a classifier over the meaning of the statement and
of the session weighs the commonest groups, and how often the talk names each; what it is not
sure of stays open.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from assist.core.dutch_words import plain, stem
from assist.core.errors import AssistError
from assist.core.files import write_bytes
from assist.understand.reading import Floats

FILE = "actors.npz"
FORMAT = "actors/1"
SCALE = 3.0  # of unit vectors, for the classifier

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, eq=False)
class ForWhom:
    """Linear classifier of the commonest groups.

    Parameters
    ----------
    encoder : str
        Name of the encoder whose vectors it weighs.
    groups : tuple of str
        In lower case, in the plural where they are people.
    weights : ndarray of float32, shape (groups, 2 * dimension)
        For `actor_rows`.
    bias : ndarray of float32, shape (groups,)
    named : float
        What it weighs that the talk names a group, by the logarithm of how often.
    threshold : float
        Lowest probability of a group that is told.
    """

    encoder: str
    groups: tuple[str, ...]
    weights: Floats
    bias: Floats
    named: float
    threshold: float

    def probabilities(self, rows: Floats, names: Floats) -> Floats:
        """Of each group for each statement, shape (n, groups).

        Parameters
        ----------
        rows : ndarray, shape (n, 2 * dimension)
            From `actor_rows`.
        names : ndarray, shape (groups,) or (n, groups)
            From `names_in`.
        """
        odds = rows @ self.weights.T + self.bias + self.named * np.log1p(names)
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        found: Floats = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return found

    def tell(self, told: Floats, texts: Iterable[str]) -> list[str]:
        """The likeliest group of each statement of a session; empty when not sure.

        Parameters
        ----------
        told : ndarray, shape (n, dimension)
            `told_vectors` of the session's effects.
        texts : iterable of str
            Everything said in the session.
        """
        if not len(told):
            return []
        found = self.probabilities(actor_rows(told), names_in(texts, self.groups))
        best = found.argmax(axis=1)
        return [self.groups[g] if found[n, g] >= self.threshold else "" for n, g in enumerate(best)]


def actor_rows(told: Floats) -> Floats:
    """Rows of one session's effects: what each says, and what all of them are about.

    Parameters
    ----------
    told : ndarray, shape (n, dimension)
        Unit vectors.
    """
    mean = told.mean(axis=0)
    about = np.broadcast_to(mean / max(float(np.linalg.norm(mean)), 1e-9), told.shape)
    return (SCALE * np.hstack([told, about])).astype(np.float32)


def folded(text: str) -> tuple[str, ...]:
    """Words of a text, so that "patiënt" and "patiënten" are one.

    Examples
    --------
    >>> folded("De patiënt")[1] == folded("patiënten")[0]
    True
    """
    return tuple(stem(plain(m.group())) for m in _WORD.finditer(text))


def names_in(texts: Iterable[str], groups: Sequence[str]) -> Floats:
    """How often a session names each group, shape (groups,)."""
    said = Counter(word for text in texts for word in folded(text))
    return np.array([said[folded(group)[0]] for group in groups], dtype=np.float32)


def save_for_whom(model: ForWhom | None, folder: Path) -> None:
    """Write `FILE` into a folder, or take it away; the same model gives the same bytes."""
    if model is None:
        (folder / FILE).unlink(missing_ok=True)
        return
    told = {
        "format": FORMAT,
        "encoder": model.encoder,
        "groups": list(model.groups),
        "named": model.named,
        "threshold": model.threshold,
    }
    buffer = BytesIO()
    np.savez_compressed(
        buffer,
        settings=np.array(json.dumps(told, ensure_ascii=False)),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )
    write_bytes(folder / FILE, buffer.getvalue(), force=True)


def load_for_whom(folder: Path) -> ForWhom | None:
    """Read it; None when the folder has none, as heads of an older making.

    Raises
    ------
    AssistError
        ``heads-unreadable`` when the file is damaged or of another making.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            told = json.loads(str(arrays["settings"]))
            if told["format"] != FORMAT:
                raise ValueError("another format")
            model = ForWhom(
                encoder=told["encoder"],
                groups=tuple(told["groups"]),
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"].astype(np.float32),
                named=float(told["named"]),
                threshold=float(told["threshold"]),
            )
        if len(model.groups) != len(model.weights) or len(model.groups) != len(model.bias):
            raise ValueError("groups and weights do not fit")
    except Exception as error:  # a damaged file fails in many ways, all told alike
        raise AssistError("heads-unreadable", path=folder) from error
    return model
