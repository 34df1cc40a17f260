"""Decoding: what is there, all of it, in pieces."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
import pytest

from assist.cli.hearing import told_broken_off
from assist.core.errors import AssistError
from assist.transcribe.audio import MOST_GAPS, RATE, duration_of, pieces, promised, tracks
from assist.transcribe.listener import Listener
from assist.transcribe.memory import Remembering
from assist.transcribe.recogniser import Recogniser
from assist.transcribe.whisper import AsrOptions
from tests.support.sound import Samples, picture, record, tone, video_without_sound


def whole(path: Path, **options: float) -> Samples:
    found = list(pieces(path, **options))
    for (offset, samples), (following, _) in itertools.pairwise(found):
        assert following == pytest.approx(offset + len(samples) / RATE)
    return np.concatenate([samples for _, samples in found])


@pytest.mark.parametrize(
    ("name", "rate", "layout"),
    [
        ("opname.wav", 8_000, "mono"),
        ("Opname 'één' (1).wav", 96_000, "stereo"),
        ("opname.flac", 44_100, "stereo"),
        ("opname.m4a", 44_100, "mono"),
        ("opname.mp3", 22_050, "mono"),
        ("opname.ogg", 48_000, "stereo"),
        ("opname.webm", 48_000, "mono"),
    ],
)
def test_any_rate_and_layout_is_heard(tmp_path: Path, name: str, rate: int, layout: str) -> None:
    path = record(tmp_path / name, tone(3.0, rate), rate=rate, layout=layout)
    assert duration_of(path) == pytest.approx(3.0, abs=0.15)
    samples = whole(path)
    assert samples.dtype == np.float32
    assert len(samples) / RATE == pytest.approx(3.0, abs=0.15)
    middle = samples[RATE : 2 * RATE]
    spectrum = np.abs(np.fft.rfft(middle))
    assert int(np.argmax(spectrum)) == pytest.approx(220, abs=1)
    assert np.abs(middle).max() == pytest.approx(0.3, abs=0.1)


@pytest.mark.parametrize("seconds", [0.001, 0.7, 7.25, 1_000.0])
def test_pieces_hold_every_sample_once(tmp_path: Path, seconds: float) -> None:
    rng = np.random.default_rng(3)
    noise = (0.1 * rng.standard_normal(round(20.01 * RATE))).astype(np.float32)
    path = record(tmp_path / "ruis.flac", noise)
    found = list(pieces(path, seconds=seconds))
    assert np.array_equal(np.concatenate([s for _, s in found]), whole(path))
    assert {len(s) for _, s in found[:-1]} <= {round(seconds * RATE)}
    assert [at for at, _ in found] == pytest.approx([i * seconds for i in range(len(found))])


def test_what_ends_with_a_whole_piece_has_no_empty_one(tmp_path: Path) -> None:
    path = record(tmp_path / "x.wav", tone(20.0))
    assert [len(s) / RATE for _, s in pieces(path, seconds=10.0)] == [10.0, 10.0]


def with_gaps(path: Path, gaps: Mapping[int, float], *, blocks: int = 500) -> Path:
    """A tone in blocks of 20 ms; before some of them the time stamps leap, by so many seconds."""
    block = (tone(0.02, 48_000, 400.0)[None] * 32767).astype(np.int16)
    leapt = 0.0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        for number in range(blocks):
            leapt += gaps.get(number, 0.0)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate = 48_000
            frame.pts = number * 960 + round(leapt * 48_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_pause_in_the_time_stamps_is_silence(tmp_path: Path) -> None:
    """As when somebody pauses a recording in a browser; a player counts the pause too."""
    path = with_gaps(tmp_path / "pauze.webm", {250: 10.0})
    assert duration_of(path) == pytest.approx(20.0, abs=0.1)
    samples = whole(path)
    assert len(samples) / RATE == pytest.approx(20.0, abs=0.1)
    loud = [float(np.abs(samples[s * RATE : (s + 1) * RATE]).max()) for s in (1, 3, 7, 12, 16, 18)]
    assert [level > 0.1 for level in loud] == [True, True, False, False, True, True]


def film(path: Path, *, later: float) -> Path:
    """Ten seconds of picture; two seconds of tone that begin so many seconds later."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=5)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        for _ in range(50):
            still = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
            container.mux(picture.encode(still))
        container.mux(picture.encode(None))
        samples = tone(0.02, 48_000, 400.0)[None]
        for number in range(100):
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            frame.sample_rate = 48_000
            frame.pts = number * 960 + round(later * 48_000)
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_sound_that_begins_later_than_the_picture_keeps_its_time(
    ending: str, tmp_path: Path
) -> None:
    """A player starts at the picture, so a click on a quote must too."""
    path = film(tmp_path / f"film.{ending}", later=5.0)
    assert duration_of(path) == pytest.approx(7.0, abs=0.1)
    loud = np.flatnonzero(np.abs(whole(path)) > 0.1)
    assert loud[0] / RATE == pytest.approx(5.0, abs=0.1)
    assert loud[-1] / RATE == pytest.approx(7.0, abs=0.1)


@pytest.mark.parametrize("ending", ["flac", "m4a", "webm"])
def test_a_copy_that_broke_off_promises_more_than_there_is(ending: str, tmp_path: Path) -> None:
    options = {"movflags": "faststart"} if ending == "m4a" else {}
    path = record(tmp_path / f"opname.{ending}", tone(60.0), options=options)
    assert promised(path) == pytest.approx(60.0, abs=0.1)
    assert told_broken_off(path, duration_of(path)) == ""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert duration_of(path) < 45.0
    assert promised(path) == pytest.approx(60.0, abs=0.1)
    assert "Er hoort 0:0" in told_broken_off(path, duration_of(path))


def two_tracks(path: Path) -> Path:
    """Silence, and beside it a tone."""
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("aac", rate=48_000, layout="mono") for _ in range(2)]
        for stream, loud in zip(streams, (0.0, 1.0), strict=True):
            for number in range(50):
                samples = tone(0.02, 48_000, 400.0)[None] * np.float32(loud)
                frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
                frame.sample_rate = 48_000
                frame.pts = number * 960
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


def test_silence_with_another_track_beside_it_is_told_apart(tmp_path: Path) -> None:
    """As a recorder of screens writes: one track for the computer, one for the microphone."""
    path = two_tracks(tmp_path / "scherm.mkv")
    assert tracks(path) == 2
    assert not np.any(np.abs(whole(path)) > 0.01)
    unused = Remembering(Recogniser(object(), AsrOptions()))  # type: ignore[arg-type]
    with pytest.raises(AssistError) as caught:
        list(Listener(unused, path, AsrOptions()).listen((), ()))
    assert caught.value.code == "no-speech-in-first"
    assert "2 geluidssporen" in str(caught.value)


def test_leaps_in_time_are_bounded_in_sum(tmp_path: Path) -> None:
    """A small file with a leap before each block would be days of silence to listen to."""
    gap = 1_000.0
    path = with_gaps(tmp_path / "sprongen.webm", dict.fromkeys(range(10, 40), gap), blocks=50)
    length = sum(len(samples) for _, samples in pieces(path)) / RATE
    assert MOST_GAPS - gap < length < MOST_GAPS + 10.0
    assert duration_of(path) == pytest.approx(length, abs=0.2)


def test_a_header_that_promises_too_much_is_not_believed(tmp_path: Path) -> None:
    path = record(tmp_path / "x.wav", tone(10.0))
    path.write_bytes(path.read_bytes()[: 4 * RATE * 2])
    assert duration_of(path) == pytest.approx(4.0, abs=0.05)


def test_a_broken_off_m4a_with_its_index_in_front_is_heard_as_far_as_it_goes(
    tmp_path: Path,
) -> None:
    path = record(tmp_path / "x.m4a", tone(20.0), options={"movflags": "faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    duration = duration_of(path)
    assert 5.0 < duration < 15.0
    assert len(whole(path)) / RATE == pytest.approx(duration, abs=0.2)


def code_of(path: Path) -> str:
    with pytest.raises(AssistError) as caught:
        whole(path)
    return caught.value.code


def test_a_broken_off_m4a_without_its_index_is_told(tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", tone(20.0))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert code_of(path) == "recording-unreadable"


def test_damage_half_way_costs_only_what_is_damaged(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mp3", tone(20.0))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3_000] = bytes(3_000)
    path.write_bytes(content)
    assert len(whole(path)) / RATE > 17.0


def test_what_holds_no_sound_is_told(tmp_path: Path) -> None:
    assert code_of(video_without_sound(tmp_path / "film.mp4")) == "recording-no-audio"
    assert code_of(picture(tmp_path / "foto.wav")) == "recording-no-audio"
    text = tmp_path / "tekst.wav"
    text.write_text("geen geluid", encoding="utf-8")
    assert code_of(text) == "recording-unreadable"
    random = tmp_path / "ruis.mp3"
    random.write_bytes(np.random.default_rng(1).bytes(50_000))
    assert code_of(random) in {"recording-unreadable", "recording-no-audio"}
    header = tmp_path / "kop.wav"
    header.write_bytes(record(tmp_path / "y.wav", tone(1.0)).read_bytes()[:44])
    assert code_of(header) == "recording-unreadable"


@pytest.mark.parametrize(
    ("place", "value"),
    [(24, (1).to_bytes(4, "little")), (20, (0x1234).to_bytes(2, "little"))],
    ids=["one-hertz", "unknown-codec"],
)
def test_a_head_that_cannot_be_is_told(place: int, value: bytes, tmp_path: Path) -> None:
    path = record(tmp_path / "x.wav", tone(1.0))
    data = bytearray(path.read_bytes())
    data[place : place + len(value)] = value  # at 1 Hz these samples would last four hours
    path.write_bytes(data)
    with pytest.raises(AssistError) as caught:
        duration_of(path)
    assert caught.value.code == "recording-unreadable"


@pytest.mark.parametrize("ending", ["mp4", "wav", "mp3"])
def test_a_list_of_other_files_is_no_recording(tmp_path: Path, ending: str) -> None:
    record(tmp_path / "geheim.wav", tone(2.0))
    path = tmp_path / f"lijst.{ending}"
    path.write_text("ffconcat version 1.0\nfile geheim.wav\n", encoding="utf-8")
    assert code_of(path) == "recording-unreadable"
