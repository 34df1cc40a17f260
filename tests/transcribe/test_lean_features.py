"""The lean spectrogram is the original one."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from assist.transcribe.lean_features import BLOCK, LeanFeatures


@pytest.mark.parametrize("mels", [80, 128])
@pytest.mark.parametrize(
    "samples",
    [0, 160, 399, 401, 16_000, 160 * BLOCK - 1, 160 * BLOCK, 160 * BLOCK + 161, 1_500_007],
)
def test_the_same_numbers_as_faster_whisper(samples: int, mels: int) -> None:
    rng = np.random.default_rng(samples)
    loudness = np.linspace(0.001, 0.5, samples)
    sound = (rng.standard_normal(samples) * loudness).astype(np.float32)
    lean = LeanFeatures(feature_size=mels)(sound)
    original = FeatureExtractor(feature_size=mels)(sound)
    assert lean.shape == original.shape
    assert lean.dtype == original.dtype
    assert np.allclose(lean, original, atol=1e-4)
