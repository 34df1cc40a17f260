"""The encoder's weights in torch, in full precision: to adapt them, and to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assist.training.e5_source import E5Weights
from assist.training.encoder_vocabulary import make_tokenizer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]
    Vectors = Array


class FullEncoder:
    """The weights as they came, in torch: the reference, not a product.

    Parameters
    ----------
    weights : E5Weights
        With the full vocabulary.
    """

    def __init__(self, weights: E5Weights, prefix: str = "query: ") -> None:
        import torch
        from transformers import BertConfig, BertModel

        tensors = weights.tensors
        rows, width = tensors["emb.word"].shape
        config = BertConfig(
            vocab_size=rows,
            hidden_size=width,
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=len(tensors["l0.fi.b"]),
            max_position_embeddings=len(tensors["emb.pos"]),
            layer_norm_eps=weights.eps,
            pad_token_id=weights.specials["pad"],
        )
        self.prefix = prefix
        self.pad = weights.specials["pad"]
        self.tokenizer = make_tokenizer(weights.pieces, weights.specials)
        self.tokenizer.enable_truncation(len(tensors["emb.pos"]))
        self.model = BertModel(config, add_pooling_layer=False)
        self.model.train(False)
        self.model.load_state_dict(
            {name: torch.from_numpy(value) for name, value in _for_torch(weights).items()}
        )

    def encode(self, texts: Sequence[str], batch: int = 32) -> Vectors:
        import numpy as np
        import torch

        ids = [e.ids for e in self.tokenizer.encode_batch([self.prefix + t for t in texts])]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = np.empty((len(ids), self.model.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), batch):
                places = order[start : start + batch]
                rows = [torch.tensor(ids[p]) for p in places]
                padded = torch.nn.utils.rnn.pad_sequence(rows, True, self.pad)
                mask = (padded != self.pad).float()
                hidden = self.model(padded, attention_mask=mask).last_hidden_state
                means = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
                vectors[places] = torch.nn.functional.normalize(means).numpy()
        return vectors


# Parts of a layer: our short names and torch's.
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ENDS = {"w": "weight", "b": "bias"}


def _layer_names(weights: E5Weights) -> dict[str, str]:
    """Our name of each layer's tensor, by torch's."""
    return {
        f"encoder.layer.{i}.{torch_part}.{torch_end}": f"l{i}.{part}.{end}"
        for i in range(weights.layers)
        for part, torch_part in _PARTS.items()
        for end, torch_end in _ENDS.items()
    }


def _for_torch(weights: E5Weights) -> dict[str, Any]:
    tensors = weights.tensors
    width = tensors["emb.word"].shape[1]
    named = {
        "embeddings.word_embeddings.weight": tensors["emb.word"],
        "embeddings.position_embeddings.weight": tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, width),
    }
    for end, torch_end in _ENDS.items():
        named[f"embeddings.LayerNorm.{torch_end}"] = tensors[f"emb.ln.{end}"]
    return named | {theirs: tensors[ours] for theirs, ours in _layer_names(weights).items()}


def weights_of(weights: E5Weights, learned: Mapping[str, Array]) -> E5Weights:
    """The weights with some layers' tensors, by torch's names, in place of their own."""
    names = _layer_names(weights)
    own = {names[name]: tensor for name, tensor in learned.items()}
    return replace(weights, tensors={**weights.tensors, **own})
