"""``assist doctor``: finds what is broken and says what mends it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from assist.cli import doctor
from assist.cli.doctor import Finding, doctor_command, examine


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.mark.usefixtures("no_network")
def test_everything_is_looked_at_without_a_connection() -> None:
    looked_at = {finding.what for finding in examine()}
    assert {"Python", "Pakketten", "Geheugen", "Model voor spraak", "Waardenlijst"} <= looked_at


def test_what_is_broken_always_says_what_to_do(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = models / "asr" / "base"
    damaged.mkdir(parents=True)
    (damaged / "model.bin").write_bytes(b"")
    monkeypatch.setattr(doctor, "packages", lambda: ["av", "no-such-package"])
    monkeypatch.setattr(doctor, "memory", lambda: 1_000_000_000)
    findings = list(examine())
    broken = {finding.what: finding for finding in findings if finding.verdict == "broken"}
    assert "pip install no-such-package" in broken["Pakketten"].mend
    assert "assist models pull base" in broken["Model voor spraak"].mend
    assert broken["Geheugen"].mend


def test_only_what_every_user_has_is_asked_for() -> None:
    wanted = doctor.packages()
    assert {"av", "spacy", "faster-whisper", "dask"} <= set(wanted)
    assert not {"torch", "sentence-transformers", "pytest"} & set(wanted), "these are extras"


def test_a_look_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lexicon = tmp_path / "waarden.ttl"
    lexicon.write_text("this is { no turtle", encoding="utf-8")
    monkeypatch.setenv("ASSIST_LEXICON", str(lexicon))

    def boom() -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(doctor, "memory", boom)
    told = [finding.told for finding in examine() if finding.verdict == "broken"]
    assert any("boom" in text for text in told)
    assert any("waarden.ttl" in text for text in told)


def test_a_folder_that_cannot_be_made_is_broken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (finding,) = doctor.folder("Map", tmp_path / "file" / "models")
    assert finding.verdict == "broken"


def test_little_room_is_told_before_it_runs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil
    from types import SimpleNamespace

    verdicts = []
    for free in (10_000_000, 2_000_000_000, 50_000_000_000):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, f=free: SimpleNamespace(free=f))
        verdicts += [finding.verdict for finding in doctor.folder("Map", tmp_path)]
    assert verdicts == ["broken", "beware", "ok"]


@pytest.mark.parametrize(("verdict", "fails"), [("ok", False), ("beware", False), ("broken", True)])
def test_only_what_is_broken_makes_it_fail(
    verdict: doctor.Verdict,
    fails: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    finding = Finding("Map [niet] rood", verdict, "zo is het", "doe dit")
    monkeypatch.setattr(doctor, "examine", lambda: iter([finding]))
    if fails:
        with pytest.raises(typer.Exit) as left:
            doctor_command()
        assert left.value.exit_code == 1
    else:
        doctor_command()
    shown = capsys.readouterr().out
    assert "Map [niet] rood" in shown, "square brackets are no markup"
    assert "doe dit" in shown
