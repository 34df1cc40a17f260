"""Group the values of one map under a few head values.

The lexicon says which values are kin; the talk says which kin belong together here. The
method asks for about three clusters that fit the story of the case, so small families join
the one they were spoken of together with.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assist.core.lexicon import Lexicon

MOST = 4
"""Families of values are joined until no more than this many are left."""
LARGEST = 0.4
"""Joining never makes a cluster that holds more than this part of all values."""


def clusters_of(
    labels: Sequence[str],
    together: Iterable[Sequence[str]],
    lexicon: Lexicon,
    known: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Cluster of each value that occurs.

    Parameters
    ----------
    labels : sequence of str
        Values of one map.
    together : iterable of sequence of str
        The values of each statement.
    lexicon : Lexicon
        Its topmost broader concepts are the head values.
    known : mapping of str to str, optional
        Clusters that the map had already; they stay, so that the map does not jump about
        while somebody works on it. A new value joins where its kin are.

    Returns
    -------
    dict of str to str
        Label of a head value; empty for a value that stands on its own: one that the
        lexicon does not know, or one without kin or company in this map.
    """
    heads = {label: head_of(label, lexicon) for label in labels}
    if known and any(known.values()):
        kin = {heads[v]: known[v] for v in labels if known.get(v) and heads[v]}
        return {v: known[v] if v in known else kin.get(heads[v], "") for v in labels}
    members: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        if heads[label]:
            members[heads[label]].append(label)
    _join(members, [tuple(values) for values in together])
    found = {v: head for head, values in members.items() for v in values if len(values) > 1}
    return {label: found.get(label, "") for label in labels}


def head_of(label: str, lexicon: Lexicon) -> str:
    """The topmost broader concept of a value; a concept without one is its own head."""
    concept = lexicon.get(label)
    seen: set[str] = set()
    while concept is not None and concept.cluster and concept.label not in seen:
        seen.add(concept.label)
        broader = lexicon.get(concept.cluster)
        if broader is None:
            return concept.cluster
        concept = broader
    return concept.label if concept is not None else ""


def _join(members: dict[str, list[str]], together: Sequence[Sequence[str]]) -> None:
    """Join the lightest family to the one it shares most statements with, while too many."""

    def carriers(head: str) -> set[int]:
        inside = set(members[head])
        return {i for i, values in enumerate(together) if inside.intersection(values)}

    alone = {head: len(carriers(head)) for head in members}

    room = max(4, round(LARGEST * sum(map(len, members.values()))))
    stuck: set[str] = set()
    while len(members) > MOST:
        weight = {head: len(carriers(head)) for head in members}
        light = min(
            (h for h in members if h not in stuck), key=lambda h: (weight[h], h), default=""
        )
        if not light:
            return
        mine = carriers(light)

        def company(head: str, mine: set[int] = mine) -> float:
            theirs = carriers(head)
            return len(mine & theirs) / math.sqrt(max(1, len(mine)) * max(1, len(theirs)))

        fitting = [
            h
            for h in members
            if h != light and company(h) > 0 and len(members[h]) + len(members[light]) <= room
        ]
        if not fitting:
            stuck.add(light)  # without company that has room: it stays apart
            continue
        best = max(fitting, key=lambda h: (company(h), weight[h], h))
        # The family that was spoken of most by itself gives its name.
        name = max((best, light), key=lambda h: (alone[h], h))
        members[name] = members.pop(best) + members.pop(light)
        stuck.clear()
