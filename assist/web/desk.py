"""The map as a reviewer sees it now: the last run's suggestions under all decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.lexicon import Lexicon
from assist.core.statement import Statement
from assist.core.valuemap import ValueMap
from assist.review.changes import Wish
from assist.review.decide import Orphan, decide, decided_map
from assist.review.log import next_redo, next_undo
from assist.review.records import Listed
from assist.review.restoring import restored
from assist.review.roles import given
from assist.review.store import Store
from assist.valuemap.file import loads

KEPT = 4  # maps at hand
_Made: TypeAlias = tuple[ValueMap, ValueMap, tuple[Orphan, ...]]
WHO = "co-moderator"  # no accounts on one's own computer


@dataclass(frozen=True)
class Shown:
    """Everything a page about one session needs."""

    about: Listed
    suggestions: ValueMap
    valuemap: ValueMap
    log: tuple[Decision, ...]
    orphans: tuple[Orphan, ...]
    run: int = 0  # that made the suggestions

    @cached_property
    def statements(self) -> dict[str, Statement]:
        return {s.id: s for s in self.valuemap.statements}

    @property
    def undo(self) -> Decision | None:
        return next_undo(self.log)

    @property
    def redo(self) -> Decision | None:
        return next_redo(self.log)

    @property
    def reviewed(self) -> int:
        """Statements that somebody decided on."""
        return sum(s.status != "suggested" for s in self.valuemap.statements)


@dataclass(frozen=True)
class Done:
    """The session before and after a decision; None when nothing had to change."""

    before: Shown
    after: Shown
    decision: Decision | None


class Desk:
    """Reads the store, keeps the last few maps at hand, and writes decisions.

    Parameters
    ----------
    store : Store
    lexicon : Lexicon
        Clusters for values that a person added, and the choice in the forms.
    """

    def __init__(self, store: Store, lexicon: Lexicon) -> None:
        self.store, self.lexicon = store, lexicon
        # A run never changes, nor does a log of a given length: both may be kept.
        self._run = lru_cache(maxsize=KEPT)(self._read_run)
        self._maps: dict[tuple[int, str, str, int], _Made] = {}

    def forget(self) -> None:
        """Drop what is kept at hand, so that a removed session is in no memory either."""
        self._run.cache_clear()
        self._maps = {}

    def shown(self, session: str) -> Shown | None:
        """The session as it is now; None before its first run is done."""
        about = self.store.session(session)
        run = self.store.latest_run(session) if about else None
        if about is None or run is None:
            return None
        log = self.store.log(session)
        suggestions, valuemap, orphans = self._map(run, about, log)
        named = replace(
            valuemap.session,
            title=about.title,
            technology=about.technology or valuemap.session.technology,
            recorded=about.recorded or valuemap.session.recorded,
        )
        valuemap = replace(
            valuemap, session=named, transcript=replace(valuemap.transcript, session=named)
        )
        return Shown(about, suggestions, valuemap, log, orphans, run)

    def decide(self, session: str, wanted: Callable[[Shown], Wish | None]) -> Done | None:
        """Carry out what ``wanted`` makes of the session as it is; None without a map.

        When another window decides in between, ``wanted`` is asked again with that in
        sight: two quick clicks are one decision, and two undos undo two.
        """
        while (before := self.shown(session)) is not None:
            wish = wanted(before)
            if wish is None:
                return Done(before, before, None)
            made = self.store.decide(session, WHO, [wish], after=len(before.log))
            if made:
                after = self.shown(session)
                return Done(before, after, made[0]) if after else None
        return None

    def as_seen(self, shown: Shown, target: str, number: int) -> Statement | None:
        """A statement as it was after decision ``number``; None when it was not there."""
        then = decide(shown.suggestions, [d for d in shown.log if d.number <= number])
        statements: tuple[Statement, ...] = (*then.effects, *then.options)
        return next((s for s in statements if s.id == target), None)

    def statement(self, shown: Shown, target: str) -> Statement:
        """The statement with this id.

        Raises
        ------
        AssistError
            ``statement-gone``.
        """
        if target not in shown.statements:
            raise AssistError("statement-gone")
        return shown.statements[target]

    def _read_run(self, run: int, created: str) -> ValueMap:
        """A run; ``created`` of its session, as a removed one's number is given out again."""
        return loads(self.store.suggestions(run))

    def _map(self, run: int, about: Listed, log: tuple[Decision, ...]) -> _Made:
        """The suggestions, with what was put back; the decided map; decisions that fell off."""
        key = (run, about.id, about.created, len(log))
        made = self._maps.get(key)
        if made is None:
            run_itself = self._run(run, about.created)
            suggestions = given(restored(run_itself, log), log)
            valuemap = decided_map(run_itself, log, self.lexicon)
            made = suggestions, valuemap, decide(suggestions, log).orphans
            self._maps = dict([*self._maps.items(), (key, made)][-KEPT:])
        return made
