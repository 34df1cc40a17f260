"""A map of talk in another language, or of other talk, is told to be doubtful; a session is not."""

from __future__ import annotations

import pytest
from support.gold import CORPUS, gold_valuemap, load_gold

from assist.core.lexicon import Lexicon
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.valuemap.doubts import doubt, language_spoken

DUTCH = "En dan denk ik dat het voor de mensen bij ons in de buurt wel fijn is, hoor."
ENGLISH = "And then I think that it is really good for the people who live in our street."
GERMAN = "Und dann denke ich, dass es für die Leute bei uns in der Straße doch sehr gut ist."


def _talk(*texts: str) -> Transcript:
    return Transcript(
        Session("s"),
        tuple(Utterance(n, 5.0 * n, 5.0 * n + 4, text) for n, text in enumerate(texts, 1)),
    )


def _map(transcript: Transcript) -> ValueMap:
    return ValueMap(transcript.session, MadeBy("1"), transcript)


@pytest.mark.parametrize(
    ("said", "code", "name"), [(ENGLISH, "en", "Engels"), (GERMAN, "de", "Duits")]
)
def test_another_language_is_named(said: str, code: str, name: str) -> None:
    talk = _talk(*[said] * 12)
    assert language_spoken(talk) == code
    assert name in doubt(_map(talk))


def test_a_guest_who_speaks_english_makes_a_session_no_english_one() -> None:
    assert language_spoken(_talk(*[DUTCH] * 20, *[ENGLISH] * 8)) == "nl"


def test_little_or_short_talk_is_not_judged() -> None:
    assert doubt(_map(_talk(*[ENGLISH] * 4))) == ""
    assert doubt(_map(_talk(*["Yes, okay."] * 40))) == ""
    assert doubt(_map(_talk())) == ""


def test_long_talk_with_hardly_a_statement_is_told() -> None:
    assert "0 effecten" in doubt(_map(_talk(*[DUTCH] * 80)))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json"))[::9], ids=lambda p: p.stem)
def test_a_session_is_not_doubted(path: object) -> None:
    assert doubt(gold_valuemap(load_gold(path), Lexicon("t", "1", "", ()))) == ""
