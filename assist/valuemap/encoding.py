"""Value map to and from plain JSON types; `file` adds the checks and the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from assist.core.transcript import Held, Session, Transcript, Utterance, Word
from assist.core.valuemap import Link, MadeBy, Mention, ValueMap, ValueNode

TIME_DECIMALS = 3
SCORE_DECIMALS = 4

Json = dict[str, Any]


def _time(seconds: float) -> float:
    return round(float(seconds), TIME_DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


def _score(score: float) -> float:
    return round(float(score), SCORE_DECIMALS) + 0.0


def to_plain(valuemap: ValueMap) -> Json:
    """Value map as JSON types, in the contract's order of keys."""
    session, made_by = valuemap.session, valuemap.made_by
    plain: Json = {
        "schema": valuemap.schema,
        "session": {
            "id": session.id,
            "title": session.title,
            "technology": session.technology,
            "recorded": session.recorded,
            "duration": _time(session.duration),
        },
        "made_by": {
            "version": made_by.version,
            "models": dict(sorted(made_by.models.items())),
            "lexicon": dict(sorted(made_by.lexicon.items())),
            "options": dict(sorted(made_by.options.items())),
            **({"made_at": made_by.made_at} if made_by.made_at else {}),
        },
        "transcript": {
            "language": valuemap.transcript.language,
            "utterances": [_utterance(u) for u in valuemap.transcript.utterances],
            **({"held": [_held(h) for h in held]} if (held := valuemap.transcript.held) else {}),
        },
        "effects": [
            _statement(e, {"polarity": e.polarity, "actor": e.actor}) for e in valuemap.effects
        ],
        "options": [_statement(o, {"domain": o.domain}) for o in valuemap.options],
        "values": [
            {
                "id": v.id,
                "label": v.label,
                "cluster": v.cluster,
                "mentions": [
                    {
                        "utterance": m.utterance,
                        "start_char": m.start_char,
                        "end_char": m.end_char,
                        "exact": m.exact,
                    }
                    for m in v.mentions
                ],
            }
            for v in valuemap.values
        ],
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "kind": link.kind,
                "score": _score(link.score),
                "because": _because(link.because),
                "status": link.status,
            }
            for link in valuemap.links
        ],
    }
    return plain


def _utterance(u: Utterance) -> Json:
    plain: Json = {
        "id": u.id,
        "start": _time(u.start),
        "end": _time(u.end),
        "speaker": u.speaker,
        "role": u.role,
        "text": u.text,
        "phase": u.phase,
    }
    for mark in ("speaker_uncertain", "role_proposed"):
        if getattr(u, mark):
            plain[mark] = True
    if u.words:
        plain["words"] = _words(u.words)
    return plain


def _held(h: Held) -> Json:
    plain: Json = {
        "start": _time(h.start),
        "end": _time(h.end),
        "reason": h.reason,
        "text": h.text,
    }
    if h.words:
        plain["words"] = _words(h.words)
    return plain


def _words(words: Iterable[Word]) -> list[Json]:
    return [
        {
            "text": w.text,
            "start": _time(w.start),
            "end": _time(w.end),
            "probability": _score(w.probability),
        }
        for w in words
    ]


def _because(reason: Reason, *, whole: bool = False) -> Json:
    """Only what is known; ``whole`` keeps the two fields that the contract always shows."""
    plain: Json = {}
    if reason.lexicon or whole:
        plain["lexicon"] = list(reason.lexicon)
    if reason.nearest or whole:
        plain["nearest"] = reason.nearest
    if reason.words:
        plain["words"] = list(reason.words)
    if reason.note:
        plain["note"] = reason.note
    return plain


def _suggestions(values: Iterable[ValueSuggestion]) -> list[Json]:
    return [
        {"value": v.value, "score": _score(v.score), "because": _because(v.because, whole=True)}
        for v in values
    ]


def _statement(statement: Statement, own: Json) -> Json:
    quote = statement.quote
    plain: Json = {
        "id": statement.id,
        "quote": {
            "utterance": quote.utterance,
            "start_char": quote.start_char,
            "end_char": quote.end_char,
            "exact": quote.exact,
            "start": _time(quote.start),
            "end": _time(quote.end),
        },
        "utterances": list(statement.utterances),
        **({"repeated": list(statement.repeated)} if statement.repeated else {}),
        **own,
        "score": _score(statement.score),
        "values": _suggestions(statement.values),
    }
    if statement.proposed:
        plain["proposed"] = _suggestions(statement.proposed)
    if isinstance(statement, Option):
        plain["effects"] = [
            {"effect": e.effect, "score": _score(e.score), "because": _because(e.because)}
            for e in statement.effects
        ]
    plain["status"] = statement.status
    if statement.wording:
        plain["wording"] = statement.wording
    if because := _because(statement.because):
        plain["because"] = because
    return plain


def from_plain(plain: Mapping[str, Any]) -> ValueMap:
    """Value map from JSON types that obey the schema; unknown fields are left out."""
    session_plain, made_plain = plain["session"], plain["made_by"]
    session = Session(
        id=session_plain["id"],
        title=session_plain["title"],
        technology=session_plain["technology"],
        recorded=session_plain["recorded"],
        duration=float(session_plain["duration"]),
    )
    return ValueMap(
        session=session,
        made_by=MadeBy(
            version=made_plain["version"],
            models=made_plain["models"],
            lexicon=made_plain["lexicon"],
            options=made_plain["options"],
            made_at=made_plain.get("made_at", ""),
        ),
        transcript=Transcript(
            session=session,
            utterances=tuple(_read_utterance(u) for u in plain["transcript"]["utterances"]),
            language=plain["transcript"].get("language", "nl"),
            held=tuple(_read_held(h) for h in plain["transcript"].get("held", ())),
        ),
        effects=tuple(_read_effect(e) for e in plain["effects"]),
        options=tuple(_read_option(o) for o in plain["options"]),
        values=tuple(
            ValueNode(
                id=v["id"],
                label=v["label"],
                cluster=v.get("cluster", ""),
                mentions=tuple(
                    Mention(m["utterance"], m["start_char"], m["end_char"], m["exact"])
                    for m in v.get("mentions", ())
                ),
            )
            for v in plain["values"]
        ),
        links=tuple(
            Link(
                source=link["source"],
                target=link["target"],
                kind=link["kind"],
                score=float(link["score"]),
                because=_read_because(link.get("because", {})),
                status=link["status"],
            )
            for link in plain["links"]
        ),
    )


def _read_utterance(u: Mapping[str, Any]) -> Utterance:
    return Utterance(
        id=u["id"],
        start=float(u["start"]),
        end=float(u["end"]),
        text=u["text"],
        speaker=u.get("speaker"),
        role=u.get("role"),
        phase=u.get("phase"),
        words=_read_words(u.get("words", ())),
        speaker_uncertain=bool(u.get("speaker_uncertain", False)),
        role_proposed=bool(u.get("role_proposed", False)),
    )


def _read_held(h: Mapping[str, Any]) -> Held:
    return Held(
        start=float(h["start"]),
        end=float(h["end"]),
        text=h["text"],
        reason=h["reason"],
        words=_read_words(h.get("words", ())),
    )


def _read_words(words: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    return tuple(
        Word(w["text"], float(w["start"]), float(w["end"]), float(w.get("probability", 1.0)))
        for w in words
    )


def _read_because(b: Mapping[str, Any]) -> Reason:
    return Reason(
        lexicon=tuple(b.get("lexicon", ())),
        nearest=b.get("nearest", ""),
        words=tuple(b.get("words", ())),
        note=b.get("note", ""),
    )


def _read_suggestions(values: Iterable[Mapping[str, Any]]) -> tuple[ValueSuggestion, ...]:
    return tuple(
        ValueSuggestion(v["value"], float(v["score"]), _read_because(v.get("because", {})))
        for v in values
    )


def _read_statement(s: Mapping[str, Any]) -> dict[str, Any]:
    q = s["quote"]
    return {
        "id": s["id"],
        "quote": Quote(
            utterance=q["utterance"],
            start_char=q["start_char"],
            end_char=q["end_char"],
            exact=q["exact"],
            start=float(q["start"]),
            end=float(q["end"]),
        ),
        "utterances": tuple(s["utterances"]),
        "repeated": tuple(s.get("repeated", ())),
        "score": float(s["score"]),
        "values": _read_suggestions(s["values"]),
        "proposed": _read_suggestions(s.get("proposed", ())),
        "status": s["status"],
        "wording": s.get("wording", ""),
        "because": _read_because(s.get("because", {})),
    }


def _read_effect(e: Mapping[str, Any]) -> Effect:
    return Effect(polarity=e["polarity"], actor=e.get("actor", ""), **_read_statement(e))


def _read_option(o: Mapping[str, Any]) -> Option:
    return Option(
        domain=o["domain"],
        effects=tuple(
            EffectLink(e["effect"], float(e["score"]), _read_because(e.get("because", {})))
            for e in o["effects"]
        ),
        **_read_statement(o),
    )
