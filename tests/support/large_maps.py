"""Value maps of any size, out of annotated sessions that are taken as one long talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from support.gold import CORPUS, gold_valuemap, load_gold

from assist.core.lexicon import Lexicon
from assist.core.valuemap import ValueMap
from assist.models.shipped import shipped
from assist.review.about import About
from assist.review.records import StoredFile
from assist.review.store import Store
from assist.valuemap.build import rebuild
from assist.valuemap.file import dumps
from assist.values.skos import read_lexicon


@cache
def full_lexicon() -> Lexicon:
    """The lexicon as it ships."""
    return read_lexicon(shipped("lexicons", "waarden.ttl"))


def long_talk(sessions: int) -> dict[str, Any]:
    """The first annotated sessions one after the other, as if it were one."""
    made: dict[str, Any] = {
        "id": f"lang-{sessions}",
        "title": "Een lange middag over techniek in de stad",
        "technology": "camera's, sensoren en software",
        **{key: [] for key in ("utterances", "effects", "options", "mentioned_values")},
    }
    seconds = 0.0
    for place, path in enumerate(sorted(CORPUS.glob("*.json"))[:sessions]):
        gold = load_gold(path)
        first = len(made["utterances"])

        def moved(label: Mapping[str, Any], first: int = first, place: int = place) -> dict:
            known = {
                "id": lambda v: f"{place}-{v}",
                "utterances": lambda v: [n + first for n in v],
                "utterance": lambda v: v + first,
                "effects": lambda v: [f"{place}-{n}" for n in v],
            }
            return {k: known[k](v) if k in known else v for k, v in label.items()}

        for u in gold["utterances"]:
            times = {"start": u["start"] + seconds, "end": u["end"] + seconds}
            made["utterances"].append({**u, "id": u["id"] + first, **times})
        for key in ("effects", "options", "mentioned_values"):
            made[key] += [moved(label) for label in gold[key]]
        seconds = made["utterances"][-1]["end"]
    return made


@cache
def map_of(nodes: int, *, sessions: int = 0) -> ValueMap:
    """A map of about this many effects, values and options together, never more.

    Statements are left out evenly, so that each part of the talk keeps some.
    """
    lexicon = full_lexicon()
    whole = gold_valuemap(long_talk(sessions or 1 + nodes // 60), lexicon)
    spoken = whole.statements
    low, high, best = 1, len(spoken), whole
    while low <= high:
        keep = (low + high) // 2
        chosen = {spoken[i * len(spoken) // keep].id for i in range(keep)}
        made = rebuild(
            replace(
                whole,
                effects=tuple(e for e in whole.effects if e.id in chosen),
                options=tuple(
                    replace(o, effects=tuple(e for e in o.effects if e.effect in chosen))
                    for o in whole.options
                    if o.id in chosen
                ),
                values=(),
            ),
            lexicon,
        )
        if len(made.statements) + len(made.values) <= nodes:
            best, low = made, keep + 1
        else:
            high = keep - 1
    return best


def keep(store: Store, valuemap: ValueMap, session: str) -> str:
    """Put a map in a store as a session that is ready; its address."""
    file = StoredFile("transcript", "gesprek.json", f"{session}/gesprek.json", 1, "0" * 64)
    title = valuemap.session.title
    about = About(title=title, technology=valuemap.session.technology, recorded="2025-11-03")
    store.add_session(session, [file], about, title=title)
    job = store.claim()
    assert job is not None
    assert store.finish(job, dumps(valuemap), "2026-01-01T00:00:00+00:00")
    return f"/sessions/{session}"
