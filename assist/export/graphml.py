"""GraphML, for Gephi, yEd, Cytoscape and networkx itself."""

from __future__ import annotations

import io

from assist.core.valuemap import ValueMap
from assist.valuemap.graph import to_networkx
from assist.valuemap.text import xml_safe


def write(valuemap: ValueMap) -> bytes:
    """Effects, values and options as nodes, links as edges; see `to_networkx`."""
    import networkx as nx

    graph = to_networkx(valuemap)
    for attributes in (
        graph.graph,
        *(a for _, a in graph.nodes(data=True)),
        *(a for _, _, a in graph.edges(data=True)),
    ):
        for key, value in attributes.items():
            if isinstance(value, str):
                attributes[key] = xml_safe(value)
    made = io.BytesIO()
    nx.write_graphml_xml(graph, made, named_key_ids=True)
    return made.getvalue() + b"\n"
