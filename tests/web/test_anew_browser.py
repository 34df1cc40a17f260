"""When the map is ready the page is made anew by itself, but never under somebody's hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.server import free_port, start_site
from support.site import GOLD

from assist.review.intake import Incoming
from assist.review.store import Store

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT = 30_000
SLOW = "0.5"  # seconds an utterance; some minutes in all, unless it is let go


class Work:
    """A server, and sessions of which the work goes on until it is let go."""

    def __init__(self, data: Path, address: str) -> None:
        self.data, self.address = data, address

    def pace(self, seconds: str) -> None:
        (self.data / "files" / "pace").write_text(seconds, encoding="utf-8")

    def begin(self, title: str) -> str:
        self.pace(SLOW)
        store = Store.open(self.data)
        with Incoming(store, "gesprek.json") as incoming:
            incoming.write(GOLD.read_bytes())
            session = incoming.keep(title=title)
        store.close()
        return f"{self.address}/sessions/{session}"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    data = tmp_path_factory.mktemp("opnieuw")
    (data / "files").mkdir()
    port = free_port()
    process = start_site(data, port)
    yield Work(data, f"http://127.0.0.1:{port}")
    process.kill()
    process.wait()


@pytest.fixture
def page(browser: Browser, work: Work) -> Iterator[Page]:
    context = browser.new_context(locale="nl-NL")
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    work.pace("0")
    context.close()
    assert faults == []


def begun(page: Page, work: Work, title: str) -> None:
    """Look at a session of which only the first words are there."""
    page.goto(work.begin(title))
    page.wait_for_selector("#transcript .row")
    page.wait_for_load_state("load")
    expect(page.locator("#whole")).to_be_visible()
    page.evaluate("document.documentElement.dataset.same = 1")


def ready(page: Page) -> None:
    """Another document, with the map; rows of it may have come into the first one already."""
    expect(page.locator("html[data-same]")).to_have_count(0)
    expect(page.locator("button[value=accept]").first).to_be_attached()


def test_what_somebody_types_stays_and_a_link_shows_the_map_at_once(page: Page, work: Work) -> None:
    begun(page, work, "Wie typt")
    page.locator("#filters summary").click()
    words = page.locator("#filters input").first
    words.fill("camera")
    work.pace("0")
    note = page.locator("#work-ended")
    expect(note).to_be_visible()
    expect(words).to_have_value("camera")
    expect(page.locator("html[data-same]")).to_have_count(1)
    page.get_by_role("link", name="Laat de nieuwe voorstellen zien").click()
    ready(page)


def test_an_open_window_stays_open_until_it_is_closed(page: Page, work: Work) -> None:
    begun(page, work, "Wie leest")
    page.locator("#open-help").click()
    work.pace("0")
    expect(page.locator("#work-ended")).to_be_visible()
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("html[data-same]")).to_have_count(1)
    page.keyboard.press("Escape")
    ready(page)


def test_a_button_that_is_held_down_is_still_there_when_it_is_let_go(
    page: Page, work: Work
) -> None:
    begun(page, work, "Wie klikt")
    page.locator("#filters").evaluate(
        "panel => panel.addEventListener('toggle', () => sessionStorage.setItem('opened', '1'))"
    )
    page.locator("#filters summary").hover()
    page.mouse.down()
    work.pace("0")
    expect(page.locator("#work-ended")).to_be_visible()
    page.mouse.up()
    ready(page)
    assert page.evaluate("sessionStorage.getItem('opened')")  # the click counted


def test_who_does_nothing_sees_the_map_by_itself(page: Page, work: Work) -> None:
    begun(page, work, "Wie wacht")
    work.pace("0")
    ready(page)


def test_the_list_of_sessions_keeps_what_did_not_change(page: Page, work: Work) -> None:
    begun(page, work, "Wie kijkt")
    page.goto(work.address)
    page.evaluate(
        "for (const item of document.querySelectorAll('#session-list li')) item.kept = true"
    )
    going = page.locator("#session-list li").filter(has_text="Wie kijkt")
    before = going.text_content()
    page.wait_for_function("was => !document.body.textContent.includes(was)", arg=before)
    kept = "[...document.querySelectorAll('#session-list li')].map(item => Boolean(item.kept))"
    assert page.evaluate(kept).count(False) == 1
