"""Rows of the transcript with everything that stands beside them, and what changed in them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from assist.review.early import early_map
from assist.review.playback import sound_of
from assist.review.records import Listed
from assist.review.store import Store
from assist.web import pages, view
from assist.web.desk import Shown
from assist.web.disputes import disputes
from assist.web.who import Right, may


def rows_beside(
    shown: Shown, only: Iterable[int] | None = None, carded: Container[str] | None = None
) -> list[view.Row]:
    """Rows with statements, comments and disputes; ``only`` and ``carded`` as `view.rows_of`."""
    rows = view.rows_of(shown.valuemap, only, carded, shown.comments)
    open_ = disputes(shown)
    if not open_:
        return rows
    return [
        replace(
            row,
            disputes=open_.get(f"u-{row.utterance.id}", ()),
            cards=tuple(
                replace(card, disputes=open_.get(card.statement.id, ())) for card in row.cards
            ),
        )
        for row in rows
    ]


def row_texts(shown: Shown, numbers: Iterable[int], **more: Any) -> dict[str, str]:
    """Rows as HTML, by the id of their element, in the order of the talk."""
    given = {"session": shown.about, "sound": sound_of(shown.about), **more}
    return {
        f"u-{row.utterance.id}": pages.text("row.html", row=row, **given)
        for row in rows_beside(shown, numbers)
    }


def may_but_decide(right: Right) -> bool:
    """For templates of a session without a map: everything that its reader may, but decide."""
    return right != "decide" and may(right)


def early_shown(store: Store, listed: Listed, had: Shown | None = None) -> Shown | None:
    """What there is while the first run is going; None before the first words."""
    found = early_map(store.engine, listed, had.valuemap if had is not None else None)
    return Shown(listed, found, found, (), ()) if found is not None else None


def changed_rows(before: Shown, after: Shown) -> set[int]:
    """Utterances whose row looks different: its words, its cards, or what those answer."""
    rows: set[int] = set()
    if before.valuemap.transcript is not after.valuemap.transcript:
        spoken = {u.id: u for u in before.valuemap.transcript.utterances}
        for utterance in after.valuemap.transcript.utterances:
            was = spoken.get(utterance.id)
            if was is not utterance and was != utterance:
                rows.add(utterance.id)
    changed: set[str] = set()
    for target in {**before.statements, **after.statements}:
        here, now = before.statements.get(target), after.statements.get(target)
        if here is not now and here != now:
            changed.add(target)
            rows |= {s.quote.utterance for s in (here, now) if s is not None}
    for statement in (*before.valuemap.options, *after.valuemap.options):
        if any(link.effect in changed for link in statement.effects):
            rows.add(statement.quote.utterance)
    for had, has in (
        (before.comments, after.comments),
        (disputes(before), disputes(after)),
    ):
        for target in {**had, **has}:
            if had.get(target) != has.get(target):
                rows |= _row_of(after, target)
    return rows


def _row_of(shown: Shown, target: str) -> set[int]:
    if target in shown.statements:
        return {shown.statements[target].quote.utterance}
    number = target.removeprefix("u-")
    return {int(number)} if target != number and number.isdecimal() else set()
