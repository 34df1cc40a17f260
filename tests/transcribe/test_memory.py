"""Nothing is recognised twice: what the recogniser gave comes back word for word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Word
from assist.transcribe.chunks import Chunk
from assist.transcribe.memory import Remembering
from assist.transcribe.recogniser import Recognised

unit = st.floats(0, 1)
results = st.builds(
    Recognised,
    st.text(max_size=20),
    st.lists(st.builds(Word, st.text(max_size=5), unit, unit, unit), max_size=3).map(tuple),
    st.floats(-9, 0),
    unit,
)


class Disk:
    """Keeps JSON, as a journal does."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, key: str, value: Any) -> None:
        assert key not in self.kept
        self.kept[key] = json.dumps(value)

    def recall(self, key: str) -> Any:
        return json.loads(self.kept[key]) if key in self.kept else None


class Recogniser:
    def __init__(self, found: Sequence[Recognised]) -> None:
        self.found = list(found)
        self.asked: list[bool] = []

    def recognise(self, sounds: Sequence[Any], *, again: bool = False) -> list[Recognised]:
        self.asked.append(again)
        return self.found[: len(sounds)]


def chunk(start: float) -> Chunk:
    return Chunk(start, np.zeros(16_000, np.float32), ((start, start + 1),), ((start, start + 1),))


def ask(recogniser: Any, disk: Any, *starts: float, again: bool = False) -> list[Recognised]:
    chunks = [chunk(start) for start in starts]
    return Remembering(recogniser, disk).recognise(chunks, [c.sound for c in chunks], again=again)


@given(st.lists(results, min_size=3, max_size=3))
def test_what_was_recognised_comes_back_as_it_was(found: list[Recognised]) -> None:
    disk, recogniser = Disk(), Recogniser(found)
    first = ask(recogniser, disk, 0.0, 20.0, 41.5)
    assert ask(recogniser, disk, 0.0, 20.0, 41.5) == first == found
    assert recogniser.asked == [False]


def test_another_group_and_a_second_listening_are_something_else() -> None:
    found = [Recognised("Ja.", (), -0.5, 0.1)] * 2
    disk, recogniser = Disk(), Recogniser(found)
    ask(recogniser, disk, 0.0, 20.0)
    ask(recogniser, disk, 0.0)
    ask(recogniser, disk, 0.0, again=True)
    ask(recogniser, disk, 0.0, again=True)
    assert recogniser.asked == [False, False, True]


def test_without_a_memory_it_asks_every_time() -> None:
    recogniser = Recogniser([Recognised("Ja.", (), -0.5, 0.1)])
    ask(recogniser, None, 0.0)
    ask(recogniser, None, 0.0)
    assert recogniser.asked == [False, False]
