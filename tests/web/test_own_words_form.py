"""The names and terms of a session: told at the upload, changed later, and listened for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.fake_pipeline import FakePipeline
from support.site import Site, page, recording

from assist.pipeline import Event
from assist.review.work import run_job


class Noting(FakePipeline):
    """Notes what it was asked to listen for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def analyse(self, source: Any, *, words: str = "", **more: Any) -> Iterator[Event]:
        self.words.append(words)
        return super().analyse(source, **more)


def done(site: Site) -> list[str]:
    pipeline = Noting()
    while (job := site.store.claim()) is not None:
        run_job(site.store, job, pipeline)
    return pipeline.words


def test_words_of_the_upload_reach_the_recogniser(site: Site) -> None:
    path = site.upload("opname.wav", recording(20), words="  Cambrium,\tVNG ")
    assert done(site) == ["Cambrium, VNG"]
    assert page(site, f"{path}/about").by_id("words").attributes["value"] == "Cambrium, VNG"


def test_they_can_be_changed_and_count_when_it_is_written_out_anew(site: Site) -> None:
    path = site.upload("opname.wav", recording(20))
    assert done(site) == [""]
    site.client.post(f"{path}/about", data={"title": "Overleg", "words": "Waalhoven"})
    site.client.post(f"{path}/again", data={"fresh": "yes"})
    assert done(site) == ["Waalhoven"]


@pytest.mark.parametrize("words", ["x" * 5000, "a\0b\r\nc", "<script>alert(1)</script>"])
def test_whatever_is_typed_is_shown_as_text_on_one_line(site: Site, words: str) -> None:
    path = site.ready("opname.wav", recording(20), words=words)
    shown = page(site, f"{path}/about")
    value = shown.by_id("words").attributes["value"]
    assert len(value) <= 1000
    assert "\n" not in value
    assert "\0" not in value
    assert "alert(1)" not in "".join(t.text for t in shown.all("script"))
