"""The map and the report on maps of 10, 60 and 300 nodes: crossings, and how long it takes.

``PYTHONPATH=tests python tests/benchmarks/map_and_report.py``
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from support.large_maps import map_of

from assist.export import render
from assist.export.preview import preview
from assist.valuemap.layout import columns_of
from assist.valuemap.ordering import fewer_crossings, total_crossings
from assist.valuemap.svg import draw

AGAIN = 5


def seconds(work: Callable[[], object], times: int = AGAIN) -> float:
    """Median wall-clock time, after one run that does not count."""
    work()
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main() -> None:
    for nodes in (10, 60, 300):
        made = map_of(nodes)
        columns, edges = columns_of(made)
        ordered = fewer_crossings(columns, edges)
        print(
            f"{nodes:4} asked: {len(made.effects)} effects, {len(made.values)} values,"
            f" {len(made.options)} options, {sum(map(len, edges))} lines;"
            f" crossings {total_crossings(columns, edges)} as spoken,"
            f" {total_crossings(ordered, edges)} drawn;"
            f" order {seconds(lambda c=columns, e=edges: fewer_crossings(c, e)):.3f} s,"
            f" drawing {seconds(lambda m=made: draw(m)):.3f} s"
        )
    large = map_of(355, sessions=7)
    word = seconds(lambda: render(large, ".docx"), 3)
    shown = seconds(lambda: preview(large), 3)
    print(
        f"report of {len(large.effects)} effects, {len(large.options)} options,"
        f" {len(large.transcript.utterances)} utterances:"
        f" Word {word:.2f} s, {len(render(large, '.docx')) / 1e6:.1f} MB; preview {shown:.2f} s"
    )


if __name__ == "__main__":
    main()
