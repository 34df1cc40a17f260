"""noScribe's own page (.html), and what its WebVTT has in common with it.

Every piece of text stands in an anchor ``ts_START_END_SPEAKER`` (milliseconds). Where the
speaker changes, the text begins with a label that users edit: ``Anneke: [00:00:02] tekst``.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import decode_lines
from assist.transcribe.labels import is_label, is_name, opens_sentence

_TAG = re.compile(r"(<[^<>]{0,2000}>)")
_ANCHOR = re.compile(
    r"<a\s[^<>]*?name\s*=\s*[\"']ts_(\d{1,10})_(\d{1,10})(?:_([^\"'<>]{0,100}))?[\"']",
    re.IGNORECASE,
)
_PLACE = r"\[\d{1,3}:\d\d:\d\d\]"
_LABEL = re.compile(
    rf"^/*\s*(?P<label>[^:\[\]]{{1,60}}?)\s*(?P<before>{_PLACE})?\s*:(?:\s+|$)(?P<after>{_PLACE})?"
)
_PAUSE = re.compile(r"\(\d{1,4} \w{1,12} (?:pause|pauze|pausa)\)", re.IGNORECASE)


def read(data: bytes, path: Path) -> Transcript:
    """Read a .html file of noScribe.

    Raises
    ------
    AssistError
        ``html-foreign`` for any other page, ``transcript-empty``, ``transcript-too-long``.
    """
    segments = list(_segments(decode_lines(data, path)))
    if not segments:
        raise AssistError("html-foreign", path=path)
    return assemble(without_marks(segments), data, path, join=True)


def is_ours(head: bytes) -> bool:
    """Whether a page begins as one of noScribe: it has an anchor with times."""
    return re.search(rb"<a\s[^<>]*?name\s*=\s*[\"']ts_\d+_\d+", head) is not None


def without_marks(segments: Sequence[Cue]) -> list[Cue]:
    """Cues without the labels, places, pauses and slashes that noScribe puts in the text.

    Parameters
    ----------
    segments : sequence of Cue
        Label is the speaker that noScribe heard, as in ``S01`` or, speaking at the same
        time, ``//S01``.
    """
    merged: list[Cue] = []
    for cue in segments:  # an edited label stands in an anchor of its own, with the same times
        before = merged[-1] if merged else None
        if before and (cue.start, cue.end, cue.label) == (before.start, before.end, before.label):
            merged[-1] = replace(before, text=before.text + " " + cue.text)
        else:
            merged.append(cue)
    matches = [_LABEL.match(cue.text.strip()) for cue in merged]
    counts = Counter(m["label"].strip("/ ").casefold() for m in matches if m)
    named: dict[str, str] = {}
    found: list[Cue] = []
    heard = ""
    for cue, match in zip(merged, matches, strict=True):
        speaker = cue.label.strip("/ ")
        text = cue.text.strip()
        changed, heard = speaker != heard, speaker
        if match:
            label = match["label"].strip("/ ")
            named_here = is_name(label) and not opens_sentence(label)
            if (
                match["before"]
                or match["after"]
                or label == speaker
                or is_label(label)
                or (named_here and (changed or counts[label.casefold()] > 1))
            ):
                named[speaker] = label
                text = text[match.end() :]
        plain = _PAUSE.sub(" ", re.sub(_PLACE, " ", text)).replace("//", " ")
        found.append(replace(cue, text=plain, label=named.get(speaker, speaker)))
    return found


def _segments(text: str) -> Iterator[Cue]:
    """The anchors of a page with their text; what stands outside them is no speech."""
    start = end = 0
    label: str | None = None
    said: list[str] = []
    for part in _TAG.split(text):
        tag = part[:3].casefold() if part.startswith("<") and part.endswith(">") else ""
        if tag.startswith("</a") or tag == "<a ":
            if label is not None and (words := html.unescape("".join(said))).strip():
                yield Cue(words, start / 1000, max(start, end) / 1000, label)
            label, said = None, []
            if found := _ANCHOR.match(part):
                start, end = int(found[1]), int(found[2])
                label = html.unescape(found[3] or "")
        elif tag.startswith("<br"):
            said.append(" ")
        elif not tag:
            said.append(part)
    if label is not None and (words := html.unescape("".join(said))).strip():
        yield Cue(words, start / 1000, max(start, end) / 1000, label)
