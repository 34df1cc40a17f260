"""What the sizes of Whisper cost, relative to base: the table of `assist.transcribe.estimate`.

Time does not depend on what the weights are, only on how many there are. So each size is made
with random weights, in its published dimensions, and given the same half minute of sound and
as many tokens as half a minute of Dutch talk takes. int8 on a processor.

``python -m tests.benchmarks.model_cost base small`` prints the processor's seconds and their
ratio to base's: on a machine that others use too, wall time says little.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

TOKENS = 120  # half a minute of talk: some 75 Dutch words
MELS, FRAMES, WORDS = 80, 3000, 51_865
# layers of the encoder, of the decoder, width, heads: openai/whisper, model-card and code
SIZES = {
    "tiny": (4, 4, 384, 6),
    "base": (6, 6, 512, 8),
    "small": (12, 12, 768, 12),
    "medium": (24, 24, 1024, 16),
    "large-v2": (32, 32, 1280, 20),
    "large-v3-turbo": (32, 4, 1280, 20),
}


def make(name: str, folder: Path) -> Path:
    """A model of this size with random weights, in CTranslate2's format."""
    import torch
    from ctranslate2.converters.transformers import WhisperLoader
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    above, below, width, heads = SIZES[name]
    torch.manual_seed(0)
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=WORDS,
            num_mel_bins=MELS,
            encoder_layers=above,
            decoder_layers=below,
            d_model=width,
            encoder_attention_heads=heads,
            decoder_attention_heads=heads,
            encoder_ffn_dim=4 * width,
            decoder_ffn_dim=4 * width,
        )
    )
    spec = WhisperLoader().get_model_spec(model)
    words = [f"w{number}" for number in range(WORDS)]
    words[50257:50260] = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>"]
    words[50359] = "<|transcribe|>"
    words[50363] = "<|notimestamps|>"
    spec.register_vocabulary(words)
    spec.config.alignment_heads = [[below // 2, 0]]
    spec.config.lang_ids = [50259]
    spec.config.suppress_ids = [50257]  # it must not stop before `TOKENS`
    spec.config.suppress_ids_begin = [220]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    return folder


def seconds(folder: Path, threads: int, repeats: int) -> float:
    """Of the processor, to recognise half a minute: median, after a second to warm up."""
    import ctranslate2

    model = ctranslate2.models.Whisper(
        str(folder), device="cpu", compute_type="int8", intra_threads=threads
    )
    random = np.random.default_rng(0).standard_normal((1, MELS, FRAMES)).astype(np.float32)
    prompt = [50258, 50259, 50359, 50363]

    def recognise(tokens: int) -> float:
        began = time.process_time()
        sound = model.encode(ctranslate2.StorageView.from_array(random))
        model.generate(sound, [prompt], beam_size=5, max_length=tokens + len(prompt))
        return time.process_time() - began

    recognise(1)
    return median(recognise(TOKENS) for _ in range(repeats))


def main(names: list[str], threads: int = 1, repeats: int = 1) -> None:
    base = 0.0
    for name in names or list(SIZES):
        with tempfile.TemporaryDirectory() as folder:
            taken = seconds(make(name, Path(folder)), threads, repeats)
        base = base or taken
        print(f"{name:16}{taken:8.2f} s per half minute{taken / base:8.2f} times", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
