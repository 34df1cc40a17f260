"""The worker: killed at any moment it goes on where it was; a fault stays with its job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import psutil
import pytest
from sqlalchemy.exc import OperationalError
from support.fake_pipeline import MARK, WithoutModels, hold_at
from support.gold import CORPUS
from support.server import FAKE, start
from support.waiting import until

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.pipeline import Heard, Progress
from assist.review.intake import Incoming
from assist.review.playback import make_playable, needs_copy
from assist.review.store import Store
from assist.review.work import run_job, where
from assist.review.worker import Supervisor
from assist.valuemap.file import loads

GOLD = CORPUS / "scanauto_parkeren.json"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def recording(store: Store, hold: int = 0) -> str:
    """A session whose sound the fake pipeline "hears" from an annotated session."""
    with Incoming(store, "Overleg één.wav") as incoming:
        incoming.write(b"RIFF" + os.urandom(8) + MARK + GOLD.read_bytes())
        session = incoming.keep()
    hold_at(store.files / session, hold)
    return session


@pytest.fixture
def supervisor(store: Store) -> Iterator[Supervisor]:
    made = Supervisor(store.data, store.url, FAKE)
    yield made
    made.stop()


def expect_whole(store: Store, session: str) -> None:
    """Everything is there, once, and the map is the one an undisturbed run makes."""
    said = json.loads(GOLD.read_text(encoding="utf-8"))["utterances"]
    assert [(u.id, u.text) for u in store.utterances(session)] == [
        (u["id"], u["text"]) for u in said
    ]
    run = store.latest_run(session)
    assert run is not None
    valuemap = loads(store.suggestions(run))
    assert len(valuemap.transcript.utterances) == len(said)
    assert len(valuemap.effects) == len({e.id for e in valuemap.effects}) > 5
    assert store.found(session) == ()


def test_job_runs_to_its_end_in_another_process(store: Store, supervisor: Supervisor) -> None:
    session = recording(store)
    supervisor.start()
    until(lambda: store.session(session).job.state == "done")
    expect_whole(store, session)
    second = recording(store)
    supervisor.wake()
    until(lambda: store.session(second).job.state == "done")


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of POSIX")
def test_killed_worker_is_replaced_and_resumes(store: Store, supervisor: Supervisor) -> None:
    session = recording(store, hold=10)
    supervisor.start()
    for goal, further in ((10, 40), (40, 0)):
        until(lambda goal=goal: store.count(session)[0] == goal)
        pid = supervisor.pid
        os.kill(pid, signal.SIGKILL)
        hold_at(store.files / session, further)
        until(lambda pid=pid: supervisor.pid != pid)
    until(lambda: store.session(session).job.state == "done")
    expect_whole(store, session)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of POSIX")
def test_killed_server_takes_its_worker_along_and_the_next_resumes(store: Store) -> None:
    session = recording(store, hold=5)

    def serve() -> tuple[subprocess.Popen[str], int]:
        server = start(store.data, url=store.url)
        return server, int(server.stdout.readline())

    for goal, further in ((5, 30), (30, 0)):
        server, worker = serve()
        until(lambda goal=goal: store.count(session)[0] == goal)
        server.send_signal(signal.SIGKILL)
        server.wait()
        until(lambda worker=worker: not psutil.pid_exists(worker))
        hold_at(store.files / session, further)
    assert [u.id for u in store.utterances(session)] == list(range(1, 31))
    server, _ = serve()
    until(lambda: store.session(session).job.state == "done")
    server.kill()
    server.wait()
    expect_whole(store, session)


def test_worker_that_dies_at_one_place_gives_up_and_says_so(
    store: Store, supervisor: Supervisor
) -> None:
    session = recording(store)
    (store.files / session / "die").write_text("3", encoding="utf-8")
    supervisor.start()
    until(lambda: store.session(session).job.state == "done")  # it died once only
    expect_whole(store, session)


def test_bad_file_fails_with_a_sentence_and_the_next_goes_on(
    store: Store, supervisor: Supervisor
) -> None:
    with Incoming(store, "Geen json.json") as incoming:
        incoming.write(b"dit is geen json")
        bad = incoming.keep()
    good = recording(store)
    supervisor.start()
    until(lambda: store.session(good).job.state == "done")
    job = store.session(bad).job
    assert job.state == "failed"
    assert "Geen json.json" in job.error
    assert str(store.data) not in job.error


SPOKEN = "Jans" + "en zei iets geheims"


class Broken(WithoutModels):
    def analyse(self, source, *, session=None, heard=(), **more):
        yield Progress("load", 0.0)
        raise ZeroDivisionError(" ".join(("Mevrouw", SPOKEN)))


def test_fault_of_the_program_is_told_without_what_was_said(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    session = recording(store)
    run_job(store, store.claim(), Broken())
    job = store.session(session).job
    assert (job.state, job.error_code) == ("failed", "work-stopped")
    assert "ZeroDivisionError" in job.error
    assert "Jansen" not in caplog.text + job.error
    assert "test_review_worker.py" in caplog.text  # where it went wrong


def test_cancel_keeps_what_was_heard_and_retry_goes_on(
    store: Store, supervisor: Supervisor
) -> None:
    session = recording(store, hold=3)
    supervisor.start()
    until(lambda: store.count(session)[0] == 3)
    assert store.cancel(session)
    supervisor.restart()
    hold_at(store.files / session, 0)
    other = recording(store)  # the next worker takes it, and leaves what was cancelled
    until(lambda: store.session(other).job.state == "done")
    assert store.count(session)[0] == 3
    store.enqueue(session)
    supervisor.wake()
    until(lambda: store.session(session).job.state == "done")
    expect_whole(store, session)


def sound(path: Path, seconds: float, codec: str) -> None:
    """A tone, in the container that the path's ending names."""
    import av

    rate = 16_000
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        t = np.arange(int(rate * seconds)) / rate
        tone = (np.sin(2 * np.pi * 440 * t) * 8000).astype(np.int16)
        for at in range(0, len(tone), 1024):
            frame = av.AudioFrame.from_ndarray(
                tone[None, at : at + 1024], format="s16", layout="mono"
            )
            frame.sample_rate = rate
            frame.pts, frame.time_base = at, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(("ending", "codec"), [(".mkv", "pcm_s16le"), (".mov", "aac")])
def test_what_browsers_cannot_play_gets_a_copy_of_the_same_length(
    store: Store, tmp_path: Path, ending: str, codec: str
) -> None:
    import av

    made = tmp_path / f"opname{ending}"
    sound(made, 3.0, codec)
    assert needs_copy(made)
    with Incoming(store, made.name) as incoming:
        incoming.write(made.read_bytes())
        session = incoming.keep()
    make_playable(store, session, store.files / store.session(session).source.stored)
    copy = store.session(session).playback
    with av.open(str(store.files / copy.stored)) as container:
        assert container.duration / av.time_base == pytest.approx(3.0, abs=0.1)


def test_what_is_no_sound_gets_no_copy(store: Store) -> None:
    with Incoming(store, "foto.mkv") as incoming:
        incoming.write(b"\x89PNG and so on")
        session = incoming.keep()
    make_playable(store, session, store.files / store.session(session).source.stored)
    assert store.session(session).playback is None
    assert [p.name for p in (store.files / session).iterdir()] == ["source.mkv"]


class Talks(WithoutModels):
    """Tells progress right after each utterance, as faster-whisper lets us."""

    def __init__(self, seen: Callable[[], object]) -> None:
        self.seen = seen

    def analyse(self, source, *, session=None, heard=(), **more):
        for number in range(1, 5):
            yield Heard(Utterance(number, number, number + 1.0, "Ja."))
            yield Progress("transcribe", number / 10, None)
            self.seen()
        raise AssistError("no-speech", path=source)


def test_progress_is_told_however_the_utterances_come(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = recording(store)
    clock = iter(range(1000))
    monkeypatch.setattr("assist.review.work.time.monotonic", lambda: next(clock))
    told = []
    run_job(store, store.claim(), Talks(lambda: told.append(store.session(session).job.fraction)))
    assert told == [0.1, 0.2, 0.3, 0.4]


class NoRoom:
    """A store that takes nothing more; its errors hold what it was given."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __getattr__(self, name: str):
        if name in ("add_utterances", "fail"):
            raise OperationalError(SPOKEN, {}, Exception("database or disk is full"))
        return getattr(self.store, name)


def test_store_that_fails_too_is_not_hidden_and_says_nothing(store: Store) -> None:
    recording(store)
    job = store.claim()
    with pytest.raises(OperationalError) as error:
        run_job(NoRoom(store), job, Talks(lambda: None))
    assert where(error.value).startswith("OperationalError")
    assert SPOKEN not in where(error.value)
    assert store.job(job.id).state == "running"  # for the next worker to put back


def test_broken_off_worker_is_gone_and_replaced_without_a_pause(
    store: Store, supervisor: Supervisor
) -> None:
    pauses = []

    class Told(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            return super().wait(timeout)

    supervisor._stopping = Told()
    supervisor.start()
    for _ in range(3):
        pid = supervisor.pid
        supervisor.restart()
        assert not psutil.pid_exists(pid)  # it holds no file any more
        until(lambda pid=pid: supervisor.pid != pid)
    assert pauses == [0.2] * 3  # not longer each time, as after a fault
