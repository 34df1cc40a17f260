"""Histories, ready to be shown: of one thing, and of the whole session."""

from __future__ import annotations

from dataclasses import dataclass

from assist.core.language import _
from assist.review.history import describe
from assist.review.log import TURNING, live, turned
from assist.web.desk import Shown
from assist.web.wording import moment, words_about


@dataclass(frozen=True)
class Line:
    """One step.

    Parameters
    ----------
    number : int
        Of the decision.
    at, when : str
        The moment, for machines and for people.
    who : str
        Who did it.
    text : tuple of str
        What happened, one sentence each.
    words : str
        Of the statement that it was about; empty where that is plain.
    made_by : str
        Whose suggestion it was; empty for a person's own, and for that of the run that is shown.
    together : int
        How many statements the same act was about.
    in_force : bool
        Whether it holds now.
    turnable : bool
        Whether it can be undone or redone: not an undo or redo itself.
    """

    number: int
    at: str
    when: str
    who: str
    text: tuple[str, ...]
    words: str = ""
    made_by: str = ""
    together: int = 1
    in_force: bool = True
    turnable: bool = True


def maker(shown: Shown) -> str:
    """Model and version of the run that is shown, as decisions name them."""
    made_by = shown.suggestions.made_by
    name, version = made_by.models.get("statements", ""), f"assist {made_by.version}"
    return f"{name} ({version})" if name else version


def of_one(shown: Shown, target: str) -> tuple[Line, ...]:
    """What was decided about one thing, the oldest first."""
    return tuple(
        Line(
            step.number,
            step.at,
            moment(step.at),
            step.who,
            step.text,
            made_by=step.made_by if step.made_by != maker(shown) else "",
            together=step.together,
            in_force=step.in_force,
            turnable=step.action not in TURNING,
        )
        for step in shown.history(target)
    )


def of_all(shown: Shown, start: int = 0, stop: int | None = None) -> tuple[Line, ...]:
    """What was decided in the whole session, the newest first; a slice of it."""
    holding = {d.number for d in live(shown.log)}
    numbered = {d.number: d for d in shown.log}
    lines = []
    for decision in shown.log[::-1][start:stop]:
        about = numbered.get(turned(decision), decision)
        text = describe(about)
        if decision.action == "undo":
            text = _("Ongedaan gemaakt: {what}").format(what=text)
        elif decision.action == "redo":
            text = _("Opnieuw: {what}").format(what=text)
        lines.append(
            Line(
                decision.number,
                decision.at,
                moment(decision.at),
                decision.who,
                (text,),
                words=words_about(about, shown.statements),
                made_by=decision.made_by if decision.made_by != maker(shown) else "",
                in_force=decision.action in TURNING or decision.number in holding,
                turnable=decision.action not in TURNING,
            )
        )
    return tuple(lines)
