"""Sessions go on the day that was agreed, with everything; what was left lying goes too."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import date

from assist.review.removal import remove, sweep
from assist.review.store import Store
from assist.review.uploads import Uploads
from assist.review.work import where

EVERY = 15 * 60.0  # seconds between two looks
log = logging.getLogger(__name__)


def remove_due(
    store: Store,
    today: date,
    *,
    break_off: Callable[[], object] = lambda: None,
    removed: Callable[[str], object] = lambda session: None,
) -> tuple[str, ...]:
    """Remove every session whose day has come: files, journal, database; ids of what went.

    What cannot go now, such as on a full disk, is told in the program's log and keeps no other.

    Parameters
    ----------
    store : Store
    today : date
        In the user's own time.
    break_off : callable
        Called when a worker is at one of them, so that it lets go of the files.
    removed : callable
        Called with the id of each, once it is gone from the database.
    """
    gone: list[str] = []
    for session in store.due(today.isoformat()):
        with _going_on():
            listed = store.session(session)
            job = listed.job if listed else None
            running = job is not None and job.state == "running"
            if store.cancel(session) and running:
                break_off()
            remove(store, session, removed=removed)
            gone.append(session)
    return tuple(gone)


@contextlib.contextmanager
def _going_on() -> Iterator[None]:
    """A fault, such as a full disk, is told in the log; the next look may do."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
        log.error("looking after the data folder failed: %s", where(error))


class Keeper:
    """Looks after the data folder while the program runs, in a thread of its own.

    Parameters
    ----------
    store : Store
    uploads : Uploads
    break_off, removed
        As for `remove_due`.
    """

    def __init__(
        self,
        store: Store,
        uploads: Uploads,
        *,
        break_off: Callable[[], object],
        removed: Callable[[str], object],
    ) -> None:
        self.store, self.uploads = store, uploads
        self.break_off, self.removed = break_off, removed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def look(self, today: date | None = None) -> None:
        """Do once what there is to do; what fails keeps nothing else."""
        with _going_on():
            self.uploads.recover()
        with _going_on():
            self.uploads.sweep()
        with _going_on():
            remove_due(
                self.store, today or date.today(), break_off=self.break_off, removed=self.removed
            )
        with _going_on():
            sweep(self.store)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            self.look()
