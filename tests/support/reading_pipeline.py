"""A pipeline that reads files as the real one does, and understands nothing.

Every utterance with the word "scheelt" becomes an effect, so that there are cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from support.fake_pipeline import WithoutModels

from assist.core.statement import Effect, Quote, ValueSuggestion, id_of
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import Link, MadeBy, ValueMap, ValueNode
from assist.pipeline import Event, Finished, Found, Heard, Progress
from assist.transcribe.audio import duration_of
from assist.transcribe.reading import is_recording, read_transcript

CUE = "scheelt"


class ReadingPipeline(WithoutModels):
    """Behaves as `assist.pipeline.Pipeline`; of a recording it hears its length alone."""

    def analyse(
        self, source: Path, *, session: Session | None = None, **_more: object
    ) -> Iterator[Event]:
        yield Progress("load", 0.0)
        transcript = _heard(source) if is_recording(source) else read_transcript(source)
        if session is not None:
            told = {"title": session.title, "technology": session.technology}
            about = replace(transcript.session, **{k: v for k, v in told.items() if v})
            transcript = replace(transcript, session=about)
        yield from map(Heard, transcript.utterances)
        effects = tuple(_effect(transcript, u) for u in transcript.utterances if CUE in u.text)
        yield from map(Found, effects)
        yield Finished(_map(transcript, effects))


def _heard(source: Path) -> Transcript:
    end = duration_of(source)
    said = Utterance(1, 0.0, max(end, 0.1), f"Dat {CUE} een hoop tijd.", "S1")
    return Transcript(Session("geluid", "", "", ""), (said,))


def _effect(transcript: Transcript, utterance: Utterance) -> Effect:
    quote = Quote.of(utterance)
    return Effect(
        id_of("effect", transcript.session.id, quote),
        quote,
        (utterance.id,),
        "positive",
        utterance.role or "",
        0.9,
        (ValueSuggestion("efficiëntie", 0.8),),
    )


def _map(transcript: Transcript, effects: Sequence[Effect]) -> ValueMap:
    links = tuple(Link(e.id, "efficiëntie", "raises", 0.8) for e in effects)
    node = ValueNode("efficiëntie", "efficiëntie", "")
    return ValueMap(
        transcript.session,
        MadeBy("0", made_at="2026-01-01T00:00:00+00:00"),
        transcript,
        tuple(effects),
        (),
        (node,) if effects else (),
        links,
    )
