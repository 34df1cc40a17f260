"""What a result is made with: another model or lexicon is noticed, without loading it."""

from __future__ import annotations

from pathlib import Path

from assist.core.ids import _EDGE, digest_of
from assist.pipeline import AnalyseOptions
from assist.research.identity import made_with


def test_a_model_of_the_same_size_is_another_model(tmp_path: Path) -> None:
    model = tmp_path / "model" / "deep"
    model.mkdir(parents=True)
    big = model / "model.bin"
    data = bytearray(5 * _EDGE)
    big.write_bytes(data)
    first = digest_of(tmp_path / "model")
    assert digest_of(tmp_path / "model") == first
    for place in (0, len(data) - 1):
        changed = bytearray(data)
        changed[place] = 1
        big.write_bytes(changed)
        assert digest_of(tmp_path / "model") != first
    big.write_bytes(data)
    (model / "extra.json").touch()
    assert digest_of(tmp_path / "model") != first


def test_a_folder_elsewhere_is_the_same_model(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "heads.json").write_text("{}", encoding="utf-8")
    assert digest_of(tmp_path / "a") == digest_of(tmp_path / "b")


def test_speech_matters_to_recordings_only() -> None:
    digests = {"asr": "1", "encoder": "2"}
    options = AnalyseOptions(device="cpu", lexicon="/map/van/jan.ttl")
    recording = made_with(digests, options, recording=True)
    assert recording["models"] == digests
    assert recording["options"]["device"] == "cpu"
    transcript = made_with(digests, options, recording=False)
    assert transcript == {"models": {"encoder": "2"}, "options": {}}
    assert "jan" not in str(recording)
