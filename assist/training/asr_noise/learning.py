"""Learn from real recognition how it goes wrong; only rates, letters and short words are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assist.training.asr_noise.alignment import Aligned, Run, Scene, align, changes
from assist.training.asr_noise.channel import (
    FREQUENCIES,
    HESITATIONS,
    LENGTHS,
    AsrChannel,
    WordList,
    length_class,
)
from assist.training.asr_noise.errors import kind_of_mark
from assist.training.asr_noise.looks import CLEAN, LETTERS, LISTED, looks, made, wer_of

MARKS = ("", ",", ".", "?", "!", "…")
_FEW = 20  # seen less often, a letter's own habits are not trusted
_SWAP_LETTERS = 6


def learn(scenes: Sequence[Scene], words: WordList) -> AsrChannel:
    """Fit a channel.

    Parameters
    ----------
    words : WordList
        Says which words are common, and what a recogniser may write.
    """
    aligned = [align(s) for s in scenes]
    runs = [r for a in aligned for r in a.runs]
    total = sum((Counter(a.counts) for a in aligned), Counter())
    errors = total["replace"] + total["delete"] + total["insert"]
    lone = [r for r in runs if len(r.meant) == 1]
    nothing = [r for r in runs if not r.meant]
    extra = Counter(t.low for r in nothing for t in r.heard if len(t.low) <= _SWAP_LETTERS)
    extra = Counter({w: n for w, n in extra.items() if n > 1 and w in words})
    channel = AsrChannel(
        learned_from={
            "scenes": len(scenes),
            "words": total["words"],
            "hesitations": sum(t.low in HESITATIONS for a in aligned for t in a.said),
            "substitutions": _part(total["replace"], errors),
            "deletions": _part(total["delete"], errors),
            "insertions": _part(total["insert"], errors),
        },
        wer=_part(errors, total["words"]),
        **_odds(aligned, words),
        misheard=_part(total["replace"] + total["delete"], errors),
        becomes=_becomes(runs),
        added=_part(len(nothing), total["words"]),
        added_words=_shares(extra),
        severity=_severity(runs),
        edits=_edits(runs),
        swaps=_swaps(lone, words),
        listed=_by_class(
            [t for r in runs if r.meant for t in r.heard], lambda t: t.low, lambda t: t.low in words
        ),
        **_writing(aligned),
        hesitation=_part(
            sum(
                w
                for a in aligned
                for t, w in zip(a.said, a.wrong, strict=True)
                if t.low in HESITATIONS
            ),
            sum(t.low in HESITATIONS for a in aligned for t in a.said),
        ),
        words=words,
    )
    return _tuned(channel, scenes, aligned)


def _part(number: float, whole: float) -> float:
    return round(number / whole, 4) if whole else 0.0


def _by_class(items: Sequence[Any], word: Any, told: Any) -> dict[str, float]:
    """Share of the items for which something holds, by length of a word; drawn to the mean."""
    mean = sum(map(told, items)) / max(1, len(items))
    found = {}
    for _, name in LENGTHS:
        inside = [told(i) for i in items if length_class(word(i)) == name]
        found[name] = round((sum(inside) + 5 * mean) / (len(inside) + 5), 4)
    return found


def _becomes(runs: Sequence[Run]) -> dict[str, dict[str, float]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        if len(run.meant) == 1:
            found[length_class(run.meant[0].low)][str(min(3, len(run.heard)))] += 1
        elif run.meant:
            more = max(-4, min(3, len(run.heard) - len(run.meant)))
            found[str(min(4, len(run.meant)))][f"{more:+d}"] += 1
    names = [*(name for _, name in LENGTHS), "2", "3", "4"]
    return {name: _shares(found[name]) for name in names}


def _shares(counts: Counter[str], whole: int = 0) -> dict[str, float]:
    whole = whole or sum(counts.values())
    return {name: round(number / whole, 4) for name, number in sorted(counts.items())}


def _odds(aligned: Sequence[Aligned], words: WordList) -> dict[str, Any]:
    """Logistic regression of "this word was misheard" on its classes and the word before."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    lengths = [name for _, name in LENGTHS]
    rows, target = [], []
    for a in aligned:
        for n, (token, wrong) in enumerate(zip(a.said, a.wrong, strict=True)):
            if token.low in HESITATIONS:
                continue
            row = [0.0] * (len(lengths) + len(FREQUENCIES) + 1)
            row[lengths.index(length_class(token.low))] = 1.0
            row[len(lengths) + FREQUENCIES.index(words.frequency_class(token.low))] = 1.0
            row[-1] = float(n > 0 and a.said[n - 1].turn == token.turn and a.wrong[n - 1])
            rows.append(row)
            target.append(wrong)
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.array(rows), np.array(target))
    weights = [round(float(w), 4) for w in model.coef_[0]]
    return {
        "bias": round(float(model.intercept_[0]), 4),
        "after": weights[-1],
        "spread": 0.0,
        "by_length": dict(zip(lengths, weights, strict=False)),
        "by_frequency": dict(zip(FREQUENCIES, weights[len(lengths) : -1], strict=True)),
    }


def _severity(runs: Sequence[Run]) -> dict[str, list[float]]:
    import numpy as np

    found: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        if run.meant and run.heard:
            meant, path = changes(run)
            places = len({place for place, _ in path})
            found[str(min(3, len(run.meant)))].append(places / len(meant))
    for size in "123":  # where none was met, all together
        found[size] = found[size] or [part for parts in found.values() for part in parts]
    return {
        size: [round(float(d), 3) for d in np.percentile(parts, range(0, 101, 10))]
        for size, parts in sorted(found.items())
    }


def _edits(runs: Sequence[Run]) -> dict[str, dict[str, float]]:
    """How often each unit changes, beside the others, and into what."""
    met: Counter[str] = Counter()
    into: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        if not run.meant or not run.heard:
            continue
        meant, path = changes(run)
        for unit, key in meant:
            met.update({unit, key, "?"})
        first: dict[int, str] = {}
        for place, what in path:
            first.setdefault(place, what)
        for place, what in first.items():
            unit, key = meant[place]
            for name in {unit, key, "?"}:
                into[name][what] += 1
    mean = sum(into["?"].values()) / met["?"]
    found = {}
    for name in sorted(met):
        changed = sum(into[name].values())
        if changed < _FEW:
            continue
        shares = {w: _part(n, changed) for w, n in into[name].most_common() if w and n > 1}
        rate = round(changed / met[name] / mean, 3)
        found[name] = {"rate": rate, **dict(sorted(shares.items()))}
    return found


def _swaps(lone: Sequence[Run], words: WordList) -> dict[str, dict[str, float]]:
    """Short common words taken for another short common word, more than once."""
    misheard: Counter[str] = Counter(r.meant[0].low for r in lone if r.heard)
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for run in lone:
        if len(run.heard) == 1:
            meant, heard = run.meant[0].low, run.heard[0].low
            if max(len(meant), len(heard)) <= _SWAP_LETTERS and {meant, heard} <= set(words.counts):
                pairs[meant][heard] += 1
    kept = {
        word: _shares(Counter({w: n for w, n in found.items() if n > 1}), misheard[word])
        for word, found in sorted(pairs.items())
    }
    return {word: found for word, found in kept.items() if found}


def _writing(aligned: Sequence[Aligned]) -> dict[str, Any]:
    """Marks and capitals, on words that were heard right."""
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    last: dict[str, Counter[str]] = defaultdict(Counter)
    capitals: list[bool] = []
    for a in aligned:
        ends = {a.said[n].turn: a.said[n] for n in range(len(a.said))}
        before = {id(t): a.said[n - 1] for n, t in enumerate(a.said) if n}
        for said, heard in a.right:
            mark = kind_of_mark(said.marks)
            table = last if ends[said.turn] is said else inside
            table[mark][kind_of_mark(heard.marks)] += 1
            prior = before.get(id(said))
            within = prior and prior.turn == said.turn and kind_of_mark(prior.marks) in ("", ",")
            if within and said.word[:1].isupper():
                capitals.append(heard.word[:1].isupper())
    overall = {mark: sum((c for c in (inside[mark], last[mark])), Counter()) for mark in MARKS}

    def shares(table: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
        found = {}
        for mark in MARKS:
            counts = table[mark] if sum(table[mark].values()) >= _FEW else overall[mark]
            told = _shares(counts) if counts else {mark: 1.0}
            found[mark] = {name: share for name, share in told.items() if name}
        return found

    return {
        "marks": shares(inside),
        "last_marks": shares(last),
        "capital": _part(sum(capitals), len(capitals)),
    }


def _tuned(channel: AsrChannel, scenes: Sequence[Scene], aligned: Sequence[Aligned]) -> AsrChannel:
    """Set by trial what cannot be counted: how what was counted adds up."""
    real = looks(aligned, channel.words)
    some = scenes[::2]

    def trial(trying: AsrChannel, wer: float) -> dict[str, float]:
        return looks([align(s) for s in made(some, trying, wer)], channel.words)

    tries = [replace(channel, spread=spread) for spread in (0.0, 0.5, 1.0, 1.5)]
    channel = min(tries, key=lambda c: abs(trial(c, channel.wer)[CLEAN] - real[CLEAN]))
    for _ in range(3):
        got = trial(channel, 0.2)
        milder = real[LETTERS] / got[LETTERS]
        fewer = real[LISTED] / got[LISTED]
        channel = replace(
            channel,
            severity={
                size: [round(min(1.0, d * milder), 3) for d in deciles]
                for size, deciles in channel.severity.items()
            },
            listed={name: round(min(1.0, p * fewer), 4) for name, p in channel.listed.items()},
        )
    return tuned_to(channel, some)


def tuned_to(channel: AsrChannel, scenes: Sequence[Scene]) -> AsrChannel:
    """Make the word error rate asked for the one that is measured, on texts of this kind."""
    for _ in range(2):
        got = wer_of([align(s) for s in made(scenes, channel, 0.2)])
        channel = replace(channel, misheard=round(channel.misheard * 0.2 / got, 4))
    return channel
