"""What was decided about one thing, as steps that a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assist.core.decision import Action, Decision
from assist.core.language import _, ngettext
from assist.review import snapshot
from assist.review.conflicts import writes
from assist.review.log import BULK, TURNING, about, live, parts_of, targets_of, turned
from assist.valuemap.words import domain_name, polarity_name, status_name


@dataclass(frozen=True, slots=True)
class Step:
    """One decision about a statement, utterance or value, in words.

    Parameters
    ----------
    number : int
        Of the decision; what `turning.turn_one` and `turning.bring_back` ask for.
    at, who : str
        When (ISO 8601, UTC) and by whom.
    action : Action
        That of the part, where it was one act on many.
    text : tuple of str
        What happened, one sentence each, in the user's language.
    in_force : bool
        Whether it holds; False for what was undone. True for an undo or redo itself.
    together : int
        How many statements the same act was about; 1 when it was about this one alone.
    made_by : str
        Model and version whose suggestion it was; empty for a person's own.
    """

    number: int
    at: str
    who: str
    action: Action
    text: tuple[str, ...]
    in_force: bool = True
    together: int = 1
    made_by: str = ""


def history(log: Sequence[Decision], target: str) -> tuple[Step, ...]:
    """What was decided about one statement, utterance (``u-17``) or value, the oldest first."""
    holding = {d.number for d in live(log)}
    numbered = {d.number: d for d in log}
    steps = []
    for decision in about(log, target):
        if decision.action in TURNING:
            steps.append(_turning(decision, numbered.get(turned(decision)), target))
            continue
        parts = list(parts_of(decision))
        for part in parts:
            if target in targets_of(part):
                steps.append(
                    Step(
                        part.number,
                        part.at,
                        part.who,
                        part.action,
                        sentences(part, target),
                        part.number in holding,
                        len(parts),
                        part.made_by,
                    )
                )
    return tuple(steps)


def describe(decision: Decision) -> str:
    """One line about a decision as a whole, as what undo or redo would turn."""
    parts = list(parts_of(decision))
    line = _joined(sentences(parts[0], parts[0].target)) if parts else ""
    if decision.action == "cluster":
        line = _("{value}, {change}").format(value=decision.target, change=line)
    if decision.action == BULK:
        told = ngettext("{n} uitspraak tegelijk", "{n} uitspraken tegelijk", len(parts))
        alike = len({p.action for p in parts}) == 1 and parts[0].action != "edit"
        return f"{told.format(n=len(parts))}: {line}" if alike else told.format(n=len(parts))
    return line


def _joined(told: Sequence[str]) -> str:
    """Sentences as one line."""
    return "; ".join(t.rstrip(".") for t in told)


def _turning(decision: Decision, turned_one: Decision | None, target: str) -> Step:
    what = ""
    if turned_one is not None:
        parts = [p for p in parts_of(turned_one) if target in targets_of(p)]
        what = _joined([t for p in parts for t in sentences(p, target)])
    name = _("Ongedaan gemaakt: {what}") if decision.action == "undo" else _("Opnieuw: {what}")
    number, at, who = decision.number, decision.at, decision.who
    return Step(number, at, who, decision.action, (name.format(what=what),))


def sentences(part: Decision, target: str) -> tuple[str, ...]:
    """What a decision (no bulk) did, in words."""
    told = _told(part, target)
    return (_("Gekozen tussen twee versies."), *told) if "settles" in part.change else told


def _told(part: Decision, target: str) -> tuple[str, ...]:
    change = part.change
    match part.action:
        case "accept":
            return (_("Akkoord."),)
        case "reject":
            return (_("Afgewezen."),)
        case "reset":
            return (_("Weer zoals voorgesteld."),)
        case "add":
            return (_("Zelf toegevoegd: {words}").format(words=_quoted(_exact(change))),)
        case "restore":
            words = _quoted(str(change["held"]["text"]))
            return (_("Weggelaten tekst teruggezet: {words}").format(words=words),)
        case "split":
            return (_split(part, target),)
        case "merge":
            return (_merged(part, target),)
        case "comment" if "withdraws" in change:
            return (_("Opmerking weggehaald."),)
        case "comment":
            return (_("Opmerking: {text}").format(text=change["text"]),)
        case "lexicon" if change.get("withdrawn"):
            return (_("Niet meer aangeboden aan de waardenlijst."),)
        case "lexicon":
            return (_("Aangeboden aan de waardenlijst."),)
    return tuple(
        _changed(field, was, value)
        for there, field, value, was in writes(part)
        if there == target and field != "status"
    )


def _changed(field: str, was: Any, value: Any) -> str:
    """One field: from what to what; of values what came and what went."""
    if field == "values" and was is not None:
        came = [v for v in value or () if v not in was]
        went = [v for v in was if v not in (value or ())]
        told = [_("{values} erbij").format(values=", ".join(came))] if came else []
        told += [_("{values} eraf").format(values=", ".join(went))] if went else []
        if told:
            return _("{name}: {after}").format(name=field_name(field), after=", ".join(told))
    name, before, after = field_name(field), value_text(field, was), value_text(field, value)
    if was is None:
        return _("{name}: {after}").format(name=name, after=after)
    return _("{name}: van {before} naar {after}").format(name=name, before=before, after=after)


def field_name(field: str) -> str:
    """What a field is called, for history and conflicts."""
    if field.startswith("role "):
        return _("Rol van {speaker}").format(speaker=field.removeprefix("role "))
    names = {
        "status": _("Besluit"),
        "values": _("Waarden"),
        "wording": _("Eigen woorden"),
        "quote": _("Citaat"),
        "polarity": _("Soort effect"),
        "actor": _("Voor wie"),
        "domain": _("Domein"),
        "effects": _("Antwoord op effecten"),
        "text": _("Tekst"),
        "speaker": _("Spreker"),
        "cluster": _("Groep"),
        "definition": _("Omschrijving"),
    }
    return names.get(field, field)


def value_text(field: str, value: Any) -> str:
    """The value of a field in words; a dash for nothing."""
    if field == "status":
        return status_name(value)
    if field == "polarity" and value:
        return polarity_name(value)
    if field == "domain" and value:
        return domain_name(value)
    if field == "quote" and value:
        return _quoted(str(value["exact"]))
    if field == "effects":
        return ngettext("{n} effect", "{n} effecten", len(value or ())).format(n=len(value or ()))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    if field in ("text", "wording") and value:
        return _quoted(str(value))
    return str(value) if value else "–"


def _exact(change: Any) -> str:
    return str(change["statement"]["quote"]["exact"])


def _split(part: Decision, target: str) -> str:
    first = _quoted(part.change["first"]["exact"])
    second = _quoted(part.change["second"]["quote"]["exact"])
    if target != part.target:
        return _("Ontstaan door splitsen: {second}").format(second=second)
    return _("Gesplitst in {first} en {second}").format(first=first, second=second)


def _merged(part: Decision, target: str) -> str:
    copies = [snapshot.from_json(c) for c in part.change.get("copies", ())]
    if target != part.target:
        return _("Samengevoegd met {words}").format(words=_quoted(_exact(part.change)))
    words = ", ".join(_quoted(c.quote.exact) for c in copies)
    return _("Samengevoegd met {words}").format(words=words)


def _quoted(words: str, most: int = 80) -> str:
    """Words between quotation marks, cut at a word when they are many."""
    if len(words) > most:
        words = words[:most].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"
    return f"“{words}”"
