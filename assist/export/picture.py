"""The map as a picture for documents that cannot hold SVG."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

SCALE = 2.0
"""Dots per unit of the SVG: 227 to an inch when 760 units fill a page; Word prints 220."""
COLOURS = 256
"""In the picture; text and lines look the same as with all, in a third of the bytes."""


def to_png(svg: str) -> bytes:
    """Paint an SVG with the fonts of this computer.

    Parameters
    ----------
    svg : str
        With a ``viewBox``; better without a style sheet, which is slow on a large map.

    Returns
    -------
    bytes
        PNG on white. The same fonts give the same bytes.
    """
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
            zoom=SCALE,
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
