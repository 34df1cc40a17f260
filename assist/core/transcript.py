"""Session, word, utterance and transcript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

from assist.core.time_span import TimeSpan

Phase = Literal["casus", "effecten", "waarden", "opties", "overig"]
PHASES: tuple[Phase, ...] = get_args(Phase)


@dataclass(frozen=True, slots=True)
class Session:
    """What a recording or transcript is about.

    Parameters
    ----------
    id : str
        Stable identifier; from the file itself, or from its contents.
    title, technology : str
        As the users wrote them; may be empty.
    recorded : str
        ISO 8601 date (and time) of the session; may be empty.
    duration : float
        Seconds; 0.0 when unknown.
    participants : str
        Who took part, as the users wrote it: roles, with commas; may be empty. Told with the
        session, and no part of the contract file.
    """

    id: str
    title: str = ""
    technology: str = ""
    recorded: str = ""
    duration: float = 0.0
    participants: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; ``probability`` in [0, 1]."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """One or two spoken sentences of one speaker.

    Parameters
    ----------
    id : int
        Place in the transcript, counted from 1.
    start, end : float
        Seconds from the start of the recording.
    text : str
        What was said, stripped.
    speaker : str or None
        Label such as ``"S1"``; never a name.
    role : str or None
        ``moderator``, ``co-moderator``, ``burger``, ``professional``,
        ``technicus``, ``beleid``, or free text.
    phase : Phase or None
        Phase of the session, where known.
    words : tuple of Word
        Words with their times, where a recogniser gave them.
    speaker_uncertain : bool
        The voices do not clearly tell that it was this speaker.
    role_proposed : bool
        The role was found by the program; nobody has said that it is so.
    """

    id: int
    start: float
    end: float
    text: str
    speaker: str | None = None
    role: str | None = None
    phase: Phase | None = None
    words: tuple[Word, ...] = ()
    speaker_uncertain: bool = False
    role_proposed: bool = False

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.start, self.end)

    def time_of(self, start_char: int, end_char: int) -> TimeSpan:
        """Time at which a part of the text was spoken.

        From the words where there are any, else in proportion to the characters.
        """
        if self.words:
            offset, first, last = 0, None, None
            for word in self.words:
                at = self.text.find(word.text.strip(), offset)
                if at < 0:
                    break
                offset = at + len(word.text.strip())
                if offset > start_char and first is None:
                    first = word
                if at < end_char:
                    last = word
            if first is not None and last is not None and last.end > first.start:
                return TimeSpan(first.start, last.end)
        length = max(1, len(self.text))
        seconds = max(0.0, self.end - self.start)
        return TimeSpan(
            round(self.start + seconds * start_char / length, 3),
            round(self.start + seconds * min(end_char, length) / length, 3),
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Words that a recogniser gave and that are not believed; kept aside, to be put back.

    Parameters
    ----------
    start, end : float
        Seconds from the start of the recording.
    text : str
        What was recognised there.
    reason : str
        Why it is not believed: a Dutch sentence, which `assist.core.language._` translates.
    words : tuple of Word
        Words with their times, one for each token of ``text.split()``, or none.
    """

    start: float
    end: float
    text: str
    reason: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """The utterances of one session, in order of time.

    ``held`` is what was recognised but not believed, in order of time; no part of the talk.

    Raises
    ------
    ValueError
        When two utterances carry the same id.
    """

    session: Session
    utterances: tuple[Utterance, ...]
    language: str = "nl"
    held: tuple[Held, ...] = ()
    _by_id: Mapping[int, Utterance] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {u.id: u for u in self.utterances}
        if len(by_id) != len(self.utterances):
            raise ValueError("utterance ids are not unique")
        object.__setattr__(self, "_by_id", by_id)

    def __getitem__(self, utterance_id: int) -> Utterance:
        return self._by_id[utterance_id]

    def __contains__(self, utterance_id: object) -> bool:
        return utterance_id in self._by_id

    @cached_property
    def duration(self) -> float:
        """Seconds: the session's own, or else the end of the last utterance."""
        return self.session.duration or max((u.end for u in self.utterances), default=0.0)

    def with_utterances(self, utterances: Iterable[Utterance]) -> Transcript:
        return replace(self, utterances=tuple(utterances))

    def restored(self, places: Iterable[int]) -> Transcript:
        """With held pieces put back as utterances, in their place in time.

        Parameters
        ----------
        places : iterable of int
            Which pieces: places in ``held``, counted from 1; others are without effect.

        Notes
        -----
        No id changes. A piece's id follows from its place alone, so that it does not matter
        in what order pieces are asked for.
        """
        chosen = {place for place in places if 1 <= place <= len(self.held)}
        highest = max((u.id for u in self.utterances), default=0)
        utterances = list(self.utterances)
        for place in sorted(chosen):
            piece = self.held[place - 1]
            after = (i for i, u in enumerate(utterances) if u.start > piece.start)
            utterances.insert(
                next(after, len(utterances)),
                Utterance(
                    id=highest + place,
                    start=piece.start,
                    end=piece.end,
                    text=piece.text,
                    words=piece.words,
                ),
            )
        held = (h for place, h in enumerate(self.held, start=1) if place not in chosen)
        return replace(self, utterances=tuple(utterances), held=tuple(held))
