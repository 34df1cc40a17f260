"""kill -9 of the server or its worker at random moments: nothing that was confirmed is lost.

In turn while a recording comes in by pieces, while one is transcribed, and while somebody
decides. After each kill the server is started again (a worker the server replaces itself), and
everything that was confirmed before is looked for: bytes received, sessions made, utterances
that could be seen, decisions. At the end all work must be done, and be what a run that nobody
killed makes.

``python -m tests.benchmarks.review_kills [--postgres]``
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))  # for tests/support
from support.postgres import running
from support.server import free_port, start_site
from support.site import GOLD, recording

from assist.core.transcript import Utterance
from assist.review.store import Store

KILLS = 50
PIECE = 128 * 1024  # bytes; small, so that a kill falls between many of them
SOUND = 400.0  # seconds of the recordings, of 16 kB each
PACE = 0.03  # seconds that an utterance takes
LATEST = {"uploading": 2.5, "transcribing": 8.0, "reviewing": 2.5}  # seconds until a kill comes
PATIENCE = 600.0  # seconds; a busy machine is slow


@dataclass
class Count:
    """Kills by what was going on and who died, and what was lost of what."""

    kills: dict[str, int] = field(default_factory=dict)
    confirmed: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)  # work that did not end as it should

    @property
    def sound(self) -> bool:
        return not self.lost and not self.unequal

    def table(self, what: str) -> str:
        kills = ", ".join(f"{n} {name}" for name, n in sorted(self.kills.items()))
        confirmed = ", ".join(f"{n} {name}" for name, n in sorted(self.confirmed.items()))
        return (
            f"{what}: {sum(self.kills.values())} kills ({kills}); confirmed: {confirmed};"
            f" lost {len(self.lost)}, work that ended otherwise {len(self.unequal)}"
        )


@dataclass
class Upload:
    """A recording on its way, as its sender knows it."""

    data: bytes
    id: str = ""
    received: int = 0
    session: str = ""


class Trial:
    """A server, what it confirmed, and somebody who goes on whatever happens to it."""

    def __init__(self, data: Path, url: str, seed: int) -> None:
        self.data, self.url, self.chance = data, url, random.Random(seed)
        self.port = free_port()
        self.store = Store.open(data, url)
        self.process: subprocess.Popen[str] | None = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)
        self.count = Count()
        self.number = 0
        self.upload: Upload | None = None
        self.finished: dict[str, str] = {}  # session: sha256 of what was sent
        self.seen: dict[str, tuple[Utterance, ...]] = {}
        self.decided: list[dict[str, Any]] = []
        self.reviewed = ""

    # the server

    def start(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = start_site(self.data, self.port, self.url)

    def stop(self) -> None:
        self.client.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.store.close()

    def kill(self, victim: str) -> None:
        assert self.process is not None
        pid = self.process.pid
        if victim == "worker":
            family = psutil.Process(pid).children()
            workers = [p.pid for p in family if "spawn_main" in " ".join(p.cmdline())]
            pid = workers[0] if workers else pid
        os.kill(pid, signal.SIGKILL)
        if pid == self.process.pid:
            self.process.wait()  # or the next look takes it for alive

    def pace(self, seconds: float) -> None:
        (self.data / "files" / "pace").write_text(str(seconds), encoding="utf-8")

    # what somebody does

    def fresh(self) -> bytes:
        """A recording like no other."""
        self.number += 1
        return recording(SOUND).replace(b"data", b"data", 1) + b" " * self.number

    def send(self) -> None:
        """The next step of an upload."""
        if self.upload is None:
            self.upload = Upload(self.fresh())
        it = self.upload
        if not it.id:
            told = {"name": f"opname {self.number}.wav", "size": len(it.data)}
            answer = self.client.post("/uploads", json=told)
            answer.raise_for_status()
            it.id = answer.json()["id"]
        elif it.received < len(it.data):
            piece = it.data[it.received : it.received + PIECE]
            check = f"sha256 {hashlib.sha256(piece).hexdigest()}"
            headers = {
                "upload-offset": str(it.received),
                "upload-checksum": check,
                "content-type": "application/offset+octet-stream",
            }
            answer = self.client.patch(f"/uploads/{it.id}", content=piece, headers=headers)
            if answer.status_code == 409:  # an answer was lost, and the piece was not
                it.received = int(answer.headers["upload-offset"])
                return
            answer.raise_for_status()
            it.received = int(answer.headers["upload-offset"])
            self._confirmed("pieces")
        else:
            answer = self.client.post(f"/uploads/{it.id}/finish")
            answer.raise_for_status()
            session = answer.json()["session"]
            self.finished[session] = hashlib.sha256(it.data).hexdigest()
            self._confirmed("recordings")
            self.upload = None

    def watch(self) -> None:
        """Look how far transcribing is; with nothing to do, bring in something."""
        going = [s for s in self.store.sessions() if s.job and s.job.going]
        if not going:
            files = {"file": (f"nog een {self.number}.wav", data := self.fresh())}
            answer = self.client.post("/sessions", files=files)
            assert answer.status_code == 303, answer.text
            session = answer.headers["location"].rsplit("/", 1)[1]
            self.finished[session] = hashlib.sha256(data).hexdigest()
            return
        for listed in going:
            said = self.store.utterances(listed.id)
            before = len(self.seen.get(listed.id, ()))
            if len(said) > before:
                self.seen[listed.id] = said
                self._confirmed("utterances", len(said) - before)
        time.sleep(0.02)

    def decide(self) -> None:
        """One decision, over the programming interface."""
        base = f"/api/v1/sessions/{self.reviewed}"
        listed = self.client.get(f"{base}/statements?limit=200").raise_for_status().json()
        for statement in self.chance.sample(listed["items"], 5):
            target = statement["id"]
            wish = self.chance.choice(
                [
                    {"action": "accept", "target": target},
                    {"action": "reject", "target": target},
                    {"action": "edit", "target": target, "wording": f"n {len(self.decided)}"},
                    {"action": "comment", "target": target, "text": f"k {len(self.decided)}"},
                    {"action": "undo"},
                ]
            )
            answer = self.client.post(f"{base}/decisions", json=wish).raise_for_status()
            if answer.status_code == 201:
                self.decided.append(answer.json()["decision"])
                self._confirmed("decisions")

    def _confirmed(self, what: str, more: int = 1) -> None:
        self.count.confirmed[what] = self.count.confirmed.get(what, 0) + more

    # the trial

    def one(self, phase: str, act: Callable[[], None], victim: str) -> None:
        """Do something until a kill comes and a while on; then look for what was confirmed."""
        died = threading.Event()

        def strike() -> None:
            self.kill(victim)
            died.set()

        timer = threading.Timer(self.chance.uniform(0.05, LATEST[phase]), strike)
        timer.start()
        after = 3  # tries, some of which meet a server that is gone
        while after:
            with contextlib.suppress(httpx.HTTPError):
                act()
            after -= died.is_set()
        timer.join()
        name = f"{victim} while {phase}"
        self.count.kills[name] = self.count.kills.get(name, 0) + 1
        self.start()
        self.look()

    def look(self) -> None:
        """Everything that was confirmed must still be there."""
        lost = self.count.lost
        if (it := self.upload) is not None and it.id:
            told = self.client.get(f"/uploads/{it.id}")
            # Done without an answer is done too.
            if told.status_code == 200 and told.json()["received"] < it.received:
                lost.append(f"bytes of {it.id}")
            elif told.status_code not in (200, 404):
                lost.append(f"upload {it.id}: {told.status_code}")
            if told.status_code == 200:
                it.received = max(it.received, told.json()["received"])
        for session in self.finished:
            if self.store.session(session) is None:
                lost.append(f"session {session}")
        for session, said in self.seen.items():
            if self.store.utterances(session)[: len(said)] != said:
                lost.append(f"utterances of {session}")
        log = {d.number: d for d in self.store.log(self.reviewed)}
        for told_of in self.decided:
            kept = log.get(told_of["number"])
            if kept is None or (kept.action, kept.target) != (told_of["action"], told_of["target"]):
                lost.append(f"decision {told_of['number']}")

    def again(self, session: str, code: str) -> None:
        """What a user does when the work died three times without a gain; not for another fault."""
        if code == "work-died":
            self.client.post(f"/sessions/{session}/again")
        elif (told := f"job of {session}: {code}") not in self.count.unequal:
            self.count.unequal.append(told)

    def end(self) -> None:
        """Let all work end, and compare it with what nobody disturbed."""
        self.pace(0)
        while self.upload is not None:
            self.send()
        wanted = [u["text"] for u in json.loads(GOLD.read_text(encoding="utf-8"))["utterances"]]
        deadline = time.monotonic() + PATIENCE
        while any(s.job and s.job.state != "done" for s in self.store.sessions()):
            for listed in self.store.sessions():
                if listed.job and listed.job.state == "failed":
                    self.again(listed.id, listed.job.error_code)
            if time.monotonic() > deadline:
                self.count.unequal.append("work goes on for ever")
                return
            time.sleep(0.2)
        for session, digest in self.finished.items():
            listed = self.store.session(session)
            assert listed is not None
            assert listed.source is not None
            stored = (self.store.files / listed.source.stored).read_bytes()
            if hashlib.sha256(stored).hexdigest() != digest:
                self.count.unequal.append(f"file of {session}")
            if [u.text for u in self.store.utterances(session)] != wanted:
                self.count.unequal.append(f"transcript of {session}")


def trial(data: Path, url: str = "", *, kills: int = KILLS, seed: int = 5) -> Count:
    """Kill so often, and count."""
    it = Trial(data, url, seed)
    try:
        it.pace(0)
        it.start()
        answer = it.client.post("/sessions", files={"file": ("na te kijken.wav", recording(60.0))})
        it.reviewed = answer.headers["location"].rsplit("/", 1)[1]
        for _ in _waiting():
            if it.store.latest_run(it.reviewed) is not None:
                break
        it.pace(PACE)
        phases = (("uploading", it.send), ("transcribing", it.watch), ("reviewing", it.decide))
        for number in range(kills):
            phase, act = phases[number % 3]
            victim = "worker" if it.chance.random() < 0.4 else "server"
            it.one(phase, act, victim)
            print(f"{number + 1:3} {victim} while {phase}", file=sys.stderr, flush=True)
        it.end()
    finally:
        it.stop()
    return it.count


def _waiting() -> Iterator[None]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.1)
    raise TimeoutError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    with ExitStack() as held:
        data = Path(held.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if chosen.postgres:
            url = held.enter_context(held.enter_context(running()).database())
        count = trial(data, url, kills=chosen.kills, seed=chosen.seed)
    print(count.table("PostgreSQL" if chosen.postgres else "SQLite"))
    for line in (*count.lost, *count.unequal):
        print("  ", line)
    if not count.sound:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
