"""From segments to utterances, with a recogniser made of cardboard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assist.core.errors import AssistError
from assist.core.ids import content_id
from assist.core.transcript import Utterance
from assist.transcribe import recording
from assist.transcribe.recording import Asr, AsrOptions, load_asr
from tests.support.sound import record, tone

RATE = 16_000


def segment(start: float, text: str, **other: Any) -> SimpleNamespace:
    """A segment of half a second a word."""
    words = [
        SimpleNamespace(
            word=f" {word}",
            start=start + i / 2,
            end=start + (i + 1) / 2,
            probability=np.float64(0.9),
        )
        for i, word in enumerate(text.split())
    ]
    known = {"no_speech_prob": 0.1, "avg_logprob": -0.3} | other
    return SimpleNamespace(start=start, end=words[-1].end, text=f" {text}", words=words, **known)


@dataclass
class Cardboard:
    """Says the same sentences in every piece, and remembers what it was given."""

    said: list[SimpleNamespace]
    given: list[float] = field(default_factory=list)
    supported_languages: tuple[str, ...] = ("nl", "en")

    def transcribe(self, samples: Any, **options: Any) -> tuple[Iterator[Any], None]:
        self.given.append(len(samples) / RATE)
        return iter(self.said), None


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    return record(tmp_path / "Sessie 'één'.flac", tone(60.0))


def hear(model: Cardboard, path: Path, heard: tuple[Utterance, ...] = ()) -> Any:
    return Asr(Path("whisper-x"), AsrOptions(), model).transcribe(path, heard=heard)  # type: ignore[arg-type]


SENTENCE = "Straks durft niemand hier nog wat te zeggen."


def test_the_session_is_known_beforehand(minute: Path) -> None:
    hearing = hear(Cardboard([]), minute)
    assert hearing.session.duration == pytest.approx(60.0, abs=0.01)
    assert hearing.session.id == content_id(minute.read_bytes())
    assert hearing.session.title == "Sessie 'één'"
    assert hearing.done == 0.0


def test_pieces_are_heard_in_the_recordings_own_time(
    minute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        recording,
        "pieces",
        lambda *a, **k: iter([(0.0, np.zeros(RATE * 30)), (30.0, np.zeros(RATE * 30))]),
    )
    hearing = hear(Cardboard([segment(2.0, SENTENCE)]), minute)
    done = []
    found = []
    for utterance in hearing:
        found.append(utterance)
        done.append(hearing.done)
    assert [(u.id, u.start, u.end, u.text) for u in found] == [
        (1, 2.0, 6.0, SENTENCE),
        (2, 32.0, 36.0, SENTENCE),
    ]
    assert found[1].words[0].start == 32.0
    assert [w.text for w in found[1].words] == SENTENCE.split()
    assert type(found[1].words[0].probability) is float
    assert found[0].speaker is None
    assert done == [pytest.approx(0.1), pytest.approx(0.6)]
    assert hearing.done == 1.0


def test_utterances_come_while_the_recogniser_works(minute: Path) -> None:
    taken = threading.Event()

    def sentences() -> Iterator[Any]:
        yield segment(0.0, SENTENCE)
        assert taken.wait(10.0)
        yield segment(10.0, SENTENCE)

    model = Cardboard([])
    model.said = sentences()  # type: ignore[assignment]
    utterances = iter(hear(model, minute))
    assert next(utterances).start == 0.0
    taken.set()
    assert [u.start for u in utterances] == [10.0]


def listeners() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "assist-ahead"]


@pytest.mark.parametrize("how", ["closed", "dropped", "never looked at"])
def test_nobody_goes_on_listening_when_nobody_hears(minute: Path, how: str) -> None:
    asked = []

    def sentences() -> Iterator[Any]:
        for number in range(100_000):
            asked.append(number)
            yield segment(number * 10.0, SENTENCE)

    model = Cardboard([])
    model.said = sentences()  # type: ignore[assignment]
    hearing = hear(model, minute)
    if how != "never looked at":
        utterances = iter(hearing)
        next(utterances)
        if how == "closed":
            utterances.close()
        del utterances
    del hearing
    for thread in listeners():
        thread.join(5.0)
    assert listeners() == []
    assert len(asked) < 1_000


def test_a_fault_while_listening_reaches_who_iterates(minute: Path) -> None:
    def sentences() -> Iterator[Any]:
        yield segment(0.0, SENTENCE)
        raise MemoryError

    model = Cardboard([])
    model.said = sentences()  # type: ignore[assignment]
    utterances = iter(hear(model, minute))
    next(utterances)
    with pytest.raises(MemoryError):
        next(utterances)


def test_it_goes_on_after_what_was_heard(minute: Path) -> None:
    model = Cardboard([segment(1.0, SENTENCE)])
    heard = (Utterance(1, 0.0, 9.0, "Eerst."), Utterance(2, 9.0, 20.5, "Toen."))
    hearing = hear(model, minute, heard)
    assert hearing.done == pytest.approx(20.5 / 60)
    (utterance,) = hearing
    assert (utterance.id, utterance.start) == (3, 21.5)
    assert model.given == [pytest.approx(39.5, abs=0.01)]


def test_nothing_more_after_what_was_heard_is_no_fault(minute: Path) -> None:
    heard = (Utterance(1, 0.0, 60.0, "Alles."),)
    assert list(hear(Cardboard([]), minute, heard)) == []


def test_what_is_invented_is_left_out_and_counted(minute: Path) -> None:
    said = [
        segment(0.0, SENTENCE),
        segment(8.0, "Ondertitels ingediend door de Amara.org gemeenschap"),
        segment(12.0, "nee " * 40),
        segment(40.0, "Hm.", no_speech_prob=0.95, avg_logprob=-2.0),
    ]
    hearing = hear(Cardboard(said), minute)
    assert [u.text for u in hearing] == [SENTENCE]
    assert hearing.dropped == {"credits": 1, "loop": 1, "silence": 1}
    assert hearing.done == 1.0


def test_no_speech_at_all_is_told(minute: Path) -> None:
    with pytest.raises(AssistError) as caught:
        list(hear(Cardboard([segment(0.0, "Bedankt voor het kijken!")]), minute))
    assert caught.value.code == "no-speech"


def test_an_unknown_language_is_told(minute: Path) -> None:
    asr = Asr(Path("whisper-x"), AsrOptions(language="xx"), Cardboard([]))  # type: ignore[arg-type]
    with pytest.raises(AssistError) as caught:
        asr.transcribe(minute)
    assert caught.value.code == "asr-language"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: p.touch(), "empty-file"),
        (lambda p: p.mkdir(), "is-folder"),
        (lambda p: 0, "not-found"),
    ],
)
def test_what_is_no_recording_is_told_at_once(tmp_path: Path, make: Any, code: str) -> None:
    path = tmp_path / "x.wav"
    make(path)
    with pytest.raises(AssistError) as caught:
        hear(Cardboard([]), path)
    assert caught.value.code == code


# the folder of a model


def folder(tmp_path: Path, **files: bytes) -> Path:
    model = tmp_path / "mijn model"
    model.mkdir()
    for name, content in files.items():
        (model / name.replace("_", ".")).write_bytes(content)
    return model


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"config_json": b"{}", "tokenizer_json": b"{}"},
        {"model_bin": b"x", "config_json": b"{}"},
        {"model_bin": b"", "config_json": b"{}", "tokenizer_json": b"{}"},
        {"model_bin": b"geen model", "config_json": b"{}", "tokenizer_json": b"{}"},
    ],
    ids=["empty", "no-model", "no-tokenizer", "empty-model", "garbage"],
)
@pytest.mark.usefixtures("no_network")
def test_a_model_that_is_not_whole_is_told(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(AssistError) as caught:
        load_asr(folder(tmp_path, **files), AsrOptions(device="cpu"))
    assert caught.value.code == "asr-damaged"


def test_a_gpu_without_its_libraries_falls_back_to_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assist.transcribe import whisper

    tried = []

    class Model:
        def __init__(self, device: str) -> None:
            self.device = device

        def detect_language(self, samples: Any) -> None:
            if self.device == "cuda":
                raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")

    def load(path: Path, options: AsrOptions) -> Model:
        tried.append(options.device)
        return Model(options.device)

    monkeypatch.setattr(whisper, "_gpus", lambda: 1)
    monkeypatch.setattr(whisper, "_load", load)
    files = {"model_bin": b"x", "config_json": b"{}", "tokenizer_json": b"{}"}
    model = whisper.load_whisper(folder(tmp_path, **files), AsrOptions())
    assert model.device == "cpu"  # type: ignore[attr-defined]
    assert tried == ["cuda", "cpu"]
