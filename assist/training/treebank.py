"""``python -m assist.training.treebank UD_FOLDER``: the Dutch pipeline in models/nlp, and its card.

Trains spaCy's own layers (no torch, no vectors) on the parts of Universal Dependencies Dutch
at hand, and measures on the test parts of v2.8, of which no sentence is learned from. The
same model from the same treebanks on the same machine; nothing is chosen by the test.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.files import write_text
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.training.treebank_data import (
    CURRENT,
    OLDER,
    TEST,
    Sentence,
    bare_of,
    documents,
    gather,
    in_tens,
    read_conllu,
)
from assist.training.treebank_verbs import clauses, read_verbs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore

SOURCE = "python -m assist.training.treebank"
CONFIG = Path(__file__).with_name("treebank.cfg")
SEED = 7
SHOWN = 30  # documents that are scored now and then while it trains, to look at
FIGURES = (
    "token_f",
    "pos_acc",
    "tag_acc",
    "morph_acc",
    "lemma_acc",
    "dep_uas",
    "dep_las",
    "sents_f",
)
META = {
    "name": "assist_ud",
    "version": "1.0.0",
    "description": "Dutch tags, morphology, lemmas and dependencies, for written and spoken text",
    "author": "assist",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": f"UD_Dutch-{part}",
            "url": f"https://github.com/UniversalDependencies/UD_Dutch-{part}",
            "author": authors,
            "license": "CC BY-SA 4.0",
        }
        for part, authors in (
            ("Alpino", "Gosse Bouma, Gertjan van Noord, Daniel Zeman and others"),
            ("LassySmall", "Gosse Bouma, Gertjan van Noord"),
        )
    ],
}


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of spaCy's scorer on some sentences.

    Parameters
    ----------
    figures : mapping of str to float
        Each of `FIGURES`, in [0, 1].
    speed : float
        Words a second on this machine, one thread.
    """

    figures: Mapping[str, float]
    speed: float


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write the model and its card; exit status."""
    parser = argparse.ArgumentParser(prog=SOURCE, description=__doc__)
    parser.add_argument("treebanks", type=Path, help="folder with UD_Dutch-Alpino and so on")
    parser.add_argument("verbs", type=Path, help="nl-verbs.txt of the package Pattern")
    parser.add_argument("--out", type=Path, default=shipped("models", "nlp"))
    parser.add_argument("--steps", type=int, help="instead of the number in the configuration")
    parser.add_argument("--measure", action="store_true", help="only: the model in --out anew")
    options = parser.parse_args(arguments)
    os.environ["OMP_NUM_THREADS"] = "1"  # as many threads, as many roundings
    if not options.measure:
        train(options.treebanks, options.verbs, options.out, steps=options.steps)
    from assist.training.treebank_card import card

    text = card(
        sentences_to_learn(options.treebanks),
        measure(options.treebanks, options.out),
        clauses=len(clauses(read_verbs(options.verbs), seed=SEED)),
        steps=options.steps or steps_of(CONFIG),
        size=sum(f.stat().st_size for f in options.out.rglob("*") if f.is_file()),
        marked=marked_lemmas(options.treebanks),
    )
    write_text(options.out / "README.md", text, force=True)
    return 0


def sentences_to_learn(treebanks: Path) -> list[Sentence]:
    """All sentences at hand that do not stand in a test part of v2.8."""
    return gather(treebanks, (*CURRENT, *OLDER), apart=TEST.values())


def train(treebanks: Path, verbs: Path, out: Path, *, steps: int | None = None) -> None:
    """Train the pipeline and write its folder, without a card.

    Parameters
    ----------
    treebanks : Path
        Folder with the files of `CURRENT`, `OLDER` and `TEST`.
    verbs : Path
        Table of conjugated verbs; see `read_verbs`.
    out : Path
        What stands there is written over.
    steps : int, optional
        Updates of about a thousand words.
    """
    import spacy
    from spacy import util
    from spacy.tokens import DocBin
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as run

    learned = sentences_to_learn(treebanks)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        vocab = spacy.blank("nl").vocab
        spoken = clauses(read_verbs(verbs), seed=SEED)
        docs = [*documents(learned, vocab, seed=SEED), *documents(spoken, vocab, seed=SEED)]
        DocBin(docs=docs).to_disk(work / "train.spacy")
        DocBin(docs=list(in_tens(learned[: 10 * SHOWN], vocab))).to_disk(work / "shown.spacy")
        changed: dict[str, object] = {
            "paths.train": str(work / "train.spacy"),
            "paths.dev": str(work / "shown.spacy"),
            "system.seed": SEED,
        }
        if steps:
            changed |= {
                "training.max_steps": steps,
                "training.optimizer.learn_rate.total_steps": steps,
            }
        nlp = init_nlp(util.load_config(CONFIG, overrides=changed, interpolate=False))
        run(nlp, work, stdout=sys.stdout, stderr=sys.stderr)
        made = spacy.load(work / "model-last")
    save(made, out)


def save(nlp: Language, out: Path) -> None:
    """Write a trained pipeline without what only the training needed.

    That is where the treebanks lay, the figures of the sentences shown, and each word of
    the treebanks by itself.
    """
    nlp.config["paths"] = {"train": None, "dev": None}
    nlp.meta.pop("performance", None)
    nlp.meta.update(META)
    nlp.to_disk(out)
    needed_strings(nlp).to_disk(out / "vocab" / "strings.json")
    write_manifest(out, source=SOURCE)


def needed_strings(nlp: Language) -> StringStore:
    """Labels, and the letters that make a lemma; the words of a text come with the text."""
    from spacy.strings import StringStore
    from srsly import msgpack_loads  # type: ignore[import-untyped]

    needed = {str(label) for labels in nlp.pipe_labels.values() for label in labels}
    if "trainable_lemmatizer" in nlp.pipe_names:
        trees = nlp.get_pipe("trainable_lemmatizer").trees  # type: ignore[attr-defined]
        leaves = (n for tree in msgpack_loads(trees.to_bytes())["trees"] for n in _leaf(tree))
        needed |= {nlp.vocab.strings[leaf] for leaf in leaves}
    return StringStore(sorted(needed))


def _leaf(tree: Mapping[str, int]) -> Iterator[int]:
    yield from (tree[end] for end in ("orig", "subst") if tree.get(end))


def measure(treebanks: Path, model: Path) -> dict[tuple[str, str], Scores]:
    """Scores on the test parts of v2.8, by (part, "written" or "bare"); part "both" is both."""
    import spacy

    nlp = spacy.load(model)
    parts = {name: list(read_conllu(treebanks / file)) for name, file in TEST.items()}
    parts["both"] = [s for some in parts.values() for s in some]
    scores = {}
    for name, sentences in parts.items():
        scores[name, "written"] = score(nlp, sentences)
        scores[name, "bare"] = score(nlp, bare_of(sentences))
    with nlp.select_pipes(disable="senter"):
        both = parts["both"]
        scores["both", "written, parser alone"] = score(nlp, both)
        scores["both", "bare, parser alone"] = score(nlp, bare_of(both))
    return scores


def marked_lemmas(treebanks: Path) -> float:
    """Share of the words tested whose lemma has a compound mark in the file, in [0, 1]."""
    lemmas = [
        line.split("\t")[2]
        for file in TEST.values()
        for line in (treebanks / file).read_text(encoding="utf-8").splitlines()
        if line.partition("\t")[0].isdigit()
    ]
    return sum("_" in lemma.strip("_") for lemma in lemmas) / max(1, len(lemmas))


def steps_of(config: Path) -> int:
    """Updates that a training configuration asks for."""
    from spacy import util

    return int(util.load_config(config)["training"]["max_steps"])


def score(nlp: Language, sentences: Sequence[Sentence]) -> Scores:
    """Figures on sentences, ten in a document, cut into tokens by the pipeline itself."""
    from spacy.training import Example

    gold = list(in_tens(sentences, nlp.vocab))
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    start = time.perf_counter()
    figures = nlp.evaluate(examples)
    taken = time.perf_counter() - start
    return Scores({f: figures[f] for f in FIGURES}, sum(map(len, gold)) / taken)


if __name__ == "__main__":
    sys.exit(main())
