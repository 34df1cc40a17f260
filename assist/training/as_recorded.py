"""``python -m assist.training.as_recorded``: what is found in talk that assist has cut itself.

The sessions kept apart are labelled by turn. A recording, or a file from another program, comes as
sentences, and `assist.transcribe.cutting` makes utterances of them. Here each session is taken
apart into sentences, cut by the program, and what the models find there is carried back to the
labelled turns by its place among the letters, and scored by the usual rules. Of roles there is
only who seems to lead the talk, as proposed.
"""

from __future__ import annotations

import argparse
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.core.statement import Effect, Option, Quote
from assist.core.transcript import Transcript, Utterance
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training.adaptation import reserved
from assist.training.corpus import read_corpus
from assist.training.evaluate import Predict, evaluate
from assist.training.report import as_text
from assist.training.scoring import Predicted
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import cut
from assist.transcribe.voices.roles import with_proposed_roles

S = TypeVar("S", Effect, Option)
_STOP = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Found:
    """What was found, with its quotes in other utterances than it was found in."""

    effects: tuple[Effect, ...]
    options: tuple[Option, ...]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print the figures; exit status."""
    set_language("en")
    parser = argparse.ArgumentParser(prog="python -m assist.training.as_recorded")
    parser.add_argument("--heldout", type=Path, default=shipped("models", "heldout"))
    parser.add_argument(
        "--reserved",
        action="store_true",
        help="corpus sessions that the encoder was not adapted to: for choosing, not for figures",
    )
    parser.add_argument("--sentences", action="store_true", help="each sentence an utterance")
    parser.add_argument("--enough", type=int, help="words after which a full stop ends one")
    options = parser.parse_args(arguments)
    try:
        golds = read_corpus(shipped("models", "corpus") if options.reserved else options.heldout)
        if options.reserved:
            spared = reserved(golds)
            golds = tuple(g for g in golds if g.technology in spared)
        pipeline = Pipeline(AnalyseOptions(lexicon=str(shipped("lexicons", "waarden.ttl"))))
        cutting = sentences if options.sentences else partial(as_cut, enough=options.enough)
        predict = carrying(pipeline.map_transcript, cutting)
        found = evaluate(golds, predict, threshold=pipeline.suggester.threshold)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    print(as_text(found))
    return 0


def sentences(transcript: Transcript) -> Transcript:
    """Each sentence an utterance, with its share of the turn's time."""
    return _numbered(transcript, list(_sentences(transcript)))


def as_cut(transcript: Transcript, *, enough: int | None = None) -> Transcript:
    """Sentences joined and cut as those of a recording are; ``enough`` as for `Cutter`."""
    return _numbered(transcript, list(cut(_sentences(transcript), join=True, enough=enough)))


def carrying(predict: Predict, recut: Callable[[Transcript], Transcript]) -> Predict:
    """Predict on talk that was cut anew, and tell where that stands in what was given."""

    def told(transcript: Transcript) -> Predicted:
        other = recut(transcript)
        return carried(predict(other), other, transcript)

    return told


def carried(found: Predicted, of: Transcript, to: Transcript) -> Found:
    """Statements found in one cut of a talk, in another cut of the same words.

    Parameters
    ----------
    found : Predicted
        In ``of``.
    of, to : Transcript
        The same letters in the same order. A quote that runs on into a following utterance of
        ``to`` ends with the first.
    """
    places = _Places(of), _Places(to)

    def moved(statement: S) -> S:
        quote = statement.quote
        first = places[0].letter(quote.utterance, quote.start_char)
        last = places[0].letter(quote.utterance, quote.end_char) - 1
        utterance, start = places[1].at(first)
        until, end = places[1].at(last)
        end = end + 1 if until.id == utterance.id else len(utterance.text)
        return replace(statement, quote=Quote.of(utterance, start, end), utterances=(utterance.id,))

    return Found(tuple(map(moved, found.effects)), tuple(map(moved, found.options)))


class _Places:
    """Utterances and characters by the number of the letter in the whole talk."""

    def __init__(self, transcript: Transcript) -> None:
        self._utterances = transcript.utterances
        self._letters = [
            [i for i, c in enumerate(u.text) if not c.isspace()] for u in self._utterances
        ]
        self._starts: list[int] = []
        count = 0
        for letters in self._letters:
            self._starts.append(count)
            count += len(letters)
        self._place = {u.id: i for i, u in enumerate(self._utterances)}

    def letter(self, utterance: int, char: int) -> int:
        """Number of the first letter at or after a character."""
        at = self._place[utterance]
        return self._starts[at] + sum(i < char for i in self._letters[at])

    def at(self, letter: int) -> tuple[Utterance, int]:
        """Utterance and character of a letter."""
        at = bisect_right(self._starts, letter) - 1
        return self._utterances[at], self._letters[at][letter - self._starts[at]]


def _sentences(transcript: Transcript) -> Iterator[Cue]:
    for utterance in transcript.utterances:
        parts = _STOP.split(" ".join(utterance.text.split()))
        seconds = (utterance.end - utterance.start) / max(1, sum(map(len, parts)))
        at = utterance.start
        for part in parts:
            end = at + seconds * len(part)
            yield Cue(part, at, end, utterance.speaker or "")
            at = end


def _numbered(transcript: Transcript, cues: Sequence[Cue]) -> Transcript:
    said = [
        Utterance(number, cue.start or 0.0, cue.end or 0.0, cue.text, speaker=cue.label or None)
        for number, cue in enumerate(cues, start=1)
    ]
    return transcript.with_utterances(with_proposed_roles(said))


if __name__ == "__main__":
    sys.exit(main())
