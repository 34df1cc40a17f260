"""What was held back comes back by a decision, and goes again when that is undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.reviewing import decided_map
from support.small_maps import make_map

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Quote
from assist.core.transcript import Held, Word
from assist.core.valuemap import ValueMap
from assist.review import changes
from assist.review.changes import Wish
from assist.review.decide import decide
from assist.review.restoring import id_of_held, restored

LEXICON = Lexicon("t", "1", "", (Concept("privacy"),))
THANKS = Held(4.5, 5.0, "Dank u wel.", "Te stil.", (Word("Dank", 4.5, 4.6, 0.2),))
NO = Held(21.0, 22.0, "Nee, dat wil ik niet.", "Te stil.")


@pytest.fixture
def run() -> ValueMap:
    made = make_map(
        "s", [(None, 5.0, None), ("burger", 5.0, ("negative", ["privacy"], "suggested"))] * 2
    )
    return replace(made, transcript=replace(made.transcript, held=(THANKS, NO)))


def taken(number: int, wish: Wish) -> Decision:
    return Decision(number, "s", "", "ik", wish.action, wish.target, wish.change)


def back(run: ValueMap, held: Held, number: int = 1) -> Decision:
    return taken(number, changes.put_back(run, id_of_held(run.transcript, held)))


def test_it_is_an_utterance_at_its_time_and_no_id_changes(run: ValueMap) -> None:
    after = decided_map(run, [back(run, NO)], LEXICON)
    assert [u.id for u in after.transcript.utterances] == [1, 2, 3, 4, 6]
    assert after.transcript[6].text == NO.text
    assert after.transcript.held == (THANKS,)
    assert after.effects == run.effects


def test_the_order_of_putting_back_does_not_matter(run: ValueMap) -> None:
    both = [back(run, THANKS, 1), back(run, NO, 2)]
    swapped = [back(run, NO, 1), back(run, THANKS, 2)]
    assert restored(run, both) == restored(run, swapped)
    assert restored(run, both).transcript.held == ()


def test_undo_takes_it_out_again_and_redo_brings_it_back(run: ValueMap) -> None:
    first = back(run, NO)
    undo = Decision(2, "s", "", "ik", "undo", first.target, {"number": 1})
    redo = Decision(3, "s", "", "ik", "redo", first.target, {"number": 1})
    assert decided_map(run, [first, undo], LEXICON) == run
    assert decided_map(run, [first, undo, redo], LEXICON) == decided_map(run, [first], LEXICON)


def test_an_own_effect_can_stand_on_words_that_came_back(run: ValueMap) -> None:
    first = back(run, NO)
    shown = decided_map(run, [first], LEXICON)
    quote = Quote.of(shown.transcript[6], 5, 20)
    wish = changes.add(restored(run, [first]), shown, "effect", quote, side="negative")
    assert wish is not None
    log = [first, taken(2, wish)]
    added = [e for e in decided_map(run, log, LEXICON).effects if e.status == "added"]
    assert [e.quote.exact for e in added] == ["dat wil ik niet"]
    # without the words it cannot stand, and the decision is kept as one that fell off
    undone = [*log, Decision(3, "s", "", "ik", "undo", first.target, {"number": 1})]
    assert decided_map(run, undone, LEXICON).effects == run.effects
    assert [o.kept for o in decide(run, undone).orphans] == [False]


def test_it_stays_when_another_run_does_not_hold_it(run: ValueMap) -> None:
    first = back(run, THANKS)
    other = replace(run, transcript=replace(run.transcript, held=()))
    after = restored(other, [first]).transcript
    assert [(u.start, u.text, u.words) for u in after.utterances if u.id > 4] == [
        (4.5, "Dank u wel.", THANKS.words)
    ]


def test_it_does_not_come_double_when_another_run_has_it_in_the_talk(run: ValueMap) -> None:
    first = back(run, THANKS)
    heard = replace(run.transcript.utterances[0], text="Goed. Dank u wel.", end=5.0)
    talk = replace(run.transcript, utterances=(heard, *run.transcript.utterances[1:]), held=())
    other = replace(run, transcript=talk)
    assert restored(other, [first]) == other


def test_what_is_not_held_cannot_be_put_back(run: ValueMap) -> None:
    first = back(run, NO)
    shown = decided_map(run, [first], LEXICON)
    for target in (first.target, "h-0000000000000000", ""):
        with pytest.raises(AssistError):
            changes.put_back(shown, target)


def test_ids_of_pieces_do_not_depend_on_their_place(run: ValueMap) -> None:
    turned = replace(run.transcript, held=(NO, THANKS))
    assert id_of_held(turned, NO) == id_of_held(run.transcript, NO)
    assert id_of_held(turned, NO) != id_of_held(turned, replace(NO, start=21.5))
