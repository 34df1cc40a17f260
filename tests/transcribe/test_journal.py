"""What was heard so far, on disk: any accident leaves a beginning that is true."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.transcript import Held, Utterance, Word
from assist.transcribe import journal
from assist.transcribe.journal import Journal, Piece, earlier, opened, parse, sweep

MADE_WITH = {"model": "base", "options": {"beam_size": 5}}
times = st.floats(0, 1e5)
words = st.lists(st.builds(Word, st.text(max_size=9), times, times, st.floats(0, 1)), max_size=3)
pieces = st.lists(
    st.one_of(
        st.builds(
            Utterance,
            st.integers(1, 10**6),
            times,
            times,
            st.text(max_size=30),
            st.none() | st.text(max_size=3),
            words=words.map(tuple),
        ),
        st.builds(Held, times, times, st.text(max_size=30), st.text(max_size=9), words.map(tuple)),
    ),
    max_size=6,
)


def written(things: list[Piece]) -> bytes:
    """The bytes of a journal that holds these."""
    line, checksum = journal._line("journal", {"version": journal.VERSION, "x": "é\n"}, 0)
    data = line
    for thing in things:
        kind = "utterance" if isinstance(thing, Utterance) else "held"
        line, checksum = journal._line(kind, journal._plain(thing), checksum)
        data += line
    return data


@given(pieces, st.data())
def test_any_beginning_of_the_bytes_gives_a_beginning_of_what_was_stored(
    things: list[Piece], data: st.DataObject
) -> None:
    whole = written(things)
    assert parse(whole).pieces == tuple(things)
    assert parse(whole).size == len(whole)
    cut = data.draw(st.integers(0, len(whole)))
    stored = parse(whole[:cut])
    assert stored.pieces == tuple(things[: len(stored.pieces)])
    assert stored.size <= cut
    assert parse(whole[: stored.size]) == stored
    # Only the line that was cut is lost.
    assert whole[stored.size : cut].count(b"\n") == 0


@given(pieces, st.data())
def test_damage_in_the_middle_ends_what_is_believed(
    things: list[Piece], data: st.DataObject
) -> None:
    whole = bytearray(written(things))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    stored = parse(bytes(whole))
    assert stored.pieces == tuple(things[: len(stored.pieces)])
    assert stored.size <= at


@given(st.binary(max_size=200))
def test_foreign_bytes_hold_nothing(data: bytes) -> None:
    assert parse(data).pieces == ()


@given(pieces.filter(lambda p: len(p) > 1), pieces.filter(bool))
def test_lines_of_another_run_are_not_believed(one: list[Piece], other: list[Piece]) -> None:
    mixed = written(one) + b"".join(written(other).splitlines(keepends=True)[1:])
    assert parse(mixed).pieces[: len(one)] == tuple(one)
    assert len(parse(mixed).pieces) == len(one)


# on disk

SAID = tuple(
    Utterance(n, n - 0.9, float(n), f"Zin {n}.", words=(Word("Zin", n - 0.9, n - 0.5, 0.8),))
    for n in range(1, 6)
)
DOUBTED = Held(1.5, 1.8, "Ondertitels ingediend", "aftiteling")


def of(folder: Path, made_with: dict = MADE_WITH, **more: bool):  # type: ignore[type-arg]
    return opened("s-1", made_with, source=Path("Opname één.wav"), folder=folder, **more)


def test_the_next_run_finds_what_was_stored(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        assert (first.heard, first.at) == ((), 0.0)
        first.add(SAID[0], DOUBTED, SAID[1])
    with of(tmp_path) as second:
        assert second.heard == SAID[:2]
        assert second.held == (DOUBTED,)
        assert second.at == 2.0
        second.add(SAID[2])
    with of(tmp_path) as third:
        assert third.heard == SAID[:3]
        third.remove()
    with of(tmp_path) as fourth:
        assert fourth.heard == ()
    assert not list(tmp_path.glob("*1.wav*"))


def test_what_the_recogniser_gave_is_kept_beside_it(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        assert first.recall("0.0") is None
        first.keep("0.0", [["Zin 1. Zin", 0.5], ["2.", 0.25]])
        first.add(SAID[0])
        first.keep("20.0", [])
        assert first.recall("0.0") is None  # only what is needed again takes memory
    with of(tmp_path) as second:
        assert second.heard == SAID[:1]
        assert second.recall("0.0") == [["Zin 1. Zin", 0.5], ["2.", 0.25]]
        assert second.recall("20.0") == []


def test_two_threads_may_write(tmp_path: Path) -> None:
    with of(tmp_path) as first, ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(first.keep, str(n), n) for n in range(50)]
        first.add(*SAID)
        for job in jobs:
            job.result()
    with of(tmp_path) as second:
        assert second.heard == SAID
        assert [second.recall(str(n)) for n in range(50)] == list(range(50))


def test_a_torn_last_line_is_written_over(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        first.add(*SAID[:3])
    (path,) = tmp_path.glob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-7])
    with of(tmp_path) as second:
        assert second.heard == SAID[:2]
        second.add(SAID[2])
    assert parse(path.read_bytes()).pieces == SAID[:3]


def test_another_way_of_listening_has_a_journal_of_its_own(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        first.add(SAID[0])
    with of(tmp_path, {**MADE_WITH, "model": "small"}) as other:
        assert other.heard == ()
        other.add(SAID[1])
    os.utime(next(iter(tmp_path.glob("*.jsonl"))))
    assert sorted(str(made["model"]) for made in earlier("s-1", folder=tmp_path)) == [
        "base",
        "small",
    ]
    assert earlier("s-2", folder=tmp_path) == ()


def test_a_run_stopped_before_its_first_utterance_is_remembered(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        first.keep("0.000-8.000", ["Wat"])
    assert earlier("s-1", folder=tmp_path) == (MADE_WITH,)


def test_a_run_that_heard_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), of(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.glob("*.jsonl")) == []


def test_a_journal_that_cannot_be_read_now_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with of(tmp_path) as first:
        first.add(SAID[0])

    def refused(*args: object, **kwargs: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "fdopen", refused)
        with of(tmp_path) as second:
            assert second.trouble
            assert second.heard == ()
    with of(tmp_path) as third:
        assert third.heard == SAID[:1]


def test_fresh_forgets(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        first.add(SAID[0])
    with of(tmp_path, fresh=True) as second:
        assert second.heard == ()
        second.add(SAID[1])
    with of(tmp_path) as third:
        assert third.heard == (SAID[1],)


def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    with of(tmp_path) as first:
        with pytest.raises(AssistError) as caught, of(tmp_path):
            pass
        assert caught.value.code == "hearing-busy"
        assert "Opname één.wav" in str(caught.value)
        first.add(SAID[0])
    with of(tmp_path) as second:
        assert second.heard == SAID[:1]


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_only_its_user_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "nieuw"
    with of(folder) as made:
        made.add(SAID[0])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [p.stat().st_mode & 0o077 for p in folder.iterdir()] == [0, 0]


def test_old_ones_are_cleared_away_and_those_in_use_are_not(tmp_path: Path) -> None:
    month_ago = time.time() - 86_400 * journal.KEPT_DAYS - 60
    with of(tmp_path) as old:
        old.add(SAID[0])
    for path in tmp_path.iterdir():
        os.utime(path, (month_ago, month_ago))
    with of(tmp_path, {"model": "in use"}) as busy:
        busy.add(SAID[0])
        for path in tmp_path.glob("*.jsonl"):
            os.utime(path, (month_ago, month_ago))
        sweep(tmp_path)
        assert [m["model"] for m in earlier("s-1", folder=tmp_path)] == ["in use"]
    sweep(tmp_path)
    assert earlier("s-1", folder=tmp_path) == ()


def test_without_room_the_work_goes_on_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with of(tmp_path) as made:
        made.add(SAID[0])

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(journal.os, "fsync", full)
        made.add(SAID[1])
        assert made.trouble
        made.add(SAID[2])
    monkeypatch.undo()
    with of(tmp_path) as second:
        assert second.heard == SAID[: len(second.heard)]


def test_without_a_folder_the_work_goes_on(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    with of(tmp_path / "bestand") as made:
        assert made.trouble
        made.add(SAID[0])
        made.remove()


WRITER = """
import sys
from pathlib import Path
from assist.core.transcript import Utterance
from assist.transcribe.journal import opened
with opened("s-1", {}, source=Path("x"), folder=Path(sys.argv[1])) as journal:
    for number in range(len(journal.heard) + 1, 10**6):
        journal.add(Utterance(number, number, number + 1.0, "Ja. " * 50))
        print(number, flush=True)
"""


def test_killed_in_the_middle_of_writing_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    told = 0
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            told = int(line)
            if told % 40 == 0:
                process.kill()  # it writes on until this arrives
                break
        rest = process.stdout.read().split()
        told = int(rest[-1]) if rest else told
        process.wait()
        with opened("s-1", {}, source=Path("x"), folder=tmp_path) as found:
            numbers = [u.id for u in found.heard]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= told


def test_a_journal_without_a_file_takes_everything() -> None:
    nowhere = Journal()
    nowhere.add(*SAID)
    nowhere.remove()
    assert nowhere.heard == ()
