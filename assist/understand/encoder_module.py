"""The shipped encoder as a sentence-transformers module.

``SentenceTransformer("models/encoder", trust_remote_code=True)`` finds this class by the
folder's ``modules.json``. Importing it imports torch; the program itself does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from assist.understand.encoder import QuantisedEncoder


class QuantisedModule(InputModule):
    """Tokens in, sentence vectors out; a thin coat over `QuantisedEncoder`.

    Parameters
    ----------
    folder : path-like
        As `assist.training.encoder` writes it.
    """

    def __init__(self, folder: str | Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = Path(folder)
        self.encoder = QuantisedEncoder(self.folder)

    def preprocess(  # type: ignore[override]
        self, inputs: Sequence[str], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids, padded with -1; the model's own prefix comes before any ``prompt``."""
        texts = [(prompt or "") + text for text in inputs]
        ids = [torch.tensor(i) for i in self.encoder.tokenise(texts)]
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=-1)
        return {"input_ids": padded, "attention_mask": (padded >= 0).long()}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Add ``sentence_embedding``, shape (texts, dimension)."""
        ids = [row[row >= 0].tolist() for row in features["input_ids"]]
        vectors = torch.from_numpy(self.encoder.encode_ids(ids))
        features["sentence_embedding"] = vectors.to(features["input_ids"].device)
        return features

    def get_embedding_dimension(self) -> int:
        return self.encoder.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        copytree(self.folder, output_path, dirs_exist_ok=True)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> QuantisedModule:
        return cls(model_name_or_path)
