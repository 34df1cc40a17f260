"""What a run tells while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from assist.core.statement import Statement
from assist.core.transcript import Held, Utterance
from assist.core.valuemap import ValueMap

if TYPE_CHECKING:
    from assist.listening import Used

Stage = Literal["load", "transcribe", "understand", "value", "map"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; ``done`` in [0, 1], ``seconds_left`` None when unknown."""

    stage: Stage
    done: float
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The recogniser is there, and works with this."""

    used: Used


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something was recognised but is not believed."""

    held: Held


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance was transcribed or read."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Found:
    """A first suggestion; the finished map may rank, link or drop it."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Finished:
    """The value map is complete; always the last event."""

    valuemap: ValueMap


Event: TypeAlias = Progress | Loaded | SetAside | Heard | Found | Finished
