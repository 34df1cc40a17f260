"""A lock that the system lets go when the process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if os.name == "nt":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock on ``path``; wait for it."""
    with path.open("a+b") as file:
        while not _locked(file):
            threading.Event().wait(0.1)
        yield


@contextlib.contextmanager
def only_one_now(path: Path) -> Iterator[bool]:
    """Hold the lock on ``path``; False at once when somebody else does."""
    with path.open("a+b") as file:
        yield _locked(file)
