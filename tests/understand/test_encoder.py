"""The shipped sentence encoder: what it promises and what it needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.waiting import PATIENCE

from assist.core.errors import AssistError
from assist.models.shipped import shipped
from assist.understand.encoder import (
    QuantisedEncoder,
    TransformerEncoder,
    _batches,
    as_spoken,
    load_encoder,
)

FOLDER = shipped("models", "encoder")
TEXTS = [
    "Straks durft niemand nog wat te zeggen.",
    "Het scheelt ons een hoop tijd.",
    "Ja.",
    "",
    "We moeten de medewerkers scholen, en dan niet één middag maar elk jaar opnieuw.",
    "Wie bel ik als hij het fout heeft? Dat wil ik dan toch graag weten, zeg maar.",
    "Mensen zullen hun mond houden uit angst.",
    "Nee, dat denk ik niet.",
]


@pytest.fixture(scope="module")
def encoder() -> QuantisedEncoder:
    return QuantisedEncoder(FOLDER)


def test_rows_are_unit_vectors_in_the_order_of_the_texts(encoder: QuantisedEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert (vectors == backwards).all()


def test_no_texts_give_no_rows(encoder: QuantisedEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_vector_does_not_depend_on_company_or_threads(encoder: QuantisedEncoder) -> None:
    together = encoder.encode(TEXTS * 5)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (together == np.tile(alone, (5, 1))).all()
    assert (QuantisedEncoder(FOLDER, threads=1).encode(TEXTS) == alone).all()


def test_what_says_the_same_of_the_same_value_is_near(encoder: QuantisedEncoder) -> None:
    # Adapted to dialogue: near is what carries the same kind of statement and value.
    quiet, fear, saved, hours = encoder.encode(
        [
            "Straks durft niemand nog wat te zeggen.",
            "Mensen passen wel op hun woorden als dat ding meeluistert.",
            "Het scheelt ons een hoop tijd.",
            "We zijn er nu de helft van de uren aan kwijt.",
        ]
    )
    assert quiet @ fear > max(quiet @ saved, quiet @ hours)
    assert saved @ hours > max(saved @ quiet, saved @ fear)


def test_a_very_long_text_is_cut_and_not_refused(encoder: QuantisedEncoder) -> None:
    vectors = encoder.encode(["woord " * 5000, "woord " * 6000])
    assert (vectors[0] == vectors[1]).all()


def test_odd_characters_are_no_obstacle(encoder: QuantisedEncoder) -> None:
    odd = [
        "\x00\x07",
        "漢字 и кириллица",
        "🙂",
        "e\u0301e\u0301n",
        "<s> </s>",
        "\ud800".encode("utf-8", "replace").decode(),
    ]
    assert np.isfinite(encoder.encode(odd)).all()
    composed, decomposed = encoder.encode(["één", "e\u0301e\u0301n"])
    assert (composed == decomposed).all()


@pytest.mark.parametrize(
    ("shouted", "spoken"),
    [
        ("DE DOKTER KIJKT ME NIET MEER AAN.", "De dokter kijkt me niet meer aan."),
        ("JA. DAT IS ÉÉN IDEE? ZET HEM UIT!", "Ja. Dat is één idee? Zet hem uit!"),
    ],
)
def test_capitals_mean_what_was_said(encoder: QuantisedEncoder, shouted: str, spoken: str) -> None:
    # Of a session in capitals a third of the options was not found.
    assert (encoder.encode([shouted]) == encoder.encode([spoken])).all()


@pytest.mark.parametrize("text", ["AVG", "De AVG en de WMO", "AVG WMO", "12 34 56", ""])
def test_abbreviations_stay_as_they_are(text: str) -> None:
    assert as_spoken(text) == text


def test_batches_hold_one_length_each_and_every_place_once() -> None:
    lengths = [3, 5, 3, 9, *[4] * 40]
    batches = list(_batches(lengths))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    assert all(len({lengths[place] for place in batch}) == 1 for batch in batches)
    assert max(map(len, batches)) <= 16


def test_loading_and_encoding_import_neither_torch_nor_transformers() -> None:
    # Their import costs more memory and time than the encoding itself.
    code = (
        "import sys; from pathlib import Path; from assist.understand.encoder import load_encoder; "
        f"load_encoder(Path({str(FOLDER)!r})).encode(['Hallo']); "
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=PATIENCE).returncode == 0


@pytest.mark.slow
def test_sentence_transformers_reads_the_same_folder_to_the_same_vectors(
    encoder: QuantisedEncoder,
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), trust_remote_code=True, local_files_only=True)
    theirs = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    cosines = (theirs * encoder.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9999
    assert model.get_embedding_dimension() == encoder.dimension


@pytest.mark.slow
def test_a_folder_of_sentence_transformers_is_loaded_with_the_prefix_it_needs(
    tmp_path: Path,
) -> None:
    folder = small_sentence_transformer(tmp_path / "multilingual-e5-tiny")
    encoder = load_encoder(folder)
    assert isinstance(encoder, TransformerEncoder)
    assert encoder.name == "multilingual-e5-tiny"
    assert encoder.encode([]).shape == (0, 8)
    vectors = encoder.encode(["een", "twee woorden"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    other = folder.rename(tmp_path / "something-else")
    assert not np.allclose(load_encoder(other).encode(["een"]), vectors[:1], atol=1e-3)


def small_sentence_transformer(folder: Path) -> Path:
    """An untrained model of the usual kind, small enough to make in a test."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    words = ["[PAD]", "[UNK]", "query", ":", "een", "twee", "woorden"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(config).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(8)]).save(str(folder))
    return folder


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json", "encoder.json"])
def test_a_damaged_folder_is_told_in_one_sentence(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(FOLDER, folder)
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AssistError, match="niet laden") as told:
        load_encoder(folder)
    assert told.value.code == "encoder-unreadable"


def test_an_empty_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssistError, match="niet laden"):
        load_encoder(tmp_path)
