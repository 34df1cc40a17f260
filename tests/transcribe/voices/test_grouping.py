"""Voices that are told apart, counted, and labelled."""

from itertools import pairwise

import numpy as np
import pytest

from assist.core.transcript import Utterance
from assist.transcribe.voices.grouping import Windows, group
from assist.transcribe.voices.tracker import VoiceTracker

HOP = 0.4


def talk(turns, *, noise=0.5, seed=0, between=0.6):
    """Windows of speakers in turn: ``turns`` is of (speaker, windows)."""
    random = np.random.default_rng(seed)
    voices = np.abs(np.random.default_rng(7).normal(size=(14, 256)))
    voices *= random.random((14, 256)) < 0.5
    voices /= np.linalg.norm(voices, axis=1, keepdims=True)
    starts, ends, vectors, runs, said = [], [], [], [], []
    at = 0.0
    for number, (speaker, count) in enumerate(turns):
        for _ in range(count):
            vector = voices[speaker] + noise * np.abs(random.normal(size=256)) / 16
            vectors.append(vector / np.linalg.norm(vector))
            starts.append(at)
            ends.append(at + 1.6)
            runs.append(number)
            said.append(speaker)
            at += HOP
        at += 1.2 + between
    return (
        Windows(np.array(starts), np.array(ends), np.array(vectors, np.float32), np.array(runs)),
        np.array(said),
    )


def same_partition(one, other):
    return (
        len(set(zip(one.tolist(), other.tolist(), strict=True)))
        == len(set(one.tolist()))
        == len(set(other.tolist()))
    )


@pytest.mark.parametrize("count", [1, 2, 3, 6, 10, 12])
def test_as_many_voices_are_found_as_there_are(count):
    turns = [(i % count, 5 + i % 4) for i in range(5 * count)]
    windows, said = talk(turns)
    assert same_partition(group(windows).labels, said)


def test_the_number_that_is_given_is_the_number_that_is_found():
    windows, _ = talk([(i % 3, 6) for i in range(24)])
    assert len(set(group(windows, speakers=2).labels.tolist())) == 2
    assert len(set(group(windows, speakers=3).labels.tolist())) == 3


def test_a_quiet_voice_does_not_vanish():
    windows, said = talk([(0, 40), (1, 40), (2, 4), (0, 40), (1, 40)])
    assert same_partition(group(windows).labels, said)


def test_one_odd_window_makes_nobody():
    windows, _ = talk([(0, 30), (1, 30), (2, 1), (0, 30), (1, 30)])
    assert len(set(group(windows).labels.tolist())) == 2


def test_three_hours_take_seconds():
    import time

    windows, said = talk([(i * 7 % 9, 3 + i % 9) for i in range(2400)])
    began = time.process_time()
    found = group(windows)
    assert time.process_time() - began < 60.0
    assert same_partition(found.labels, said)


def test_equal_talk_gives_equal_labels():
    windows, _ = talk([(i % 4, 5) for i in range(40)], noise=1.5)
    assert (group(windows).labels == group(windows).labels).all()


def test_nothing_heard_is_nobody():
    empty = Windows(np.zeros(0), np.zeros(0), np.zeros((0, 256), np.float32), np.zeros(0, int))
    assert len(group(empty).labels) == 0


class Pitch:
    """An embedder that knows voices by their loudest band."""

    name = "pitch"

    def embed(self, mels):
        found = np.zeros((len(mels), 40), np.float32)
        for i, mel in enumerate(mels):
            found[i] = mel.sum(axis=0)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def tones(*spans):
    """Sound in which a speaker is a tone: (start, end, hertz)."""
    length = max(end for _, end, _ in spans)
    samples = np.zeros(round((length + 1.0) * 16_000), np.float32)
    for start, end, hertz in spans:
        t = np.arange(round((end - start) * 16_000)) / 16_000
        first = round(start * 16_000)
        samples[first : first + len(t)] = 0.3 * np.sin(2 * np.pi * hertz * t)
    return samples


def heard(*spans, speakers=0, pieces=1):
    tracker = VoiceTracker(Pitch(), speakers=speakers)
    samples = tones(*spans)
    changes = []
    share = -(-len(spans) // pieces)
    for at in range(0, len(spans), share):
        some = spans[at : at + share]
        first, last = round(some[0][0] * 16_000), round(some[-1][1] * 16_000)
        speech = [(start, end) for start, end, _ in some]
        changes += tracker.hear(first / 16_000, samples[first:last], speech)
    return tracker, changes


SPANS = tuple((i * 5.0, i * 5.0 + 4.0, 300 if i % 2 == 0 else 1500) for i in range(10))


def utterances(*times):
    return [Utterance(i, start, end, "zo") for i, (start, end) in enumerate(times, start=1)]


def test_speakers_are_numbered_in_order_of_first_appearance():
    tracker, _ = heard(*SPANS)
    told = tracker.label(utterances(*((a, b) for a, b, _ in SPANS)))
    assert [u.speaker for u in told] == ["S1", "S2"] * 5
    assert not any(u.speaker_uncertain for u in told)


def test_ids_words_and_times_stay_as_they_were():
    tracker, _ = heard(*SPANS)
    before = utterances(*((a, b) for a, b, _ in SPANS))
    for was, told in zip(before, tracker.label(before), strict=True):
        assert (was.id, was.start, was.end, was.text) == (told.id, told.start, told.end, told.text)


def test_words_across_two_voices_are_uncertain():
    tracker, _ = heard(*SPANS)
    (told,) = tracker.label(utterances((1.0, 8.0)))
    assert told.speaker_uncertain


def test_a_few_words_without_a_voice_take_the_nearest_and_are_uncertain():
    tracker, _ = heard(*SPANS)
    (told,) = tracker.label(utterances((4.3, 4.5)))
    assert told.speaker is not None
    assert told.speaker_uncertain


def test_in_pieces_or_at_once_is_the_same():
    times = [(a, b) for a, b, _ in SPANS]
    one, _ = heard(*SPANS)
    other, _ = heard(*SPANS, pieces=5)
    assert one.label(utterances(*times)) == other.label(utterances(*times))
    assert one.turns() == other.turns()


def test_one_speaker_costs_nothing():
    tracker = VoiceTracker(Pitch(), speakers=1)
    assert tracker.hear(0.0, tones((0.0, 3.0, 300)), [(0.0, 3.0)]) == ()
    assert [u.speaker for u in tracker.label(utterances((0.0, 3.0)))] == ["S1"]


def test_a_change_of_voice_is_told_at_the_pause_between():
    spans = ((0.0, 4.0, 300), (4.2, 8.0, 1500))
    _, changes = heard(*spans)
    assert changes == [pytest.approx(4.1, abs=0.01)]


def test_a_change_is_told_in_a_long_pause_and_between_stretches_too():
    _, changes = heard(*SPANS)
    assert changes == [pytest.approx(i * 5.0 - 0.5, abs=0.1) for i in range(1, 10)]
    _, changes = heard(*SPANS, pieces=10)
    assert changes == [pytest.approx(i * 5.0 - 0.5, abs=0.1) for i in range(1, 10)]


def test_one_voice_gives_no_change():
    _, changes = heard(*((a, b, 300) for a, b, _ in SPANS))
    assert changes == []


def test_nobody_heard_leaves_utterances_alone():
    tracker = VoiceTracker(Pitch())
    before = utterances((0.0, 1.0))
    assert tracker.label(before) == tuple(before)
    assert tracker.turns() == ()


def test_turns_do_not_overlap_and_cover_the_speech():
    tracker, _ = heard(*SPANS)
    turns = tracker.turns()
    assert all(before.end <= after.start for before, after in pairwise(turns))
    assert [(t.start, t.end) for t in turns] == [(a, b) for a, b, _ in SPANS]
