"""What a reader finds before it is an utterance."""

from __future__ import annotations

from dataclasses import dataclass

from assist.core.transcript import Word


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of speech as a file or recogniser gives it.

    Parameters
    ----------
    text : str
        What was said.
    start, end : float or None
        Seconds from the start; None when the file does not tell.
    label : str
        Who spoke, as the file says it; may be a name and never leaves this room.
    role : str
        Role as the file says it, apart from the label.
    words : tuple of Word
        One for each token of ``text.split()``, or none.
    """

    text: str
    start: float | None = None
    end: float | None = None
    label: str = ""
    role: str = ""
    words: tuple[Word, ...] = ()
