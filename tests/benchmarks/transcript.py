"""A transcript of 1,500 utterances, models loaded from cold: at most 25 s and 1.5 GB on 2 cores."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.benchmarks.measure import ASSIST, Measured, measured

CORPUS = Path(__file__).resolve().parents[2] / "models" / "corpus"
UTTERANCES = 1500
TARGET = Measured(seconds=25.0, megabytes=1500.0)


def long_session(count: int = UTTERANCES) -> dict[str, object]:
    """Annotated sessions one after another, so that every text is real and differs."""
    utterances: list[dict[str, object]] = []
    offset = 0.0
    for path in sorted(CORPUS.glob("*.json")):
        session = json.loads(path.read_text(encoding="utf-8"))
        for utterance in session["utterances"]:
            if len(utterances) == count:
                break
            utterances.append(
                utterance
                | {
                    "id": len(utterances) + 1,
                    "start": round(offset + utterance["start"], 2),
                    "end": round(offset + utterance["end"], 2),
                }
            )
        offset = float(utterances[-1]["end"]) + 1.0  # type: ignore[arg-type]
    if len(utterances) < count:
        raise SystemExit(f"the corpus holds {len(utterances)} utterances, {count} are needed")
    return {"id": "lang", "title": "Lang", "technology": "", "utterances": utterances}


def run(repeats: int = 3) -> list[Measured]:
    """Measure ``assist analyse`` on the long session, each time in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "lang.json"
        source.write_text(json.dumps(long_session()), encoding="utf-8")
        out = Path(folder) / "kaart.json"
        command = [*ASSIST, "analyse", str(source), "-o", str(out), "--force"]
        return [measured(command) for _ in range(repeats)]
