"""Keeps apart what a recogniser invents: each piece held back with its reason, none thrown away.

What is judged is what it said (phrases of subtitles, a phrase said over and over, another
language) beside what the sound gives ground for (how sure the recogniser is, where there is
speech, how loud it is, how fast the words come). Quiet and hesitant speakers must not vanish, so
each single doubt is a high one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assist.core.language import N_
from assist.core.tongue import FEWEST, other_language, other_script
from assist.core.transcript import Held
from assist.transcribe.cue import Cue
from assist.transcribe.loops import babbles, loops
from assist.transcribe.phrases import credits_inside, noted, phrase
from assist.transcribe.stretch import Stretch

Reason = Literal["credits", "sound", "loop", "silence", "speed", "language"]
REASONS: Mapping[Reason, str] = {
    "credits": N_(
        "Zulke zinnen verzint het spraakmodel als het stil is; ze komen uit ondertitels."
    ),
    "sound": N_("Dit is de naam van een geluid. Niemand zei dit."),
    "loop": N_("Het spraakmodel bleef hier dezelfde woorden herhalen."),
    "silence": N_("Hier is geen duidelijke spraak te horen."),
    "speed": N_("Zo snel kan niemand praten."),
    "language": N_("Deze tekst is in een andere taal dan het gesprek."),
}

_NO_SPEECH, _UNSURE = 0.8, -0.8  # both past it: no speech
_DOUBT, _VERY_UNSURE = 0.6, -1.0  # both past it, as Whisper itself would; one past it: weak ground
_AGAIN = (0.5, -0.6)  # the same for what came out of a second listening
_GUESSED = 0.2  # mean probability of the words below which they are guesses
_GUESSED_SOUND = 0.6
_INAUDIBLE, _FAINT = -80.0, -65.0  # dB of full scale; Whisper follows speech at -60
_OFF_SPEECH = 0.3  # share of the words' time that is speech
_REACH = 0.3  # seconds by which the times of words and of speech may differ
_FASTEST = 60.0  # characters a second; the fastest of 1,600 acted lines reaches 46
_FAST_LENGTH = 30  # characters
_LOOP_SHARE = 0.6  # of the words: then what is said the first time is no speech either
_SURE_WORDS = 0.8  # mean probability of words that really are in another language
_QUOTED = 15  # words of another language that somebody may well have said

Speech: TypeAlias = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the sound, and the recogniser's own figures, say about a stretch of text.

    Parameters
    ----------
    avg_logprob : float
        Mean log probability of the tokens.
    no_speech_prob : float
        Of the stretch, in [0, 1].
    speech : sequence of (start, end), optional
        Where there is speech, seconds in the recording; None when that was not looked for.
    level : float, optional
        Loudness of the stretch (root mean square), dB of full scale.
    again : bool
        A second listening to a stretch on which the first came back with a loop.
    """

    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0
    speech: Speech | None = None
    level: float | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is believed and what is held back; together they are all that was recognised.

    Parameters
    ----------
    kept : tuple of Cue
        In order of time.
    held : tuple of Held
        In order of time.
    again : bool
        There is a loop over what may be speech: listen once more, in another way, and have
        that judged with ``Ground.again``.
    """

    kept: tuple[Cue, ...]
    held: tuple[Held, ...] = ()
    again: bool = False


def judge(cue: Cue, ground: Ground | None = None, *, language: str = "nl") -> Verdict:
    """Part what was recognised into what is believed and what is not.

    Parameters
    ----------
    cue : Cue
        A segment or a whole stretch of speech, in the recording's own time.
    ground : Ground, optional
        What is known of the sound; without it only the text is judged.
    language : str
        Of the talk; empty or unknown leaves the language unjudged.

    Notes
    -----
    Pure: equal arguments give equal verdicts, and what is kept of a cue does not depend on
    other cues.
    """
    ground = ground or Ground()
    stretch = Stretch.of(cue)
    if not any(stretch.plain):
        return Verdict(())  # at most dots and dashes
    looping = _mark_loops(stretch)
    if not looping:
        _mark_whole(stretch, ground)
    if not all(stretch.marks):
        _mark_sentences(stretch, ground)
        _mark_language(stretch, language)
    kept, held = stretch.parted(REASONS)
    again = looping and not ground.again and ground.no_speech_prob <= _DOUBT
    return Verdict(kept, held, again)


def _mark_loops(stretch: Stretch) -> bool:
    """Mark what is said over and over; whether there is any such thing."""
    count = len(stretch.tokens)
    places = stretch.places
    found = loops(stretch.words(0, count))
    for first, end in found:
        stretch.mark(places[first], places[end - 1] + 1, "loop")
    marked = sum(mark is not None for mark in stretch.marks)
    if babbles(stretch.cue.text) and not found:
        stretch.mark(0, count, "loop")
        return True
    if marked >= _LOOP_SHARE * count:
        stretch.mark(0, count, "loop")
    return marked > 0


def _mark_whole(stretch: Stretch, ground: Ground) -> None:
    """Mark everything where the sound gives no ground for words at all."""
    count = len(stretch.tokens)
    silent, sure = ground.no_speech_prob, ground.avg_logprob
    if (
        (silent > _NO_SPEECH and sure < _UNSURE)
        or (silent > _DOUBT and sure < _VERY_UNSURE)
        or (ground.again and silent > _AGAIN[0] and sure < _AGAIN[1])
        or (ground.level is not None and ground.level < _INAUDIBLE)
    ):
        stretch.mark(0, count, "silence")
    elif other_script(stretch.cue.text):
        stretch.mark(0, count, "language")


def _mark_sentences(stretch: Stretch, ground: Ground) -> None:
    """Mark sentences that are no talk, that come too fast, or that lie where nobody speaks."""
    places = stretch.places
    for first, end in credits_inside(stretch.words(0, len(stretch.tokens))):
        stretch.mark(places[first], places[end - 1] + 1, "credits")
    for first, end in stretch.sentences:
        text = " ".join(stretch.tokens[first:end])
        start, stop = stretch.time(first, end)
        sure = stretch.sureness(first, end)
        if not stretch.words(first, end):
            continue  # dots, which go with what is beside them
        if noted(text):
            stretch.mark(first, end, "sound")
            continue
        kind = phrase(" ".join(stretch.words(first, end)))
        if kind == "certain":
            stretch.mark(first, end, "credits")
        elif kind == "sound" and (text.isupper() or _shaky(ground, sure)):
            stretch.mark(first, end, "sound")
        elif kind == "likely" and _weak(ground, start, stop, sure):
            stretch.mark(first, end, "silence")
        elif len(text) >= _FAST_LENGTH and len(text) > _FASTEST * max(0.0, stop - start):
            stretch.mark(first, end, "speed")
        elif _speech_share(ground.speech, start, stop) < _OFF_SPEECH and (
            sure is None or sure < _SURE_WORDS
        ):
            stretch.mark(first, end, "silence")


def _weak(ground: Ground, start: float, stop: float, sure: float | None) -> bool:
    """Whether the sound gives little ground for words."""
    return (
        ground.no_speech_prob > _NO_SPEECH
        or (ground.no_speech_prob > _DOUBT and ground.avg_logprob < _AGAIN[1])
        or ground.avg_logprob < _VERY_UNSURE
        or (ground.level is not None and ground.level < _FAINT)
        or (sure is not None and sure < _GUESSED)
        or _speech_share(ground.speech, start, stop) < 0.5
    )


def _shaky(ground: Ground, sure: float | None) -> bool:
    return (
        ground.no_speech_prob > _AGAIN[0]
        or ground.avg_logprob < _AGAIN[1]
        or (sure is not None and sure < _GUESSED_SOUND)
    )


def _speech_share(speech: Speech | None, start: float, stop: float) -> float:
    """Part of a time that is speech, give or take `_REACH`; 1.0 when that is not known."""
    if speech is None:
        return 1.0
    seconds = max(stop - start, 0.01)
    inside = sum(
        max(0.0, min(stop, ended + _REACH) - max(start, begun - _REACH)) for begun, ended in speech
    )
    return min(1.0, inside / seconds)


def _mark_language(stretch: Stretch, language: str) -> None:
    """Mark runs of sentences in another language; a phrase or a quotation stays."""
    run: list[tuple[int, int]] = []
    for sentence in [*stretch.sentences, (0, 0)]:
        words = stretch.words(*sentence)
        if words and (len(words) < FEWEST or other_language(words, language)) and run:
            run.append(sentence)
        elif words and other_language(words, language):
            run = [sentence]
        else:
            _mark_foreign(stretch, run, language)
            run = []


def _mark_foreign(stretch: Stretch, run: Sequence[tuple[int, int]], language: str) -> None:
    while run and not other_language(stretch.words(*run[-1]), language):
        run = run[:-1]  # a short sentence at the end may be of either
    if not run:
        return
    first, end = run[0][0], run[-1][1]
    sure = stretch.sureness(first, end)
    quoted = len(stretch.words(first, end)) < _QUOTED and sure is not None and sure >= _SURE_WORDS
    if not quoted and other_language(stretch.words(first, end), language):
        stretch.mark(first, end, "language")
