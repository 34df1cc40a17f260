"""What was said: utterances, what was held back, who spoke, the sound."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from assist.core.language import _
from assist.core.transcript import Utterance
from assist.review.restoring import id_of_held
from assist.web import files, view
from assist.web.api import tags
from assist.web.api.asking import Count, Readable, shown_now, shown_or_not
from assist.web.api.paging import After, Limit, Page, cut, onward
from assist.web.api.shapes import HeldShape, SpeakerShape, UtteranceShape
from assist.web.sessions import store_of

router = APIRouter(prefix="/sessions/{session}", tags=["transcript"])
WithWords = Annotated[bool, Query(description="Also the words with their times.")]


@router.get("/utterances", response_model=Page[UtteranceShape])
def utterances(
    request: Request,
    about: Readable,
    words: WithWords = False,
    limit: Limit = 100,
    after: After = "",
) -> Response:
    """The transcript, in order of time; while it is being written out, as far as that is."""
    whole = _heard(request, about.id)
    piece, onto = cut(whole, lambda u: u.id, after, limit)
    items = [_utterance(u, words) for u in piece]
    page = Page(items=items, total=len(whole), next=onto)
    return tags.answer(request, page, headers=onward(request, onto))


@router.get("/utterances/{number}", response_model=UtteranceShape)
def utterance(
    request: Request, about: Readable, number: Count, words: WithWords = True
) -> Response:
    """One utterance."""
    found = next((u for u in _heard(request, about.id) if u.id == number), None)
    if found is None:
        raise HTTPException(404)
    return tags.answer(request, _utterance(found, words))


def _heard(request: Request, session: str) -> tuple[Utterance, ...]:
    shown = shown_or_not(request, session)
    if shown is not None:
        return shown.valuemap.transcript.utterances
    return store_of(request).utterances(session)


def _utterance(utterance: Utterance, words: bool) -> UtteranceShape:
    shape = UtteranceShape.model_validate(utterance)
    return shape if words else shape.model_copy(update={"words": []})


@router.get("/held", response_model=list[HeldShape])
def held(request: Request, about: Readable) -> Response:
    """What was recognised and not believed; `restore` puts a piece back."""
    transcript = shown_now(request, about.id).valuemap.transcript
    found = [
        HeldShape(
            id=id_of_held(transcript, h), start=h.start, end=h.end, text=h.text, reason=_(h.reason)
        )
        for h in transcript.held
    ]
    return tags.answer_list(request, found)


@router.get("/speakers", response_model=list[SpeakerShape])
def speakers(request: Request, about: Readable) -> Response:
    """The voices in order of first appearance, with their roles; `role` changes them."""
    found = [
        SpeakerShape(
            speaker=v.speaker,
            role=v.role,
            proposed=v.proposed,
            utterances=v.count,
            sample=v.sample,
            start=v.start,
        )
        for v in view.voices(shown_now(request, about.id).valuemap)
    ]
    return tags.answer_list(request, found)


@router.get(
    "/audio",
    response_class=Response,
    responses={
        200: {"content": {"audio/*": {}}, "description": "The whole of it."},
        206: {"content": {"audio/*": {}}, "description": "The part that `Range` asks for."},
    },
)
def audio(request: Request, about: Readable) -> Response:
    """The recording, or its playable copy."""
    return files.audio(request, about.id)
