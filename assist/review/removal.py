"""Taking away: a session with all that belongs to it, and what was left lying."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from assist.review.intake import INCOMING, LOOSE, fasten, synced
from assist.review.store import Store

UNTOUCHED = 600.0  # seconds; a form that still comes in is younger


def remove(
    store: Store, session: str, *, removed: Callable[[str], object] = lambda session: None
) -> None:
    """Remove a session with its files, decisions and all.

    ``removed`` is called with its id once it is gone from the database: what a crash leaves of
    the files after that goes at the next start.
    """
    loosen(store, session)
    store.remove_session(session)
    removed(session)
    wipe(store.files / session)


def loosen(store: Store, session: str) -> None:
    """Its folder may go as soon as the database does not know the session any more."""
    with contextlib.suppress(FileNotFoundError):
        (store.files / session / LOOSE).touch()


def wipe(folder: Path) -> None:
    """Take away a folder; each file is overwritten first.

    So that nothing can be read back from a plain disk. A solid-state disk, or a system that
    makes snapshots, may still hold copies: only an encrypted disk is proof against that.
    """
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before the folder
        with contextlib.suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path != folder / LOOSE:
                if not path.is_symlink():
                    with contextlib.suppress(OSError):
                        _overwrite(path)
                path.unlink()
    # Its mark goes last: what a crash leaves, or a program that holds a file, is still swept.
    if all(path.name == LOOSE for path in folder.glob("*")):
        shutil.rmtree(folder, ignore_errors=True)


def _overwrite(path: Path) -> None:
    left = path.stat().st_size
    nothing = bytes(min(left, 4 * 1024**2))
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(nothing[:left])
        synced(file)


def sweep(store: Store) -> None:
    """Clear away what an interrupted upload or removal left, and nobody touched for a while.

    Only what was marked for it: a folder that the database does not know may belong to another
    database, such as the one before a move to a server, or after a backup was put back. What
    comes in by pieces is not touched: see `assist.review.uploads.Uploads.sweep`.
    """
    coming, targets = store.coming()
    sessions = {listed.id for listed in store.sessions()}
    for session in sessions:
        fasten(store.files / session)
    marked = (path.parent for path in store.files.glob(f"*/{LOOSE}"))
    folders = [p for p in marked if p.name not in sessions | targets | {INCOMING}]
    files = [p for p in (store.files / INCOMING).glob("*") if p.stem not in coming]
    for path in (*folders, *files):
        if time.time() - path.stat().st_mtime < UNTOUCHED:
            continue
        if path.is_dir():
            wipe(path)
        else:
            path.unlink(missing_ok=True)
