"""Taking in a file: streamed to the data folder, checked, and only then a session."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Protocol

from assist.core.errors import AssistError
from assist.core.files import is_full, reason_of, sync_folder
from assist.review.about import MAX_TITLE, About, check_keep, title_of
from assist.review.playback import needs_copy
from assist.review.records import FileKind, StoredFile
from assist.review.store import Store
from assist.transcribe.endings import RECORDINGS, TRANSCRIPTS, told_endings

MAX_BYTES: dict[FileKind, int] = {"recording": 8 * 1024**3, "transcript": 100 * 1024**2}
INCOMING = "incoming"
LOOSE = ".loose"  # in a folder: it may go when the database knows no session of that name
RESERVE = 300 * 1024**2  # bytes that stay free: for the database, and a copy to play


class Named(Protocol):
    """A file that has a name and a kind."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> FileKind: ...


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
    raise AssistError("unknown-format", path=name, known=told_endings())


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
    """A file that comes in whole, with a form. Nothing of it stays unless `keep` was reached.

    Parameters
    ----------
    store : Store
        Where it goes.
    name : str
        As the sender calls it: decides the kind, is shown, and never opened.
    expected : int
        Bytes that are said to come, to refuse early what does not fit on the disk.

    Raises
    ------
    AssistError
        ``unknown-format``, or ``disk-small``.
    """

    def __init__(self, store: Store, name: str, expected: int = 0) -> None:
        self.name = shown_name(name)
        self.kind = kind_of(self.name)
        self.size = 0
        self.store = store
        check_room(store, self.name, expected)
        self._hash = hashlib.sha256()
        folder = store.files / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / uuid.uuid4().hex
        self._file: IO[bytes] = self.path.open("wb")

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
        self.path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Store the next bytes.

        Raises
        ------
        AssistError
            ``upload-too-big``, ``disk-small`` or ``disk-full``.
        """
        self.size += len(chunk)
        check_size(self.name, self.kind, self.size)
        check_room(self.store, self.name, len(chunk))  # how much was coming, nobody had to say
        self._hash.update(chunk)
        with writing_to(self.name):
            self._file.write(chunk)

    def end(self) -> str:
        """All has come: the SHA-256 of it, once it is on the disk.

        Raises
        ------
        AssistError
            ``empty-file`` or ``disk-full``.
        """
        if self.size == 0:
            raise AssistError("empty-file", path=self.name)
        with writing_to(self.name):
            synced(self._file)
            self._file.close()
        return self._hash.hexdigest()

    def keep(self, **told: str) -> str:
        """Make it a session, in the queue; its id. ``told`` are the fields of `About`.

        Raises
        ------
        AssistError
            ``empty-file`` or ``disk-full``.
        """
        return keep_together([self], About.of(told))


def grouped(names: Sequence[str]) -> list[tuple[int, ...]]:
    """Which files make one session: places in ``names``, the transcript of a session first.

    A recording and a transcript belong together when they are all there is, or have the same
    name but for the ending.

    Examples
    --------
    >>> grouped(["a.wav", "b.mp3", "a.docx"]), grouped(["ruw.mp4", "af.vtt"])
    ([(2, 0), (1,)], [(1, 0)])
    """
    places: dict[tuple[str, int], list[int]] = {}
    kinds = [kind_of(name) for name in names]
    pair = sorted(kinds) == ["recording", "transcript"]
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        stem = "" if pair else PurePosixPath(name).stem.casefold()
        turn = 0  # two of a kind with one name are two sessions
        while kind in {kinds[other] for other in places.get((stem, turn), ())}:
            turn += 1
        places.setdefault((stem, turn), []).append(place)
    return [tuple(sorted(group, key=lambda p: kinds[p], reverse=True)) for group in places.values()]


def keep_together(parts: Sequence[Incoming], about: About, *, who: str = "", maker: int = 0) -> str:
    """Make one session of a recording, a transcript, or a transcript with its recording.

    Raises
    ------
    AssistError
        ``file-there`` for two of a kind, ``empty-file``, ``keep-until-past`` or ``disk-full``.
    """
    check_keep(about)
    first, *others = sorted(parts, key=lambda part: part.kind, reverse=True)  # transcript first
    if any(part.kind == first.kind for part in others) or len(others) > 1:
        raise AssistError("file-there", path=parts[-1].name)
    digests = [part.end() for part in (first, *others)]
    session, folder = new_folder(first.store, first.name, f"s-{digests[0][:16]}")
    try:
        files = [
            _moved(part, folder / stored_name(part, beside=part is not first), sha)
            for part, sha in zip((first, *others), digests, strict=True)
        ]
        sync_folder(folder)
        title = title_of(about, first.name, date.today())
        first.store.add_session(session, files, about, title=title, who=who, maker=maker)
        fasten(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return session


def stored_name(file: Named, *, beside: bool = False) -> str:
    """What a file is called in its session's folder: never as its sender called it."""
    stem = file.kind if beside else "source"
    return f"{stem}{PurePosixPath(file.name).suffix.lower()}"


def _moved(part: Incoming, to: Path, sha256: str) -> StoredFile:
    with writing_to(part.name):
        part.path.replace(to)
    stored = to.relative_to(part.store.files).as_posix()
    return StoredFile(part.kind, part.name, stored, part.size, sha256)


def new_folder(store: Store, name: str, wanted: str) -> tuple[str, Path]:
    """A free id and its folder; the folder decides between two uploads of one file."""
    while True:
        session = store.free_id(wanted)
        folder = store.files / session
        try:
            with writing_to(name):
                folder.mkdir()
                (folder / LOOSE).touch()
        except FileExistsError:
            continue
        return session, folder


def fasten(folder: Path) -> None:
    """A session's folder is no longer loose: nothing but its removal takes it away."""
    (folder / LOOSE).unlink(missing_ok=True)


def check_size(name: str, kind: FileKind, size: int) -> None:
    """Refuse what is larger than its kind may be.

    Raises
    ------
    AssistError
        ``upload-too-big``.
    """
    if size > MAX_BYTES[kind]:
        raise AssistError("upload-too-big", path=name, most=MAX_BYTES[kind] // 1024**2)


def check_room(store: Store, name: str, size: int) -> None:
    """Refuse what does not fit on the disk, before it comes.

    Raises
    ------
    AssistError
        ``disk-small``.
    """
    free = shutil.disk_usage(store.files).free
    if size and size + RESERVE > free:
        need = (size + RESERVE - free) // 1024**2 + 1
        raise AssistError("disk-small", path=name, need=need)


@contextlib.contextmanager
def writing_to(name: str) -> Iterator[None]:
    """Turn the system's refusals to write into sentences about the file called ``name``.

    Raises
    ------
    AssistError
        ``disk-full`` or ``not-writable``.
    FileExistsError
        As it is; it is no fault of the disk.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if is_full(error):
            raise AssistError("disk-full", path=name) from error
        raise AssistError("not-writable", path=name, reason=reason_of(error)) from error


def keep_beside(part: Incoming, session: str) -> None:
    """Add a file to a session that is there: a transcript to its recording, or the reverse.

    Raises
    ------
    AssistError
        ``file-there`` when it has one of that kind, ``empty-file`` or ``disk-full``.
    """
    digest = part.end()
    stored = f"{part.path.name[:8]}-{stored_name(part, beside=True)}"
    target = part.store.files / session / stored
    file = _moved(part, target, digest)
    sync_folder(target.parent)
    if not part.store.add_file(session, file):
        target.unlink(missing_ok=True)
        raise AssistError("file-there", path=part.name)
    work_on(part.store, session, file)


def work_on(store: Store, session: str, file: StoredFile) -> None:
    """What a file that came beside another asks for.

    A transcript counts from then on, and not what was heard; a recording is there to listen
    to, and asks for a copy when browsers cannot play it.
    """
    if file.kind == "transcript":
        store.cancel(session)
        store.forget_heard(session)
        store.enqueue(session)
    elif needs_copy(Path(file.stored)):
        store.enqueue(session)


def synced(file: IO[bytes]) -> None:
    """See to it that what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def path_of(store: Store, file: StoredFile) -> Path:
    """Where a stored file lies."""
    return store.files / file.stored
