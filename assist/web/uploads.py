"""Files by pieces, over HTTP; the protocol stands in `assist.review.uploads`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from assist.core.errors import AssistError
from assist.review.uploads import PIECE, Upload, Uploads, plain
from assist.web.sessions import store_of, taken_in, there
from assist.web.who import demand, note

router = APIRouter(prefix="/uploads")
PIECE_TYPE = "application/offset+octet-stream"
STATUS = {
    "upload-unknown": 404,
    "upload-gone": 404,
    "upload-offset": 409,
    "upload-unfinished": 409,
    "file-there": 409,
    "upload-too-big": 413,
    "upload-piece": 413,
    "upload-checksum": 422,
    "upload-busy": 423,
    "disk-small": 507,
    "disk-full": 507,
}


def uploads_of(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


@router.post("")
def begin(request: Request, told: Annotated[dict[str, Any], Body()]) -> Response:
    size, session = told.get("size"), str(told.get("session") or "")
    if not isinstance(size, int) or isinstance(size, bool) or not told.get("name"):
        raise HTTPException(400)
    person = demand(request, "manage", session)
    uploads = uploads_of(request)
    made = uploads.begin(
        str(told["name"]), size, told, person=person.id, who=person.name, session=session
    )
    return answer(uploads, made, 201, {"location": f"/uploads/{made.id}"})


@router.get("")
def unfinished(request: Request) -> Response:
    person = demand(request, "manage")
    uploads = uploads_of(request)
    told = [plain(u, uploads.tail(u)) for u in uploads.unfinished(person.id)]
    return JSONResponse({"uploads": told})


@router.get("/{upload}")
@router.head("/{upload}")
def one(request: Request, upload: str) -> Response:
    return answer(uploads_of(request), own(request, upload))


@router.patch("/{upload}")
async def piece(
    request: Request,
    upload: str,
    upload_offset: Annotated[int, Header(ge=0)],
    upload_checksum: Annotated[str, Header()] = "",
) -> Response:
    it = await run_in_threadpool(own, request, upload)
    data = await body_of(request, it)
    try:
        after = await run_in_threadpool(
            uploads_of(request).add, upload, upload_offset, data, upload_checksum
        )
    except AssistError as error:
        if error.code != "upload-offset":
            raise
        now = {"upload-offset": str(error.details["received"])}
        return JSONResponse({"error": str(error)}, STATUS[error.code], now)
    return Response(status_code=204, headers={"upload-offset": str(after.received)})


@router.post("/{upload}/finish")
def finish(request: Request, upload: str) -> Response:
    it = own(request, upload)
    if it.session and it.state != "done":  # they may have been let out while it came in
        demand(request, "manage", it.session)
    before = store_of(request).session(it.session) if it.session else None
    session = uploads_of(request).finish(it.id)
    if it.state != "done":
        note(request, "upload", session)
        taken_in(request, before)
    return JSONResponse({"session": session})


@router.delete("/{upload}")
def abandon(request: Request, upload: str) -> Response:
    uploads_of(request).abandon(own(request, upload).id)
    return Response(status_code=204)


@router.post("/{upload}/abandon")
def abandon_by_form(request: Request, upload: str) -> Response:
    """For who has no script."""
    uploads_of(request).abandon(own(request, upload).id)
    return there("/")


def own(request: Request, upload: str) -> Upload:
    """An upload of who asks.

    Raises
    ------
    AssistError
        ``upload-unknown``; also when it is somebody else's.
    """
    return uploads_of(request).get(upload, demand(request, "manage").id)


def answer(
    uploads: Uploads, it: Upload, status: int = 200, more: dict[str, str] | None = None
) -> Response:
    at = {"upload-offset": str(it.received), "upload-length": str(it.size)}
    return JSONResponse(plain(it, uploads.tail(it)), status, {**at, **(more or {})})


async def body_of(request: Request, it: Upload) -> bytes:
    """A piece, whole, as it came; never more than a piece may be.

    Raises
    ------
    AssistError
        ``upload-piece``, or ``upload-broken`` when the connection broke.
    """
    kind = request.headers.get("content-type", PIECE_TYPE)
    if kind.partition(";")[0].strip() not in (PIECE_TYPE, "application/octet-stream"):
        raise HTTPException(415)
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > PIECE:
                raise AssistError("upload-piece", path=it.name, most=PIECE // 1024**2)
    except ClientDisconnect as error:
        raise AssistError("upload-broken") from error
    return bytes(data)
