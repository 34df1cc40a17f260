"""Two versions of a text: where words of the one are in the other, and when they were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from assist.core.transcript import Utterance, Word

Span: TypeAlias = tuple[int, int]
_Op: TypeAlias = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
_MANY = 40_000  # pairs of words
_PUNCTUATION = " .,;:?!…\"'“”‘’()[]-–—"


def spans_of(text: str) -> list[Span]:
    """Where each word of a text begins and ends, in characters."""
    return [found.span() for found in re.finditer(r"\S+", text)]


def bare(word: str) -> str:
    """A word without case and the punctuation around it."""
    return word.casefold().strip(_PUNCTUATION)


def bare_words(text: str) -> list[str]:
    """The words of a text for comparison; what is punctuation alone is no word."""
    return [word for word in map(bare, text.split()) if word]


def alikeness(one: str, other: str) -> float:
    """How much two texts have the same words in the same order, in [0, 1].

    Examples
    --------
    >>> alikeness("Dat scheelt tijd.", "dat scheelt tijd")
    1.0
    """
    a, b = bare_words(one), bare_words(other)
    if not a or not b:
        return float(a == b)
    return 2 * matching(a, b) / (len(a) + len(b))


def matching(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts share, in the same order."""
    return sum(i2 - i1 for tag, i1, i2, _, _ in operations(one, other) if tag == "equal")


def operations(old: Sequence[str], new: Sequence[str]) -> list[_Op]:
    """What changes one row of words into another, as `difflib` tells it.

    What both begin and end with is set apart first. Of long rows, words that come all the
    time are no ground to align on: with them it would take minutes.
    """
    most = min(len(old), len(new))
    first = next((i for i in range(most) if old[i] != new[i]), most)
    same = range(1, most - first + 1)
    last = next((i - 1 for i in same if old[-i] != new[-i]), most - first)
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    steps: list[_Op] = [("equal", 0, first, 0, first)] if first else []
    if a or b:
        found = SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > _MANY)
        steps += [
            (tag, i1 + first, i2 + first, j1 + first, j2 + first)
            for tag, i1, i2, j1, j2 in found.get_opcodes()
        ]
    if last:
        steps.append(("equal", len(old) - last, len(old), len(new) - last, len(new)))
    return steps


def moved(old: str, new: str, start: int, end: int) -> Span | None:
    """Where a part of an old text is in the new one; None when its words are gone.

    Parameters
    ----------
    old, new : str
        Two versions of one utterance.
    start, end : int
        The part, in characters of ``old``.

    Examples
    --------
    >>> moved("het scheelt ons tijd", "nou het scheelt ons tijd", 4, 20)
    (8, 24)
    """
    if old == new:
        return start, end
    before, after = spans_of(old), spans_of(new)
    inside = [i for i, (a, b) in enumerate(before) if a < end and b > start]
    if not inside:
        return None
    steps = operations([old[a:b] for a, b in before], [new[a:b] for a, b in after])
    first = _first_at(inside[0], steps)
    last = _last_at(inside[-1], steps)
    if first > last or first >= len(after) or last < 0:
        return None
    (a, b), (c, d) = after[first], before[inside[0]]
    begin = a + _cut_before(old[c:d], start - c, new[a:b])
    (a, b), (c, d) = after[last], before[inside[-1]]
    stop = b - _cut_after(old[c:d], d - end, new[a:b])
    return (begin, stop) if begin < stop and new[begin:stop].strip() else None


def _first_at(i: int, steps: Sequence[_Op]) -> int:
    """Word of the new text at which word ``i`` of the old one begins."""
    for tag, i1, i2, j1, j2 in steps:
        if i1 <= i < i2:
            if tag == "delete":
                return j1
            return (
                j1 + min(i - i1, (j2 - j1) - 1) if i2 - i1 <= j2 - j1 else _share(i, i1, i2, j1, j2)
            )
    return 0


def _last_at(i: int, steps: Sequence[_Op]) -> int:
    """Word of the new text with which word ``i`` of the old one ends."""
    for tag, i1, i2, j1, j2 in steps:
        if i1 <= i < i2:
            if tag == "delete":
                return j1 - 1
            if i == i2 - 1:
                return j2 - 1
            return j1 + (i - i1) if i2 - i1 <= j2 - j1 else _share(i, i1, i2, j1, j2)
    return -1


def _share(i: int, i1: int, i2: int, j1: int, j2: int) -> int:
    return j1 + (i - i1) * (j2 - j1) // (i2 - i1)


def _cut_before(old: str, cut: int, new: str) -> int:
    """How much of a word's beginning stays outside, as it did in the old word."""
    if cut <= 0:
        return 0
    if old == new:
        return cut
    if not bare(old[:cut]):  # a bracket or quotation mark
        return len(new) - len(new.lstrip(_PUNCTUATION))
    return 0


def _cut_after(old: str, cut: int, new: str) -> int:
    """How much of a word's end stays outside, as it did in the old word."""
    if cut <= 0:
        return 0
    if old == new:
        return cut
    if not bare(old[-cut:]):  # a comma or full stop
        return len(new) - len(new.rstrip(_PUNCTUATION))
    return 0


def patched(was: str, wanted: str, now: str) -> str:
    """The change from ``was`` to ``wanted``, made in a text that may have changed since.

    Where both changed the same words, ``wanted`` stands. A change of words that are not in
    ``now`` is left out.

    Examples
    --------
    >>> patched("de auto rijd hard", "de auto rijdt hard", "die auto rijd hard")
    'die auto rijdt hard'
    """
    if now == was:
        return wanted
    old, new, here = was.split(), wanted.split(), now.split()
    place: list[int | None] = [None] * (len(old) + 1)
    for tag, i1, i2, j1, j2 in operations(old, here):
        same = tag == "equal" or (tag == "replace" and i2 - i1 == j2 - j1)
        if same:
            place[i1:i2] = range(j1, j2)
    place[len(old)] = len(here)
    made = list(here)
    for tag, i1, i2, j1, j2 in reversed(operations(old, new)):
        if tag == "equal":
            continue
        at = place[i1]
        if i2 > i1:
            last = place[i2 - 1]
        else:  # an insertion hangs on the word after it, else on the one before
            if at is None and i1 > 0 and place[i1 - 1] is not None:
                at = place[i1 - 1] + 1  # type: ignore[operator]
            last = None if at is None else at - 1
        if at is not None and last is not None:
            made[at : last + 1] = new[j1:j2]
    return " ".join(made)


def respoken(utterance: Utterance, text: str) -> tuple[Word, ...]:
    """Words with their times for another text of the same utterance.

    Words that stay keep their times; new words share the time of those they replace, or the
    pause in which they were put. Empty where the utterance has no word times.
    """
    had = utterance.words
    if not had or text == utterance.text:
        return had
    new = text.split()
    steps = operations([bare(w.text) for w in had], [bare(w) for w in new])
    made: list[Word] = []
    for tag, i1, i2, j1, j2 in steps:
        if tag == "equal":
            made += [
                Word(new[j], w.start, w.end, w.probability)
                for w, j in zip(had[i1:i2], range(j1, j2), strict=True)
            ]
        elif j2 > j1:
            begin = had[i1].start if i2 > i1 else (had[i1 - 1].end if i1 else utterance.start)
            after = had[i1].start if i1 < len(had) else utterance.end
            end = had[i2 - 1].end if i2 > i1 else after
            made += _spread(new[j1:j2], begin, max(begin, end))
    return tuple(made)


def _spread(words: Sequence[str], begin: float, end: float) -> list[Word]:
    """Share a stretch of time among words, by their length."""
    total = sum(map(len, words))
    made, at = [], 0
    for word in words:
        start = begin + (end - begin) * at / total
        at += len(word)
        made.append(Word(word, round(start, 3), round(begin + (end - begin) * at / total, 3)))
    return made
