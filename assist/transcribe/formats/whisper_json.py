"""Segments as WhisperX, faster-whisper, openai-whisper, aTrain and whisper.cpp write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assist.core.transcript import Word
from assist.transcribe.clock import plain_number
from assist.transcribe.cue import Cue


def cues(plain: object) -> list[Cue] | None:
    """Cues of a recogniser's JSON; None when it is no such thing."""
    if isinstance(plain, Mapping):
        if isinstance(plain.get("segments"), list):
            return _all(_segment(item) for item in plain["segments"])
        if isinstance(plain.get("transcription"), list):
            return _all(_cpp_segment(item) for item in plain["transcription"])
        return None
    if isinstance(plain, list) and plain:
        return _all(_segment(item) for item in plain)
    return None


def _all(found: Iterable[Sequence[Cue] | None]) -> list[Cue] | None:
    every: list[Cue] = []
    for some in found:
        if some is None:
            return None
        every += some
    return every


def _segment(item: object) -> list[Cue] | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        return None
    start, end = plain_number(item.get("start")), plain_number(item.get("end"))
    if start is None:
        return None
    speaker = item.get("speaker")
    label = speaker if isinstance(speaker, str) else ""
    words = item.get("words")
    if not isinstance(words, list) or not words:
        return [Cue(item["text"], start, end, label)]
    return _by_speaker(words, Cue(item["text"], start, end, label))


def _by_speaker(items: Sequence[object], whole: Cue) -> list[Cue]:
    """Cut a segment where WhisperX hears another speaker within it."""
    runs: list[tuple[str, list[Mapping[str, Any]]]] = []
    for item in items:
        if not isinstance(item, Mapping):
            return [whole]
        given = item.get("speaker")
        label = given if isinstance(given, str) else (runs[-1][0] if runs else whole.label)
        if not runs or runs[-1][0] != label:
            runs.append((label, []))
        runs[-1][1].append(item)
    found: list[Cue] = []
    for label, run in runs:
        words = to_words(run, found[-1].end if found else whole.start)
        if not words:
            return [whole]
        found.append(
            Cue(
                text=" ".join(word.text for word in words),
                start=words[0].start,
                end=words[-1].end,
                label=label,
                words=words,
            )
        )
    return found


def to_words(items: Sequence[Mapping[str, Any]], start: float | None) -> tuple[Word, ...]:
    """Words, one for each token of text; empty when the items are no words.

    Whisper's pieces without a leading space belong to the piece before ("zee", "-engte").
    WhisperX leaves the times of numbers out; those stand between their neighbours.
    """
    texts = [item.get("word", item.get("text")) for item in items]
    if not all(isinstance(text, str) for text in texts):
        return ()
    spaced = any(text.startswith(" ") for text in texts)
    words: list[Word] = []
    at = start or 0.0
    for text, item in zip(texts, items, strict=True):
        begun, ended = plain_number(item.get("start")), plain_number(item.get("end"))
        begun = at if begun is None else begun
        ended = begun if ended is None or ended < begun else ended
        given = plain_number(item.get("probability", item.get("score")))
        probability = 1.0 if given is None else min(1.0, given)
        at = ended
        pieces = text.split()
        if spaced and words and pieces and not text.startswith(" "):
            last = words[-1]
            words[-1] = Word(
                last.text + pieces[0], last.start, ended, min(last.probability, probability)
            )
            pieces = pieces[1:]
        words += [Word(piece, begun, ended, probability) for piece in pieces]
    return tuple(words)


def _cpp_segment(item: object) -> list[Cue] | None:
    """whisper.cpp: offsets in milliseconds."""
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        return None
    offsets = item.get("offsets")
    if not isinstance(offsets, Mapping):
        return None
    start, end = plain_number(offsets.get("from")), plain_number(offsets.get("to"))
    if start is None or end is None:
        return None
    return [Cue(item["text"], start / 1000.0, end / 1000.0)]
