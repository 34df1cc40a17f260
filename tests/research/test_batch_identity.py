"""What a result is made with: another model or lexicon is noticed, without loading it."""

from __future__ import annotations

from pathlib import Path

from assist.core.ids import _EDGE, digest_of
from assist.pipeline import AnalyseOptions
from assist.research.identity import identity, made_with


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


def test_who_speaks_matters_to_recordings_only() -> None:
    digests = {"asr": "1", "voices": "3"}

    def made(recording: bool, **options: int) -> dict[str, object]:
        return made_with(digests, AnalyseOptions(**options), recording=recording)  # type: ignore[arg-type]

    assert made(True) != made(True, speakers=3)
    assert made(True) != made(True, batch_size=1)
    assert made(True) != made_with({**digests, "voices": "4"}, AnalyseOptions(), recording=True)
    assert made(False) == made(False, speakers=3) == {"models": {}, "options": {}}
    given = AnalyseOptions(roles=(("S2", "burger"), ("S1", "moderator")))
    roles = {"S1": "moderator", "S2": "burger"}
    assert made_with(digests, given, recording=False)["options"] == {"roles": roles}


def test_another_voice_model_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "voices.onnx").write_bytes(b"1")
    voices = str(tmp_path)
    assert identity(AnalyseOptions(voices=voices))["voices"] == digest_of(tmp_path)
    assert identity(AnalyseOptions(voices=voices, speakers=1))["voices"] == ""
