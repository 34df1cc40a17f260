"""Proposing who leads the talk, and what somebody says about roles."""

from dataclasses import replace

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from assist.cli.who import roles_given
from assist.core.transcript import Session, Transcript, Utterance
from assist.transcribe.reading import read_transcript
from assist.transcribe.speakers import with_roles
from assist.transcribe.voices.roles import leading, with_proposed_roles
from assist.transcribe.writing import write_transcript

LEADING = (
    "Welkom allemaal, we beginnen zo.",
    "Wie wil er iets over zeggen?",
    "Dank je. En jij, wat vind jij daarvan?",
    "We gaan naar de volgende ronde, we hebben nog tien minuten.",
    "Hoor ik daar ook een waarde in?",
)
TELLING = (
    "Bij ons in de wijk durft niemand meer langs die camera te lopen en dat is jammer.",
    "Mijn moeder heeft zo'n ding thuis staan en die wil er eigenlijk niets mee te maken hebben.",
    "Het scheelt ons een hoop tijd, want we hoeven niet meer elke dag zelf te kijken.",
)


def talk(*speakers: str, leader: str = "S1", length: int = 40) -> list[Utterance]:
    found = []
    for i in range(length):
        leads = i % 3 == 0
        speaker = leader if leads else speakers[i % len(speakers)]
        text = LEADING[i // 3 % len(LEADING)] if leads else TELLING[i % len(TELLING)]
        found.append(Utterance(i + 1, float(i), i + 0.9, text, speaker))
    return found


def test_who_asks_gives_the_floor_and_keeps_time_leads():
    assert leading(talk("S2", "S3", "S4")) == "S1"
    assert leading(talk("S1", "S3", "S4", leader="S2")) == "S2"


def test_a_proposed_role_is_marked_and_only_that():
    told = with_proposed_roles(talk("S2", "S3"))
    assert {(u.speaker, u.role, u.role_proposed) for u in told} == {
        ("S1", "moderator", True), ("S2", None, False), ("S3", None, False)
    }  # fmt: skip


def test_nobody_is_proposed_where_nobody_leads_or_little_is_said():
    alike = [replace(u, text=TELLING[u.id % 3]) for u in talk("S2", "S3", "S4")]
    assert leading(alike) is None
    assert leading(talk("S2", "S3", length=6)) is None
    assert leading([replace(u, speaker="S1") for u in alike]) is None
    assert leading([]) is None


def test_where_the_moderator_is_known_nothing_is_proposed():
    known = [replace(u, role="moderator") if u.speaker == "S3" else u for u in talk("S2", "S3")]
    assert with_proposed_roles(known) == tuple(known)


def test_what_somebody_says_outranks_the_proposal():
    told = with_roles(with_proposed_roles(talk("S2", "S3")), {"S2": "moderator"})
    assert {(u.speaker, u.role, u.role_proposed) for u in told} == {
        ("S1", None, False), ("S2", "moderator", False), ("S3", None, False)
    }  # fmt: skip


def test_a_role_for_somebody_else_leaves_the_proposal():
    told = with_roles(with_proposed_roles(talk("S2", "S3")), {"S3": "burger"})
    assert {(u.speaker, u.role) for u in told} == {
        ("S1", "moderator"), ("S2", None), ("S3", "burger")
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["S1", "S2", None]), st.text(max_size=40)), max_size=30))
def test_any_talk_keeps_its_words_and_order(said):
    before = [
        Utterance(i, float(i), i + 0.5, text, speaker)
        for i, (speaker, text) in enumerate(said, start=1)
    ]
    after = with_proposed_roles(before)
    assert [(u.id, u.text, u.speaker) for u in after] == [(u.id, u.text, u.speaker) for u in before]


def test_marks_survive_our_own_file(tmp_path):
    path = tmp_path / "uit.json"
    marked = Utterance(
        1, 0.0, 2.0, "Zo is dat.", "S1", "moderator", speaker_uncertain=True, role_proposed=True
    )
    plain = Utterance(2, 2.0, 4.0, "Ja, dat denk ik ook.", "S2")
    write_transcript(Transcript(Session("s"), (marked, plain)), path)
    assert read_transcript(path).utterances == (marked, plain)
    assert path.read_text(encoding="utf-8").count("uncertain") == 1  # only where it is so


def test_a_proposed_role_is_no_fact_in_files_that_cannot_mark_it(tmp_path):
    for ending in (".vtt", ".txt", ".csv"):
        path = tmp_path / f"uit{ending}"
        session = Transcript(Session("s"), with_proposed_roles(talk("S2", "S3")))
        write_transcript(session, path)
        assert "moderator" not in path.read_text(encoding="utf-8")


def test_roles_on_the_command_line():
    assert roles_given(["S1=Gespreksleider", "s2 = bewoner"]) == (
        ("S1", "moderator"),
        ("S2", "bewoner"),
    )
    assert roles_given(None) == ()
    for wrong in ("S1", "Anneke=burger", "S1=", "=burger"):
        with pytest.raises(typer.BadParameter):
            roles_given([wrong])
