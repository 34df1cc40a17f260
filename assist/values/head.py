"""What annotated statements teach about values, and the files it lives in.

The head holds the examples themselves, as vectors, and not weights made from them: these
are solved for anew at load, together with the user's own lexicon (`assist.values.weighing`).
``head.json`` holds settings and words, ``head.npz`` vectors, ``lexicon.npz`` the vectors of
the lexicon's texts, so that only texts a user changed are embedded at load, and
``lexical.npz`` what pieces of words say (`assist.values.lexical`).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.files import write_bytes, write_text
from assist.values.lexical import LexicalMap

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.core.protocols import Encoder

    Floats = npt.NDArray[np.float32]

FORMAT = "values/2"
LEXICAL = "lexical.npz"
_STEPS = 254  # of a stored number, from -0.5 to 0.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """From raw score to probability: ``sigmoid(slope * raw + intercept + shift of the value)``.

    Parameters
    ----------
    threshold : float
        Probability from which suggestions agree best with the readers' labels.
    spread : float
        Usual standard deviation of a value's raw score over new statements.
    none_from : float
        Chance that no value fits from which that is told; one in twenty statements whose
        values are known reaches it. 1.0: never told.
    shifts : mapping of str to float
        Log-odds that a value gains or loses by its label, so that one threshold does for all;
        0 for a value that is not in it.
    """

    slope: float
    intercept: float
    threshold: float
    spread: float
    none_from: float = 1.0
    shifts: Mapping[str, float] = field(default_factory=dict)


# Without examples; fitted on the first 13 sessions with the shipped lexicon and the encoder
# before it was adapted.
BARE = Calibration(slope=18.4, intercept=-3.7, threshold=0.09, spread=0.037)


@dataclass(frozen=True, eq=False)
class ValueHead:
    """Annotated statements, and how to read their scores.

    Parameters
    ----------
    encoder : str
        Name of the encoder that made the vectors; those of another mean nothing beside them.
    quotes : tuple of str
        Exact words of each example.
    values : tuple of tuple of str
        Preferred labels of each, the most central first.
    vectors : ndarray of float16, shape (examples, dimension)
        As `statement_vectors` gives them, rounded by `kept`.
    mean, lexicon_mean : ndarray of float32, shape (dimension,)
        Of the corpus's utterances, and of the lexicon's texts.
    texts : mapping of str to ndarray of float16, shape (dimension,)
        Vectors of the lexicon's texts, by `text_key`.
    lexical : LexicalMap, optional
        What pieces of words say.
    """

    encoder: str
    quotes: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    vectors: npt.NDArray[np.float16]
    mean: Floats
    lexicon_mean: Floats
    calibration: Calibration
    texts: Mapping[str, npt.NDArray[np.float16]] = field(default_factory=dict)
    lexical: LexicalMap | None = None

    @property
    def version(self) -> str:
        """From the contents."""
        digest = hashlib.sha256(_json(self).encode())
        arrays: list[npt.NDArray[Any]] = [self.vectors, self.mean, self.lexicon_mean]
        if self.lexical:
            arrays += [self.lexical.rarity, self.lexical.weights, self.lexical.scale]
        for array in arrays:
            digest.update(array.tobytes())
        return f"{FORMAT}+{digest.hexdigest()[:12]}"


def kept(vectors: Floats) -> npt.NDArray[np.float16]:
    """Unit vectors as they will be after storing in 8 bits (cosine above 0.999)."""
    return _restored(_stored(vectors))


def _stored(vectors: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int8]:
    import numpy as np

    steps = np.rint(vectors.astype(np.float32) * _STEPS)
    return np.clip(steps, -127, 127).astype(np.int8)


def _restored(steps: npt.NDArray[np.int8]) -> npt.NDArray[np.float16]:
    import numpy as np

    return (steps.astype(np.float32) / _STEPS).astype(np.float16)


def text_key(text: str) -> str:
    """Short name of a text in ``lexicon.npz``."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def save_head(head: ValueHead, folder: Path, *, force: bool = False) -> None:
    """Write a head; the same head gives the same bytes.

    Raises
    ------
    AssistError
        ``exists``, ``not-writable`` or ``disk-full``.
    """
    import numpy as np

    write_text(folder / "head.json", _json(head), force=force)
    arrays = {
        "vectors": _stored(head.vectors),
        "mean": head.mean,
        "lexicon_mean": head.lexicon_mean,
    }
    write_bytes(folder / "head.npz", _packed(arrays), force=force)
    keys = sorted(head.texts)
    rows = np.stack([head.texts[k] for k in keys]) if keys else np.zeros((0, 0), np.float16)
    cache = {"keys": np.array(keys, dtype="U20"), "vectors": rows}
    write_bytes(folder / "lexicon.npz", _packed(cache), force=force)
    if head.lexical:
        known = head.lexical
        write_bytes(
            folder / LEXICAL,
            _packed(
                {
                    "labels": np.array(known.labels),
                    "rarity": known.rarity,
                    "weights": known.weights,
                    "scale": known.scale,
                }
            ),
            force=force,
        )


def load_head(folder: Path) -> ValueHead:
    """Read a head.

    Raises
    ------
    AssistError
        ``value-head-unreadable`` when a file is missing, damaged or of another format.
    """
    try:
        data = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        arrays = _unpacked(folder / "head.npz")
        cache = _unpacked(folder / "lexicon.npz")
        pieces = folder / LEXICAL
        head = ValueHead(
            encoder=data["encoder"],
            quotes=tuple(e["quote"] for e in data["examples"]),
            values=tuple(tuple(e["values"]) for e in data["examples"]),
            vectors=_restored(arrays["vectors"]),
            mean=arrays["mean"],
            lexicon_mean=arrays["lexicon_mean"],
            calibration=Calibration(**data["calibration"]),
            texts=dict(zip(map(str, cache["keys"]), cache["vectors"], strict=True)),
            lexical=_lexical(_unpacked(pieces)) if pieces.is_file() else None,
        )
        if len(head.quotes) != len(head.vectors):
            raise ValueError("as many vectors as examples")
    except Exception as error:  # zipfile and numpy raise whatever a damaged file provokes
        raise AssistError("value-head-unreadable", path=folder) from error
    return head


def lexicon_vectors(
    texts: Sequence[str], encoder: Encoder, known: Mapping[str, npt.NDArray[np.float16]]
) -> Floats:
    """Vectors of the lexicon's texts; only those not known yet are embedded.

    All are rounded as the kept ones are, so that it does not matter which were kept.
    """
    import numpy as np

    new = sorted({text for text in texts if text_key(text) not in known})
    found = {**known}
    if new:
        embedded = encoder.encode(new).astype(np.float16)
        found.update((text_key(t), row) for t, row in zip(new, embedded, strict=True))
    if not texts:
        return encoder.encode([])
    return np.stack([found[text_key(text)] for text in texts]).astype(np.float32)


def _lexical(arrays: Mapping[str, Any]) -> LexicalMap:
    labels = tuple(map(str, arrays["labels"]))
    if arrays["weights"].shape != (len(arrays["rarity"]), len(labels)):
        raise ValueError("weights of every piece for every value")
    return LexicalMap(labels, arrays["rarity"], arrays["weights"], arrays["scale"])


def _json(head: ValueHead) -> str:
    c = head.calibration
    data: dict[str, Any] = {
        "format": FORMAT,
        "encoder": head.encoder,
        "calibration": {
            "slope": c.slope,
            "intercept": c.intercept,
            "threshold": c.threshold,
            "spread": c.spread,
            "none_from": c.none_from,
            "shifts": dict(c.shifts),
        },
        "examples": [
            {"quote": q, "values": list(v)} for q, v in zip(head.quotes, head.values, strict=True)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _packed(arrays: Mapping[str, Any]) -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _unpacked(path: Path) -> dict[str, Any]:
    import numpy as np

    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
