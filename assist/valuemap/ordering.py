"""Order the columns of the map so that few links cross, with groups that stay together."""

from __future__ import annotations

import random
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Edge = tuple[str, str]
Ints: TypeAlias = npt.NDArray[np.intp]
Floats: TypeAlias = npt.NDArray[np.float64]
SWEEPS = 4
SIFTED = 2  # of the starts; sifting is what costs time
PASSES = 6
PATIENCE = 50  # nodes put elsewhere in vain before that ends
_SEED = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that stay together; ``fixed`` groups keep their place in the column."""

    name: str
    nodes: tuple[str, ...]
    fixed: bool = False


Column = tuple[Group, ...]


def crossings(left: Sequence[str], right: Sequence[str], edges: Sequence[Edge]) -> int:
    """How many pairs of edges cross between two columns.

    Parameters
    ----------
    left, right : sequence of str
        Nodes from top to bottom.
    edges : sequence of (str, str)
        From a node of ``left`` to a node of ``right``.
    """
    at_left = {n: i for i, n in enumerate(left)}
    at_right = {n: i for i, n in enumerate(right)}
    seen: list[int] = []
    total = 0
    for _, place in sorted((at_left[a], at_right[b]) for a, b in edges):
        total += len(seen) - bisect_right(seen, place)
        insort(seen, place)
    return total


def flat(column: Column) -> list[str]:
    """Nodes from top to bottom."""
    return [n for group in column for n in group.nodes]


def total_crossings(columns: Sequence[Column], edges: Sequence[Sequence[Edge]]) -> int:
    """Crossings between all neighbouring columns."""
    return sum(
        crossings(flat(a), flat(b), between)
        for a, b, between in zip(columns, columns[1:], edges, strict=False)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A group while it is being ordered: places in the column as it was given."""

    group: Group
    nodes: Ints


_Order: TypeAlias = list[list[_Part]]  # by column
_Ties: TypeAlias = Sequence[Floats]  # links between neighbouring columns, as matrices


def fewer_crossings(
    columns: Sequence[Column], edges: Sequence[Sequence[Edge]]
) -> tuple[Column, ...]:
    """Reorder nodes in their groups, and groups that are not fixed.

    Parameters
    ----------
    columns : sequence of Column
        From left to right.
    edges : sequence of sequence of (str, str)
        ``edges[i]`` run from ``columns[i]`` to ``columns[i + 1]``.

    Returns
    -------
    tuple of Column
        Never with more crossings than it was given.

    Notes
    -----
    Sweeps by barycentre (Sugiyama, Tagawa & Toda 1981) from every order of the free groups;
    of the most promising each node is sifted to where it crosses least (Matuszewski,
    Schönfeld & Molitor 1999); then nodes of inner columns are put elsewhere at random, as
    long as that helps. The seed is fixed: the same map gives the same picture.
    """
    names = [flat(column) for column in columns]
    ties = [
        _matrix(left, right, between)
        for left, right, between in zip(names, names[1:], edges, strict=False)
    ]
    given = [list(_parts(column)) for column in columns]
    best, least = given, _count(ties, given)
    if not least:
        return tuple(columns)
    swept = [_swept(ties, start) for start in _starts(given)]
    swept.sort(key=lambda order: _count(ties, order))
    for order in swept[:SIFTED]:
        sifted = _sifted(ties, order)
        if (now := _count(ties, sifted)) < least:
            best, least = sifted, now
    last = _sifted(ties, _stirred(ties, best))
    best = last if _count(ties, last) < least else best
    return tuple(
        tuple(replace(part.group, nodes=tuple(names[i][n] for n in part.nodes)) for part in parts)
        for i, parts in enumerate(best)
    )


def _matrix(left: Sequence[str], right: Sequence[str], edges: Sequence[Edge]) -> Floats:
    """How many links run from each node on the left to each on the right."""
    at_left = {n: i for i, n in enumerate(left)}
    at_right = {n: i for i, n in enumerate(right)}
    made = np.zeros((len(left), len(right)))
    for a, b in edges:
        made[at_left[a], at_right[b]] += 1
    return made


def _parts(column: Column) -> Iterator[_Part]:
    first = 0
    for group in column:
        yield _Part(group, np.arange(first, first + len(group.nodes)))
        first += len(group.nodes)


def _line(parts: Sequence[_Part]) -> Ints:
    return np.concatenate([p.nodes for p in parts]) if parts else np.zeros(0, np.intp)


def _count(ties: _Ties, order: _Order) -> int:
    """Crossings between all neighbouring columns."""
    total = 0.0
    for i, tie in enumerate(ties):
        drawn = tie[np.ix_(_line(order[i]), _line(order[i + 1]))]
        below = np.cumsum(drawn[::-1], axis=0)[::-1] - drawn
        total += float((drawn * (np.cumsum(below, axis=1) - below)).sum())
    return round(total)


def _around(ties: _Ties, order: _Order, i: int) -> Iterator[tuple[Floats, Ints]]:
    """Links of column ``i`` with each neighbouring column, and how that one is ordered."""
    if i > 0:
        yield ties[i - 1].T, _line(order[i - 1])
    if i < len(ties):
        yield ties[i], _line(order[i + 1])


def _starts(given: _Order) -> Iterator[_Order]:
    """The given order, with the free groups in every order when they are few."""
    free = [[k for k, p in enumerate(parts) if not p.group.fixed] for parts in given]
    column = max(range(len(given)), key=lambda i: len(free[i]), default=0)
    places = free[column] if free else []
    orders = permutations(places) if len(places) <= 4 else (places, places[::-1])
    for chosen in orders:
        parts = list(given[column])
        for place, k in zip(places, chosen, strict=True):
            parts[place] = given[column][k]
        yield [*given[:column], parts, *given[column + 1 :]]


def _swept(ties: _Ties, order: _Order) -> _Order:
    """Every node between its neighbours, from the outer columns in and out again."""
    inner, outer = range(1, len(order) - 1), (0, len(order) - 1)
    for _sweep in range(SWEEPS):
        for i in (*outer, *inner, *outer):
            order = _with(order, i, _by_barycentre(ties, order, i))
    return order


def _with(order: _Order, i: int, parts: list[_Part]) -> _Order:
    return [*order[:i], parts, *order[i + 1 :]]


def _by_barycentre(ties: _Ties, order: _Order, i: int) -> list[_Part]:
    """The nodes of each group by the middle of what they hang on to; groups stay."""
    mine = _line(order[i])
    summed, links = np.zeros(len(mine)), np.zeros(len(mine))
    for tie, line in _around(ties, order, i):
        summed += tie[:, line] @ ((np.arange(len(line)) + 0.5) / max(1, len(line)))
        links += tie.sum(axis=1)
    own = np.empty(len(mine))
    own[mine] = (np.arange(len(mine)) + 0.5) / max(1, len(mine))
    centre = np.where(links > 0, summed / np.maximum(links, 1), own)
    return [
        replace(part, nodes=part.nodes[np.argsort(centre[part.nodes], kind="stable")])
        for part in order[i]
    ]


def _sifted(ties: _Ties, order: _Order) -> _Order:
    """Nodes and free groups where they cross least, while that gets less."""
    least = _count(ties, order)
    for _pass in range(PASSES):
        trial = order
        for i in range(len(order)):
            trial = _with(trial, i, _sifted_column(ties, trial, i))
        now = _count(ties, trial)
        if now >= least:
            break
        order, least = trial, now
    return order


def _sifted_column(ties: _Ties, order: _Order, i: int) -> list[_Part]:
    mine = len(_line(order[i]))
    crossed = np.zeros((mine, mine))  # by the upper node and the lower one
    for tie, line in _around(ties, order, i):
        drawn = tie[:, line]
        crossed += drawn @ (np.cumsum(drawn, axis=1) - drawn).T
    worse = crossed - crossed.T  # what it costs to have the first above the second
    parts = [replace(part, nodes=_sift(part.nodes, worse)) for part in order[i]]
    free = [k for k, part in enumerate(parts) if not part.group.fixed]
    if len(free) > 1:
        between = np.array(
            [[worse[np.ix_(parts[a].nodes, parts[b].nodes)].sum() for b in free] for a in free]
        )
        sifted = [parts[free[k]] for k in _sift(np.arange(len(free)), between)]
        for place, part in zip(free, sifted, strict=True):
            parts[place] = part
    return parts


def _sift(nodes: Ints, worse: Floats) -> Ints:
    """Each node in turn to the place where it costs least; the order of equals stays."""
    for _pass in range(PASSES):
        moved = False
        for node in nodes.copy():
            at = int(np.flatnonzero(nodes == node)[0])
            rest = np.delete(nodes, at)
            costs = np.concatenate(([0.0], np.cumsum(worse[rest, node])))
            place = int(costs.argmin())
            if costs[place] < costs[at]:
                nodes, moved = np.insert(rest, place, node), True
        if not moved:
            break
    return nodes


def _stirred(ties: _Ties, order: _Order) -> _Order:
    """Nodes of inner columns put elsewhere in their group, kept when fewer links cross."""
    chance = random.Random(_SEED)
    least = _count(ties, order)
    inner = [
        (i, k)
        for i in range(1, len(order) - 1)
        for k, part in enumerate(order[i])
        if len(part.nodes) > 1
    ]
    failed = 0
    while inner and least and failed < PATIENCE:
        failed += 1
        i, k = chance.choice(inner)
        part = order[i][k]
        at, to = chance.sample(range(len(part.nodes)), 2)
        moved = np.insert(np.delete(part.nodes, at), to, part.nodes[at])
        trial = _with(order, i, [*order[i][:k], replace(part, nodes=moved), *order[i][k + 1 :]])
        for beside in (i - 1, i + 1):
            trial = _with(trial, beside, _by_barycentre(ties, trial, beside))
        now = _count(ties, trial)
        if now < least:
            order, least, failed = trial, now, 0
    return order
