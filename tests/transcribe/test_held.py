"""What is held back travels with the transcript, and can be put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Held, Session, Transcript, Utterance, Word
from assist.transcribe.guard import REASONS
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import write_transcript

CREDITS = Held(
    9.0,
    10.5,
    "Bedankt voor het kijken!",
    REASONS["credits"],
    tuple(
        Word(text, 9.0 + i / 4, 9.25 + i / 4, 0.5)
        for i, text in enumerate(["Bedankt", "voor", "het", "kijken!"])
    ),
)
LOOP = Held(30.0, 41.0, "nee nee nee --> nee", REASONS["loop"])
TALK = Transcript(
    Session("s-1", "Scanauto", duration=60.0),
    (
        Utterance(1, 0.0, 8.0, "Het scheelt ons een hoop tijd, dat merk je.", "S1", "beleid"),
        Utterance(2, 11.0, 29.0, "Maar wie bel ik als ie het fout heeft?", "S2"),
        Utterance(7, 44.0, 58.0, "Dat weet dus niemand.", "S1"),
    ),
    held=(CREDITS, LOOP),
)


def test_json_keeps_what_was_held_back(tmp_path: Path) -> None:
    write_transcript(TALK, tmp_path / "uit.json")
    assert read_transcript(tmp_path / "uit.json").held == TALK.held
    first = json.loads((tmp_path / "uit.json").read_text(encoding="utf-8"))["held"][0]
    assert first["number"] == 1
    assert first["reason"] == REASONS["credits"]


def test_a_transcript_without_it_is_written_as_before(tmp_path: Path) -> None:
    write_transcript(TALK.restored([1, 2]), tmp_path / "uit.json")
    assert "held" not in json.loads((tmp_path / "uit.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "held",
    [17, [17, None, {}], [{"text": "a"}], [{"text": "a", "start": "x", "end": 1}], {"text": "a"}],
)
def test_what_is_wrong_in_it_costs_no_talk(tmp_path: Path, held: object) -> None:
    path = tmp_path / "in.json"
    plain = {"utterances": [{"id": 1, "start": 0, "end": 1, "text": "Ja."}], "held": held}
    path.write_text(json.dumps(plain), encoding="utf-8")
    transcript = read_transcript(path)
    assert (len(transcript.utterances), transcript.held) == (1, ())


def test_webvtt_tells_it_in_notes_that_no_player_shows(tmp_path: Path) -> None:
    path = tmp_path / "uit.vtt"
    write_transcript(TALK, path)
    text = path.read_text(encoding="utf-8")
    assert "NOTE\nWeggelaten van 00:00:09.000 tot 00:00:10.500: Bedankt voor het kijken!\n" in text
    assert text.count("-->") == len(TALK.utterances)
    assert [u.text for u in read_transcript(path).utterances] == [u.text for u in TALK.utterances]


@pytest.mark.parametrize("ending", ["srt", "txt", "docx"])
def test_formats_for_readers_leave_it_out(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"uit.{ending}"
    write_transcript(TALK, path)
    assert "kijken" not in " ".join(u.text for u in read_transcript(path).utterances)


def test_putting_back_changes_no_other_utterance() -> None:
    back = TALK.restored([2])
    assert [(u.id, u.start) for u in back.utterances] == [(1, 0.0), (2, 11.0), (9, 30.0), (7, 44.0)]
    assert back[9].text == LOOP.text
    assert back.held == (CREDITS,)
    assert back.with_utterances(u for u in back.utterances if u.id != 9).utterances == (
        TALK.utterances
    )


@given(st.lists(st.integers(-1, 4)))
def test_the_order_of_asking_does_not_matter(places: list[int]) -> None:
    back = TALK.restored(places)
    assert back == TALK.restored(sorted(set(places)))
    assert len(back.utterances) + len(back.held) == len(TALK.utterances) + len(TALK.held)
    starts = [u.start for u in back.utterances]
    assert starts == sorted(starts)
