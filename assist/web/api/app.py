"""The interface put together, with its description (OpenAPI)."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import FastAPI, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.datastructures import State
from starlette.exceptions import HTTPException

from assist import __version__
from assist.core.errors import AssistError
from assist.valuemap.file import schema
from assist.web.api import (
    decisions,
    events,
    maps,
    people,
    problems,
    reading,
    sessions,
    statements,
    transcript,
    uploads,
)

PREFIX = "/api/v1"
TAGS = [
    {"name": "sessions", "description": "Recordings and transcripts, and the work on them."},
    {"name": "transcript", "description": "What was said, by whom, when."},
    {"name": "statements", "description": "Effects and options, as they stand now."},
    {"name": "decisions", "description": "What people decided; the log that only grows."},
    {"name": "uploads", "description": "Files in pieces, which go on where they stopped."},
    {"name": "map", "description": "The value map, what is missing from it, and files."},
    {"name": "people", "description": "Accounts, keys, who may see what, what was done."},
]
DESCRIPTION = """\
What the pages of assist do, for other programs.

On one's own computer no key is needed. On a server each request carries
`Authorization: Bearer KEY`; people make keys on their own page.

Everything that a person changes about a session's content is a decision: `POST` it to the
log of the session. Nothing in the log is ever changed; `undo` is a decision too.
"""


def create_api(state: State) -> FastAPI:
    """Make the interface; ``state`` is that of the application it is a part of."""
    api = FastAPI(
        title="assist",
        version="1",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name_of,
        responses={"4XX": _problem("Not done."), "5XX": _problem("Something broke.")},
    )
    api.state = state
    for part in (
        sessions, events, uploads, transcript, statements, decisions, maps, people, reading,
    ):  # fmt: skip
        api.include_router(part.router)
    api.include_router(maps.values)
    for error, handler in (
        (AssistError, problems.told),
        (problems.ProblemError, problems.told),
        (HTTPException, problems.refused),
        (RequestValidationError, problems.unreadable),
        (OperationalError, problems.not_stored),
        (Exception, problems.broken),
    ):
        api.add_exception_handler(error, handler)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]
    return api


def _name_of(route: APIRoute) -> str:
    """What a client calls an operation, such as ``decisions_decide``."""
    return "_".join((*map(str, route.tags[:1]), route.name))


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {problems.MEDIA_TYPE: {"schema": schema}}}


def _described(api: FastAPI) -> dict[str, Any]:
    """The description, with what FastAPI cannot know."""
    if api.openapi_schema:
        return api.openapi_schema
    made = get_openapi(
        title="assist",
        version=f"1 ({__version__})",
        description=DESCRIPTION,
        routes=api.routes,
        tags=TAGS,
        servers=[{"url": PREFIX}],
    )
    shapes = made["components"]["schemas"]
    problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= problem.pop("$defs", {})
    shapes["Problem"] = problem
    shapes |= _contract()
    made = _named(made)
    made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{}, {"key": []}]
    api.openapi_schema = made
    return made


def _named(described: dict[str, Any]) -> dict[str, Any]:
    """With the names of shapes as those who make a client want to read them."""
    text = json.dumps(described)
    for name in described["components"]["schemas"]:
        plain = re.sub(r"^Page_(\w+?)_$", r"\1Page", name).replace("Shape", "")
        if plain != name:
            assert f'"{plain}": {{' not in text, f"two shapes are called {plain}"
            text = text.replace(f'schemas/{name}"', f'schemas/{plain}"')
            text = text.replace(f'"{name}": {{', f'"{plain}": {{')
            text = text.replace(f'"title": "{name}"', f'"title": "{plain}"')
    named: dict[str, Any] = json.loads(text)
    return named


def _contract() -> dict[str, Any]:
    """The schema of the value-map file, its parts named as this description's own."""

    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: value.replace("#/$defs/", "#/components/schemas/ValueMap.")
                if key == "$ref"
                else renamed(value)
                for key, value in node.items()
            }
        return [renamed(n) for n in node] if isinstance(node, list) else node

    whole = renamed(schema())
    parts = whole.pop("$defs", {})
    for name in ("$schema", "$id"):
        whole.pop(name, None)
    return {"ValueMap": whole, **{f"ValueMap.{name}": part for name, part in parts.items()}}


def refuse(status: int, sentence: str = "") -> Response:
    """What is answered in the interface's stead to who does not get that far."""
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return problems.problem(status, sentence or problems.sentence_for(status), headers=headers)


def is_ours(path: str) -> bool:
    """Whether an address belongs to the interface."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")
