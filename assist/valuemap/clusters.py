"""Group the values of one map under a few head values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assist.core.lexicon import Lexicon


def clusters_of(
    labels: Sequence[str], carried: Mapping[str, int], lexicon: Lexicon
) -> dict[str, str]:
    """Cluster of each value that occurs.

    Parameters
    ----------
    labels : sequence of str
        Values of one map.
    carried : mapping of str to int
        How many statements carry each value.
    lexicon : Lexicon
        Its broader concepts are the head values.

    Returns
    -------
    dict of str to str
        Label of the head value; empty for a value that stands on its own: one that the
        lexicon does not know, or the only one of its cluster in this map.
    """
    heads: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        head = _head(label, lexicon)
        heads[label] = head
        if head:
            members[head].append(label)
    return {label: head if len(members[head]) > 1 else "" for label, head in heads.items()}


def _head(label: str, lexicon: Lexicon) -> str:
    """The topmost broader concept; a concept without one is its own head."""
    concept = lexicon.get(label)
    seen: set[str] = set()
    while concept is not None and concept.cluster and concept.label not in seen:
        seen.add(concept.label)
        broader = lexicon.get(concept.cluster)
        if broader is None:
            return concept.cluster
        concept = broader
    return concept.label if concept is not None else ""
