"""Annotated sessions as domain objects, and a realistic value map out of them.

``load_gold(path)`` reads one file of ``models/corpus/``; ``gold_valuemap(session)`` turns its
labels into the map a perfect program would have made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assist.core.lexicon import Lexicon
from assist.core.statement import (
    Effect,
    EffectLink,
    Option,
    Quote,
    Reason,
    Status,
    ValueSuggestion,
    id_of,
)
from assist.core.transcript import Held, Phase, Session, Transcript, Utterance, Word
from assist.core.valuemap import MadeBy, Mention, ValueMap
from assist.valuemap.build import rebuild

CORPUS = Path(__file__).resolve().parents[2] / "models" / "corpus"


def load_gold(path: Path) -> dict[str, Any]:
    """One annotated session as it stands in its file."""
    return json.loads(path.read_text(encoding="utf-8"))


def gold_transcript(gold: Mapping[str, Any]) -> Transcript:
    """Session and utterances, with the labelled phases."""
    phases: dict[int, Phase] = {
        n: phase["name"]
        for phase in gold.get("phases", ())
        for n in range(phase["from"], phase["to"] + 1)
    }
    utterances = tuple(
        Utterance(
            id=u["id"],
            start=float(u["start"]),
            end=float(u["end"]),
            text=u["text"],
            speaker=u.get("speaker"),
            role=u.get("role"),
            phase=phases.get(u["id"]),
            words=tuple(Word(*word) for word in u.get("words", ())),
            speaker_uncertain=u.get("speaker_uncertain", False),
            role_proposed=u.get("role_proposed", False),
        )
        for u in gold["utterances"]
    )
    session = Session(
        id=gold["id"],
        title=gold["title"],
        technology=gold["technology"],
        duration=max((u.end for u in utterances), default=0.0),
    )
    held = tuple(Held(**h) for h in gold.get("held", ()))  # not in annotated sessions
    return Transcript(session, utterances, gold.get("language", "nl"), held)


def find_quote(transcript: Transcript, utterances: Iterable[int], words: str) -> Quote:
    """The quote in whichever of the utterances holds these words.

    Raises
    ------
    ValueError
        When none does: a mistake in the labels.
    """
    for number in utterances:
        at = transcript[number].text.find(words)
        if at >= 0:
            return Quote.of(transcript[number], at, at + len(words))
    raise ValueError(f"{words!r} is not in utterances {list(utterances)}")


def gold_statements(
    gold: Mapping[str, Any], *, status: Status = "suggested"
) -> tuple[tuple[Effect, ...], tuple[Option, ...]]:
    """Labelled effects and options; values score 1.0, 0.9, 0.8 in the labelled order."""
    transcript = gold_transcript(gold)
    ids: dict[str, str] = {}
    effects = []
    for e in gold["effects"]:
        quote = find_quote(transcript, e["utterances"], e["quote"])
        ids[e["id"]] = id_of("effect", gold["id"], quote)
        effects.append(
            Effect(
                id=ids[e["id"]],
                quote=quote,
                utterances=tuple(e["utterances"]),
                polarity=e["polarity"],
                actor=e.get("actor", ""),
                score=e.get("score", 1.0),
                because=_reason(e.get("because", {})),
                values=_values(e["values"]),
                proposed=_values([e["proposed"]] if "proposed" in e else []),
                status=status,
            )
        )
    options = []
    for o in gold["options"]:
        quote = find_quote(transcript, o["utterances"], o["quote"])
        options.append(
            Option(
                id=id_of("option", gold["id"], quote),
                quote=quote,
                utterances=tuple(o["utterances"]),
                domain=o["domain"],
                score=o.get("score", 1.0),
                because=_reason(o.get("because", {})),
                values=_values(o["values"]),
                effects=tuple(EffectLink(ids[e], 1.0, Reason(note="gold")) for e in o["effects"]),
                status=status,
            )
        )
    return tuple(effects), tuple(options)


def _values(labels: Iterable[str]) -> tuple[ValueSuggestion, ...]:
    return tuple(
        ValueSuggestion(v, round(1.0 - 0.1 * i, 4), Reason(nearest="gold"))
        for i, v in enumerate(labels)
    )


def _reason(parts: Mapping[str, Any]) -> Reason:
    return Reason(words=tuple(parts.get("words", ())), nearest=parts.get("nearest", ""))


def gold_mentions(gold: Mapping[str, Any]) -> list[tuple[str, Mention]]:
    """Values named aloud, as ``(preferred label, where)``."""
    transcript = gold_transcript(gold)
    found = []
    for m in gold["mentioned_values"]:
        quote = find_quote(transcript, [m["utterance"]], m["quote"])
        found.append(
            (m["value"], Mention(quote.utterance, quote.start_char, quote.end_char, quote.exact))
        )
    return found


def gold_valuemap(
    gold: Mapping[str, Any], lexicon: Lexicon, *, status: Status = "suggested"
) -> ValueMap:
    """The map that the labels of one session make.

    Parameters
    ----------
    gold : mapping
        One annotated session; see `load_gold`.
    lexicon : Lexicon
        Gives the clusters.
    status : Status
        Of every statement.
    """
    from assist.core.valuemap import ValueNode

    effects, options = gold_statements(gold, status=status)
    transcript = gold_transcript(gold)
    mentioned: dict[str, list[Mention]] = {}
    for label, mention in gold_mentions(gold):
        mentioned.setdefault(label, []).append(mention)
    bare = ValueMap(
        session=transcript.session,
        made_by=MadeBy(
            version="0",
            models={"statements": "gold", "values": "gold"},
            lexicon={"id": lexicon.id, "version": lexicon.version, "sha256": lexicon.sha256},
        ),
        transcript=transcript,
        effects=effects,
        options=options,
        values=tuple(ValueNode(v, v, mentions=tuple(m)) for v, m in sorted(mentioned.items())),
    )
    return rebuild(bare, lexicon)
