"""The log of decisions: reading it, and adding to it. It only grows; undo is a decision too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.review.wish import Wish
from assist.web.api import tags
from assist.web.api.asked import Decide
from assist.web.api.asking import Count, Decider, Readable, shown_now
from assist.web.api.paging import After, Limit, Page, cut, onward
from assist.web.api.problems import ProblemError
from assist.web.api.shapes import (
    ConflictShape,
    DecisionShape,
    OfferShape,
    ReviewShape,
    StatementShape,
    StepShape,
    decision_shapes,
    statement_shape,
)
from assist.web.api.tags import IfMatch
from assist.web.api.wishes import target_of, wish_for
from assist.web.desk import Shown
from assist.web.sessions import desk_of, session_of

router = APIRouter(prefix="/sessions/{session}", tags=["decisions"])
SINCE = 100  # decisions that a refusal tells of


class Decided(BaseModel):
    """What came of a decision that was asked for."""

    decision: DecisionShape | None = Field(
        description="As it stands in the log; null when nothing had to change."
    )
    statement: StatementShape | None = Field(
        description="What it was about, as it is now; null when it is no longer there."
    )
    review: ReviewShape


def review_tag(shown: Shown) -> str:
    """The tag of everything that was decided about the last run."""
    return f'"r{shown.run}-d{len(shown.log)}"'


def review_shape(shown: Shown) -> ReviewShape:
    return ReviewShape(
        run=shown.run,
        decisions=len(shown.log),
        statements=len(shown.statements),
        reviewed=shown.reviewed,
        undo=_shape(shown.undo),
        redo=_shape(shown.redo),
        conflicts=len(shown.conflicts),
        orphans=[o.target for o in shown.orphans if not o.kept],
        lost=[d.number for d in shown.lost],
    )


def _shape(decision: Decision | None) -> DecisionShape | None:
    return DecisionShape.model_validate(decision) if decision else None


@router.get("/review", response_model=ReviewShape)
def review(request: Request, about: Readable) -> Response:
    """Where the review stands. Send its `ETag` along with a decision to decide in sight of it."""
    shown = shown_now(request, about.id)
    return tags.answer(request, review_shape(shown), tag=review_tag(shown))


@router.get("/decisions", response_model=Page[DecisionShape])
def decisions(
    request: Request,
    about: Readable,
    limit: Limit = 100,
    after: After = "",
) -> Response:
    """The log, the oldest first. To follow it live, ask what came `after` the last one."""
    shown = shown_now(request, about.id)
    piece, onto = cut(shown.log, lambda d: d.number, after, limit)
    page = Page(items=decision_shapes(piece, shown), total=len(shown.log), next=onto)
    return tags.answer(request, page, headers=onward(request, onto))


@router.get("/decisions/{number}", response_model=DecisionShape)
def decision(request: Request, about: Readable, number: Count) -> Response:
    """One decision."""
    shown = shown_now(request, about.id)
    found = decision_shapes((d for d in shown.log if d.number == number), shown)
    if not found:
        raise HTTPException(404)
    return tags.answer(request, found[0])


@router.get("/history", response_model=list[StepShape])
def history(
    request: Request,
    about: Readable,
    of: Annotated[
        str,
        Query(
            min_length=1,
            max_length=80,
            description="Id of a statement, `u-17` for an utterance, or name of a value.",
        ),
    ],
) -> Response:
    """What was decided about one thing, in words, the oldest first."""
    steps = shown_now(request, about.id).history(of)
    return tags.answer_list(request, [StepShape.model_validate(step) for step in steps])


@router.get("/conflicts", response_model=list[ConflictShape])
def conflicts(request: Request, about: Readable) -> Response:
    """What two people changed without having seen each other's; `settle` ends one."""
    found = shown_now(request, about.id).conflicts
    return tags.answer_list(request, [ConflictShape.model_validate(c) for c in found])


@router.get("/offers", response_model=list[OfferShape])
def offers(request: Request, about: Readable) -> Response:
    """Own values that are offered to the user's list; `lexicon` makes or ends an offer."""
    found = shown_now(request, about.id).offers.values()
    return tags.answer_list(request, [OfferShape.model_validate(o) for o in found])


@router.post(
    "/decisions",
    status_code=201,
    response_model=Decided,
    responses={200: {"model": Decided, "description": "Nothing had to change."}},
)
def decide(
    request: Request, person: Decider, session: str, asked: Decide, if_match: IfMatch = None
) -> Response:
    """Decide. `If-Match` may hold the tag of the review, or of the statement that it is about.

    Asked again after a lost answer, it changes nothing more; but send `If-Match` along with
    `undo` and `redo`, which turn another decision each time.
    """
    desk = desk_of(request)
    about = ""

    def wanted(shown: Shown) -> Wish | None:
        nonlocal about
        about = target_of(asked, shown)
        _demand_seen(shown, about, if_match)
        return wish_for(asked, shown, desk, person.name)

    done = desk.decide(session, wanted, person.name, getattr(asked, "seen", None))
    if done is None:
        session_of(request, session)  # 404 when it was removed meanwhile
        raise AssistError("map-not-yet")
    made, now = done.decision, done.after
    about = made.target if made and made.target in now.statements else about
    statement = now.statements.get(about)
    body = Decided(
        decision=_shape(made),
        statement=statement_shape(statement, now) if statement else None,
        review=review_shape(now),
    )
    headers = {"content-location": request.url.path}
    if made:
        headers = {"location": f"{request.url.path}/{made.number}"}
    return tags.answer(
        request, body, status=201 if made else 200, tag=review_tag(now), headers=headers
    )


def _demand_seen(shown: Shown, about: str, if_match: str | None) -> None:
    """Refuse what was decided in sight of something else than what there is."""
    tag = review_tag(shown)
    if tags.matches(if_match, tag):
        return
    statement = shown.statements.get(about)
    shape = statement_shape(statement, shown) if statement else None
    if shape and tags.matches(if_match, tags.tag_of(tags.encoded(shape))):
        return
    since = map(tags.plain, decision_shapes(_since(shown, if_match or ""), shown))
    now = {
        "review": tags.plain(review_shape(shown)),
        "statement": tags.plain(shape) if shape else None,
        "decisions": list(since),
    }
    raise ProblemError("changed-meanwhile", {"now": now}, {"etag": tag})


def _since(shown: Shown, if_match: str) -> tuple[Decision, ...]:
    """Decisions made after the review that a tag stands for; the last ones of many."""
    for tag in tags.listed(if_match):
        run, _dash, number = tag.strip('"').partition("-d")
        if run == f"r{shown.run}" and number.isdecimal() and len(number) < 10:
            return tuple(d for d in shown.log if d.number > int(number))[-SINCE:]
    return ()
