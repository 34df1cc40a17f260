"""A summary is joined to what it sums up, and nothing else is."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_corpus import WordEncoder

from assist.core.statement import Effect, Quote, Statement
from assist.core.transcript import Utterance
from assist.training.corpus import read_gold
from assist.understand.repetition import joined, repetitions

LABELS = Path(__file__).with_name("repetitions.csv")
CORPUS = Path(__file__).parents[2] / "models" / "corpus"
# The thresholds were chosen on the other sessions of the file.
APART = {
    "sociale_media_monitoring",
    "politierooster_vakjes",
    "knuffelrobot_verpleeghuis",
    "magazijnbril",
    "huidvlek_app",
    "mbo_uitval",
}


def _talk(*said: tuple[str, str]) -> list[Utterance]:
    return [
        Utterance(n, 10.0 * n, 10.0 * n + 8, text, f"S-{role}", role)
        for n, (role, text) in enumerate(said, 1)
    ]


def _effect(utterance: Utterance) -> Statement:
    return Effect(f"e{utterance.id}", Quote.of(utterance), (utterance.id,), "negative")


TALK = _talk(
    ("burger", "Sinds die zeehond er is neemt mijn vader geen slaappillen meer."),
    ("burger", "En onze vrijwilligers durven weer met bewoners te praten."),
    ("professional", "Door de storing zaten wij zonder rooster in de kou."),
    ("moderator", "Even koffie, en dan gaan we verder met de volgende ronde."),
    ("moderator", "Ik lees het even terug: geen slaappillen meer en een storing in de kou."),
    ("burger", "Ja, zo is het wel ongeveer gezegd hoor."),
)
FOUND = [_effect(u) for u in TALK[:3]]


def test_a_summary_is_joined_to_each_statement_that_it_takes_up() -> None:
    assert repetitions(TALK, FOUND, WordEncoder()) == {"e1": (5,), "e3": (5,)}


def test_without_roles_a_summary_is_known_by_its_phrase() -> None:
    bare = [replace(u, role=None, speaker=None) for u in TALK]
    assert repetitions(bare, FOUND, WordEncoder()) == {"e1": (5,), "e3": (5,)}


def test_what_comes_before_a_statement_does_not_repeat_it() -> None:
    turned = [replace(u, id=n) for n, u in enumerate(reversed(TALK), 1)]
    found = [_effect(u) for u in turned[3:]]
    assert repetitions(turned, found, WordEncoder()) == {}


def test_a_participant_repeats_only_with_a_phrase_that_says_so() -> None:
    own = _talk(("burger", TALK[0].text), ("burger", "Bij ons ook geen slaappillen meer, fijn."))
    said = _talk(
        ("burger", TALK[0].text), ("burger", "Wat hij net zei over die slaappillen, dat klopt.")
    )
    assert repetitions(own, FOUND[:1], WordEncoder()) == {}
    assert repetitions(said, FOUND[:1], WordEncoder()) == {"e1": (2,)}


def test_a_statement_found_in_a_summary_gives_way_to_those_it_sums_up() -> None:
    with_summary = [*FOUND, _effect(TALK[4])]
    kept = joined(TALK, with_summary, WordEncoder())
    assert [(s.id, s.repeated) for s in kept] == [("e1", (5,)), ("e2", ()), ("e3", (5,))]


def test_a_moderators_own_new_statement_stays() -> None:
    talk = _talk(
        ("burger", TALK[0].text), ("moderator", "Ik hoor dat de gemeente daardoor geld bespaart.")
    )
    found = [_effect(u) for u in talk]
    assert [s.id for s in joined(talk, found, WordEncoder())] == ["e1", "e2"]


def test_what_a_moderator_says_again_word_for_word_does_not_count() -> None:
    # Without a word such as "samengevat"; a third of such repetitions counted as new.
    words = "na elf uur 's avonds beantwoordt Guus nog vragen van chauffeurs in de nachtdienst"
    talk = _talk(
        ("burger", f"Bij ons is het zo: {words}, dat is mooi."),
        ("moderator", f"Dus {words}, noteer ik."),
        ("burger", "Ja."),
        ("co-moderator", f"Even kijken: {words}."),
    )
    found = [_effect(talk[0]), _effect(talk[1]), _effect(talk[3])]
    kept = joined(talk, found, WordEncoder())
    assert [(s.id, s.repeated) for s in kept] == [("e1", (2, 4))]


def test_a_participant_who_says_the_same_words_has_their_own_say() -> None:
    words = "na elf uur 's avonds beantwoordt Guus nog vragen van chauffeurs in de nachtdienst"
    talk = _talk(("burger", words), ("professional", words))
    kept = joined(talk, list(map(_effect, talk)), WordEncoder())
    assert [(s.id, s.repeated) for s in kept] == [("e1", ()), ("e2", ())]


@pytest.mark.slow
def test_joins_are_right_nine_times_in_ten_on_sessions_apart() -> None:
    from assist.models.shipped import shipped
    from assist.understand.encoder import load_encoder

    encoder = load_encoder(shipped("models", "encoder"))
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {
            (row["session"], int(row["utterance"]), row["statement"]): row["joined"]
            for row in csv.DictReader(file)
        }
    right = wrong = 0
    for name in sorted(APART):
        gold = read_gold(CORPUS / f"{name}.json")
        found = repetitions(gold.transcript.utterances, gold.statements, encoder)
        for told in ((name, u, id_) for id_, places in found.items() for u in places):
            right += labels.get(told) == "yes"
            wrong += told not in labels
    assert right >= 8
    assert wrong <= 2
