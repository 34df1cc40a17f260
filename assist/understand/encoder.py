"""The sentence encoder: texts to unit vectors.

The shipped encoder is read here directly, with CTranslate2 (which faster-whisper brings
anyway) and tokenizers: importing torch would cost more memory and time than the encoding.
Any other folder goes through sentence-transformers; that loads the shipped one as well
(`assist.understand.encoder_module`) and gives the same vectors.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.core.protocols import Encoder

    Vectors = npt.NDArray[np.float32]

SETTINGS_FILE = "encoder.json"
BATCH = 16  # texts of one length; more is no faster on a processor
_EIGHT_BIT = "int8_float32"  # weights and products in 8 bits, the rest in full
FEWEST_WORDS = 3  # in capitals, from which it is no abbreviation
_E5_PREFIX = "query: "  # how e5 models want texts that are compared with each other


_SENTENCE = re.compile(r"(?:^|[.?!…]\s+)\W*[^\W\d_]")


def as_spoken(text: str) -> str:
    """A sentence in capitals, as subtitles and old minutes have them, in small letters.

    The encoder never saw them: what it makes of them is not what was said.

    Examples
    --------
    >>> as_spoken("NU DURF IK WEER. 'S AVONDS OOK.")
    "Nu durf ik weer. 'S avonds ook."
    >>> as_spoken("De AVG en de WMO"), as_spoken("AVG")
    ('De AVG en de WMO', 'AVG')
    """
    if not text.isupper() or len(text.split()) < FEWEST_WORDS:
        return text
    return _SENTENCE.sub(lambda match: match.group().upper(), text.lower())


class QuantisedEncoder:
    """An int8 CTranslate2 encoder with mean pooling.

    A text's vector depends on that text alone, bit for bit, on a given machine: texts
    are batched only with texts of as many tokens (no padding), and every batch runs on one
    thread, so that neither company, order nor the number of cores changes a sum.

    Parameters
    ----------
    folder : Path
        As `assist.training.encoder` writes it.
    threads : int
        Batches at a time; 0 for one a core, at most 8.

    Attributes
    ----------
    name : str
        Model and version.
    dimension : int
        Length of a vector.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        known = ctranslate2.get_supported_compute_types("cpu")  # an old processor may lack it
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        self.name: str = settings["name"]
        self.dimension: int = settings["dimension"]
        self._prefix: str = settings["prefix"]
        self._threads = threads or min(8, os.cpu_count() or 1)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(settings["longest"])
        self._model = ctranslate2.Encoder(
            str(folder),
            device="cpu",
            compute_type=_EIGHT_BIT if _EIGHT_BIT in known else "default",
            inter_threads=self._threads,
            intra_threads=1,
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see `assist.core.protocols.Encoder`."""
        return self.encode_ids(self.tokenise([as_spoken(text) for text in texts]))

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text with the model's own prefix and marks, cut to its length."""
        return [
            encoding.ids
            for encoding in self._tokenizer.encode_batch([self._prefix + t for t in texts])
        ]

    def encode_ids(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Embed tokenised texts.

        Returns
        -------
        ndarray of float32, shape (len(ids), dimension)
            Rows of unit length.
        """
        import numpy as np

        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)

        def run(places: list[int]) -> None:
            output = self._model.forward_batch([list(ids[p]) for p in places])
            means = np.asarray(output.last_hidden_state, dtype=np.float32).mean(axis=1)
            vectors[places] = means / np.linalg.norm(means, axis=1, keepdims=True)

        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(run, _batches([len(i) for i in ids])))
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of equal length together, the longest first so that no core waits at the end."""
    longest_first = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    for _, group in groupby(longest_first, key=lengths.__getitem__):
        places = list(group)
        for start in range(0, len(places), BATCH):
            yield places[start : start + BATCH]


class TransformerEncoder:
    """Any sentence-transformers folder, on the processor or a GPU.

    Parameters
    ----------
    folder : Path
        A local folder; the network is never asked.
    name : str
        What to call it; by default the folder's own name.
    """

    def __init__(self, folder: Path, *, name: str = "") -> None:
        self.name = name or folder.name
        self._folder = folder
        self._prefix = _E5_PREFIX if _is_e5(folder) else ""
        self._model  # noqa: B018 - a folder that cannot be loaded must say so now

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise AssistError("encoder-needs-package", path=self._folder) from error
        return SentenceTransformer(str(self._folder), local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see `assist.core.protocols.Encoder`."""
        import numpy as np

        if not texts:
            dimension = self._model.get_embedding_dimension()
            return np.empty((0, dimension), dtype=np.float32)
        vectors: Vectors = self._model.encode(
            [self._prefix + as_spoken(text) for text in texts],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors.astype(np.float32, copy=False)


def _is_e5(folder: Path) -> bool:
    """Whether the model was trained with prefixes, by its name or its card."""
    if "e5" in folder.name.casefold().split("-"):
        return True
    card = folder / "README.md"
    return card.is_file() and _E5_PREFIX.strip() in card.read_text(
        encoding="utf-8", errors="replace"
    )


def load_encoder(folder: Path) -> Encoder:
    """Load the encoder in a folder, whichever kind it is.

    Raises
    ------
    AssistError
        ``encoder-unreadable`` when the folder holds no encoder that can be loaded;
        ``encoder-needs-package`` when sentence-transformers is needed and not installed.
    """
    kind = QuantisedEncoder if (folder / SETTINGS_FILE).is_file() else TransformerEncoder
    try:
        return kind(folder)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise AssistError("encoder-unreadable", path=folder) from error
    except Exception as error:
        # tokenizers raises bare Exception for a damaged file; all else is ours to see.
        if type(error) is Exception:
            raise AssistError("encoder-unreadable", path=folder) from error
        raise
