"""The last step of every reader: cues to a `Transcript`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.ids import content_id
from assist.core.transcript import Session, Transcript, Utterance
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import cut
from assist.transcribe.encoding import fit
from assist.transcribe.speakers import number_speakers
from assist.transcribe.times import in_order, timed

# How transcribers mark a pause and overlapping speech: (..) and //.
_MARKS = re.compile(r"\(\.{1,3}\)|(?<!:)//")


def assemble(
    cues: Sequence[Cue],
    data: bytes,
    path: Path,
    *,
    join: bool,
    language: str = "nl",
) -> Transcript:
    """Order, time, cut and number what was read.

    Parameters
    ----------
    cues : sequence of Cue
        In the file's order.
    data : bytes
        The file, for the session's id.
    path : Path
        The file; its stem becomes the title.
    join : bool
        The cues are fragments (subtitles, a recogniser) and not turns.
    language : str
        Of the speech.

    Raises
    ------
    AssistError
        ``transcript-empty`` when nobody says anything.
    """
    spoken = [
        replace(cue, text=text) for cue in cues if any(map(str.isalnum, text := _clean(cue.text)))
    ]
    if not spoken:
        raise AssistError("transcript-empty", path=path)
    pieces = list(cut(timed(in_order(spoken)), join=join))
    speakers = number_speakers((piece.label, piece.role) for piece in pieces)
    utterances = tuple(
        utterance(number, piece, speaker, role)
        for number, (piece, (speaker, role)) in enumerate(
            zip(pieces, speakers, strict=True), start=1
        )
    )
    session = Session(
        id=content_id(data),
        title=fit(path.stem),
        duration=max(u.end for u in utterances),
    )
    return Transcript(session, utterances, language)


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFC", _MARKS.sub(" ", fit(text)))
    return " ".join(plain.split())


def utterance(
    number: int, piece: Cue, speaker: str | None = None, role: str | None = None
) -> Utterance:
    """An utterance out of a timed cue."""
    start = round(piece.start or 0.0, 3)
    return Utterance(
        id=number,
        start=start,
        end=max(start, round(piece.end or 0.0, 3)),
        text=piece.text,
        speaker=speaker,
        role=role,
        words=piece.words,
    )
