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
from assist.transcribe.labels import known_label
from assist.transcribe.speakers import number_speakers
from assist.transcribe.times import in_order, timed

# A day of talk is some 200,000 words; a cue may hold just one.
MAX_CUES = 100_000
MAX_CHARACTERS = 2_000_000

# How transcribers mark a pause and overlapping speech: (..) and //.
_MARKS = re.compile(r"\(\.{1,3}\)|(?<!:)//")


def assemble(
    cues: Sequence[Cue],
    data: bytes,
    path: Path,
    *,
    join: bool,
    keep: bool = False,
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
    keep : bool
        The cues are utterances as assist wrote them: no word and no border is changed.
    language : str
        Of the speech.

    Raises
    ------
    AssistError
        ``transcript-empty`` when nobody says anything; ``transcript-too-long``.
    """
    check_length(cues, path)
    spoken = [replace(cue, text=text) for cue in cues if (text := _spoken(cue.text, keep))]
    if not spoken:
        raise AssistError("transcript-empty", path=path)
    pieces = timed(in_order([_known(cue) for cue in spoken]))
    if not keep:
        # The parts of a long turn may begin after one that another spoke at the same time.
        pieces = sorted(cut(pieces, join=join), key=lambda piece: piece.start or 0.0)
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


def check_length(cues: Sequence[Cue], path: Path) -> None:
    """Refuse what no session can be, before it takes all memory.

    Raises
    ------
    AssistError
        ``transcript-too-long``.
    """
    if len(cues) > MAX_CUES or sum(len(cue.text) for cue in cues) > MAX_CHARACTERS:
        raise AssistError("transcript-too-long", path=path)


def _spoken(text: str, keep: bool) -> str:
    """Words as we keep them; empty when nothing was said."""
    plain = fit(text) if keep else _MARKS.sub(" ", fit(text))
    words = " ".join(unicodedata.normalize("NFC", plain).split())
    return words if keep or any(map(str.isalnum, words)) else ""


def _known(cue: Cue) -> Cue:
    """Without a label that only says that nobody knows who spoke."""
    label, role = known_label(cue.label)
    return replace(cue, label=label, role=cue.role or role) if label != cue.label else cue


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
