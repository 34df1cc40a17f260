"""Measure the shipped encoder: ``python -m assist.training.encoder_report``.

Compares it with the source's weights in full precision and with the full vocabulary, run by
torch, and prints the table of the model card. One that was not adapted should say the same
as its source; how much it does is measured for that one alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.models.shipped import shipped
from assist.training.e5_source import packaged_file, read_weights
from assist.training.torch_encoder import FullEncoder
from assist.understand.encoder import QuantisedEncoder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Tokenizer

    Array = npt.NDArray[np.float32]
    Vectors = Array

PLAIN_NAME = "e5-small-nl-int8"  # of the encoder that was not adapted
SPEED_TEXTS = 1500
PARAPHRASES = (
    ("Straks durft niemand nog wat te zeggen.", "Mensen zullen hun mond houden uit angst."),
    ("Het scheelt ons een hoop tijd.", "We zijn er veel minder uren mee kwijt."),
    ("Wie bel ik als hij het fout heeft?", "Bij wie kan ik terecht wanneer het misgaat?"),
    ("We moeten de medewerkers scholen.", "Geef het personeel een training."),
    ("Mijn gegevens liggen dan op straat.", "Iedereen kan mijn data zien."),
    ("Oma voelt zich er veiliger door.", "Het geeft mijn grootmoeder een gerust gevoel."),
)


def same_tokens(full: Tokenizer, small: Tokenizer, texts: Sequence[str]) -> float:
    """Share of the full vocabulary's tokens that the small one has in the same place.

    Returns
    -------
    float
        In [0, 1]; 1.0 for no text at all.
    """
    same = total = 0
    for text in texts:
        theirs, ours = _tokens(full, text), _tokens(small, text)
        total += len(theirs)
        same += len(theirs & ours)
    return same / total if total else 1.0


def _tokens(tokenizer: Tokenizer, text: str) -> set[tuple[int, int, str | None]]:
    # By id: an unknown token's own text would hide that it is unknown.
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return {
        (start, end, tokenizer.id_to_token(i))
        for i, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
    }


def _a_second(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> float:
    encode(texts[:32])
    began = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - began)


def report(folder: Path, texts: Sequence[str], source: Path | None = None) -> dict[str, Any]:
    """Figures of the model card, from texts that did not make the vocabulary."""
    import torch
    from tokenizers import Tokenizer

    full = FullEncoder(read_weights(source or packaged_file()))
    small = QuantisedEncoder(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found: dict[str, Any] = {
        "texts": len(texts),
        "same tokens": round(same_tokens(full.tokenizer, tokenizer, texts), 5),
    }
    if small.name == PLAIN_NAME:
        found |= _likeness(full, small, texts)
    few = texts[:SPEED_TEXTS]
    return found | {
        "int8 texts a second": round(_a_second(small.encode, few)),
        "torch fp32 texts a second": round(_a_second(full.encode, few)),
        "torch threads": torch.get_num_threads(),
    }


def _likeness(full: FullEncoder, small: QuantisedEncoder, texts: Sequence[str]) -> dict[str, Any]:
    """How close vectors are to those of the source, and paraphrases to each other."""
    import numpy as np

    cosines = (full.encode(texts) * small.encode(texts)).sum(axis=1)
    left, right = (small.encode([pair[side] for pair in PARAPHRASES]) for side in (0, 1))
    table = left @ right.T
    unrelated = table[~np.eye(len(PARAPHRASES), dtype=bool)]
    return {
        "cosine to fp32, mean": round(float(cosines.mean()), 4),
        "cosine to fp32, 1st percentile": round(float(np.percentile(cosines, 1)), 4),
        "paraphrases": [round(float(c), 3) for c in table.diagonal()],
        "unrelated, mean": round(float(unrelated.mean()), 3),
        "unrelated, highest": round(float(unrelated.max()), 3),
        "nearest is the paraphrase": int((table.argmax(axis=1) == np.arange(len(table))).sum()),
    }


def corpus_texts(folder: Path) -> list[str]:
    """Every utterance of the annotated sessions, in order of file."""
    return [
        utterance["text"]
        for path in sorted(folder.glob("*.json"))
        for utterance in json.loads(path.read_text(encoding="utf-8")).get("utterances", ())
    ]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m assist.training.encoder_report")
    parser.add_argument("folder", type=Path, nargs="?", default=shipped("models", "encoder"))
    parser.add_argument("--texts", type=Path, help="one text a line; by default models/corpus")
    options = parser.parse_args(arguments)
    texts = (
        options.texts.read_text(encoding="utf-8").splitlines()
        if options.texts
        else corpus_texts(shipped("models", "corpus"))
    )
    print(json.dumps(report(options.folder, texts), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
