"""What is made ready after a start, so that the first visitor need not wait for it."""

from __future__ import annotations

import threading
from pathlib import Path

from fastapi.testclient import TestClient
from support.fake_pipeline import lexicon

from assist.web.app import create_app
from assist.web.pages import ENVIRONMENT

FAKE = "support.fake_pipeline:FakePipeline"


def warming() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "warm"]


def test_templates_are_compiled_after_the_start_beside_the_work(tmp_path: Path) -> None:
    assert ENVIRONMENT.cache is not None
    for thread in warming():  # of an application of another test
        thread.join()
    ENVIRONMENT.cache.clear()
    app = create_app(tmp_path, lexicon=lexicon(), pipeline=FAKE)
    assert len(ENVIRONMENT.cache) == 0  # the start itself does not wait for it
    with TestClient(app, base_url="http://127.0.0.1"):
        for thread in warming():
            assert thread.daemon  # nor does the end
            thread.join()
        names = {name for _loader, name in ENVIRONMENT.cache}
    assert {"index.html", "review.html", "card.html", "map.html", "report.html"} <= names
