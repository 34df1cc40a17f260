"""The list of what was held back in a real browser, with a mouse, with keys and without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_pipeline import MARK
from support.server import free_port, start_site
from support.site import GOLD, Site, tone

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELD = [
    {"start": 3.0, "end": 4.0, "text": "Muziek", "reason": "Niemand zei dit."},
    {"start": 61.0, "end": 63.0, "text": "Dat wil ik niet.", "reason": "Niemand zei dit."},
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served session whose recording was heard, with two pieces held back."""
    data: Path = tmp_path_factory.mktemp("weggelaten")
    site = Site.open(data)
    session = {**json.loads(GOLD.read_bytes()), "held": HELD}
    path = site.ready("opname.wav", tone(90.0) + MARK + json.dumps(session).encode())
    site.store.close()
    port = free_port()
    process = start_site(data, port)
    yield f"http://127.0.0.1:{port}{path}"
    process.kill()
    process.wait()


def opened(browser: Browser, address: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(locale="nl-NL", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    return page


def put_back_and_undo(page: Page) -> None:
    rows = page.locator(".row").count()
    summary = page.locator("#left-out summary")
    expect(summary).to_have_text("Weggelaten: 2 stukken tekst")
    summary.click()
    piece = page.locator("#left-out li").filter(has_text="Dat wil ik niet.")
    piece.get_by_role("button", name="Zet terug").click()
    expect(page).to_have_url(re.compile(r"#u-\d+$"))
    expect(page.locator(".row")).to_have_count(rows + 1)
    row = page.locator(".row").filter(has_text="Dat wil ik niet.")
    expect(row).to_be_in_viewport()
    expect(summary).to_have_text("Weggelaten: 1 stuk tekst")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator(".row")).to_have_count(rows)
    expect(summary).to_have_text("Weggelaten: 2 stukken tekst")


def test_put_back_and_undone_with_a_mouse(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    put_back_and_undo(page)
    page.context.close()
    assert faults == []


def test_put_back_and_undone_without_scripts(browser: Browser, address: str) -> None:
    page = opened(browser, address, scripts=False)
    put_back_and_undo(page)
    page.context.close()


def test_undone_with_the_keyboard(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    rows = page.locator(".row").count()
    page.locator("#left-out summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # what it is played with
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(rows + 1)
    page.wait_for_load_state("load")  # the keys work once the scripts run
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(rows)
    page.context.close()


def test_a_click_on_the_time_plays_that_second(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("#left-out summary").click()
    page.locator("#left-out a.time").nth(1).click()
    page.wait_for_function("document.getElementById('player').currentTime >= 61")
    expect(page).to_have_url(address)
    page.context.close()


def test_it_can_be_used_by_everybody(browser: Browser, address: str) -> None:
    """axe finds no violation, on a desk and on a telephone."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    page = opened(browser, address)
    page.locator("#left-out summary").click()
    for width in (1200, 360):
        page.set_viewport_size({"width": width, "height": 700})
        found = Axe().run(page, options=options).response["violations"]
        assert [v["id"] for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
