"""Every colour of a drawing has one in its place on a screen; the drawing itself stays light."""

from __future__ import annotations

import re
from pathlib import Path

from support.large_maps import map_of

from assist.valuemap.svg import ALONE, DOMAIN, HUES, INK, MUTED, PAPER, SIGNS, draw

STYLES = Path(__file__).parents[2] / "assist" / "web" / "static" / "drawing.css"


def test_no_colour_of_a_drawing_is_left_as_it_is() -> None:
    styles = STYLES.read_text(encoding="utf-8")
    mapped = set(re.findall(r'\[(fill|stroke)="(#\w{6})"\] \{ \1: var', styles))
    drawn = {
        found
        for still in (False, True)
        for found in re.findall(r'(fill|stroke)="(#\w{6})"', draw(map_of(60), still=still))
    }
    for line, tint in (*SIGNS.values(), *HUES, ALONE, DOMAIN):
        drawn |= {("fill", line), ("stroke", line), ("fill", tint)}
    drawn |= {("fill", INK), ("fill", MUTED), ("fill", PAPER), ("stroke", PAPER)}
    assert drawn - mapped == set()
    assert mapped - drawn == set()  # none that is drawn no longer
