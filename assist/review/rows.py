"""What was heard, as rows of the database and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assist.core.transcript import Held, Utterance, Word
from assist.review.tables import HeldRow, UtteranceRow


def utterance_row(session: str, utterance: Utterance) -> UtteranceRow:
    return UtteranceRow(
        session_id=session,
        number=utterance.id,
        start=utterance.start,
        end=utterance.end,
        text=_storable(utterance.text),
        speaker=utterance.speaker,
        role=utterance.role,
        words=_plain(utterance.words),
    )


def held_row(session: str, number: int, held: Held) -> HeldRow:
    return HeldRow(
        session_id=session,
        number=number,
        start=held.start,
        end=held.end,
        text=_storable(held.text),
        reason=held.reason,
        words=_plain(held.words),
    )


def _storable(text: str) -> str:
    """Without the character 0, which PostgreSQL does not hold; as long as it was."""
    return text.replace("\0", "\ufffd")


def _plain(words: Sequence[Word]) -> list[list[Any]]:
    return [[w.text, w.start, w.end, w.probability] for w in words]


def words_of(plain: list[Any]) -> tuple[Word, ...]:
    return tuple(Word(*word) for word in plain)


def utterance_of(row: UtteranceRow) -> Utterance:
    return Utterance(
        id=row.number,
        start=row.start,
        end=row.end,
        text=row.text,
        speaker=row.speaker,
        role=row.role,
        words=words_of(row.words),
    )


def held_of(row: HeldRow) -> Held:
    return Held(row.start, row.end, row.text, row.reason, words_of(row.words))
