"""Damage to real shapes: a transcript or one sentence, never a traceback, never a wait."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.real_shapes import EAF, RTTM, SAMPLES, docx, packed

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.formats import rttm
from assist.transcribe.reading import READERS, read_transcript

PIECES = [
    b"\n", b"\n\n", b"\r", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"-->", b"00:00:01.000",
    b"99:99:99,999", b"[00:00:01]", b"#00:00:01-2#", b"<v Jan>", b"</v>", b"<", b">", b"&", b"&#0;",
    b"&#xD800;", b'"', b"'", b";", b",", b"{", b"}", b"[", b"]", b":", b"null", b"NaN", b"1e999",
    b"-1", b"9" * 30, b"Anneke: ", b"S1: ", b"[SPEAKER_00]: ", b"WEBVTT\n\n", b"NOTE ", b"\\ud800",
    b'<a name="ts_1_2_S00">', b"<TIME_SLOT", b"<!DOCTYPE x>", b'"IntervalTier"', "👍é".encode(),
]  # fmt: skip


def result(path: Path, data: bytes | None = None) -> Transcript | str:
    """What reading gives: a transcript or one sentence; nothing else is caught."""
    try:
        if data is None:
            return read_transcript(path)
        return READERS[path.suffix.lower()](data, path)
    except AssistError as error:
        return str(error)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sample with a few pieces lost, doubled, moved or put in."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    data = SAMPLES[name]
    if name.endswith(".docx"):  # a damaged zip says little of the reader
        data = EAF.encode() if draw(st.booleans()) else b"<w:p><w:r><w:t>S1: hoi</w:t></w:r></w:p>"
    for _ in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, len(data)))
        last = draw(st.integers(first, min(len(data), first + 200)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        data = (
            data[:first] + draw(st.sampled_from([piece, b"", data[first:last] * 3])) + data[last:]
        )
    return name, packed(data) if name.endswith(".docx") else data


@settings(max_examples=400)
@given(damaged())
def test_damage_gives_a_transcript_or_one_sentence(made: tuple[str, bytes]) -> None:
    name, data = made
    transcript = result(Path(name), data)
    if isinstance(transcript, str):
        assert transcript.endswith(".")
        return
    starts = [u.start for u in transcript.utterances]
    assert starts == sorted(starts)
    assert all(u.end >= u.start >= 0.0 for u in transcript.utterances)
    assert all(u.text and u.text == u.text.strip() for u in transcript.utterances)
    assert all(u.speaker is None or u.speaker[0] == "S" for u in transcript.utterances)


@settings(max_examples=80)
@given(st.lists(st.sampled_from([*RTTM.split(), "\n", "nan", "-1", "1e9", ";;"]), max_size=40))
def test_damaged_turns_are_told(words: list[str]) -> None:
    try:
        turns = rttm.read_turns(" ".join(words).encode(), Path("x.rttm"))
    except AssistError:
        return
    assert all(turn.end > turn.start >= 0.0 for turn in turns)


MB = 1_000_000
HEAD = b"WEBVTT\n\n00:01.000 --> 00:02.000\n"
GRID = b'File type = "ooTextFile"\nObject class = "TextGrid"\n0 1 <exists> 1\n'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("stem.vtt", HEAD + b"<v" + b"." * 100_000),
        ("open.vtt", HEAD + b"<v " * 100_000),
        ("haken.srt", HEAD + b"{\\" * 100_000),
        ("rol.txt", b"Moderator 1" + b"A" * 100_000),
        ("naam.txt", b"A" * 100_000 + b" 00:00:01"),
        ("spaties.txt", b"Anneke" + b" " * 100_000 + b"x"),
        ("stempels.txt", b"[00:00:01] a " * 20_000),
        ("zonder-punt.txt", b"ja " * 100_000),
        ("quotes.TextGrid", GRID + b'"' * 100_001),
        ("quote.TextGrid", GRID + b'"' + b"a" * 100_000),
        ("haakjes.html", b"<" * 100_000),
        ("kolommen.csv", b";".join([b"tekst"] * 100_000)),
        ("diep.json", b"[" * 200_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_line_keeps_a_reader_searching(name: str, data: bytes, tmp_path: Path) -> None:
    """The square of 100,000 steps would take minutes."""
    path = tmp_path / name
    path.write_bytes(data)
    started = time.process_time()
    assert result(path)
    assert time.process_time() - started < 5.0


BOMB = "<!DOCTYPE x [" + '<!ENTITY a "ha">' + "]><x>&a;</x>"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("entiteit.eaf", EAF.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1).encode(), "eaf"),
        ("entiteit.docx", packed(BOMB), "docx"),
        ("diep.eaf", b"<ANNOTATION_DOCUMENT>" + b"<a>" * 10_000, "eaf"),
        ("ander.eaf", b"<svg/>", "eaf"),
        ("half.eaf", EAF.encode()[:900], "eaf"),
        ("bom.docx", packed(b"<w>" + b"a" * 40 * MB + b"</w>"), "transcript-too-large"),
        ("alineas.docx", docx(*["a"] * 100_001), "transcript-too-long"),
        ("cues.srt", b"00:00:01,0 --> 00:00:02,0\nja\n\n" * 60_000, "transcript-too-long"),
        ("woorden.txt", b"ja " * 700_000, "transcript-too-long"),
        ("pagina.html", b"<html><body><p>Anneke: hoi</p></body></html>", "html-foreign"),
        ("leeg.html", b'<a name="ts_1_2_S00">(..)</a>', "transcript-empty"),
        ("ander.TextGrid", b'File type = "ooTextFile"\nObject class = "PitchTier"', "textgrid"),
        ("half.TextGrid", GRID + b'"IntervalTier" "A" 0 1 5 0 1', "textgrid"),
        ("aantal.TextGrid", GRID + b'"IntervalTier" "A" 0 1 9999999', "transcript-too-long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_told(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AssistError) as caught:
        read_transcript(path)
    assert caught.value.code in (code, f"{code}-damaged")
    assert name in str(caught.value)


def test_bytes_of_one_format_under_the_name_of_another(tmp_path: Path) -> None:
    dice = random.Random(1)
    endings = sorted(READERS)
    for name, data in SAMPLES.items():
        for ending in dice.sample(endings, 4):
            path = tmp_path / f"{name}{ending}"
            path.write_bytes(data)
            found = result(path)
            assert isinstance(found, Transcript) or found.endswith(".")
