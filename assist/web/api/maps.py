"""The value map: whole, drawn, as a table, what is missing from it, and as files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from assist.core.statement import Domain, Polarity
from assist.valuemap.file import dumps
from assist.valuemap.gaps import gaps
from assist.valuemap.live import live_effects, live_links, live_options, numbers
from assist.valuemap.parts import part_of
from assist.valuemap.svg import draw
from assist.web import files
from assist.web.api import tags
from assist.web.api.asking import Readable, shown_now
from assist.web.api.shapes import LinkShape, Shape
from assist.web.mapped import choice_of
from assist.web.sessions import desk_of
from assist.web.who import demand

router = APIRouter(prefix="/sessions/{session}", tags=["map"])
values = APIRouter(tags=["map"])


class ValueColumn(Shape):
    """A value of the map."""

    id: str
    label: str
    cluster: str
    number: str = Field("", description="As the drawing and the report call it.")


class EffectRow(BaseModel):
    """An effect, with what it is tied to."""

    id: str
    number: str
    polarity: Polarity
    actor: str
    quote: str
    wording: str
    values: list[str]
    options: list[str] = Field(description="Ids of options that answer it.")


class OptionRow(BaseModel):
    """An option, with what it is tied to."""

    id: str
    number: str
    domain: Domain
    quote: str
    wording: str
    values: list[str] = Field(description="Values that it serves.")


class Matrix(BaseModel):
    """Effects, values and options, and which goes with which; nothing that was refused."""

    values: list[ValueColumn]
    effects: list[EffectRow]
    options: list[OptionRow]
    links: list[LinkShape]


class ValueShape(Shape):
    """A value of the list to choose from."""

    label: str = Field(description="What statements call it.")
    label_en: str
    alt_labels: list[str]
    definition: str
    cluster: str = Field(description="Head value that it belongs to; empty for a head value.")


class QuietRole(Shape):
    """A role that was hardly heard."""

    role: str
    speakers: int
    seconds: float
    share: float = Field(ge=0, le=1, description="Of the time of all who do not lead the talk.")


class Missing(BaseModel):
    """What may deserve another look: a list for the moderator, not a score."""

    effects_without_option: list[str] = Field(description="Ids of statements.")
    options_without_value: list[str] = Field(description="Ids of statements.")
    values_only_named: list[str]
    values_without_option: list[str]
    values_untouched: list[str] = Field(description="Of the lexicon.")
    quiet_roles: list[QuietRole]


@router.get(
    "/map",
    response_class=Response,
    responses={
        200: {
            "description": "A `valuemap/1` file, with all that the reviewer sees.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ValueMap"}}},
        }
    },
)
def value_map(request: Request, about: Readable) -> Response:
    """The map after all decisions. To pass it on, take an export: that leaves names out."""
    shown = shown_now(request, about.id)
    told = shown.valuemap.session
    made_of = (about.created, shown.run, len(shown.log), told.title, told.technology, told.recorded)
    tag = tags.tag_of(repr(made_of).encode())  # without making it: that takes a while
    if tags.seen_already(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    return tags.answer_data(request, dumps(shown.valuemap).encode(), "application/json", tag=tag)


@router.get(
    "/map.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
def drawn(
    request: Request,
    about: Readable,
    kind: Annotated[str, Query(description="Only this polarity, or domain.")] = "",
    value: Annotated[str, Query(description="Only what is tied to this value.")] = "",
    cluster: Annotated[str, Query(description="Only what is tied to this cluster.")] = "",
    node: Annotated[str, Query(description="Only the path of this effect, option or value.")] = "",
    decided: Annotated[Literal["", "1"], Query(description="1: only what was agreed with.")] = "",
) -> Response:
    """The map as a drawing, whole or in part; what is not in the map is not asked for."""
    valuemap = shown_now(request, about.id).valuemap
    only = part_of(valuemap, choice_of(request.query_params, valuemap))
    return tags.answer_data(request, draw(valuemap, only=only).encode(), "image/svg+xml")


@router.get("/matrix", response_model=Matrix)
def matrix(request: Request, about: Readable) -> Response:
    """The map as a table."""
    valuemap = shown_now(request, about.id).valuemap
    number = numbers(valuemap)
    links = live_links(valuemap)
    tied: dict[tuple[str, str], list[str]] = {}
    for link in links:
        if link.kind != "served_by":
            tied.setdefault((link.kind, link.source), []).append(link.target)
        if link.kind != "raises":
            tied.setdefault((f"to {link.kind}", link.target), []).append(link.source)
    body = Matrix(
        values=[
            ValueColumn(id=v.id, label=v.label, cluster=v.cluster, number=number[v.id])
            for v in valuemap.values
        ],
        effects=[
            EffectRow(
                id=e.id,
                number=number[e.id],
                polarity=e.polarity,
                actor=e.actor,
                quote=e.quote.exact,
                wording=e.wording,
                values=tied.get(("raises", e.id), []),
                options=tied.get(("to answers", e.id), []),
            )
            for e in live_effects(valuemap)
        ],
        options=[
            OptionRow(
                id=o.id,
                number=number[o.id],
                domain=o.domain,
                quote=o.quote.exact,
                wording=o.wording,
                values=tied.get(("to served_by", o.id), []),
            )
            for o in live_options(valuemap)
        ],
        links=[LinkShape.model_validate(link) for link in links],
    )
    return tags.answer(request, body)


@values.get("/values", response_model=list[ValueShape])
def lexicon(request: Request) -> Response:
    """The list of values to choose from; a name from outside it may be used as well."""
    demand(request, "read")
    found = [ValueShape.model_validate(concept) for concept in desk_of(request).lexicon]
    return tags.answer_list(request, found)


@router.get("/missing", response_model=Missing)
def missing(request: Request, about: Readable) -> Response:
    """What was left open."""
    found = gaps(shown_now(request, about.id).valuemap, desk_of(request).lexicon)
    body = Missing(
        effects_without_option=[e.id for e in found.effects_without_option],
        options_without_value=[o.id for o in found.options_without_value],
        values_only_named=[v.id for v in found.values_only_named],
        values_without_option=[v.id for v in found.values_without_option],
        values_untouched=list(found.values_untouched),
        quiet_roles=[QuietRole.model_validate(v) for v in found.quiet_roles],
    )
    return tags.answer(request, body)


_TEXT = {"type": "string"}
Ending = Annotated[str, Path(json_schema_extra={"enum": list(files.KINDS)})]
_FILES: dict[str, Any] = {
    media_type.partition(";")[0]: {"schema": _TEXT if media_type.startswith("text/") else {}}
    for media_type in files.KINDS.values()
}


@router.get("/exports/{kind}", response_class=Response, responses={200: {"content": _FILES}})
def export(request: Request, about: Readable, kind: Ending) -> Response:
    """The map as it is decided now, as a file; names of people are left out."""
    shown_now(request, about.id)
    return files.download(request, about.id, kind)
