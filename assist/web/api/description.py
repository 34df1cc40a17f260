"""The description (OpenAPI) as plain records that a page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

Schema = Mapping[str, Any]
_REF: Final = "#/components/schemas/"
_METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Kind:
    """What a value may be: words, and the shapes that they name.

    ``parts`` are texts; one that begins with ``#`` names a shape.
    """

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A parameter, or a member of an object; ``place`` is path, query, header or empty."""

    name: str
    kind: Kind
    required: bool
    about: str
    place: str = ""


@dataclass(frozen=True)
class Body:
    """What is sent, either way; ``fields`` where the object has no name of its own."""

    media: str
    kind: Kind
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Answer:
    """What an operation answers with."""

    status: str
    about: str
    bodies: tuple[Body, ...]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    name: str
    method: str
    path: str
    summary: str
    more: str
    parameters: tuple[Field, ...]
    body: tuple[Body, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Shape:
    """An object that comes in or goes out."""

    name: str
    about: str
    fields: tuple[Field, ...]
    kind: Kind


@dataclass(frozen=True)
class Group:
    """Operations about one subject."""

    name: str
    about: str
    operations: tuple[Operation, ...]


def groups(described: Schema) -> tuple[Group, ...]:
    """The operations by subject, in the order of the description."""
    return tuple(
        Group(
            tag["name"],
            tag["description"],
            tuple(o for o, own in _operations(described) if own == tag["name"]),
        )
        for tag in described["tags"]
    )


def methods_at(described: Schema, path: str) -> str:
    """What can be done with an address, as the header ``Allow`` tells it."""
    found: set[str] = set()
    for template, item in described["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found |= {method.upper() for method in item}
    return ", ".join(sorted(found))


def _operations(described: Schema) -> Iterator[tuple[Operation, str]]:
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(method, path, item[method]), item[method]["tags"][0]


def _operation(method: str, path: str, told: Schema) -> Operation:
    summary, _, more = str(told.get("description", "")).partition("\n\n")
    content = told.get("requestBody", {}).get("content", {})
    return Operation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=" ".join(summary.split()),
        more=" ".join(more.split()),
        parameters=tuple(
            Field(
                p["name"],
                kind_of(p["schema"]),
                p.get("required", False),
                p.get("description", ""),
                p["in"],
            )
            for p in told.get("parameters", ())
        ),
        body=_contents(content),
        answers=tuple(
            Answer(status, _about(status, answer), _contents(answer.get("content", {})))
            for status, answer in told["responses"].items()
            if status[1:] != "XX"  # the same everywhere
        ),
    )


def _about(status: str, answer: Schema) -> str:
    """What an answer means; the status in words where the description says no more."""
    about = str(answer.get("description", ""))
    return about if about != "Successful Response" else HTTPStatus(int(status)).phrase


def _contents(content: Schema) -> tuple[Body, ...]:
    return tuple(
        Body(media, kind_of(told.get("schema", {})), fields_of(told.get("schema", {})))
        for media, told in content.items()
    )


def shapes(described: Schema) -> tuple[Shape, ...]:
    """All objects by name."""
    found = described["components"]["schemas"]
    return tuple(
        Shape(
            name,
            " ".join(str(schema.get("description", "")).split()),
            fields_of(schema),
            kind_of(schema),
        )
        for name, schema in sorted(found.items())
    )


def fields_of(schema: Schema) -> tuple[Field, ...]:
    """The members of an object."""
    required = schema.get("required", ())
    return tuple(
        Field(name, kind_of(part), name in required, " ".join(part.get("description", "").split()))
        for name, part in schema.get("properties", {}).items()
    )


def kind_of(schema: Schema) -> Kind:
    """What a value may be, in few words.

    Examples
    --------
    >>> kind_of({"type": "array", "items": {"$ref": "#/components/schemas/Fault"}}).parts
    ('list of ', '#Fault')
    >>> kind_of({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}).parts
    ('"a" or "b"', ' or ', 'null')
    """
    if "$ref" in schema:
        return Kind((f"#{schema['$ref'].removeprefix(_REF)}",))
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _either([kind_of(one) for one in schema[several]])
    if "enum" in schema:
        return Kind((" or ".join(f'"{choice}"' for choice in schema["enum"]),))
    if "const" in schema:
        return Kind((f'"{schema["const"]}"',))
    if schema.get("type") == "array":
        return Kind(("list of ", *kind_of(schema.get("items", {})).parts))
    if isinstance(held := schema.get("additionalProperties"), Mapping) and held:
        return Kind(("object of ", *kind_of(held).parts))
    return Kind((_plain(schema),))


def _either(kinds: list[Kind]) -> Kind:
    parts: list[str] = []
    for kind in kinds:
        parts += [*([" or "] if parts else []), *kind.parts]
    return Kind(tuple(parts))


def _plain(schema: Schema) -> str:
    """A simple kind with its limits."""
    name = str(schema.get("type", "anything"))
    if schema.get("format") == "binary" or schema.get("contentMediaType"):
        name = "bytes"
    low = schema.get("minimum", schema.get("minLength"))
    high = schema.get("maximum", schema.get("maxLength"))
    if low is not None and high is not None:
        return f"{name}, {low} to {high}"
    if high is not None:
        return f"{name}, at most {high}"
    return f"{name}, at least {low}" if low else name
