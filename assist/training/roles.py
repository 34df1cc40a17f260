"""Weighs what tells who leads a talk: ``python -m assist.training.roles`` prints the weights.

They stand in `assist.transcribe.voices.roles`. Sessions are split in five by name, so that the
figures are of sessions that the weights have not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from assist.models.shipped import shipped
from assist.training.corpus import read_corpus
from assist.transcribe.voices.roles import FEATURES, SURE, features

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.training.corpus import GoldSession

FOLDS = 5
_STRENGTH = 10.0


def main(folder: Path) -> None:
    """Print how often the moderator is found, and the weights from all sessions."""
    sessions = read_corpus(folder)
    for told in (True, False):
        right = wrong = 0
        for fold in range(FOLDS):
            weights, bias = fit([s for i, s in enumerate(sessions) if i % FOLDS != fold])
            for session in sessions[fold::FOLDS]:
                rows, leads = _table([session])
                rows[:, FEATURES.index("first")] *= told
                sums = rows @ weights + bias
                best = int(sums.argmax())
                if sums[best] >= log(SURE / (1.0 - SURE)):
                    right += int(leads[best])
                    wrong += int(not leads[best])
        known = "with" if told else "without"
        print(f"{known} who opens: right in {right} of {len(sessions)}, wrong in {wrong}")
    weights, bias = fit(sessions)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"BIAS = {bias:.2f}")


def fit(sessions: Sequence[GoldSession]) -> tuple[npt.NDArray[np.float64], float]:
    """Weights and bias of a logistic regression over speakers.

    In every annotated session the moderator opens; elsewhere a host may. So each session is
    learnt from twice, once without telling who opens.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows, leads = _table(sessions)
    untold = rows.copy()
    untold[:, FEATURES.index("first")] = 0.0
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(np.vstack([rows, untold]), np.concatenate([leads, leads]))
    return model.coef_[0], float(model.intercept_[0])


def _table(
    sessions: Sequence[GoldSession],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features of every speaker, and whether it is the moderator."""
    import numpy as np

    rows: list[tuple[float, ...]] = []
    leads: list[bool] = []
    for session in sessions:
        roles = {u.speaker: u.role for u in session.transcript.utterances}
        for speaker, values in features(session.transcript.utterances).items():
            rows.append(values)
            leads.append(roles[speaker] == "moderator")
    return np.array(rows), np.array(leads)


if __name__ == "__main__":
    main(shipped("models", "corpus"))
