"""One long table of all statements: a row for each statement and value, with raw links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assist.core.statement import Effect, Statement
from assist.core.valuemap import ValueMap
from assist.valuemap.text import xml_safe

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "onbekend"
"""The role of who has none; a name of the tables, as their columns are."""

COLUMNS = (
    *("file", "session", "title", "technology", "recorded"),
    *("kind", "statement", "status", "counted", "polarity", "domain", "actor", "role", "phase"),
    *("start", "end", "utterances"),
    *("value", "cluster", "value_rank", "value_score"),
    *("answers", "answered_by", "quote", "wording"),
)


def tidy(maps: Sequence[tuple[str, ValueMap]]) -> pd.DataFrame:
    """All statements of all sessions.

    Parameters
    ----------
    maps : sequence of (str, ValueMap)
        File name without ending, and the map.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, in order of session, time and rank of the value. A statement
        without values has one row with an empty ``value``. ``counted`` is False for what
        somebody rejected: it is there to be seen, and no count includes it. ``answers`` holds
        the ids of the effects an option answers, ``answered_by`` those of the options that
        answer an effect, separated by spaces.
    """
    import pandas as pd

    rows = [row for name, valuemap in maps for row in _rows(name, valuemap)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"counted": bool, "value_rank": "Int64", "value_score": float})


def values_of(valuemap: ValueMap) -> dict[str, list[tuple[str, float]]]:
    """Values behind each statement, the surest first, without those that were rejected."""
    pairs: dict[tuple[str, str], float] = {}
    for statement in valuemap.statements:
        for suggestion in statement.values:
            pairs.setdefault((statement.id, suggestion.value), suggestion.score)
    for link in valuemap.links:
        if link.kind == "answers":
            continue
        pair = (link.source, link.target) if link.kind == "raises" else (link.target, link.source)
        if link.status == "rejected":
            pairs.pop(pair, None)
        else:
            pairs.setdefault(pair, link.score)
    found: dict[str, list[tuple[str, float]]] = {s.id: [] for s in valuemap.statements}
    for (statement_id, value), score in pairs.items():
        found[statement_id].append((value, score))
    return {k: sorted(v, key=lambda pair: (-pair[1], pair[0])) for k, v in found.items()}


def answers_of(valuemap: ValueMap) -> list[tuple[str, str]]:
    """Live links as (option, effect)."""
    dead = {s.id for s in valuemap.statements if s.status == "rejected"}
    pairs: dict[tuple[str, str], None] = {
        (option.id, link.effect): None for option in valuemap.options for link in option.effects
    }
    for link in valuemap.links:
        if link.kind == "answers":
            pairs[link.source, link.target] = None
            if link.status == "rejected":
                del pairs[link.source, link.target]
    return sorted(pair for pair in pairs if not dead & {*pair})


def role_name(role: str | None) -> str:
    """A role as it is counted: in lower case; unknown roles under one name, in every language."""
    return _one_line(role or "").casefold() or UNKNOWN


def title_of(name: str, valuemap: ValueMap) -> str:
    """What to call a session: its title, or the name of its file."""
    return _one_line(valuemap.session.title) or _one_line(name)


def _one_line(text: str) -> str:
    """Text as it fits a heading, without characters that a plot or page cannot hold."""
    return " ".join(xml_safe(text).split())


def _rows(name: str, valuemap: ValueMap) -> Iterator[dict[str, Any]]:
    values = values_of(valuemap)
    clusters = {node.id: node.cluster for node in valuemap.values}
    links = answers_of(valuemap)
    for statement in valuemap.statements:
        row = {
            "file": name,
            "session": valuemap.session.id,
            "title": title_of(name, valuemap),
            "technology": valuemap.session.technology,
            "recorded": valuemap.session.recorded,
            **_about(statement, valuemap),
            "answers": " ".join(e for o, e in links if o == statement.id),
            "answered_by": " ".join(o for o, e in links if e == statement.id),
        }
        for rank, (value, score) in enumerate(values[statement.id], 1):
            yield {
                **row,
                "value": value,
                "cluster": clusters.get(value, ""),
                "value_rank": rank,
                "value_score": round(score, 4),
            }
        if not values[statement.id]:
            yield {**row, "value": "", "cluster": "", "value_rank": None, "value_score": None}


def _about(statement: Statement, valuemap: ValueMap) -> dict[str, Any]:
    utterance = valuemap.transcript[statement.quote.utterance]
    effect = statement if isinstance(statement, Effect) else None
    return {
        "kind": statement.kind,
        "statement": statement.id,
        "status": statement.status,
        "counted": statement.status != "rejected",
        "polarity": effect.polarity if effect else "",
        "domain": "" if isinstance(statement, Effect) else statement.domain,
        "actor": effect.actor if effect else "",
        "role": role_name(utterance.role),
        "phase": utterance.phase or "",
        "start": round(statement.quote.start, 3),
        "end": round(statement.quote.end, 3),
        "utterances": " ".join(map(str, statement.utterances)),
        "quote": statement.quote.exact,
        "wording": statement.wording,
    }
