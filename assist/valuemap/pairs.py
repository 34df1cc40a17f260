"""What speaks for an option being an answer to an effect, as numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assist.core.protocols import Encoder
from assist.core.statement import Effect, Option, Statement
from assist.core.transcript import Transcript
from assist.core.turns import turns_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Doubles = npt.NDArray[np.float64]

FEATURES = (
    "similar",  # cosine of what is said, without what the whole talk shares
    "context",  # the same with the utterance before and after
    "same_value",  # cosine of the suggested values
    "letters",  # rare runs of letters in both, so that compounds count
    "close",  # within a few utterances
    "far",  # within a few dozen
    "before",  # the option came before the effect
    "own_effect",  # the same speaker
    "negative",  # the effect is not a positive one
    "mixed",  # it is both
    # How alike they are beside the option's other effects, and the effect's other options.
    "similar_of_option",
    "similar_of_effect",
    "letters_of_option",
    "letters_of_effect",
)
RUN = 5  # letters
CLOSE, FAR = 3.0, 40.0  # utterances

_WORD = re.compile(r"[^\W\d_]+")


def pair_features(
    effects: Sequence[Effect],
    options: Sequence[Option],
    transcript: Transcript,
    encoder: Encoder,
) -> Doubles:
    """What speaks for each pair.

    Returns
    -------
    ndarray of float, shape (len(options), len(effects), len(FEATURES))
        Each in about [-1, 1].
    """
    import numpy as np

    statements: list[Statement] = [*effects, *options]
    n = len(effects)
    similar, context = (v[n:] @ v[:n].T for v in _vectors(statements, transcript, encoder))
    rarity = rarities(transcript)
    runs = [letter_runs(said(s, transcript)) for s in statements]
    letters = np.array([[_shared(o, e, rarity) for e in runs[:n]] for o in runs[n:]])
    values = np.array([[_value_overlap(o, e) for e in effects] for o in options])
    place = {u.id: i for i, u in enumerate(transcript.utterances)}
    at = np.array([place[s.quote.utterance] for s in statements], dtype=float)
    gap = at[n:, None] - at[None, :n]
    speakers = [transcript[s.quote.utterance].speaker for s in statements]
    own = [[o is not None and o == e for e in speakers[:n]] for o in speakers[n:]]
    harmed = [e.polarity != "positive" for e in effects]
    mixed = [e.polarity == "mixed" for e in effects]
    columns = (
        similar,
        context,
        values,
        letters,
        np.exp(-np.abs(gap) / CLOSE),
        np.exp(-np.abs(gap) / FAR),
        gap < 0,
        own,
        np.broadcast_to(harmed, gap.shape),
        np.broadcast_to(mixed, gap.shape),
        _beside(similar, 1),
        _beside(similar, 0),
        _beside(letters, 1),
        _beside(letters, 0),
    )
    return np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=-1)


def said(statement: Statement, transcript: Transcript) -> str:
    """What is read with a statement of all its utterances."""
    return " ".join(text for _, text in sorted(turns_of(statement, transcript)))


def letter_runs(text: str) -> frozenset[str]:
    """Runs of five letters within the words of a text.

    Examples
    --------
    >>> sorted(letter_runs("Camera's filmen"))
    ['amera', 'camer', 'filme', 'ilmen']
    """
    words = _WORD.findall(text.lower())
    return frozenset(w[i : i + RUN] for w in words for i in range(len(w) - RUN + 1))


def rarities(transcript: Transcript) -> dict[str, float]:
    """How rare each run of letters is in this talk, in [0, 1]."""
    counts = Counter(run for u in transcript.utterances for run in letter_runs(u.text))
    most = 1 + len(transcript.utterances)
    return {run: math.log(most / (1 + c)) / math.log(most) for run, c in counts.items()}


def shared_words(option: str, effect: str, rarity: Mapping[str, float], most: int = 3) -> list[str]:
    """Words of an option that share rare letters with an effect, the rarest first."""
    there = letter_runs(effect)
    weights = {
        word: sum(rarity.get(run, 0.0) for run in letter_runs(word) & there)
        for word in _WORD.findall(option.lower())
    }
    found = [word for word, weight in weights.items() if weight >= 0.5]
    return sorted(found, key=lambda word: (-round(weights[word], 6), word))[:most]


def _shared(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Summed rarity of what two texts share, squashed into [0, 1)."""
    return 1 - math.exp(-sum(rarity.get(run, 0.0) for run in sorted(one & other)) / 4)


def _beside(table: Doubles, axis: int) -> Doubles:
    """How much each number stands out along an axis, about [-1, 1]."""
    mean, spread = table.mean(axis=axis, keepdims=True), table.std(axis=axis, keepdims=True)
    stands_out: Doubles = (table - mean) / (spread + 1e-6) / 3.0
    return stands_out


def _vectors(
    statements: Sequence[Statement], transcript: Transcript, encoder: Encoder
) -> tuple[Doubles, Doubles]:
    """Unit vectors of the statements' utterances, alone and with their neighbours.

    Only what was read with the statements is embedded, and whole utterances, so that an
    encoder which remembers has them already.
    """
    import numpy as np

    place = {u.id: i for i, u in enumerate(transcript.utterances)}
    texts = [u.text for u in transcript.utterances]
    own = [
        sorted((place[i], text) for i, text in turns_of(s, transcript) if i in s.utterances)
        for s in statements
    ]
    around = []
    for turns in own:
        near = range(max(0, turns[0][0] - 1), min(len(texts) - 1, turns[-1][0] + 1) + 1)
        read = dict(turns)
        around.append([(i, read.get(i, texts[i])) for i in near])
    wanted = sorted({turn for row in around for turn in row})
    row_of = {turn: k for k, turn in enumerate(wanted)}
    vectors = encoder.encode([text for _, text in wanted]).astype(np.float64)
    vectors = _unit(vectors - vectors.mean(axis=0))  # e5 cosines are crowded

    def summed(rows: Sequence[Sequence[tuple[int, str]]]) -> Doubles:
        return _unit(np.array([vectors[[row_of[i] for i in row]].sum(axis=0) for row in rows]))

    return summed(own), summed(around)


def _unit(rows: Doubles) -> Doubles:
    import numpy as np

    lengths: Doubles = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-9)


def _value_overlap(option: Option, effect: Effect) -> float:
    """Cosine of the two sets of suggested values, weighed by score; [0, 1]."""
    a = {v.value: v.score for v in option.values}
    b = {v.value: v.score for v in effect.values}
    norm = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return sum(a[v] * b[v] for v in sorted(a.keys() & b.keys())) / norm if norm else 0.0
