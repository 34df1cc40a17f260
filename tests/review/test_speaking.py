"""Whose an utterance is and who has which role: also when another run labels voices otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.reviewing import SAID, Review, run_of, utterances

from assist.core.errors import AssistError
from assist.review.changes import give_roles
from assist.review.speaking import NEW, give_speaker
from assist.review.speaking import run_of as run_of_speaker


def speakers(review: Review) -> list[str | None]:
    return [u.speaker for u in review.map.transcript.utterances]


def roles(review: Review) -> list[str | None]:
    return [u.role for u in review.map.transcript.utterances]


def relabelled(review: Review, names: dict[str, str]) -> None:
    """Another run, in which the voices have other labels."""
    transcript = review.run.transcript
    said = (replace(u, speaker=names[u.speaker or ""]) for u in transcript.utterances)
    review.run = replace(review.run, transcript=transcript.with_utterances(said))


def test_one_utterance_or_a_run_of_them_goes_with_the_role_of_its_speaker() -> None:
    review = Review()
    review.do(give_roles(review.map, {"S1": "moderator", "S3": "burger"}))
    review.do(give_speaker(review.map, run_of_speaker(review.map.transcript, 2), "S1"))
    assert speakers(review) == ["S1", "S1", "S1", "S1", "S3", "S3"]
    assert roles(review) == ["moderator"] * 4 + ["burger"] * 2
    review.do(give_speaker(review.map, [6], NEW))
    assert speakers(review)[5] == "S4"
    assert roles(review)[5] is None
    review.do(give_speaker(review.map, [1], ""))
    assert (speakers(review)[0], roles(review)[0]) == (None, None)
    for _ in range(4):
        review.undo()
    assert review.map == review.run


def test_a_run_of_one_speaker_ends_where_another_speaks() -> None:
    transcript = utterances(SAID)
    assert run_of_speaker(transcript, 3) == (2, 3)
    assert run_of_speaker(transcript, 4) == (4,)
    assert run_of_speaker(transcript, 6) == (5, 6)


def test_what_is_so_already_is_no_decision_and_what_is_unknown_is_refused() -> None:
    review = Review()
    assert give_speaker(review.map, [1, 4], "S1") is None
    for wanted, speaker in (([99], "S1"), ([], "S1"), ([1], "Jan de Vries"), ([1], "S9")):
        with pytest.raises(AssistError):
            give_speaker(review.map, wanted, speaker)


def test_an_uncertain_speaker_can_be_confirmed() -> None:
    review = Review()
    first, *rest = review.run.transcript.utterances
    unsure = review.run.transcript.with_utterances([replace(first, speaker_uncertain=True), *rest])
    review.run = replace(review.run, transcript=unsure)
    review.do(give_speaker(review.map, [1], "S1"))
    assert not review.map.transcript[1].speaker_uncertain


def test_roles_and_speakers_keep_to_their_voices_under_other_labels() -> None:
    review = Review()
    review.do(give_roles(review.map, {"S1": "moderator", "S2": "burger"}))
    review.do(give_speaker(review.map, [3], "S3"))
    before = roles(review)
    relabelled(review, {"S1": "S2", "S2": "S3", "S3": "S1"})
    assert roles(review) == before
    assert speakers(review)[2] == "S1"  # the voice that was S3 then
    assert review.map.transcript[3].speaker == review.map.transcript[5].speaker


def test_a_speaker_holds_where_the_talk_is_cut_otherwise() -> None:
    review = Review()
    review.do(give_speaker(review.map, [2], "S3"))
    other = list(SAID)
    words = other[1][1].split()
    other[1:2] = [("S2", " ".join(words[:5])), ("S2", " ".join(words[5:]))]
    halves = utterances(other)
    said = list(halves.utterances)
    times = [(10, 19), (20, 24.5), (24.5, 29), (30, 39), (40, 49), (50, 59), (60, 69)]
    said = [replace(u, start=float(a), end=float(b)) for u, (a, b) in zip(said, times, strict=True)]
    review.run = run_of(halves.with_utterances(said))
    assert speakers(review) == ["S1", "S3", "S3", "S2", "S1", "S3", "S3"]


def test_a_voice_that_was_moved_as_a_whole_takes_later_roles_along_with_its_new_label() -> None:
    review = Review()
    review.do(give_speaker(review.map, [2, 3], "S1"))
    review.do(give_roles(review.map, {"S1": "moderator"}))
    assert roles(review)[:4] == ["moderator"] * 4
    review.undo()
    assert roles(review) == [None] * 6
