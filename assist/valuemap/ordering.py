"""Order the three columns of the map so that few links cross.

Barycentre heuristic over three layers (Sugiyama, Tagawa & Toda 1981), with groups that
stay together, followed by exchanging neighbours as long as that helps.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

Edge = tuple[str, str]
SWEEPS = 24


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
    """
    around: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for i, between in enumerate(edges):
        for a, b in between:
            around[a].append((i + 1, b))
            around[b].append((i, a))
    best = current = tuple(columns)
    least = total_crossings(best, edges)
    for sweep in range(SWEEPS):
        there_and_back = range(len(current)) if sweep % 2 else range(len(current) - 1, -1, -1)
        for i in there_and_back:
            current = (*current[:i], _by_barycentre(i, current, around), *current[i + 1 :])
        swapped = current
        for i in range(len(current)):
            swapped = (*swapped[:i], _exchanged(i, swapped, around), *swapped[i + 1 :])
        now = total_crossings(swapped, edges)
        if now < least:
            best, least = swapped, now
    return best


def _by_barycentre(
    i: int, columns: Sequence[Column], around: Mapping[str, Sequence[tuple[int, str]]]
) -> Column:
    places = [
        {n: (k + 0.5) / max(1, len(nodes)) for k, n in enumerate(nodes)}
        for nodes in map(flat, columns)
    ]

    def centre(node: str) -> float:
        neighbours = [places[column][n] for column, n in around.get(node, ())]
        return sum(neighbours) / len(neighbours) if neighbours else places[i][node]

    groups = [replace(g, nodes=tuple(sorted(g.nodes, key=centre))) for g in columns[i]]
    free = sorted(
        (g for g in groups if not g.fixed),
        key=lambda g: sum(map(centre, g.nodes)) / max(1, len(g.nodes)),
    )
    ordered = iter(free)
    return tuple(g if g.fixed else next(ordered) for g in groups)


def _exchanged(
    i: int, columns: Sequence[Column], around: Mapping[str, Sequence[tuple[int, str]]]
) -> Column:
    """Exchange neighbours in a group while that takes away crossings."""
    places = [{n: k for k, n in enumerate(flat(c))} for c in columns]
    ends: dict[str, list[list[int]]] = {
        n: [sorted(places[c][m] for d, m in around.get(n, ()) if d == c) for c in (i - 1, i + 1)]
        for n in flat(columns[i])
    }

    def crossed(upper: str, lower: str) -> int:
        return sum(
            sum(len(a) - bisect_right(a, place) for place in b)
            for a, b in zip(ends[upper], ends[lower], strict=True)
        )

    groups = []
    for group in columns[i]:
        nodes = list(group.nodes)
        better = True
        while better:
            better = False
            for k in range(len(nodes) - 1):
                if crossed(nodes[k], nodes[k + 1]) > crossed(nodes[k + 1], nodes[k]):
                    nodes[k], nodes[k + 1] = nodes[k + 1], nodes[k]
                    better = True
        groups.append(replace(group, nodes=tuple(nodes)))
    return tuple(groups)
