"""A file in pieces, which goes on where it stopped (the protocol of `assist.review.uploads`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from assist.core.errors import AssistError
from assist.review.uploads import Upload, plain
from assist.web import uploads as pieces
from assist.web.api import tags
from assist.web.api.asking import ItemId
from assist.web.api.problems import ProblemError
from assist.web.api.sessions import Facts
from assist.web.who import demand

router = APIRouter(prefix="/uploads", tags=["uploads"])
_BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {pieces.PIECE_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Begin(Facts):
    """Which file comes, how long it is, and what is told about the session it becomes."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(
        description="Of the file; its ending tells what it is."
    )
    size: int = Field(ge=1, le=2**43, description="Bytes.")
    session: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = Field(
        "", description="A session that is there, for a transcript beside its recording or so."
    )
    within: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,3})?$")] = Field(
        "", description="Minutes in which it should be done."
    )


class UploadShape(BaseModel):
    """A file that comes in."""

    id: str
    name: str
    kind: str
    size: int
    received: int = Field(ge=0, description="Bytes that are on the disk: go on from there.")
    tail: str = Field(description="`crc32 HEX` of the last MiB received, to know the file again.")
    session: str = Field(description="That it became, or is meant for; empty for none yet.")
    piece: int = Field(description="Most bytes that a piece may have.")


class Finished(BaseModel):
    """What a file became."""

    session: str


def _answer(
    request: Request, it: Upload, status: int = 200, more: dict[str, str] | None = None
) -> Response:
    shape = UploadShape(**plain(it, pieces.uploads_of(request).tail(it)))
    at = {"upload-offset": str(it.received), "upload-length": str(it.size), **(more or {})}
    return tags.answer(request, shape, status=status, headers=at)


@router.post("", status_code=201, response_model=UploadShape)
def begin(request: Request, asked: Begin) -> Response:
    """Begin to send a file."""
    person = demand(request, "manage", asked.session)
    told = asked.model_dump(exclude={"name", "size", "session"}, exclude_none=True)
    made = pieces.uploads_of(request).begin(
        asked.name, asked.size, told, person=person.id, who=person.name, session=asked.session
    )
    place = f"{request.scope.get('root_path', '')}/uploads/{made.id}"
    return _answer(request, made, 201, {"location": place})


@router.get("", response_model=list[UploadShape])
def unfinished(request: Request) -> Response:
    """Your files that are not whole yet, the newest first."""
    uploads = pieces.uploads_of(request)
    own = uploads.unfinished(demand(request, "manage").id)
    return tags.answer_list(request, [UploadShape(**plain(u, uploads.tail(u))) for u in own])


@router.get("/{upload}", response_model=UploadShape)
def one(request: Request, upload: ItemId) -> Response:
    """How much of a file is there."""
    return _answer(request, pieces.own(request, upload))


@router.head("/{upload}", include_in_schema=False)
def how_far(request: Request, upload: ItemId) -> Response:
    return _answer(request, pieces.own(request, upload))


@router.patch("/{upload}", status_code=204, response_class=Response, openapi_extra=_BINARY)
async def piece(
    request: Request,
    upload: ItemId,
    upload_offset: Annotated[int, Header(ge=0, le=2**43, description="Where it begins.")],
    upload_checksum: Annotated[
        str, Header(max_length=100, description="`sha256 HEX` or `crc32 HEX` of the piece.")
    ] = "",
) -> Response:
    """Send a piece; after 204 it is on the disk. 409 tells where to go on instead."""
    it = await run_in_threadpool(pieces.own, request, upload)
    data = await pieces.body_of(request, it)
    add = pieces.uploads_of(request).add
    try:
        after = await run_in_threadpool(add, upload, upload_offset, data, upload_checksum)
    except AssistError as error:
        if error.code != "upload-offset":
            raise
        at = {"upload-offset": str(error.details["received"])}
        raise ProblemError(error.code, {}, at, error.details) from error
    return Response(status_code=204, headers={"upload-offset": str(after.received)})


@router.post("/{upload}/finish", response_model=Finished)
def finish(request: Request, upload: ItemId) -> Response:
    """Make a session of it; asked again, it gives the same session."""
    return pieces.finish(request, upload)


@router.delete("/{upload}", status_code=204, response_class=Response)
def abandon(request: Request, upload: ItemId) -> Response:
    """Throw away what was received."""
    pieces.uploads_of(request).abandon(pieces.own(request, upload).id)
    return Response(status_code=204)
