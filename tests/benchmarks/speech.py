"""Real Dutch speech with its text, from two Debian packages; fetched, never shipped (GPL-2).

The game *Fish Fillets* has 1,600 acted lines in Dutch: sound in ``fillets-ng-data-nl``, texts
in ``fillets-ng-data``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from assist.core.errors import AssistError

PACKAGES = ("fillets-ng-data-nl", "fillets-ng-data")
RATE = 16_000
GAP = 0.5  # seconds of silence after each line
_LINE = re.compile(
    r'dialogId\("(?P<id>[^"]+)",\s*"(?P<font>font_(?:small|big))".*?\)\s*'
    r'dialogStr\("(?P<text>(?:[^"\\]|\\.)*)"\)',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken line, its text, and which of the two actors."""

    path: Path
    text: str
    speaker: str = ""


def cache() -> Path:
    """Where the packages and recordings are kept between runs."""
    return user_cache_path("assist", appauthor=False) / "benchmarks"


def fetch() -> Path:
    """Fetch and unpack the packages once; give the game's folder.

    Raises
    ------
    SystemExit
        With one sentence on what is missing.
    """
    root = cache() / "fillets"
    game = root / "usr" / "share" / "games" / "fillets-ng"
    if (game / "script").is_dir() and (game / "sound" / "airplane" / "nl").is_dir():
        return game
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is missing: the speech benchmark needs Debian's packages")
    root.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        archive = downloaded(package, root)
        subprocess.run(["dpkg", "-x", str(archive), str(root)], check=True)
        archive.unlink()
    return game


def downloaded(package: str, folder: Path) -> Path:
    for refresh in (False, True):  # the machine's list of packages may be stale, or not there
        if refresh:
            subprocess.run(["apt-get", "update"], capture_output=True)
        subprocess.run(["apt-get", "download", package], cwd=folder, capture_output=True)
        if found := sorted(folder.glob(f"{package}_*.deb")):
            return found[-1]
    raise SystemExit(f"Debian's package {package} could not be fetched; is there a network?")


def clips(game: Path) -> Iterator[Clip]:
    """The two fishes' lines with Dutch sound and text, level by level."""
    for script in sorted((game / "script").glob("*/dialogs_nl.lua")):
        level = script.parent.name
        for line in _LINE.finditer(script.read_text(encoding="utf-8", errors="replace")):
            path = game / "sound" / level / "nl" / f"{line['id']}.ogg"
            text = " ".join(line["text"].replace('\\"', '"').split())
            if path.is_file() and text:
                yield Clip(path, text, line["font"])


def recording(minutes: float) -> tuple[Path, str]:
    """A recording of at least so many minutes, joined once, and what is said in it.

    Returns
    -------
    path : Path
        16 kHz mono wav.
    text : str
        Reference, one line a clip.
    """
    path = cache() / f"spraak-{minutes:g}.wav"
    if not path.is_file():
        joined(clips(fetch()), path, minutes)
    return path, path.with_suffix(".txt").read_text(encoding="utf-8")


def sittings(minutes: float = 10.0) -> dict[str, list[tuple[Path, str]]]:
    """All levels, joined to recordings of at least so many minutes.

    Returns
    -------
    dict
        ``tune``: of every third level by name, on which settings were chosen; ``report``: of
        the others. Each a list of recordings and what is said in them.
    """
    folder = cache() / f"sittings-{minutes:g}"
    if not (folder / "whole").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        levels = [list(own) for _, own in groupby(clips(fetch()), key=lambda c: c.path.parent)]
        parts = {"tune": levels[::3], "report": [x for i, x in enumerate(levels) if i % 3]}
        for name, chosen in parts.items():
            left = iter([clip for level in chosen for clip in level])
            number = 0
            while joined(left, folder / f"{name}-{number:02}.wav", minutes):
                number += 1
        (folder / "whole").touch()
    return {
        name: [
            (path, path.with_suffix(".txt").read_text(encoding="utf-8"))
            for path in sorted(folder.glob(f"{name}-*.wav"))
        ]
        for name in ("tune", "report")
    }


def joined(lines: Iterator[Clip], path: Path, minutes: float) -> bool:
    """Join lines to a recording of so many minutes, or less when there are no more.

    Returns
    -------
    bool
        Whether there were any lines; the text lies beside the recording, one line a clip.
    """
    from assist.transcribe.audio import pieces

    said: list[str] = []
    written = 0
    unfinished = path.with_suffix(".part")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(unfinished), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        while written < minutes * 60 * RATE and (clip := next(lines, None)) is not None:
            try:
                parts = [samples for _, samples in pieces(clip.path)]
            except AssistError:
                continue  # one clip in the package holds no sound
            for samples in parts:
                sound.writeframes((samples * 32767).astype("<i2").tobytes())
                written += len(samples)
            gap = np.zeros(round(GAP * RATE), "<i2")
            sound.writeframes(gap.tobytes())
            written += len(gap)
            said.append(clip.text)
    if not said:
        unfinished.unlink()
        return False
    path.with_suffix(".txt").write_text("\n".join(said) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return True
