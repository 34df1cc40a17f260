"""Fit the classifiers of statements on annotated sessions. Deterministic: no chance in it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assist.core.errors import AssistError
from assist.core.protocols import Encoder
from assist.core.statement import Effect, Kind, Statement
from assist.core.transcript import PHASES
from assist.training.corpus import GoldSession
from assist.training.single_statements import SingleStatement
from assist.understand.features import kind_rows, phase_rows, told_rows, told_vectors
from assist.understand.heads import KINDS, Doubles, Examples, Heads, logs
from assist.understand.nlp import make_nlp
from assist.understand.phases import transitions
from assist.understand.quotes import Piece, clause_rows
from assist.understand.reading import Floats, Reading, marks_of, read
from assist.understand.statements import pieces_of
from assist.understand.utterances import whole

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

FOLDS = 5  # within the training side, for calibration and thresholds
GRID = np.arange(0.15, 0.80, 0.01)
Labels = npt.NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A session ready to learn from."""

    gold: GoldSession
    reading: Reading
    kinds: Labels  # of each utterance, one of KINDS
    told: Floats  # of each gold statement, as `told_vectors`
    clauses: list[list[Piece]]

    @property
    def copies(self) -> tuple[Reading, Reading, Reading]:
        """With roles, with speakers alone, with neither: one model serves all three."""
        return (
            self.reading,
            self.reading.without_roles(),
            self.reading.without_speakers(),
        )


def prepare(golds: Sequence[GoldSession], encoder: Encoder) -> list[Prepared]:
    """Embed and mark the utterances; all texts in one go."""
    nlp = make_nlp()
    texts = [u.text for g in golds for u in g.transcript.utterances]
    vectors = encoder.encode(texts)
    quotes = encoder.encode([s.quote.exact for g in golds for s in g.statements])
    prepared, at, said = [], 0, 0
    for gold in golds:
        utterances = gold.transcript.utterances
        own = vectors[at : at + len(utterances)]
        at += len(utterances)
        place = {u.id: i for i, u in enumerate(utterances)}
        turns = [place[s.quote.utterance] for s in gold.statements]
        docs = nlp.pipe(whole(nlp.make_doc(u.text)) for u in utterances)
        prepared.append(
            Prepared(
                gold,
                read(
                    utterances,
                    own,
                    (marks_of(u.text) for u in utterances),
                    gold.transcript.duration,
                ),
                _kinds(gold),
                told_vectors(own[turns], quotes[said : said + len(turns)]),
                [pieces for doc in docs for pieces in pieces_of(doc)],
            )
        )
        said += len(turns)
    return prepared


def _kinds(gold: GoldSession) -> Labels:
    kinds = {u: "effect" for e in gold.effects for u in e.utterances}
    kinds |= {u: "option" for o in gold.options for u in o.utterances}  # the proposal decides
    return np.array([kinds.get(u.id, "other") for u in gold.transcript.utterances])


@dataclass(frozen=True, eq=False)
class Singles:
    """Single statements ready to learn polarity and domain from."""

    statements: Sequence[SingleStatement]
    vectors: Floats


def prepare_singles(statements: Sequence[SingleStatement], encoder: Encoder) -> Singles:
    """Embed single statements; those that are none are passed over."""
    told = [s for s in statements if s.kind != "other"]
    return Singles(told, encoder.encode([s.text for s in told]))


def fit(
    sessions: Sequence[Prepared],
    encoder_name: str,
    *,
    singles: Singles | None = None,
    apart: Collection[str] = (),
) -> Heads:
    """Fit every head; calibration and thresholds on sessions held out.

    Parameters
    ----------
    singles : Singles, optional
        More examples of polarity and domain.
    apart : collection of str
        Technologies on which calibration and thresholds are fitted, by a model that saw
        none of them: those the encoder was not adapted to. Without any, a fifth of the
        technologies in turn.

    Raises
    ------
    AssistError
        ``corpus-one-sided`` when a question has one answer only in these sessions.
    """
    kind = _fit_kind(sessions)
    raw, truth = _held_out(sessions, apart)
    calibration = _ridge(logs(raw), truth, c=10.0)
    thresholds = _thresholds(calibration.predict_proba(logs(raw)), truth)
    priors = tuple(round(float((truth == kind).mean()), 6) for kind in KINDS)
    estimators = {
        "kind": kind,
        "calibration": calibration,
        "polarity": _fit_told(sessions, "effect", singles),
        "domain": _fit_told(sessions, "option", singles),
        "phase": _fit_phase(sessions),
        "clause": _fit_clause(sessions),
    }
    courses = [
        [p.gold.phases.get(u.id, "overig") for u in p.gold.transcript.utterances] for p in sessions
    ]
    everything = [phase for course in courses for phase in course]
    share = np.array([everything.count(phase) + 1.0 for phase in PHASES])
    steps, share = transitions(courses).round(6), (share / share.sum()).round(6)
    return Heads(
        version=f"statements-{_fingerprint(estimators, thresholds, (steps, share))}",
        priors=priors,
        encoder=encoder_name,
        estimators=estimators,
        steps=steps,
        share=share,
        thresholds=thresholds,
        examples=_examples(sessions),
    )


def _ridge(
    rows: Floats | Doubles, labels: Labels, *, c: float, balanced: bool = False
) -> LogisticRegression:
    """Logistic regression on centred rows (it converges sooner), for rows as they are."""
    from sklearn.linear_model import LogisticRegression

    if len(set(labels.tolist())) < 2:
        raise AssistError("corpus-one-sided", label=labels[0])
    mean = rows.mean(axis=0)
    model = LogisticRegression(C=c, max_iter=500, class_weight="balanced" if balanced else None)
    model.fit(rows - mean, labels)
    model.intercept_ = model.intercept_ - model.coef_ @ mean
    return model


def _fit_kind(sessions: Sequence[Prepared]) -> LogisticRegression:
    rows = np.vstack([kind_rows(copy) for p in sessions for copy in p.copies])
    labels = np.concatenate([p.kinds for p in sessions for _ in p.copies])
    return _ridge(rows, labels, c=0.02, balanced=True)


def _held_out(sessions: Sequence[Prepared], apart: Collection[str]) -> tuple[Doubles, Labels]:
    """Probabilities of utterances by a model that saw no session on their technology."""
    technologies = sorted({p.gold.technology for p in sessions})
    folds = min(FOLDS, len(technologies))
    if folds < 2:
        raise AssistError("corpus-one-sided", label=technologies[0] if technologies else "-")
    fold = {t: i % folds for i, t in enumerate(technologies)}
    if set(apart) & set(technologies):
        fold, folds = {t: int(t not in apart) for t in technologies}, 1
    rows: list[Doubles] = []
    labels: list[Labels] = []
    for turn in range(folds):
        inside = [p for p in sessions if fold[p.gold.technology] != turn]
        outside = [p for p in sessions if fold[p.gold.technology] == turn]
        model = _fit_kind(inside)
        for p in outside:
            for copy in (p.copies[0], p.copies[-1]):
                rows.append(model.predict_proba(kind_rows(copy)))
                labels.append(p.kinds)
    return np.vstack(rows), np.concatenate(labels)


def _thresholds(probabilities: Doubles, truth: Labels) -> dict[str, float]:
    """Probability from which each kind reaches its best F1."""
    found = {}
    for column, kind in enumerate(KINDS[:2]):
        right = truth == kind
        scores = []
        for threshold in GRID:
            told = probabilities[:, column] >= threshold
            scores.append(2 * (told & right).sum() / max(1, told.sum() + right.sum()))
        found[kind] = round(float(GRID[int(np.argmax(scores))]), 2)
    return found


def _fit_told(
    sessions: Sequence[Prepared], kind: Kind, singles: Singles | None
) -> LogisticRegression:
    """Polarity of effects or domain of options."""
    rows: list[Floats] = []
    labels: list[str] = []
    for p in sessions:
        own = [i for i, s in enumerate(p.gold.statements) if s.kind == kind]
        rows.append(p.told[own])
        labels.extend(_label(p.gold.statements[i]) for i in own)
    if singles:
        own = [i for i, s in enumerate(singles.statements) if s.kind == kind]
        rows.append(singles.vectors[own])
        labels.extend(singles.statements[i].label for i in own)
    if not labels:
        raise AssistError("corpus-one-sided", label="other")
    return _ridge(told_rows(np.vstack(rows)), np.array(labels), c=0.02)


def _label(statement: Statement) -> str:
    return statement.polarity if isinstance(statement, Effect) else statement.domain


def _fit_phase(sessions: Sequence[Prepared]) -> LogisticRegression:
    rows = np.vstack([phase_rows(copy) for p in sessions for copy in p.copies])
    labels = np.array(
        [
            p.gold.phases.get(u.id, "overig")
            for p in sessions
            for _ in p.copies
            for u in p.gold.transcript.utterances
        ]
    )
    return _ridge(rows, labels, c=0.2)


def _fit_clause(sessions: Sequence[Prepared]) -> LogisticRegression:
    """Which clauses of a telling utterance are in the quote."""
    rows, labels = [], []
    for p in sessions:
        place = {u.id: i for i, u in enumerate(p.gold.transcript.utterances)}
        for statement in p.gold.statements:
            quote = statement.quote
            text = p.gold.transcript[quote.utterance].text
            clauses = p.clauses[place[quote.utterance]]
            rows.append(clause_rows(text, clauses, statement.kind))
            for clause in clauses:
                shared = min(clause.end, quote.end_char) - max(clause.start, quote.start_char)
                labels.append("in" if 2 * shared > clause.end - clause.start else "aside")
    model = _ridge(np.vstack(rows), np.array(labels), c=1.0)
    assert list(model.classes_) == ["aside", "in"]  # decision_function speaks for "in"
    return model


def _examples(sessions: Sequence[Prepared]) -> Examples:
    kinds, quotes, vectors = [], [], []
    for p in sessions:
        place = {u.id: i for i, u in enumerate(p.gold.transcript.utterances)}
        for statement in p.gold.statements:
            kinds.append(statement.kind)
            quotes.append(statement.quote.exact)
            vectors.append(p.reading.vectors[place[statement.quote.utterance]])
    return Examples(tuple(kinds), tuple(quotes), np.stack(vectors).astype(np.float16))


def _fingerprint(
    estimators: Mapping[str, LogisticRegression],
    thresholds: Mapping[str, float],
    courses: Sequence[Doubles],
) -> str:
    """Short name for all that decides, so that two models that differ are told apart."""
    digest = hashlib.sha256(repr(sorted(thresholds.items())).encode())
    for name, model in sorted(estimators.items()):
        digest.update(f"{name}: {list(model.classes_)}".encode())
        for array in (model.coef_, model.intercept_):
            digest.update(np.ascontiguousarray(array, dtype="<f4").tobytes())
    for course in courses:
        digest.update(np.ascontiguousarray(course, dtype="<f4").tobytes())
    return digest.hexdigest()[:8]
