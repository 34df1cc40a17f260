"""Cuts and joins what was heard into utterances: one or two sentences, 8 to 40 words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assist.core.transcript import Word
from assist.transcribe.cue import Cue

MIN_WORDS = 8  # of a part of a sentence that is too long
MAX_WORDS = 40
IDEAL_WORDS = 28
# After so many a full stop ends an utterance. Effects are told in turns of about this length
# (in the corpus the median is 33 words), and the models learned from such; of talk cut at every
# full stop they find half. Measured: python -m assist.training.as_recorded --enough N.
ENOUGH = 32
TURN_PAUSE = 1.5  # seconds after which somebody else, or a new thought, begins
OPEN_PAUSE = 1.0  # the same after a full stop, where nobody said who speaks
TURN_REACH = 0.6  # seconds by which a change of voice may be heard too early or too late
SENTENCE_PAUSE = 0.7  # seconds that end even a very short sentence

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CLAUSE_END = re.compile(r"[,;:–—-][\"'”’»)\]]*$")
_INITIAL = re.compile(r"^[\"'“‘(\[]*(?:[^\W\d_]\.)+$")
_ABBREVIATION = re.compile(
    r"^[\"'“‘(\[]*(?:dhr|mevr|mw|mr|drs?|ir|ing|prof|bijv|bv|nl|zgn|nr|art|blz|ca|evt|incl|excl|resp"
    r"|vgl|min|max|st|tel|jl)\.$",
    re.IGNORECASE,
)
# A new clause often starts here; a long turn without a full stop is cut before it.
_OPENER = re.compile(
    r"^(?:en|maar|want|dus|omdat|terwijl|waardoor|zodat|of|als|dan|toen)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Token:
    """One word with its time; ``probability`` is None where the time is reckoned."""

    text: str
    start: float
    end: float
    probability: float | None


class Cutter:
    """Makes utterances out of timed cues that come in one by one.

    Parameters
    ----------
    join : bool
        Join fragments of one speaker, as subtitles and recognisers give them. Without it
        each cue is a turn of its own, and is only cut.
    enough : int, optional
        Words after which a full stop ends an utterance, instead of `ENOUGH`.

    Notes
    -----
    An utterance is given as soon as a sentence ends after enough words; a shorter one
    waits to see whether the same speaker goes on at once.
    """

    def __init__(self, *, join: bool, enough: int | None = None) -> None:
        self._join = join
        self._enough = ENOUGH if enough is None else enough
        self._turns: list[float] = []
        self._held: list[_Token] = []
        self._owner: tuple[str, str] = ("", "")

    def add(self, cue: Cue) -> Iterator[Cue]:
        """Take in a cue; give the utterances that are now complete."""
        if not self._join or (cue.label, cue.role) != self._owner:
            yield from self.finish()
        self._owner = (cue.label, cue.role)
        tokens = _tokens(cue)
        turns = self._turns_in(tokens)
        for first, end in pairwise(sorted({0, *turns, len(tokens)})):
            if first in turns:
                yield from self.finish()
            for sentence in _sentences(tokens[first:end]):
                for part in _parts(sentence):
                    if self._held and self._ends_before(part, told=bool(cue.label)):
                        yield from self.finish()
                    self._held += part
                    if len(self._held) >= self._enough and _ends_sentence(self._held, None):
                        yield from self.finish()
        if not self._join:
            yield from self.finish()

    def _ends_before(self, part: Sequence[_Token], *, told: bool) -> bool:
        """Whether what follows is another utterance; ``told``: by the same speaker, as is known."""
        held = self._held
        pause = part[0].start - held[-1].end
        if pause >= TURN_PAUSE or len(held) + len(part) > MAX_WORDS:
            return True
        return _ends_sentence(held, part[0]) and (
            len(held) >= self._enough or (pause >= OPEN_PAUSE and not told)
        )

    def turn(self, at: float) -> None:
        """Somebody else speaks from this time on, seconds: an utterance must end there.

        To be told before the words around it come in. Where exactly is up to the words: a
        sentence end or a pause close by is likelier than the midst of a clause.
        """
        self._turns.append(at)

    def _turns_in(self, tokens: Sequence[_Token]) -> set[int]:
        """Tokens before which somebody else takes over; later turns wait for later tokens."""
        if not tokens:
            return set()
        now = [at for at in self._turns if at < tokens[-1].end]
        self._turns = [at for at in self._turns if at >= tokens[-1].end]
        return {_place(tokens, at) for at in now}

    def finish(self) -> Iterator[Cue]:
        """Give what is held back."""
        if self._held:
            yield _cue(self._held, *self._owner)
            self._held = []


def cut(cues: Iterable[Cue], *, join: bool, enough: int | None = None) -> Iterator[Cue]:
    """Utterances out of timed cues; see `Cutter`."""
    cutter = Cutter(join=join, enough=enough)
    for cue in cues:
        yield from cutter.add(cue)
    yield from cutter.finish()


def _tokens(cue: Cue) -> list[_Token]:
    texts = cue.text.split()
    if len(cue.words) == len(texts):
        return [
            _Token(text, word.start, word.end, word.probability)
            for text, word in zip(texts, cue.words, strict=True)
        ]
    start = cue.start or 0.0
    seconds = max(0.0, (cue.end or start) - start)
    length = max(1, sum(map(len, texts)) + len(texts) - 1)
    tokens = []
    at = 0
    for text in texts:
        tokens.append(
            _Token(
                text,
                start + seconds * at / length,
                start + seconds * (at + len(text)) / length,
                None,
            )
        )
        at += len(text) + 1
    return tokens


def _ends_sentence(tokens: Sequence[_Token], following: _Token | None) -> bool:
    last = tokens[-1].text
    if not _SENTENCE_END.search(last):
        return False
    if following is not None and following.start - tokens[-1].end >= SENTENCE_PAUSE:
        return True
    if _ABBREVIATION.match(last) or _INITIAL.match(last):
        return False
    # "Ik denk... dat" goes on; so does what begins small after an unknown abbreviation.
    return following is None or not following.text[0].islower()


def _sentences(tokens: Sequence[_Token]) -> Iterator[Sequence[_Token]]:
    first = 0
    for i in range(1, len(tokens)):
        if _ends_sentence(tokens[i - 1 : i], tokens[i]):
            yield tokens[first:i]
            first = i
    if tokens:
        yield tokens[first:]


def _parts(sentence: Sequence[_Token]) -> Iterator[Sequence[_Token]]:
    """Cut a sentence that is too long where a clause ends or the speaker breathes."""
    first = 0  # slices of what is left would take the square of the time
    while (left := len(sentence) - first) > MAX_WORDS:
        rest = sentence[first : first + MAX_WORDS + 1]
        highest = min(MAX_WORDS, left - MIN_WORDS)
        wanted = min(IDEAL_WORDS, left // 2)
        at = min(
            range(MIN_WORDS, highest + 1),
            key=lambda i: (_cost(rest[i - 1], rest[i]) + abs(i - wanted) / MAX_WORDS, i),
        )
        yield rest[:at]
        first += at
    yield sentence[first:]


def _place(tokens: Sequence[_Token], at: float) -> int:
    """Token before which a change of voice falls that was heard at a time."""
    if at <= tokens[0].start:
        return 0

    def badness(i: int) -> tuple[float, float, int]:
        before, after = tokens[i - 1], tokens[i]
        off = abs((before.end + after.start) / 2 - at)
        likely = 0.0 if _SENTENCE_END.search(before.text) else _cost(before, after)
        return (likely + off if off <= TURN_REACH else 2.0 + off), off, i

    return min(range(1, len(tokens)), key=badness, default=0)


def _cost(before: _Token, after: _Token) -> float:
    """How bad a cut between two words is, from 0 (good) to 1."""
    if after.start - before.end >= SENTENCE_PAUSE:
        return 0.0
    if _CLAUSE_END.search(before.text):
        return 0.15
    return 0.5 if _OPENER.match(after.text) else 1.0


def _cue(tokens: Sequence[_Token], label: str, role: str) -> Cue:
    heard = all(token.probability is not None for token in tokens)
    return Cue(
        text=" ".join(token.text for token in tokens),
        start=tokens[0].start,
        end=max(token.end for token in tokens),
        label=label,
        role=role,
        words=tuple(
            Word(t.text, round(t.start, 3), round(t.end, 3), round(t.probability or 0.0, 4))
            for t in tokens
        )
        if heard
        else (),
    )
