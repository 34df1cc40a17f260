"""A statement as JSON types, kept inside a decision so that it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from assist.core.statement import (
    Effect,
    EffectLink,
    Option,
    Quote,
    Reason,
    Statement,
    ValueSuggestion,
)


def to_json(statement: Statement) -> dict[str, Any]:
    """All fields of a statement, and its kind."""
    return {"kind": statement.kind, **asdict(statement)}


def from_json(data: Mapping[str, Any]) -> Statement:
    """The statement that `to_json` was given.

    Raises
    ------
    KeyError, TypeError
        When ``data`` is no snapshot of a statement.
    """
    common: dict[str, Any] = {
        "id": data["id"],
        "quote": Quote(**data["quote"]),
        "utterances": tuple(data["utterances"]),
        "repeated": tuple(data.get("repeated", ())),
        "score": data.get("score", 1.0),
        "status": data.get("status", "suggested"),
        "wording": data.get("wording", ""),
        "because": _reason(data.get("because")),
        "values": _suggestions(data.get("values", ())),
        "proposed": _suggestions(data.get("proposed", ())),
    }
    if data["kind"] == "effect":
        return Effect(polarity=data["polarity"], actor=data.get("actor", ""), **common)
    links = tuple(
        EffectLink(e["effect"], e["score"], _reason(e.get("because")))
        for e in data.get("effects", ())
    )
    return Option(domain=data["domain"], effects=links, **common)


def _suggestions(values: Iterable[Mapping[str, Any]]) -> tuple[ValueSuggestion, ...]:
    return tuple(ValueSuggestion(v["value"], v["score"], _reason(v.get("because"))) for v in values)


def _reason(data: Mapping[str, Any] | None) -> Reason:
    if not data:
        return Reason()
    return Reason(
        lexicon=tuple(data.get("lexicon", ())),
        nearest=data.get("nearest", ""),
        words=tuple(data.get("words", ())),
        note=data.get("note", ""),
    )
