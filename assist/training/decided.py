"""What people decided about a session, as something to learn from.

Only decisions by people count: what they accepted, changed, added and refused. A suggestion
that nobody looked at teaches nothing, and neither do values that stand as they were suggested
(who accepts a statement has not weighed each of its three values).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.lexicon import Lexicon
from assist.core.statement import Statement, ValueSuggestion
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap
from assist.models.manifest import sha256_of
from assist.training.corpus import GoldSession, read_gold
from assist.values.suggest import SHOWN

KEPT = ("accepted", "edited", "added")
BY_HAND = "by_hand"  # note on a value that a person named
ENOUGH = 0.5  # share of the suggestions decided from which a session counts as reviewed


@dataclass(frozen=True, eq=False)
class Lesson:
    """One session as people left it.

    Parameters
    ----------
    sha256 : str
        Of the file it was read from.
    transcript : Transcript
    kept : tuple of Statement
        What people accepted, changed or added; ``values`` are those that a person chose, in
        order, and none where nobody touched them.
    refused : tuple of Statement
    undecided : frozenset of int
        Utterances with a suggestion that nobody decided on.
    reviewed : bool
        Whether the rest of the session holds no statements: somebody read it all, as far as
        can be seen.
    """

    sha256: str
    transcript: Transcript
    kept: tuple[Statement, ...]
    refused: tuple[Statement, ...] = ()
    undecided: frozenset[int] = frozenset()
    reviewed: bool = True

    @property
    def id(self) -> str:
        return self.transcript.session.id

    @property
    def decisions(self) -> int:
        """How many statements people decided on."""
        return len(self.kept) + len(self.refused)

    def of_known_values(self, lexicon: Lexicon) -> Lesson:
        """The lesson with values by the lexicon's preferred labels; others are left out."""

        def known(values: Iterable[ValueSuggestion]) -> tuple[ValueSuggestion, ...]:
            found = (lexicon.get(v.value) for v in values)
            return tuple(ValueSuggestion(c.label, 1.0) for c in dict.fromkeys(found) if c)

        return replace(self, kept=tuple(replace(s, values=known(s.values)) for s in self.kept))


def lesson_of_map(valuemap: ValueMap, sha256: str = "") -> Lesson | None:
    """What a decided value map teaches; None when nobody decided anything.

    Parameters
    ----------
    sha256 : str
        Of the file it stands in.
    """
    kept = tuple(s for s in valuemap.statements if s.status in KEPT)
    refused = tuple(s for s in valuemap.statements if s.status == "rejected")
    waiting = [s for s in valuemap.statements if s.status == "suggested"]
    if not kept and not refused:
        return None
    judged = sum(s.status != "added" for s in kept) + len(refused)
    # All added by hand, with no suggestion at all, was read from end to end as well.
    reviewed = judged >= ENOUGH * (judged + len(waiting))
    return Lesson(
        sha256=sha256,
        transcript=valuemap.transcript,
        kept=tuple(replace(s, values=chosen_values(s)) for s in kept),
        refused=refused,
        undecided=frozenset(u for s in waiting for u in places_of(s)),
        reviewed=reviewed,
    )


def lesson_of_gold(gold: GoldSession, sha256: str = "") -> Lesson:
    """What an annotated session teaches: everything in it was decided."""
    return Lesson(sha256=sha256, transcript=gold.transcript, kept=gold.statements)


def read_lesson(path: Path) -> Lesson | None:
    """Read a decided value map or an annotated session.

    Returns
    -------
    Lesson or None
        None for a value map that nobody decided on.

    Raises
    ------
    AssistError
        ``learn-foreign`` for another kind of file; why it cannot be read otherwise.
    """
    from assist.valuemap.file import read_valuemap

    check_readable(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise AssistError("learn-foreign", path=path) from error
    if isinstance(data, Mapping) and "schema" in data:
        return lesson_of_map(read_valuemap(path), sha256_of(path))
    if isinstance(data, Mapping) and {"utterances", "effects", "options"} <= set(data):
        return lesson_of_gold(read_gold(path), sha256_of(path))
    raise AssistError("learn-foreign", path=path)


def each_once(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """One lesson a session, in order of id; of two, the one with the most decisions."""
    best: dict[str, Lesson] = {}
    for lesson in sorted(lessons, key=lambda x: (x.decisions, x.sha256)):
        best[lesson.id] = lesson
    return tuple(best[name] for name in sorted(best))


def unknown_values(lessons: Iterable[Lesson], lexicon: Lexicon) -> tuple[str, ...]:
    """Values that people chose and the lexicon does not know."""
    chosen = {v.value for x in lessons for s in x.kept for v in s.values}
    return tuple(sorted(value for value in chosen if value not in lexicon))


def chosen_values(statement: Statement) -> tuple[ValueSuggestion, ...]:
    """The values if a person touched them, else none.

    They did when they added the statement, named a value themselves, or left fewer than
    are always suggested.
    """
    by_hand = any(v.because.note == BY_HAND for v in statement.values)
    fewer = statement.status == "edited" and len(statement.values) < SHOWN
    return statement.values if statement.status == "added" or by_hand or fewer else ()


def places_of(statement: Statement) -> tuple[int, ...]:
    """Ids of the utterances that a statement runs over."""
    return tuple(dict.fromkeys((*statement.utterances, statement.quote.utterance)))
