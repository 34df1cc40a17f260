"""What becomes of the words of an utterance: which are misheard, and as what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from assist.training.asr_noise.channel import (
    HESITATIONS,
    AsrChannel,
    core,
    length_class,
    units,
)

_DRAWS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A written word of the source; ``start`` and ``end`` are its characters there."""

    before: str
    word: str
    marks: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.word.lower()

    @property
    def capital(self) -> bool:
        return self.word[:1] != self.word[:1].lower()


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of the copy and the characters of the source it stands for."""

    word: str
    start: int
    end: int
    capital: bool = False
    marks: str = ""
    shouted: bool = False  # heard right, and with capitals inside


def cut(text: str) -> list[Said]:
    """The written words of a text; a token of marks alone goes with the word before it."""
    found: list[Said] = []
    at = 0
    for token in text.split():
        at = text.index(token, at)
        before, word, marks = core(token)
        if word:
            found.append(Said(before, word, marks, at, at + len(token)))
        elif found:
            found[-1] = replace(found[-1], marks=found[-1].marks + before, end=at + len(token))
        at += len(token)
    return found


def odds(word: str, channel: AsrChannel) -> float:
    """Log odds that a word is misheard after one that was not."""
    return (
        channel.bias
        + channel.by_length[length_class(word)]
        + channel.by_frequency[channel.words.frequency_class(word)]
    )


def shift_for(all_said: Sequence[Sequence[Said]], channel: AsrChannel, wer: float) -> float:
    """What to add to the log odds so that the expected word error rate is this."""
    rows = [
        [None if s.low in HESITATIONS else odds(s.low, channel) for s in said] for said in all_said
    ]
    words = sum(map(len, rows))
    if not words or wer <= 0:
        return -math.inf
    levels = [(x * channel.spread, share) for x, share in _NORMAL]

    def expected(shift: float) -> float:
        total = 0.0
        for row in rows:
            for level, share in levels:
                before = 0.0
                for odd in row:
                    if odd is None:
                        before = channel.hesitation
                    else:
                        base = odd + shift + level
                        before = before * _sigmoid(base + channel.after) + (1 - before) * _sigmoid(
                            base
                        )
                    total += share * before
        return total / words

    low, high = -12.0, 12.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < wer * channel.misheard else (low, middle)
    return (low + high) / 2


# Gauss-Hermite, three points: a normal spread over utterances.
_NORMAL = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def hear(
    said: Sequence[Said], channel: AsrChannel, rng: Random, shift: float, wer: float
) -> list[Heard]:
    """What becomes of an utterance's words, never nothing."""
    if not said or shift == -math.inf:
        return [_right(s) for s in said]
    base = shift + rng.gauss(0.0, channel.spread)
    heard: list[Heard] = []
    run: list[Said] = []
    before = False
    # Words out of nowhere grow with the errors.
    extra = channel.added * wer / channel.wer
    for one in said:
        if one.low in HESITATIONS:
            if rng.random() >= channel.hesitation:
                heard += [*_misheard(run, channel, rng), _right(one)]
                run = []
            continue
        wrong = rng.random() < _sigmoid(odds(one.low, channel) + base + channel.after * before)
        if wrong:
            run.append(one)
        else:
            heard += _misheard(run, channel, rng)
            run = []
            if rng.random() < extra:
                heard.append(Heard(_drawn(channel.added_words, rng) or "en", one.start, one.start))
            heard.append(_right(one))
        before = wrong
    heard += _misheard(run, channel, rng)
    if not heard:
        heard = [_right(max(said, key=lambda s: len(s.word)))]
    return _punctuated(heard, said, channel, rng)


def _right(one: Said) -> Heard:
    shouted = one.word[1:] != one.word[1:].lower()
    return Heard(one.word, one.start, one.end, one.capital, one.marks, shouted)


def _misheard(run: Sequence[Said], channel: AsrChannel, rng: Random) -> list[Heard]:
    """Words misheard in a row, as one sound: borders between words move too."""
    if not run:
        return []
    number = _how_many(run, channel, rng)
    if number < 1:
        return []
    if len(run) == number == 1:
        swap = _drawn(channel.swaps.get(run[0].low, {}), rng)
        if swap:
            return [_in_place(swap, run, run[0].start, run[0].end)]
    sounds = [(unit, key, s) for s in run for unit, key in keyed(s.low)]
    borders = _borders(run, number, channel, rng)
    meant = frozenset(s.low for s in run)
    # What was heard can be said: of a few draws, the one most like Dutch.
    draws = [_pieces(sounds, borders, len(run), channel, rng) for _ in range(_DRAWS)]
    odd = [sum(channel.words.odd(word) for word, _, _ in draw) for draw in draws]
    found = []
    for heard, start, end in draws[odd.index(min(odd))]:
        word = _as_word(heard, meant, channel, rng)
        if word:
            found.append(_in_place(word, run, start, end))
    return found


def _pieces(
    sounds: Sequence[tuple[str, str, Said]],
    borders: Sequence[int],
    words: int,
    channel: AsrChannel,
    rng: Random,
) -> list[tuple[str, int, int]]:
    """Changed sounds cut into words, each with the characters of the source it stands for."""
    pieces: list[list[tuple[str, Said]]] = [[] for _ in range(len(borders) + 1)]
    for place, unit, source in _changed(sounds, words, channel, rng):
        pieces[sum(place >= b for b in borders)].append((unit, source))
    return [
        (
            "".join(u for u, _ in piece).strip("-'"),
            min(s.start for _, s in piece),
            max(s.end for _, s in piece),
        )
        for piece in pieces
        if piece
    ]


def _how_many(run: Sequence[Said], channel: AsrChannel, rng: Random) -> int:
    if len(run) == 1:
        return int(_drawn(channel.becomes[length_class(run[0].low)], rng) or 1)
    return len(run) + int(_drawn(channel.becomes[str(min(4, len(run)))], rng) or 0)


def _borders(run: Sequence[Said], number: int, channel: AsrChannel, rng: Random) -> tuple[int, ...]:
    """Units before which a new word begins, for this number of words.

    Words run together where one is short; a word falls apart where its parts are words.
    """
    sizes = [len(units(s.low)) for s in run]
    ends = [sum(sizes[: n + 1]) for n in range(len(run) - 1)]
    while len(ends) > max(0, number - 1):
        ends.pop(rng.randrange(len(ends)))
    inside: list[tuple[float, int]] = []
    at = 0
    for s, size in zip(run, sizes, strict=True):
        cut_word = units(s.low)
        for n in range(1, size):
            parts = ("".join(cut_word[:n]), "".join(cut_word[n:]))
            known = sum(part in channel.words and len(part) > 1 for part in parts)
            inside.append((rng.random() + known * min(n, size - n) / 2, at + n))
        at += size
    fresh = [place for _, place in sorted(inside, reverse=True)[: max(0, number - 1 - len(ends))]]
    return tuple(sorted({*ends, *fresh}))


def keyed(word: str) -> Iterator[tuple[str, str]]:
    """Units of a word, each with its name in `AsrChannel.edits`: first and last apart."""
    cut_word = units(word)
    for n, unit in enumerate(cut_word):
        if n == len(cut_word) - 1:
            yield unit, f"{unit}$"
        else:
            yield unit, f"^{unit}" if n == 0 else unit


def _changed(
    sounds: Sequence[tuple[str, str, Said]], words: int, channel: AsrChannel, rng: Random
) -> list[tuple[int, str, Said]]:
    """The sounds after as many changes as such a run has; each with its place before them."""
    deciles = channel.severity[str(min(words, 3))]
    at = rng.random() * (len(deciles) - 1)
    low = int(at)
    part = deciles[low] + (at - low) * (deciles[min(low + 1, len(deciles) - 1)] - deciles[low])
    number = max(1, min(len(sounds), round(part * len(sounds))))

    def known(unit: str, key: str) -> Mapping[str, float]:
        return channel.edits.get(key) or channel.edits.get(unit) or channel.edits["?"]

    # Weighted draw without replacement (Efraimidis and Spirakis 2006).
    keys = [
        (-math.log(max(rng.random(), 1e-12)) / known(unit, key)["rate"], n)
        for n, (unit, key, _) in enumerate(sounds)
    ]
    chosen = {n for _, n in sorted(keys)[:number]}
    found: list[tuple[int, str, Said]] = []
    for n, (unit, key, source) in enumerate(sounds):
        if n not in chosen:
            found.append((n, unit, source))
            continue
        into = _drawn({k: v for k, v in known(unit, key).items() if k != "rate"}, rng)
        if into.startswith("+"):
            found += [(n, unit, source), (n, into[1:], source)]
        elif into:
            found.append((n, into, source))
    return found


def _as_word(heard: str, meant: frozenset[str], channel: AsrChannel, rng: Random) -> str:
    """A recogniser mostly writes words: the nearest one, or else what it heard."""
    if not heard or (heard in channel.words and heard not in meant):
        return heard
    if rng.random() < channel.listed[length_class(heard)]:
        return channel.nearest(heard, meant) or heard
    return heard


def _in_place(word: str, run: Sequence[Said], start: int, end: int) -> Heard:
    first = next(s for s in run if s.start >= start)
    ending = next((s for s in run if s.end == end), None)
    marks = ending.marks if ending else ""
    return Heard(word, start, end, first.capital and first.start == start, marks)


def _punctuated(
    heard: Sequence[Heard], said: Sequence[Said], channel: AsrChannel, rng: Random
) -> list[Heard]:
    """Marks and capitals as a recogniser sets them."""
    written = said[0].capital and any(s.marks for s in said)  # else there is nothing to lose
    opening = {one.start for n, one in enumerate(said) if not n or _ends(said[n - 1].marks)}
    found: list[Heard] = []
    fresh = True
    for n, word in enumerate(heard):
        last = n == len(heard) - 1
        # Pieces of one word share its place; the mark stands after the last of them.
        inner = not last and heard[n + 1].start < word.end
        mark = "" if inner else kind_of_mark(word.marks)
        if last and not mark:
            mark = kind_of_mark(said[-1].marks)
        table = (channel.last_marks if last else channel.marks)[mark]
        new = _drawn(table, rng) if (mark or written) and not inner else ""
        if fresh:
            capital = written or word.capital
        elif word.start in opening:
            capital = False
        else:
            capital = word.capital and (word.shouted or rng.random() < channel.capital)
        text = word.word if word.shouted else word.word.lower()
        if capital:
            text = text[:1].upper() + text[1:]
        found.append(replace(word, word=text, marks=new))
        fresh = _ends(new)
    return found


def _ends(marks: str) -> bool:
    """Whether a sentence ends here."""
    return kind_of_mark(marks) in (".", "?", "!", "…")


def kind_of_mark(marks: str) -> str:
    """Marks after a word as one of none, comma, full stop, question, exclamation, dots."""
    if "?" in marks:
        return "?"
    if "!" in marks:
        return "!"
    if "…" in marks or ".." in marks:
        return "…"
    if "." in marks:
        return "."
    return "," if set(marks) & set(",;:-–—") else ""


def _drawn(shares: Mapping[str, float], rng: Random) -> str:
    """One of these by its share; "" for what is left of 1."""
    at = rng.random()
    for name, share in shares.items():
        at -= share
        if at < 0:
            return name
    return ""
