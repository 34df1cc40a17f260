"""The page on which people read what the interface can do."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assist.web import pages
from assist.web.api import description, problems

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """The whole description, as one page without scripts."""
    described = request.app.openapi()
    return pages.page(
        "api.html",
        prefix=request.scope.get("root_path", ""),
        about=described["info"]["description"],
        groups=description.groups(described),
        shapes=description.shapes(described),
        codes=problems.codes(),
    )
