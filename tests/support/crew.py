"""Workers as threads of this process: quick, and the same code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assist.research.cluster import Crew


@contextmanager
def here(sessions: int, recordings: bool) -> Iterator[Crew]:
    """One worker, whatever is asked."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,
            host=None, scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield Crew(client, lambda: 1)
