"""Whatever is asked of the interface, it answers as it says it does, and never breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.api_fuzz import Fuzz
from support.site import Site

EXAMPLES = 3  # an operation; `python -m tests.benchmarks.review_api` asks thousands


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_no_made_up_request_breaks_the_interface(tmp_path: Path, database: str) -> None:
    fuzz = Fuzz(Site.open(tmp_path))
    for number, operation in enumerate(fuzz.operations()):
        fuzz.ask(operation, EXAMPLES, number)
    assert fuzz.faults == {}
    assert fuzz.counts.total() > 120
    assert fuzz.counts[200] + fuzz.counts[201] > 40  # it got past the door
