"""The command line with a recogniser that says numbers, for tests that kill it.

``python -m support.slow_asr COUNT SECONDS ARGUMENT...`` runs ``assist ARGUMENT...``; the
recording is "heard" as COUNT utterances, one each so many SECONDS. Each is told on a line of
the file in ``SAID`` when it is recognised, so that a test sees what is done twice. It waits
for ever at the utterance after the one whose number ``HOLD`` holds, so that no test has to be
quicker than it is.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assist.core.ids import content_id_of_file
from assist.core.transcript import Held, Session, Utterance, Word
from assist.transcribe.whisper import AsrOptions

MODEL = Path(__file__).resolve().parents[2] / "lexicons"  # any folder that nobody writes to


def sentence(number: int) -> Utterance:
    at = 10.0 * (number - 1)
    words = (Word("Zin", at, at + 0.5, 0.9), Word(f"{number}.", at + 0.5, at + 9.0, 0.8))
    return Utterance(number, at, at + 9.0, f"Zin {number}.", words=words)


@dataclass
class SlowAsr:
    """Behaves as `assist.transcribe.recording.Asr`."""

    count: int = 20
    seconds: float = 0.0
    name: str = "stand-in"
    options: AsrOptions = field(default_factory=AsrOptions)
    used: AsrOptions = field(
        default_factory=lambda: AsrOptions(device="cpu", compute_type="int8", threads=2)
    )

    @property
    def versions(self) -> dict[str, str]:
        return {"asr": self.name}

    def transcribe(
        self,
        path: Path,
        *,
        heard: Sequence[Utterance] = (),
        held: Sequence[Held] = (),
        **more: object,
    ) -> SlowHearing:
        session = Session(content_id_of_file(path), path.stem, duration=10.0 * self.count)
        return SlowHearing(self, session, list(heard), list(held))


@dataclass
class SlowHearing:
    """Behaves as `assist.transcribe.recording.Hearing`; every fifth piece is set aside."""

    asr: SlowAsr
    session: Session
    heard: list[Utterance]
    _held: list[Held]
    language: str = "nl"

    def __iter__(self) -> Iterator[Utterance]:
        for number in range(len(self.heard) + 1, self.asr.count + 1):
            time.sleep(self.asr.seconds)
            while number > int(os.environ.get("HOLD") or self.asr.count):
                time.sleep(0.01)
            said(number)
            utterance = sentence(number)
            if number % 5 == 0 and not any(h.end == utterance.start for h in self._held):
                self._held.append(Held(utterance.start - 1, utterance.start, "Muziek", "geluid"))
            self.heard.append(utterance)
            yield utterance

    @property
    def done(self) -> float:
        return len(self.heard) / self.asr.count

    @property
    def speech(self) -> tuple[float, float]:
        return 9.0 * len(self.heard), 9.0 * (self.asr.count - len(self.heard))

    @property
    def held(self) -> tuple[Held, ...]:
        return tuple(self._held)

    def labelled(self) -> tuple[Utterance, ...]:
        return tuple(replace(u, speaker="S1") for u in self.heard)


def said(number: int) -> None:
    if path := os.environ.get("SAID"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{number}\n")


def main() -> None:
    from assist import listening
    from assist.cli import main as assist
    from assist.transcribe import recording

    asr = SlowAsr(int(sys.argv[1]), float(sys.argv[2]))
    recording.load_asr = lambda *a, **k: asr  # type: ignore[assignment]
    listening.model_folder = lambda name: MODEL  # type: ignore[assignment]
    assist(sys.argv[3:])


if __name__ == "__main__":
    main()
