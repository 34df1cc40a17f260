"""Take the names and other personal data out of a value map.

The ground rule of the method is that who said what stays in the room. A placeholder takes
the place of the words in the utterance, and every quote follows, so that a quote is still
the utterance's exact words. Ids stay as they were: decisions keep hold of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from assist.core.language import N_, _
from assist.core.statement import Effect, Option, Quote, Reason
from assist.core.transcript import Held, Transcript, Utterance, Word
from assist.core.valuemap import Mention, ValueMap
from assist.export.names import find_names, forms, words_of
from assist.export.patterns import Span, pattern_spans

S = TypeVar("S", Effect, Option)

NAME = N_("[naam]")
_LABEL = re.compile(r"(?:S|SPEAKER_?|Spreker ?|Speaker ?|spreker ?|speaker ?)\d+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without personal data, and where each of its characters went.

    Parameters
    ----------
    text : str
    spans : tuple of Span
        What was replaced, in the old text's characters; in order, without overlap.
    """

    text: str
    spans: tuple[Span, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where old characters ``[start, end)`` are now; a cut placeholder is taken whole."""
        return self._shift(start, edge="start"), self._shift(end, edge="end")

    def _shift(self, at: int, *, edge: str) -> int:
        moved = 0
        for a, b, placeholder in self.spans:
            if at <= a:
                break
            if at < b:
                inside = a + moved
                return inside if edge == "start" else inside + len(placeholder)
            moved += len(placeholder) - (b - a)
        return at + moved


def pseudonymise(valuemap: ValueMap) -> ValueMap:
    """Replace names, addresses and numbers of people by placeholders.

    Returns
    -------
    ValueMap
        With the same ids, numbers and times. Texts, quotes, mentions, wordings, actors,
        reasons, title and roles are cleaned; speaker labels that are names become
        ``S1``, ``S2``... A system with a person's name stays when the session's description
        of the technology calls it so. Applying it again changes nothing.

    Notes
    -----
    Names can remain: somebody has to read what goes out.
    """
    utterances = valuemap.transcript.utterances
    speakers = _labels(utterances)
    named = [s for s in speakers if speakers[s] != s]
    speaking = words_of(named)
    system = _names_of_the_system(valuemap.session.technology, speaking)
    found = [
        [(a, b) for a, b in spans if not system.intersection(forms(u.text[a:b]))]
        for u, spans in zip(
            utterances, find_names([u.text for u in utterances], speaking), strict=True
        )
    ]
    cleaned = {u.id: _cleaned(u.text, names) for u, names in zip(utterances, found, strict=True)}
    clean = _free_text(utterances, found, speaking, system)
    session = replace(
        valuemap.session,
        title=clean(valuemap.session.title),
        technology=clean(valuemap.session.technology),
        participants=clean(valuemap.session.participants),
    )
    return replace(
        valuemap,
        session=session,
        transcript=Transcript(
            session=session,
            utterances=tuple(_utterance(u, cleaned[u.id], speakers, clean) for u in utterances),
            language=valuemap.transcript.language,
            held=_held(valuemap.transcript, speaking, system),
        ),
        effects=tuple(
            replace(_statement(e, cleaned, clean), actor=clean(e.actor)) for e in valuemap.effects
        ),
        options=tuple(
            replace(
                _statement(o, cleaned, clean),
                effects=tuple(replace(k, because=_reason(k.because, clean)) for k in o.effects),
            )
            for o in valuemap.options
        ),
        values=tuple(
            replace(v, mentions=tuple(_mention(m, cleaned) for m in v.mentions))
            for v in valuemap.values
        ),
        links=tuple(replace(k, because=_reason(k.because, clean)) for k in valuemap.links),
    )


def _held(
    transcript: Transcript, speaking: frozenset[str], system: frozenset[str]
) -> tuple[Held, ...]:
    """What was recognised but not believed can hold a name too; its words lose their times."""
    if not transcript.held:
        return ()
    texts = [u.text for u in transcript.utterances]
    found = find_names([*texts, *(h.text for h in transcript.held)], speaking)[len(texts) :]
    return tuple(
        replace(
            h,
            text=_cleaned(
                h.text, [(a, b) for a, b in spans if not system.intersection(forms(h.text[a:b]))]
            ).text,
            words=(),
        )
        for h, spans in zip(transcript.held, found, strict=True)
    )


def _labels(utterances: Sequence[Utterance]) -> dict[str, str]:
    """A label without a name for each speaker; labels that are none already stay."""
    found = list(dict.fromkeys(u.speaker for u in utterances if u.speaker))
    taken = {s for s in found if _LABEL.fullmatch(s)}
    made: dict[str, str] = {}
    number = 0
    for speaker in found:
        if speaker in taken:
            made[speaker] = speaker
            continue
        number += 1
        while f"S{number}" in taken:
            number += 1
        made[speaker] = f"S{number}"
    return made


def _cleaned(text: str, names: Sequence[tuple[int, int]]) -> Cleaned:
    wanted = [*pattern_spans(text), *((a, b, NAME) for a, b in names)]
    spans: list[Span] = []
    for a, b, placeholder in sorted(wanted, key=lambda s: (s[0], -s[1])):
        if not spans or a >= spans[-1][1]:
            spans.append((a, b, placeholder))
        elif b > spans[-1][1]:  # they overlap: one placeholder for both
            spans[-1] = (spans[-1][0], b, spans[-1][2])
    translated = tuple((a, b, _(placeholder)) for a, b, placeholder in spans)
    parts, at = [], 0
    for a, b, placeholder in translated:
        parts += [text[at:a], placeholder]
        at = b
    return Cleaned("".join((*parts, text[at:])), translated)


def _names_of_the_system(technology: str, speaking: frozenset[str]) -> frozenset[str]:
    """What sounds like a person and is the technology: an assistant that is called Tara.

    Whoever describes the technology says so: one capitalised word. Somebody who speaks, and a
    first name with a surname, stay people.
    """
    spans = find_names([technology])[0] if technology else []
    single = {technology[a:b].lower() for a, b in spans if " " not in technology[a:b]}
    return frozenset(single - speaking)


def _free_text(
    utterances: Sequence[Utterance],
    found: Sequence[Sequence[tuple[int, int]]],
    speaking: frozenset[str],
    system: frozenset[str],
) -> Callable[[str], str]:
    """A cleaner for texts outside the talk, with the names that were found in it."""
    names = {u.text[a:b] for u, spans in zip(utterances, found, strict=True) for a, b in spans}
    known = words_of(names) | speaking

    @cache  # the same reasons and actors come back many times
    def clean(text: str) -> str:
        if not text:
            return text
        spans = find_names([text], known)[0]
        people = [(a, b) for a, b in spans if not system.intersection(forms(text[a:b]))]
        return _cleaned(text, people).text

    return clean


def _utterance(
    u: Utterance, cleaned: Cleaned, speakers: dict[str, str], clean: Callable[[str], str]
) -> Utterance:
    return replace(
        u,
        text=cleaned.text,
        speaker=speakers[u.speaker] if u.speaker else u.speaker,
        role=clean(u.role) if u.role else u.role,
        words=_words(u, cleaned),
    )


def _words(u: Utterance, cleaned: Cleaned) -> tuple[Word, ...]:
    """Words with a placeholder for the ones replaced; none when they do not fit the text."""
    if not cleaned.spans:
        return u.words
    made: list[Word] = []
    last: Span | None = None
    at = 0
    for word in u.words:
        bare = word.text.strip()
        start = u.text.find(bare, at)
        if start < 0:
            return ()
        at = start + len(bare)
        hit = next((s for s in cleaned.spans if s[0] < at and s[1] > start), None)
        if hit is None:
            made.append(word)
        elif hit == last:
            made[-1] = replace(made[-1], end=word.end)
        else:
            before, after = u.text[start : max(start, hit[0])], u.text[min(at, hit[1]) : at]
            made.append(replace(word, text=word.text.replace(bare, before + hit[2] + after)))
        last = hit
    return tuple(made)


def _quote(q: Quote, cleaned: Cleaned) -> Quote:
    start, end = cleaned.place(q.start_char, q.end_char)
    return replace(q, start_char=start, end_char=end, exact=cleaned.text[start:end])


def _mention(m: Mention, cleaned: dict[int, Cleaned]) -> Mention:
    start, end = cleaned[m.utterance].place(m.start_char, m.end_char)
    return Mention(m.utterance, start, end, cleaned[m.utterance].text[start:end])


def _reason(reason: Reason, clean: Callable[[str], str]) -> Reason:
    return replace(
        reason,
        nearest=clean(reason.nearest),
        words=tuple(clean(w) for w in reason.words),
    )


def _statement(s: S, cleaned: dict[int, Cleaned], clean: Callable[[str], str]) -> S:
    return replace(
        s,
        quote=_quote(s.quote, cleaned[s.quote.utterance]),
        wording=clean(s.wording),
        values=tuple(replace(v, because=_reason(v.because, clean)) for v in s.values),
        proposed=tuple(replace(v, because=_reason(v.because, clean)) for v in s.proposed),
        because=_reason(s.because, clean),
    )
