"""A decision from click to confirmed on screen, and the first view, in a real Chromium.

Session of 2,000 utterances and 120 suggestions with sound, server in a process of its own. A
decision is timed in the page: from the click to the first frame that shows the card as decided.
A first view is a browser that was never here, from the request to the transcript on screen,
with what came over the wire (sound apart).

``python -m tests.benchmarks.review_speed``
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # for tests/support
from playwright.sync_api import Browser, Page, sync_playwright
from support.large_session import SUGGESTIONS, UTTERANCES, add_large_session
from support.server import free_port, start_site

from assist.review.store import Store

DECISIONS = 100
VIEWS = 9
TARGETS = {"decision": (100, 250), "view": (1000, 300)}  # ms median, 95th; ms, kB
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
# The card is replaced by the server's answer; the frame after it is what the user sees.
DECIDE = """(id) => new Promise((done) => {
  const yes = document.querySelector(`#${id} .yes`);
  yes.scrollIntoView({ block: "center" });
  const watch = new MutationObserver(() => {
    if (document.getElementById(id)?.dataset.status !== "accepted") return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  const began = performance.now();
  yes.click();
})"""
SEEN = """() => {
  const paints = performance.getEntriesByName("first-contentful-paint");
  const [page] = performance.getEntriesByType("navigation");
  return { painted: paints[0]?.startTime ?? NaN, ready: page.domContentLoadedEventEnd };
}"""


def decisions(page: Page, address: str, count: int) -> list[float]:
    """Milliseconds of each decision, one after the other."""
    page.goto(address)
    page.wait_for_load_state("load")
    times: list[float] = []
    while len(times) < count:
        waiting = page.locator(".card[data-status=suggested]").evaluate_all(
            "all => all.map((one) => one.id)"
        )
        for card in waiting[: count - len(times)]:
            times.append(page.evaluate(DECIDE, card))
            page.wait_for_timeout(150)
        if len(times) < count:
            before = page.locator(".row").count()
            page.locator(".row").last.scroll_into_view_if_needed()
            page.wait_for_timeout(1000)
            if page.locator(".row").count() == before and not waiting:
                break
    return times


def first_view(browser: Browser, address: str) -> tuple[float, float, float]:
    """Milliseconds to the first paint and to the page ready; kB over the wire but sound."""
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    link = context.new_cdp_session(page)
    link.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event.get("type", "")

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    link.on("Network.responseReceived", received)
    link.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1500)
    seen = page.evaluate(SEEN)
    context.close()
    wire = sum(size for name, size in sizes.items() if kinds.get(name) != "Media")
    return seen["painted"], seen["ready"], wire / 1000


def at(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=DECISIONS)
    parser.add_argument("--views", type=int, default=VIEWS)
    chosen = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(Path(name))
        session = add_large_session(store)
        store.close()
        port = free_port()
        process = start_site(Path(name), port)
        address = f"http://127.0.0.1:{port}/sessions/{session}"
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                views = [first_view(browser, address) for _ in range(chosen.views)]
                page = browser.new_context(locale="nl-NL").new_page()
                times = decisions(page, address, chosen.decisions)
                browser.close()
        finally:
            process.kill()
            process.wait()
    print(f"{UTTERANCES} utterances, {SUGGESTIONS} suggestions")
    print(
        f"a decision: {at(times, 0.5):.0f} ms median (at most {TARGETS['decision'][0]}),"
        f" {at(times, 0.95):.0f} ms at the 95th percentile (at most {TARGETS['decision'][1]}),"
        f" of {len(times)}"
    )
    painted, ready, wire = ([view[i] for view in views] for i in range(3))
    print(
        f"first view: painted after {at(painted, 0.5):.0f} ms, ready after {at(ready, 0.5):.0f} ms"
        f" median of {len(views)} (at most {TARGETS['view'][0]}); {at(wire, 0.5):.0f} kB"
        f" (at most {TARGETS['view'][1]})"
    )


if __name__ == "__main__":
    main()
