"""Texts that are too much alike: near-duplicates, runs of words in common, one sentence pattern.

For the check of the training corpus. Sparse products instead of a loop over pairs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

GRAM = 5  # characters
_ROWS = 1024  # of a product at a time
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places in the list, the first the smaller, and how alike they are.

    ``share`` is the Jaccard similarity of their sets of character 5-grams, [0, 1].
    """

    first: int
    second: int
    share: float


def words(text: str) -> list[str]:
    """Words in lower case, without punctuation; ``zo'n`` and ``wc-rol`` are one.

    Examples
    --------
    >>> words("Zo'n ding, hè.")
    ["zo'n", 'ding', 'hè']
    """
    return _WORD.findall(text.casefold())


def alike_pairs(texts: Sequence[str], least: float) -> list[Pair]:
    """All pairs whose sets of character 5-grams have a Jaccard similarity of `least` or more.

    Parameters
    ----------
    least : float
        In (0, 1]; near 0 every pair is compared.

    Notes
    -----
    Prefix filtering finds the candidates and misses none: two sets this much alike share one of
    the rarest ``size - ceil(least * size) + 1`` members of each [1]_. What they share beyond
    these lies in the rest of one of them, which bounds it before it is counted.

    References
    ----------
    .. [1] Chaudhuri, Ganti and Kaushik (2006), A primitive operator for similarity joins in
       data cleaning, ICDE.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    plain = [" ".join(words(text)) for text in texts]
    if sum(len(text) >= GRAM for text in plain) < 2:
        return []
    vectors = CountVectorizer(
        analyzer="char", ngram_range=(GRAM, GRAM), lowercase=False, binary=True, dtype=np.int32
    ).fit_transform(plain)
    commonness = np.asarray(vectors.sum(axis=0)).ravel()
    by_size = np.argsort(np.diff(vectors.indptr), kind="stable")
    rarest_first = vectors[by_size][:, np.argsort(commonness, kind="stable")].tocsr()
    sizes = np.diff(rarest_first.indptr)
    prefixes = _prefixes(rarest_first, least)
    rest = sizes - np.diff(prefixes.indptr)
    found: list[Pair] = []
    for start in range(0, len(texts), _ROWS):
        rows = prefixes[start : start + _ROWS]
        longest = sizes[start + rows.shape[0] - 1] / least + 1e-9
        end = int(np.searchsorted(sizes, longest, side="right"))
        near = (rows @ prefixes[start:end].T).tocoo()
        first, second = near.row + start, near.col + start
        needed = least / (1 + least) * (sizes[first] + sizes[second])
        most = near.data + np.maximum(rest[first], rest[second])
        kept = (first < second) & (most >= needed - 1e-9)
        first, second = first[kept], second[kept]
        both = rarest_first[first].multiply(rarest_first[second]).sum(axis=1)
        common = np.asarray(both).ravel()
        shares = common / (sizes[first] + sizes[second] - common)
        close = shares >= least
        places = np.sort(by_size[np.stack([first[close], second[close]])], axis=0)
        found.extend(
            Pair(int(a), int(b), float(share))
            for a, b, share in zip(*places, shares[close], strict=True)
        )
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))


def _prefixes(vectors: Any, least: float) -> Any:
    """The rarest members of each row; columns must stand rarest first."""
    vectors = vectors.copy()
    vectors.sort_indices()
    sizes = np.diff(vectors.indptr)
    lengths = sizes - np.ceil(least * sizes - 1e-9).astype(int) + 1
    place = np.arange(vectors.nnz) - np.repeat(vectors.indptr[:-1], sizes)
    vectors.data[place >= np.repeat(lengths, sizes)] = 0
    vectors.eliminate_zeros()
    return vectors


def shared_runs(
    texts: Sequence[str], sources: Sequence[Hashable], length: int
) -> list[tuple[str, tuple[int, ...]]]:
    """Runs of `length` words that occur in more than one source, each with its texts.

    Runs that follow on one another in the same texts are told once, by the first.
    """
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for run in dict.fromkeys(_runs(words(text), length)):
            where[run].append(place)
    found: dict[tuple[int, ...], str] = {}
    for run, places in where.items():
        if len({sources[place] for place in places}) > 1:
            found.setdefault(tuple(places), " ".join(run))
    return [(run, places) for places, run in found.items()]


def _runs(said: Sequence[str], length: int) -> Iterable[tuple[str, ...]]:
    return (tuple(said[i : i + length]) for i in range(len(said) - length + 1))


def openings(texts: Sequence[str], length: int) -> Counter[str]:
    """How many of the texts begin with the same words; those that end there do not count."""
    said = (words(text) for text in texts)
    return Counter(" ".join(w[:length]) for w in said if len(w) > length)


def skeletons(texts: Sequence[str], *, common: int = 150, least: int = 7) -> Counter[str]:
    """How many sentences share one pattern of frequent words.

    Parameters
    ----------
    common : int
        So many most frequent words of the texts themselves count as function words; any run of
        others becomes ``_``.
    least : int
        Patterns with fewer function words say nothing and are left out.
    """
    frequent = Counter(word for text in texts for word in words(text))
    ranked = sorted(frequent, key=lambda word: (-frequent[word], word))
    pattern = _pattern(frozenset(ranked[:common]))
    said = (pattern(s) for text in texts for s in _SENTENCE_END.split(text))
    return Counter(" ".join(s) for s in said if len(s) - s.count("_") >= least)


def _pattern(frequent: frozenset[str]) -> Callable[[str], list[str]]:
    def of(sentence: str) -> list[str]:
        bare = [word if word in frequent else "_" for word in words(sentence)]
        return bare[:1] + [b for a, b in pairwise(bare) if not a == b == "_"]

    return of
