"""What is found in talk that is no such session: all of it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assist.core.transcript import Transcript
from assist.training.evaluate import Predict


@dataclass(frozen=True, slots=True)
class OtherTalk:
    """One transcript and how much was found in it."""

    name: str
    utterances: int
    effects: int
    options: int

    @property
    def rate(self) -> float:
        """Statements for each 100 utterances."""
        return 100 * (self.effects + self.options) / max(1, self.utterances)


def count_found(talks: Iterable[tuple[str, Transcript]], predict: Predict) -> list[OtherTalk]:
    """Count what is found in each transcript, by name."""
    found = []
    for name, transcript in talks:
        told = predict(transcript)
        counts = (len(transcript.utterances), len(told.effects), len(told.options))
        found.append(OtherTalk(name, *counts))
    return found


def together(talks: Iterable[OtherTalk]) -> OtherTalk:
    """All as one."""
    told = list(talks)
    return OtherTalk(
        "",
        sum(t.utterances for t in told),
        sum(t.effects for t in told),
        sum(t.options for t in told),
    )
