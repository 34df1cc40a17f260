"""What the session has not touched, or not worked out: for the moderator, as questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assist.core.lexicon import Lexicon
from assist.core.statement import Effect, Option
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.live import live_effects, live_links, live_options

LEADING_ROLES = frozenset({"moderator", "co-moderator", "gespreksleider"})
QUIET = 0.5
"""A role is hardly heard when its people speak less than this part of an even share."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How much one role spoke.

    Parameters
    ----------
    role : str
    speakers : int
        Different speakers with that role.
    seconds : float
        Speaking time together.
    share : float
        Part of the speaking time of all who do not lead the talk, [0, 1]; 0 for who do.
    """

    role: str
    speakers: int
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Gaps:
    """What may deserve another look.

    Parameters
    ----------
    effects_without_option : tuple of Effect
        No option answers them.
    options_without_value : tuple of Option
        Serve no value yet.
    values_only_named : tuple of ValueNode
        Named aloud, but behind no effect and served by no option.
    values_without_option : tuple of ValueNode
        Behind an effect, but served by no option.
    values_untouched : tuple of str
        Labels of the lexicon that occur nowhere in the map.
    quiet_roles : tuple of Voice
        Roles that were hardly heard, the quietest first.
    """

    effects_without_option: tuple[Effect, ...] = ()
    options_without_value: tuple[Option, ...] = ()
    values_only_named: tuple[ValueNode, ...] = ()
    values_without_option: tuple[ValueNode, ...] = ()
    values_untouched: tuple[str, ...] = ()
    quiet_roles: tuple[Voice, ...] = ()


def gaps(valuemap: ValueMap, lexicon: Lexicon) -> Gaps:
    """Find what was left open; refused statements and links do not count."""
    links = live_links(valuemap)
    answered = {link.target for link in links if link.kind == "answers"}
    raised = {link.target for link in links if link.kind == "raises"}
    serving = {link.target for link in links if link.kind == "served_by"}
    served = {link.source for link in links if link.kind == "served_by"}
    present = {v.id for v in valuemap.values}
    return Gaps(
        effects_without_option=tuple(e for e in live_effects(valuemap) if e.id not in answered),
        options_without_value=tuple(o for o in live_options(valuemap) if o.id not in serving),
        values_only_named=tuple(v for v in valuemap.values if v.id not in raised | served),
        values_without_option=tuple(v for v in valuemap.values if v.id in raised - served),
        values_untouched=tuple(label for label in lexicon.labels if label not in present),
        quiet_roles=quiet(voices(valuemap.transcript)),
    )


def voices(transcript: Transcript) -> tuple[Voice, ...]:
    """Speaking time by role, most first; empty when no roles are known."""
    seconds: dict[str, float] = defaultdict(float)
    speakers: dict[str, set[str]] = defaultdict(set)
    for u in transcript.utterances:
        if u.role:
            seconds[u.role] += u.span.duration
            speakers[u.role].add(u.speaker or u.role)
    total = sum(s for role, s in seconds.items() if role not in LEADING_ROLES)
    found = [
        Voice(
            role=role,
            speakers=len(speakers[role]),
            seconds=round(seconds[role], 3),
            share=0.0 if role in LEADING_ROLES or not total else seconds[role] / total,
        )
        for role in seconds
    ]
    return tuple(sorted(found, key=lambda v: (-v.seconds, v.role)))


def quiet(heard: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """Roles whose people spoke less than `QUIET` of an even share a head."""
    others = [v for v in heard if v.role not in LEADING_ROLES]
    heads = sum(v.speakers for v in others)
    low = [v for v in others if v.share < QUIET * v.speakers / heads]
    return tuple(sorted(low, key=lambda v: (v.share / v.speakers, v.role)))
