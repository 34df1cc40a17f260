"""What runs on a worker: one session, whose failure is a result like any other."""

from __future__ import annotations

import os
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from assist.core.errors import AssistError

if TYPE_CHECKING:
    from assist.core.valuemap import ValueMap
    from assist.pipeline import AnalyseOptions

Job: TypeAlias = "Callable[[Path, AnalyseOptions], ValueMap]"

# A worker with several threads still does one session at a time: a transcription fills the
# machine, and the models of a process are shared.
_one_session = threading.Lock()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A session on its way to a worker.

    Parameters
    ----------
    key : str
        Name of its result.
    path : str
        The source, as this machine knows it.
    size : int
        Its bytes; a worker elsewhere makes sure that it sees the same file.
    data : bytes or None
        Contents, for a worker that may not reach the path.
    """

    key: str
    path: str
    size: int
    data: bytes | None = None


def run_parcel(parcel: Parcel, job: Job, options: AnalyseOptions) -> ValueMap | AssistError:
    """Work through one session.

    Returns
    -------
    ValueMap or AssistError
        An error is returned, not raised, so that Dask does not log it.
    """
    with _one_session:
        try:
            if parcel.data is None:
                return _reached(parcel, job, options)
            with tempfile.TemporaryDirectory(prefix="assist-") as folder:
                return _sent(parcel, Path(folder), job, options)
        except Exception as error:  # noqa: BLE001 - one session never stops the others
            return AssistError("batch-crash", path=parcel.path, reason=_where(error))


def _reached(parcel: Parcel, job: Job, options: AnalyseOptions) -> ValueMap | AssistError:
    path = Path(parcel.path)
    try:
        there = path.stat().st_size
    except OSError:
        there = -1
    if there != parcel.size:
        return AssistError("batch-unreachable", path=parcel.path)
    try:
        return job(path, options)
    except AssistError as error:
        return _portable(error)


def _sent(
    parcel: Parcel, folder: Path, job: Job, options: AnalyseOptions
) -> ValueMap | AssistError:
    copy = folder / os.path.basename(parcel.path)  # noqa: PTH119 - as the sender spelled it
    copy.write_bytes(parcel.data or b"")
    try:
        return job(copy, options)
    except AssistError as error:
        return _portable(error, {str(copy): parcel.path})


def _portable(error: AssistError, names: dict[str, str] | None = None) -> AssistError:
    """Plain text only: a path of one system cannot be unpickled on another."""
    details = {
        k: v if isinstance(v, int | float) else (names or {}).get(str(v), str(v))
        for k, v in error.details.items()
    }
    return AssistError(error.code, **details)


def _where(error: Exception) -> str:
    """Kind and place of a crash; never its message, which may hold spoken words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
