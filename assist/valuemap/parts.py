"""Parts of a map: what somebody chose to see, the path of one node, and what fits on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass

from assist.core.statement import DOMAINS, POLARITIES
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.layout import height_of, lines_of
from assist.valuemap.live import live_effects, live_links, live_options

NO_CLUSTER = "-"  # in a choice: the values that stand alone, in no cluster
DENSE = 4  # pages with whole quotes at most; of more, the cards show one line each


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a map to show; empty is everything.

    Parameters
    ----------
    kind : str
        A polarity, for those effects, or a domain, for those options.
    value, cluster : str
        Label of a value; name of a cluster, or `NO_CLUSTER` for values in none.
    decided : bool
        Only statements that somebody agreed with, changed or added.
    node : str
        Id of an effect, option or value: only its path.
    """

    kind: str = ""
    value: str = ""
    cluster: str = ""
    decided: bool = False
    node: str = ""

    def __bool__(self) -> bool:
        return self != Choice()


def part_of(valuemap: ValueMap, choice: Choice) -> frozenset[str] | None:
    """Ids of the nodes that were chosen; None for all.

    A value is chosen with the effects behind it and the options that serve it. Statements
    without a value are left out as soon as a value, a cluster or a kind is asked for, but
    for those of that kind.
    """
    if not choice:
        return None
    effects = {e.id for e in live_effects(valuemap) if _fits(choice, e.status)}
    options = {o.id for o in live_options(valuemap) if _fits(choice, o.status)}
    values = {v.id for v in valuemap.values if _valued(choice, v)}
    if choice.node:
        path = path_of(valuemap, choice.node)
        effects, options, values = effects & path, options & path, values & path
    if choice.kind in POLARITIES:
        effects &= {e.id for e in valuemap.effects if e.polarity == choice.kind}
        values &= _tied(valuemap, effects)
    if choice.kind in DOMAINS:
        options &= {o.id for o in valuemap.options if o.domain == choice.kind}
        values &= _tied(valuemap, options)
    near = _tied(valuemap, values)
    if choice.value or choice.cluster:
        effects, options = effects & near, options & near
    elif choice.kind in POLARITIES:
        options &= near
    elif choice.kind in DOMAINS:
        effects &= near
    elif choice.decided:
        values &= _tied(valuemap, effects | options) | _unspoken(valuemap)
    return frozenset(effects | options | values)


def _fits(choice: Choice, status: str) -> bool:
    return not choice.decided or status != "suggested"


def _valued(choice: Choice, node: ValueNode) -> bool:
    named = not choice.value or node.id == choice.value
    grouped = not choice.cluster or (node.cluster or NO_CLUSTER) == choice.cluster
    return named and grouped


def _unspoken(valuemap: ValueMap) -> frozenset[str]:
    """Values that were named aloud and that no statement carries."""
    tied = {end for k in live_links(valuemap) for end in (k.source, k.target)}
    return frozenset(v.id for v in valuemap.values if v.id not in tied)


def _tied(valuemap: ValueMap, nodes: Set[str]) -> frozenset[str]:
    """What a line ties to these: values to statements, statements to values."""
    tied = set()
    for k in live_links(valuemap):
        if k.kind != "answers":
            if k.source in nodes:
                tied.add(k.target)
            if k.target in nodes:
                tied.add(k.source)
    return frozenset(tied)


def around(valuemap: ValueMap, values: Iterable[str]) -> frozenset[str]:
    """Values with the effects and options that are tied to them."""
    chosen = frozenset(values)
    return chosen | _tied(valuemap, chosen)


def path_of(valuemap: ValueMap, node: str) -> frozenset[str]:
    """A node with what lies before and after it.

    Of a value its effects and options; of an effect its values, the options that serve
    these and those that answer it; of an option the same the other way.
    """
    answers = {
        end
        for k in live_links(valuemap)
        if k.kind == "answers" and node in (k.source, k.target)
        for end in (k.source, k.target)
    }
    near = _tied(valuemap, {node})
    if node in {v.id for v in valuemap.values}:
        return near | {node}
    before = {e.id for e in live_effects(valuemap)}
    across = _tied(valuemap, near) - before if node in before else _tied(valuemap, near) & before
    return near | across | answers | {node}


@dataclass(frozen=True, slots=True)
class Page:
    """One picture of a map in print.

    Parameters
    ----------
    cluster : str
        Whose values it holds; empty for values that stand alone, or for the whole map.
    values : tuple of str
        Their labels; empty for the whole map.
    only : frozenset of str or None
        What `draw` takes; None for the whole map.
    most_lines : int
        Of a quote.
    """

    cluster: str
    values: tuple[str, ...]
    only: frozenset[str] | None
    most_lines: int


def pages_of(valuemap: ValueMap, *, width: float, height: float, top: float) -> tuple[Page, ...]:
    """Pages on which a map can be read in print: the whole when it fits, or by cluster.

    Parameters
    ----------
    width, height : float
        Of a page, in the units of `draw`.
    top : float
        Above the headings of the columns.

    Notes
    -----
    What belongs to more than one group of values is drawn with each. What has no value is
    only on a page with the whole map. Each card gets one line when that brings the whole map
    on one page, or when whole quotes would take more than `DENSE` pages.
    """
    roomy, tight = (_packed(valuemap, width, height, top, lines) for lines in (2, 1))
    return roomy if len(roomy) == 1 or 1 < len(tight) <= len(roomy) <= DENSE else tight


def _packed(
    valuemap: ValueMap, width: float, height: float, top: float, most_lines: int
) -> tuple[Page, ...]:
    lines = lines_of(valuemap, width=width, most_lines=most_lines)

    def fits(only: Set[str] | None) -> bool:
        return height_of(valuemap, lines, top=top, only=only) <= height

    if fits(None):
        return (Page("", (), None, most_lines),)
    held = {v.id: around(valuemap, (v.id,)) for v in valuemap.values}
    clusters: dict[str, list[str]] = defaultdict(list)
    for node in valuemap.values:
        clusters[node.cluster].append(node.id)
    pages = []
    for cluster, values in clusters.items():
        while values:
            page, there = [values[0]], held[values[0]]
            # First the values that add least: most of what they hang on to is there.
            for value in sorted(values[1:], key=lambda v: len(held[v] - there)):
                if fits(there | held[value]):
                    page.append(value)
                    there |= held[value]
            values[:] = [v for v in values if v not in page]
            pages.append(Page(cluster, tuple(page), there, most_lines))
    return tuple(pages)
