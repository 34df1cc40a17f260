"""Speakers from an RTTM file for a transcript that knows none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.transcript import Session, Transcript, Utterance, Word
from assist.transcribe.formats import rttm
from assist.transcribe.reading import read_transcript
from assist.transcribe.turns import Turn, with_speakers


def transcript(*utterances: Utterance) -> Transcript:
    return Transcript(Session("s"), utterances)


def spoken(number: int, start: float, text: str, *, words: bool = True) -> Utterance:
    tokens = text.split()
    each = tuple(Word(t, start + i, start + i + 0.8) for i, t in enumerate(tokens))
    return Utterance(number, start, start + len(tokens), text, words=each if words else ())


def said(found: Transcript) -> list[tuple[int, str | None, str]]:
    return [(u.id, u.speaker, u.text) for u in found.utterances]


def test_an_utterance_goes_to_who_spoke_longest() -> None:
    turns = [Turn(0, 4, "B"), Turn(3.5, 10, "A")]
    found = with_speakers(transcript(spoken(7, 0, "een twee drie vier", words=False)), turns)
    assert said(found) == [(7, "S1", "een twee drie vier")]


def test_turns_of_one_speaker_count_together() -> None:
    turns = [
        Turn(0, 3, "A"),
        Turn(3, 7, "B"),
        Turn(7, 10, "A"),
        Turn(20, 29, "B"),
        Turn(20, 22, "A"),
    ]
    found = with_speakers(
        transcript(
            spoken(1, 0, "een twee drie vier vijf zes zeven acht negen tien", words=False),
            spoken(2, 20, "een twee drie vier vijf zes zeven acht negen", words=False),
        ),
        turns,
    )
    assert [(u.speaker, u.speaker_uncertain) for u in found.utterances] == [
        ("S1", True),
        ("S2", False),
    ]


def test_words_part_an_utterance_where_the_speaker_changes() -> None:
    turns = [Turn(0, 3, "A"), Turn(3, 9, "B")]
    found = with_speakers(transcript(spoken(1, 0, "een twee drie vier vijf zes")), turns)
    assert said(found) == [(1, "S1", "een twee drie"), (2, "S2", "vier vijf zes")]
    first, second = found.utterances
    assert (first.start, first.end, second.start, second.end) == (0, 2.8, 3, 6)
    assert [w.text for w in second.words] == ["vier", "vijf", "zes"]


def test_one_word_of_another_is_no_turn() -> None:
    turns = [Turn(0, 2, "A"), Turn(2, 3, "B"), Turn(3, 9, "A")]
    found = with_speakers(transcript(spoken(5, 0, "een twee ja vier vijf")), turns)
    assert said(found) == [(5, "S1", "een twee ja vier vijf")]


def test_speech_far_from_every_turn_stays_without_speaker() -> None:
    found = with_speakers(
        transcript(spoken(1, 0, "een"), spoken(2, 20, "twee"), spoken(3, 40.5, "drie")),
        [Turn(40, 40.2, "B"), Turn(0, 1, "A")],
    )
    assert [(u.speaker, u.speaker_uncertain) for u in found.utterances] == [
        ("S1", False),
        (None, False),
        ("S2", True),
    ]


@given(
    st.lists(
        st.builds(
            lambda start, length, who: Turn(start, start + length, who),
            st.floats(0, 50),
            st.floats(0.01, 30),
            st.sampled_from("ABC"),
        ),
        max_size=12,
    )
)
def test_no_word_is_lost_whatever_the_turns(turns: list[Turn]) -> None:
    whole = transcript(spoken(1, 0, "een twee drie vier"), spoken(2, 5, "vijf zes zeven acht"))
    found = with_speakers(whole, turns)
    assert " ".join(u.text for u in found.utterances).split() == [
        w.text for u in whole.utterances for w in u.words
    ]
    assert [u.id for u in found.utterances] == list(range(1, len(found.utterances) + 1))
    assert with_speakers(whole, turns[::-1]) == found


LINE = "SPEAKER {} 1 {} {} <NA> <NA> {} <NA> <NA>\n"


def test_of_several_recordings_the_one_named_as_the_file_counts() -> None:
    lines = LINE.format("andere", 0, 5, "X") + LINE.format("sessie", 1, 2, "Y")
    assert rttm.read_turns(lines.encode(), Path("sessie.rttm")) == (Turn(1, 3, "Y"),)
    assert len(rttm.read_turns(lines.encode(), Path("iets.rttm"))) == 2


def test_other_kinds_of_lines_are_passed_over() -> None:
    lines = (
        ";; gemaakt door iemand\n\nSPKR-INFO s 1 <NA> <NA> <NA> unknown A <NA> <NA>\n"
        "NON-SPEECH s 1 0 1 <NA> other <NA> <NA> <NA>\n" + LINE.format("s", 1, 2, "A")
    )
    assert rttm.read_turns(lines.encode(), Path("s.rttm")) == (Turn(1, 3, "A"),)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("SPEAKER s 1 een twee <NA> <NA> A <NA> <NA>", 2),
        ("SPEAKER s 1 1.0", 2),
        (LINE.format("s", 1, 2, "<NA>"), 2),
        (LINE.format("s", -1, 2, "A"), 2),
        ("hallo", 1),
    ],
)
def test_a_damaged_file_is_told(line: str, number: int, tmp_path: Path) -> None:
    path = tmp_path / "s.rttm"
    path.write_text(f";; kop\n{line}\n", encoding="utf-8")
    with pytest.raises(AssistError) as caught:
        rttm.read_turns(path.read_bytes(), path)
    assert (caught.value.code, caught.value.details["line"]) == ("rttm-damaged", number)


def write_pair(folder: Path, *, speaker: str = "") -> Path:
    segment = {"start": 0.0, "end": 4.0, "text": "Goedemiddag allemaal, fijn dat u er allen bent."}
    more = {"speaker": speaker} if speaker else {}
    path = folder / "sessie.json"
    path.write_text(
        json.dumps({"segments": [segment | more, segment | {"start": 9.0, "end": 12.0}]}),
        encoding="utf-8",
    )
    turns = LINE.format("sessie", 0, 5, "SPEAKER_01") + LINE.format("sessie", 8, 5, "SPEAKER_00")
    (folder / "sessie.rttm").write_text(turns, encoding="utf-8")
    return path


def test_the_file_beside_a_transcript_gives_it_speakers(tmp_path: Path) -> None:
    found = read_transcript(write_pair(tmp_path))
    assert [u.speaker for u in found.utterances] == ["S1", "S2"]


def test_a_transcript_with_speakers_keeps_them_unless_asked(tmp_path: Path) -> None:
    path = write_pair(tmp_path, speaker="Anneke")
    assert [u.speaker for u in read_transcript(path).utterances] == ["S1", None]
    asked = read_transcript(path, turns=tmp_path / "sessie.rttm")
    assert [u.speaker for u in asked.utterances] == ["S1", "S2"]
    with pytest.raises(AssistError) as caught:
        read_transcript(path, turns=tmp_path / "weg.rttm")
    assert caught.value.code == "not-found"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    session = Session("s", "Sessie één")
    told = Transcript(
        session,
        (
            Utterance(1, 0.0, 2.5, "Dag.", "S2"),
            Utterance(2, 3.0, 4.0, "Wie?"),
            Utterance(3, 4.0, 6.125, "Ik.", "S1"),
        ),
    )
    turns = rttm.read_turns(rttm.write(told), Path("x.rttm"))
    assert turns == (Turn(0.0, 2.5, "S2"), Turn(4.0, 6.125, "S1"))
    again = with_speakers(
        told.with_utterances(spoken(i, s, "x") for i, s in ((1, 0.2), (2, 4.5))), turns
    )
    assert [u.speaker for u in again.utterances] == ["S2", "S1"]
