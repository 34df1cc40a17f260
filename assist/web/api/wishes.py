"""What somebody asks for, as the wish that the desk carries out."""

from __future__ import annotations

from assist.core.statement import Quote, id_of
from assist.review import (
    changes,
    clustering,
    conflicts,
    correcting,
    remarks,
    reshaping,
    speaking,
    turning,
)
from assist.review.wish import Wish, words_of
from assist.web.api.asked import (
    Add,
    Asked,
    Bulk,
    Cluster,
    Comment,
    Correct,
    Edit,
    Judge,
    Merge,
    Offer,
    Restore,
    Roles,
    Settle,
    Speaker,
    Split,
    Turn,
)
from assist.web.desk import Desk, Shown


def target_of(asked: Asked, shown: Shown) -> str:
    """Id of the statement that this is about; empty when it is about none, or several.

    Raises
    ------
    AssistError
        ``words-not-spoken``.
    """
    if isinstance(asked, Judge | Edit | Split | Comment):
        return asked.target
    if isinstance(asked, Add):
        return id_of(asked.kind, shown.valuemap.session.id, _quote(asked, shown))
    return ""


def wish_for(asked: Asked, shown: Shown, desk: Desk, who: str) -> Wish | None:
    """The decision that this is on the session as it is now; None when nothing would change.

    Raises
    ------
    AssistError
        What the room of the decision raises: ``statement-gone``, ``words-not-spoken``...
    """
    now = shown.valuemap
    match asked:
        case Judge() | Edit():
            return _on_one(asked, shown, desk)
        case Bulk():
            return changes.together([_on_one(part, shown, desk) for part in asked.parts])
        case Add():
            return _add(asked, shown)
        case Split():
            statement = desk.statement(shown, asked.target)
            words = asked.first, asked.second
            return reshaping.split(
                shown.suggestions, now, statement, *words, utterance=asked.utterance
            )
        case Merge():
            return reshaping.merge(shown.suggestions, now, asked.targets)
        case Comment(withdraw=number) if number is not None:
            return remarks.withdraw(shown.log, number)
        case Comment():
            statement = desk.statement(shown, asked.target)
            return remarks.comment(shown.suggestions, statement, asked.text)
        case Correct():
            return correcting.correct(now, asked.utterance, asked.text, asked.before)
        case Speaker():
            return speaking.give_speaker(now, asked.utterances, asked.speaker)
        case Roles():
            return changes.give_roles(now, asked.roles)
        case Restore():
            return changes.put_back(now, asked.target, shown.log)
        case Cluster():
            return clustering.move_value(now, asked.value, asked.cluster)
        case Offer(withdraw=True):
            return remarks.take_back(shown.log, asked.value)
        case Offer():
            return remarks.offer(now, desk.lexicon, asked.value, asked.definition, shown.log)
        case Settle():
            return conflicts.settle(shown.log, asked.target, asked.field, asked.number)
        case Turn():
            return _turn(asked, shown, who)
    raise TypeError(f"no wish for {asked!r}")


def _on_one(asked: Judge | Edit, shown: Shown, desk: Desk) -> Wish | None:
    statement = desk.statement(shown, asked.target)
    if isinstance(asked, Judge):
        return changes.judge(shown.suggestions, statement, asked.action)
    fields = asked.model_dump(exclude={"action", "target", "seen"}, exclude_none=True)
    for name, known in (("add_values", "with"), ("drop_values", "without")):
        if name in fields:
            fields[known] = fields.pop(name)
    seen = None if asked.seen is None else desk.as_seen(shown, asked.target, asked.seen)
    return changes.edit(shown.suggestions, statement, fields, seen) or changes.judge(
        shown.suggestions, statement, "accept"
    )


def _add(asked: Add, shown: Shown) -> Wish | None:
    return changes.add(
        shown.suggestions,
        shown.valuemap,
        asked.kind,
        _quote(asked, shown),
        side=(asked.domain if asked.kind == "option" else asked.polarity) or "",
        actor=asked.actor,
        values=asked.values,
        wording=asked.wording,
    )


def _quote(asked: Add, shown: Shown) -> Quote:
    return words_of(shown.valuemap.transcript, asked.utterance, asked.words, asked.at)


def _turn(asked: Turn, shown: Shown, who: str) -> Wish | None:
    if asked.number is not None:
        one = turning.turn_one if asked.action == "undo" else turning.bring_back
        return one(shown.log, asked.number)
    last = turning.undo if asked.action == "undo" else turning.redo
    return last(shown.log, who)
