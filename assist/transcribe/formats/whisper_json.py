"""Segments as recognisers write them to JSON.

WhisperX, faster-whisper, openai-whisper and its service, whisper-timestamped, whisper.cpp
(short and full), aTrain, and others with segments of words and a speaker (Amberscript).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assist.core.transcript import Transcript, Utterance, Word
from assist.transcribe.clock import parse_time, plain_number
from assist.transcribe.cue import Cue

_LANGUAGES = {"dutch": "nl", "flemish": "nl", "english": "en", "german": "de", "french": "fr"}
_MADE_BY = "assist"
_EARLY = 60.0  # seconds by which an alignment may miss the beginning


def cues(plain: object) -> list[Cue] | None:
    """Cues of a recogniser's JSON; None when it is no such thing."""
    if isinstance(plain, Mapping):
        if isinstance(plain.get("segments"), list):
            reader = _own_segment if is_ours(plain) else _segment
            return _all(reader(item) for item in plain["segments"])
        if isinstance(plain.get("transcription"), list):
            return _all(_cpp_segment(item) for item in plain["transcription"])
        for key in ("words", "word_segments"):
            if isinstance(plain.get(key), list) and plain[key]:
                return _segment({"words": plain[key]})
        return None
    if isinstance(plain, list) and plain:
        return _all(_segment(item) for item in plain)
    return None


def is_ours(plain: object) -> bool:
    """Whether `write` made it: then a segment is an utterance."""
    return isinstance(plain, Mapping) and plain.get("made_by") == _MADE_BY


def language_code(name: str) -> str:
    """Code of a language, which OpenAI's service gives by its English name.

    Examples
    --------
    >>> language_code("dutch"), language_code("nl")
    ('nl', 'nl')
    """
    return _LANGUAGES.get(name.casefold(), name)


def write(transcript: Transcript) -> bytes:
    """Write as WhisperX does: segments with words, and all words once more apart."""
    segments = [_plain(u) for u in transcript.utterances]
    words = [word for segment in segments for word in segment["words"]]
    whole = {
        "segments": segments,
        "word_segments": words,
        "language": transcript.language,
        "made_by": _MADE_BY,
    }
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1)
    return (text + "\n").encode("utf-8", "surrogatepass")


def _plain(u: Utterance) -> dict[str, Any]:
    speaker = {"speaker": u.speaker} if u.speaker else {}
    role = {"role": u.role} if u.role else {}
    words = [
        {
            "word": w.text,
            "start": round(w.start, 3),
            "end": round(w.end, 3),
            "score": round(w.probability, 4),
        }
        | speaker
        for w in u.words
    ]
    times = {"start": round(u.start, 3), "end": round(u.end, 3)}
    return times | {"text": u.text, "words": words} | speaker | role


def _own_segment(item: object) -> list[Cue] | None:
    """The text stands; words go with it where there is one for each token."""
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        return None
    start, end = plain_number(item.get("start")), plain_number(item.get("end"))
    given = item.get("words")
    items = given if isinstance(given, list) else []
    words = to_words(items, start) if all(isinstance(w, Mapping) for w in items) else ()
    fitting = words if len(words) == len(item["text"].split()) else ()
    return [
        Cue(item["text"], start, end, _text(item.get("speaker")), _text(item.get("role")), fitting)
    ]


def _all(found: Iterable[Sequence[Cue] | None]) -> list[Cue] | None:
    every: list[Cue] = []
    for some in found:
        if some is None:
            return None
        every += some
    return every


def _segment(item: object) -> list[Cue] | None:
    if isinstance(item, list):
        item = _named(item)
    if not isinstance(item, Mapping):
        return None
    given = item.get("words")
    words = given if isinstance(given, list) else []
    text, start, end = item.get("text"), _moment(item.get("start")), _moment(item.get("end"))
    if not isinstance(text, str):
        if not words:
            return None
        text = ""
    elif "start" not in item and not words:
        return None
    whole = Cue(text, start, end, _text(item.get("speaker")), _text(item.get("role")))
    if not words:
        return [whole]
    parted = _by_speaker(words, whole)
    # Words without a text of their own must be words indeed.
    return parted if text or any(cue.text for cue in parted) else None


def _moment(value: object) -> float | None:
    """A time, also just before the beginning or as text; None costs a segment no words."""
    if isinstance(value, str):
        return parse_time(value)
    early = isinstance(value, int | float) and -_EARLY <= value < 0
    return 0.0 if early else plain_number(value)


def _named(item: Sequence[Any]) -> Mapping[str, Any] | None:
    """A segment of an older faster-whisper, which became a list when it was written."""
    if len(item) < 5 or not isinstance(item[4], str):
        return None
    words = next(
        (x for x in item[5:] if isinstance(x, list) and x and isinstance(x[0], list)), None
    )
    return {
        "start": item[2],
        "end": item[3],
        "text": item[4],
        "words": [
            {"start": w[0], "end": w[1], "word": w[2], "probability": w[3]}
            for w in words or ()
            if isinstance(w, list) and len(w) == 4
        ],
    }


def _by_speaker(items: Sequence[object], whole: Cue) -> list[Cue]:
    """Cut a segment where WhisperX hears another speaker within it."""
    runs: list[tuple[str, list[Mapping[str, Any]]]] = []
    for item in items:
        if not isinstance(item, Mapping):
            return [whole]
        given = _text(item.get("speaker"))
        label = given or (runs[-1][0] if runs else whole.label)
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
                role=whole.role,
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
        given = plain_number(item.get("probability", item.get("score", item.get("confidence"))))
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
    """whisper.cpp: offsets in milliseconds; tokens in its full form."""
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        return None
    start, end = _offsets(item)
    if start is None or end is None:
        return None
    speaker = _text(item.get("speaker"))
    label = f"speaker {speaker}" if speaker else ""
    whole = Cue(item["text"], start, end, label)
    tokens = item.get("tokens")
    words = _cpp_words(tokens) if isinstance(tokens, list) else ()
    if words and [w.text for w in words] == item["text"].split():
        return [Cue(whole.text, start, end, label, words=words)]
    return [whole]


def _cpp_words(tokens: Sequence[object]) -> tuple[Word, ...]:
    """Tokens without the marks of the model, such as ``[_BEG_]``."""
    items = []
    for token in tokens:
        if not isinstance(token, Mapping) or not isinstance(token.get("text"), str):
            return ()
        start, end = _offsets(token)
        if not token["text"].startswith("[_") and start is not None:
            items.append(
                {"word": token["text"], "start": start, "end": end, "probability": token.get("p")}
            )
    return to_words(items, None)


def _offsets(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    offsets = item.get("offsets")
    if not isinstance(offsets, Mapping):
        return None, None
    start, end = plain_number(offsets.get("from")), plain_number(offsets.get("to"))
    return start and start / 1000.0, end and end / 1000.0


def _text(value: object) -> str:
    """A label: text, or the number that some programs give a speaker."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"speaker {value}"
    return value if isinstance(value, str) else ""
