"""From chunks to utterances, with a recogniser made of cardboard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assist.core.errors import AssistError
from assist.core.ids import content_id
from assist.core.transcript import Held, Utterance, Word
from assist.transcribe import cutting, listener, recording
from assist.transcribe.chunks import Chunk
from assist.transcribe.recogniser import Recognised
from assist.transcribe.recording import Asr, AsrOptions, Hearing, load_asr
from assist.transcribe.whisper import for_machine
from tests.support.sound import Samples, record, tone
from tests.support.waiting import PATIENCE

RATE = 16_000


@dataclass
class Cardboard:
    """Says what is written on it, chunk after chunk, and remembers what it was given."""

    said: Mapping[float, str]  # by the chunk's first second
    again: Mapping[float, str] = field(default_factory=dict)
    given: list[float] = field(default_factory=list)
    unsure: Mapping[float, tuple[float, float]] = field(default_factory=dict)
    supported_languages: tuple[str, ...] = ("nl", "en")
    language: str = "nl"

    def settle(self, sound: Samples) -> None:
        self.given.append(-1.0)

    def recognise(self, sounds: Sequence[Samples], *, again: bool = False) -> list[Recognised]:
        found = []
        for sound in sounds:
            at = float(sound[0]) - 1.0  # a cardboard chunk's samples tell where it begins
            self.given.append(at)
            text = (self.again if again else self.said).get(at, "")
            words = [Word(w, i / 2, (i + 1) / 2, 0.9) for i, w in enumerate(text.split())]
            logprob, silent = self.unsure.get(at, (-0.3, 0.1))
            found.append(Recognised(text, tuple(words), logprob, silent))
        return found


def chunk(start: float, seconds: float = 8.0) -> Chunk:
    samples = np.full(round(seconds * RATE), start + 1.0, np.float32)
    span = (start, start + seconds)
    return Chunk(start, samples, (span,), (span,))


@pytest.fixture
def minute(tmp_path: Path) -> Path:
    return record(tmp_path / "Sessie 'één'.flac", tone(60.0))


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Hearing]:
    """Hear a recording in which there is speech at these times."""

    def begin(
        model: Cardboard,
        path: Path,
        heard: tuple[Utterance, ...] = (),
        held: tuple[Held, ...] = (),
        *,
        batch: int = 1,
        tracker: object = None,
    ) -> Hearing:
        monkeypatch.setattr(cutting, "ENOUGH", 8)  # an utterance a sentence
        monkeypatch.setattr(listener, "chunks", lambda sound: map(chunk, sorted(model.said)))
        monkeypatch.setattr(recording, "Recogniser", lambda *_: model)
        asr = Asr(Path("whisper-x"), AsrOptions(batch_size=batch), model)  # type: ignore[arg-type]
        monkeypatch.setattr(asr, "_tracker", lambda: tracker)
        return asr.transcribe(path, heard=heard, held=held)

    return begin


Hears = Callable[..., Hearing]
SENTENCE = "Straks durft niemand hier nog wat te zeggen."


def test_the_session_is_known_beforehand(minute: Path, hear: Hears) -> None:
    hearing = hear(Cardboard({}), minute)
    assert hearing.session.duration == pytest.approx(60.0, abs=0.01)
    assert hearing.session.id == content_id(minute.read_bytes())
    assert hearing.session.title == "Sessie 'één'"
    assert hearing.done == 0.0


def test_chunks_are_heard_in_the_recordings_own_time(minute: Path, hear: Hears) -> None:
    hearing = hear(Cardboard({2.0: SENTENCE, 32.0: SENTENCE}), minute)
    done = []
    found = []
    for utterance in hearing:
        found.append(utterance)
        done.append(hearing.done)
    assert [(u.id, u.start, u.end, u.text) for u in found] == [
        (1, 2.0, 6.0, SENTENCE),
        (2, 32.0, 36.0, SENTENCE),
    ]
    assert [w.text for w in found[1].words] == SENTENCE.split()
    assert found[0].speaker is None
    assert done == [pytest.approx(1 / 6), pytest.approx(2 / 3)]
    assert hearing.done == 1.0
    assert hearing.speech == (pytest.approx(16.0), 0.0)


def test_utterances_come_while_the_recogniser_works(minute: Path, hear: Hears) -> None:
    taken = threading.Event()

    class Waiting(Cardboard):
        def recognise(self, sounds: Sequence[Samples], *, again: bool = False) -> list[Recognised]:
            if sounds[0][0] > 1.0:
                assert taken.wait(PATIENCE)
            return super().recognise(sounds)

    utterances = iter(hear(Waiting({0.0: SENTENCE, 10.0: SENTENCE}), minute))
    assert next(utterances).start == 0.0
    taken.set()
    assert [u.start for u in utterances] == [10.0]


def listeners() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "assist-ahead"]


@pytest.mark.parametrize("how", ["closed", "dropped", "never looked at"])
def test_nobody_goes_on_listening_when_nobody_hears(minute: Path, hear: Hears, how: str) -> None:
    model = Cardboard({number * 10.0: SENTENCE for number in range(2_000)})
    hearing = hear(model, minute)
    if how != "never looked at":
        utterances = iter(hearing)
        next(utterances)
        if how == "closed":
            utterances.close()  # type: ignore[attr-defined]
        del utterances
    del hearing
    for thread in listeners():
        thread.join(PATIENCE)
    assert listeners() == []
    assert len(model.given) < 1_000


def test_a_fault_while_listening_reaches_who_iterates(minute: Path, hear: Hears) -> None:
    class Faulty(Cardboard):
        def recognise(self, sounds: Sequence[Samples], *, again: bool = False) -> list[Recognised]:
            if sounds[0][0] > 1.0:
                raise MemoryError
            return super().recognise(sounds)

    utterances = iter(hear(Faulty({0.0: SENTENCE, 10.0: SENTENCE}), minute))
    next(utterances)
    with pytest.raises(MemoryError):
        next(utterances)


def test_the_language_is_found_by_the_first_chunk_also_when_going_on(
    minute: Path, hear: Hears
) -> None:
    model = Cardboard({0.0: SENTENCE, 20.0: SENTENCE, 40.0: SENTENCE})
    whole = tuple(hear(model, minute))
    model.given.clear()
    assert list(hear(model, minute, whole[:2])) == [whole[2]]
    assert model.given == [-1.0, 20.0, 40.0]


def test_what_is_spoken_is_told_and_judged_by(minute: Path, hear: Hears) -> None:
    """The language that was found, not the one that nobody gave."""
    english = "So this is what we would have said about the cameras in our street."
    heard = hear(Cardboard({0.0: english}, language="en"), minute)
    assert [u.text for u in heard] == [english]
    assert (heard.language, heard.held) == ("en", ())


TALK = {
    0.0: SENTENCE,
    9.0: "Ja. En dan nog iets, want",  # goes on in the next chunk
    17.0: "wij hebben hier al jaren geen camera gehad.",
    25.0: "Ondertitels ingediend door de Amara.org gemeenschap",
    33.0: "Kort. " + SENTENCE,
    41.0: "Ik weet het",
    50.0: "Nee.",
}


@pytest.mark.parametrize("stopped", range(1, 9))
def test_an_assist_that_cuts_elsewhere_loses_and_doubles_no_word(
    minute: Path, hear: Hears, monkeypatch: pytest.MonkeyPatch, stopped: int
) -> None:
    talk = dict.fromkeys((0.0, 8.0, 16.0, 24.0), f"{SENTENCE} {SENTENCE}")  # without a pause
    before = tuple(hear(Cardboard(talk), minute))
    assert len(before) == 8
    begin = hear(Cardboard(talk), minute, before[:stopped])
    monkeypatch.setattr(cutting, "ENOUGH", 32)
    now = (*before[:stopped], *begin)
    assert [w for u in now for w in u.words] == [w for u in before for w in u.words]
    assert [u.text for u in now] == [" ".join(w.text for w in u.words) for u in now]
    assert [u.id for u in now] == list(range(1, len(now) + 1))


@pytest.mark.parametrize("batch", [1, 2, 3, 10])
def test_wherever_it_stopped_the_outcome_is_that_of_one_run(
    minute: Path, hear: Hears, batch: int
) -> None:
    """Also between a piece that was held back and the utterance after it."""
    first = hear(Cardboard(TALK), minute, batch=batch)
    stored: list[Utterance | Held] = []
    for utterance in first:
        stored += [*first.held[sum(isinstance(s, Held) for s in stored) :], utterance]
    utterances = tuple(s for s in stored if isinstance(s, Utterance))
    assert len(first.held) == 1
    assert [u.id for u in utterances] == list(range(1, len(utterances) + 1))
    for stopped in range(len(stored) + 1):
        heard = tuple(s for s in stored[:stopped] if isinstance(s, Utterance))
        held = tuple(s for s in stored[:stopped] if isinstance(s, Held))
        hearing = hear(Cardboard(TALK), minute, heard, held, batch=batch)
        assert hearing.held == held
        assert heard + tuple(hearing) == utterances
        assert hearing.held == first.held
        assert hearing.labelled() == utterances


def test_only_what_is_not_stored_is_recognised_again(minute: Path, hear: Hears) -> None:
    model = Cardboard(dict.fromkeys((0.0, 10.0, 20.0, 30.0, 40.0), SENTENCE))
    whole = tuple(hear(model, minute))
    model.given.clear()
    assert len(list(hear(model, minute, whole[:4]))) == 1
    assert [at for at in model.given if at >= 0.0] == [30.0, 40.0]  # one too many at most


def test_what_another_model_heard_is_gone_on_from_by_its_time(minute: Path, hear: Hears) -> None:
    heard = (Utterance(1, 0.0, 9.0, "Eerst."), Utterance(2, 9.0, 20.5, "Toen."))
    hearing = hear(Cardboard({0.0: SENTENCE, 12.0: SENTENCE, 31.0: SENTENCE}), minute, heard)
    assert hearing.done == pytest.approx(20.5 / 60)
    (utterance,) = hearing
    assert (utterance.id, utterance.start) == (3, 31.0)


def test_nothing_more_after_what_was_heard_is_no_fault(minute: Path, hear: Hears) -> None:
    heard = (Utterance(1, 0.0, 60.0, "Alles."),)
    assert list(hear(Cardboard({}), minute, heard)) == []


def test_what_is_not_believed_is_kept_aside(minute: Path, hear: Hears) -> None:
    words = "Ondertitels ingediend door de Amara.org gemeenschap"
    model = Cardboard({0.0: SENTENCE, 12.0: words, 40.0: "Hm."}, unsure={40.0: (-2.0, 0.95)})
    hearing = hear(model, minute)
    assert [u.text for u in hearing] == [SENTENCE]
    assert [(h.start, h.text) for h in hearing.held] == [(12.0, words), (40.0, "Hm.")]
    assert all(h.reason for h in hearing.held)
    assert hearing.done == 1.0


def test_a_loop_is_listened_to_once_more(minute: Path, hear: Hears) -> None:
    model = Cardboard({0.0: "nee " * 16, 20.0: SENTENCE}, again={0.0: "Nee, dat wil ik niet."})
    hearing = hear(model, minute, batch=2)
    assert [u.text for u in hearing] == ["Nee, dat wil ik niet.", SENTENCE]
    assert model.given == [-1.0, 0.0, 20.0, 0.0]
    assert hearing.held == ()


class Tracker:
    """Hears another voice at one moment."""

    def __init__(self, at: float) -> None:
        self.at = at

    def hear(self, offset: float, samples: Samples, speech: Any) -> tuple[float, ...]:
        return (self.at,) if offset <= self.at <= offset + len(samples) / RATE else ()

    def label(self, utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
        return tuple(replace(u, speaker=f"S{1 + (u.end > self.at + 0.5)}") for u in utterances)


def test_an_utterance_ends_where_another_voice_takes_over(minute: Path, hear: Hears) -> None:
    model = Cardboard({0.0: "Wat vindt u daar dan van ik vind het"})
    hearing = hear(model, minute, tracker=Tracker(3.1))
    assert [u.text for u in hearing] == ["Wat vindt u daar dan van", "ik vind het"]
    assert [u.speaker for u in hearing.labelled()] == ["S1", "S2"]


def test_a_recording_in_which_nothing_is_believed_is_told(minute: Path, hear: Hears) -> None:
    hearing = hear(Cardboard({0.0: "Bedankt voor het kijken!"}), minute)
    with pytest.raises(AssistError) as caught:
        list(hearing)
    assert caught.value.code == "nothing-believed"
    assert str(caught.value.details["reason"]) == hearing.held[0].reason


def test_no_speech_at_all_is_told(minute: Path, hear: Hears) -> None:
    with pytest.raises(AssistError) as caught:
        list(hear(Cardboard({}), minute))
    assert caught.value.code == "no-speech"


def test_an_unknown_language_is_told(minute: Path) -> None:
    asr = Asr(Path("whisper-x"), AsrOptions(language="xx"), Cardboard({}))  # type: ignore[arg-type]
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
def test_what_is_no_recording_is_told_at_once(
    tmp_path: Path, hear: Hears, make: Any, code: str
) -> None:
    path = tmp_path / "x.wav"
    make(path)
    with pytest.raises(AssistError) as caught:
        hear(Cardboard({}), path)
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
    model, chosen = whisper.load_whisper(folder(tmp_path, **files), AsrOptions())
    assert model.device == "cpu"  # type: ignore[attr-defined]
    assert tried == ["cuda", "cpu"]
    assert (chosen.device, chosen.compute_type) == ("cpu", "int8")
    assert chosen.threads > 0
    assert chosen.batch_size > 0


def test_what_the_user_chose_stays_chosen() -> None:
    options = AsrOptions(device="cuda", compute_type="int8_float16", threads=3, batch_size=1)
    assert for_machine(options) == options
    assert for_machine(AsrOptions(device="cuda")).compute_type == "float16"


def test_more_threads_than_cores_would_only_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from assist.transcribe import whisper

    monkeypatch.setattr(whisper, "_cores", lambda: 2)
    assert [for_machine(AsrOptions(device="cpu", threads=n)).threads for n in (0, 1, 9999)] == [
        2,
        1,
        2,
    ]


@pytest.mark.parametrize("interrupted", [False, True])
def test_the_language_that_was_found_is_told(interrupted: bool, minute: Path, hear: Hears) -> None:
    """``--spoken ""``: also when all that is left was recognised before."""

    class Finding(Cardboard):
        def settle(self, sound: Samples) -> None:
            self.language = "en"

    sentence = "Soon nobody will dare to say anything here any more."
    known = tuple(hear(Cardboard({2.0: sentence}, language="en"), minute)) if interrupted else ()
    hearing = hear(Finding({2.0: sentence}, language=""), minute, known)
    assert [u.text for u in (*known, *hearing)] == [sentence]
    assert (hearing.language, hearing.held) == ("en", ())
