"""The one place that joins the stages.

It yields what it knows as soon as it knows it, so that the command line, the web
page and a batch are the same code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from assist.core.statement import Statement
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import ValueMap

Stage = Literal["load", "transcribe", "understand", "value", "map"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; ``done`` in [0, 1], ``seconds_left`` None when unknown."""

    stage: Stage
    done: float
    seconds_left: float | None = None


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


Event: TypeAlias = Progress | Heard | Found | Finished
