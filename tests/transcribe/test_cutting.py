"""Utterances of a few sentences, up to 40 words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assist.core.transcript import Word
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import MAX_WORDS, Cutter, cut
from assist.transcribe.speakers import number_speakers, role_of
from assist.transcribe.times import timed


def texts(*cues: Cue, join: bool) -> list[str]:
    return [piece.text for piece in cut(cues, join=join)]


EIGHT = "Dit is een zin van precies acht gewone woorden."


def test_a_turn_is_cut_at_a_full_stop_after_enough_words_and_never_joined() -> None:
    turn = " ".join([EIGHT] * 5) + " Kort."
    assert texts(Cue(turn, 0, 20, "A"), Cue("Ja.", 20, 21, "A"), join=False) == [
        " ".join([EIGHT] * 4),
        f"{EIGHT} Kort.",
        "Ja.",
    ]


def test_how_much_is_enough_may_be_told() -> None:
    turn = Cue(" ".join([EIGHT] * 3), 0, 20, "A")
    assert [piece.text for piece in cut([turn], join=False, enough=8)] == [EIGHT] * 3
    assert len(list(cut([turn], join=False))) == 1


def test_a_turn_of_a_few_sentences_stays_whole() -> None:
    """Somebody tells what happened in two or three; apart they say nothing."""
    told = "Sinds dat scherm er staat kijkt ze me niet meer aan. Ze tikt. Dus ik zeg maar niks."
    assert texts(Cue(told, 0, 9, "A"), join=False) == [told]
    pieces = told.replace(". ", ".|").split("|")
    assert texts(*(Cue(s, i, i + 0.5, "A") for i, s in enumerate(pieces)), join=True) == [told]


def test_abbreviations_initials_and_hesitation_end_no_sentence() -> None:
    before = "en toen " * 15
    for mark in ("dhr.", "J.", "o.a.", "bijv.", "te duur... denk ik dan"):
        rest = f"volgens {mark} van de gemeente."
        assert texts(Cue(f"{before}{rest} Maar goed.", 0, 20), join=False) == [
            before + rest,
            "Maar goed.",
        ]


def test_a_pause_after_a_full_stop_parts_those_of_whom_nobody_said_who_they_are() -> None:
    said = (EIGHT, 0.0, 3.0), ("Dat vind ik ook.", 4.2, 5.0)
    assert len(texts(*(Cue(*each) for each in said), join=True)) == 2
    assert len(texts(*(Cue(*each, "A") for each in said), join=True)) == 1


def test_speakers_are_never_joined() -> None:
    assert texts(Cue("ja en", 0, 1, "A"), Cue("nee maar", 1, 2, "B"), join=True) == [
        "ja en",
        "nee maar",
    ]


def test_a_monologue_without_full_stops_is_cut_before_a_clause() -> None:
    clause = "dan loop je daar over straat en dat weet je gewoon niet meer"
    pieces = texts(Cue(", ".join([clause] * 8), 0, 60), join=False)
    assert all(8 <= len(p.split()) <= MAX_WORDS for p in pieces)
    assert all(p.endswith((",", "meer")) for p in pieces)


def test_word_times_decide_where_an_utterance_starts_and_ends() -> None:
    words = tuple(Word(w, 10 + 2 * i, 11 + 2 * i, 0.9) for i, w in enumerate(["Hoi.", "Dag"]))
    first, second = cut([Cue("Hoi. Dag", 9, 20, words=words)], join=False)  # after a second
    assert (first.start, first.end, first.words) == (10, 11, words[:1])
    assert (second.start, second.end, second.words) == (12, 13, words[1:])


def test_an_utterance_is_given_as_soon_as_it_is_complete() -> None:
    cutter = Cutter(join=True)
    assert list(cutter.add(Cue(f"{EIGHT} {EIGHT} {EIGHT} een twee drie vier", 0, 2))) == []
    (given_at_once,) = cutter.add(Cue("vijf zes zeven acht.", 2, 4))
    assert given_at_once.text == f"{EIGHT} {EIGHT} {EIGHT} een twee drie vier vijf zes zeven acht."
    assert (given_at_once.start, given_at_once.end) == (0, 4)


token = st.sampled_from(["ja", "nee,", "klaar.", "Toen", "dhr.", "wat?", "één", "maar"])
cue = st.builds(
    lambda ws, start, length, label: Cue(" ".join(ws), start, start + length, label),
    st.lists(token, min_size=1, max_size=120),
    st.floats(0, 1e4),
    st.floats(0, 100),
    st.sampled_from(["", "A", "B"]),
)


@given(st.lists(cue, max_size=8), st.booleans())
def test_no_word_is_lost_doubled_or_given_to_another(cues: list[Cue], join: bool) -> None:
    pieces = list(cut(timed(sorted(cues, key=lambda c: c.start or 0)), join=join))
    ordered = sorted(cues, key=lambda c: c.start or 0)
    assert [w for p in pieces for w in p.text.split()] == [
        w for c in ordered for w in c.text.split()
    ]
    assert [p.label for p in pieces for _ in p.text.split()] == [
        c.label for c in ordered for _ in c.text.split()
    ]
    assert all(len(p.text.split()) <= MAX_WORDS for p in pieces)
    assert all((p.end or 0) >= (p.start or 0) for p in pieces)


@given(st.lists(st.sampled_from(["", "S2", "Anneke", "anneke", "SPEAKER_00", "S1 (jurist)"])))
def test_equal_labels_are_one_speaker_and_others_are_not(labels: list[str]) -> None:
    found = [speaker for speaker, _ in number_speakers((label, "") for label in labels)]
    keys = [label.split(" (")[0].casefold() for label in labels]
    assert len({f for f in found if f}) == len({k for k in keys if k})
    assert all((f is None) == (not k) for f, k in zip(found, keys, strict=True))
    assert all(f == "S2" for f, k in zip(found, keys, strict=True) if k == "s2")


def test_a_surname_is_no_role() -> None:
    assert role_of("Jan Burger") is None
    assert role_of("Jan Burger (beleidsmedewerker)") == "beleid"
    assert role_of("Co-moderator Els") == "co-moderator"
    assert role_of("Ouderenzorg") is None
