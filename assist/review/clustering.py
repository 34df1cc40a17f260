"""Moving a value into another cluster of this session's map: a decision like any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.valuemap import ValueMap
from assist.review.log import acts
from assist.review.wish import MAX_NAME, Wish, one_line

CLUSTER: Final = "cluster"


def move_value(shown: ValueMap, value: str, cluster: str) -> Wish | None:
    """Move a value into another cluster; None when it is there already.

    Parameters
    ----------
    shown : ValueMap
        As decided so far.
    value : str
        Id of the value.
    cluster : str
        Name of a cluster of this map, a new name, or empty to let it stand on its own.

    Raises
    ------
    AssistError
        ``value-not-in-map``.
    """
    node = next((n for n in shown.values if n.id == value), None)
    if node is None:
        raise AssistError("value-not-in-map", name=value)
    name = one_line(cluster, MAX_NAME)
    if name == node.cluster:
        return None
    return Wish(CLUSTER, value, {"cluster": name, "was": {"cluster": node.cluster}})


def clusters_in(valuemap: ValueMap) -> tuple[str, ...]:
    """Names of the clusters, in the order of the map."""
    return tuple(dict.fromkeys(n.cluster for n in valuemap.values if n.cluster))


def chosen_clusters(log: Iterable[Decision]) -> dict[str, str]:
    """Clusters that the decisions in force give, by value."""
    return {d.target: str(d.change["cluster"]) for d in acts(log) if d.action == CLUSTER}
