"""Make the README's pictures of the application anew: ``python docs/images/make.py``.

The example session, read by the program as a user has it, and a few decisions. Needs Debian's
Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

from assist.pipeline import Pipeline
from assist.review.store import Store
from assist.review.work import run_job
from assist.web.tour import take_example
from assist.web.who import OWNER

HERE = Path(__file__).parent
PORT = 8123
SIZE = {"width": 1280, "height": 860}
MOST = 300_000  # bytes a picture


def ready(data: Path) -> str:
    """The example in a fresh data folder, analysed; its address."""
    store = Store.open(data)
    session = take_example(store, OWNER)
    while (job := store.claim()) is not None:
        run_job(store, job, Pipeline())
    store.close()
    return f"http://127.0.0.1:{PORT}/sessions/{session}"


def saved(page: Page, name: str) -> None:
    path = HERE / name
    page.screenshot(path=path)
    Image.open(path).convert("RGB").save(path, optimize=True)
    if path.stat().st_size > MOST:
        raise SystemExit(f"{name} is too large: {path.stat().st_size} bytes")
    print(name, path.stat().st_size)


def review(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("load")
    for number, name in ((0, "Akkoord"), (1, "Afwijzen"), (2, "Akkoord")):
        card = page.locator(".card").nth(number)
        card.get_by_role("button", name=name).click()
        expect(card).not_to_have_attribute("data-status", "suggested")
    fourth = page.locator(".card").nth(3)
    fourth.locator(".why summary").click()
    fourth.focus()
    up_to(page, page.locator(".card").nth(2))
    saved(page, "review.png")


def up_to(page: Page, what: Locator) -> None:
    """Scroll until this stands at the top, below what stays in sight."""
    what.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 150)")
    page.wait_for_timeout(500)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as name:
        address = ready(Path(name))
        server = subprocess.Popen(
            [sys.executable, "-m", "assist", "serve", "--data", name, "--port", str(PORT)]
        )
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(address).close()
                    break
                except OSError:
                    time.sleep(0.1)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                page = browser.new_context(
                    locale="nl-NL", viewport=SIZE, reduced_motion="reduce"
                ).new_page()
                review(page, address)
                page.goto(f"{address}/map")
                page.wait_for_timeout(500)
                saved(page, "kaart.png")
                page.goto(f"{address}/report")
                up_to(page, page.get_by_role("heading", name="Effecten").first)
                saved(page, "verslag.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
