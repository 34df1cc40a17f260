"""What can be read is told alike by a page and a command, and both take all of it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from support.site import Site

from assist.core.errors import AssistError
from assist.review.intake import kind_of
from assist.transcribe.endings import RECORDINGS, TRANSCRIPTS, told_endings
from assist.transcribe.reading import read_transcript


def test_the_page_takes_and_names_what_the_command_reads(site: Site, tmp_path: Path) -> None:
    page = html.unescape(site.client.get("/").text)
    accepted = re.search(r'accept="([^"]+)"', page)
    assert accepted is not None
    assert set(accepted[1].split(",")) == {*RECORDINGS, *TRANSCRIPTS}
    assert told_endings() in page
    with pytest.raises(AssistError) as asked:
        read_transcript(tmp_path / "sessie.odt")
    with pytest.raises(AssistError) as sent:
        kind_of("sessie.odt")
    assert told_endings() in str(asked.value)
    assert told_endings() in str(sent.value)


@pytest.mark.parametrize("ending", [*RECORDINGS, *TRANSCRIPTS])
def test_whatever_is_read_can_be_sent(ending: str) -> None:
    wanted = "recording" if ending in RECORDINGS else "transcript"
    assert kind_of(f"Sessie{ending.upper()}") == wanted
