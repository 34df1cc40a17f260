"""For everyone: the accessibility statement, with a choice for more contrast."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Response

from assist.web import pages
from assist.web.contrast import COOKIE
from assist.web.sessions import there

router = APIRouter(prefix="/toegankelijkheid")
YEAR: Final = 31_536_000  # seconds


@router.get("")
def statement() -> Response:
    return pages.page("everyone.html")


@router.post("")
def choose(contrast: Annotated[str, Form()] = "") -> Response:
    answer = there("/toegankelijkheid#weergave")
    if contrast == "more":
        answer.set_cookie(COOKIE, "more", max_age=YEAR, samesite="strict", httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="strict", httponly=True)
    return answer
