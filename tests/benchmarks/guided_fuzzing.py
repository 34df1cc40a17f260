"""Look for input that a reader of transcripts cannot bear, guided by what it covers.

``python -m tests.benchmarks.guided_fuzzing --minutes 60`` runs atheris (libFuzzer) over all
readers, starting from the samples of `tests/support/real_shapes.py`, and tells how often it
ran and what it found. atheris is in nobody's requirements: ``pip install atheris``.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENDINGS = (
    ".json", ".vtt", ".srt", ".txt", ".docx", ".csv", ".html", ".eaf", ".textgrid", ".rttm",
    ".xml",  # the XML of a Word file, packed for the reader: a damaged zip says little
)  # fmt: skip
LONGEST = 20_000  # bytes of one input
SLOWEST = 10  # seconds
MEMORY = 2048  # MB


def seeds(folder: Path) -> None:
    """Write every sample behind the byte that chooses its reader."""
    from tests.support.real_shapes import RTTM, SAMPLES, docx

    folder.mkdir(parents=True, exist_ok=True)
    samples = dict(SAMPLES) | {"turns.rttm": RTTM.encode(), "S1.xml": _document(docx("S1: Hoi."))}
    for name, contents in samples.items():
        ending = Path(name).suffix.lower().replace(".tsv", ".csv")
        if ending in ENDINGS:
            for writer in range(3):
                first = ENDINGS.index(ending) + writer * len(ENDINGS)
                (folder / f"{name}-{writer}").write_bytes(bytes([first]) + contents)


def _document(package: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read("word/document.xml")


def fuzz(arguments: list[str]) -> None:
    """Run libFuzzer until it finds something or its time is up; does not return."""
    import atheris

    with atheris.instrument_imports(include=["assist.transcribe", "csv", "html", "json"]):
        from assist.core.errors import AssistError
        from assist.transcribe.formats import rttm
        from assist.transcribe.reading import READERS
        from assist.transcribe.writing import WRITERS, to_bytes
    from tests.support.real_shapes import packed

    endings = [ending for ending in WRITERS if ending != ".docx"]

    def one(data: bytes) -> None:
        if not data:
            return
        ending, rest = ENDINGS[data[0] % len(ENDINGS)], data[1:]
        path = Path(f"sessie{ending}")
        try:
            if ending == ".rttm":
                rttm.read_turns(rest, path)
                return
            reader = READERS[".docx" if ending == ".xml" else ending]
            transcript = reader(packed(rest) if ending == ".xml" else rest, path)
        except AssistError as error:
            if not str(error).endswith("."):
                raise RuntimeError("no whole sentence") from error
            return
        starts = [u.start for u in transcript.utterances]
        assert starts == sorted(starts)
        assert all(u.end >= u.start >= 0.0 for u in transcript.utterances)
        assert all(u.text and u.text == u.text.strip() for u in transcript.utterances)
        out = endings[data[0] // len(ENDINGS) % len(endings)]
        made = to_bytes(transcript, out)
        if out != ".rttm":
            READERS["." + out.rpartition(".")[2]](made, Path(f"terug{out}"))

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def watch(minutes: float, folder: Path) -> int:
    """Fuzz in a child until the time is up, again after every finding; number of findings."""
    corpus, findings = folder / "corpus", folder / "findings"
    seeds(corpus)
    findings.mkdir(parents=True, exist_ok=True)
    started, ran, faults = time.monotonic(), 0, 0
    while (left := int(minutes * 60 - (time.monotonic() - started))) > 0:
        command = [
            *(sys.executable, "-m", "tests.benchmarks.guided_fuzzing", "--child", str(corpus)),
            *(f"-max_total_time={left}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}"),
            *(
                f"-max_len={LONGEST}",
                f"-artifact_prefix={findings}{os.sep}",
                "-print_final_stats=1",
            ),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
        log = done.stdout + done.stderr
        counted = re.findall(r"stat::number_of_executed_units: (\d+)", log) or re.findall(
            r"^#(\d+)\s", log, re.MULTILINE
        )
        ran += int(counted[-1]) if counted else 0
        if done.returncode:
            faults += 1
            (findings / f"log-{faults}.txt").write_text(_told(log), encoding="utf-8")
        covered = re.findall(r"cov: (\d+)", log)
        print(
            f"{(time.monotonic() - started) / 60:.0f} minutes, {ran} runs, {faults} findings, "
            f"coverage {covered[-1] if covered else '?'}",
            flush=True,
        )
    return faults


def _told(log: str) -> str:
    """What libFuzzer says of a finding, without its lines on progress."""
    return "\n".join(line for line in log.split("\n") if not line.startswith("#"))[-20_000:]


def main() -> None:
    if "--child" in sys.argv:
        fuzz(sys.argv[sys.argv.index("--child") + 1 :])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--folder", type=Path, default=Path("build") / "fuzzing")
    chosen = parser.parse_args()
    raise SystemExit(1 if watch(chosen.minutes, chosen.folder.resolve()) else 0)


if __name__ == "__main__":
    main()
