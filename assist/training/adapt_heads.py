"""Copies of trained heads, moved towards an organisation's own decisions. Pure and without chance.

Nothing of the corpus is needed. A classifier is fitted on the decided sessions alone, with a
Gaussian prior whose mean is the shipped classifier: where people said nothing it stays what it
was, and the more they said the further it may move. The value head, which is solved for in
closed form from its examples, gets the decided statements as further examples.

The result holds quotes of the sessions it learned from (as examples to show, and to value new
statements by), so it is as confidential as those sessions.

References
----------
Chelba and Acero (2006), Adaptation of maximum entropy capitalizer: little data can help a lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assist.core.protocols import Encoder
from assist.core.statement import Effect, Kind, Statement
from assist.training.decided import Lesson, places_of
from assist.understand.features import kind_rows, told_rows
from assist.understand.heads import Doubles, Examples, Heads
from assist.understand.parts import Part, parts_of
from assist.understand.reading import Floats, Reading, marks_of, read
from assist.values.head import ValueHead, kept
from assist.values.vectors import statement_vectors

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

UNKNOWN = ""
Labels = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Strengths:
    """How firmly each head holds on to what it was; None: it does not move.

    Parameters
    ----------
    kind, polarity, domain : float or None
        Precision of the prior (one over its variance), the same for every weight.
    values : int
        How often a decided statement counts beside one of the corpus.
    """

    kind: float | None
    polarity: float | None
    domain: float | None
    values: int


# Chosen on the corpus: see docs/learn.md.
USUAL = Strengths(kind=30.0, polarity=10.0, domain=None, values=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement that people kept, by the parts of the session it runs over.

    Parameters
    ----------
    at : int
        The part with the quote, one of ``places``.
    label : str
        Polarity of an effect, domain of an option.
    """

    kind: Kind
    places: tuple[int, ...]
    at: int
    label: str
    quote: str


@dataclass(frozen=True, eq=False)
class Studied:
    """A lesson as numbers.

    Parameters
    ----------
    reading : Reading
        Its utterances, long ones in parts.
    kinds : ndarray of str, shape (n,)
        One of `KINDS` for each part; `UNKNOWN` where nobody decided.
    valued : tuple of Statement
        Statements with values that a person chose.
    vectors : ndarray of float32, shape (len(valued), dimension)
        As the value head has them.
    """

    lesson: Lesson
    reading: Reading
    kinds: Labels
    told: tuple[Told, ...]
    valued: tuple[Statement, ...]
    vectors: Floats

    @property
    def copies(self) -> tuple[Reading, ...]:
        """As it is, and as it would be with less known of who speaks."""
        copies = [self.reading]
        if any(self.reading.roles):
            copies.append(self.reading.without_roles())
        if any(self.reading.speakers):
            copies.append(self.reading.without_speakers())
        return tuple(copies)


def study(lessons: Sequence[Lesson], encoder: Encoder, mean: Floats) -> list[Studied]:
    """Embed and mark each session.

    Parameters
    ----------
    encoder : Encoder
        The one the heads were made for.
    mean : ndarray of float32, shape (dimension,)
        The value head's, so that new examples lie among the old.
    """
    return [_studied(lesson, encoder, mean) for lesson in lessons]


def _studied(lesson: Lesson, encoder: Encoder, mean: Floats) -> Studied:
    said = [u for u in lesson.transcript.utterances if u.text.strip()]
    parts = [part for u in said for part in parts_of(u)]
    texts = [part.utterance.text for part in parts]
    vectors = encoder.encode(texts)
    duration = lesson.transcript.duration
    reading = read([p.utterance for p in parts], vectors, map(marks_of, texts), duration)
    valued = tuple(s for s in lesson.kept if s.values)
    rows = (
        statement_vectors(valued, lesson.transcript, encoder, mean)
        if valued
        else np.zeros((0, vectors.shape[1]), np.float32)
    )
    told = tuple(t for s in lesson.kept if (t := _told(s, parts)) is not None)
    return Studied(lesson, reading, _kinds(lesson, parts, told), told, valued, rows)


def _told(statement: Statement, parts: Sequence[Part]) -> Told | None:
    places = _places(statement, parts)
    quote = statement.quote
    holding = [i for i in places if parts[i].whole.id == quote.utterance]
    if not holding:
        return None
    label = statement.polarity if isinstance(statement, Effect) else statement.domain
    return Told(statement.kind, places, holding[0], label, quote.exact)


def _places(statement: Statement, parts: Sequence[Part]) -> tuple[int, ...]:
    """Parts that a statement runs over; of a long utterance those that hold its quote."""
    quote, own = statement.quote, places_of(statement)
    found = []
    for i, part in enumerate(parts):
        if part.whole.id not in own:
            continue
        whole = part.utterance is part.whole
        start, end = part.offset, part.offset + len(part.utterance.text)
        quoted = part.whole.id == quote.utterance
        if whole or (quoted and start < quote.end_char and quote.start_char < end):
            found.append(i)
    return tuple(found)


def _kinds(lesson: Lesson, parts: Sequence[Part], told: Sequence[Told]) -> Labels:
    kinds = ["other" if lesson.reviewed else UNKNOWN] * len(parts)
    for statement in lesson.refused:
        for i in _places(statement, parts):
            kinds[i] = "other"
    for i, part in enumerate(parts):
        if part.whole.id in lesson.undecided:
            kinds[i] = UNKNOWN
    for kind in ("effect", "option"):  # the proposal decides
        for one in told:
            if one.kind == kind:
                for i in one.places:
                    kinds[i] = kind
    return np.array(kinds)


def adapted(
    heads: Heads, values: ValueHead, studied: Sequence[Studied], strengths: Strengths = USUAL
) -> tuple[Heads, ValueHead]:
    """Copies of both heads that learned from these sessions.

    Their versions tell what they were made from: ``statements-…+eigen.…``.
    """
    estimators = dict(heads.estimators)
    estimators["kind"] = kind_moved(heads, studied, strengths.kind)
    estimators["polarity"] = told_moved(heads, "effect", studied, strengths.polarity)
    estimators["domain"] = told_moved(heads, "option", studied, strengths.domain)
    made = replace(heads, estimators=estimators, examples=_with_examples(heads.examples, studied))
    own = with_examples(values, studied, strengths.values)
    return named(made, own, heads.version), own


def named(heads: Heads, values: ValueHead, base: str) -> Heads:
    """The heads under a name that follows from all they and the value head hold."""
    digest = hashlib.sha256(values.version.encode())
    digest.update(repr(sorted(heads.thresholds.items())).encode())
    for name, model in sorted(heads.estimators.items()):
        for array in (model.coef_, model.intercept_):
            digest.update(name.encode() + np.ascontiguousarray(array, dtype="<f4").tobytes())
    return replace(heads, version=f"{base.split('+')[0]}+eigen.{digest.hexdigest()[:8]}")


def kind_moved(
    heads: Heads, studied: Sequence[Studied], strength: float | None
) -> LogisticRegression:
    """Effect, option or other: moved so that the calibrated probabilities fit better."""
    rows, labels, weights = [], [], []
    for one in studied:
        known = one.kinds != UNKNOWN
        for copy in one.copies:
            rows.append(kind_rows(copy)[known])
            labels.append(one.kinds[known])
            weights.append(np.full(int(known.sum()), 1.0 / len(one.copies)))
    model = heads.estimators["kind"]
    if strength is None or not sum(map(len, labels)):
        return model
    return moved(
        model,
        np.vstack(rows),
        np.concatenate(labels),
        np.concatenate(weights),
        strength,
        heads.estimators["calibration"],
    )


def _told_rows(one: Studied, kind: Kind) -> tuple[Floats, Labels]:
    """Rows and labels of polarity (effects) or domain (options), one a part."""
    pairs = [(i, t.label) for t in one.told if t.kind == kind for i in t.places]
    places = [i for i, _ in pairs]
    return told_rows(one.reading.vectors[places]), np.array(
        [label for _, label in pairs], dtype=np.str_
    )


def told_moved(
    heads: Heads, kind: Kind, studied: Sequence[Studied], strength: float | None
) -> LogisticRegression:
    """Polarity of effects or domain of options."""
    model = heads.estimators["polarity" if kind == "effect" else "domain"]
    found = [_told_rows(one, kind) for one in studied]
    rows = np.vstack([rows for rows, _ in found])
    labels = np.concatenate([labels for _, labels in found])
    known = np.isin(labels, model.classes_)  # a classifier never met may not know "mixed"
    if strength is None or not known.any():
        return model
    return moved(model, rows[known], labels[known], np.ones(int(known.sum())), strength)


def moved(
    model: LogisticRegression,
    rows: Floats,
    labels: Labels,
    weights: Doubles,
    strength: float,
    after: LogisticRegression | None = None,
) -> LogisticRegression:
    """The classifier most probable after these rows, when it was believed before.

    Parameters
    ----------
    rows : ndarray, shape (n, features)
    labels : ndarray of str, shape (n,)
        Each one of the model's classes.
    weights : ndarray, shape (n,)
        How much each row counts.
    strength : float
        Precision of the Gaussian prior around the model's own weights.
    after : LogisticRegression, optional
        A calibration on the logarithms of the model's probabilities; then its outcome is
        what must fit, so that the probabilities that are shown stay calibrated.
    """
    from scipy.optimize import minimize

    place = {label: i for i, label in enumerate(model.classes_)}
    truth = np.eye(len(place))[[place[label] for label in labels]]
    centre = rows.mean(axis=0, dtype=np.float64)
    centred = rows.astype(np.float64) - centre
    start = model.decision_function(rows).astype(np.float64).reshape(len(rows), -1)
    shape = (start.shape[1], rows.shape[1] + 1)

    def cost(flat: Doubles) -> tuple[float, Doubles]:
        change = flat.reshape(shape)
        logits = start + centred @ change[:, :-1].T + change[:, -1]
        loss, slope = _loss(logits, truth, weights, after)
        gradient = np.hstack([slope.T @ centred, slope.sum(axis=0)[:, None]])
        total = loss + 0.5 * strength * float(flat @ flat)
        return total, (gradient + strength * change).ravel()

    found = minimize(cost, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B")
    change = found.x.reshape(shape)
    made = deepcopy(model)
    kept = model.coef_.dtype
    made.coef_ = (model.coef_ + change[:, :-1]).astype(kept)
    made.intercept_ = (model.intercept_ + change[:, -1] - change[:, :-1] @ centre).astype(kept)
    return made


def _loss(
    logits: Doubles, truth: Doubles, weights: Doubles, after: LogisticRegression | None
) -> tuple[float, Doubles]:
    """Weighted log-loss and its slope by the logits."""
    two = logits.shape[1] == 1  # scikit-learn keeps one column for two classes
    full = np.hstack([np.zeros_like(logits), logits]) if two else logits
    told = log_softmax(full)
    if after is None:
        slope = weights[:, None] * (np.exp(told) - truth)
        loss = -float(weights @ (truth * told).sum(axis=1))
    else:
        last = log_softmax(told @ after.coef_.T + after.intercept_)
        loss = -float(weights @ (truth * last).sum(axis=1))
        slope = (weights[:, None] * (np.exp(last) - truth)) @ after.coef_
        slope = slope - np.exp(told) * slope.sum(axis=1, keepdims=True)
    return loss, slope[:, 1:] if two else slope


def log_softmax(logits: Doubles) -> Doubles:
    """Logarithms of the probabilities, row by row."""
    top = logits - logits.max(axis=1, keepdims=True)
    found: Doubles = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
    return found


def with_examples(head: ValueHead, studied: Sequence[Studied], times: int) -> ValueHead:
    """The value head with decided statements among its examples, each so many times."""
    new = [
        (s.quote.exact, tuple(v.value for v in s.values), row)
        for one in studied
        for s, row in zip(one.valued, one.vectors, strict=True)
    ] * times
    if not new:
        return head
    rows = kept(np.stack([row for _, _, row in new]))
    return replace(
        head,
        quotes=(*head.quotes, *(quote for quote, _, _ in new)),
        values=(*head.values, *(values for _, values, _ in new)),
        vectors=np.vstack([head.vectors, rows]),
    )


def _with_examples(examples: Examples, studied: Sequence[Studied]) -> Examples:
    """What was kept, to show as the nearest example."""
    new = [(t, one.reading.vectors[t.at]) for one in studied for t in one.told]
    if not new:
        return examples
    rows = np.stack([row for _, row in new]).astype(examples.vectors.dtype)
    return Examples(
        (*examples.kinds, *(t.kind for t, _ in new)),
        (*examples.quotes, *(t.quote for t, _ in new)),
        np.vstack([examples.vectors, rows]),
    )
