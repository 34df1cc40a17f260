"""Why something was suggested, in sentences for people who do not know how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assist.core.language import _
from assist.core.statement import Effect, Reason, Statement, ValueSuggestion
from assist.valuemap.words import link_reason
from assist.web.wording import shortened

VERY, RATHER, SOMEWHAT = 0.85, 0.65, 0.4  # from here on, of how sure a model is


def is_guess(value: ValueSuggestion) -> bool:
    """Whether a value is so unsure that it must not look like the others."""
    return value.score < SOMEWHAT and value.because.note != "by_hand"


def reasons(statement: Statement, answers: Mapping[str, Statement]) -> Iterator[str]:
    """Grounds of a statement, of each of its values and of each effect that it answers.

    Parameters
    ----------
    statement : Statement
        As it is shown.
    answers : mapping of str to Statement
        The effects that are shown as answered, by id.
    """
    if statement.status == "added":
        yield _("Dit is met de hand toegevoegd.")
    else:
        told = _is_effect(statement) if isinstance(statement, Effect) else _is_option(statement)
        yield " ".join((told, *_grounds(statement.because)))
    if statement.status == "edited":
        yield _("Daarna is het met de hand aangepast. Wat, staat bij Geschiedenis.")
    for value in statement.values:
        name = value.value.capitalize()
        if value.because.note == "by_hand":
            yield _("{value}: met de hand gekozen.").format(value=name)
            continue
        sure = _sure(value.score).format(what=name, percent=round(value.score * 100))
        yield " ".join((sure, *_grounds(value.because)))
    for link in () if isinstance(statement, Effect) else statement.effects:
        if link.effect in answers and link.because.note != "by_hand":
            words = shortened(answers[link.effect].quote.exact, 44)
            what = _("Antwoord op “{words}”").format(words=words)
            sure = _sure(link.score).format(what=what, percent=round(link.score * 100))
            yield " ".join((sure, *link_reason(link.because)))


def _is_effect(statement: Statement) -> str:
    what = _("Dit is een gevolg van de technologie")
    return _sure(statement.score).format(what=what, percent=round(statement.score * 100))


def _is_option(statement: Statement) -> str:
    what = _("Dit is een voorstel om iets te doen of te veranderen")
    return _sure(statement.score).format(what=what, percent=round(statement.score * 100))


def _sure(score: float) -> str:
    """How sure a model is of something, in words as well as in a number."""
    if score >= VERY:
        return _("{what}: daar is assist heel zeker van ({percent} %).")
    if score >= RATHER:
        return _("{what}: daar is assist tamelijk zeker van ({percent} %).")
    if score >= SOMEWHAT:
        return _("{what}: daar is assist niet zo zeker van ({percent} %).")
    return _("{what}: dat is een gok van assist ({percent} %).")


def _grounds(reason: Reason) -> Iterator[str]:
    if reason.words:
        words = ", ".join(f"“{run.strip(' ,.;:?!…')}”" for run in reason.words)
        yield _("Deze woorden wogen het zwaarst: {words}.").format(words=words)
    if reason.lexicon:
        words = ", ".join(f"“{word}”" for word in reason.lexicon)
        yield _("In de waardenlijst hoort dit bij deze waarde: {words}.").format(words=words)
    if reason.nearest:
        words = reason.nearest.rstrip(".")
        yield _("Het lijkt op iets dat assist al kende: “{words}”.").format(words=words)
