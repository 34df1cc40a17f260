"""The trained classifiers on top of the encoder, and the files they live in.

``heads.skops`` holds scikit-learn estimators (read with skops, which builds only the types
named here; a pickle could run anything), ``heads.json`` the settings, ``examples.json`` and
``examples.npz`` the statements they learned from, to show the nearest one as a reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assist.core.errors import AssistError
from assist.core.files import write_bytes, write_text
from assist.core.statement import Domain, Kind, Polarity
from assist.core.transcript import PHASES, Phase
from assist.understand.features import (
    CUE,
    kind_cue_columns,
    kind_rows,
    phase_rows,
    told_rows,
)
from assist.understand.phases import most_likely
from assist.understand.reading import MARKS, Floats, Reading

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

FORMAT = "statements/2"
PRIOR_WEIGHT = 40.0  # utterances that the usual share of statements counts for
KINDS = ("effect", "option", "other")  # in the order of the probabilities
ESTIMATORS = ("kind", "calibration", "polarity", "domain", "phase", "clause")
# All that heads.skops may hold beside what skops itself trusts; nothing else is built.
TRUSTED: tuple[str, ...] = ()

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Examples:
    """Statements of the corpus: kind, exact words, and the vector of their utterance."""

    kinds: tuple[str, ...]
    quotes: tuple[str, ...]
    vectors: npt.NDArray[np.float16]
    _places: Mapping[str, npt.NDArray[np.int64]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kinds = np.array(self.kinds)
        places = {k: np.flatnonzero(kinds == k) for k in ("effect", "option")}
        object.__setattr__(self, "_places", places)

    def nearest(self, vectors: Floats, kind: Kind) -> list[str]:
        """Most similar example of this kind for each vector, shape (n, dimension)."""
        places = self._places[kind]
        if not len(places):
            return [""] * len(vectors)
        similar = vectors @ self.vectors[places].astype(np.float32).T
        return [self.quotes[places[i]] for i in similar.argmax(axis=1)]


@dataclass(frozen=True, eq=False)
class Heads:
    """Everything that was learned, and what it was learned for.

    Parameters
    ----------
    version : str
        From the contents.
    encoder : str
        Name of the encoder whose vectors they weigh; another one's mean nothing to them.
    estimators : mapping of str to LogisticRegression
        One for each of `ESTIMATORS`.
    steps, share : ndarray
        See `assist.understand.phases`.
    thresholds : mapping
        Lowest probability of an effect and of an option that is shown.
    priors : tuple of float
        Shares of `KINDS` among the utterances it was calibrated on; empty: not known.
    """

    version: str
    encoder: str
    estimators: Mapping[str, LogisticRegression]
    steps: Doubles
    share: Doubles
    thresholds: Mapping[str, float]
    examples: Examples
    priors: tuple[float, ...] = ()

    def kinds(self, reading: Reading) -> Doubles:
        """Calibrated probabilities, shape (n, 3), columns as `KINDS`."""
        if not len(reading):
            return np.zeros((0, len(KINDS)))
        raw = self.estimators["kind"].predict_proba(kind_rows(reading))
        result: Doubles = self.estimators["calibration"].predict_proba(logs(raw))
        return to_this_talk(result, np.array(self.priors)) if self.priors else result

    def polarities(self, vectors: Floats) -> list[Polarity]:
        """Of effects, from `told_vectors`."""
        return list(map(str, self.estimators["polarity"].predict(told_rows(vectors))))  # type: ignore[arg-type]

    def domains(self, vectors: Floats) -> list[Domain]:
        """Of options, from `told_vectors`."""
        return list(map(str, self.estimators["domain"].predict(told_rows(vectors))))  # type: ignore[arg-type]

    def phases(self, reading: Reading) -> list[Phase]:
        """Most likely course of the session."""
        if not len(reading):
            return []
        head = self.estimators["phase"]
        found = head.predict_proba(phase_rows(reading))
        columns = [list(head.classes_).index(phase) for phase in PHASES]
        return most_likely(found[:, columns].astype(np.float64), self.steps, self.share)

    def clause_log_odds(self, rows: Floats) -> list[float]:
        """For each clause that it belongs to the quote."""
        return [float(x) for x in self.estimators["clause"].decision_function(rows)]

    def cue_weights(self, kind: Kind) -> Mapping[str, float]:
        """How much one cue in an utterance speaks for the kind, against "other"."""
        coef = self.estimators["kind"].coef_
        dimension = self.examples.vectors.shape[1]
        columns = kind_cue_columns(dimension)
        weights = coef[KINDS.index(kind), columns] - coef[KINDS.index("other"), columns]
        return dict(zip(MARKS, (CUE * weights).tolist(), strict=True))


def to_this_talk(probabilities: Doubles, priors: Doubles, rounds: int = 50) -> Doubles:
    """Probabilities for talk that holds fewer statements than the sessions learned from.

    Debate that is no such session raises a false alarm now and then; as those alarms are
    few and unsure, its own share of statements proves low, and they weigh less. Talk that
    is richer than the sessions is left as it is.

    Parameters
    ----------
    probabilities : ndarray, shape (n, 3)
        Columns as `KINDS`, under the shares ``priors``.
    priors : ndarray, shape (3,)

    References
    ----------
    Saerens, Latinne and Decaestecker (2002), Adjusting the outputs of a classifier to new a
    priori probabilities, Neural Computation 14.
    """
    shares, found = priors, probabilities
    for _ in range(rounds):
        found = probabilities * (shares / priors)
        found /= found.sum(axis=1, keepdims=True)
        shares = (found.sum(axis=0) + PRIOR_WEIGHT * priors) / (len(found) + PRIOR_WEIGHT)
    odds = np.minimum((shares / priors) / (shares[-1] / priors[-1]), 1.0)
    adjusted: Doubles = probabilities * odds
    adjusted /= adjusted.sum(axis=1, keepdims=True)
    return adjusted


def logs(probabilities: Doubles) -> Doubles:
    """Input of the calibration: logarithms, bounded."""
    result: Doubles = np.log(np.clip(probabilities, 1e-6, 1.0))
    return result


def save_heads(heads: Heads, folder: Path) -> None:
    """Write a folder that `load_heads` reads; the same heads give the same bytes.

    Files that are there are replaced.
    """
    import io

    from skops.io import dumps

    from assist.understand.stable import stable

    settings = {
        "format": FORMAT,
        "version": heads.version,
        "encoder": heads.encoder,
        "marks": list(MARKS),
        "thresholds": dict(heads.thresholds),
        "priors": list(heads.priors),
        "phases": {
            "steps": heads.steps.round(6).tolist(),
            "share": heads.share.round(6).tolist(),
        },
    }
    examples = [
        {"kind": kind, "quote": quote}
        for kind, quote in zip(heads.examples.kinds, heads.examples.quotes, strict=True)
    ]
    vectors = io.BytesIO()
    np.savez_compressed(vectors, vectors=heads.examples.vectors)
    write_bytes(folder / "heads.skops", stable(dumps(dict(heads.estimators))), force=True)
    write_bytes(folder / "examples.npz", vectors.getvalue(), force=True)
    for name, data in (("heads.json", settings), ("examples.json", examples)):
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        write_text(folder / name, text, force=True)


def load_heads(folder: Path) -> Heads:
    """Read the classifiers of a folder.

    Raises
    ------
    AssistError
        ``heads-unreadable`` when a file is missing, damaged or of another making.
    """
    from skops.io import get_untrusted_types, load

    try:
        settings = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
        if settings["format"] != FORMAT or settings["marks"] != list(MARKS):
            raise ValueError("another format")
        unknown = set(get_untrusted_types(file=folder / "heads.skops")) - set(TRUSTED)
        if unknown:
            raise ValueError(f"types that do not belong here: {sorted(unknown)}")
        estimators = load(folder / "heads.skops", trusted=list(TRUSTED))
        if set(estimators) != set(ESTIMATORS):
            raise ValueError("other classifiers")
        examples = json.loads((folder / "examples.json").read_text(encoding="utf-8"))
        with np.load(folder / "examples.npz", allow_pickle=False) as arrays:
            vectors = arrays["vectors"]
        return Heads(
            version=settings["version"],
            encoder=settings["encoder"],
            estimators=estimators,
            steps=np.array(settings["phases"]["steps"]),
            share=np.array(settings["phases"]["share"]),
            thresholds=settings["thresholds"],
            examples=Examples(
                tuple(e["kind"] for e in examples), tuple(e["quote"] for e in examples), vectors
            ),
            priors=tuple(settings["priors"]),
        )
    except Exception as error:  # a damaged file fails in many ways, all told alike
        raise AssistError("heads-unreadable", path=folder) from error
