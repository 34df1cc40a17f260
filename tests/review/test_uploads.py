"""Files that come in by pieces: nothing confirmed is lost, nothing wrong is taken in."""

from __future__ import annotations

import hashlib
import shutil
import threading
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.review import intake, removal, uploads
from assist.review.store import Store
from assist.review.uploads import KEPT_DAYS, Uploads, plain


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "gegevens")


@pytest.fixture
def coming(store: Store) -> Uploads:
    return Uploads(store)


def sha(data: bytes) -> str:
    return f"sha256 {hashlib.sha256(data).hexdigest()}"


def send(coming: Uploads, name: str, data: bytes, **more: str) -> str:
    made = coming.begin(name, len(data), more, session=more.pop("session", ""))
    coming.add(made.id, 0, data, sha(data))
    return coming.finish(made.id)


def code(error: pytest.ExceptionInfo[AssistError]) -> str:
    return error.value.code


def held(store: Store) -> list[str]:
    return sorted(p.name for p in store.files.rglob("*") if p.is_file())


def test_pieces_become_the_session_that_the_whole_file_would_be(
    store: Store, coming: Uploads
) -> None:
    data = bytes(range(256)) * 40
    made = coming.begin("Dialoog één.wav", len(data), {"title": " De  scan ", "within": "30"})
    for at in range(0, len(data), 3000):
        after = coming.add(made.id, at, data[at : at + 3000], sha(data[at : at + 3000]))
        assert after.received == min(at + 3000, len(data))
    session = coming.finish(made.id)
    listed = store.session(session)
    assert listed
    assert listed.source
    assert session == f"s-{hashlib.sha256(data).hexdigest()[:16]}"
    assert (store.files / listed.source.stored).read_bytes() == data
    assert listed.source.sha256 == hashlib.sha256(data).hexdigest()
    assert (listed.title, listed.within, listed.source.name) == ("De scan", 1800, "Dialoog één.wav")
    assert listed.job
    assert listed.job.state == "queued"
    assert held(store) == ["source.wav"]
    assert coming.finish(made.id) == session  # asked again, as after a lost answer
    assert len(store.sessions()) == 1


def test_goes_on_in_another_process_from_what_was_confirmed(store: Store) -> None:
    data = b"stuk een" + b"stuk twee"
    first = Uploads(store)
    made = first.begin("a.wav", len(data), {})
    first.add(made.id, 0, data[:8])
    with (store.files / intake.INCOMING / f"{made.id}.part").open("ab") as part:
        part.write(b"half een stuk dat nooit is bevestigd")  # the server died here
    again = Uploads(Store.open(store.data))
    it = again.get(made.id)
    assert it.received == 8
    assert again.tail(it) == f"crc32 {zlib.crc32(data[:8]):08x}"
    again.add(made.id, 8, data[8:])
    session = again.finish(made.id)
    assert (store.files / session / "source.wav").read_bytes() == data


@pytest.mark.parametrize("checksum", ["sha256 " + "0" * 64, "crc32 00000000", "md5 x", "sha256"])
def test_a_damaged_piece_is_not_kept(store: Store, coming: Uploads, checksum: str) -> None:
    made = coming.begin("a.wav", 4, {})
    with pytest.raises(AssistError) as error:
        coming.add(made.id, 0, b"goed", checksum)
    assert code(error) == "upload-checksum"
    assert coming.get(made.id).received == 0
    assert coming.add(made.id, 0, b"goed", f"CRC32 {zlib.crc32(b'goed'):08X}").received == 4


def test_a_piece_elsewhere_than_at_the_end_is_refused(coming: Uploads) -> None:
    made = coming.begin("a.wav", 10, {})
    coming.add(made.id, 0, b"12345")
    for at in (0, 4, 6, 99):
        with pytest.raises(AssistError) as error:
            coming.add(made.id, at, b"x")
        assert code(error) == "upload-offset"
        assert error.value.details["received"] == 5
    with pytest.raises(AssistError) as error:
        coming.add(made.id, 5, b"123456")  # more than was said
    assert code(error) == "upload-piece"
    with pytest.raises(AssistError) as error:
        coming.finish(made.id)
    assert code(error) == "upload-unfinished"


@pytest.mark.parametrize(
    ("name", "size", "refusal"),
    [
        ("a.exe", 10, "unknown-format"),
        ("a.wav", 0, "empty-file"),
        ("a.wav", -1, "empty-file"),
        ("a.txt", 200 * 1024**2, "upload-too-big"),
        ("a.wav", 9 * 1024**3, "upload-too-big"),
    ],
)
def test_what_can_never_be_taken_in_is_refused_at_once(
    store: Store, coming: Uploads, name: str, size: int, refusal: str
) -> None:
    with pytest.raises(AssistError) as error:
        coming.begin(name, size, {})
    assert code(error) == refusal
    assert coming.unfinished(0) == ()
    assert held(store) == []


def test_four_gigabytes_are_welcome_when_they_fit(
    coming: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 4 * 1024**3
    free = size + intake.RESERVE
    told = shutil.disk_usage(".")._replace(free=free)
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda _path: told)
    assert coming.begin("a.mp4", size, {}).size == size
    with pytest.raises(AssistError) as error:  # the first one is counted, though it is not here
        coming.begin("b.wav", 1024**2, {})
    assert code(error) == "disk-small"
    assert error.value.details["need"] == 2


def test_names_from_outside_open_nothing(store: Store, coming: Uploads) -> None:
    session = send(coming, "../../../etc/cron.d/kwaad.txt", b"hallo", title="<script>x</script>")
    assert list(store.data.parent.rglob("*.txt")) == [store.files / session / "source.txt"]


def test_an_upload_is_its_senders_alone(coming: Uploads) -> None:
    made = coming.begin("a.wav", 10, {}, person=7, who="Nel")
    assert coming.get(made.id, 7) == made
    for other in (0, 8):
        with pytest.raises(AssistError) as error:
            coming.get(made.id, other)
        assert code(error) == "upload-unknown"
        assert coming.unfinished(other) == ()
    assert coming.unfinished(7) == (made,)
    assert "Nel" not in str(plain(made))


def test_two_windows_cannot_mix_their_pieces(coming: Uploads) -> None:
    made = coming.begin("a.wav", 10, {})
    with coming._alone(made.id), pytest.raises(AssistError) as error:
        coming.add(made.id, 0, b"12345")
    assert code(error) == "upload-busy"
    refused: list[str] = []

    def add(piece: bytes) -> None:
        try:
            coming.add(made.id, 0, piece)
        except AssistError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=add, args=(bytes([n]) * 10,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert set(refused) <= {"upload-busy", "upload-offset"}
    session = coming.finish(made.id)
    assert len(set((coming.store.files / session / "source.wav").read_bytes())) == 1


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("at", ["_aim", "replace", "sync_folder", "_take_in"])
def test_dying_while_a_file_is_placed_loses_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    coming = Uploads(store)
    data = b"alles is binnen"
    made = coming.begin("a.wav", len(data), {"title": "Blijft"})
    coming.add(made.id, 0, data)

    def die(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        if at == "replace":
            patch.setattr(Path, "replace", die)
        elif at == "sync_folder":
            patch.setattr(uploads, "sync_folder", die)
        else:
            patch.setattr(Uploads, at, die)
        coming.finish(made.id)
    again = Uploads(Store.open(store.data))
    monkeypatch.setattr(removal, "UNTOUCHED", -1.0)
    removal.sweep(again.store)  # as the next start does; it must not take what waits
    again.recover()
    again.sweep()
    session = again.finish(made.id)
    assert (store.files / session / "source.wav").read_bytes() == data
    assert [s.title for s in again.store.sessions()] == ["Blijft"]
    assert again.unfinished(0) == ()


def test_transcript_comes_beside_a_recording_and_counts_from_then(
    store: Store, coming: Uploads
) -> None:
    session = send(coming, "dialoog.wav", b"geluid")
    store.add_utterances(session, [Utterance(1, 0, 1, "Gehoord")])
    assert send(coming, "dialoog.vtt", b"WEBVTT", session=session) == session
    listed = store.session(session)
    assert listed
    assert listed.source
    assert listed.recording
    assert (listed.source.kind, listed.recording.kind) == ("transcript", "recording")
    assert store.utterances(session) == ()
    assert listed.job
    assert listed.job.state == "queued"
    assert len(store.sessions()) == 1


def test_recording_beside_a_transcript_asks_for_no_work(store: Store, coming: Uploads) -> None:
    session = send(coming, "dialoog.vtt", b"WEBVTT")
    job = store.claim()
    assert job
    store.finish(job, "{}", "")
    send(coming, "dialoog.mp3", b"geluid", session=session)
    listed = store.session(session)
    assert listed
    assert listed.job
    assert listed.job.state == "done"
    send(coming, "dialoog.vtt", b"WEBVTT 2")
    assert store.claim()  # of the new session


def test_second_of_a_kind_is_refused_early_and_late(store: Store, coming: Uploads) -> None:
    session = send(coming, "dialoog.vtt", b"WEBVTT")
    with pytest.raises(AssistError) as error:
        coming.begin("dialoog.txt", 5, {}, session=session)
    assert code(error) == "file-there"
    both = [coming.begin(f"{n}.mp3", 5, {}, session=session) for n in range(2)]
    for upload in both:
        coming.add(upload.id, 0, b"12345")
    coming._aim(both[1])  # it was on its way already
    coming.finish(both[0].id)
    with pytest.raises(AssistError) as error:
        coming.finish(both[1].id)
    assert code(error) == "file-there"
    assert len([name for name in held(store) if name.endswith("mp3")]) == 1
    assert coming.unfinished(0) == ()


def test_removed_session_takes_its_uploads_along(store: Store, coming: Uploads) -> None:
    session = send(coming, "dialoog.vtt", b"WEBVTT")
    made = coming.begin("dialoog.mp3", 5, {}, session=session)
    coming.add(made.id, 0, b"123")
    removal.remove(store, session)
    with pytest.raises(AssistError) as error:
        coming.add(made.id, 3, b"45")
    assert code(error) == "upload-unknown"
    with pytest.raises(AssistError) as error:
        coming.begin("dialoog.mp3", 5, {}, session=session)
    assert code(error) == "upload-gone"


def test_what_nobody_comes_back_for_goes(
    store: Store, coming: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = coming.begin("oud.wav", 9, {}), coming.begin("nieuw.wav", 9, {})
    coming.add(old.id, 0, b"gezegd")
    later = datetime.now(UTC) + timedelta(days=KEPT_DAYS, hours=-1)
    coming.sweep(later)
    assert len(coming.unfinished(0)) == 2
    coming.sweep(later + timedelta(hours=2))
    assert coming.unfinished(0) == ()
    assert held(store) == []
    with pytest.raises(AssistError):
        coming.add(new.id, 0, b"x")


def test_abandoned_upload_leaves_nothing(store: Store, coming: Uploads) -> None:
    made = coming.begin("a.wav", 9, {})
    coming.add(made.id, 0, b"gezegd")
    coming.abandon(made.id)
    assert held(store) == []
    assert store.sessions() == []


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    data=st.binary(min_size=1, max_size=400),
    cuts=st.lists(st.integers(1, 60), max_size=30),
    deaths=st.sets(st.integers(0, 30)),
)
def test_any_pieces_with_any_deaths_give_the_same_file(
    store: Store, data: bytes, cuts: list[int], deaths: set[int]
) -> None:
    coming = Uploads(store)
    made = coming.begin("a.wav", len(data), {})
    at = 0
    for turn, length in enumerate([*cuts, len(data)]):
        piece = data[at : at + length]
        if turn in deaths:  # the piece is on the disk, and nobody was told
            with (store.files / intake.INCOMING / f"{made.id}.part").open("r+b") as part:
                part.seek(at)
                part.write(piece[::-1])
            coming = Uploads(store)
            at = coming.get(made.id).received
        if piece:
            at = coming.add(made.id, at, piece, sha(piece)).received
    session = coming.finish(made.id)
    listed = store.session(session)
    assert listed
    assert listed.source
    assert (store.files / listed.source.stored).read_bytes() == data
    assert listed.source.sha256 == hashlib.sha256(data).hexdigest()
