"""How utterances become statements: joined, not repeated, each by its own rule."""

from __future__ import annotations

from support.tiny_corpus import WordEncoder

from assist.core.transcript import Utterance
from assist.understand.detect import _Hit, _joined, _without_repetition, telling_words
from assist.understand.reading import Reading, marks_of, read


def reading_of(*turns: tuple[str, str | None, str | None]) -> tuple[Reading, list[str]]:
    utterances = [
        Utterance(n, 10.0 * n, 10.0 * n + 9, text, speaker, role)
        for n, (speaker, role, text) in enumerate(((s, r, t) for t, s, r in turns), 1)
    ]
    texts = [u.text for u in utterances]
    vectors = WordEncoder().encode(texts)
    return read(utterances, vectors, map(marks_of, texts), 0.0), texts


def hit(kind: str, place: int, score: float = 0.8) -> _Hit:
    return _Hit(kind, (place,), place, score)  # type: ignore[arg-type]


def test_a_speaker_who_finishes_an_effect_makes_one_statement() -> None:
    reading, texts = reading_of(
        ("ik til haar uit de auto dat is twaalf minuten", "S3", "burger"),
        ("ja hè", "S4", "burger"),
        ("daar heb ik vier boetes voor gehad", "S3", "burger"),
    )
    joined = _joined([hit("effect", 0, 0.6), hit("effect", 2, 0.9)], reading, texts)
    assert [(j.places, j.at, j.score) for j in joined] == [((0, 2), 2, 0.9)]


def test_another_speaker_a_new_point_and_proposals_stay_apart() -> None:
    reading, texts = reading_of(
        ("het scheelt een uur", "S3", None),
        ("daar slaap ik niet van", "S4", None),
        ("en de buurt is stiller geworden", "S4", None),
    )
    assert len(_joined([hit("effect", 0), hit("effect", 1)], reading, texts)) == 2
    assert len(_joined([hit("effect", 1), hit("effect", 2)], reading, texts)) == 2
    same = [hit("option", 1), hit("option", 2)]
    assert len(_joined(same, reading, texts)) == 2


def test_without_known_speakers_nothing_is_joined() -> None:
    reading, texts = reading_of(("het scheelt een uur", None, None), ("elke dag", None, None))
    assert len(_joined([hit("effect", 0), hit("effect", 1)], reading, texts)) == 2


def test_a_moderators_repetition_is_no_new_effect_but_a_participants_is() -> None:
    words = "je durft dus niet meer naar buiten"
    for role, left in (("moderator", 1), ("burger", 2)):
        reading, _ = reading_of((words, "S3", "burger"), (words, "S1", role))
        assert len(_without_repetition([hit("effect", 0), hit("effect", 1)], reading)) == left


def test_a_moderators_own_effect_stays() -> None:
    reading, _ = reading_of(
        ("ik slaap beter", "S3", "burger"), ("straks kijkt iedereen mee", "S1", "moderator")
    )
    assert len(_without_repetition([hit("effect", 0), hit("effect", 1)], reading)) == 2


def test_telling_words_are_words_of_the_quote_that_spoke_for_it() -> None:
    quote = "dan durf ik niet meer"
    words = telling_words(quote, {"harm": 2.0, "change": 1.0, "then": -1.0})
    assert words == ("durf", "niet meer")
    assert all(w in quote for w in words)
