"""What recognition looks like in figures, to compare the real with the made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from assist.training.asr_noise import noisy_texts
from assist.training.asr_noise.alignment import Aligned, Scene, changes
from assist.training.asr_noise.channel import (
    FREQUENCIES,
    LENGTHS,
    AsrChannel,
    WordList,
    length_class,
)
from assist.training.asr_noise.errors import kind_of_mark

WER = "word error rate"
KINDS = ("substitutions", "deletions", "insertions")
LETTERS = "letters changed in a lone word"
LISTED = "wrong words in the word list"
CLEAN = "turns of 6 words or more without an error"


def made(scenes: Iterable[Scene], channel: AsrChannel, wer: float, seed: int = 0) -> list[Scene]:
    """The same scenes, recognised by the channel."""
    return [
        replace(
            s, recognised=" ".join(noisy_texts(s.turns, channel, Random(f"{seed}/{s.name}"), wer))
        )
        for s in scenes
    ]


def wer_of(aligned: Sequence[Aligned]) -> float:
    """Errors for each word said."""
    total = sum((Counter(a.counts) for a in aligned), Counter())
    return (total["replace"] + total["delete"] + total["insert"]) / total["words"]


def _clean_turns(aligned: Sequence[Aligned], least: int = 6) -> float:
    """Share of turns of six words or more without an error."""
    told = []
    for a in aligned:
        by_turn: dict[int, list[bool]] = defaultdict(list)
        for token, wrong in zip(a.said, a.wrong, strict=True):
            by_turn[token.turn].append(wrong)
        told += [not any(wrong) for wrong in by_turn.values() if len(wrong) >= least]
    return sum(told) / max(1, len(told))


def looks(aligned: Sequence[Aligned], words: WordList) -> dict[str, float]:
    """What recognition looks like, to compare real with made."""
    total = sum((Counter(a.counts) for a in aligned), Counter())
    errors = total["replace"] + total["delete"] + total["insert"]
    runs = [r for a in aligned for r in a.runs]
    found = {
        WER: wer_of(aligned),
        **{
            f"of all errors: {kind}": total[op] / max(1, errors)
            for kind, op in zip(KINDS, ("replace", "delete", "insert"), strict=True)
        },
        CLEAN: _clean_turns(aligned),
    }
    pairs = [pair for a in aligned for pair in zip(a.said, a.wrong, strict=True)]
    for _, name in LENGTHS:
        told = [wrong for t, wrong in pairs if length_class(t.low) == name]
        found[f"misheard, {name} letters"] = _mean(told)
    for name in FREQUENCIES:
        told = [wrong for t, wrong in pairs if words.frequency_class(t.low) == name]
        found[f"misheard, {name}"] = _mean(told)
    spoken = [r for r in runs if r.meant]
    for size in (1, 2, 3):
        found[f"runs of {size}"] = _mean([len(r.meant) == size for r in spoken])
    found["runs of 4 or more"] = _mean([len(r.meant) > 3 for r in spoken])
    lone = [r for r in spoken if len(r.meant) == 1 and r.heard]
    long = [r for r in lone if len(r.meant[0].low) >= 8]
    found["lone long words split"] = _mean([len(r.heard) > 1 for r in long])
    two = [r for r in spoken if len(r.meant) == 2 and r.heard]
    found["two words merged"] = _mean([len(r.heard) == 1 for r in two])
    heard = [t for r in spoken for t in r.heard]
    found[LISTED] = _mean([t.low in words for t in heard])
    found["wrong words with letters that never meet"] = _mean(
        [words.odd(t.low) > 0 for t in heard if t.low not in words]
    )
    one = [changes(r) for r in lone if len(r.heard) == 1]
    parts = [min(1.0, len({p for p, _ in path}) / len(meant)) for meant, path in one]
    found[LETTERS] = _mean(parts)
    short = [r for r in lone if len(r.meant[0].low) <= 4 and len(r.heard) == 1]
    found["lone short word for a top-500 word"] = _mean(
        [words.frequency_class(r.heard[0].low) in ("top 50", "top 500") for r in short]
    )
    ending = [
        m[:-2] == h[:-2]
        for r in lone
        if len(r.heard) == 1
        for m, h in [(r.meant[0].low, r.heard[0].low)]
        if len(m) > 4
    ]
    found["only the ending differs (5 letters or more)"] = _mean(ending)
    marked = [(kind_of_mark(s.marks), kind_of_mark(h.marks)) for a in aligned for s, h in a.right]
    found["marks kept"] = _mean([s == h for s, h in marked if s])
    found["marks put in"] = _mean([bool(h) for s, h in marked if not s])
    found["capitals kept"] = _mean(
        [h.word[:1].isupper() for a in aligned for s, h in a.right if s.word[:1].isupper()]
    )
    return found


def _mean(told: Sequence[float]) -> float:
    return sum(told) / len(told) if told else 0.0
