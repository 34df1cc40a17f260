"""The user's model folder, in which a model appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from assist.core.files import told
from assist.models.catalogue import Kind

_UNFINISHED = ".assist-"
_STALE = 3600.0  # seconds without any change: nobody is working in it any more


def user_folder() -> Path:
    """Where pulled models go.

    ``ASSIST_MODELS`` decides, then ``ASSIST_DATA``, else the system's data folder.
    """
    if chosen := os.environ.get("ASSIST_MODELS"):
        return Path(chosen).expanduser()
    if data := os.environ.get("ASSIST_DATA"):
        return Path(data).expanduser() / "models"
    from platformdirs import user_data_path

    return user_data_path("assist", appauthor=False) / "models"


def home_of(kind: Kind, name: str) -> Path:
    """Folder of one model among the user's."""
    return user_folder() / kind / name


@contextlib.contextmanager
def folder_made_whole(target: Path) -> Iterator[Path]:
    """Give an empty folder that takes its place as ``target`` when all went well.

    Two processes may do this at once: the first to finish wins, the other's work is
    dropped. Whatever goes wrong, ``target`` is never half there.

    Raises
    ------
    AssistError
        ``disk-full`` or ``not-writable``.
    """
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
    try:
        with told(target):
            yield made
            put_in_place(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put_in_place(made: Path, target: Path, *, replace: bool = False) -> None:
    """Rename a finished folder; with ``replace`` an older one makes way."""
    if replace and target.exists():
        old = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
        target.rename(old / target.name)
        made.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        return
    made.chmod(0o755)
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():  # another process was first, and made the same
            raise


def sweep(folder: Path) -> None:
    """Remove what interrupted work left behind."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        try:
            touched = max(p.stat().st_mtime for p in (left, *left.rglob("*")))
        except OSError:
            continue  # another process is at work in it, or has just put it in its place
        if left.is_dir() and time.time() - touched > _STALE:
            shutil.rmtree(left, ignore_errors=True)
