"""Transcript files that programs and copies have damaged lose as little as can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Utterance, Word
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import write_transcript


def said(tmp_path: Path, name: str, contents: str | bytes) -> list[tuple[float, str]]:
    path = tmp_path / name
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return [(u.start, u.text) for u in read_transcript(path).utterances]


@pytest.mark.parametrize(
    "contents",
    [
        # no empty line between the cues
        "1\n00:00:01,000 --> 00:00:03,000\nIk durf er niet meer te lopen, en mijn buurman ook.\n"
        "2\n00:00:05,000 --> 00:00:07,000\nWe kunnen de beelden na een dag alweer wissen.\n",
        # an empty line inside a cue
        "1\n00:00:01,000 --> 00:00:03,000\nIk durf er niet meer\n\nte lopen, en mijn buurman ook.\n"
        "\n2\n00:00:05,000 --> 00:00:07,000\n\nWe kunnen de beelden na een dag alweer wissen.\n",
        # every line end doubled
        "1\r\r\n00:00:01,000 --> 00:00:03,000\r\r\nIk durf er niet meer te lopen, en mijn buurman"
        " ook.\r\r\n\r\r\n2\r\r\n00:00:05,000 --> 00:00:07,000\r\r\nWe kunnen de beelden na een dag"
        " alweer wissen.\r\r\n",
    ],
)
def test_no_words_are_lost_by_empty_lines_in_subtitles(contents: str, tmp_path: Path) -> None:
    assert said(tmp_path, "a.srt", contents) == [
        (1.0, "Ik durf er niet meer te lopen, en mijn buurman ook."),
        (5.0, "We kunnen de beelden na een dag alweer wissen."),
    ]


def test_names_of_cues_and_notes_are_not_speech(tmp_path: Path) -> None:
    contents = (
        "WEBVTT\nKind: captions\n\nNOTE gemaakt met iets\n\n4f2a-9/1-0\n"
        "00:00:01.000 --> 00:00:03.000\nIk durf er niet meer te lopen, echt niet meer.\n\n"
        "NOTE let op\n\nSTYLE\n::cue { color: red }\n\n4f2a-9/2-0\n"
        "00:00:05.000 --> 00:00:07.000\nWe kunnen de beelden na een dag alweer wissen.\n"
    )
    assert said(tmp_path, "a.vtt", contents) == [
        (1.0, "Ik durf er niet meer te lopen, echt niet meer."),
        (5.0, "We kunnen de beelden na een dag alweer wissen."),
    ]


@pytest.mark.parametrize("cut", [b"", b"\xc3"])
def test_a_few_damaged_bytes_do_not_garble_all_accents(cut: bytes, tmp_path: Path) -> None:
    data = "Bewoner: Ik vind één café véél te privé.\nBewoner: Dat is ".encode() + cut
    assert said(tmp_path, "a.txt", data)[0][1] == "Ik vind één café véél te privé."


def test_accents_of_windows_are_read(tmp_path: Path) -> None:
    data = "Bewoner: Ik vind één café véél te privé.\n".encode("cp1252")
    assert said(tmp_path, "a.txt", data)[0][1] == "Ik vind één café véél te privé."


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.vtt"])
def test_what_no_file_can_hold_becomes_a_blank(name: str, tmp_path: Path) -> None:
    text = "Ik durf\x07 niets\x1b meer te zeggen"
    contents = {
        "a.json": json.dumps({"utterances": [{"id": 1, "text": text + "\x00 \ud83d"}]}),
        "a.txt": f"Bewoner: {text}\n",
        "a.vtt": f"WEBVTT\n\n00:01.000 --> 00:03.000\n{text}\n",
    }[name]
    path = tmp_path / name
    path.write_text(contents, encoding="utf-8")
    transcript = read_transcript(path)
    words = " ".join(transcript.utterances[0].text.split())
    assert words.startswith("Ik durf niets meer te zeggen")
    for ending in (".json", ".vtt", ".srt", ".txt", ".docx"):
        out = tmp_path / f"uit{ending}"
        write_transcript(transcript, out)
        assert read_transcript(out).utterances


def test_impossible_numbers_in_json_are_mended_or_told(tmp_path: Path) -> None:
    def utterance(**fields: object) -> dict[str, object]:
        return {"id": 1, "start": 1, "end": 2, "text": "Ik durf er niet meer te lopen."} | fields

    def read(*utterances: dict[str, object]) -> tuple[Utterance, ...]:
        path = tmp_path / "a.json"
        path.write_text(json.dumps({"utterances": utterances}), encoding="utf-8")
        return read_transcript(path).utterances

    assert read(utterance(start=1e300, end=1e301))[0].end < 60
    assert read(utterance(start=float("nan"), end=float("inf")))[0].start == 0
    word = {"text": "Ik", "start": 5, "end": 1, "probability": 7}
    assert read(utterance(words=[word]))[0].words == (Word("Ik", 5.0, 5.0, 1.0),)
    assert [u.id for u in read(utterance(id=2, start=9, end=10), utterance())] == [1, 2]
    for wrong in (-1, 10**30, True, "1"):
        with pytest.raises(AssistError) as caught:
            read(utterance(id=wrong))
        assert caught.value.code == "transcript-broken"


def test_parts_of_a_long_turn_do_not_overtake_who_spoke_meanwhile(tmp_path: Path) -> None:
    first = "Het is hier altijd zo druk op straat geworden. " * 4 + "En dat wordt er niet beter op."
    contents = (
        f"WEBVTT\n\n00:01.000 --> 00:21.000\n<v Anneke>{first}\n\n"
        "00:02.000 --> 00:03.000\n<v Jan>Ja, dat klopt wel.\n"
    )
    assert [text.split()[0] for _, text in said(tmp_path, "a.vtt", contents)] == [
        "Het",
        "Ja,",
        "En",
    ]
