"""Whatever is asked of the interface, it answers as it says it does, and never breaks."""

from __future__ import annotations

from pathlib import Path

from support.api_fuzz import Fuzz
from support.site import Site

EXAMPLES = 4  # an operation; `python -m tests.benchmarks.review_api` asks thousands


def test_no_made_up_request_breaks_the_interface(tmp_path: Path) -> None:
    fuzz = Fuzz(Site.open(tmp_path))
    for number, operation in enumerate(fuzz.operations()):
        fuzz.ask(operation, EXAMPLES, number)
    assert fuzz.faults == {}
    assert fuzz.counts.total() > 150
    assert fuzz.counts[200] + fuzz.counts[201] > 40  # it got past the door
