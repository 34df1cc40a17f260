"""What was heard of a recording so far, on disk: whatever stops a run, the next goes on there.

One line for each utterance and each piece that was set aside, synced before the next is asked
for; and one for what the recogniser gave, before anything is made of it, so that nothing is
ever recognised twice. A line is a checksum, which goes on from the line before it, and JSON; so
a line that was cut off by a power failure, or damaged, ends what is believed, and two runs
cannot mix.

It holds words that were spoken. So only its user may read it, it goes when the work is done,
and after `KEPT_DAYS` in any case.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any, TypeAlias

from assist.core.errors import AssistError
from assist.core.files import reason_of, sync_folder
from assist.core.language import _
from assist.core.transcript import Held, Utterance, Word

VERSION = 2
KEPT_DAYS = 30  # after which nobody comes back for it
Piece: TypeAlias = Utterance | Held
_RESULT = "result"
_KINDS: Mapping[str, type[Utterance] | type[Held]] = {"utterance": Utterance, "held": Held}


def journal_folder() -> Path:
    """Where journals lie: ``ASSIST_DATA`` decides, else the system's folder for a user's state."""
    if given := os.environ.get("ASSIST_DATA"):
        return Path(given).expanduser() / "journals"
    from platformdirs import user_state_path

    return user_state_path("assist", appauthor=False) / "journals"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a journal's bytes hold, as far as they are whole.

    Parameters
    ----------
    about : mapping
        The header; empty when not even that is whole.
    pieces : tuple of Utterance or Held
        In the order in which they were stored.
    results : mapping
        What `Journal.keep` stored.
    size : int
        Bytes that are whole; what comes after them is thrown away.
    checksum : int
        Of the last whole line, which the next goes on from.
    """

    about: Mapping[str, Any]
    pieces: tuple[Piece, ...] = ()
    results: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0
    checksum: int = 0


def parse(data: bytes) -> Stored:
    """Read a journal up to the first line that is not whole.

    Whatever the bytes, no exception; any beginning of a journal gives a beginning of what it
    holds.
    """
    about: Mapping[str, Any] = {}
    pieces: list[Piece] = []
    results: dict[str, Any] = {}
    size = checksum = 0
    for line in data.splitlines(keepends=True):
        found = _parse_line(line, checksum)
        if found is None:
            break
        kind, body, seen = found
        if not about:
            if kind != "journal" or body.get("version") != VERSION:
                break
            about = body
        elif kind == _RESULT:
            results.update(body)
        elif (piece := _piece(kind, body)) is not None:
            pieces.append(piece)
        else:
            break
        size, checksum = size + len(line), seen
    return Stored(about, tuple(pieces), results, size, checksum)


def _line(kind: str, body: Mapping[str, Any], before: int) -> tuple[bytes, int]:
    """A line, and its checksum; ASCII, so that no byte in it can look like its end."""
    text = json.dumps([kind, body], separators=(",", ":")).encode("ascii")
    checksum = zlib.crc32(text, before)
    return b"%08x %s\n" % (checksum, text), checksum


def _parse_line(line: bytes, before: int) -> tuple[str, dict[str, Any], int] | None:
    told, _, text = line.partition(b" ")
    if not line.endswith(b"\n") or told != b"%08x" % zlib.crc32(text[:-1], before):
        return None
    try:
        kind, body = json.loads(text)
    except ValueError:  # a checksum that fits by chance
        return None
    return (kind, body, int(told, 16)) if isinstance(body, dict) else None


def _plain(piece: Piece) -> dict[str, Any]:
    """Fields that say something; 0.0 does."""
    body = {field.name: getattr(piece, field.name) for field in fields(piece)}
    body["words"] = [[w.text, w.start, w.end, w.probability] for w in piece.words]
    return {n: v for n, v in body.items() if v is not None and v is not False and v != []}


def _piece(kind: str, body: Mapping[str, Any]) -> Piece | None:
    try:
        words = tuple(Word(*word) for word in body.get("words", ()))
        return _KINDS[kind](**{**body, "words": words})
    except (KeyError, TypeError):  # from a version that knew more
        return None


class Journal:
    """One recording's journal, open for this run alone; made by `opened`.

    Attributes
    ----------
    heard : tuple of Utterance
        What earlier runs stored.
    held : tuple of Held
        What earlier runs set aside.
    trouble : str
        Why nothing is stored, in the user's language; empty when all is well. Listening goes
        on then: what is in memory is not lost for want of a second copy.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.heard: tuple[Utterance, ...] = ()
        self.held: tuple[Held, ...] = ()
        self.trouble = ""
        self._path = path
        self._file: IO[bytes] | None = None
        self._checksum = 0
        self._holds = True  # until it is known that it holds nothing
        self._results: Mapping[str, Any] = {}
        self._lock = threading.Lock()  # the recogniser works in a thread of its own

    @property
    def at(self) -> float:
        """Seconds up to which earlier runs heard."""
        return self.heard[-1].end if self.heard else 0.0

    def open(self, about: Mapping[str, Any], *, fresh: bool) -> None:
        """Read what is there when it is about the same; otherwise begin anew."""
        assert self._path is not None
        about = {"version": VERSION, **about}
        with self._lock, self._telling():
            handle = os.open(self._path, _FLAGS, 0o600)
            self._file = os.fdopen(handle, "r+b", buffering=0)
            data = b"" if fresh else self._file.read()
            stored = parse(data)
            if stored.about != about:
                stored = Stored({})
            self._file.truncate(stored.size)
            self._file.seek(stored.size)
            self._checksum = stored.checksum
            self._holds = bool(stored.pieces or stored.results)
            if stored.about:
                self.heard = tuple(p for p in stored.pieces if isinstance(p, Utterance))
                self.held = tuple(p for p in stored.pieces if isinstance(p, Held))
                self._results = stored.results
            else:
                self._append("journal", about)
                sync_folder(self._path.parent)

    def add(self, *pieces: Piece) -> None:
        """Store; when this returns, no power failure takes it away."""
        for piece in pieces:
            self._store("utterance" if isinstance(piece, Utterance) else "held", _plain(piece))

    def keep(self, key: str, value: Any) -> None:
        """Store a result of the recogniser, of JSON types, under a name of its own."""
        self._store(_RESULT, {key: value})

    def recall(self, key: str) -> Any:
        """What an earlier run kept under this name, or None."""
        return self._results.get(key)

    def _store(self, kind: str, body: Mapping[str, Any]) -> None:
        with self._lock, self._telling():
            if self._file is not None:
                self._append(kind, body)
                self._holds = True

    def _append(self, kind: str, body: Mapping[str, Any]) -> None:
        assert self._file is not None
        line, checksum = _line(kind, body, self._checksum)
        left = memoryview(line)
        while left:
            left = left[self._file.write(left) :]
        os.fsync(self._file.fileno())
        self._checksum = checksum

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.trouble = reason_of(error)
            self._let_go()

    def close(self) -> None:
        """Stop storing; what is stored stays. A journal that holds nothing goes."""
        with self._lock:
            self._let_go()
        if not self._holds:
            self._unlink()

    def _let_go(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file = None

    def remove(self) -> None:
        """The work is done and what was made of it is safe: throw the journal away."""
        self._holds = False
        self.close()

    def _unlink(self) -> None:
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@contextlib.contextmanager
def opened(
    recording: str,
    made_with: Mapping[str, Any],
    *,
    source: Path,
    fresh: bool = False,
    folder: Path | None = None,
) -> Iterator[Journal]:
    """Open the journal of a recording heard in this way; closed, not removed, afterwards.

    Parameters
    ----------
    recording : str
        Id of the recording's contents.
    made_with : mapping
        The model and all choices that change the text; JSON types.
    source : Path
        The recording, for a sentence to its user.
    fresh : bool
        Forget what earlier runs heard.
    folder : Path, optional
        `journal_folder` when not given.

    Raises
    ------
    AssistError
        ``hearing-busy`` when another run listens to the same recording in the same way.
    """
    from filelock import FileLock, Timeout

    folder = folder or journal_folder()
    path = path_of(recording, made_with, folder=folder)
    about = {"recording": recording, "made_with": dict(made_with)}
    journal = Journal(path)
    lock = FileLock(path.with_suffix(".lock"), mode=0o600)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(folder)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AssistError("hearing-busy", path=source) from error
    except (OSError, NotImplementedError) as error:  # a disk that is full, or knows no locks
        nowhere = Journal()
        if isinstance(error, OSError):
            nowhere.trouble = reason_of(error)
        else:
            nowhere.trouble = _("de schijf kan een bestand niet op slot zetten")
        yield nowhere
        return
    try:
        journal.open(about, fresh=fresh)
        yield journal
    except AssistError as error:
        if error.code in ("no-speech", "no-speech-in-first"):
            journal.remove()  # nothing was said, so there is nothing to go on with
        raise
    finally:
        journal.close()
        lock.release()


def path_of(recording: str, made_with: Mapping[str, Any], *, folder: Path | None = None) -> Path:
    """Where the journal of a recording heard in this way lies."""
    told = json.dumps(dict(made_with), sort_keys=True).encode("ascii")
    name = f"{recording}-{hashlib.sha256(told).hexdigest()[:16]}.jsonl"
    return (folder or journal_folder()) / name


def earlier(recording: str, *, folder: Path | None = None) -> tuple[Mapping[str, Any], ...]:
    """How earlier runs listened to this recording; the one that stored last comes first."""
    found = sorted((folder or journal_folder()).glob(f"{recording}-*.jsonl"), key=_age)
    stored = [parse(data) for path in found if (data := _bytes_of(path))]
    return tuple(s.about["made_with"] for s in stored if s.pieces or s.results)


def sweep(folder: Path, *, days: float = KEPT_DAYS) -> None:
    """Remove journals that nobody came back for."""
    from filelock import FileLock, Timeout

    for path in folder.glob("*.lock"):
        journal = path.with_suffix(".jsonl")
        if _age(journal if journal.exists() else path) < days * 86_400:
            continue
        with contextlib.suppress(Timeout, OSError), FileLock(path).acquire(timeout=0):
            journal.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since it was last written; 0.0 when it is just gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
