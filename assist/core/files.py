"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from assist.core.errors import AssistError
from assist.core.language import N_, _

_REASONS = {
    errno.EACCES: N_("geen toestemming"),
    errno.EPERM: N_("geen toestemming"),
    errno.EROFS: N_("alleen lezen"),
    errno.ENAMETOOLONG: N_("de naam is te lang"),
    errno.ENOENT: N_("de map bestaat niet"),
    errno.ENOTDIR: N_("een deel van de naam is geen map"),
    errno.EEXIST: N_("een deel van de naam is geen map"),
    errno.EBUSY: N_("in gebruik"),
    errno.EIO: N_("de schijf geeft een fout"),
}
_IN_USE = (32, 33)  # Windows: another program, often Word, holds the file


def check_readable(path: Path) -> None:
    """Refuse what cannot be an input file.

    Raises
    ------
    AssistError
        ``not-found``, ``is-folder``, ``not-readable`` or ``empty-file``.
    """
    try:
        if not path.exists():
            raise AssistError("not-found", path=path)
        if path.is_dir():
            raise AssistError("is-folder", path=path)
        with path.open("rb") as file:
            if not file.read(1):
                raise AssistError("empty-file", path=path)
    except PermissionError as error:
        raise AssistError("not-readable", path=path) from error
    except OSError as error:
        raise AssistError("not-found", path=path) from error


def check_writable(path: Path, *, force: bool = False) -> None:
    """Refuse an output early, before hours of work.

    Raises
    ------
    AssistError
        ``exists`` (without ``force``) or ``not-writable``.
    """
    with told(path):
        if path.is_dir():
            raise AssistError("is-folder", path=path)
        if path.exists() and not force:
            raise AssistError("exists", path=path)
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = _beside(path)
        probe.touch(exist_ok=False)
        probe.unlink()


def _beside(path: Path) -> Path:
    """A new name in the same folder; a file made there gets the user's usual permissions."""
    return path.parent / f".assist-{secrets.token_hex(8)}{path.suffix}"


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the system's refusals to write into sentences.

    Raises
    ------
    AssistError
        ``disk-full`` or ``not-writable``.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise AssistError("disk-full", path=path) from error
        raise AssistError("not-writable", path=path, reason=reason_of(error)) from error


def is_full(error: OSError) -> bool:
    """Whether the disk, or what the user may keep on it, is full."""
    return error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None))


def reason_of(error: OSError) -> str:
    """The system's reason in the user's language; its own words are English."""
    if getattr(error, "winerror", None) in _IN_USE:
        return _("in gebruik")
    if error.errno in _REASONS:
        return _(_REASONS[error.errno])
    return _("systeemfout {number}").format(number=error.errno)


@contextlib.contextmanager
def written_whole(path: Path, *, force: bool = False) -> Iterator[IO[bytes]]:
    """Open a temporary file that takes the place of ``path`` only when all went well.

    Temporary file in the same folder, flush, fsync, rename. On any exception, an
    interrupt included, ``path`` stays as it was.

    Raises
    ------
    AssistError
        ``exists``, ``not-writable`` or ``disk-full``.
    """
    check_writable(path, force=force)
    temporary = _beside(path)
    try:
        with told(path):
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the rename itself last; Windows has no counterpart and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_bytes(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a whole file or nothing; see `written_whole`."""
    with written_whole(path, force=force) as file:
        file.write(data)


def write_text(path: Path, text: str, *, force: bool = False) -> None:
    """Write a whole UTF-8 file or nothing; see `written_whole`."""
    write_bytes(path, text.encode("utf-8"), force=force)
