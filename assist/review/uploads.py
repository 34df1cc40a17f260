"""Files that come in by pieces, and go on where they stopped.

A recording of hours is gigabytes, and connections break. So it comes in pieces, each with a
checksum, and what was confirmed is on the disk: after a broken connection, a reload of the page
(the same file is chosen again), or the death of the server, the sender goes on from there.
The protocol follows the core of tus 1.0 (https://tus.io/protocols/resumable-upload), with
JSON where tus has headers of its own. Every answer but 204 is JSON; a refusal is
``{"error": sentence}``, or problem+json below ``/api/v1``, where the same paths lie.

``POST /uploads``
    JSON: ``name`` and ``size`` (bytes) of the file; optionally ``session``, to add it to a
    session that is there (a transcript beside its recording, or the other way round); and what
    is told about a new session, the fields of `assist.review.about.About` as strings.
    201 with an *upload*: ``{"id", "name", "kind", "size", "received", "tail", "session",
    "piece"}``, of which ``received`` counts bytes that are on the disk, and ``piece`` is the most
    bytes that a piece may have. Also ``Location`` and ``Upload-Offset``.
    400 unknown-format, empty-file, keep-until-past; 404 upload-gone (the session); 409
    file-there; 413 upload-too-big; 507 disk-small.
``GET /uploads``
    ``{"uploads": [upload, ...]}``: one's own that are not done, the newest first.
``GET`` or ``HEAD /uploads/ID``
    The upload, and ``Upload-Offset`` and ``Upload-Length``: where to go on. ``tail`` is
    ``crc32 HEX`` of the last `TAIL` bytes received (or of all, when they are fewer), so that the
    sender can see whether it is the same file. 404 upload-unknown, also for somebody else's.
``PATCH /uploads/ID``
    A piece, as ``application/offset+octet-stream``. ``Upload-Offset`` is where it begins, and
    must be what is received; ``Upload-Checksum`` is ``sha256 HEX`` or ``crc32 HEX`` of it (may
    be left out, as for tus). 204 with the new ``Upload-Offset``, once the piece is on the disk.
    409 upload-offset, with ``Upload-Offset`` as it is; 422 upload-checksum, and nothing was
    kept; 423 upload-busy: another window sends it; 413 upload-piece; 507 disk-full.
``POST /uploads/ID/finish``
    Make it a session, or a file of the session it was meant for: 200 ``{"session": ID}``.
    May be asked again, and gives the same session. 409 upload-unfinished.
``DELETE /uploads/ID``
    Throw away what was received: 204.

What nobody touched for `KEPT_DAYS` days is thrown away. An upload is its sender's alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import CursorResult, delete, select, update

from assist.core.errors import AssistError
from assist.core.files import sync_folder
from assist.review import intake
from assist.review.about import FIELDS, About, check_keep, title_of
from assist.review.database import now, reading, writing
from assist.review.locks import only_one_now
from assist.review.records import FileKind, StoredFile
from assist.review.store import Store
from assist.review.tables import UploadRow

PIECE: Final = 8 * 1024**2  # bytes; small enough to send again, large enough to be few
TAIL: Final = 1024**2
KEPT_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in; ``received`` of its ``size`` bytes are on the disk."""

    id: str
    person: int
    who: str
    name: str
    kind: FileKind
    size: int
    received: int
    about: Mapping[str, Any]
    state: Literal["coming", "placing", "done"]
    target: str
    sha256: str
    session_id: str | None
    created: str
    touched: str

    @property
    def session(self) -> str:
        """The session that it became, or is meant for; empty when there is none yet."""
        return self.session_id or ""


class Uploads:
    """What comes in by pieces, of one data folder.

    Parameters
    ----------
    store : Store

    Notes
    -----
    The database says how much of a file is received, and says so only after that much is
    synced to the disk. So the file may be longer than that after a crash, never shorter.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        # Of what came since the program started; otherwise the file is read once more.
        self._sums: dict[str, tuple[int, Any]] = {}

    def begin(
        self,
        name: str,
        size: int,
        told: Mapping[str, object],
        *,
        person: int = 0,
        who: str = "",
        session: str = "",
    ) -> Upload:
        """Make room for a file of ``size`` bytes.

        Raises
        ------
        AssistError
            ``unknown-format``, ``empty-file``, ``upload-too-big``, ``disk-small``,
            ``file-there``, ``keep-until-past``, or ``upload-gone`` when the session is not
            there.
        """
        shown = intake.shown_name(name)
        kind = intake.kind_of(shown)
        if size <= 0:
            raise AssistError("empty-file", path=shown)
        intake.check_size(shown, kind, size)
        if session:
            self._check_fits(session, shown, kind)
        check_keep(About.of(told))
        waiting = sum(u.size - u.received for u in self._those(UploadRow.state == "coming"))
        intake.check_room(self.store, shown, size + waiting)
        row = UploadRow(
            id=secrets.token_hex(16),
            person=person,
            who=who,
            name=shown,
            kind=kind,
            size=size,
            received=0,
            about={n: str(told[n]) for n in FIELDS if told.get(n) is not None},
            state="coming",
            session_id=session or None,
            created=now(),
            touched=now(),
        )
        part = self._part(row.id)
        part.parent.mkdir(parents=True, exist_ok=True)
        with intake.writing_to(shown):
            part.touch(exist_ok=False)
        with writing(self.store.engine) as db:
            db.add(row)
            db.flush()
            return _record(row)

    def get(self, upload: str, person: int | None = None) -> Upload:
        """An upload; of ``person`` when one is given.

        Raises
        ------
        AssistError
            ``upload-unknown``.
        """
        found = self._those(UploadRow.id == upload)
        if not found or (person is not None and found[0].person != person):
            raise AssistError("upload-unknown")
        return found[0]

    def unfinished(self, person: int) -> tuple[Upload, ...]:
        """What somebody began to send, the newest first."""
        return self._those(UploadRow.state != "done", UploadRow.person == person)

    def tail(self, upload: Upload) -> str:
        """``crc32 HEX`` of the last `TAIL` bytes received; empty when nothing is received."""
        if not upload.received or upload.state != "coming":
            return ""
        first = max(0, upload.received - TAIL)
        try:
            with self._part(upload.id).open("rb") as file:
                file.seek(first)
                return f"crc32 {zlib.crc32(file.read(upload.received - first)):08x}"
        except FileNotFoundError:  # finished or thrown away this moment
            return ""

    def add(self, upload: str, offset: int, piece: bytes, checksum: str = "") -> Upload:
        """Store a piece; what this returned from is on the disk.

        Parameters
        ----------
        upload : str
            Its id.
        offset : int
            Where the piece begins, in bytes; must be what is received.
        piece : bytes
            At most `PIECE` of them.
        checksum : str
            ``sha256 HEX`` or ``crc32 HEX`` of the piece.

        Raises
        ------
        AssistError
            ``upload-unknown``, ``upload-piece``, ``upload-checksum``, ``upload-offset``,
            ``upload-busy``, ``disk-full``.
        """
        with self._alone(upload) as before:
            if before.state != "coming" or offset != before.received:
                raise AssistError("upload-offset", path=before.name, received=before.received)
            if len(piece) > PIECE or offset + len(piece) > before.size:
                raise AssistError("upload-piece", path=before.name, most=PIECE // 1024**2)
            if checksum and not _matches(piece, checksum):
                raise AssistError("upload-checksum", path=before.name)
            after = offset + len(piece)
            with intake.writing_to(before.name), self._part(upload).open("r+b") as file:
                file.seek(offset)
                file.write(piece)
                file.truncate()  # what a broken-off piece may have left
                intake.synced(file)
            with writing(self.store.engine) as db:
                told = update(UploadRow).where(UploadRow.id == upload)
                db.execute(told.values(received=after, touched=now()))
            self._sum(upload, offset, piece)
            return self.get(upload)

    def finish(self, upload: str) -> str:
        """Make it a session, or part of the session it was meant for; the session's id.

        A step at a time, and each can be done again: where the file is to lie is on the disk
        before it is moved, so that it is found wherever a crash left it.

        Raises
        ------
        AssistError
            ``upload-unknown``, ``upload-unfinished``, ``upload-busy``, ``upload-gone``,
            ``file-there``, ``disk-full``.
        """
        with self._alone(upload) as before:
            if before.state == "done":
                return before.session
            if before.received < before.size:
                raise AssistError("upload-unfinished", path=before.name)
            it = before if before.state == "placing" else self._aim(before)
            target = self.store.files / it.target
            if not target.exists():
                with intake.writing_to(it.name):
                    target.parent.mkdir(exist_ok=True)
                    self._part(upload).replace(target)
                    sync_folder(target.parent)
            session = it.target.split("/")[0]
            self._take_in(it, session)
        self._forget(upload)
        return session

    def abandon(self, upload: str) -> None:
        """Throw away what was received; a session that it became stays.

        Raises
        ------
        AssistError
            ``upload-unknown`` or ``upload-busy``.
        """
        with self._alone(upload) as it:
            if it.state == "placing":
                raise AssistError("upload-busy", path=it.name)
            with writing(self.store.engine) as db:
                db.execute(delete(UploadRow).where(UploadRow.id == upload))
        self._forget(upload)

    def recover(self) -> int:
        """After a crash: finish what was received whole and was being placed; how many."""
        count = 0
        for upload in self._those(UploadRow.state == "placing"):
            with contextlib.suppress(AssistError):
                self.finish(upload.id)
                count += 1
        return count

    def sweep(self, moment: datetime | None = None) -> int:
        """Throw away what nobody touched for `KEPT_DAYS` days; how many."""
        last = (moment or datetime.now(UTC)) - timedelta(days=KEPT_DAYS)
        old = self._those(UploadRow.touched < last.isoformat(timespec="milliseconds"))
        for upload in old:
            with contextlib.suppress(AssistError):
                self.abandon(upload.id)
        return len(old)

    # where it lies

    def _part(self, upload: str) -> Path:
        return self.store.files / intake.INCOMING / f"{upload}.part"

    @contextlib.contextmanager
    def _alone(self, upload: str) -> Iterator[Upload]:
        """The upload as it is, while nobody else changes it."""
        it = self.get(upload)
        with only_one_now(self._part(upload).with_suffix(".lock")) as alone:
            if not alone:
                raise AssistError("upload-busy", path=it.name)
            yield self.get(upload)

    def _forget(self, upload: str) -> None:
        self._sums.pop(upload, None)
        for suffix in (".part", ".lock"):
            with contextlib.suppress(OSError):
                self._part(upload).with_suffix(suffix).unlink(missing_ok=True)

    def _sum(self, upload: str, offset: int, piece: bytes) -> None:
        at, total = self._sums.get(upload, (0, None))
        if offset == 0:
            at, total = 0, hashlib.sha256()
        if total is None or at != offset:
            self._sums.pop(upload, None)
            return
        total.update(piece)
        self._sums[upload] = (offset + len(piece), total)

    def _digest(self, it: Upload) -> str:
        at, total = self._sums.get(it.id, (0, None))
        if total is not None and at == it.size:
            return str(total.hexdigest())
        with self._part(it.id).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    # what becomes of it

    def _check_fits(self, session: str, name: str, kind: FileKind) -> None:
        listed = self.store.session(session)
        if listed is None or listed.source is None:
            raise AssistError("upload-gone")
        there = listed.recording if kind == "recording" else listed.source
        if there is not None and there.kind == kind:
            raise AssistError("file-there", path=name)

    def _aim(self, it: Upload) -> Upload:
        """Decide where it is to lie, and write that down."""
        digest = self._digest(it)
        if it.session:
            self._check_fits(it.session, it.name, it.kind)
            target = f"{it.session}/{it.id[:8]}-{intake.stored_name(it, beside=True)}"
        else:
            session, _ = intake.new_folder(self.store, it.name, f"s-{digest[:16]}")
            target = f"{session}/{intake.stored_name(it)}"
        with writing(self.store.engine) as db:
            aimed = update(UploadRow).where(UploadRow.id == it.id, UploadRow.state == "coming")
            values = {"state": "placing", "target": target, "sha256": digest, "touched": now()}
            result = db.execute(aimed.values(**values))
            assert isinstance(result, CursorResult)
            if not result.rowcount:  # its session was removed meanwhile
                raise AssistError("upload-unknown")
        return self.get(it.id)

    def _take_in(self, it: Upload, session: str) -> None:
        file = StoredFile(it.kind, it.name, it.target, it.size, it.sha256)
        if not it.session:
            about = About.of(it.about)
            title = title_of(about, it.name, date.today())
            self.store.add_session(
                session, [file], about, title=title, who=it.who, maker=it.person, upload=it.id
            )
            intake.fasten(self.store.files / session)
            return
        if not self.store.add_file(session, file, upload=it.id):  # another was there first
            (self.store.files / it.target).unlink(missing_ok=True)
            with writing(self.store.engine) as db:
                db.execute(delete(UploadRow).where(UploadRow.id == it.id))
            raise AssistError("file-there", path=it.name)
        intake.work_on(self.store, session, file)

    def _those(self, *conditions: Any) -> tuple[Upload, ...]:
        with reading(self.store.engine) as db:
            rows = db.scalars(
                select(UploadRow).where(*conditions).order_by(UploadRow.created.desc())
            )
            return tuple(map(_record, rows))


def _record(row: UploadRow) -> Upload:
    return Upload(**{name: getattr(row, name) for name in Upload.__dataclass_fields__})


def _matches(piece: bytes, checksum: str) -> bool:
    kind, _, told = checksum.strip().lower().partition(" ")
    if kind == "crc32":
        return f"{zlib.crc32(piece):08x}" == told.strip()
    return kind == "sha256" and hashlib.sha256(piece).hexdigest() == told.strip()


def plain(upload: Upload, tail: str = "") -> dict[str, Any]:
    """An upload as JSON: what its sender needs to know."""
    told = asdict(upload)
    shown = {name: told[name] for name in ("id", "name", "kind", "size", "received")}
    return {**shown, "tail": tail, "session": upload.session, "piece": PIECE}
