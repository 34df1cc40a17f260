"""The making of the encoder: reading the packaged weights and cutting the vocabulary."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from assist.training.e5_source import dequantise, read_weights
from assist.training.encoder import PREFIX, cut, write_encoder
from assist.training.encoder_vocabulary import (
    always_kept,
    dutch_pieces,
    make_tokenizer,
    used_pieces,
)
from assist.understand.encoder import load_encoder

SPECIALS = {"bos": 0, "pad": 1, "eos": 2, "unk": 3}
PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -2.0),
    (",", -3.0),
    ("s", -4.0),
    ("▁waarde", -6.0),
    ("n", -4.5),
    ("▁Straßen", -8.0),
    ("▁zorg", -6.5),
    ("▁Zorg", -7.0),
    ("漢", -9.0),
    ("▁ABC", -9.5),
    ("zorg", -7.5),
    ("▁school", -7.5),
    ("(", -5.0),
    ('"', -5.0),
    ("2018", -6.0),
]


def e5_file(path: Path, *, width: int = 32, inner: int = 64, positions: int = 16) -> Path:
    """A one-layer model in the packaged format, with random weights."""
    rng = np.random.default_rng(0)
    blob = b"".join(piece.encode() for piece, _ in PIECES)
    offsets = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    head = struct.pack(
        "<4sI7ifi", b"E5S1", 1, width, 1, 2, inner, len(PIECES), positions, 2, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += offsets.tobytes() + scores.tobytes() + blob
    replaced = struct.pack("<IBI", ord("\t"), 1, ord(" "))
    head += struct.pack("<iI", 1, len(replaced)) + replaced
    quantised = {"emb.word": len(PIECES) * width}
    plain = {"emb.pos": positions * width, "emb.type": 2 * width}
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        plain |= {f"{name}.w": width, f"{name}.b": width}
    for name, out, columns in (
        *((f"l0.{part}", width, width) for part in ("q", "k", "v", "ao")),
        ("l0.fi", inner, width),
        ("l0.fo", width, inner),
    ):
        quantised[f"{name}.w"] = out * columns
        plain[f"{name}.b"] = out
    data = {
        name: b"".join(
            np.float16(0.05).tobytes() + rng.integers(0, 256, 16, np.uint8).tobytes()
            for _ in range(size // 32)
        )
        for name, size in quantised.items()
    }
    data |= {name: rng.normal(size=size).astype("<f4").tobytes() for name, size in plain.items()}
    at = len(head) + 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in data)
    directory = struct.pack("<i", len(data))
    for name, raw in data.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, at, len(raw))
        at += len(raw)
    path.write_bytes(head + directory + b"".join(data.values()))
    return path


def test_low_nibbles_come_first_and_high_nibbles_after() -> None:
    quants = bytes(range(16))  # low nibbles 0..15, high nibbles 0
    block = np.frombuffer(np.float16(2.0).tobytes() + quants, np.uint8)[None]
    row = dequantise(block)[0]
    np.testing.assert_array_equal(row[:16], (np.arange(16) - 8) * 2.0)
    np.testing.assert_array_equal(row[16:], np.full(16, -16.0))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="not an E5S1 file"):
        read_weights(tmp_path / "x.bin")


def test_latin_fallbacks_stay_and_other_scripts_go() -> None:
    kept = {PIECES[place][0] for place in always_kept(PIECES)}
    assert {"▁", ",", "s", "n", "▁ABC", "(", "2018"} <= kept
    assert not {"漢", "▁Straßen", "▁waarde"} & kept


def test_what_stays_cuts_known_words_as_before() -> None:
    kept = dutch_pieces(
        PIECES, SPECIALS, dictionary=["waarden"], dutch=["zorg"], english=["school"]
    )
    words = {PIECES[place][0] for place in kept}
    # With a capital, and without the mark of a new word after a bracket.
    assert {"▁waarde", "▁zorg", "▁Zorg", "zorg", "▁school"} <= words
    assert not {"漢", "▁Straßen"} & words
    assert kept == sorted(kept)
    small = make_tokenizer([PIECES[place] for place in kept], SPECIALS)
    full = make_tokenizer(PIECES, SPECIALS)
    for text in ("waarden, zorg", "(zorg", "Zorg\tschools"):
        assert small.encode(text).tokens == full.encode(text).tokens
    assert small.encode("zorg").tokens == ["<s>", "▁zorg", "</s>"]


def test_used_pieces_leave_out_the_marks() -> None:
    tokenizer = make_tokenizer(PIECES, SPECIALS)
    assert used_pieces(tokenizer, ["zorg"]) == {10}


def test_the_written_encoder_agrees_with_torch(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    from assist.training.encoder_report import same_tokens
    from assist.training.torch_encoder import FullEncoder

    weights = read_weights(e5_file(tmp_path / "e5.bin"))
    assert weights.replacements == {"\t": " "}
    full = FullEncoder(weights, prefix=PREFIX)
    kept = [place for place, (piece, _) in enumerate(PIECES) if piece != "漢"]
    out = tmp_path / "encoder"
    write_encoder(cut(weights, kept), out)
    encoder = load_encoder(out)
    texts = ["zorg", "waarden, zorg", "(school)", "Zorg 2018"]
    # Within the rounding to eight bits of a model of 32 numbers wide.
    cosines = (full.encode(texts) * encoder.encode(texts)).sum(axis=1)
    assert cosines.min() > 0.995
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    assert same_tokens(full.tokenizer, tokenizer, texts) == 1.0
    assert same_tokens(full.tokenizer, tokenizer, ["漢 zorg"]) < 1.0
