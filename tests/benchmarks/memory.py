"""Peak memory of ``assist transcribe`` on 10 and on 180 minutes: less than 150 MB apart.

Real speech, repeated until it is long enough. Three hours of recognising take hours on a small
machine, and what the recogniser itself takes does not depend on the length; so for the long one
``--stand-in`` puts sentences in its place, and all the rest is real: decoding, finding speech,
telling voices apart, judging, cutting, the journal and the file that is written. Without it
Whisper itself runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.interruption import own_folder
from tests.benchmarks.measure import Measured, measured
from tests.benchmarks.speech import recording

SHORT, LONG = 10.0, 180.0  # minutes
TARGET = 150.0  # MB between the two


def repeated(source: Path, minutes: float, path: Path) -> Path:
    """A recording (16-bit wav), over and over, until it is this long."""
    with wave.open(str(source)) as file, wave.open(str(path), "wb") as out:
        out.setparams(file.getparams())
        left = round(minutes * 60 * file.getframerate())
        while left > 0:
            file.rewind()
            while left > 0 and (block := file.readframes(min(left, 1 << 20))):
                out.writeframes(block)
                left -= len(block) // (file.getsampwidth() * file.getnchannels())
    return path


def peak(sound: Path, which: str, options: Sequence[str]) -> Measured:
    """One run, in a process of its own."""
    with own_folder() as folder:
        command = [sys.executable, "-m", "tests.benchmarks.watched", str(folder / "log"), which]
        out = str(folder / "uit.json")
        return measured(
            [*command, "assist", "transcribe", str(sound), "-o", out, *options], poll=0.1
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recording", type=Path, help="instead of the benchmarks' own speech")
    parser.add_argument("--minutes", type=float, nargs="+", default=[SHORT, LONG])
    parser.add_argument("--stand-in", action="store_true", help="instead of Whisper")
    chosen, options = parser.parse_known_args()
    which = "stand-in" if chosen.stand_in else "real"
    source = chosen.recording or recording(SHORT)[0]
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for minutes in chosen.minutes:
            sound = repeated(source, minutes, Path(folder) / f"{minutes:g}.wav")
            found = peak(sound, which, options)
            peaks.append(found.megabytes)
            told = f"{found.megabytes:7.0f} MB {found.seconds:8.1f} s"
            print(f"{which} {minutes:6.0f} minutes {told}", flush=True)
            sound.unlink()
    if len(peaks) > 1:
        apart = max(peaks) - min(peaks)
        print(f"difference {apart:.0f} MB, target less than {TARGET:.0f} MB")


if __name__ == "__main__":
    main()
