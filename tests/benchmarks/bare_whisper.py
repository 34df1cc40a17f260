"""faster-whisper alone, as a script: what the whole pipeline is measured against.

``python -m tests.benchmarks.bare_whisper MODEL RECORDING`` prints the text; it takes the
pipeline's options and nothing else of it.
"""

from __future__ import annotations

import sys

from faster_whisper import WhisperModel

from assist.transcribe.whisper import AsrOptions, machine_threads


def main(model: str, recording: str) -> None:
    options = AsrOptions()
    whisper = WhisperModel(
        model, device="cpu", compute_type="int8", cpu_threads=options.threads or machine_threads()
    )
    segments, _ = whisper.transcribe(
        recording,
        language=options.language,
        beam_size=options.beam_size,
        vad_filter=True,
        word_timestamps=options.word_times,
    )
    for segment in segments:
        print(segment.text)


if __name__ == "__main__":
    main(*sys.argv[1:])
