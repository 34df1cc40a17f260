"""Statements: effects and options, with the speaker's exact words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from assist.core.ids import statement_id
from assist.core.transcript import Utterance

Polarity = Literal["positive", "negative", "mixed"]
Domain = Literal["techniek", "omgeving", "mens"]
Status = Literal["suggested", "accepted", "rejected", "edited", "added"]
Kind = Literal["effect", "option"]

POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
DOMAINS: tuple[Domain, ...] = get_args(Domain)
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Quote:
    """A speaker's exact words: ``exact == text[start_char:end_char]`` of the utterance.

    Build it with `Quote.of`, which keeps that true.
    """

    utterance: int
    start_char: int
    end_char: int
    exact: str
    start: float
    end: float

    @classmethod
    def of(cls, utterance: Utterance, start_char: int = 0, end_char: int | None = None) -> Quote:
        """Quote part of an utterance.

        Raises
        ------
        ValueError
            When the characters lie outside the utterance's text or hold nothing.
        """
        end_char = len(utterance.text) if end_char is None else end_char
        exact = utterance.text[start_char:end_char]
        if not 0 <= start_char < end_char <= len(utterance.text) or not exact.strip():
            raise ValueError(f"no words at {start_char}:{end_char} of utterance {utterance.id}")
        time = utterance.time_of(start_char, end_char)
        return cls(utterance.id, start_char, end_char, exact, time.start, time.end)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a label was suggested, in pieces that a page can put into words.

    Parameters
    ----------
    lexicon : tuple of str
        Labels or cue phrases of the lexicon that fired.
    nearest : str
        Most similar known example (or definition), empty when none.
    words : tuple of str
        Words of the statement that weighed most.
    note : str
        Short code of any other ground: ``same_value``, ``nearby``, ``similar``...
    """

    lexicon: tuple[str, ...] = ()
    nearest: str = ""
    words: tuple[str, ...] = ()
    note: str = ""


NO_REASON = Reason()


@dataclass(frozen=True, slots=True)
class ValueSuggestion:
    """A value behind a statement; ``score`` in [0, 1]."""

    value: str
    score: float
    because: Reason = NO_REASON


@dataclass(frozen=True, slots=True)
class EffectLink:
    """An effect that an option answers; ``score`` in [0, 1]."""

    effect: str
    score: float
    because: Reason = NO_REASON


@dataclass(frozen=True, slots=True)
class Effect:
    """A consequence of the technology-in-use, as somebody said it.

    ``values`` in descending score. ``proposed`` holds a name from outside the lexicon where
    none of its values fits well; it counts for nothing until somebody takes it over.
    ``repeated`` holds later utterances that say it again; they are no part of it.
    ``wording`` is the user's own text and stands beside the quote, never in its place.
    """

    id: str
    quote: Quote
    utterances: tuple[int, ...]
    polarity: Polarity
    actor: str = ""
    score: float = 1.0
    values: tuple[ValueSuggestion, ...] = ()
    status: Status = "suggested"
    wording: str = ""
    because: Reason = NO_REASON
    proposed: tuple[ValueSuggestion, ...] = ()
    repeated: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        return "effect"


@dataclass(frozen=True, slots=True)
class Option:
    """A proposal to do or change something (handelingsoptie)."""

    id: str
    quote: Quote
    utterances: tuple[int, ...]
    domain: Domain
    score: float = 1.0
    values: tuple[ValueSuggestion, ...] = ()
    effects: tuple[EffectLink, ...] = ()
    status: Status = "suggested"
    wording: str = ""
    because: Reason = NO_REASON
    proposed: tuple[ValueSuggestion, ...] = ()
    repeated: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        return "option"


Statement: TypeAlias = Effect | Option


def id_of(kind: Kind, session_id: str, quote: Quote) -> str:
    """Stable id of a statement: the same words at the same place give the same id."""
    return statement_id(kind, session_id, quote.utterance, quote.start_char, quote.exact)
