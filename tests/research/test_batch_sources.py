"""What a batch finds, and the names of its results."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.research.manifest import Entry, known_names
from assist.research.sources import Source, gather, name_outputs


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or str(path), encoding="utf-8")
    return path


def test_folders_are_searched_for_what_can_be_read(tmp_path: Path) -> None:
    for name in ("b.vtt", "a.M4A", "diep/c.docx", "nota.pdf", ".verborgen.txt", ".git/d.txt"):
        write(tmp_path / name)
    write(tmp_path / "uit" / "a.json")
    found = gather([tmp_path], leave_out=tmp_path / "uit")
    assert [s.path.name for s in found] == ["a.M4A", "b.vtt", "c.docx"]
    assert [s.recording for s in found] == [True, False, False]


def test_a_file_that_is_named_is_always_taken(tmp_path: Path) -> None:
    # Its fault is told in its own sentence, not by silence.
    odd = write(tmp_path / "nota.pdf")
    assert [s.path for s in gather([odd, odd])] == [odd]


def test_an_unreadable_session_is_found_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").touch()
    (source,) = gather([tmp_path])
    assert source.fault is not None
    assert source.fault.code == "empty-file"


def test_the_same_contents_count_once(tmp_path: Path) -> None:
    first = write(tmp_path / "a.txt", "gelijk")
    write(tmp_path / "kopie" / "a.txt", "gelijk")
    sources = gather([tmp_path])
    assert [s.same_as for s in sources] == [None, first]


def test_nothing_to_do_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as fault:
        gather([tmp_path])
    assert fault.value.code == "batch-empty"
    with pytest.raises(AssistError) as fault:
        gather([tmp_path / "weg"])
    assert fault.value.code == "not-found"


def sources(*paths: str) -> list[Source]:
    return [Source(Path(p), f"{i:064x}", recording=False) for i, p in enumerate(paths)]


def test_names_are_those_of_the_sessions_where_they_can_be() -> None:
    found = sources(
        "x/een.vtt", "x/twee.vtt", "x/twee.m4a", "y/Drie.vtt", "z/drie.vtt", "batch.txt"
    )
    assert name_outputs(found, {}) == (
        "een.json",
        "twee-vtt.json",
        "twee-m4a.json",
        f"Drie-vtt-{found[3].sha256[:8]}.json",
        f"drie-vtt-{found[4].sha256}.json",  # eight digits of these made-up sums are alike
        "batch-txt.json",
    )


parts = st.sampled_from(["a", "A", "a-txt", "b", "batch"])
paths = st.lists(
    st.builds("{}/{}.{}".format, parts, parts, st.sampled_from(["txt", "vtt"])),
    unique=True, min_size=1, max_size=12,
)  # fmt: skip


@given(paths, st.randoms(use_true_random=False), st.integers(0, 12))
def test_names_never_clash_and_never_change(
    names: list[str], shuffler: random.Random, later: int
) -> None:
    found = [
        Source(Path(p), hashlib.sha256(p.encode()).hexdigest(), recording=False) for p in names
    ]
    given_names = dict(zip(names, name_outputs(found, {}), strict=True))
    assert len({n.casefold() for n in given_names.values()} | {"batch.json"}) == len(names) + 1
    # what was given in an earlier run stays, whatever comes in beside it
    before = found[: min(later, len(found))]
    entries = {
        n: Entry(n, s.place, s.sha256)
        for s, n in zip(before, name_outputs(before, {}), strict=True)
    }
    again = list(found)
    shuffler.shuffle(again)
    known = known_names(again, entries)
    new = dict(zip([s.place for s in again], name_outputs(again, known), strict=True))
    assert {s.place: new[s.place] for s in before} == {e.source: n for n, e in entries.items()}
    assert len({n.casefold() for n in new.values()}) == len(again)


def test_a_folder_that_moved_keeps_its_results(tmp_path: Path) -> None:
    old = Source(tmp_path / "oud" / "a.txt", "1" * 64, recording=False)
    new = Source(tmp_path / "nieuw" / "a.txt", "1" * 64, recording=False)
    entries = {"a.json": Entry("a.json", old.place, old.sha256)}
    assert known_names([new], entries) == {new.place: "a.json"}


def test_another_session_at_the_old_place_does_not_take_its_name(tmp_path: Path) -> None:
    moved = Source(tmp_path / "b.txt", "1" * 64, recording=False)
    other = Source(tmp_path / "a.txt", "2" * 64, recording=False)
    entries = {"a.json": Entry("a.json", other.place, moved.sha256)}
    known = known_names([moved, other], entries)
    assert name_outputs([moved, other], known)[0] == "a.json"
    assert name_outputs([moved, other], known)[1] != "a.json"
