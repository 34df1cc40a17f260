"""Ids are stable and tell different places apart."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from assist.core.ids import content_id, slug, statement_id

place = st.tuples(
    st.sampled_from(["effect", "option"]),
    st.text(max_size=8),
    st.integers(1, 300),
    st.integers(0, 90),
    st.text(min_size=1, max_size=20),
)


@given(place, place)
def test_one_place_has_one_id_and_two_places_two(one: tuple, other: tuple) -> None:
    import unicodedata

    def key(p: tuple) -> tuple:
        return (*p[:4], unicodedata.normalize("NFC", p[4]))

    assert (statement_id(*one) == statement_id(*other)) == (key(one) == key(other))


def test_the_id_does_not_change_between_versions() -> None:
    # Decisions in users' databases point to these.
    assert statement_id("effect", "scanauto", 17, 4, "straks durft niemand nog wat") == (
        "e-0f147b53444293c7"
    )


def test_composed_and_decomposed_letters_are_the_same_words() -> None:
    assert statement_id("option", "s", 1, 0, "één") == statement_id(
        "option", "s", 1, 0, "e\u0301e\u0301n"
    )


@given(st.binary(max_size=50))
def test_contents_alone_make_the_session_id(data: bytes) -> None:
    assert content_id(data) == content_id(bytes(data))
    assert content_id(data) != content_id(data + b"x")


@given(st.text(max_size=40))
def test_a_slug_is_a_safe_file_name(text: str) -> None:
    assert set(slug(text)) <= set(string.ascii_lowercase + string.digits + "-")
