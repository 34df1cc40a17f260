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
    AddAsked,
    Asked,
    BulkAsked,
    ClusterAsked,
    CommentAsked,
    CorrectAsked,
    EditAsked,
    JudgeAsked,
    MergeAsked,
    OfferAsked,
    RestoreAsked,
    RolesAsked,
    SettleAsked,
    SpeakerAsked,
    SplitAsked,
    TurnAsked,
)
from assist.web.desk import Desk, Shown


def target_of(asked: Asked, shown: Shown) -> str:
    """Id of the statement that this is about; empty when it is about none, or several.

    Raises
    ------
    AssistError
        ``words-not-spoken``.
    """
    if isinstance(asked, JudgeAsked | EditAsked | SplitAsked | CommentAsked):
        return asked.target
    if isinstance(asked, AddAsked):
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
        case JudgeAsked() | EditAsked():
            return _on_one(asked, shown, desk)
        case BulkAsked():
            return changes.together([_on_one(part, shown, desk) for part in asked.parts])
        case AddAsked():
            return _add(asked, shown)
        case SplitAsked():
            statement = desk.statement(shown, asked.target)
            words = asked.first, asked.second
            return reshaping.split(
                shown.suggestions, now, statement, *words, utterance=asked.utterance
            )
        case MergeAsked():
            return reshaping.merge(shown.suggestions, now, asked.targets)
        case CommentAsked(withdraw=number) if number is not None:
            return remarks.withdraw(shown.log, number)
        case CommentAsked():
            statement = desk.statement(shown, asked.target)
            return remarks.comment(shown.suggestions, statement, asked.text)
        case CorrectAsked():
            return correcting.correct(now, asked.utterance, asked.text, asked.before)
        case SpeakerAsked():
            return speaking.give_speaker(now, asked.utterances, asked.speaker)
        case RolesAsked():
            return changes.give_roles(now, asked.roles)
        case RestoreAsked():
            return changes.put_back(now, asked.target, shown.log)
        case ClusterAsked():
            return clustering.move_value(now, asked.value, asked.cluster)
        case OfferAsked(withdraw=True):
            return remarks.take_back(shown.log, asked.value)
        case OfferAsked():
            return remarks.offer(now, desk.lexicon, asked.value, asked.definition, shown.log)
        case SettleAsked():
            return conflicts.settle(shown.log, asked.target, asked.field, asked.number)
        case TurnAsked():
            return _turn(asked, shown, who)
    raise TypeError(f"no wish for {asked!r}")


def _on_one(asked: JudgeAsked | EditAsked, shown: Shown, desk: Desk) -> Wish | None:
    statement = desk.statement(shown, asked.target)
    if isinstance(asked, JudgeAsked):
        return changes.judge(shown.suggestions, statement, asked.action)
    fields = asked.model_dump(exclude={"action", "target", "seen"}, exclude_none=True)
    for name, known in (("add_values", "with"), ("drop_values", "without")):
        if name in fields:
            fields[known] = fields.pop(name)
    seen = None if asked.seen is None else desk.as_seen(shown, asked.target, asked.seen)
    return changes.edit(shown.suggestions, statement, fields, seen) or changes.judge(
        shown.suggestions, statement, "accept"
    )


def _add(asked: AddAsked, shown: Shown) -> Wish | None:
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


def _quote(asked: AddAsked, shown: Shown) -> Quote:
    return words_of(shown.valuemap.transcript, asked.utterance, asked.words, asked.at)


def _turn(asked: TurnAsked, shown: Shown, who: str) -> Wish | None:
    if asked.number is not None:
        one = turning.turn_one if asked.action == "undo" else turning.bring_back
        return one(shown.log, asked.number)
    last = turning.undo if asked.action == "undo" else turning.redo
    return last(shown.log, who)
