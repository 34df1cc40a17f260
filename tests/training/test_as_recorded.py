"""What is found in another cut of the same words stands where it was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assist.core.statement import Effect, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.training.as_recorded import Found, as_cut, carried, carrying, sentences

TURNS = (
    ("S1", "Wie wil beginnen? Zeg het maar."),
    ("S2", "Sinds dat scherm  er staat. Kijkt ze me niet meer aan. Ze tikt maar wat."),
    ("S2", "En dan ga ik weer."),
    ("S1", "Dank je."),
)


def talk(turns: tuple[tuple[str, str], ...] = TURNS) -> Transcript:
    said = tuple(
        Utterance(i, 10.0 * i, 10.0 * i + 8, text, speaker=speaker)
        for i, (speaker, text) in enumerate(turns, start=1)
    )
    return Transcript(Session(id="s", title="t"), said)


def letters(transcript: Transcript) -> str:
    return "".join("".join(u.text.split()) for u in transcript.utterances)


def test_every_sentence_is_an_utterance_or_those_of_one_speaker_are_joined() -> None:
    assert [u.text for u in sentences(talk()).utterances][:3] == [
        "Wie wil beginnen?",
        "Zeg het maar.",
        "Sinds dat scherm er staat.",
    ]
    joined = as_cut(talk()).utterances
    assert [(u.id, u.speaker) for u in joined] == [(1, "S1"), (2, "S2"), (3, "S2"), (4, "S1")]
    assert (
        joined[1].text == "Sinds dat scherm er staat. Kijkt ze me niet meer aan. Ze tikt maar wat."
    )


def test_a_quote_is_found_back_in_its_turn() -> None:
    def predict(transcript: Transcript) -> Found:
        third = transcript.utterances[3]
        assert third.text == "Kijkt ze me niet meer aan."
        return Found((Effect("e1", Quote.of(third, 6, 25), (third.id,), "negative"),), ())

    (effect,) = carrying(predict, sentences)(talk()).effects
    assert (effect.quote.utterance, effect.utterances) == (2, (2,))
    assert effect.quote.exact == "ze me niet meer aan"


turn = st.text("ab .?", min_size=1, max_size=30).filter(lambda text: text.strip() != "")


@given(st.lists(turn, min_size=1, max_size=6), st.data())
def test_the_same_letters_are_quoted_up_to_the_end_of_a_turn(
    texts: list[str], data: st.DataObject
) -> None:
    whole = talk(tuple(("S1", text) for text in texts))
    other = sentences(whole)
    assert letters(other) == letters(whole)
    utterance = data.draw(st.sampled_from(other.utterances))
    start = data.draw(st.sampled_from([i for i, c in enumerate(utterance.text) if c != " "]))
    quote = Quote.of(utterance, start, len(utterance.text))
    (moved,) = carried(
        Found((Effect("e", quote, (utterance.id,), "mixed"),), ()), other, whole
    ).effects
    assert quote.exact.replace(" ", "") == moved.quote.exact.replace(" ", "")
