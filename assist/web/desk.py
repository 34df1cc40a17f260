"""The map as a reviewer sees it now: the last run's suggestions under all decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from threading import Lock

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.lexicon import Lexicon
from assist.core.statement import Statement
from assist.core.transcript import Session
from assist.core.valuemap import ValueMap
from assist.review.changes import Wish
from assist.review.conflicts import Conflict, conflicts
from assist.review.correcting import place
from assist.review.decide import Decided, Memo, Orphan, built, decide, prepare
from assist.review.history import Step, history
from assist.review.log import TURNING, InForce, acts, next_redo, next_undo, parts_of, targets_of
from assist.review.records import Listed
from assist.review.remarks import Comment, Offer, comments, offers
from assist.review.store import GoneError, Store
from assist.valuemap.file import loads_own

KEPT = 8  # maps at hand
WHO = "co-moderator"  # no accounts on one's own computer


@dataclass(frozen=True)
class Shown:
    """Everything a page about one session needs.

    Parameters
    ----------
    about : Listed
    suggestions : ValueMap
        The last run, with the talk as people corrected it.
    valuemap : ValueMap
        As decided.
    log : tuple of Decision
        The session's whole log; its length is the number to give as ``seen``.
    orphans : tuple of Orphan
        Decided statements that the run no longer suggests.
    lost : tuple of Decision
        Corrections of words that this run does not have.
    merged : mapping of str to str
        Statements that left the map, and the one they were merged into.
    who : str
        Whose undo and redo these are; empty: of everybody.
    run : int
        Number of that run in the store.
    in_force : InForce
        The decisions of the log that hold, a bulk one in its parts.
    """

    about: Listed
    suggestions: ValueMap
    valuemap: ValueMap
    log: tuple[Decision, ...]
    orphans: tuple[Orphan, ...]
    lost: tuple[Decision, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    run: int = 0
    in_force: InForce = InForce()  # noqa: RUF009 - an empty tuple

    @cached_property
    def statements(self) -> dict[str, Statement]:
        return {s.id: s for s in self.valuemap.statements}

    @property
    def undo(self) -> Decision | None:
        """What undo would turn: this person's own last act."""
        return next_undo(self.log, self.who or None)

    @property
    def redo(self) -> Decision | None:
        """What redo would bring back: what this person undid last."""
        return next_redo(self.log, self.who or None)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Fields that two people changed unseen by one another, not settled yet."""
        refused = {s.id for s in self.valuemap.statements if s.status == "rejected"}
        return tuple(
            c for c in conflicts(self.in_force) if c.field == "status" or c.target not in refused
        )

    @cached_property
    def comments(self) -> Mapping[str, tuple[Comment, ...]]:
        """Remarks by statement, the oldest first; those on what was merged move along."""
        found: dict[str, tuple[Comment, ...]] = {}
        for target, own in comments(self.in_force).items():
            here = self.merged.get(target, target)
            found[here] = tuple(sorted((*found.get(here, ()), *own), key=lambda c: c.number))
        return found

    @cached_property
    def offers(self) -> Mapping[str, Offer]:
        """Own values offered to the list of values, by name."""
        return offers(self.in_force)

    def history(self, target: str) -> tuple[Step, ...]:
        """What was decided about one thing, in words, the oldest first."""
        return history(self.log, target)

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


@dataclass(frozen=True)
class _Map:
    """What one log makes of one run."""

    run: int
    run_itself: ValueMap
    suggestions: ValueMap
    valuemap: ValueMap
    log: tuple[Decision, ...]
    decided: Decided
    lost: tuple[Decision, ...]
    in_force: InForce
    memo: Memo
    names: dict[Session, ValueMap] = field(default_factory=dict)  # see `named`

    def named(self, about: Listed) -> ValueMap:
        """The map, with what its users tell about the session."""
        told = self.valuemap.session
        named = replace(
            told,
            title=about.title,
            technology=about.technology or told.technology,
            recorded=about.recorded or told.recorded,
            participants=about.participants,
        )
        if named == told:
            return self.valuemap
        if named not in self.names:
            transcript = replace(self.valuemap.transcript, session=named)
            self.names[named] = replace(self.valuemap, session=named, transcript=transcript)
        return self.names[named]


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
        self._maps: dict[tuple[str, str], _Map] = {}
        self._lock = Lock()
        self._turns: dict[str, Lock] = {}

    def forget(self) -> None:
        """Drop what is kept at hand, so that a removed session is in no memory either."""
        self._run.cache_clear()
        self._maps = {}

    def shown(self, session: str, who: str = "") -> Shown | None:
        """The session as it is now; None before its first run is done.

        ``who`` is the person whose undo and redo are shown; empty for everybody's.
        """
        about = self.store.session(session)
        run = self.store.latest_run(session) if about else None
        if about is None or run is None:
            return None
        try:
            return _shown(about, self._map(run, about), who)
        except GoneError:
            return None

    def decide(
        self,
        session: str,
        wanted: Callable[[Shown], Wish | None],
        who: str = WHO,
        seen: int | None = None,
    ) -> Done | None:
        """Carry out what ``wanted`` makes of the session as it is; None without a map.

        When another window decides in between, ``wanted`` is asked again with that in
        sight: two quick clicks are one decision, and two undos undo two.

        Parameters
        ----------
        session : str
        wanted : callable
            Makes a `Wish` of the session as shown; None when nothing has to change.
        who : str
            The person's name, as it stands in the log.
        seen : int, optional
            Number of the last decision that was on the person's screen (the length of the
            log then). What another changed since is not lost in silence: see
            `Shown.conflicts`.
        """
        # In line: who decides at the same moment need not begin anew.
        with self._turn(session), suppress(GoneError):
            while (before := self.shown(session, who)) is not None:
                done = self._decided(session, before, wanted(before), who, seen)
                if done is not None:
                    return done
        return None

    def _decided(
        self, session: str, before: Shown, wish: Wish | None, who: str, seen: int | None
    ) -> Done | None:
        """What came of a wish; None when somebody decided in between."""
        if wish is None:
            return Done(before, before, None)
        last = len(before.log)
        if seen is not None and seen < last and wish.action not in TURNING:
            wish = replace(wish, change={**wish.change, "seen": seen})
        made = self.store.decide(session, who, [wish], after=last)
        if not made:
            return None
        after = self._map(before.run, before.about, (*before.log, *made))
        holding = len({d.number for d in after.in_force})
        about = replace(before.about, decisions=holding)
        return Done(before, _shown(about, after, who), made[0])

    def _turn(self, session: str) -> Lock:
        with self._lock:
            return self._turns.setdefault(session, Lock())

    def as_seen(self, shown: Shown, target: str, number: int) -> Statement | None:
        """A statement as it was after decision ``number``; None when it was not there."""
        now = shown.statements.get(target)
        about = {target, place(now.quote.utterance)} if now else {target}
        later = (p for d in shown.log if d.number > number for p in parts_of(d))
        if not any(d.action in TURNING or about & {*targets_of(d)} for d in later):
            return now
        log = tuple(d for d in shown.log if d.number <= number)
        run = self._run(shown.run, shown.about.created)
        then = decide(prepare(run, log).suggestions, log)
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
        return loads_own(self.store.suggestions(run))

    def _map(self, run: int, about: Listed, log: tuple[Decision, ...] = ()) -> _Map:
        """The map as decided; ``log`` where it is known, else what was decided since is read."""
        key = about.id, about.created
        with self._lock:
            had = self._maps.pop(key, None)
            known = had.log if had else ()
            if len(known) >= len(log):
                log = (*known, *self.store.log(about.id, len(known)))
            if had is None or had.run != run or len(log) != len(known):
                had = self._made(run, about, log, had)
            self._maps = dict([*self._maps.items(), (key, had)][-KEPT:])
            return had

    def _made(self, run: int, about: Listed, log: tuple[Decision, ...], had: _Map | None) -> _Map:
        again = had is not None and had.run == run
        run_itself = had.run_itself if had and again else self._run(run, about.created)
        memo = had.memo if had and again else Memo()
        if had is not None and not any(d.action in TURNING for d in log[len(had.log) :]):
            new = (part for d in log[len(had.log) :] for part in parts_of(d))
            in_force = InForce((*had.in_force, *new))
        else:
            in_force = acts(log)
        prepared = prepare(run_itself, in_force, memo)
        decided = decide(prepared.suggestions, log, memo)
        valuemap = built(run_itself, prepared, decided, in_force, self.lexicon)
        suggestions = prepared.suggestions
        kept = suggestions, valuemap, log, decided, prepared.lost, in_force, memo
        return _Map(run, run_itself, *kept)


def _shown(about: Listed, made: _Map, who: str) -> Shown:
    return Shown(
        about=about,
        suggestions=made.suggestions,
        valuemap=made.named(about),
        log=made.log,
        orphans=made.decided.orphans,
        lost=made.lost,
        merged=made.decided.merged,
        who=who,
        run=made.run,
        in_force=made.in_force,
    )
