"""``python -m assist.training.corpus_curve``: what a larger corpus brings.

The classifiers and the value head are fitted on ever more of the corpus (whole technologies,
drawn at random; of the single statements the same share) and judged on ``models/heldout``.
The encoder stays as it is: make one with ``python -m assist.training.encoder --plain FOLDER``
to see the heads learn alone, as the adapted encoder has itself seen the whole corpus.
A measurement: nothing is chosen by it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.language import set_language
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training import heads, value_head
from assist.training.corpus import GoldSession, read_corpus
from assist.training.evaluate import equipped, evaluate
from assist.training.learning_curve import FIGURES, Row
from assist.training.single_statements import SingleStatement, read_statements
from assist.values.suggest import ValueSuggester

SHARES = (0.125, 0.25, 0.5, 1.0)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table; exit status."""
    set_language("en")
    parser = argparse.ArgumentParser(prog="python -m assist.training.corpus_curve")
    parser.add_argument("--corpus", type=Path, default=shipped("models", "corpus"))
    parser.add_argument("--heldout", type=Path, default=shipped("models", "heldout"))
    parser.add_argument("--encoder", default="", help="name or folder of a sentence encoder")
    parser.add_argument("--shares", type=float, nargs="+", default=list(SHARES))
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--out", type=Path, help="also write every row there, as JSON")
    options = parser.parse_args(arguments)
    try:
        golds, apart = read_corpus(options.corpus), read_corpus(options.heldout)
        singles = read_statements(options.corpus / "statements.csv")
        lexicon = str(shipped("lexicons", "waarden.ttl"))
        pipeline = Pipeline(AnalyseOptions(encoder=options.encoder, lexicon=lexicon))
        rows = [
            row
            for draw in range(options.draws)
            for share in options.shares
            for row in [judged(pipeline, *part(golds, singles, share, draw), apart)]
        ]
        if options.out:
            write_text(options.out, json.dumps(rows, indent=1) + "\n", force=True)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    print(as_text(rows))
    return 0


def part(
    golds: Sequence[GoldSession],
    singles: Sequence[SingleStatement],
    share: float,
    draw: int,
) -> tuple[list[GoldSession], list[SingleStatement]]:
    """A share of the technologies and of the single statements; larger shares hold smaller.

    Parameters
    ----------
    share : float
        In (0, 1]; at least two technologies are kept.
    draw : int
        Which order they are drawn in.
    """
    chance = np.random.default_rng([draw])
    technologies = sorted({g.technology for g in golds})
    drawn = chance.permutation(len(technologies))[: max(2, round(share * len(technologies)))]
    kept = {technologies[i] for i in drawn}
    places = chance.permutation(len(singles))[: round(share * len(singles))]
    return [g for g in golds if g.technology in kept], [singles[i] for i in sorted(places)]


def judged(
    pipeline: Pipeline,
    golds: Sequence[GoldSession],
    singles: Sequence[SingleStatement],
    apart: Sequence[GoldSession],
) -> Row:
    """Fit on these and judge on those, with speakers given."""
    encoder, lexicon = pipeline.encoder, pipeline.lexicon
    made = equipped(
        pipeline,
        heads.fit(
            heads.prepare(golds, encoder),
            encoder.name,
            singles=heads.prepare_singles(singles, encoder) if singles else None,
        ),
    )
    made.linking = pipeline.linking
    head = value_head.fit(golds, lexicon, encoder, singles=singles)
    made.suggester = ValueSuggester(lexicon, encoder, head, explain=False)
    found = evaluate(apart, made.map_transcript, threshold=made.suggester.threshold)
    summary = found.summary("speakers")
    figures = {name: round(summary[name].mean, 4) for name in FIGURES if name in summary}
    print(f"{len(golds)} sessions, {len(singles)} single statements", file=sys.stderr, flush=True)
    return {"sessions": len(golds), "statements": len(singles), **figures}


def as_text(rows: Sequence[Row]) -> str:
    """A table in Markdown: one row a size, means over draws."""
    names = [name for name in FIGURES if any(name in row for row in rows)]
    lines = [
        "| sessions | single statements | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for size in sorted({int(str(row["sessions"])) for row in rows}):
        own = [row for row in rows if row["sessions"] == size]
        means = [np.mean([float(str(row[name])) for row in own]) for name in names]
        told = " | ".join(f"{mean:.3f}" for mean in means)
        lines.append(f"| {size} | {own[0]['statements']} | {told} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
