"""What lies behind the figures: which value is taken for which, and which are found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assist.core.statement import Effect, Kind, Option
from assist.training.scoring import S, Tally, values_of

Judged = tuple[float, bool]  # a statement's score, and whether it was right


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement that both found: the label (polarity or domain) and values of each.

    Parameters
    ----------
    wanted, told : str
        By the reader, and by who is scored.
    wanted_values, told_values : tuple of str
        The most central, or the likeliest, first.
    """

    kind: Kind
    wanted: str
    told: str
    wanted_values: tuple[str, ...]
    told_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """How often one value was found, of the times that a reader named it."""

    value: str
    number: int
    first: float
    in_three: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one thing was said where a reader said another."""

    wanted: str
    told: str
    number: int


def matched(pairs: Iterable[tuple[S, S]]) -> list[Matched]:
    """The pairs of `scoring.match`, as labels."""
    return [
        Matched(
            g.kind, label_of(g), label_of(p), tuple(values_of(g.values)), tuple(values_of(p.values))
        )
        for g, p in pairs
    ]


def label_of(statement: Effect | Option) -> str:
    """Polarity of an effect, domain of an option."""
    return statement.polarity if isinstance(statement, Effect) else statement.domain


def value_recall(pairs: Iterable[Matched]) -> list[Recall]:
    """For each value that a reader named, most named first."""
    number: Counter[str] = Counter()
    first: Counter[str] = Counter()
    in_three: Counter[str] = Counter()
    for pair in pairs:
        for value in set(pair.wanted_values):
            number[value] += 1
            first[value] += value in pair.told_values[:1]
            in_three[value] += value in pair.told_values[:3]
    return [
        Recall(value, n, first[value] / n, in_three[value] / n)
        for value, n in sorted(number.items(), key=lambda x: (-x[1], x[0]))
    ]


def value_confusions(pairs: Iterable[Matched], *, most: int = 20) -> list[Confusion]:
    """First value of the reader and first suggestion, where that is none of the reader's."""
    found: Counter[tuple[str, str]] = Counter(
        (pair.wanted_values[0], pair.told_values[0])
        for pair in pairs
        if pair.wanted_values and pair.told_values and pair.told_values[0] not in pair.wanted_values
    )
    return _ordered(found)[:most]


def label_table(pairs: Iterable[Matched]) -> dict[Kind, list[Confusion]]:
    """Every polarity and domain against what was told, right ones too."""
    found: dict[Kind, Counter[tuple[str, str]]] = defaultdict(Counter)
    for pair in pairs:
        found[pair.kind][pair.wanted, pair.told] += 1
    return {kind: _ordered(found[kind]) for kind in sorted(found)}


def label_scores(table: Sequence[Confusion]) -> dict[str, Tally]:
    """Counts behind precision and recall of each label, from `label_table`."""
    labels = sorted({c.wanted for c in table} | {c.told for c in table})
    return {
        label: Tally(
            sum(c.number for c in table if c.wanted == c.told == label),
            sum(c.number for c in table if c.told == label),
            sum(c.number for c in table if c.wanted == label),
        )
        for label in labels
    }


def _ordered(found: Counter[tuple[str, str]]) -> list[Confusion]:
    rows = sorted(found.items(), key=lambda x: (-x[1], x[0]))
    return [Confusion(wanted, told, n) for (wanted, told), n in rows]
