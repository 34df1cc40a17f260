"""Gives the speakers of a diarisation to a transcript that knows none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assist.core.transcript import Transcript, Utterance, Word
from assist.transcribe.speakers import number_speakers

NEAREST = 1.0  # seconds to the turn that speech outside every turn may belong to
SHORTEST_RUN = 2  # words; one word of another is a "ja" in between, or a mistake


@dataclass(frozen=True, order=True, slots=True)
class Turn:
    """Somebody speaks; times in seconds."""

    start: float
    end: float
    speaker: str


def with_speakers(transcript: Transcript, turns: Sequence[Turn]) -> Transcript:
    """Label every utterance with whom it overlaps most.

    An utterance whose words have times is cut where the speaker changes; then all are
    numbered anew. A role that was known stays. Speech that is no nearer than `NEAREST` to
    any turn stays without speaker; where two speak about as long, the speaker is uncertain.

    Parameters
    ----------
    transcript : Transcript
        Utterances in order of time.
    turns : sequence of Turn
        In any order; they may overlap.
    """
    found: list[tuple[str, Utterance]] = []
    for utterance, near in _beside(transcript.utterances, _merged(turns)):
        found += _parted(utterance, near)
    changed = len(found) != len(transcript.utterances)
    numbered = number_speakers((label, u.role or "") for label, u in found)
    return transcript.with_utterances(
        replace(u, id=place if changed else u.id, speaker=speaker, role=role)
        for place, ((_, u), (speaker, role)) in enumerate(
            zip(found, numbered, strict=True), start=1
        )
    )


def _merged(turns: Iterable[Turn]) -> list[Turn]:
    """Turns of one speaker that touch or overlap as one; in order of time."""
    merged: list[Turn] = []
    for speaker, own in groupby(sorted(turns, key=lambda t: (t.speaker, t.start)), _speaker):
        last: Turn | None = None
        for turn in own:
            if last and turn.start <= last.end:
                last = Turn(last.start, max(last.end, turn.end), speaker)
                merged[-1] = last
            else:
                last = turn
                merged.append(turn)
    return sorted(merged)


def _speaker(turn: Turn) -> str:
    return turn.speaker


def _beside(
    utterances: Sequence[Utterance], turns: Sequence[Turn]
) -> Iterator[tuple[Utterance, list[Turn]]]:
    """Every utterance with the turns within `NEAREST` of it."""
    active: list[Turn] = []
    at = 0
    for utterance in utterances:
        while at < len(turns) and turns[at].start <= utterance.end + NEAREST:
            active.append(turns[at])
            at += 1
        active = [turn for turn in active if turn.end >= utterance.start - NEAREST]
        yield utterance, active


def _label(start: float, end: float, turns: Sequence[Turn]) -> tuple[str, bool]:
    """Who speaks most of a stretch, else the nearest; and whether that is uncertain.

    Of equals, the first to speak. Uncertain: the stretch lies outside every turn, or
    another speaks more than half as long in it.
    """
    spoken: dict[str, float] = {}
    for turn in turns:
        overlap = min(end, turn.end) - max(start, turn.start)
        if overlap > 0:
            spoken[turn.speaker] = spoken.get(turn.speaker, 0.0) + overlap
    if spoken:
        best, second = sorted([*spoken.values(), 0.0], reverse=True)[:2]
        return max(spoken, key=spoken.__getitem__), second > best / 2
    away = [(max(turn.start - end, start - turn.end), turn) for turn in turns]
    distance, nearest = min(away, default=(NEAREST + 1, Turn(0, 0, "")))
    return (nearest.speaker, True) if distance <= NEAREST else ("", False)


def _parted(utterance: Utterance, turns: Sequence[Turn]) -> Iterator[tuple[str, Utterance]]:
    whole, uncertain = _label(utterance.start, utterance.end, turns)
    tokens = utterance.text.split()
    if len({turn.speaker for turn in turns}) < 2 or len(utterance.words) != len(tokens):
        yield whole, replace(utterance, speaker_uncertain=uncertain)
        return
    labels = _settled([_label(w.start, w.end, turns)[0] or whole for w in utterance.words])
    at = 0
    for label, run in groupby(labels):
        length = len(list(run))
        piece = _piece(utterance, tokens, at, at + length)
        told, uncertain = _label(piece.start, piece.end, turns)
        yield label, replace(piece, speaker_uncertain=uncertain or told != label)
        at += length


def _settled(labels: Sequence[str]) -> list[str]:
    """Labels of words, where a run shorter than `SHORTEST_RUN` joins its neighbour."""
    settled: list[str] = []
    for label, run in groupby(labels):
        length = len(list(run))
        short = length < SHORTEST_RUN and len(labels) > length
        settled += [settled[-1] if short and settled else label] * length
    if len(settled) > 1 and settled[0] != settled[1]:
        settled[0] = settled[1]
    return settled


def _piece(u: Utterance, tokens: Sequence[str], first: int, last: int) -> Utterance:
    words: tuple[Word, ...] = u.words[first:last]
    return replace(
        u,
        start=u.start if first == 0 else words[0].start,
        end=u.end if last == len(tokens) else max(words[0].start, words[-1].end),
        text=" ".join(tokens[first:last]),
        words=words,
    )
