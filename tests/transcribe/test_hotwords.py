"""The session's own words: the rare ones, within what Whisper can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Session
from assist.transcribe.hotwords import (
    MOST_TERMS,
    MOST_TOKENS,
    own_list,
    rare,
    rough_tokens,
    words_of,
)

SESSION = Session(
    "s",
    title="2026-05-12 Dialoog over zes camera's op het dak: scanauto's in Waalhoven",
    technology="scanauto's met kentekenherkenning van Van den Berg Advies",
)


def test_rare_words_and_names_of_the_session_are_told_and_plain_ones_are_not() -> None:
    told = words_of(SESSION).split(", ")
    assert told == ["scanauto's", "kentekenherkenning", "Van den Berg Advies", "Waalhoven"]


def test_the_users_own_words_go_first_and_whole_however_common() -> None:
    told = words_of(SESSION, ["doelbinding"], own="gewoon; de Stem van Waalhoven")
    assert told.split(", ")[:2] == ["gewoon", "de Stem van Waalhoven"]
    assert told.split(", ")[-1] == "doelbinding"


def test_common_values_are_not_told() -> None:
    assert words_of(None, ["privacy", "vertrouwen", "subsidiariteit", "eigen regie"]) == (
        "subsidiariteit"
    )


def test_of_a_long_lexicon_a_few_are_told() -> None:
    assert len(words_of(None, [f"{x}baarheid" for x in "abcdefghijklmnopqrst"]).split(", ")) == 12


def test_nothing_to_tell_is_nothing() -> None:
    assert words_of() == words_of(Session("s", title="GMT20260312 Opname 12 maart 2x")) == ""


@pytest.mark.parametrize(
    ("given", "terms"),
    [
        ("Cambrium, cambrium ,CAMBRIUM", ["Cambrium"]),
        ("- Cambrium\n- Waterschap  Vallei\r\n\n* 'VNG'", ["Cambrium", "Waterschap Vallei", "VNG"]),
        (";;, ,\t|", []),
        ("dit is geen term maar een hele zin die iemand per ongeluk plakt, AP", ["AP"]),
    ],
)
def test_a_list_as_people_write_it(given: str, terms: list[str]) -> None:
    assert own_list(given) == terms


def test_the_list_stays_within_what_whisper_reads() -> None:
    many = ", ".join(f"Zeldzaamwoord{i}" for i in range(500))
    told = words_of(SESSION, own=many)
    assert len(told.split(", ")) <= MOST_TERMS
    assert rough_tokens(" " + told) <= MOST_TOKENS
    assert (
        words_of(own=many, tokens=len).split(", ")
        == own_list(many)[: len(told.split(", "))][
            : len(words_of(own=many, tokens=len).split(", "))
        ]
    )


def test_names_keep_their_parts() -> None:
    assert rare("Gesprek bij Stichting Thuis in Zorg over de Robotzeehond") == [
        "Stichting Thuis in Zorg",
        "Robotzeehond",
    ]


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=20), max_size=20))
def test_any_text_gives_a_list_that_reads_back(title: str, own: str, lexicon: list[str]) -> None:
    told = words_of(Session("s", title=title), lexicon, own)
    assert rough_tokens(" " + told) <= MOST_TOKENS or not told
    assert "\n" not in told
    assert told == words_of(Session("s", title=title), lexicon, own)
