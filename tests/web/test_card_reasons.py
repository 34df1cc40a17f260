"""What a card says about why: each ground in a plain sentence, and nothing that is not there."""

from __future__ import annotations

from dataclasses import replace

from assist.core.statement import Effect, EffectLink, Option, Quote, Reason, ValueSuggestion
from assist.web.view import card_of

QUOTE = Quote(3, 0, 33, "je voelt je de hele dag bekeken,", 4.0, 6.0)
EFFECT = Effect(
    "e", QUOTE, (3,), "negative", score=0.914,
    values=(
        ValueSuggestion(
            "privacy", 0.83,
            Reason(("bekeken voelen",), "ze kijken de hele dag mee.", ("de hele dag bekeken,",)),
        ),
        ValueSuggestion("rust", 0.2),
    ),
    because=Reason(words=("je voelt je",), nearest="ik durf niet meer naar buiten"),
    proposed=(ValueSuggestion("geborgenheid", 0.3, Reason(note="none_fits")),),
)  # fmt: skip


def option(because: Reason) -> Option:
    return Option(
        "o", replace(QUOTE, utterance=9, exact="hang hem hoger"), (9,), "techniek",
        effects=(EffectLink("e", 0.4, because),),
    )  # fmt: skip


def test_every_ground_is_a_sentence() -> None:
    assert card_of(EFFECT).reasons == (
        "Dit is een gevolg van de technologie: daar is assist heel zeker van (91 %)."
        " Deze woorden wogen het zwaarst: “je voelt je”."
        " Het lijkt op iets dat assist al kende: “ik durf niet meer naar buiten”.",
        "Privacy: daar is assist tamelijk zeker van (83 %)."
        " Deze woorden wogen het zwaarst: “de hele dag bekeken”."
        " In de waardenlijst hoort dit bij deze waarde: “bekeken voelen”."
        " Het lijkt op iets dat assist al kende: “ze kijken de hele dag mee”.",
        "Rust: dat is een gok van assist (20 %).",
    )


def test_a_link_tells_its_ground() -> None:
    for because, sentence in (
        (Reason(note="same_value", lexicon=("privacy",)), "Bij allebei gaat het om: privacy."),
        (Reason(note="shared_words", words=("camera",)), "Dezelfde woorden: camera."),
        (Reason(note="same_speaker"), "Wie dit voorstelde, noemde ook dat effect."),
        (Reason(note="nearby"), "Kort na elkaar gezegd."),
        (Reason(note="similar"), "Ze gaan over hetzelfde."),
        (Reason(note="another program's"), "(40 %)."),
    ):
        told = card_of(option(because), {"e": EFFECT}).reasons[-1]
        assert told.startswith(
            "Antwoord op “je voelt je de hele dag bekeken,”:"
            " daar is assist niet zo zeker van (40 %)."
        )
        assert told.endswith(sentence)
    gone = replace(EFFECT, status="rejected")
    assert len(card_of(option(Reason(note="nearby")), {"e": gone}).reasons) == 1


def test_a_proposed_name_is_shown_until_it_is_taken_over_or_refused() -> None:
    assert card_of(EFFECT).proposed == ("geborgenheid",)
    taken = replace(EFFECT, values=(*EFFECT.values, ValueSuggestion("geborgenheid", 1.0)))
    for other in (taken, replace(EFFECT, status="rejected"), replace(EFFECT, status="added")):
        assert card_of(other).proposed == ()


def test_a_guess_looks_like_a_guess_until_somebody_takes_it() -> None:
    from assist.core.statement import Reason, ValueSuggestion
    from assist.web.why import is_guess

    assert is_guess(ValueSuggestion("rust", 0.18))
    assert not is_guess(ValueSuggestion("rust", 0.6))
    assert not is_guess(ValueSuggestion("rust", 0.18, Reason(note="by_hand")))
