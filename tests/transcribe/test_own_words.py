"""The session's own words: taken over where they were said, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Word
from assist.transcribe.own_words import listed, taken_over, worth_another


def words(text: str, pace: float = 1.0) -> list[Word]:
    return [
        Word(w, round(n * pace, 3), round((n + 0.9) * pace, 3), 0.5)
        for n, w in enumerate(text.split())
    ]


def joined(heard: str, told: str, *own: str) -> str:
    return " ".join(w.text for w in taken_over(words(heard), words(told), own))


@pytest.mark.parametrize(
    ("heard", "told", "found"),
    [
        ("de scan auto rijdt", "een scanauto reed", "de scanauto rijdt"),
        ("bij kambrium dan", "bij Cambrium, dan", "bij Cambrium, dan"),
        ("ik heb dat gezegd", "ik heb Cambrium gezegd", "ik heb dat gezegd"),  # no likeness
        ("ik weet het", "ik weet het Cambrium scanauto", "ik weet het"),  # the list read out
        ("", "Cambrium scanauto", ""),
        ("kambrium", "", "kambrium"),
    ],
)
def test_only_places_that_sound_alike_are_taken_over(heard: str, told: str, found: str) -> None:
    assert joined(heard, told, "cambrium", "scanauto") == found


def test_a_common_word_of_a_name_is_no_reason() -> None:
    assert listed("Van den Berg Advies, scanauto") == ("berg", "scanauto")
    assert not worth_another(["van", "de", "bank"], listed("Van den Berg Advies"))


def test_a_word_that_is_there_needs_no_second_search() -> None:
    assert not worth_another(["de", "scanauto", "rijdt"], ["scanauto"])
    assert worth_another(["de", "skanouto", "rijdt"], ["scanauto"])
    assert worth_another(["de", "skan", "auto's", "rijden"], ["scanautos"])


TEXTS = st.lists(st.sampled_from(["ja", "scan", "auto", "scanauto", "skanauto", "Nou,"])).map(
    " ".join
)


@given(TEXTS, TEXTS, st.sampled_from([0.5, 1.0, 3.0]))
def test_times_stay_in_order_and_within_what_was_heard(heard: str, told: str, pace: float) -> None:
    first = words(heard)
    found = taken_over(first, words(told, pace), ["scanauto"])
    assert all(w.start <= w.end for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    if first:
        assert first[0].start <= found[0].start
        assert found[-1].end <= first[-1].end
    assert taken_over(first, first, ["scanauto"]) == tuple(first)
