"""The shipped voice model hears what it was trained on, and says what the original says."""

import numpy as np
import pytest

from assist.core.errors import AssistError
from assist.models.registry import resolve
from assist.transcribe.voices.embedder import OnnxEmbedder
from assist.transcribe.voices.mel import mel
from assist.transcribe.voices.windows import windows


def sound() -> np.ndarray:
    """1.6 seconds that every machine makes alike."""
    t = np.arange(25_600) / 16_000
    return (
        0.3 * np.sin(2 * np.pi * 120 * t)
        + 0.2 * np.sin(2 * np.pi * 480 * t * (1 + 0.1 * t))
        + 0.1 * np.sin(2 * np.pi * 2400 * t) * np.sin(2 * np.pi * 3 * t)
    ).astype(np.float32)


def test_the_spectrogram_is_librosas():
    # librosa 0.11: melspectrogram(sr=16000, n_fft=400, hop_length=160, n_mels=40)
    found = mel(sound())
    assert found.shape == (161, 40)
    first = [4.55519, 3.484834, 0.40065, 0.013629, 0.166046, 1.558926]
    assert found[0, :6] == pytest.approx(first, rel=1e-4)
    assert found[50, [0, 5]] == pytest.approx([7.30369, 0.327473], rel=1e-4)
    last = [4.21605, 0.0243445, 0.08094, 0.00531664, 0.000161965, 8.18409e-05]
    assert found[160, [0, 5, 10, 20, 30, 39]] == pytest.approx(last, rel=1e-4)


def test_the_vector_is_that_of_the_original_in_torch():
    folder = resolve("voices")
    assert folder is not None
    (vector,) = OnnxEmbedder(folder).embed([mel(sound())[:160]])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    largest = [197, 158, 87, 166, 36, 238, 125, 239]
    assert vector[largest] == pytest.approx(
        [0.28295, 0.27748, 0.23207, 0.2102, 0.20778, 0.198, 0.19488, 0.17937], abs=2e-3
    )


def test_windows_of_any_length_go_together_and_keep_their_order():
    folder = resolve("voices")
    assert folder is not None
    embedder = OnnxEmbedder(folder)
    frames = mel(sound())
    parts = [frames[:160], frames[:80], frames[1:161], frames[20:100]]
    together = embedder.embed(parts)
    for part, vector in zip(parts, together, strict=True):
        assert embedder.embed([part])[0] == pytest.approx(vector, abs=1e-4)


def test_a_model_that_is_not_there_is_told_in_a_sentence(tmp_path):
    (tmp_path / "voices.onnx").write_bytes(b"geen model")
    with pytest.raises(AssistError) as caught:
        OnnxEmbedder(tmp_path)
    assert caught.value.code == "voices-unreadable"


def test_windows_cover_speech_and_nothing_else():
    samples = np.zeros(16_000 * 10, np.float32)
    found = list(windows(100.0, samples, [(101.0, 104.0), (106.0, 106.9), (108.0, 108.2)]))
    assert [round(start, 2) for start, _, _ in found] == [101.0, 101.4, 101.8, 102.2, 102.4, 106.0]
    assert [round(end, 2) for _, end, _ in found] == [102.6, 103.0, 103.4, 103.8, 104.0, 106.9]
    assert {mels.shape for _, _, mels in found} == {(160, 40)}  # a short one is repeated


def test_speech_beyond_the_stretch_is_what_there_is_of_it():
    samples = np.zeros(16_000, np.float32)
    assert all(
        start >= -1e-6 and end <= 1.0 + 1e-6
        for start, end, _ in windows(0.0, samples, [(-1.0, 5.0), (9.0, 12.0)])
    )
