"""Several windows on one session: what one changes, the others show, with who is there."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from assist.core.language import _, current_language
from assist.review.history import describe
from assist.review.pulse import Pulse, pulse
from assist.web import pages
from assist.web.desk import Desk, Shown
from assist.web.rows import changed_rows, early_shown, may_but_decide, row_texts
from assist.web.sessions import session_of
from assist.web.who import demand, may

router = APIRouter(prefix="/sessions/{session}")
LOOK_EVERY: Final = 0.3  # seconds between two looks at a session, however many windows there are
BEAT_EVERY: Final = 10.0  # seconds without news after which a sign of life goes out
MANY: Final = 150  # changed rows from which the page is better fetched anew
KEPT: Final = 64  # answers at hand for windows that ask the same


@dataclass(frozen=True)
class Look:
    """A session at a moment; ``shown`` is None before there is a map."""

    at: float
    pulse: Pulse | None
    shown: Shown | None


@dataclass(eq=False)
class Window:
    """One open page."""

    session: str
    name: str


@dataclass
class Together:
    """What open pages share: one look at the database, one rendering, and who is there.

    Parameters
    ----------
    desk : Desk
    clock : callable
        Seconds that only grow.
    """

    desk: Desk
    clock: Callable[[], float] = time.monotonic
    _looks: dict[str, Look] = field(default_factory=dict)
    _rows: dict[tuple[object, ...], dict[str, str]] = field(default_factory=dict)
    _windows: list[Window] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def recent(self, session: str) -> Look | None:
        """The session as it was a moment ago, without waiting for anything."""
        had = self._looks.get(session)
        return had if had is not None and self.clock() - had.at < LOOK_EVERY else None

    def look(self, session: str) -> Look:
        """The session as it is now, or was a moment ago."""
        with self._lock:
            if (recent := self.recent(session)) is not None:
                return recent
            had, now = self._looks.get(session), self.clock()
            felt = pulse(self.desk.store.engine, session)
            shown = had.shown if had is not None else None
            if had is None or had.pulse != felt:
                shown = self._shown(session, had) if felt is not None else None
            if felt is None:
                self._drop(session)
            self._looks[session] = Look(now, felt, shown)
            return self._looks[session]

    def _shown(self, session: str, had: Look | None) -> Shown | None:
        shown = self.desk.shown(session)
        if shown is not None:
            return shown
        listed = self.desk.store.session(session)
        before = had.shown if had is not None else None
        return early_shown(self.desk.store, listed, before) if listed is not None else None

    def rows(self, before: Look, after: Look) -> dict[str, str]:
        """HTML of the rows that changed between two looks, by id."""
        assert before.shown is not None
        assert after.shown is not None
        key = (
            after.shown.about.id,
            before.pulse,
            after.pulse,
            current_language(),
            may("decide"),
        )
        with self._lock:
            if key not in self._rows:
                numbers = changed_rows(before.shown, after.shown)
                early: dict[str, Any] = {} if after.shown.run else {"may": may_but_decide}
                made = row_texts(after.shown, numbers, **early) if len(numbers) < MANY else {}
                self._rows = dict([*self._rows.items(), (key, made)][-KEPT:])
            return self._rows[key]

    def enter(self, window: Window) -> None:
        with self._lock:
            self._windows = [*self._windows, window]

    def leave(self, window: Window) -> None:
        with self._lock:
            self._windows = [w for w in self._windows if w is not window]
            if not any(w.session == window.session for w in self._windows):
                self._drop(window.session)

    def others(self, window: Window) -> list[str]:
        """Who else has this session open: names, by alphabet."""
        there = (w for w in self._windows if w is not window and w.session == window.session)
        return sorted({w.name for w in there}, key=str.casefold)

    def _drop(self, session: str) -> None:
        """Nothing of a session stays in memory that nobody looks at, or that was removed."""
        self._looks.pop(session, None)
        self._rows = {key: made for key, made in self._rows.items() if key[0] != session}


def together_of(request: Request) -> Together:
    together: Together = request.app.state.together
    return together


@router.get("/live")
async def live(request: Request, session: str) -> Response:
    """What others change, as server-sent events, while the page is open."""
    person = await run_in_threadpool(demand, request, "read", session)
    await run_in_threadpool(session_of, request, session)
    return StreamingResponse(
        _events(request, Window(session, person.name)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _events(request: Request, window: Window) -> AsyncIterator[str]:
    together = together_of(request)
    together.enter(window)
    try:
        before: Look | None = None
        there: list[str] | None = None
        told = together.clock()
        while not request.app.state.stopping and not await request.is_disconnected():
            # Most find what another window looked up: threads are few, and for deciding.
            now = together.recent(window.session)
            if now is None:
                now = await run_in_threadpool(together.look, window.session)
            news: list[tuple[str, dict[str, Any]]] = []
            if before is None or before.pulse != now.pulse:
                news.append(await run_in_threadpool(_change, together, window, before, now))
                before = now
            if there != (others := together.others(window)):
                there = others
                news.append(("there", {"text": _there(window, others)}))
            for name, data in news:
                yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            if now.pulse is None:
                return
            if news:
                told = together.clock()
            elif together.clock() - told > BEAT_EVERY:
                told = together.clock()
                yield ": \n\n"  # a line that is gone is found by sending
            await asyncio.sleep(LOOK_EVERY)
    finally:
        together.leave(window)


def _change(
    together: Together, window: Window, before: Look | None, now: Look
) -> tuple[str, dict[str, Any]]:
    """What to tell a page that last heard of ``before``."""
    if now.pulse is None:
        return "gone", {}
    about: dict[str, Any] = {"number": now.pulse.decisions, "run": now.pulse.run}
    about["early"] = f"{now.pulse.heard} {now.pulse.found}"
    if before is None or now.shown is None:
        return "now", about
    had, has = (_said(look.shown) if look.shown else [] for look in (before, now))
    if before.shown is None or has[: len(had)] != had or before.shown.run != now.shown.run:
        return "other", about
    shown = replace(now.shown, who=window.name)
    rows = together.rows(before, now)
    early: dict[str, Any] = {} if shown.run else {"may": may_but_decide}
    bar = pages.text("bar.html", shown=shown, session=shown.about, **early)
    if not rows and changed_rows(before.shown, now.shown):
        return "other", about | {"bar": bar}
    return "changed", about | {"rows": rows, "bar": bar, "last": _last(window, shown)}


def _said(shown: Shown) -> list[int]:
    return [u.id for u in shown.valuemap.transcript.utterances]


def _there(window: Window, others: list[str]) -> str:
    """Who else is there, in a sentence; empty for nobody."""
    if not others:
        return ""
    named = [_("uzelf in een ander venster") if n == window.name else n for n in others]
    return _("Ook hier: {names}").format(names=", ".join(named))


def _last(window: Window, shown: Shown) -> str:
    """What somebody else did last; empty when it was this person."""
    last = shown.log[-1] if shown.log else None
    if last is None or last.who == window.name:
        return ""
    return _("{who}: {what}").format(who=last.who, what=describe(last))
