"""What assist writes, it reads back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.transcript import Session, Transcript, Utterance, Word
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import WRITERS, to_bytes, write_transcript

SESSION = Session(
    "s-1", "Scanauto's in «Waalhoven»", "scanauto", recorded="2026-03-12", duration=99.25
)
UTTERANCES = (
    Utterance(
        1, 0.0, 2.5, "Welkom, <iedereen> & fijn.", "S1", "moderator",
        words=(
            Word("Welkom,", 0.0, 0.5, 0.9), Word("<iedereen>", 0.5, 1.0, 0.8),
            Word("&", 1.0, 1.1, 0.5), Word("fijn.", 1.1, 2.5, 1.0),
        ),
    ),
    Utterance(2, 2.5, 4.0, "Straks durft niemand iets", "S2", "cliëntenraad"),
    Utterance(3, 4.0, 5.123, "Kortom: 2 --> 3, zei 'ie", "S2", "cliëntenraad"),
    Utterance(4, 5.2, 3723.5, "Ja.", "S3"),
    Utterance(5, 3724.0, 3725.0, "Nee hoor.", "S1", "moderator"),
)  # fmt: skip
TRANSCRIPT = Transcript(SESSION, UTTERANCES)


def back(transcript: Transcript, ending: str) -> Transcript:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        write_transcript(transcript, path)
        return read_transcript(path)


def test_json_gives_everything_back() -> None:
    assert back(TRANSCRIPT, ".json") == TRANSCRIPT


@pytest.mark.parametrize("ending", [".vtt", ".txt", ".docx"])
def test_other_formats_give_words_speakers_and_starts_back(ending: str) -> None:
    again = back(TRANSCRIPT, ending).utterances
    assert [(u.id, u.start, u.speaker, u.role, u.text) for u in again] == [
        (u.id, u.start, u.speaker, u.role, u.text) for u in UTTERANCES
    ]


def test_srt_gives_the_words_back_in_order() -> None:
    again = back(TRANSCRIPT, ".srt")
    assert " ".join(u.text for u in again.utterances) == " ".join(u.text for u in UTTERANCES)
    assert {u.speaker for u in again.utterances} == {"S1", "S2", "S3"}


@pytest.mark.parametrize("ending", WRITERS)
def test_equal_transcripts_give_equal_bytes(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = to_bytes(TRANSCRIPT, ending)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert to_bytes(TRANSCRIPT, ending) == first


def test_vtt_looks_as_the_standard_wants() -> None:
    text = to_bytes(TRANSCRIPT, ".vtt").decode("utf-8")
    assert text.startswith("WEBVTT\n\n")
    assert (
        "1\n00:00:00.000 --> 00:00:02.500\n<v S1 (moderator)>Welkom, &lt;iedereen&gt; &amp; fijn.\n"
        in text
    )
    assert "4\n00:00:05.200 --> 01:02:03.500\n<v S3>Ja.\n" in text


def test_nothing_is_overwritten_and_the_ending_must_be_known(tmp_path: Path) -> None:
    path = tmp_path / "uit.vtt"
    write_transcript(TRANSCRIPT, path)
    with pytest.raises(AssistError) as caught:
        write_transcript(TRANSCRIPT, path)
    assert caught.value.code == "exists"
    write_transcript(TRANSCRIPT, path, force=True)
    with pytest.raises(AssistError) as caught:
        write_transcript(TRANSCRIPT, tmp_path / "uit.pdf")
    assert caught.value.code == "unknown-format"
    assert [p.name for p in tmp_path.iterdir()] == ["uit.vtt"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    utterances = []
    at = 0.0
    for number in range(1, draw(st.integers(1, 6)) + 1):
        length = draw(st.integers(1, 90_000)) / 1000
        utterances.append(
            Utterance(
                number,
                round(at, 3),
                round(at + length, 3),
                draw(texts),
                draw(st.sampled_from([None, "S1", "S2", "S10"])),
                draw(st.sampled_from([None, "moderator", "mantelzorger"])),
            )
        )
        at += length
    return Transcript(Session("s", "t", duration=round(at, 3)), tuple(utterances))


@settings(max_examples=60)
@given(transcripts())
def test_any_transcript_survives_json(transcript: Transcript) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        write_transcript(transcript, path)
        again = read_transcript(path)
        again_path = Path(folder) / "y.json"
        write_transcript(again, again_path)
        assert again_path.read_bytes() == path.read_bytes()


@settings(max_examples=150)
@given(
    st.sampled_from([".vtt", ".srt", ".txt", ".csv", ".json"]),
    st.one_of(
        st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")),
        st.binary(max_size=200),
        st.text(alphabet="0123456789:.,->[]()#S \nab|;\"'<v>", max_size=300).map(str.encode),
    ),
)
def test_any_bytes_give_a_transcript_or_one_sentence(ending: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(content)
        try:
            transcript = read_transcript(path)
        except AssistError:
            return
        starts = [u.start for u in transcript.utterances]
        assert starts == sorted(starts)
        assert all(u.end >= u.start >= 0.0 for u in transcript.utterances)
        assert all(u.text.strip() == u.text for u in transcript.utterances)
