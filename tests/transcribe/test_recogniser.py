"""How chunks are put to the model, with a model made of cardboard."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assist.core.transcript import Word
from assist.transcribe import recogniser as room
from assist.transcribe.listener import in_speech
from assist.transcribe.recogniser import LONGEST, SHORTEST, Recogniser
from assist.transcribe.whisper import AsrOptions


class Model:
    """Remembers what it is asked."""

    def __init__(self) -> None:
        self.windows: list[tuple[int, ...]] = []
        self.asked: list[dict[str, Any]] = []
        self.hotwords: list[str | None] = []
        self.model = SimpleNamespace(is_multilingual=True, generate=self.generate)

    def feature_extractor(self, sound: Any) -> Any:
        return np.ones((80, len(sound) // 160 + 1), np.float32)

    def encode(self, batch: Any) -> str:
        self.windows.append(batch.shape)
        return "encoded"

    def get_prompt(self, tokenizer: Any, before: Any, **options: Any) -> list[int]:
        self.hotwords.append(options["hotwords"])
        return [1]

    def generate(self, encoded: str, prompts: list[list[int]], **options: Any) -> list[Any]:
        self.asked.append(options)
        return [
            SimpleNamespace(sequences_ids=[[5, 6, 7]], scores=[-0.4], no_speech_prob=0.1)
            for _ in prompts
        ]

    def find_alignment(self, *_: Any) -> list[list[dict[str, Any]]]:
        words = [(" Nou", 0.2, 0.5), (",", 0.5, 0.5), (" ja", 0.6, 9.0), (".", 9.0, 9.0)]
        return [
            [
                {"word": w, "start": a, "end": b, "tokens": [5], "probability": np.float64(0.5)}
                for w, a, b in words
            ]
            for _ in range(self.windows[-1][0])
        ]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    tokenizer = SimpleNamespace(eot=50, decode=lambda tokens: " zonder tijden ")
    monkeypatch.setattr(Recogniser, "_tokenizer", tokenizer)
    monkeypatch.setattr(Recogniser, "_suppressed", [])
    return Model()


def sound(seconds: float) -> Any:
    return np.zeros(round(seconds * 16_000), np.float32)


@pytest.mark.parametrize(
    ("lengths", "window"), [([1.0], SHORTEST), ([24.0, 3.0], 2_500), ([29.9], LONGEST)]
)
def test_the_window_fits_the_longest_sound(model: Model, lengths: list[float], window: int) -> None:
    Recogniser(model, AsrOptions()).recognise([sound(s) for s in lengths])  # type: ignore[arg-type]
    assert model.windows == [(len(lengths), 80, window)]


def test_punctuation_goes_with_its_word_and_times_stay_in_the_sound(model: Model) -> None:
    (found,) = Recogniser(model, AsrOptions()).recognise([sound(3.0)])  # type: ignore[arg-type]
    assert found.text == "Nou, ja."
    assert [(w.text, w.start, w.end) for w in found.words] == [
        ("Nou,", 0.2, 0.5),
        ("ja.", 0.6, 3.0),
    ]
    assert found.avg_logprob == pytest.approx(-0.3)


def test_without_word_times_there_is_text(model: Model) -> None:
    options = AsrOptions(word_times=False)
    (found,) = Recogniser(model, options).recognise([sound(3.0)])  # type: ignore[arg-type]
    assert (found.text, found.words) == ("zonder tijden", ())


def test_it_never_samples_and_listens_again_without_a_list(model: Model) -> None:
    recogniser = Recogniser(model, AsrOptions(hotwords="doelbinding"))  # type: ignore[arg-type]
    recogniser.recognise([sound(3.0)])
    recogniser.recognise([sound(3.0)], again=True)
    first, again = model.asked  # nothing sounded like the word, so nothing was searched twice
    assert "sampling_temperature" not in first
    assert (first["no_repeat_ngram_size"], again["no_repeat_ngram_size"]) == (0, room.NO_REPEAT)
    assert model.hotwords == [None, None]


def test_what_sounds_like_an_own_word_is_searched_once_more(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only that sound, told of the list; and only the word itself is taken over."""
    said = iter(["de anne monen daar", "een heel ander ding", "die annemonen hier"])

    def align(self: Recogniser, encoded: Any, tokens: Any, seconds: Any) -> Any:
        texts = [next(said).split() for _ in seconds]
        return [tuple(Word(w, float(n), n + 0.9, 0.5) for n, w in enumerate(t)) for t in texts]

    monkeypatch.setattr(Recogniser, "_times", align)
    monkeypatch.setattr(Recogniser, "_rows", lambda self, encoded, rows: rows)
    recogniser = Recogniser(model, AsrOptions(hotwords="annemonen"))  # type: ignore[arg-type]
    found = recogniser.recognise([sound(9.0), sound(9.0)])
    assert [one.text for one in found] == ["de annemonen daar", "een heel ander ding"]
    assert [(w.start, w.end) for w in found[0].words] == [(0.0, 0.9), (1.0, 2.9), (3.0, 3.9)]
    assert model.hotwords == [None, "annemonen"]
    assert len(model.windows) == 1  # encoded once


def test_a_word_that_runs_into_a_pause_is_kept_to_its_speech() -> None:
    words = [Word("nou", 0.5, 1.2), Word("ja", 1.2, 3.1), Word("zeker", 3.1, 3.5)]
    found = in_speech(words, [(1.0, 1.5), (3.0, 3.4)])
    assert [(w.start, w.end) for w in found] == [(0.9, 1.2), (1.2, 1.6), (3.1, 3.5)]


def test_a_word_outside_all_speech_stays_where_it_is() -> None:
    (found,) = in_speech([Word("hm", 5.0, 5.2)], [(1.0, 2.0)])
    assert (found.start, found.end) == (5.0, 5.2)
