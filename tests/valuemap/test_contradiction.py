"""No link where the talk itself says that an option does not help; and only there."""

from __future__ import annotations

import pytest

from assist.core.statement import Effect, Option, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.valuemap.contradiction import contradicted
from assist.valuemap.linking import FEATURES, LinkModel, link_options

EFFECTS = {
    "wegkijken": "Straks kijken alle verpleegkundigen alleen nog naar dat tabletscherm.",
    "storing": "Als het netwerk eruit ligt staan we met lege handen bij de medicijnkar.",
}
OPTIONS = {
    "cursus": "Geef iedereen een cursus over het lezen van die grafieken.",
    "papier": "Hang een papieren overzicht aan de binnenkant van de kast.",
}


def talk(*lines: tuple[str, str]) -> tuple[list[Effect], list[Option], Transcript]:
    """Lines of (speaker, text or name of a statement); the rest of a talk around them."""
    known = EFFECTS | OPTIONS
    filler = [("M", f"Goed, dan gaan we verder met punt {i}.") for i in range(20)]
    said = [(who, known.get(line, line)) for who, line in (*filler, *lines, *filler)]
    utterances = tuple(Utterance(i, i * 5.0, i * 5.0 + 4, t, w) for i, (w, t) in enumerate(said, 1))
    transcript = Transcript(Session("s"), utterances)
    places = {u.text: u for u in utterances}
    effects = [
        Effect(name, Quote.of(places[t]), (places[t].id,), "negative")
        for name, t in EFFECTS.items() if t in places
    ]  # fmt: skip
    options = [
        Option(name, Quote.of(places[t]), (places[t].id,), "mens")
        for name, t in OPTIONS.items() if t in places
    ]  # fmt: skip
    return effects, options, transcript


ALL = (("A", "wegkijken"), ("B", "storing"), ("C", "cursus"), ("A", "papier"))


@pytest.mark.parametrize(
    ("lines", "denied"),
    [
        # By name: the option and the effect.
        ([*ALL, ("B", "Tegen dat wegkijken naar zo'n tabletscherm helpt zo'n cursus niet.")],
         {("cursus", "wegkijken")}),
        ([*ALL, ("B", "Een cursus lost zo'n storing op het netwerk niet op.")],
         {("cursus", "storing")}),
        # "Daar ... tegen": what was just talked about.
        ([("C", "cursus"), ("A", "papier"), ("B", "storing"),
          ("C", "Nee, en daar helpt zo'n cursus niet tegen.")], {("cursus", "storing")}),
        # The last proposal, without its name.
        ([("B", "storing"), ("A", "wegkijken"), ("C", "cursus"),
          ("A", "Dat haalt niks uit voor dat tabletscherm, dat blijven ze doen.")],
         {("cursus", "wegkijken")}),
        # It makes an effect worse, in the very turn that tells the effect.
        ([("C", "cursus"), ("B", "storing"), ("A", "papier"),
          ("D", "Daarmee wordt het met dat tabletscherm alleen maar erger.")], set()),
        ([("A", "wegkijken"), ("C", "cursus"),
          ("A", "Dan wordt het met dat tabletscherm alleen maar erger.")],
         {("cursus", "wegkijken")}),
        # Taken back by whoever proposed it.
        ([*ALL, ("A", "Nee, laat maar. Dat papier raakt toch zoek.")],
         {("papier", "wegkijken"), ("papier", "storing")}),
        ([*ALL, ("A", "Ik trek mijn voorstel weer in.")],
         {("papier", "wegkijken"), ("papier", "storing")}),
    ],
)  # fmt: skip
def test_what_the_talk_denies_is_found(
    lines: list[tuple[str, str]], denied: set[tuple[str, str]]
) -> None:
    assert contradicted(*talk(*lines)) == denied


@pytest.mark.parametrize(
    "line",
    [
        ("B", "Zo'n cursus helpt daar wel tegen."),
        ("B", "Helpt zo'n cursus daar dan niet tegen?"),
        ("B", "Ik kan ze bij die grafieken niet helpen."),
        ("B", "Zonder cursus helpt dat tabletscherm niks."),
        ("C", "Nee, laat maar."),  # it was not C who proposed the last thing
        ("B", "Daar helpt een liniaal niet tegen."),
        ("A", "Vergeet dat niet."),
        ("B", "Die storing lossen we nu niet op."),
    ],
)
def test_what_is_not_denied_stays(line: tuple[str, str]) -> None:
    effects, options, transcript = talk(*ALL, ("M", "Dank."), ("M", "Ja."), ("M", "Goed."), line)
    assert contradicted(effects, options, transcript) == set()


def test_a_denied_link_is_never_made() -> None:
    from support.letters import Letters

    model = LinkModel(dict.fromkeys(FEATURES, 1.0), bias=3.0, threshold=0.0)
    effects, options, transcript = talk(
        *ALL, ("B", "Tegen dat wegkijken naar zo'n tabletscherm helpt zo'n cursus niet.")
    )
    linked = link_options(effects, options, transcript, Letters(), model)
    assert {(o.id, e.effect) for o in linked for e in o.effects} == {
        ("cursus", "storing"), ("papier", "wegkijken"), ("papier", "storing"),
    }  # fmt: skip


def test_without_statements_nothing_is_denied() -> None:
    effects, options, transcript = talk(*ALL)
    assert contradicted([], options, transcript) == contradicted(effects, [], transcript) == set()
