"""What decisions teach, and above all what they do not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.small_maps import make_map
from support.tiny_corpus import session

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Reason, ValueSuggestion
from assist.core.valuemap import ValueMap
from assist.review.decide import BY_HAND as REVIEWS_NOTE
from assist.training.decided import (
    BY_HAND,
    chosen_values,
    each_once,
    lesson_of_map,
    read_lesson,
    unknown_values,
)
from assist.valuemap.file import dumps

THREE = ("privacy", "rust", "gemak")


def decided(*statuses: str, session_id: str = "s") -> ValueMap:
    """A map with one effect an utterance, decided on so."""
    return make_map(session_id, [("burger", 5.0, ("negative", THREE, s)) for s in statuses])


def test_a_map_that_nobody_decided_on_teaches_nothing() -> None:
    assert lesson_of_map(decided("suggested", "suggested")) is None


def test_decisions_are_sorted_by_what_they_say() -> None:
    lesson = lesson_of_map(decided("accepted", "rejected", "edited", "added", "suggested"))
    assert lesson is not None
    assert [s.status for s in lesson.kept] == ["accepted", "edited", "added"]
    assert [s.status for s in lesson.refused] == ["rejected"]
    assert lesson.undecided == {5}
    assert lesson.decisions == 4


@pytest.mark.parametrize(
    ("statuses", "reviewed"),
    [
        (("accepted", "suggested"), True),
        (("accepted", "suggested", "suggested"), False),
        (("added", "suggested"), False),  # a look at one sentence is no review
        (("added",), True),
    ],
)
def test_a_session_counts_as_reviewed_from_half_of_the_suggestions(
    statuses: tuple[str, ...], reviewed: bool
) -> None:
    lesson = lesson_of_map(decided(*statuses))
    assert lesson is not None
    assert lesson.reviewed == reviewed


def test_values_that_nobody_touched_teach_nothing() -> None:
    effect = decided("accepted").effects[0]
    assert chosen_values(effect) == ()
    assert chosen_values(replace(effect, status="edited")) == ()  # another field was changed
    assert chosen_values(replace(effect, status="added")) == effect.values
    fewer = replace(effect, status="edited", values=effect.values[:2])
    assert chosen_values(fewer) == fewer.values
    own = ValueSuggestion("thuisgevoel", 1.0, Reason(note=BY_HAND))
    named = replace(effect, status="edited", values=(own, *effect.values[:2]))
    assert chosen_values(named) == named.values


def test_the_mark_of_a_person_is_the_one_that_reviewing_leaves() -> None:
    assert REVIEWS_NOTE.note == BY_HAND


def test_only_values_of_the_lexicon_are_learned_and_others_told() -> None:
    lexicon = Lexicon("l", "1", "", (Concept("privacy", alt_labels=("rust",)),))
    lesson = lesson_of_map(decided("added"))
    assert lesson is not None
    assert unknown_values([lesson], lexicon) == ("gemak",)
    values = lesson.of_known_values(lexicon).kept[0].values
    assert [v.value for v in values] == ["privacy"]  # once, though two of its names were given


def test_a_file_of_either_kind_is_read(tmp_path: Path) -> None:
    made, gold = tmp_path / "kaart.json", tmp_path / "gold.json"
    made.write_text(dumps(decided("accepted")), encoding="utf-8")
    gold.write_text(json.dumps(session(1)), encoding="utf-8")
    for path, name in ((made, "s"), (gold, "sessie-1")):
        lesson = read_lesson(path)
        assert lesson is not None
        assert lesson.id == name
        assert len(lesson.sha256) == 64
        assert lesson.reviewed


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"utterances": []}', '{"a": 1}'])
def test_another_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssistError) as told:
        read_lesson(path)
    assert told.value.code == "learn-foreign"


def test_a_session_given_twice_counts_once_with_the_most_decisions() -> None:
    few, more = lesson_of_map(decided("accepted")), lesson_of_map(decided("accepted", "rejected"))
    other = lesson_of_map(decided("accepted", session_id="a"))
    assert few is not None
    assert more is not None
    assert other is not None
    assert each_once([more, few, other]) == each_once([other, few, more]) == (other, more)
