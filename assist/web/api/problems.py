"""What went wrong, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from assist.core.errors import CATALOGUE, AssistError
from assist.core.language import _
from assist.review.store import DATABASE
from assist.review.work import where
from assist.web import uploads
from assist.web.api.description import methods_at

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[str, int] = {
    "statement-gone": 404,
    "comment-gone": 404,
    "decision-gone": 404,
    "account-gone": 404,
    "value-not-in-map": 404,
    "conflict-gone": 404,
    "map-not-yet": 409,
    "merge-one": 409,
    "merge-kinds": 409,
    "split-nothing": 409,
    "value-known": 409,
    "account-there": 409,
    "account-last": 409,
    "page-gone": 410,
    "changed-meanwhile": 412,
    "not-writable": 500,
    **uploads.STATUS,
}
_PLAIN = (  # 400
    "choice-unknown", "correction-empty", "empty-file", "keep-until-past", "login-odd",
    "unknown-format", "upload-broken", "upload-nothing", "words-not-spoken",
)  # fmt: skip


class Fault(BaseModel):
    """One thing that is wrong with what was sent."""

    where: str = Field(description="Place, such as `body.target` or `query.limit`.")
    what: str = Field(description="What is wrong there, in English.")


class Problem(BaseModel):
    """Why something was not done (RFC 9457)."""

    type: str = Field(
        description="`about:blank` where the status says it all, else an address in the"
        " documentation of this interface that ends in `code`.",
    )
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="One sentence for people, in the language that was asked for.")
    code: str = Field("", description="For programs: what failed; does not change with language.")
    faults: list[Fault] = Field([], description="What was wrong with the request, where it was.")
    now: dict[str, Any] | None = Field(
        None, description="With 412: how things stand now, so that it can be decided anew."
    )


class ProblemError(Exception):
    """A refusal that tells more than a sentence.

    Parameters
    ----------
    code : str
        Key of `CATALOGUE`.
    more : mapping
        Further members of the problem.
    headers : mapping
        Headers of the answer.
    details : mapping
        Fill the sentence's braces.
    """

    def __init__(
        self,
        code: str,
        more: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.told = AssistError(code, **(details or {}))
        self.code, self.more, self.headers = code, more, headers or {}


def problem(
    status: int,
    detail: str,
    *,
    code: str = "",
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that failed."""
    body = {
        "type": f"/api/v1/docs#problem-{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **(more or {}),
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    # Half of a surrogate pair, which somebody may have sent, has no UTF-8.
    return Response(
        text.encode("utf-8", "replace"), status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def sentence_for(status: int) -> str:
    """What a status means here."""
    known: Mapping[int, str] = {
        400: _("Dit verzoek kan ik niet lezen. Kijk in de beschrijving hoe het moet."),
        401: _("Ik weet niet wie u bent. Stuur een geldige sleutel mee, of meld u aan."),
        403: _("Dit mag u niet. Vraag een beheerder om meer rechten."),
        404: _("Dit is er niet, of niet meer."),
        405: _("Dit adres kent deze handeling niet. Kijk in de beschrijving wat wel kan."),
        413: _("Dit verzoek is te groot. Stuur het in kleinere delen."),
        415: _("Deze soort inhoud kan ik niet lezen. Kijk in de beschrijving hoe het moet."),
        421: _("Onder deze naam ben ik niet te bereiken."),
        422: _("Er klopt iets niet aan dit verzoek. Kijk bij faults wat er mis is."),
        429: _("Dit zijn te veel verzoeken. Wacht even en probeer het opnieuw."),
    }
    return known.get(
        status,
        _(
            "Er ging iets mis dat ik niet had voorzien. Wat u eerder besloot, is bewaard."
            " Probeer het opnieuw."
        ),
    )


def told(_request: Request, error: Exception) -> Response:
    """A fault of the catalogue."""
    if isinstance(error, ProblemError):
        return problem(
            _status(error.code),
            str(error.told),
            code=error.code,
            more=error.more,
            headers=error.headers,
        )
    assert isinstance(error, AssistError)
    return problem(_status(error.code), str(error), code=error.code)


def _status(code: str) -> int:
    return STATUS.get(code, 400)


def refused(request: Request, error: Exception) -> Response:
    """A plain HTTP refusal: not there, not allowed."""
    assert isinstance(error, HTTPException)
    status = error.status_code if error.status_code in set(HTTPStatus) else 500
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if status == 405:  # the router tells of the first route alone
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        headers["allow"] = methods_at(request.app.openapi(), path) or headers.get("allow", "")
    return problem(status, sentence_for(status), headers=headers)


def unreadable(_request: Request, error: Exception) -> Response:
    """What was sent is not what the description asks."""
    assert isinstance(error, RequestValidationError)
    faults = [_fault(e) for e in error.errors()]
    if all(f["where"].startswith("path.") for f in faults):  # no such thing can exist
        return problem(404, sentence_for(404))
    broken = any(e["type"] == "json_invalid" for e in error.errors())
    status = 400 if broken else 422
    return problem(status, sentence_for(status), more={"faults": faults[:20]})


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    place: Sequence[object] = error["loc"]
    return {"where": ".".join(map(str, place))[:200], "what": str(error["msg"])[:200]}


def not_stored(request: Request, error: Exception) -> Response:
    """The database refused; a full disk is the one cause that its user can mend."""
    full = ("disk is full", "No space left on device")  # SQLite's words and the system's
    if isinstance(error, OperationalError) and any(words in str(error.orig) for words in full):
        return told(request, AssistError("disk-full", path=DATABASE))
    log.error("%s %s: %s", request.method, request.url.path, where(error))
    return problem(500, sentence_for(500))


def broken(_request: Request, _error: Exception) -> Response:
    """What nobody foresaw; the guard writes down where."""
    return problem(500, sentence_for(500))


def codes() -> list[tuple[str, int, str]]:
    """Codes that this interface can answer with, their status and their sentence."""
    return [(code, _status(code), _(CATALOGUE[code])) for code in sorted({*_PLAIN, *STATUS})]
