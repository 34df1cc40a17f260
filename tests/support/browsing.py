"""How a real browser is started for tests, and what axe is asked."""

from __future__ import annotations

from support.waiting import PATIENCE

WAIT = 1000 * PATIENCE / 3  # milliseconds, for one step of a page
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SOUGHT = """player => { player.sought = [];
player.addEventListener("seeking", () => player.sought.push(player.currentTime)); }"""
LAID_OUT = "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
