"""The accessibility statement, and colours that differ enough."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from support.site import Site, page

STATIC = Path(__file__).parents[2] / "assist" / "web" / "static"
INK = ("ink", "muted", "accent", "good", "bad", "both", "option")
GROUND = ("page", "panel", "good-tint", "bad-tint", "both-tint", "option-tint", "alert-tint", "now")


def palettes(file: str) -> list[dict[str, str]]:
    """Colours by name, of each block of the style sheet that sets the page's colour."""
    blocks = re.findall(r"\{([^{}]*--page:[^{}]*)\}", (STATIC / file).read_text(encoding="utf-8"))
    return [dict(re.findall(r"--([\w-]+):\s*(#\w+)", block)) for block in blocks]


def contrast(one: str, other: str) -> float:
    """Ratio of WCAG 2.2, from 1 to 21."""

    def light(colour: str) -> float:
        wide = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(wide[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("file", "least", "count"), [("assist.css", 4.5, 2), ("everyone.css", 7, 4)]
)
def test_every_ink_can_be_read_on_every_ground(file: str, least: float, count: int) -> None:
    found = palettes(file)
    assert len(found) == count
    for colours in found:
        pairs = [(colours[i], colours[g]) for i, g in product(INK, GROUND)]
        pairs.append((colours["on-accent"], colours["accent"]))
        assert min(contrast(colours["focus"], colours[g]) for g in GROUND) >= 3  # no text
        assert [(p, round(contrast(*p), 2)) for p in pairs if contrast(*p) < least] == []


def test_every_page_leads_to_the_statement(site: Site) -> None:
    path = site.ready()
    for where in ("/", path, f"{path}/map", "/help"):
        assert "/toegankelijkheid" in [a.attributes["href"] for a in page(site, where).all("a")]
    assert "WCAG 2.2" in page(site, "/toegankelijkheid").html


def test_more_contrast_is_chosen_without_scripts_kept_and_left_again(site: Site) -> None:
    assert "data-contrast" not in page(site, "/").all("html")[0].attributes
    answer = site.client.post("/toegankelijkheid", data={"contrast": "more"})
    assert answer.headers["location"] == "/toegankelijkheid#weergave"
    assert page(site, "/").all("html")[0].attributes["data-contrast"] == "more"
    boxes = page(site, "/toegankelijkheid").all("input", name="contrast")
    assert "checked" in boxes[0].attributes
    site.client.post("/toegankelijkheid", data={})
    assert "data-contrast" not in page(site, "/").all("html")[0].attributes


def test_a_broken_cookie_changes_nothing(site: Site) -> None:
    assert site.client.get("/", headers={"cookie": "a=b; \x01; assist-contrast"}).status_code == 200
