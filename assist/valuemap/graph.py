"""The map as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assist.core.statement import Effect, Statement
from assist.core.valuemap import ValueMap
from assist.valuemap.live import live_effects, live_links, live_options

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(valuemap: ValueMap) -> nx.DiGraph:
    """Effects, values and options as nodes, links as edges.

    Returns
    -------
    networkx.DiGraph
        Every attribute is a string, a number or a boolean, so that it can be written as
        GraphML. Nodes carry ``kind`` (``effect``, ``value`` or ``option``) and ``label``;
        edges carry ``kind``, ``score``, ``status`` and ``because``. What was refused is
        left out. The graph carries the session's id, title and technology.
    """
    import networkx as nx

    session = valuemap.session
    graph = nx.DiGraph(
        session=session.id,
        title=session.title,
        technology=session.technology,
        version=valuemap.made_by.version,
    )
    for effect in live_effects(valuemap):
        graph.add_node(effect.id, **_statement(effect, valuemap))
    for node in valuemap.values:
        graph.add_node(
            node.id,
            kind="value",
            label=node.label,
            cluster=node.cluster,
            mentions=len(node.mentions),
        )
    for option in live_options(valuemap):
        graph.add_node(option.id, **_statement(option, valuemap))
    for link in live_links(valuemap):
        graph.add_edge(
            link.source,
            link.target,
            kind=link.kind,
            score=round(link.score, 4),
            status=link.status,
            because="; ".join(
                (
                    *link.because.lexicon,
                    link.because.nearest,
                    *link.because.words,
                    link.because.note,
                )
            ).strip("; "),
        )
    return graph


def _statement(statement: Statement, valuemap: ValueMap) -> dict[str, str | float | int]:
    quote = statement.quote
    own = (
        {"polarity": statement.polarity, "actor": statement.actor}
        if isinstance(statement, Effect)
        else {"domain": statement.domain}
    )
    return {
        "kind": statement.kind,
        "label": statement.wording or quote.exact,
        "quote": quote.exact,
        "wording": statement.wording,
        **own,
        "role": valuemap.transcript[quote.utterance].role or "",
        "utterance": quote.utterance,
        "start": round(quote.start, 3),
        "end": round(quote.end, 3),
        "score": round(statement.score, 4),
        "status": statement.status,
    }
