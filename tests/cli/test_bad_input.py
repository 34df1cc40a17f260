"""Bad input gets one sentence and status 1; nothing is lost or half-written."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import docx
import numpy as np
import pytest
from support.waiting import PATIENCE, until

from assist.cli import run
from assist.transcribe.journal import journal_folder

SPEECH = Path(__file__).resolve().parents[2] / "assist" / "examples" / "vlaamse-spraak.flac"
# A one-pixel PNG.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
TRANSCRIPT = (
    "Moderator: Wat doet die camera met u?\nBewoner: Ik durf 's avonds niet meer te lopen.\n"
)


def encoded(path: Path, samples: np.ndarray, rate: int, codec: str) -> Path:
    """Write samples, shape (channels, n), as an audio file."""
    layout = "mono" if samples.shape[0] == 1 else "stereo"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm.T.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        for part in resampler.resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def speech(rate: int, channels: int) -> np.ndarray:
    """The bundled Flemish speech, at another rate."""
    with av.open(str(SPEECH)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
        parts = [
            part.to_ndarray()
            for frame in container.decode(audio=0)
            for part in resampler.resample(frame)
        ]
    return np.repeat(np.concatenate(parts, axis=1), channels, axis=0)


def fault(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    """Run a command that must fail as contracted; return its one sentence.

    Before it may stand with what a recording is listened to.
    """
    assert run(arguments) == 1
    told = capfd.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    *before, last = told.err.splitlines()
    assert last.startswith("Fout: ")
    assert all(line.startswith("Ik luister met spraakmodel ") for line in before)
    assert len(before) <= 1
    return last


def silence(path: Path, seconds: int) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * (8000 * seconds))


def noise(path: Path) -> None:
    hiss = np.random.default_rng(1).normal(0, 0.02, (1, 16000 * 20)).astype(np.float32)
    encoded(path, hiss, 16000, "pcm_s16le")


def without_text(path: Path) -> None:
    docx.Document().save(str(path))


MAKERS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty recording": ("leeg.wav", lambda p: p.touch(), "leeg"),
    "empty transcript": ("leeg.vtt", lambda p: p.touch(), "leeg"),
    "only white space": ("wit.txt", lambda p: p.write_text(" \n\n", encoding="utf-8"), "wit.txt"),
    "a picture named .wav": ("plaatje.wav", lambda p: p.write_bytes(PICTURE), "plaatje.wav"),
    "a picture named .docx": ("plaatje.docx", lambda p: p.write_bytes(PICTURE), "plaatje.docx"),
    "40 minutes of silence": ("stil.wav", lambda p: silence(p, 2400), "stil.wav"),
    "noise without speech": ("ruis.wav", noise, "ruis.wav"),
    "a document without text": ("leeg.docx", without_text, "leeg.docx"),
    "JSON that is not ours": (
        "config.json",
        lambda p: p.write_text('{"name": "iets", "version": 3}', encoding="utf-8"),
        "config.json",
    ),
    "JSON that is broken": (
        "half.json",
        lambda p: p.write_text('{"utterances": [', encoding="utf-8"),
        "half.json",
    ),
    "an unknown kind": ("deck.pptx", lambda p: p.write_bytes(b"PK"), "deck.pptx"),
    "a folder": ("map.wav", lambda p: p.mkdir(), "map"),
}


@pytest.mark.asr
@pytest.mark.parametrize("what", MAKERS)
def test_bad_input_is_one_sentence(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name, make, said = MAKERS[what]
    source = tmp_path / name
    make(source)
    output = tmp_path / "uit" / "kaart.json"
    assert said in fault(["analyse", str(source), "-o", str(output)], capfd)
    assert not output.exists()


@pytest.mark.asr
def test_a_truncated_recording_is_used_or_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = encoded(tmp_path / "heel.m4a", speech(16000, 1), 16000, "aac")
    data = whole.read_bytes()
    for share in (0.1, 0.5, 0.9):
        source = tmp_path / f"half-{share}.m4a"
        source.write_bytes(data[: int(len(data) * share)])
        assert "half-" in fault(["transcribe", str(source), "-o", "-"], capfd)


@pytest.mark.asr
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (96000, 2)])
def test_unusual_rates_are_understood(
    rate: int, channels: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = encoded(tmp_path / "opname.wav", speech(rate, channels), rate, "pcm_s16le")
    output = tmp_path / "tekst.json"
    assert run(["transcribe", str(source), "-o", str(output)]) == 0
    heard = json.loads(output.read_text(encoding="utf-8"))["utterances"]
    words = set(re.findall(r"\w+", " ".join(u["text"] for u in heard).lower()))
    said = set(re.findall(r"\w+", SPEECH.with_suffix(".txt").read_text(encoding="utf-8").lower()))
    assert len(words & said) >= 0.6 * len(said)  # a telephone line costs words, not the sense


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "overlap en wanorde.vtt",
            "WEBVTT\n\n00:10.000 --> 00:14.000\nDat is de tweede zin van dit gesprek.\n\n"
            "00:01.000 --> 00:12.000\nDit is de eerste zin van het gesprek.\n",
        ),
        ("met BOM.vtt", "\ufeffWEBVTT\n\n00:01.000 --> 00:04.000\nZo'n camera geeft me rust.\n"),
        ("Notulen 'één' & \"zés\" (définitief).txt", TRANSCRIPT),
    ],
)
def test_odd_transcripts_are_read(name: str, data: str, tmp_path: Path) -> None:
    source = tmp_path / name
    try:
        source.write_text(data, encoding="utf-8")
    except OSError:
        pytest.skip("this file system does not take such a name")
    output = tmp_path / "uit.json"
    assert run(["analyse", str(source), "-o", str(output)]) == 0
    heard = json.loads(output.read_text(encoding="utf-8"))["transcript"]["utterances"]
    assert [u["start"] for u in heard] == sorted(u["start"] for u in heard)


def test_an_old_windows_transcript_keeps_its_accents(tmp_path: Path) -> None:
    source = tmp_path / "oud.vtt"
    source.write_bytes(
        "WEBVTT\r\n\r\n00:01.000 --> 00:04.000\r\nEén beëdigde tolk, géén app.\r\n".encode("cp1252")
    )
    output = tmp_path / "uit.json"
    assert run(["analyse", str(source), "-o", str(output)]) == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["transcript"]["utterances"][0]["text"] == "Eén beëdigde tolk, géén app."


def test_an_output_folder_that_refuses_is_told_before_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "gesprek.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")
    blocker = tmp_path / "geen map"
    blocker.write_text("x", encoding="utf-8")
    good = tmp_path / "kaart.csv"
    said = fault(
        ["analyse", str(source), "-o", str(good), "-o", str(blocker / "kaart.json")], capfd
    )
    assert "kaart.json" in said
    assert not good.exists()


def test_an_existing_output_is_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "gesprek.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")
    output = tmp_path / "kaart.json"
    output.write_text("van gisteren", encoding="utf-8")
    assert "--force" in fault(["analyse", str(source), "-o", str(output)], capfd)
    assert output.read_text(encoding="utf-8") == "van gisteren"


def test_an_unknown_output_kind_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "gesprek.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")
    assert ".docx" in fault(["analyse", str(source), "-o", str(tmp_path / "kaart.pptx")], capfd)


def test_a_full_disk_leaves_no_half_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "gesprek.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "vol" in fault(["analyse", str(source), "-o", str(tmp_path / "kaart.json")], capfd)
    assert [p.name for p in tmp_path.iterdir()] == ["gesprek.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small file system of its own")
def test_a_really_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    disk = tmp_path / "schijf"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        from assist.core.errors import AssistError
        from assist.core.files import write_bytes

        with pytest.raises(AssistError) as caught:
            write_bytes(disk / "groot.bin", b"x" * 1_000_000)
        assert caught.value.code == "disk-full"
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.asr
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_in_the_middle_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path / "data"))
    source = encoded(tmp_path / "lang.wav", np.tile(speech(16000, 1), (1, 40)), 16000, "pcm_s16le")
    output = tmp_path / "kaart.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "assist", "analyse", str(source), "-o", str(output)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )

    def heard() -> bool:
        assert process.poll() is None, "the run was over before it could be stopped"
        return any(p.read_bytes().count(b"\n") > 1 for p in journal_folder().glob("*.jsonl"))

    until(heard)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in errors
    assert errors.strip().splitlines()[-1].startswith("Fout: Gestopt")
    assert not output.exists()
    assert not list(tmp_path.glob(".assist-*"))


def test_a_missing_model_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = encoded(tmp_path / "opname.wav", speech(16000, 1), 16000, "pcm_s16le")
    told = fault(["analyse", str(source), "--model", "large-v3"], capfd)
    assert "assist models pull large-v3" in told


@pytest.mark.asr
def test_a_damaged_model_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from assist.models.registry import resolve

    whole = resolve("asr", "base")
    assert whole is not None
    damaged = tmp_path / "model"
    shutil.copytree(whole, damaged)
    with (damaged / "model.bin").open("r+b") as file:
        file.truncate(1_000_000)
    source = encoded(tmp_path / "opname.wav", speech(16000, 1), 16000, "pcm_s16le")
    told = fault(["analyse", str(source), "--model", str(damaged)], capfd)
    assert "model" in told


def test_a_damaged_lexicon_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "gesprek.txt"
    source.write_text(TRANSCRIPT, encoding="utf-8")
    lexicon = tmp_path / "eigen.ttl"
    lexicon.write_text("dit is geen turtle", encoding="utf-8")
    assert "eigen.ttl" in fault(["analyse", str(source), "--lexicon", str(lexicon)], capfd)
