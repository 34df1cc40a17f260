"""From probabilities to statements: which utterances, which words, how they join."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from assist.core.statement import Domain, Kind, Polarity, Reason
from assist.understand.actors import actor_of
from assist.understand.cues import TELLING, find_cues
from assist.understand.features import LEADERS, told_vectors
from assist.understand.heads import KINDS, Heads
from assist.understand.quotes import Piece, best_run, clause_rows, trimmed
from assist.understand.reading import Floats, Reading

if TYPE_CHECKING:
    from assist.core.protocols import Encoder

# Similarity from which a moderator repeats what was said before, nearly word for word; a
# summary in other words is for the classifier to leave out.
REPEATS = 0.93
NEAR = 2  # utterances; a statement goes on at most so far
# Added to a clause's log-odds: quotes agreed best with readers' when a little longer than
# the odds alone would have them (cross-validated).
LEAN = 0.5
FEWEST_WORDS = 4  # of a part that stands as a statement of its own
# A speaker who goes on with these has a new point.
_NEW_POINT = re.compile(
    r"^\W*(?:(?:en|maar|alleen|verder|daarnaast|ook|nog|tweede|derde|dan nog|"
    r"ten (?:tweede|derde|slotte)|één ding nog)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:en )?(?:ten (?:tweede|derde|vierde)|en nog iets)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Detected:
    """A statement found; places count utterances from 0.

    Parameters
    ----------
    places : tuple of int
        Utterances it runs over.
    at : int
        The one that holds the quote, at the characters of ``piece``.
    label : Polarity or Domain
        Polarity of an effect, domain of an option.
    score : float
        Calibrated probability, in [0, 1].
    told : ndarray of float32, shape (dimension,), optional
        Its row of `told_vectors`.
    """

    kind: Kind
    places: tuple[int, ...]
    at: int
    piece: Piece
    label: Polarity | Domain
    score: float
    actor: str = ""
    because: Reason = field(default_factory=Reason)
    told: Floats | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: Kind
    places: tuple[int, ...]
    at: int
    score: float


def detect(
    heads: Heads,
    reading: Reading,
    texts: Sequence[str],
    clauses: Sequence[Sequence[Piece]],
    encoder: Encoder,
) -> tuple[Detected, ...]:
    """Statements of a session, in the order they were spoken.

    Parameters
    ----------
    texts, clauses : sequences of length n
        Each utterance's words, and the clauses that cover them.
    encoder : Encoder
        Embeds the quotes, for polarity and domain.
    """
    hits = _hits(heads, reading)
    hits = _without_repetition(hits, reading)
    hits = _joined(hits, reading, texts)
    if not hits:
        return ()
    told = [
        (hit, piece)
        for hit in hits
        for piece in _pieces(heads, texts[hit.at], clauses[hit.at], hit.kind)
    ]
    quotes = [texts[hit.at][piece.start : piece.end] for hit, piece in told]
    turns = reading.vectors[[hit.at for hit, _ in told]]
    own = turns.copy()  # of a quote that is the whole turn, the turn's
    parts = [i for i, (hit, _) in enumerate(told) if quotes[i] != texts[hit.at]]
    if parts:
        own[parts] = encoder.encode([quotes[i] for i in parts])
    vectors = told_vectors(turns, own)
    polarities, domains = heads.polarities(vectors), heads.domains(vectors)
    nearest = {k: heads.examples.nearest(turns, k) for k in ("effect", "option")}
    weights = {k: heads.cue_weights(k) for k in ("effect", "option")}
    return tuple(
        Detected(
            kind=hit.kind,
            places=hit.places,
            at=hit.at,
            piece=piece,
            label=polarities[i] if hit.kind == "effect" else domains[i],
            score=hit.score,
            actor=actor_of(quotes[i], texts[hit.at], role=reading.roles[hit.at])
            if hit.kind == "effect"
            else "",
            because=Reason(
                nearest=nearest[hit.kind][i],
                words=telling_words(quotes[i], weights[hit.kind]),
                note="continued" if len(hit.places) > 1 else "",
            ),
            told=vectors[i],
        )
        for i, (hit, piece) in enumerate(told)
    )


def _hits(heads: Heads, reading: Reading) -> list[_Hit]:
    """Utterances whose probability reaches a threshold; the kind that exceeds its own most."""
    probabilities = heads.kinds(reading)
    lowest = (heads.thresholds["effect"], heads.thresholds["option"])
    kinds: tuple[Kind, Kind] = ("effect", "option")
    hits = []
    for place, row in enumerate(probabilities):
        ratios = [row[KINDS.index(k)] / max(t, 1e-6) for k, t in zip(kinds, lowest, strict=True)]
        best = int(np.argmax(ratios))
        if ratios[best] >= 1.0:
            score = round(float(row[KINDS.index(kinds[best])]), 4)
            hits.append(_Hit(kinds[best], (place,), place, score))
    return hits


def _without_repetition(hits: Sequence[_Hit], reading: Reading) -> list[_Hit]:
    """Drop what a moderator repeats of a statement that was heard before."""
    kept: list[_Hit] = []
    for hit in hits:
        if reading.roles[hit.at] in LEADERS:
            earlier = [k.at for k in kept]
            similar = reading.vectors[earlier] @ reading.vectors[hit.at] if earlier else ()
            if len(earlier) and float(np.max(similar)) >= REPEATS:
                continue
        kept.append(hit)
    return kept


def _joined(hits: Sequence[_Hit], reading: Reading, texts: Sequence[str]) -> list[_Hit]:
    """Join an effect with its end in a later turn of the same speaker.

    In the corpus a speaker who starts the next turn with "en" or "maar" mostly makes a new
    point, and proposals in neighbouring turns are mostly two; without known speakers
    neighbouring statements are mostly different ones, so nothing is joined.
    """
    joined: list[_Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, hit, reading, texts):
            at = last.at if last.score >= hit.score else hit.at
            score = max(last.score, hit.score)
            joined[-1] = _Hit(last.kind, (*last.places, *hit.places), at, score)
        else:
            joined.append(hit)
    return joined


def _goes_on(last: _Hit, hit: _Hit, reading: Reading, texts: Sequence[str]) -> bool:
    speaker = reading.speakers[hit.at]
    return (
        last.kind == hit.kind == "effect"
        and len(last.places) == 1
        and hit.at - last.places[-1] <= NEAR
        and speaker is not None
        and speaker == reading.speakers[last.at]
        and not _NEW_POINT.match(texts[hit.at])
    )


def _pieces(heads: Heads, text: str, clauses: Sequence[Piece], kind: Kind) -> list[Piece]:
    """What to quote; more than one part only where the speaker counts aloud."""
    parts: list[list[Piece]] = [[]]
    for clause in clauses:
        words = text[clause.start : clause.end]
        if parts[-1] and _COUNTED.search(words) and len(words.split()) >= FEWEST_WORDS:
            parts.append([])
        parts[-1].append(clause)
    if any(len(text[p[0].start : p[-1].end].split()) < FEWEST_WORDS for p in parts):
        parts = [list(clauses)]
    quoted = []
    for part in parts:
        odds = heads.clause_log_odds(clause_rows(text, part, kind))
        first, end = best_run([o + LEAN for o in odds])
        quoted.append(trimmed(text, Piece(part[first].start, part[end - 1].end)))
    return quoted


def telling_words(quote: str, weights: Mapping[str, float], most: int = 3) -> tuple[str, ...]:
    """The cue words in a quote that spoke most for the kind, strongest first."""
    found: dict[str, float] = {}
    for cue in find_cues(quote):
        weight = weights.get(cue.kind, 0.0)
        if cue.kind in TELLING and weight > 0.0:
            words = quote[cue.start : cue.end].strip(" ,.;:!?").lower()
            found[words] = max(weight, found.get(words, 0.0))
    return tuple(sorted(found, key=lambda w: (-found[w], w))[:most])
