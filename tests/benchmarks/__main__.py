"""Print the table of speed and memory: ``make bench``."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import recording, start, transcript
from tests.benchmarks.measure import Measured


def line(what: str, runs: Sequence[Measured], target: Measured) -> str:
    """Median of a benchmark's runs beside its target."""
    seconds, megabytes = median(r.seconds for r in runs), median(r.megabytes for r in runs)
    spread = f"({min(r.seconds for r in runs):.2f}-{max(r.seconds for r in runs):.2f})"
    limit = "" if target.megabytes == float("inf") else f"{target.megabytes:.0f} MB"
    return (
        f"{what:36}{seconds:>8.2f} s {spread:<16}at most {target.seconds:.1f} s   "
        f"{megabytes:>6.0f} MB  {limit and 'at most ' + limit}"
    )


def main() -> None:
    """Start, transcript, recording; each run in a fresh process."""
    print(line("assist --help", start.run(), start.TARGET), flush=True)
    what = f"transcript of {transcript.UTTERANCES} utterances"
    print(line(what, transcript.run(), transcript.TARGET), flush=True)
    print(recording.table(*recording.run(repeats=3), "analyse"))


if __name__ == "__main__":
    main()
