"""``python -m assist.training``: retrain the classifiers from the corpus, with their cards.

The encoder is made apart (``python -m assist.training.encoder``), as it learns nothing here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assist.core.errors import AssistError
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training.cards import write_card
from assist.training.corpus import read_corpus, unknown_values
from assist.training.evaluate import cross_validate
from assist.training.heads import fit, prepare
from assist.understand.heads import save_heads


def main(arguments: list[str] | None = None) -> int:
    """Fit on a folder of annotated sessions and write the models; exit status."""
    parser = argparse.ArgumentParser(prog="python -m assist.training", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=shipped("models", "corpus"))
    parser.add_argument("--out", type=Path, default=shipped("models"), help="models folder")
    parser.add_argument("--encoder", default="", help="name or folder of a sentence encoder")
    parser.add_argument(
        "--no-figures", action="store_true", help="leave the card as it is; saves minutes"
    )
    options = parser.parse_args(arguments)
    try:
        train(options.corpus, options.out, encoder=options.encoder, figures=not options.no_figures)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(corpus: Path, out: Path, *, encoder: str = "", figures: bool = True) -> None:
    """Fit the classifiers of statements and the values' examples; write both folders.

    Parameters
    ----------
    corpus : Path
        Folder of annotated sessions.
    out : Path
        Gets ``statements/`` and ``values/``.
    figures : bool
        Measure by leaving technologies out, and write the model card.

    Raises
    ------
    AssistError
        When a session is broken or a model is missing.
    """
    from assist.training.value_head import train as train_values

    golds = read_corpus(corpus)
    pipeline = Pipeline(AnalyseOptions(encoder=encoder))
    for value in unknown_values(golds, pipeline.lexicon):
        print(f"not in the lexicon: {value}", file=sys.stderr)
    heads = fit(prepare(golds, pipeline.encoder), pipeline.encoder.name)
    save_heads(heads, out / "statements")
    write_manifest(out / "statements", source="python -m assist.training")
    train_values(golds, pipeline.lexicon, pipeline.encoder, out / "values")
    if figures:
        write_card(heads, golds, cross_validate(golds, pipeline), out / "statements" / "README.md")


if __name__ == "__main__":
    sys.exit(main())
