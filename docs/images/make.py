"""Make the README's pictures of the application anew: ``python docs/images/make.py``.

The example session, read by the program as a user has it, and a few decisions. Needs Debian's
Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from assist.pipeline import Pipeline
from assist.review.intake import Incoming
from assist.review.store import Store
from assist.review.work import run_job

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "assist" / "examples" / "voorbeeldsessie.json"
PORT = 8123
SIZE = {"width": 1280, "height": 860}
MOST = 300_000  # bytes a picture


def ready(data: Path) -> str:
    """The example in a fresh data folder, analysed; its address."""
    store = Store.open(data)
    with Incoming(store, EXAMPLE.name) as incoming:
        incoming.write(EXAMPLE.read_bytes())
        session = incoming.keep()
    while (job := store.claim()) is not None:
        run_job(store, job, Pipeline())
    store.close()
    return f"http://127.0.0.1:{PORT}/sessions/{session}"


def saved(page: Page, name: str) -> None:
    """A picture of few colours, so that it is small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = HERE / name
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST:
        raise SystemExit(f"{name} is too large: {path.stat().st_size} bytes")
    print(name, path.stat().st_size)


def review(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("load")
    for number, name in ((0, "Akkoord"), (1, "Akkoord"), (2, "Afwijzen")):
        card = page.locator(".card").nth(number)
        card.get_by_role("button", name=name).click()
        expect(card).not_to_have_attribute("data-status", "suggested")
    fourth = page.locator(".card").nth(3)
    fourth.locator(".why summary").click()
    page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, document.querySelectorAll('.card')[1].offsetTop)")
    fourth.focus()
    page.wait_for_timeout(400)
    saved(page, "review.png")


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
                page = browser.new_context(locale="nl-NL", viewport=SIZE).new_page()
                review(page, address)
                for place, picture in (("map", "kaart.png"), ("report", "verslag.png")):
                    page.goto(f"{address}/{place}")
                    page.wait_for_timeout(400)
                    saved(page, picture)
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
