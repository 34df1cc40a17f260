"""The map as a picture for documents that cannot hold SVG."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

SCALE = 2.0
"""Dots per unit of the SVG: sharp in print at the width of a page."""


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

    # matplotlib brings DejaVu: letters also on a computer without fonts.
    spec = find_spec("matplotlib")
    folders = [
        str(Path(place) / "mpl-data" / "fonts" / "ttf")
        for place in (spec.submodule_search_locations or () if spec else ())
    ]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=SCALE,
            font_dirs=folders,
            sans_serif_family="DejaVu Sans",
        )
    )
