"""What two people made of the same thing without having seen it: shown side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assist.review.conflicts import Version
from assist.review.history import field_name, value_text
from assist.web.wording import moment

if TYPE_CHECKING:
    from assist.web.desk import Shown


@dataclass(frozen=True)
class Side:
    """One version; ``number`` is that of the decision, ``stands`` whether it holds now."""

    number: int
    who: str
    at: str
    when: str
    text: str
    stands: bool


@dataclass(frozen=True)
class Dispute:
    """A field with its versions, the oldest first."""

    target: str
    field: str
    name: str
    sides: tuple[Side, ...]


def disputes(shown: Shown) -> Mapping[str, tuple[Dispute, ...]]:
    """Conflicts that nobody settled, by what they are about."""
    versions: dict[tuple[str, str], dict[int, Version]] = {}
    for conflict in shown.conflicts:
        own = versions.setdefault((conflict.target, conflict.field), {})
        own |= {v.number: v for v in (conflict.earlier, conflict.later)}
    found: dict[str, tuple[Dispute, ...]] = {}
    for (target, field), own in versions.items():
        last = max(own)
        sides = tuple(
            Side(n, v.who, v.at, moment(v.at), value_text(field, v.value), n == last)
            for n, v in sorted(own.items())
        )
        found[target] = (*found.get(target, ()), Dispute(target, field, field_name(field), sides))
    return found


def elsewhere(shown: Shown) -> tuple[Dispute, ...]:
    """Those that stand beside no statement and no utterance: on roles, clusters and such."""
    said = shown.valuemap.transcript
    return tuple(
        dispute
        for target, own in disputes(shown).items()
        if target not in shown.statements
        and not (target.startswith("u-") and target[2:].isdecimal() and int(target[2:]) in said)
        for dispute in own
    )
