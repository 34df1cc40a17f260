"""What assist writes in a format, it reads back: words, speakers, roles, times, borders."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.core.transcript import Session, Transcript, Utterance, Word
from assist.transcribe.reading import READERS, read_transcript
from assist.transcribe.writing import WRITERS, write_transcript


@dataclass(frozen=True)
class Carries:
    """What a format promises; times are to the millisecond."""

    ends: bool = True
    words: bool = False
    probabilities: bool = False


CARRIES = {
    ".json": Carries(words=True, probabilities=True),
    ".whisperx.json": Carries(words=True, probabilities=True),
    ".eaf": Carries(words=True),
    ".vtt": Carries(),
    ".srt": Carries(),
    ".csv": Carries(),
    ".tsv": Carries(),
    ".txt": Carries(ends=False),
    ".docx": Carries(ends=False),
}
# Speech that looks like something else in one of the formats.
AWKWARD = [
    'Ze zei: "ja"', "«nee»", "'t is zo; toch?", "2 < 3 & 4 > 1", "R&amp;D", "&lt;v Jan&gt;",
    "00:00:01.000 --> 00:00:02.000", "1 --> 2", "<v Anneke>hoi</v>", "<i>schuin</i>",
    "{\\an8}boven",
    "NOTE let op", "WEBVTT", "12", "👍", "👩‍👩‍👧 leuk", "مرحبا بالعالم", "שלום",
    "Kortom: het werkt",
    "[00:01:02] daarna", "#00:01:02-3#", "(..)", "dit // dat", "- nou ja", "– precies", "=1+1",
    "'=1", "-ja", "@thuis", "sep=;", "a\tb", "een;twee,drie|vier", "Anneke: hallo", "...", "?",
    "Transcribed by https://otter.ai", "opname.mp3", "]]>", "<!-- x -->", "&#x41;", "a" * 400,
]  # fmt: skip

spoken = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40),
    st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=3).map(" ".join),
).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
texts = spoken.filter(bool)
roles = st.sampled_from([None, "moderator", "mantelzorger", "raad van cliënten", "12:30"])


@st.composite
def utterances(draw: st.DrawFn, number: int, at: int) -> Utterance:
    """An utterance that starts at ``at`` milliseconds or later."""
    start = at + draw(st.integers(0, 4000))
    end = start + draw(st.integers(1, 60_000))
    text = draw(texts)
    tokens = text.split()
    words: tuple[Word, ...] = ()
    if draw(st.booleans()):
        cuts = sorted(draw(st.integers(start, end)) for _ in range(2 * len(tokens)))
        words = tuple(
            Word(token, cuts[2 * i] / 1000, max(cuts[2 * i] + 1, cuts[2 * i + 1]) / 1000, 0.5)
            for i, token in enumerate(tokens)
        )
    speaker = draw(st.sampled_from([None, "S1", "S2", "S10"]))
    return Utterance(number, start / 1000, end / 1000, text, speaker, draw(roles), words=words)


@st.composite
def transcripts(draw: st.DrawFn, *, labelled: bool = True) -> Transcript:
    found: list[Utterance] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        at = round(found[-1].start * 1000) if found else 0
        found.append(draw(utterances(number, at)))
    if not labelled:
        found = [replace(u, speaker=None, role=None) for u in found]
    elif all(u.speaker is None and u.role is None for u in found):
        found[0] = replace(found[0], speaker="S1")
    return Transcript(Session("s", "t"), tuple(found))


def back(transcript: Transcript, ending: str) -> tuple[Utterance, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        write_transcript(transcript, path)
        return read_transcript(path).utterances


def expected(u: Utterance, carries: Carries) -> tuple[object, ...]:
    role = u.role.replace(":", " ") if u.role else u.role
    words = tuple(
        (w.text, w.start, w.end, w.probability if carries.probabilities else 1.0) for w in u.words
    )
    return (
        u.text,
        u.speaker,
        role,
        u.start,
        u.end if carries.ends else None,
        words if carries.words else (),
    )


def promised(u: Utterance, carries: Carries) -> tuple[object, ...]:
    return expected(replace(u, end=round(u.end, 3)), carries)


def test_every_writer_is_looked_at() -> None:
    assert set(CARRIES) == set(WRITERS) - {".rttm"}
    assert {"." + ending.rpartition(".")[2] for ending in CARRIES} <= set(READERS)


@pytest.mark.parametrize("ending", CARRIES)
@settings(max_examples=80)
@given(transcript=transcripts())
def test_a_transcript_comes_back_as_it_was(ending: str, transcript: Transcript) -> None:
    carries = CARRIES[ending]
    again = back(transcript, ending)
    assert [expected(u, carries) for u in again] == [
        promised(u, carries) for u in transcript.utterances
    ]


# Without labels a subtitle or a line of text looks as any other program writes it.
OWN = [".json", ".whisperx.json", ".eaf", ".vtt", ".csv", ".tsv"]


@pytest.mark.parametrize("ending", OWN)
@settings(max_examples=40)
@given(transcript=transcripts(labelled=False))
def test_without_speakers_too(ending: str, transcript: Transcript) -> None:
    carries = CARRIES[ending]
    assert [expected(u, carries) for u in back(transcript, ending)] == [
        promised(u, carries) for u in transcript.utterances
    ]


@pytest.mark.parametrize("ending", [".srt", ".txt", ".docx"])
def test_without_speakers_no_word_is_lost(ending: str) -> None:
    said = ["Het is hier mooi.", "En wie bel ik dan als hij het niet meer doet?", "Nou ja."]
    transcript = Transcript(
        Session("s", "t"),
        tuple(Utterance(i + 1, i * 9.0, i * 9 + 5.0, text) for i, text in enumerate(said)),
    )
    again = back(transcript, ending)
    assert [u.text for u in again] == said
    assert [u.start for u in again] == [0.0, 9.0, 18.0]


@pytest.mark.parametrize("ending", CARRIES)
@pytest.mark.parametrize(
    "names", [("Anneke Jansen", "SPEAKER_00"), ("12:30", "00:00:01"), ("Piet: de Boer", "S1")]
)
def test_no_name_is_written(ending: str, names: tuple[str, str]) -> None:
    first, second = names
    transcript = Transcript(
        Session("s", "t"),
        (
            Utterance(1, 0.0, 2.0, "Het is hier mooi, maar ook een beetje eng.", first),
            Utterance(2, 2.0, 4.0, "Wie bel ik dan als hij het niet doet?", second),
            Utterance(3, 4.0, 5.0, "Dat weet ik niet.", first),
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        write_transcript(transcript, path)
        if ending != ".docx":
            assert b"Anneke" not in path.read_bytes()
        again = read_transcript(path).utterances
    one, two, three = [u.speaker for u in again]
    assert one == three != two
    assert {one, two} == {"S1", "S2"}
    assert [u.text for u in again] == [u.text for u in transcript.utterances]
