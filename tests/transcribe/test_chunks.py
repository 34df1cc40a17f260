"""Chunks of speech: all of it, once, cut in pauses, whatever way the sound comes in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from faster_whisper.vad import get_vad_model
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.transcribe.audio import RATE
from assist.transcribe.chunks import GAP, LONGEST, PAD, WANTED, Chunk, Chunker, chunks
from assist.transcribe.speech_finder import FRAME, SECONDS, SpeechFinder
from tests.support.sound import Samples

LIMIT = 30.0  # seconds that the recogniser takes


def cut(probabilities: Sequence[float], sizes: Iterator[int]) -> list[Chunk]:
    """Chunks of a sound whose samples count up, given in pieces of so many frames."""
    known = np.array(probabilities, np.float32)
    sound = np.arange(len(known) * FRAME, dtype=np.float32)
    chunker = Chunker()
    found: list[Chunk] = []
    at = 0
    while at < len(known):
        end = at + next(sizes)
        found += chunker.add(sound[at * FRAME : end * FRAME], known[at:end])
        at = end
    return found + list(chunker.finish())


# Seconds of speech and of silence in turn.
talk = st.lists(st.tuples(st.floats(0.1, 70.0), st.floats(0.05, 12.0)), min_size=1, max_size=14)


def probabilities_of(turns: Sequence[tuple[float, float]]) -> list[float]:
    found: list[float] = [0.02] * 20
    for speech, silence in turns:
        found += [0.9 - 0.3 * (i % 7 == 3) for i in range(round(speech / SECONDS))]
        found += [0.05] * round(silence / SECONDS)
    return found


@settings(max_examples=40)
@given(talk, st.integers(1, 400))
def test_all_speech_is_in_one_chunk_and_none_is_too_long(
    turns: list[tuple[float, float]], size: int
) -> None:
    known = probabilities_of(turns)
    found = cut(known, itertools.repeat(len(known)))
    assert cut_again(known, size) == [(c.start, c.end, c.spans, c.speech) for c in found]
    for chunk in found:
        first = round(chunk.start * RATE)
        assert chunk.samples[0] == first
        assert np.array_equal(chunk.samples, np.arange(first, first + len(chunk.samples)))
        assert len(chunk.sound) / RATE == pytest.approx(chunk.seconds, abs=0.01)
        assert chunk.seconds <= max(WANTED, LONGEST + 2 * PAD) + 0.1 <= LIMIT
        for begun, ended in chunk.speech:
            assert any(a - 0.04 <= begun and ended <= b + 0.04 for a, b in chunk.spans)
    for one, other in itertools.pairwise(found):
        assert one.end <= other.start + 1e-6
    inside = [s for c in found for s in c.speech]
    heard = sum(end - begin for begin, end in inside)
    assert heard == pytest.approx(sum(p > 0.5 for p in known) * SECONDS, abs=0.4 * len(turns) + 0.1)


def cut_again(known: list[float], size: int) -> list[tuple[object, ...]]:
    return [(c.start, c.end, c.spans, c.speech) for c in cut(known, itertools.repeat(size))]


def test_it_is_cut_in_the_longest_pause_near_the_end() -> None:
    known = probabilities_of([(12.0, 0.3), (11.0, 0.9), (1.5, 0.3), (2.0, 0.3), (3.0, 0.3)])
    first, second = cut(known, itertools.repeat(100))
    assert len(first.speech) == 2
    assert len(second.speech) == 3
    assert first.end == pytest.approx(first.speech[-1][1] + PAD)
    assert second.start == pytest.approx(second.speech[0][0] - PAD)


def test_a_long_silence_is_left_out_and_its_time_is_kept() -> None:
    known = probabilities_of([(3.0, 5.0), (4.0, 0.1)])
    (chunk,) = cut(known, itertools.repeat(50))
    (a, b), (c, d) = chunk.spans
    assert b == pytest.approx(chunk.speech[0][1] + GAP / 2)
    assert c == pytest.approx(chunk.speech[1][0] - GAP / 2)
    assert chunk.time(0.0) == a
    assert chunk.time(b - a + 1.0) == pytest.approx(c + 1.0)
    assert chunk.time(99.0) == d
    at = round((b - a + 1.0) * RATE)
    assert chunk.sound[at] == pytest.approx((c + 1.0) * RATE, abs=2)


def test_hours_of_silence_or_of_talk_take_no_memory() -> None:
    chunker = Chunker()
    hour = round(3600 / SECONDS)
    for number in range(0, hour, 300):
        speech = 0.9 if number < hour // 2 else 0.01
        sound = np.zeros(300 * FRAME, np.float32)
        for _ in chunker.add(sound, np.full(300, speech, np.float32)):
            pass
        assert chunker._sound._length < 90 * RATE


def noise(seconds: float) -> Samples:
    rng = np.random.default_rng(8)
    loud = np.repeat(rng.uniform(0.0, 0.3, round(seconds * 4) + 1), RATE // 4)
    count = round(seconds * RATE)
    return (rng.standard_normal(count) * loud[:count]).astype(np.float32)


@pytest.mark.parametrize("size", [160, 16_000, 131_072, 1_000_000])
def test_probabilities_are_those_of_the_whole_recording(size: int) -> None:
    sound = noise(23.3)
    finder = SpeechFinder()
    parts = [finder.hear(sound[at : at + size]) for at in range(0, len(sound), size)]
    found = np.concatenate([*parts, finder.finish()])
    whole = get_vad_model()(np.pad(sound, (0, -len(sound) % FRAME))).reshape(-1)
    assert len(found) == len(whole)
    assert np.allclose(found, whole, atol=1e-4)


def test_no_sound_at_all_gives_nothing() -> None:
    assert list(chunks(iter([]))) == []
