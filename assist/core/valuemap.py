"""The value map: what one session said, as a graph of effects, values and options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assist.core.statement import NO_REASON, Effect, Option, Reason, Statement, Status
from assist.core.transcript import Session, Transcript

SCHEMA = "valuemap/1"
LinkKind = Literal["raises", "served_by", "answers"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A value named as such, aloud."""

    utterance: int
    start_char: int
    end_char: int
    exact: str


@dataclass(frozen=True, slots=True)
class ValueNode:
    """A value in one map; ``id`` is the lexicon's preferred label or the group's own name."""

    id: str
    label: str
    cluster: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A directed edge of the map.

    ``raises``: effect -> value. ``served_by``: value -> option.
    ``answers``: option -> effect.
    """

    source: str
    target: str
    kind: LinkKind
    score: float = 1.0
    because: Reason = NO_REASON
    status: Status = "suggested"


@dataclass(frozen=True, slots=True)
class MadeBy:
    """Provenance of the suggestions."""

    version: str
    models: Mapping[str, str] = field(default_factory=dict)
    lexicon: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    made_at: str = ""


@dataclass(frozen=True)
class ValueMap:
    """Everything a session yields; the contract file in memory."""

    session: Session
    made_by: MadeBy
    transcript: Transcript
    effects: tuple[Effect, ...] = ()
    options: tuple[Option, ...] = ()
    values: tuple[ValueNode, ...] = ()
    links: tuple[Link, ...] = ()
    schema: str = SCHEMA

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Effects and options in the order they were spoken."""
        return tuple(
            sorted(
                (*self.effects, *self.options),
                key=lambda s: (s.quote.start, s.quote.utterance, s.quote.start_char, s.id),
            )
        )
