"""What is quoted: clauses that carry the statement, never other words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assist.understand.quotes import Piece, best_run, clause_rows, trimmed
from assist.understand.reading import MARKS


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=8))
def test_best_run_has_the_highest_sum_of_all_runs(values: list[float]) -> None:
    first, end = best_run(values)
    best = max(sum(values[i:j]) for i in range(len(values)) for j in range(i + 1, len(values) + 1))
    assert np.isclose(sum(values[first:end]), best)


@given(st.text(alphabet="ja en, nou.?!… dus ik ‘'é-", min_size=1, max_size=60))
def test_trimming_stays_inside_and_keeps_words(text: str) -> None:
    if not text.strip():
        return
    piece = trimmed(text, Piece(0, len(text)))
    assert 0 <= piece.start < piece.end <= len(text)
    assert text[piece.start : piece.end].strip()


def test_lead_in_and_closing_mark_go_but_nothing_from_the_middle() -> None:
    text = "Ja, maar goed, dan durf ik, eerlijk gezegd, niet meer."
    piece = trimmed(text, Piece(0, len(text)))
    assert text[piece.start : piece.end] == "dan durf ik, eerlijk gezegd, niet meer"


def test_a_bare_yes_is_left_as_it_is() -> None:
    assert trimmed("Ja.", Piece(0, 3)).start == 0


def test_rows_have_the_same_width_however_many_clauses() -> None:
    for n in (1, 3):
        clauses = [Piece(4 * i, 4 * i + 3) for i in range(n)]
        assert clause_rows("abc " * n, clauses, "effect").shape == (n, 3 * len(MARKS) + 8)
