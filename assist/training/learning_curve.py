"""``python -m assist.training.learning_curve``: what 0, 1, 3, 5 and 10 decided sessions bring.

Stands in for an organisation: sessions that the shipped heads never saw (``models/heldout``)
are drawn at random as its own, the heads learn from the first 0, 1, 3, 5 and 10 of them, as
``assist learn`` does (what is not better is not used), and the rest is judged. Within a draw
every point is judged on the same sessions, so that points differ by what was learned alone.
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
from assist.models.registry import resolve
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training.adapt_heads import Studied, study
from assist.training.before_after import learn
from assist.training.corpus import GoldSession, read_corpus
from assist.training.decided import lesson_of_gold
from assist.training.evaluate import GIVEN, equipped, evaluate
from assist.understand.heads import Heads, load_heads
from assist.values.head import ValueHead, load_head
from assist.values.suggest import ValueSuggester

SIZES = (0, 1, 3, 5, 10)
FIGURES = (
    "effect F1",
    "option F1",
    "polarity",
    "domain",
    "effect values hit@1",
    "effect values hit in 3",
    "option values hit@1",
    "option values hit in 3",
)
Row = dict[str, object]  # draw, sessions learned from, given, whether used, and the figures


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table; exit status."""
    set_language("en")
    parser = argparse.ArgumentParser(prog="python -m assist.training.learning_curve")
    parser.add_argument("--sessions", type=Path, default=shipped("models", "heldout"))
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="also write every row there, as JSON")
    options = parser.parse_args(arguments)
    try:
        rows = learning_curve(options.sessions, options.sizes, options.draws, options.seed)
        if options.out:
            write_text(options.out, json.dumps(rows, indent=1) + "\n", force=True)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    print(as_text(rows))
    return 0


def learning_curve(
    folder: Path, sizes: Sequence[int] = SIZES, draws: int = 5, seed: int = 0
) -> list[Row]:
    """Figures for each draw, each number of sessions learned from, with and without speakers.

    Parameters
    ----------
    folder : Path
        Annotated sessions that the shipped heads were not trained on; more than the largest
        of ``sizes``.

    Raises
    ------
    ValueError
        When there are too few sessions.
    """
    golds = read_corpus(folder)
    most = max(sizes)
    if len(golds) <= most:
        raise ValueError(f"{len(golds)} sessions are too few to learn from {most} and judge")
    pipeline = Pipeline(AnalyseOptions(lexicon=str(shipped("lexicons", "waarden.ttl"))))
    heads, values = load_heads(_shipped("statements")), load_head(_shipped("values"))
    encoder, lexicon = pipeline.encoder, pipeline.lexicon
    lessons = [lesson_of_gold(g).of_known_values(lexicon) for g in golds]
    studied = study(lessons, encoder, values.mean)
    rows: list[Row] = []
    for draw in range(draws):
        order = np.random.default_rng([seed, draw]).permutation(len(golds))
        apart = [golds[i] for i in sorted(order[most:])]
        for size in sizes:
            own = [studied[i] for i in sorted(order[:size])]
            made, head, used = _after(pipeline, heads, values, own)
            for row in _judged(pipeline, made, head, apart):
                rows.append({"draw": draw, "sessions": size, "used": used, **row})
            print(f"draw {draw + 1} of {draws}: {size} sessions", file=sys.stderr, flush=True)
    return rows


def _shipped(kind: str) -> Path:
    found = resolve(kind, learned=False)  # type: ignore[arg-type]
    assert found is not None  # they lie beside the code
    return found


def _after(
    pipeline: Pipeline, heads: Heads, values: ValueHead, own: Sequence[Studied]
) -> tuple[Heads, ValueHead, bool]:
    """What an organisation works with after it gave these sessions."""
    if not own:
        return heads, values, False
    learned = learn(heads, values, own, pipeline.lexicon, pipeline.encoder)
    if learned.measured is not None and not learned.measured.better:
        return heads, values, False
    return learned.heads, learned.values, True


def _judged(
    pipeline: Pipeline, heads: Heads, values: ValueHead, golds: Sequence[GoldSession]
) -> list[Row]:
    made = equipped(pipeline, heads)
    made.linking = pipeline.linking
    made.suggester = ValueSuggester(pipeline.lexicon, pipeline.encoder, values, explain=False)
    found = evaluate(golds, made.map_transcript, threshold=made.suggester.threshold)
    rows: list[Row] = []
    for given in GIVEN:
        summary = found.summary(given)
        means = {name: round(summary[name].mean, 4) for name in FIGURES if name in summary}
        rows.append({"given": given, **means})
    return rows


def as_text(rows: Sequence[Row]) -> str:
    """Mean and standard deviation over draws, as Markdown tables."""
    lines = []
    sizes = sorted({int(str(row["sessions"])) for row in rows})
    for given in GIVEN:
        lines += [f"### {given}", "", "| | " + " | ".join(map(str, sizes)) + " |"]
        lines.append("|---|" + "---|" * len(sizes))
        for name in FIGURES:
            cells = []
            for size in sizes:
                numbers = [
                    float(str(row[name]))
                    for row in rows
                    if row["given"] == given and row["sessions"] == size and name in row
                ]
                sd = float(np.std(numbers, ddof=1)) if len(numbers) > 1 else 0.0
                cells.append(f"{np.mean(numbers):.3f} ± {sd:.3f}" if numbers else "-")
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        used = [
            str(sum(bool(r["used"]) for r in rows if r["given"] == given and r["sessions"] == n))
            for n in sizes
        ]
        lines += ["| draws in which it was used | " + " | ".join(used) + " |", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
