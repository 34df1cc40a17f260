"""Killed (kill -9) at random moments: at most one segment redone each, none lost, none doubled.

Over recordings of real speech, for ``assist transcribe`` and for the worker of ``assist serve``.
A segment is a chunk of speech that the recogniser takes whole. Counted are the chunks that were
recognised to their end and then once more; what was in hand at a kill, begun and not ended, is
told beside it. The transcript at the end must equal, byte for byte, that of a run nobody killed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assist.core.transcript import Utterance
from tests.benchmarks.speech import recording

KILLS = 50
MINUTES = 4.0
REDONE = 1  # at most, each
MOST_MORE = 4  # chunks that a run may do before a kill is near


@dataclass
class Count:
    """What the kills cost.

    Parameters
    ----------
    kills, redone, most : int
        Kills; chunks recognised to their end more than once, in all and at most at one kill.
    in_hand : list of int
        Chunks that each kill found begun and not ended.
    lost, doubled : int
        Utterances of the undisturbed transcript that are not in the other, and that are there
        more than once.
    runs, equal : int
        Recordings brought to their end, and those of which the transcript is the same.
    """

    kills: int = 0
    redone: int = 0
    most: int = 0
    in_hand: list[int] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    runs: int = 0
    equal: int = 0

    def table(self, what: str) -> str:
        held = self.in_hand or [0]
        return (
            f"{what:18} kills {self.kills:3}   chunks redone {self.redone} (at most {self.most} at"
            f" one kill, target {REDONE})   in hand {sum(held) / len(held):.1f} on average, at most"
            f" {max(held)}   lost {self.lost}   doubled {self.doubled}   transcripts equal"
            f" {self.equal} of {self.runs}"
        )


@dataclass(frozen=True)
class Work:
    """One way of doing a recording: the command that is killed, and what came of it."""

    command: Sequence[str]
    again: Callable[[], None]  # what a user does before the next try
    finished: Callable[[], bool]
    said: Callable[[], tuple[Utterance, ...]]
    log: Path


def transcribing(folder: Path, sound: Path, which: str, options: Sequence[str]) -> Work:
    """``assist transcribe``."""
    from assist.transcribe.reading import read_transcript

    out, log = folder / "uit.json", folder / "log"
    arguments = ["transcribe", str(sound), "-o", str(out), *options]
    return Work(
        [sys.executable, "-m", "tests.benchmarks.watched", str(log), which, "assist", *arguments],
        again=lambda: None,
        finished=out.exists,
        said=lambda: read_transcript(out).utterances,
        log=log,
    )


def serving(folder: Path, sound: Path, which: str, _options: Sequence[str]) -> Work:
    """The worker of ``assist serve``."""
    from assist.review.intake import Incoming
    from assist.review.store import Store

    store, log = Store.open(folder / "data"), folder / "log"
    with Incoming(store, sound.name) as incoming, sound.open("rb") as file:
        while block := file.read(1 << 20):
            incoming.write(block)
        session = incoming.keep()

    def state() -> str:
        listed = store.session(session)
        return listed.job.state if listed and listed.job else ""

    def again() -> None:
        if state() == "failed":  # three deaths without a gain; the user presses the button
            store.enqueue(session)

    return Work(
        [
            sys.executable,
            "-m",
            "tests.benchmarks.watched",
            str(log),
            which,
            "worker",
            str(store.data),
        ],
        again=again,
        finished=lambda: state() == "done",
        said=lambda: store.utterances(session),
        log=log,
    )


def undisturbed(work: Work) -> tuple[float, tuple[Utterance, ...]]:
    """Seconds of a run that nobody kills, and what it heard."""
    began = time.monotonic()
    done = subprocess.run(work.command, stderr=subprocess.PIPE, text=True)
    if not work.finished():
        raise SystemExit(f"the undisturbed run failed: {done.stderr[-600:]}")
    return time.monotonic() - began, work.said()


def _told(log: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each chunk was begun, and ended."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    begun = Counter(line[2:] for line in lines if line.startswith("b "))
    return begun, Counter(line[2:] for line in lines if line.startswith("e "))


def disturbed(work: Work, seconds: float, chance: random.Random, count: Count, kills: int) -> None:
    """Kill it at random until it is done, or ``kills`` is reached; then let it end."""
    while not work.finished():
        work.again()
        begun_before, ended_before = _told(work.log)
        told = work.log.with_suffix(".err")
        with told.open("wb") as errors:
            process = subprocess.Popen(work.command, stdout=subprocess.DEVNULL, stderr=errors)
        killed = False
        if count.kills < kills:
            killed = _killed(process, work.log, chance, seconds)
        process.wait()
        begun, ended = _told(work.log)
        redone = sum(1 for place in begun - begun_before if ended_before[place])
        count.redone += redone
        count.most = max(count.most, redone)
        if killed:
            count.kills += 1
            count.in_hand.append(sum((begun - ended).values()) - _open(begun_before, ended_before))
        elif process.returncode and not work.finished():
            raise SystemExit(f"a run failed: {told.read_text(encoding='utf-8')[-600:]}")


def _killed(
    process: subprocess.Popen[bytes], log: Path, chance: random.Random, seconds: float
) -> bool:
    """Kill it at a random moment, from its very start on; False when it ended before."""
    goal = sum(_told(log)[1].values()) + chance.randint(0, MOST_MORE)
    while sum(_told(log)[1].values()) < goal and process.poll() is None:
        time.sleep(0.01)
    try:
        process.wait(chance.uniform(0.0, 0.4 * seconds))
    except subprocess.TimeoutExpired:
        process.kill()
        return True
    return False


def _open(begun: Counter[str], ended: Counter[str]) -> int:
    return sum((begun - ended).values())


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A data folder of its own for the program, with the user's models."""
    from assist.models.folders import user_folder

    with tempfile.TemporaryDirectory() as name:
        before = dict(os.environ)
        models = str(user_folder())
        os.environ.update({"ASSIST_DATA": name, "ASSIST_MODELS": models})
        try:
            yield Path(name)
        finally:
            os.environ.clear()
            os.environ.update(before)


def run(
    make: Callable[[Path, Path, str, Sequence[str]], Work],
    sounds: Sequence[Path],
    *,
    kills: int = KILLS,
    which: str = "real",
    options: Sequence[str] = (),
    seed: int = 4,
) -> Count:
    """Do recordings over and over, killed at random, until there are enough kills."""
    chance, count = random.Random(seed), Count()
    known: dict[Path, tuple[float, tuple[Utterance, ...]]] = {}
    while count.kills < kills:
        sound = sounds[count.runs % len(sounds)]
        if sound not in known:
            with own_folder() as folder:
                known[sound] = undisturbed(make(folder, sound, which, options))
        seconds, whole = known[sound]
        with own_folder() as folder:
            work = make(folder, sound, which, options)
            disturbed(work, seconds, chance, count, kills)
            said = work.said()
            shutil.rmtree(folder / "files", ignore_errors=True)
        texts = Counter((u.start, u.text) for u in said)
        wanted = Counter((u.start, u.text) for u in whole)
        count.lost += sum((wanted - texts).values())
        count.doubled += sum((texts - wanted).values())
        count.runs += 1
        count.equal += said == whole
        print(count.table("so far"), file=sys.stderr, flush=True)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help="of each of the two")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of speech")
    parser.add_argument("--recording", type=Path, action="append", help="instead; may be repeated")
    parser.add_argument("--stand-in", action="store_true", help="instead of Whisper")
    parser.add_argument("--only", choices=["transcribe", "serve"])
    parser.add_argument("--seed", type=int, default=4)
    chosen, options = parser.parse_known_args()
    sounds = chosen.recording or [recording(chosen.minutes)[0]]
    which = "stand-in:0.5" if chosen.stand_in else "real"  # slow enough to be killed at work
    for what, make in (("transcribe", transcribing), ("serve", serving)):
        if chosen.only in (None, what):
            found = run(
                make, sounds, kills=chosen.kills, which=which, options=options, seed=chosen.seed
            )
            print(found.table(what), flush=True)


if __name__ == "__main__":
    main()
