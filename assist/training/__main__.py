"""``python -m assist.training``: retrain everything that learns from the corpus, with its cards.

Statements, links and values, the same bytes from the same corpus on the same machine. With
``--encoder-too`` the encoder is made anew first (`assist.training.encoder`), which takes most
of an hour.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.pipeline import AnalyseOptions, Pipeline
from assist.training import actors, encoder, heads, links, value_head
from assist.training.adaptation import reserved
from assist.training.asr_noise import noisy_session
from assist.training.asr_noise.channel import read_channel
from assist.training.cards import statements_card, values_card, write_card
from assist.training.corpus import read_corpus, unknown_values
from assist.training.evaluate import equipped, evaluate, on_gold
from assist.training.single_statements import read_statements
from assist.understand.for_whom import save_for_whom
from assist.understand.heads import save_heads
from assist.valuemap.linking import write_links
from assist.values.head import save_head
from assist.values.suggest import ValueSuggester

SOURCE = "python -m assist.training"
WER = 0.2  # of the copies with recognition errors
STATEMENTS = "statements.csv"  # single ones, beside the sessions


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
    parser.add_argument(
        "--encoder-too", action="store_true", help="make the encoder anew first: most of an hour"
    )
    options = parser.parse_args(arguments)
    if options.encoder_too:
        encoder.main([str(options.out / "encoder"), "--corpus", str(options.corpus)])
    heldout = None if options.no_figures else options.heldout
    try:
        train(options.corpus, options.out, heldout=heldout, encoder_name=options.encoder)
    except AssistError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(corpus: Path, out: Path, *, heldout: Path | None = None, encoder_name: str = "") -> None:
    """Fit the classifiers of statements, the links and the values; write both folders.

    Parameters
    ----------
    corpus : Path
        Folder of annotated sessions.
    out : Path
        Gets ``statements/`` and ``values/``.
    heldout : Path, optional
        Folder of annotated sessions on other technologies. With it everything is measured
        on these and the cards are written; without it the cards stay as they are.

    Raises
    ------
    AssistError
        When a session is broken or a model is missing.
    """
    golds = read_corpus(corpus)
    apart = read_corpus(heldout) if heldout else ()
    pipeline = Pipeline(AnalyseOptions(encoder=encoder_name, lexicon=str(_lexicon())))
    texts, lexicon = pipeline.encoder, pipeline.lexicon
    for value in unknown_values((*golds, *apart), lexicon):
        print(f"not in the lexicon: {value}", file=sys.stderr)

    singles = read_statements(corpus / STATEMENTS) if (corpus / STATEMENTS).is_file() else ()
    spared = reserved(golds)
    prepared = heads.prepare(golds, texts)
    told = heads.prepare_singles(singles, texts) if singles else None
    classifiers = heads.fit(prepared, texts.name, singles=told, apart=spared)
    for_whom = actors.fit(prepared, texts.name, singles=told)
    linking = links.fit(links.prepare(golds, lexicon, texts))
    save_heads(classifiers, out / "statements")
    save_for_whom(for_whom, out / "statements")
    write_links(linking, out / "statements")
    write_manifest(out / "statements", source=SOURCE)
    head = value_head.fit(golds, lexicon, texts, singles=singles, apart=spared)
    save_head(head, out / "values", force=True)
    write_manifest(out / "values", source=SOURCE)
    if not apart:
        return

    made = equipped(pipeline, classifiers, for_whom)
    made.linking, made.suggester = linking, ValueSuggester(lexicon, texts, head)
    threshold = made.suggester.threshold
    rough = partial(noisy_session, channel=read_channel(), wer=WER)
    held = evaluate(
        apart,
        made.map_transcript,
        threshold=threshold,
        trained_on=golds,
        on_gold=on_gold(made),
        rough=rough,
        wer=WER,
    )
    write_card(out / "statements", statements_card(classifiers, linking, golds, singles, held))
    figures = value_head.held_out_figures(golds, lexicon, texts, singles=singles, apart=spared)
    write_card(out / "values", values_card(head, golds, lexicon, figures, held))


def _lexicon() -> Path:
    """The shipped one: a developer's own values do not belong in the shipped models."""
    return shipped("lexicons", "waarden.ttl")


if __name__ == "__main__":
    sys.exit(main())
