"""The map as pictures, for documents that cannot hold SVG."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

SCALE = 2.0
"""Dots per unit of the SVG: 227 to an inch when 760 units fill a page; Word prints 220."""
SCALE_OF_MANY = 1.5
FEW = 4
"""More pictures than this are painted coarser, and by processes of their own."""
COLOURS = 256
"""In the picture; text and lines look the same as with all, in a third of the bytes."""
_PATIENCE = 120.0  # seconds for a painter
_TURN = threading.BoundedSemaphore(2)  # reports that are painted at once, however many ask


def to_pngs(svgs: Sequence[str]) -> list[bytes]:
    """Paint pictures with the fonts of this computer.

    Parameters
    ----------
    svgs : sequence of str
        With a ``viewBox``; better without a style sheet, which is slow on a large map.

    Returns
    -------
    list of bytes
        PNG on white, in the same order. The same fonts give the same bytes.

    Notes
    -----
    The painter keeps the interpreter to itself while it works. Many pictures at once would
    hold up everything else in a server, so these go to other processes, side by side.
    """
    if len(svgs) <= FEW:
        return [to_png(svg) for svg in svgs]
    hands = max(1, min(os.cpu_count() or 1, 4, len(svgs) // 3))
    made: list[bytes] = [b""] * len(svgs)
    with _TURN:
        painters = [_Painter(svgs[first::hands]) for first in range(hands)]
        for first, painter in enumerate(painters):
            made[first::hands] = painter.wait()
    return made


def to_png(svg: str, *, scale: float = SCALE) -> bytes:
    """Paint one picture, here and now; ``scale`` in dots a unit."""
    import resvg_py
    from PIL import Image

    # matplotlib brings DejaVu: letters also on a computer without fonts.
    spec = find_spec("matplotlib")
    folders = [
        str(Path(place) / "mpl-data" / "fonts" / "ttf")
        for place in (spec.submodule_search_locations or () if spec else ())
    ]
    painted = bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=scale,
            font_dirs=folders,
            sans_serif_family="DejaVu Sans",
        )
    )
    made = io.BytesIO()
    with Image.open(io.BytesIO(painted)) as picture:
        # Maximum coverage keeps rare colours, such as that of a single sign.
        few = picture.convert("RGB").quantize(
            COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        few.save(made, "PNG")
    return made.getvalue()


class _Painter:
    """Another process that paints some pictures; this one does it when that fails."""

    def __init__(self, svgs: Sequence[str]) -> None:
        self._svgs = svgs
        home = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                env={**os.environ, "PYTHONPATH": paths},
            )
        except OSError:  # no memory or no right to start one
            return
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(list(svgs)).encode())
            self._process.stdin.close()
        except OSError:  # it ended at once; `wait` finds too little
            pass

    def wait(self) -> list[bytes]:
        painted: list[bytes] = []
        if self._process is not None:
            assert self._process.stdout is not None
            self._process.stdin = None
            try:
                out, _err = self._process.communicate(timeout=_PATIENCE)
                painted = list(_unpacked(out))
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        rest = self._svgs[len(painted) :]
        return [*painted, *(to_png(svg, scale=SCALE_OF_MANY) for svg in rest)]


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """Pictures, each after its length in eight bytes; one that was cut off is left out."""
    at = 0
    while at + 8 <= len(packed):
        size = int.from_bytes(packed[at : at + 8], "big")
        if at + 8 + size > len(packed):
            return
        yield packed[at + 8 : at + 8 + size]
        at += 8 + size


def _paint_for_another() -> None:
    for svg in json.loads(sys.stdin.buffer.read()):
        painted = to_png(svg, scale=SCALE_OF_MANY)
        sys.stdout.buffer.write(len(painted).to_bytes(8, "big") + painted)


if __name__ == "__main__":
    _paint_for_another()
