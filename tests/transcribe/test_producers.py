"""The same conversation in the shapes of some thirty programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.real_shapes import NO_SPEAKERS, ONE, SAMPLES, THREE, TWO, WITH_WORDS

from assist.core.transcript import Transcript
from assist.transcribe.endings import TRANSCRIPTS
from assist.transcribe.reading import READERS, read_transcript

LAST_UNKNOWN = {"otter.txt"}
# Not turns but pieces of them, of speakers who are known: what one says at once is joined.
FRAGMENTS = {
    *("teams.vtt", "zoom.vtt", "styled.vtt", "noscribe.vtt", "noscribe.html", "elan.eaf"),
    *("whisperx.srt", "whisperx.json", "whisper-cpp.srt", "whisper-cpp.json", "windows.srt"),
    *("praat.TextGrid", "praat-short.TextGrid", "utf16.TextGrid", "amberscript.json"),
}


def read(folder: Path, name: str) -> Transcript:
    path = folder / name
    path.write_bytes(SAMPLES[name])
    return read_transcript(path)


@pytest.mark.parametrize("name", SAMPLES)
def test_words_speakers_and_times(name: str, tmp_path: Path) -> None:
    transcript = read(tmp_path, name)
    texts = [ONE, TWO, THREE]
    if name == "windows.srt":
        texts[1] = TWO.replace("vandaag", "dé één")
    if name in FRAGMENTS:
        assert [u.text for u in transcript.utterances] == [f"{texts[0]} {texts[1]}", THREE]
        assert [(u.start, u.speaker) for u in transcript.utterances] == [(1, "S1"), (10, "S2")]
        return
    assert [u.text for u in transcript.utterances] == texts
    assert [u.start for u in transcript.utterances] == [1.0, 6.0, 10.0]
    speakers: list[str | None] = [None] * 3 if name in NO_SPEAKERS else ["S1", "S1", "S2"]
    if name in LAST_UNKNOWN:
        speakers[2] = None
    assert [u.speaker for u in transcript.utterances] == speakers
    assert transcript.language == "nl"


@pytest.mark.parametrize("name", sorted(WITH_WORDS))
def test_words_with_their_times(name: str, tmp_path: Path) -> None:
    for u in read(tmp_path, name).utterances:
        assert [w.text for w in u.words] == u.text.split()
        assert u.start == u.words[0].start
        assert u.words[-1].end == pytest.approx(u.end, abs=0.002)


def test_every_reader_has_a_sample() -> None:
    endings = {Path(name).suffix.lower() for name in SAMPLES}
    assert endings == set(READERS) - {".htm"}


def test_the_list_of_endings_is_what_can_be_read() -> None:
    assert set(TRANSCRIPTS) == set(READERS)
