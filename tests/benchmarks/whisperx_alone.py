"""WhisperX over the recordings of `tests.benchmarks.recognition`, in an environment of its own.

WhisperX asks for another PyTorch than we do, so it does not join ours. In one where
``import whisperx`` works: ``python tests/benchmarks/whisperx_alone.py MODEL RECORDINGS OUT``, with
the folder of the speech model, a folder with ``report-*.wav`` and one for the outcomes; then here
``python -m tests.benchmarks.recognition --beside OUT``. Word times (its alignment) need a model
that it downloads; without them this is its recognition alone.
"""

from __future__ import annotations

import json
import sys
import time
import wave
from pathlib import Path

import numpy as np

THREADS = 1


def main(model: str, recordings: str, out: str) -> None:
    import torch
    import whisperx  # type: ignore[import-not-found]

    torch.set_num_threads(THREADS)
    asr = whisperx.load_model(model, "cpu", compute_type="int8", language="nl", threads=THREADS)
    for path in sorted(Path(recordings).glob("report-*.wav")):
        with wave.open(str(path)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16) / np.float32(32768)
        wall, cpu = time.perf_counter(), time.process_time()
        found = asr.transcribe(sound)
        heard = {
            "text": " ".join(segment["text"] for segment in found["segments"]),
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - wall,
        }
        kept = Path(out) / f"{path.stem}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(heard), encoding="utf-8")
        print(f"{path.stem:12}{heard['cpu']:8.1f} cpu s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
