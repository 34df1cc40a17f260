"""``python -m assist.training``: retrain everything that learns from the corpus, with its cards.

Statements, links and values, the same bytes from the same corpus on the same machine. The
encoder is made apart (``python -m assist.training.encoder``), as it learns nothing here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training import heads, links, value_head
from assist.training.cards import statements_card, values_card, write_card
from assist.training.corpus import read_corpus, unknown_values
from assist.training.evaluate import cross_validate, equipped, evaluate
from assist.understand.heads import save_heads
from assist.valuemap.linking import write_links
from assist.values.head import save_head
from assist.values.suggest import ValueSuggester

SOURCE = "python -m assist.training"


def main(arguments: list[str] | None = None) -> int:
    """Fit on a folder of annotated sessions and write the models; exit status."""
    set_language("en")  # cards and messages are for developers
    parser = argparse.ArgumentParser(prog=SOURCE, description=__doc__)
    parser.add_argument("--corpus", type=Path, default=shipped("models", "corpus"))
    parser.add_argument("--heldout", type=Path, default=shipped("models", "heldout"))
    parser.add_argument("--out", type=Path, default=shipped("models"), help="models folder")
    parser.add_argument("--encoder", default="", help="name or folder of a sentence encoder")
    parser.add_argument(
        "--no-figures", action="store_true", help="leave the cards as they are; saves minutes"
    )
    options = parser.parse_args(arguments)
    heldout = None if options.no_figures else options.heldout
    try:
        train(options.corpus, options.out, heldout=heldout, encoder=options.encoder)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(corpus: Path, out: Path, *, heldout: Path | None = None, encoder: str = "") -> None:
    """Fit the classifiers of statements, the links and the values; write both folders.

    Parameters
    ----------
    corpus : Path
        Folder of annotated sessions.
    out : Path
        Gets ``statements/`` and ``values/``.
    heldout : Path, optional
        Folder of annotated sessions on other technologies. With it everything is measured,
        by leaving technologies out and on these, and the cards are written; without it the
        cards stay as they are.

    Raises
    ------
    AssistError
        When a session is broken or a model is missing.
    """
    golds = read_corpus(corpus)
    apart = read_corpus(heldout) if heldout else ()
    pipeline = Pipeline(AnalyseOptions(encoder=encoder, lexicon=str(_lexicon())))
    texts, lexicon = pipeline.encoder, pipeline.lexicon
    for value in unknown_values((*golds, *apart), lexicon):
        print(f"not in the lexicon: {value}", file=sys.stderr)

    classifiers = heads.fit(heads.prepare(golds, texts), texts.name)
    linking = links.fit(links.prepare(golds, lexicon, texts))
    save_heads(classifiers, out / "statements")
    write_links(linking, out / "statements")
    write_manifest(out / "statements", source=SOURCE)
    head = value_head.fit(golds, lexicon, texts)
    save_head(head, out / "values", force=True)
    write_manifest(out / "values", source=SOURCE)
    if not apart:
        return

    made = equipped(pipeline, classifiers)
    made.linking, made.suggester = linking, ValueSuggester(lexicon, texts, head)
    threshold = made.suggester.threshold
    held = evaluate(apart, made.map_transcript, threshold=threshold, trained_on=golds)
    left_out = cross_validate(golds, pipeline)
    write_card(out / "statements", statements_card(classifiers, linking, golds, left_out, held))
    figures = value_head.held_out_figures(golds, lexicon, texts)
    write_card(out / "values", values_card(head, golds, lexicon, figures, held))


def _lexicon() -> Path:
    """The shipped one: a developer's own values do not belong in the shipped models."""
    return shipped("lexicons", "waarden.ttl")


if __name__ == "__main__":
    sys.exit(main())
