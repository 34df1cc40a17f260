"""How often "none of the list" is told where it should be, and where it should not:
``python -m assist.training.none_fits``.

Values are held out of the lexicon and of the annotated examples, a fifth at a time, and
technologies likewise: a statement that carries held-out values alone should be told, one
that carries known values alone should not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assist.core.lexicon import Lexicon
from assist.core.protocols import Encoder
from assist.models.shipped import shipped
from assist.training import value_head
from assist.training.adaptation import reserved
from assist.training.corpus import GoldSession, read_corpus
from assist.understand.encoder import load_encoder
from assist.values.head import ValueHead
from assist.values.skos import read_lexicon
from assist.values.suggest import ValueSuggester
from assist.values.vectors import remembering

PARTS = 5


@dataclass(frozen=True)
class NoneFigures:
    """Counts of statements.

    Parameters
    ----------
    unknown, told : int
        With held-out values alone, and how many of them got "none of the list".
    known, wrongly : int
        With known values alone, and how many of them got it.
    """

    unknown: int
    told: int
    known: int
    wrongly: int


def measure(
    golds: Sequence[GoldSession],
    lexicon: Lexicon,
    encoder: Encoder,
    *,
    apart: Collection[str] = (),
) -> NoneFigures:
    """Count over gold statements. Deterministic.

    Parameters
    ----------
    golds : sequence of GoldSession
        At least two technologies.
    apart : collection of str
        Technologies to count on, those the encoder was not adapted to; without any, each
        technology in turn.
    """
    encoder = remembering(encoder)
    right = {True: 0, False: 0}
    number = {True: 0, False: 0}
    for outside, inside in _by_technology(golds, apart):
        head = value_head.fit(outside, lexicon, encoder)
        for part in range(PARTS):
            gone = frozenset(lexicon.labels[part::PARTS])
            left = replace(lexicon, concepts=tuple(c for c in lexicon if c.label not in gone))
            suggester = ValueSuggester(left, encoder, _without(gone, head), explain=False)
            for gold in inside:
                carried = [{v.value for v in s.values} for s in gold.statements]
                for values, found in zip(
                    carried, suggester.propose(gold.statements, gold.transcript), strict=True
                ):
                    if values and (values <= gone or not values & gone):
                        number[values <= gone] += 1
                        right[values <= gone] += bool(found)
    return NoneFigures(number[True], right[True], number[False], right[False])


def _by_technology(
    golds: Sequence[GoldSession], apart: Collection[str]
) -> Iterator[tuple[list[GoldSession], list[GoldSession]]]:
    technologies = sorted({g.technology for g in golds})
    parts = [set(technologies[part::PARTS]) for part in range(min(PARTS, len(technologies)))]
    for out in [set(apart)] if apart else parts:
        yield (
            [g for g in golds if g.technology not in out],
            [g for g in golds if g.technology in out],
        )


def _without(labels: Collection[str], head: ValueHead) -> ValueHead:
    """A head without these values, and without the examples that carried nothing else."""
    values = [tuple(v for v in values if v not in labels) for values in head.values]
    kept = [at for at, left in enumerate(values) if left]
    return replace(
        head,
        quotes=tuple(head.quotes[at] for at in kept),
        values=tuple(values[at] for at in kept),
        vectors=head.vectors[kept],
    )


def main() -> None:
    """Print the counts on the technologies that the shipped encoder was not adapted to."""
    golds = read_corpus(shipped("models", "corpus"))
    lexicon = read_lexicon(shipped("lexicons", "waarden.ttl"))
    encoder = load_encoder(shipped("models", "encoder"))
    print(measure(golds, lexicon, encoder, apart=reserved(golds)))


if __name__ == "__main__":
    main()
