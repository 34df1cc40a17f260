"""Learn which values lie behind statements: annotated examples, and their calibration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assist.core.lexicon import Lexicon
from assist.core.protocols import Encoder
from assist.core.statement import Statement
from assist.training.corpus import GoldSession
from assist.training.scoring import hit_at_1, hit_in_3, recall_at_3
from assist.training.single_statements import SingleStatement
from assist.values.head import BARE, Calibration, ValueHead, kept, text_key
from assist.values.lexical import SHARE, LexicalMap, counts, stored, weighted
from assist.values.proposing import WRONGLY, none_fits
from assist.values.suggest import SHOWN, ValueSuggester, marks_of, named, texts_of
from assist.values.telling import said
from assist.values.vectors import remembering, statement_vectors, unit
from assist.values.weighing import weigh

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

LEXICAL_PENALTY = 1.0
SHIFT_PENALTY = 20.0  # of a value's own shift; chosen on the reserved technologies in turn
FOLDS = 10  # of the technologies, for calibration
PARTS = 5  # of the values a fifth at a time is held out
Lists = tuple[list[str], list[str]]  # values of the readers, values suggested


@dataclass(frozen=True)
class ValueFigures:
    """How well held-out statements are valued; means over statements.

    Parameters
    ----------
    what : {"effect", "option", "new"}
        Kind of statement; ``new`` for values known by a definition and five cues alone.
    number : int
        Statements, or for ``new`` pairs of statement and value.
    hit_at_1, recall_at_3, hit_in_3 : float
        In [0, 1], as in the labelling rules' scoring.
    """

    what: str
    number: int
    hit_at_1: float
    recall_at_3: float
    hit_in_3: float


def fit(
    golds: Sequence[GoldSession],
    lexicon: Lexicon,
    encoder: Encoder,
    *,
    singles: Sequence[SingleStatement] = (),
    apart: Collection[str] = (),
) -> ValueHead:
    """Learn from annotated sessions. Deterministic: there is no chance in it.

    Parameters
    ----------
    golds : sequence of GoldSession
        At least two technologies.
    singles : sequence of SingleStatement
        Labelled statements without a session; those without values are passed over.
    apart : collection of str
        Technologies on which calibration and threshold are fitted, by a map that saw none
        of them: those the encoder was not adapted to. Without any, a tenth of the
        technologies in turn.
    """
    import numpy as np

    encoder = remembering(encoder)
    golds = sorted(golds, key=lambda g: g.id)
    mean = encoder.encode([u.text for g in golds for u in g.transcript.utterances]).mean(axis=0)
    statements: list[Statement] = [s for g in golds for s in _statements(g)]
    made = np.vstack(
        [
            statement_vectors(_statements(g), g.transcript, encoder, mean)
            for g in golds
            if _statements(g)
        ]
    )
    singles = [s for s in singles if s.values]
    if singles:
        alone = unit(encoder.encode([s.text for s in singles]) - mean)
        made = np.vstack([made, alone])
    vectors = kept(made)
    concepts = named(lexicon)
    texts = [(at, text) for at, c in enumerate(concepts) for text in texts_of(c)]
    rows = encoder.encode([text for _, text in texts]).astype(np.float16)
    lexicon_mean = rows.astype(np.float32).mean(axis=0)
    head = ValueHead(
        encoder=encoder.name,
        quotes=(*(s.quote.exact for s in statements), *(s.text for s in singles)),
        values=(
            *(tuple(v.value for v in s.values) for s in statements),
            *(s.values for s in singles),
        ),
        vectors=vectors,
        mean=mean,
        lexicon_mean=lexicon_mean,
        calibration=BARE,
        texts={text_key(text): row for (_, text), row in zip(texts, rows, strict=True)},
    )
    technologies = [g.technology for g in golds for _ in _statements(g)]
    technologies += [s.technology for s in singles]
    owners = np.array([at for at, _ in texts], dtype=np.int64)
    text_rows = unit(rows.astype(np.float32) - lexicon_mean)
    marks = marks_of(head.values, lexicon, [c.label for c in concepts])
    known = frozenset(apart) & frozenset(technologies)
    own = sorted({g.technology for g in golds})
    parts = [known] if known else [frozenset(own[at::FOLDS]) for at in range(min(FOLDS, len(own)))]
    rows32 = vectors.astype(np.float32)
    raw, out = _held_out(rows32, marks, text_rows, owners, technologies, parts)
    pieces = counts(
        [said(s, g.transcript) for g in golds for s in _statements(g)] + [s.text for s in singles]
    )
    labels = [c.label for c in concepts]
    raw += SHARE * _lexical_held_out(pieces, marks, labels, technologies, parts)
    return replace(
        head,
        calibration=_calibrated(raw[out], marks[out], labels),
        lexical=lexical_map(pieces, marks, labels),
    )


def lexical_map(pieces: Any, marks: npt.NDArray[np.float64], labels: Sequence[str]) -> LexicalMap:
    """Ridge regression of "does this value lie behind it" on pieces of words.

    Parameters
    ----------
    pieces : sparse array, shape (n, COLUMNS)
        Of `counts`.
    marks : ndarray of {0, 1}, shape (n, values)
    labels : sequence of str
        Of the values.
    """
    import numpy as np
    from sklearn.linear_model import Ridge

    found = np.asarray((pieces > 0).sum(axis=0)).ravel()
    rarity = (np.log((1.0 + pieces.shape[0]) / (1.0 + found)) + 1.0).astype(np.float16)
    rows = weighted(pieces, rarity.astype(np.float64))
    ridge = Ridge(alpha=LEXICAL_PENALTY, solver="lsqr", tol=1e-3, fit_intercept=False)
    weights = ridge.fit(rows, marks - marks.mean(axis=0)).coef_.T
    return LexicalMap(tuple(labels), rarity, *stored(weights))


def _lexical_held_out(
    pieces: Any,
    marks: npt.NDArray[np.float64],
    labels: Sequence[str],
    technologies: Sequence[str],
    parts: Collection[frozenset[str]],
) -> npt.NDArray[np.float64]:
    """As `_held_out`, of the map from pieces of words."""
    import numpy as np

    of, raw = np.array(technologies), np.zeros_like(marks)
    for part in sorted(set(parts), key=sorted):
        out = np.isin(of, sorted(part))
        raw[out] = lexical_map(pieces[~out], marks[~out], labels).score(pieces[out])
    return raw


def _held_out(
    rows: Floats,
    marks: npt.NDArray[np.float64],
    texts: Floats,
    owners: npt.NDArray[np.int64],
    technologies: Sequence[str],
    parts: Collection[frozenset[str]],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Raw scores by a map that never saw the technology, and for which rows there are any."""
    import numpy as np

    of = np.array(technologies)
    raw, done = np.zeros_like(marks), np.zeros(len(of), dtype=np.bool_)
    for part in sorted(set(parts), key=sorted):
        out = np.isin(of, sorted(part))
        weighing = weigh(rows[~out], marks[~out], texts, owners, spread=BARE.spread)
        raw[out] = weighing.raw(rows[out])
        done |= out
    return raw, done


def _calibrated(
    raw: npt.NDArray[np.float64], marks: npt.NDArray[np.float64], labels: Sequence[str]
) -> Calibration:
    """Platt's sigmoid with a shift for each value, the threshold of the best micro-F1 among
    the first few, and the chance of none that a few statements with known values reach."""
    import numpy as np
    from scipy.special import expit

    slope, intercept, shifts = shifted_sigmoid(raw, marks)
    odds = slope * raw + intercept + shifts
    probability = expit(odds)
    rank = (-probability).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    best, threshold = 0.0, 0.5
    for candidate in np.arange(0.05, 0.6, 0.01):
        shown = (probability >= candidate) & (rank < SHOWN)
        f1 = 2.0 * marks[shown].sum() / max(shown.sum() + marks.sum(), 1.0)
        if f1 > best + 1e-9:
            best, threshold = float(f1), float(candidate)
    told = none_fits(odds)[marks.any(axis=1)]
    return Calibration(
        slope=round(slope, 4),
        intercept=round(intercept, 4),
        threshold=round(threshold, 2),
        spread=round(float(raw.std(axis=0).mean()), 5),
        none_from=round(float(np.quantile(told, 1.0 - WRONGLY)), 5),
        shifts={v: round(float(s), 3) for v, s in zip(labels, shifts, strict=True)},
    )


def shifted_sigmoid(
    raw: npt.NDArray[np.float64], marks: npt.NDArray[np.float64]
) -> tuple[float, float, npt.NDArray[np.float64]]:
    """Slope and intercept for all values, and a shift for each, held close to 0.

    Some values are suggested more readily than readers name them, others less. With a few
    dozen readers' labels a value, `SHIFT_PENALTY` lets only clear differences count.

    Parameters
    ----------
    raw : ndarray, shape (n, values)
    marks : ndarray of {0, 1}, shape (n, values)

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.
    """
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import expit

    def cost(x: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = x[0] * raw + x[1] + x[2:]
        wrong = expit(odds) - marks
        loss = np.logaddexp(0.0, odds).sum() - (marks * odds).sum()
        total = float(loss + 0.5 * SHIFT_PENALTY * x[2:] @ x[2:])
        own = wrong.sum(axis=0) + SHIFT_PENALTY * x[2:]
        return total, np.concatenate([[(wrong * raw).sum(), wrong.sum()], own])

    start = np.concatenate([[BARE.slope, BARE.intercept], np.zeros(raw.shape[1])])
    found = minimize(cost, start, jac=True, method="L-BFGS-B").x
    return float(found[0]), float(found[1]), found[2:]


def held_out_figures(
    golds: Sequence[GoldSession],
    lexicon: Lexicon,
    encoder: Encoder,
    *,
    singles: Sequence[SingleStatement] = (),
    apart: Collection[str] = (),
) -> tuple[ValueFigures, ...]:
    """Value gold statements on technologies that the head never saw.

    Parameters
    ----------
    apart : collection of str
        Those to value; without any, each technology in turn. Of the values, a fifth at a
        time is held out as well: examples, and all of the lexicon but five cues each.
    """
    encoder = remembering(encoder)
    lists: dict[str, list[Lists]] = {"effect": [], "option": [], "new": []}
    parts = [frozenset(apart)] if apart else [frozenset({g.technology}) for g in golds]
    for part in sorted(set(parts), key=sorted):
        rest = [g for g in golds if g.technology not in part]
        head = fit(rest, lexicon, encoder, singles=singles)
        inside = [g for g in golds if g.technology in part]
        for statement, found in _suggested(
            inside, ValueSuggester(lexicon, encoder, head, explain=False)
        ):
            lists[statement.kind].append((_values(statement), found))
        for fifth in range(PARTS):
            new = frozenset(lexicon.labels[fifth::PARTS])
            without = _without(new, head)
            suggester = ValueSuggester(_as_new(new, lexicon), encoder, without, explain=False)
            lists["new"].extend(
                ([label], found)
                for statement, found in _suggested(inside, suggester)
                for label in _values(statement)
                if label in new
            )
    return tuple(_figures(what, found) for what, found in lists.items())


def _suggested(
    golds: Sequence[GoldSession], suggester: ValueSuggester
) -> Iterator[tuple[Statement, list[str]]]:
    for gold in golds:
        statements = _statements(gold)
        found = suggester.suggest(statements, gold.transcript)
        for statement, values in zip(statements, found, strict=True):
            if statement.values:
                yield statement, [v.value for v in values]


def _as_new(labels: Collection[str], lexicon: Lexicon) -> Lexicon:
    """The lexicon with some values as a user would add them: a definition and five cues."""
    concepts = tuple(
        replace(c, alt_labels=(), cues=c.cues[:: max(1, len(c.cues) // 5)][:5])
        if c.label in labels
        else c
        for c in lexicon
    )
    return replace(lexicon, concepts=concepts)


def _without(labels: Collection[str], head: ValueHead) -> ValueHead:
    """A head in which nobody ever labelled these values."""
    values = tuple(tuple(v for v in values if v not in labels) for values in head.values)
    known = head.lexical
    if known:
        unknown = [at for at, label in enumerate(known.labels) if label in labels]
        weights = known.weights.copy()
        weights[:, unknown] = 0
        known = replace(known, weights=weights)
    return replace(head, values=values, lexical=known)


def _figures(what: str, lists: Sequence[Lists]) -> ValueFigures:
    def mean(score: Callable[[list[str], list[str]], float | None]) -> float:
        scores = [value for gold, found in lists if (value := score(gold, found)) is not None]
        return round(sum(scores) / max(len(scores), 1), 3)

    return ValueFigures(what, len(lists), mean(hit_at_1), mean(recall_at_3), mean(hit_in_3))


def _statements(gold: GoldSession) -> tuple[Statement, ...]:
    return (*gold.effects, *gold.options)


def _values(statement: Statement) -> list[str]:
    return [v.value for v in statement.values]
