"""JSON: annotated sessions, value maps, and what Whisper's relatives write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assist.core.errors import AssistError
from assist.core.ids import content_id
from assist.core.transcript import Held, Session, Transcript, Utterance, Word
from assist.transcribe.assemble import assemble, check_length
from assist.transcribe.clock import plain_number
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import decode, fit
from assist.transcribe.formats import whisper_json
from assist.transcribe.speakers import number_speakers
from assist.transcribe.times import timed

MAX_ID = 2**31  # a page's script and a database still count it exactly


_MARKS = ("speaker_uncertain", "role_proposed")


def read(data: bytes, path: Path) -> Transcript:
    """Read a .json file.

    Known are an annotated session and a transcript of assist (kept as they are), the
    transcript inside a value map, and the segments of recognisers (`whisper_json`).

    Raises
    ------
    AssistError
        ``transcript-not-json``, ``transcript-foreign-json``, ``transcript-broken`` or
        ``transcript-empty``.
    """
    try:
        plain = json.loads(decode(data, path))
    except (ValueError, RecursionError) as error:
        raise AssistError("transcript-not-json", path=path) from error
    if isinstance(plain, Mapping):
        inner = plain.get("transcript")
        if isinstance(inner, Mapping) and isinstance(inner.get("utterances"), list):
            session = plain.get("session")
            about = session if isinstance(session, Mapping) else {}
            return _with_held(
                _ours(about, inner["utterances"], _language(inner), data, path), inner
            )
        if isinstance(plain.get("utterances"), list):
            return _with_held(
                _ours(plain, plain["utterances"], _language(plain), data, path), plain
            )
    cues = whisper_json.cues(plain)
    if cues is None:
        raise AssistError("transcript-foreign-json", path=path)
    ours = whisper_json.is_ours(plain)
    language = whisper_json.language_code(_language(plain))
    return assemble(cues, data, path, join=not ours, keep=ours, language=language)


def write(transcript: Transcript) -> bytes:
    """Write as an annotated session without labels; words with their times where known."""
    session = transcript.session
    head: dict[str, Any] = {"id": session.id, "title": session.title}
    if session.technology:
        head["technology"] = session.technology
    if session.recorded:
        head["recorded"] = session.recorded
    head |= {"duration": round(session.duration, 3), "language": transcript.language}
    lines = [f" {_text(key)}: {_text(value)}" for key, value in head.items()]
    utterances = ",\n".join(f"  {_text(_plain(u))}" for u in transcript.utterances)
    lines.append(f' "utterances": [\n{utterances}\n ]')
    if transcript.held:
        held = ",\n".join(f"  {_text(_plain_held(n, h))}" for n, h in enumerate(transcript.held, 1))
        lines.append(f' "held": [\n{held}\n ]')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "surrogatepass")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain(u: Utterance) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": u.id, "start": round(u.start, 3), "end": round(u.end, 3)}
    if u.speaker:
        plain["speaker"] = u.speaker
    if u.role:
        plain["role"] = u.role
    plain.update({mark: True for mark in _MARKS if getattr(u, mark)})
    plain["text"] = u.text
    if u.words:
        plain["words"] = _plain_words(u.words)
    return plain


def _plain_held(number: int, held: Held) -> dict[str, Any]:
    """What is not believed; ``number`` is what a person calls it by."""
    plain: dict[str, Any] = {
        "number": number,
        "start": round(held.start, 3),
        "end": round(held.end, 3),
        "reason": held.reason,
        "text": held.text,
    }
    if held.words:
        plain["words"] = _plain_words(held.words)
    return plain


def _plain_words(words: Sequence[Word]) -> list[dict[str, Any]]:
    return [
        {
            "text": w.text,
            "start": round(w.start, 3),
            "end": round(w.end, 3),
            "probability": round(w.probability, 4),
        }
        for w in words
    ]


def _language(plain: object) -> str:
    language = plain.get("language") if isinstance(plain, Mapping) else None
    return _string(language) or "nl"


def _ours(
    about: Mapping[str, Any],
    items: Sequence[object],
    language: str,
    data: bytes,
    path: Path,
) -> Transcript:
    """Utterances by time, else as they stand: ids, texts, cuts; names become labels."""
    read_ = [_utterance(item, number, path) for number, item in enumerate(items, start=1)]
    spoken = [(number, cue) for number, cue in read_ if cue.text.strip()]
    marks = {number: _marks(item) for (number, _), item in zip(read_, items, strict=True)}
    if not spoken:
        raise AssistError("transcript-empty", path=path)
    numbers = [number for number, _ in spoken]
    if len(set(numbers)) != len(numbers):
        raise AssistError("transcript-broken", path=path, reason="id")
    cues = [cue for _, cue in spoken]
    check_length(cues, path)
    if any(cue.start is None or cue.end is None for cue in cues):
        cues = timed(cues)
    speakers = number_speakers((cue.label, "") for cue in cues)
    in_file = (
        Utterance(
            id=number,
            start=cue.start or 0.0,
            end=max(cue.start or 0.0, cue.end or 0.0),
            text=cue.text,
            speaker=speaker,
            role=cue.role or role,
            words=cue.words,
            speaker_uncertain="speaker_uncertain" in marks[number],
            role_proposed="role_proposed" in marks[number],
        )
        for number, cue, (speaker, role) in zip(numbers, cues, speakers, strict=True)
    )
    utterances = tuple(sorted(in_file, key=lambda u: u.start))  # equal starts as they stood
    session = _session(about, data, path)
    if not session.duration:
        session = replace(session, duration=max(u.end for u in utterances))
    return Transcript(session, utterances, language)


def _with_held(transcript: Transcript, plain: Mapping[str, Any]) -> Transcript:
    """With what was held back, as far as it can be read; a fault there costs no talk."""
    items = plain.get("held")
    found = []
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping) or not (text := _string(item.get("text"))):
            continue
        start, end = plain_number(item.get("start")), plain_number(item.get("end"))
        if start is None or end is None:
            continue
        words = _words(item.get("words"))
        words = words if [w.text for w in words] == text.split() else ()
        found.append(Held(start, max(start, end), text, _string(item.get("reason")), words))
    return replace(transcript, held=tuple(found))


def _marks(item: object) -> frozenset[str]:
    """What is uncertain or only proposed about who spoke."""
    return frozenset(m for m in _MARKS if isinstance(item, Mapping) and item.get(m) is True)


def _utterance(item: object, number: int, path: Path) -> tuple[int, Cue]:
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        raise AssistError("transcript-broken", path=path, reason=f"utterances[{number - 1}]")
    given = item.get("id", number)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MAX_ID:
        raise AssistError("transcript-broken", path=path, reason=f"utterances[{number - 1}].id")
    cue = Cue(
        text=fit(item["text"]).strip(),
        start=plain_number(item.get("start")),
        end=plain_number(item.get("end")),
        label=_string(item.get("speaker")),
        role=_string(item.get("role")),
        words=_words(item.get("words")),
    )
    return given, cue


def _session(about: Mapping[str, Any], data: bytes, path: Path) -> Session:
    return Session(
        id=_string(about.get("id")) or content_id(data),
        title=_string(about.get("title")) or fit(path.stem),
        technology=_string(about.get("technology")),
        recorded=_string(about.get("recorded")),
        duration=plain_number(about.get("duration")) or 0.0,
    )


def _words(items: object) -> tuple[Word, ...]:
    """Words of our own making; all or none."""
    words = []
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
            return ()
        start, end = plain_number(item.get("start")), plain_number(item.get("end"))
        if start is None or end is None:
            return ()
        probability = plain_number(item.get("probability"))
        sure = 1.0 if probability is None else min(1.0, probability)
        words.append(Word(fit(item["text"]), start, max(start, end), sure))
    return tuple(words)


def _string(value: object) -> str:
    return fit(value).strip() if isinstance(value, str) else ""
