"""Entity tags: what was seen, so that nobody overwrites what they never saw (RFC 9110)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Header, Request, Response
from pydantic import BaseModel

IfMatch = Annotated[
    str | None,
    Header(
        description="The `ETag` that was seen. When things changed since, nothing is done, and"
        " the answer is 412 with how they are now.",
        max_length=1000,
    ),
]


def tag_of(body: bytes) -> str:
    """The tag of a body: another body has another."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def listed(header: str) -> list[str]:
    """The tags in ``If-Match`` or ``If-None-Match``.

    Examples
    --------
    >>> listed('"a", W/"b"')
    ['"a"', 'W/"b"']
    """
    return [part.strip() for part in header.split(",") if part.strip()]


def matches(header: str | None, tag: str) -> bool:
    """Whether what was seen is what there is; also when nobody said what they saw."""
    return header is None or header.strip() == "*" or tag in listed(header)


def seen_already(request: Request, tag: str) -> bool:
    """Whether the asker has this already."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in [t.removeprefix("W/") for t in listed(given)]


def answer(
    request: Request,
    body: BaseModel,
    *,
    status: int = 200,
    tag: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A body with its tag; 304 when the asker has it already."""
    return answer_data(
        request, encoded(body), "application/json", status=status, tag=tag, headers=headers
    )


def answer_list(
    request: Request,
    items: Sequence[BaseModel],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A short list, whole."""
    data = b"[" + b",".join(map(encoded, items)) + b"]"
    return answer_data(request, data, "application/json", status=status, headers=headers)


def answer_data(
    request: Request,
    data: bytes,
    media_type: str,
    *,
    status: int = 200,
    tag: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Any body with its tag; 304 when the asker has it already."""
    tag = tag or tag_of(data)
    known = {"etag": tag, **(headers or {})}
    if request.method == "GET" and seen_already(request, tag):
        return Response(status_code=304, headers=known)
    return Response(data, status, media_type=media_type, headers=known)


def encoded(body: BaseModel) -> bytes:
    """A body as JSON in UTF-8."""
    return body.model_dump_json().encode()


def plain(body: BaseModel) -> dict[str, Any]:
    """A body as JSON types."""
    return body.model_dump(mode="json")
