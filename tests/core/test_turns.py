from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assist.core.statement import Effect, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.turns import BESIDE, LONGEST, span_of, turns_of


def effect(utterance: Utterance, start: int, end: int, *turns: int) -> Effect:
    quote = Quote.of(utterance, start, end)
    return Effect("e", quote, turns or (utterance.id,), "negative")


def read(statement: Effect, utterance: Utterance) -> str:
    return utterance.text[slice(*span_of(statement, utterance))]


def test_a_usual_turn_is_read_whole() -> None:
    turn = Utterance(1, 0.0, 9.0, "Nou ja. " + "woord " * (LONGEST - 2))
    assert read(effect(turn, 8, 13), turn) == turn.text


def test_of_a_monologue_without_full_stops_some_words_on_either_side_are_read() -> None:
    turn = Utterance(1, 0.0, 9.0, " ".join(f"w{n}" for n in range(200)))
    at = turn.text.index("w100")
    assert read(effect(turn, at, at + len("w100 w101")), turn).split() == [
        f"w{n}" for n in range(100 - BESIDE, 102 + BESIDE)
    ]


def test_a_statement_that_runs_on_into_a_monologue_is_read_with_its_beginning() -> None:
    first = Utterance(1, 0.0, 9.0, "Dat begon zo.")
    second = Utterance(2, 9.0, 99.0, " ".join(f"w{n}" for n in range(200)))
    onwards = effect(first, 0, 12, 1, 2)
    assert read(onwards, second).startswith("w0 w1 ")
    assert read(onwards, second).endswith(" w29")
    back = effect(second, 0, 2, 1, 2)
    assert turns_of(back, Transcript(Session("s"), (first, second)))[0] == (1, "Dat begon zo.")


@given(
    st.lists(st.sampled_from(["ja", "dat.", "zo?", "lang", "…", "\n"]), min_size=1, max_size=200),
    st.integers(0, 900),
    st.integers(1, 300),
)
def test_what_is_read_always_holds_the_quote(words: list[str], start: int, length: int) -> None:
    turn = Utterance(1, 0.0, 9.0, " ".join(words))
    start = min(start, len(turn.text) - 1)
    end = min(len(turn.text), start + length)
    if not turn.text[start:end].strip():
        return
    said = effect(turn, start, end)
    first, last = span_of(said, turn)
    assert turn.text[first:last].strip()
    assert turn.text[start:end].strip() in turn.text[first:last]
    # also where the turn was corrected since and is shorter than the quote
    shorter = replace(turn, text=turn.text[: max(1, start // 2)])
    first, last = span_of(said, shorter)
    assert 0 <= first <= last <= len(shorter.text)
