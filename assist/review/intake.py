"""Taking in a file: streamed to the data folder, checked, and only then a session."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import time
import unicodedata
import uuid
from datetime import date
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from assist.core.errors import AssistError
from assist.review.changes import one_line
from assist.review.records import FileKind, StoredFile
from assist.review.store import Store

RECORDINGS = (
    ".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac", ".webm", ".mp4", ".mkv", ".mov",
)  # fmt: skip
TRANSCRIPTS = (
    ".json", ".vtt", ".srt", ".txt", ".docx", ".csv", ".tsv", ".html", ".eaf", ".textgrid",
)  # fmt: skip
MAX_BYTES: dict[FileKind, int] = {"recording": 8 * 1024**3, "transcript": 100 * 1024**2}
INCOMING = "incoming"
MAX_WORDS = 1000
MAX_TITLE = 200
UNTOUCHED = 600.0  # seconds; an upload that still comes in is younger


def kind_of(name: str) -> FileKind:
    """Recording or transcript, by the ending of its name.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending in RECORDINGS:
        return "recording"
    if ending in TRANSCRIPTS:
        return "transcript"
    known = " ".join(e.removeprefix(".") for e in (*RECORDINGS, *TRANSCRIPTS))
    raise AssistError("unknown-format", path=name, known=known)


def shown_name(name: str) -> str:
    """A file's name as a page may show it: no folders, no control characters.

    Examples
    --------
    >>> shown_name("..\\\\..\\\\Sessie één.wav"), shown_name("/etc/pass\\x00wd.txt")
    ('Sessie één.wav', 'passwd.txt')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return clean[-MAX_TITLE:] or "bestand"


class Incoming:
    """A file that is coming in. Nothing of it stays unless `keep` was reached.

    Parameters
    ----------
    store : Store
        Where it goes.
    name : str
        As the sender calls it: decides the kind, is shown, and never opened.
    """

    def __init__(self, store: Store, name: str) -> None:
        self.name = shown_name(name)
        self.kind = kind_of(self.name)
        self.size = 0
        self._store = store
        self._hash = hashlib.sha256()
        folder = store.files / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / uuid.uuid4().hex
        self._file: IO[bytes] = self._path.open("wb")

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # on a full disk it cannot write its last bytes
            self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Store the next bytes.

        Raises
        ------
        AssistError
            ``upload-too-big`` or ``disk-full``.
        """
        self.size += len(chunk)
        most = MAX_BYTES[self.kind]
        if self.size > most:
            raise AssistError("upload-too-big", path=self.name, most=most // 1024**2)
        self._hash.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise self._refusal(error) from error

    def keep(
        self,
        *,
        title: str = "",
        technology: str = "",
        recorded: str = "",
        within: str = "",
        words: str = "",
    ) -> str:
        """Make it a session, in the queue; its id. ``within`` is a number of minutes.

        Raises
        ------
        AssistError
            ``empty-file`` or ``disk-full``.
        """
        if self.size == 0:
            raise AssistError("empty-file", path=self.name)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._refusal(error) from error
        digest = self._hash.hexdigest()
        session, folder = self._new_folder(f"s-{digest[:16]}")
        stored = folder / f"source{PurePosixPath(self.name).suffix.lower()}"
        try:
            self._path.replace(stored)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise self._refusal(error) from error
        source = StoredFile(
            kind=self.kind,
            name=self.name,
            stored=stored.relative_to(self._store.files).as_posix(),
            size=self.size,
            sha256=digest,
        )
        try:
            self._store.add_session(
                session,
                source,
                title=one_line(title, MAX_TITLE) or PurePosixPath(self.name).stem,
                technology=one_line(technology, MAX_TITLE),
                recorded=date_or_nothing(recorded),
                words=one_line(words, MAX_WORDS),
                within=seconds_or_nothing(within) if self.kind == "recording" else 0.0,
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return session

    def _new_folder(self, wanted: str) -> tuple[str, Path]:
        """A free id and its folder; the folder decides between two uploads of one file."""
        while True:
            session = self._store.free_id(wanted)
            folder = self._store.files / session
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise self._refusal(error) from error
            return session, folder

    def _refusal(self, error: OSError) -> AssistError:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            return AssistError("disk-full", path=self.name)
        return AssistError("not-writable", path=self.name, reason=error.strerror or "")


def date_or_nothing(text: str) -> str:
    """An ISO 8601 date, or nothing."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""


def seconds_or_nothing(minutes: str) -> float:
    """Seconds in a number of minutes, up to a day; or nothing."""
    return 60.0 * int(minutes) if re.fullmatch(r"[1-9]\d{0,3}", minutes.strip()) else 0.0


def remove(store: Store, session: str) -> None:
    """Remove a session with its files, decisions and all."""
    store.remove_session(session)
    shutil.rmtree(store.files / session, ignore_errors=True)


def sweep(store: Store) -> None:
    """Clear away what an interrupted upload or removal left, and nobody touched for a while."""
    known = {listed.id for listed in store.sessions()}
    left = [p for p in store.files.iterdir() if p.is_dir() and p.name not in known | {INCOMING}]
    for path in (*left, *(store.files / INCOMING).glob("*")):
        if time.time() - path.stat().st_mtime < UNTOUCHED:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def path_of(store: Store, file: StoredFile) -> Path:
    """Where a stored file lies."""
    return store.files / file.stored
