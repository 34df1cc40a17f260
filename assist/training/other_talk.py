"""What is found in talk that is no such session: all of it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def with_sum(talks: Sequence[OtherTalk]) -> tuple[OtherTalk, ...]:
    """Each, and where there are more, all together without a name."""
    if len(talks) < 2:
        return tuple(talks)
    whole = OtherTalk(
        "",
        sum(t.utterances for t in talks),
        sum(t.effects for t in talks),
        sum(t.options for t in talks),
    )
    return (*talks, whole)
