"""pyannote's pipeline out of a folder, by a stand-in of the shape that its documents give."""

import os
import sys
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.transcribe.voices import pyannote
from assist.transcribe.voices.pyannote import PyannoteTracker
from assist.transcribe.voices.tracker import load_voices

pytest.importorskip("torch")


@dataclass
class Segment:
    start: float
    end: float


class Annotation:
    def __init__(self, *tracks):
        self.tracks = tracks

    def itertracks(self, yield_label=False):
        assert yield_label
        for number, (start, end, label) in enumerate(self.tracks):
            yield Segment(start, end), number, label


@dataclass
class Output:  # of version 4
    speaker_diarization: Annotation
    exclusive_speaker_diarization: Annotation


OVERLAPPING = Annotation((0.0, 3.0, "SPEAKER_01"), (2.0, 6.0, "SPEAKER_00"))
EXCLUSIVE = Annotation((0.0, 2.5, "SPEAKER_01"), (2.5, 6.0, "SPEAKER_00"))


class Pipeline:
    loaded: str = ""

    def __init__(self, output):
        self.output = output
        self.calls = []

    def __call__(self, file, **options):
        self.calls.append((file, options))
        return self.output


def heard(output, **options):
    pipeline = Pipeline(output)
    tracker = PyannoteTracker(pipeline, **options)
    tracker.hear(1.0, np.full(16_000, 0.5, np.float32), [(1.0, 2.0)])
    tracker.hear(4.0, np.full(32_000, -0.5, np.float32), [(4.0, 6.0)])
    return tracker, pipeline


UTTERANCES = [Utterance(1, 0.2, 2.4, ""), Utterance(2, 2.0, 3.0, ""), Utterance(3, 3.0, 6.0, "")]


@pytest.mark.parametrize(
    "output", [Output(OVERLAPPING, EXCLUSIVE), EXCLUSIVE], ids=["version 4", "version 3"]
)
def test_labels_in_order_of_first_appearance(output):
    tracker, _ = heard(output)
    told = tracker.label(UTTERANCES)
    assert [u.speaker for u in told] == ["S1", "S1", "S2"]
    assert [u.speaker_uncertain for u in told] == [False, True, False]


def test_the_pipeline_gets_the_sound_at_its_place_and_the_number_of_speakers():
    tracker, pipeline = heard(EXCLUSIVE, speakers=2)
    tracker.turns()
    tracker.label(UTTERANCES)
    ((file, options),) = pipeline.calls  # once, however often it is asked
    assert options == {"num_speakers": 2}
    assert file["sample_rate"] == 16_000
    waveform = file["waveform"].numpy()
    assert waveform.shape == (1, 96_000)
    assert waveform[0, 15_999] == 0.0
    assert waveform[0, 16_000] == pytest.approx(0.5, abs=1e-3)
    assert waveform[0, 64_000] == pytest.approx(-0.5, abs=1e-3)


def test_nothing_heard_asks_nothing():
    pipeline = Pipeline(EXCLUSIVE)
    assert PyannoteTracker(pipeline).label(UTTERANCES) == tuple(UTTERANCES)
    assert pipeline.calls == []


@pytest.fixture
def package(monkeypatch):
    """A stand-in for the package, that notes what it met when it was imported."""
    parent, audio = ModuleType("pyannote"), ModuleType("pyannote.audio")
    met = {}

    class Loading:
        @staticmethod
        def from_pretrained(checkpoint):
            met["metrics"] = os.environ.get("PYANNOTE_METRICS_ENABLED")
            met["offline"] = os.environ.get("HF_HUB_OFFLINE")
            met["checkpoint"] = checkpoint
            return met.get("gives", Pipeline(EXCLUSIVE))

    audio.Pipeline = Loading
    parent.audio = audio
    monkeypatch.setitem(sys.modules, "pyannote", parent)
    monkeypatch.setitem(sys.modules, "pyannote.audio", audio)
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "true")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    return met


def test_it_loads_from_the_folder_and_tells_nobody(package, tmp_path):
    (tmp_path / "config.yaml").write_text("version: 4", encoding="utf-8")
    assert isinstance(load_voices(tmp_path, speakers=2), PyannoteTracker)
    assert package == {"metrics": "false", "offline": "1", "checkpoint": str(tmp_path)}


def test_a_pipeline_that_cannot_be_loaded_is_told_in_a_sentence(package, tmp_path):
    package["gives"] = None
    with pytest.raises(AssistError) as caught:
        pyannote.load_pyannote(tmp_path)
    assert caught.value.code == "voices-unreadable"


def test_without_the_package_the_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "")
    monkeypatch.setenv("HF_HUB_OFFLINE", "")
    with pytest.raises(AssistError) as caught:
        pyannote.load_pyannote(tmp_path)
    assert caught.value.code == "pyannote-needs-package"
    assert "[pyannote]" in str(caught.value)
