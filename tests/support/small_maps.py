"""Made-up value maps, small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence

from assist.core.statement import (
    Domain,
    Effect,
    EffectLink,
    Option,
    Polarity,
    Quote,
    Status,
    ValueSuggestion,
    id_of,
)
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import Link, MadeBy, Mention, ValueMap, ValueNode

# (role, seconds, what it holds); an effect: polarity, values, status; an option: domain,
# values, number of the utterance with the effect it answers, status
Line = tuple[str | None, float, tuple | None]


def make_map(
    session_id: str,
    lines: Sequence[Line],
    *,
    title: str = "",
    mentioned: Sequence[str] = (),
    rejected_links: Sequence[tuple[int, str]] = (),
) -> ValueMap:
    """A map from a few lines; one utterance and at most one statement each."""
    session = Session(session_id, title, f"techniek {session_id}")
    utterances, effects, options, at = [], [], [], 0.0
    effect_of: dict[int, str] = {}
    for number, (role, seconds, holds) in enumerate(lines, 1):
        text = f"zin {number} van {session_id}"
        utterances.append(Utterance(number, at, at + seconds, text, f"S{number % 2}", role))
        at += seconds
        if holds is None:
            continue
        quote = Quote.of(utterances[-1])
        values = tuple(ValueSuggestion(v, 0.9 - 0.1 * i) for i, v in enumerate(holds[1]))
        status: Status = holds[-1]
        if holds[0] in ("techniek", "omgeving", "mens"):
            domain: Domain = holds[0]
            name = id_of("option", session_id, quote)
            answers = tuple(EffectLink(effect_of[n], 0.7) for n in holds[2])
            options.append(
                Option(name, quote, (number,), domain, 0.8, values, answers, status=status)
            )
        else:
            polarity: Polarity = holds[0]
            name = id_of("effect", session_id, quote)
            effect_of[number] = name
            effects.append(Effect(name, quote, (number,), polarity, "", 0.9, values, status=status))
    labels = sorted({v.value for s in (*effects, *options) for v in s.values} | {*mentioned})
    first = utterances[0]
    mention = Mention(1, 0, 3, first.text[0:3])
    links = [
        Link(
            e.id, v.value, "raises", v.score,
            status="rejected" if (e.quote.utterance, v.value) in rejected_links else "suggested",
        )
        for e in effects for v in e.values if e.status != "rejected"
    ]  # fmt: skip
    links += [
        Link(v.value, o.id, "served_by", v.score)
        for o in options if o.status != "rejected" for v in o.values
    ]  # fmt: skip
    alive = {e.id for e in effects if e.status != "rejected"}
    links += [
        Link(o.id, a.effect, "answers", a.score)
        for o in options if o.status != "rejected" for a in o.effects if a.effect in alive
    ]  # fmt: skip
    return ValueMap(
        session,
        MadeBy("0", made_at="2026-01-01T00:00:00+00:00"),
        Transcript(session, tuple(utterances)),
        tuple(effects),
        tuple(options),
        tuple(
            ValueNode(v, v, "Groot" if v in ("privacy", "vrijheid") else "",
                      (mention,) if v in mentioned else ())
            for v in labels
        ),
        tuple(links),
    )  # fmt: skip


def three_maps() -> dict[str, ValueMap]:
    """Three sessions by file name."""
    return {
        "b": make_map(
            "sessie-b",
            [
                ("moderator", 10.0, None),
                ("burger", 20.0, ("negative", ["privacy", "vrijheid"], "accepted")),
                ("burger", 5.0, ("positive", ["gemak"], "suggested")),
                ("beleid", 5.0, ("mixed", ["privacy"], "edited")),
                ("beleid", 5.0, ("negative", ["privacy"], "rejected")),
                ("technicus", 15.0, ("techniek", ["privacy"], [2], "accepted")),
                ("burger", 20.0, ("mens", [], [], "added")),
                ("burger", 20.0, ("omgeving", ["vrijheid"], [2, 4], "rejected")),
            ],
            title="Een tweede sessie",
            mentioned=["waarheid"],
        ),
        "a": make_map(
            "sessie-a",
            [
                (None, 30.0, ("negative", ["privacy", "rust"], "suggested")),
                (None, 30.0, ("negative", [], "suggested")),
                (" Burger ", 40.0, ("omgeving", ["rust"], [1, 2], "suggested")),
            ],
            rejected_links=[(1, "rust")],
        ),
        "c": make_map("sessie-c", [("burger", 0.0, None)], title="Zonder | =uitkomst"),
    }
