"""Group the values of one map under a few head values, by the story of the session.

Values belong together when this talk brings them together: behind the same statement,
behind an option and the effect it answers, or behind statements said close together. The
lexicon's kinship only tips the balance where the talk is silent. The method asks for about
three clusters.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from assist.core.lexicon import Lexicon
from assist.core.statement import Option, Statement

if TYPE_CHECKING:
    import networkx as nx

FEWEST, WISHED, MOST = 2, 3, 4
"""Clusters in a map with enough values; about three is what the method asks for."""
_SAME, _ANSWER, _NEXT = 1.0, 0.25, 0.15  # what one meeting of two values counts
_NEAR = 6  # utterances between statements of one stretch of talk
_KIN = 0.03  # beside ties that run from 0 to about 1
_SEED = 0
_SCALES = (0.6, 0.8, 1.0, 1.2)

Ties = Mapping[tuple[str, str], float]


def clusters_of(
    labels: Sequence[str],
    statements: Sequence[Statement],
    lexicon: Lexicon,
    known: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Cluster of each value that occurs.

    Parameters
    ----------
    labels : sequence of str
        Values of one map.
    statements : sequence of Statement
        With their values; options with the effects that they answer.
    lexicon : Lexicon
        Says which values are kin.
    known : mapping of str to str, optional
        Clusters that the map had already; they stay, so that the map does not jump about
        while somebody works on it. A new value joins those it was spoken of with.

    Returns
    -------
    dict of str to str
        Label of the cluster's most central value; empty for a value that no statement
        shares with another.

    Notes
    -----
    Communities by the method of Louvain (Blondel et al. 2008), on ties that are weighed
    by how often either value occurs; among scales the one with about three clusters and the
    highest modularity.
    """
    known = known or {}
    settled = any(known.values())
    if settled and all(v in known for v in labels):
        return {v: known[v] for v in labels}
    meetings = meetings_of(statements)
    if settled:
        return {v: known[v] if v in known else _joined(v, known, meetings) for v in labels}
    heads = {label: head_of(label, lexicon) for label in labels}
    found: dict[str, str] = dict.fromkeys(labels, "")
    for members in _communities(sorted(labels), meetings, heads):
        name = _central(members, meetings)
        found.update(dict.fromkeys(members, name))
    return found


def meetings_of(statements: Sequence[Statement]) -> Ties:
    """How much the talk brings two values together, by pair in order of letters."""
    order = sorted(statements, key=lambda s: (s.quote.utterance, s.quote.start_char, s.id))
    carried = {s.id: {v.value: v.score for v in s.values} for s in order}
    met: dict[tuple[str, str], float] = defaultdict(float)

    def meet(one: Mapping[str, float], other: Mapping[str, float], weight: float) -> None:
        for a in sorted(one):
            for b in sorted(other):
                if a != b:
                    met[min(a, b), max(a, b)] += weight * math.sqrt(one[a] * other[b])

    for statement in order:
        values = carried[statement.id]
        meet(values, values, _SAME / 2)  # each pair comes by twice
        if isinstance(statement, Option):
            for link in statement.effects:
                meet(values, carried.get(link.effect, {}), _ANSWER)
    for before, after in pairwise(order):
        if after.quote.utterance - before.quote.utterance <= _NEAR:
            meet(carried[before.id], carried[after.id], _NEXT)
    return dict(met)


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


def _communities(
    labels: Sequence[str], meetings: Ties, heads: Mapping[str, str]
) -> list[list[str]]:
    """Values that belong together, of those that met another; the largest first."""
    import networkx as nx

    strength: dict[str, float] = defaultdict(float)
    for (a, b), met in sorted(meetings.items()):
        strength[a] += met
        strength[b] += met
    there = [label for label in labels if strength.get(label)]
    if len(there) < 2:
        return []
    # Numbers for nodes: sets of words come in another order in every run.
    place = {label: i for i, label in enumerate(there)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(there)))
    for i, a in enumerate(there):
        for b in there[i + 1 :]:
            tie = meetings.get((a, b), 0.0) / math.sqrt(strength[a] * strength[b])
            if heads[a] and heads[a] == heads[b]:
                tie += _KIN
            if tie:
                graph.add_edge(place[a], place[b], weight=tie)
    best: list[set[int]] = []
    best_rank: tuple[bool, float] | None = None
    for scale in _SCALES:
        parts = nx.community.louvain_communities(graph, resolution=scale, seed=_SEED)
        parts = _few(graph, [set(part) for part in parts])
        wished = FEWEST <= len(parts) <= MOST
        worth = nx.community.modularity(graph, parts) - 0.02 * abs(len(parts) - WISHED)
        rank = (wished, round(worth, 9))
        if best_rank is None or rank > best_rank:
            best, best_rank = parts, rank
    ordered = sorted((sorted(part) for part in best), key=lambda part: (-len(part), part))
    return [[there[i] for i in part] for part in ordered if len(part) > 1]


def _few(graph: nx.Graph, parts: list[set[int]]) -> list[set[int]]:
    """Join single values and then the smallest parts to where their ties are, while too many."""
    parts = sorted(parts, key=min)
    while len(parts) > 1:
        small = min(range(len(parts)), key=lambda i: (len(parts[i]), -min(parts[i])))
        if len(parts) <= MOST and len(parts[small]) > 1:
            break
        mine = parts.pop(small)

        def tied(i: int, mine: set[int] = mine) -> float:
            total = sum(w for _, _, w in _between(graph, mine, parts[i]))
            return total / len(parts[i])

        nearest = max(range(len(parts)), key=lambda i: (round(tied(i), 9), -i))
        parts[nearest] |= mine
    return parts


def _between(graph: nx.Graph, one: set[int], other: set[int]) -> list[tuple[int, int, float]]:
    return [
        (a, b, graph[a][b]["weight"]) for a in sorted(one) for b in sorted(other) if b in graph[a]
    ]


def _central(members: Sequence[str], meetings: Ties) -> str:
    """The value that met the others of its cluster most."""
    inside = set(members)
    met: dict[str, float] = defaultdict(float)
    for (a, b), weight in sorted(meetings.items()):
        if a in inside and b in inside:
            met[a] += weight
            met[b] += weight
    return min(members, key=lambda v: (-round(met.get(v, 0.0), 9), v))


def _joined(label: str, known: Mapping[str, str], meetings: Ties) -> str:
    """The cluster that a new value met most."""
    met: dict[str, float] = defaultdict(float)
    for (a, b), weight in sorted(meetings.items()):
        if label in (a, b):
            cluster = known.get(b if a == label else a, "")
            if cluster:
                met[cluster] += weight
    return min(met, key=lambda c: (-round(met[c], 9), c), default="")
