"""A wrong choice of model or lexicon is told at once, not after the work."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.models import registry
from assist.pipeline import AnalyseOptions, Finished, Pipeline
from assist.understand.understander import Understanding


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    source = tmp_path / "sessie.txt"
    source.write_text("Bewoner: Ik durf er niet meer te lopen.\n", encoding="utf-8")
    return source


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (AnalyseOptions(encoder="nonsense"), "model-unknown"),
        (AnalyseOptions(encoder="multilingual-e5-small"), "model-missing"),
        (AnalyseOptions(encoder="./nergens"), "not-found"),
        (AnalyseOptions(nlp="nonsense"), "model-unknown"),
        (AnalyseOptions(nlp="nl_core_news_lg"), "model-missing"),
        (AnalyseOptions(lexicon="nergens.ttl"), "not-found"),
    ],
)
def test_a_wrong_choice_is_told_before_a_model_is_loaded(
    options: AnalyseOptions, code: str, session: Path
) -> None:
    pipeline = Pipeline(options)
    with pytest.raises(AssistError) as caught:
        list(pipeline.analyse(session))
    assert caught.value.code == code
    assert not {"encoder", "understander", "suggester"} & set(vars(pipeline))


def test_a_speech_model_is_missed_before_the_recording_is_read(session: Path) -> None:
    recording = session.with_suffix(".wav")
    recording.write_bytes(b"no sound at all")
    with pytest.raises(AssistError) as caught:
        list(Pipeline(AnalyseOptions(asr="medium")).analyse(recording))
    assert caught.value.code == "model-missing"
    assert "assist models pull medium" in str(caught.value)


def test_a_model_that_should_have_come_along_is_not_to_be_pulled(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "shipped", tmp_path.joinpath)
    with pytest.raises(AssistError) as caught:
        list(Pipeline().analyse(session))
    assert caught.value.code == "model-not-shipped"


def test_who_leads_a_transcript_is_proposed_as_for_a_recording(session: Path) -> None:
    asks = "Welkom. Wie wil er iets over zeggen?\nBewoner: Ik durf er niet meer te lopen.\n"
    turns = [f"Leider: {asks}Agent: Bij ons gaat het sneller dan vroeger.\n"] * 6
    session.write_text("".join(turns), encoding="utf-8")

    def understand(transcript: Transcript) -> Understanding:
        return Understanding(transcript.utterances, (), ())

    pipeline = Pipeline()
    vars(pipeline)["understander"] = SimpleNamespace(understand=understand, versions={})
    *_, finished = pipeline.analyse(session)
    assert isinstance(finished, Finished)
    transcript = finished.valuemap.transcript
    told = [(u.role, u.role_proposed) for u in transcript.utterances[:3]]
    assert told == [("moderator", True), ("bewoner", False), (None, False)]
