"""The review of a long session in a real browser: parts, sound, filters, two windows at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browsing import SOUGHT
from support.fake_pipeline import lexicon
from support.large_session import add_large_session
from support.server import free_port, start_site

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from assist.review import changes
from assist.review.store import Store
from assist.web.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPOKEN = "[...CSS.highlights.get('spoken')].map(String).join(' ')"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lang")


@pytest.fixture(scope="module")
def session(data: Path) -> str:
    store = Store.open(data)
    made = add_large_session(store, 500, 60)
    store.close()
    return made


@pytest.fixture(scope="module")
def address(data: Path, session: str) -> Iterator[str]:
    port = free_port()
    process = start_site(data, port)
    yield f"http://127.0.0.1:{port}/sessions/{session}"
    process.kill()
    process.wait()


class Windows:
    """Opens pages; at the end all are closed and none met an error."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.pages: list[Page] = []
        self.faults: list[str] = []

    def open(self, where: str = "", *, scripts: bool = True) -> Page:
        context = self.browser.new_context(locale="nl-NL", java_script_enabled=scripts)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(where or self.address)
        self.pages.append(page)
        return page


@pytest.fixture
def windows(browser: Browser, address: str) -> Iterator[Windows]:
    made = Windows(browser, address)
    yield made
    for page in made.pages:
        page.context.close()
    assert made.faults == []


def ids(page: Page, what: str) -> list[str]:
    return page.locator(what).evaluate_all("all => all.map((one) => one.id)")


def test_parts_come_while_one_scrolls_steps_or_asks(windows: Windows, address: str) -> None:
    page = windows.open()
    assert ids(page, ".row") == [f"u-{n}" for n in range(1, 151)]
    page.mouse.move(600, 600)
    page.mouse.wheel(0, 100)
    page.locator("#u-150").scroll_into_view_if_needed()
    expect(page.locator("#u-300")).to_have_count(1)
    assert ids(page, ".row") == [f"u-{n}" for n in range(1, 301)]

    page.locator("#pager-top a[data-page='4']").click()  # far off: that part alone
    expect(page.locator("#u-451")).to_be_visible()
    assert ids(page, ".row")[0] == "u-451"
    expect(page).to_have_url(re.compile(r"page=4"))
    expect(page.locator("#pager-top [aria-current]")).to_have_attribute("data-page", "4")
    page.locator("#u-460 .time").scroll_into_view_if_needed()
    top = page.evaluate("document.getElementById('u-460').getBoundingClientRect().top")
    page.mouse.wheel(0, -1)
    page.locator("#u-451").scroll_into_view_if_needed()
    expect(page.locator("#u-301")).to_have_count(1)  # the part before, and nothing jumped
    assert top is not None
    assert ids(page, ".row") == [f"u-{n}" for n in range(301, 501)]

    page.goto(address)
    page.wait_for_load_state("load")
    order = page.locator("#transcript").get_attribute("data-index") or ""
    stepped = []
    for entry in order.split():
        page.keyboard.press("j")
        expect(page.locator(f"#s-{entry.split(':')[0]}")).to_be_focused()
        stepped.append(entry)
    assert len(stepped) == 60
    assert page.locator(".row").count() == 500


def test_a_link_to_a_statement_far_on_opens_its_part(windows: Windows, address: str) -> None:
    page = windows.open()
    far = (page.locator("#transcript").get_attribute("data-index") or "").split()[-1].split(":")[0]
    page.goto("about:blank")
    page.goto(f"{address}#s-{far}")
    expect(page.locator(f"#s-{far}")).to_be_focused()


def test_words_play_and_are_marked_with_mouse_and_keys(windows: Windows, address: str) -> None:
    page = windows.open()
    player = page.locator("#player")
    page.wait_for_function("document.getElementById('player').readyState >= 1")
    page.set_viewport_size({"width": 1280, "height": 1000})
    text = page.locator("#u-3 .text")
    words = (text.text_content() or "").split()
    place = next(i for i, word in enumerate(words) if i > 5 and words.count(word) == 1)
    at = text.evaluate(
        """(text, word) => { const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        const range = new Range();
        while (walker.nextNode()) {
          const place = walker.currentNode.data.indexOf(word);
          if (place < 0) continue;
          range.setStart(walker.currentNode, place + 1);
          range.setEnd(walker.currentNode, place + 2);
          const { x, y } = range.getBoundingClientRect();
          return [x + 1, y + 8];
        } }""",
        words[place],
    )
    player.evaluate(SOUGHT)
    page.mouse.click(*at)
    start = float(page.locator("#u-3").get_attribute("data-start") or 0)
    expect(page.locator("#u-3.playing")).to_have_count(1)
    (now,) = player.evaluate("p => p.sought")
    assert start + place / 2.9 - 0.05 <= now < start + place / 2.9 + 8
    page.wait_for_function(
        f"""() => {{ const spoken = {SPOKEN};
        return spoken && document.querySelector(".row.playing .text").textContent.includes(spoken);
        }}"""
    )

    page.locator("h1").click()
    page.keyboard.press("p")
    page.wait_for_function("document.getElementById('player').paused")
    for key, by in (("ArrowRight", 5), ("ArrowRight", 5), ("ArrowLeft", -5)):
        before = player.evaluate("p => p.currentTime")
        page.keyboard.press(key)
        page.wait_for_function(
            "to => Math.abs(document.getElementById('player').currentTime - to) < 0.1",
            arg=before + by,
        )
    page.keyboard.press(".")
    page.wait_for_function("document.getElementById('player').playbackRate === 1.25")
    page.keyboard.press(".")
    page.wait_for_function("document.getElementById('player').playbackRate === 1.5")
    page.keyboard.press(",")
    page.wait_for_function("document.getElementById('player').playbackRate === 1.25")
    expect(page.locator("#said")).to_have_text("1,25×")

    end, after = (
        float(page.locator(row).get_attribute(name) or 0)
        for row, name in (("#u-40", "data-end"), ("#u-41", "data-start"))
    )
    assert after - end > 5
    page.keyboard.press("t")
    expect(page.locator("#skip-silence")).to_be_checked()
    player.evaluate("(p, at) => { p.sought = []; p.currentTime = at; p.play(); }", end - 0.2)
    page.wait_for_function(
        "at => document.getElementById('player').currentTime > at", arg=after - 0.3
    )
    leaps = player.evaluate("p => p.sought")
    assert len(leaps) == 2  # to where it began, and over the silence
    assert leaps[1] > after - 0.5


def test_playing_goes_on_into_the_next_part(windows: Windows, address: str) -> None:
    page = windows.open()
    page.wait_for_function("document.getElementById('player').readyState >= 1")
    page.locator("#u-150 .time").click()
    expect(page.locator("#u-150.playing")).to_have_count(1)
    page.locator("#player").evaluate(
        "(p, at) => { p.currentTime = at; }",
        float(page.locator("#u-150").get_attribute("data-end") or 0) - 0.3,
    )
    expect(page.locator("#u-151.playing")).to_be_in_viewport()


def test_the_filter_works_at_once_and_its_address_is_the_same_page(
    windows: Windows, address: str
) -> None:
    page = windows.open()
    page.wait_for_load_state("load")
    page.keyboard.press("f")
    expect(page.locator("#f-state")).to_be_focused()
    page.locator("#f-kind").select_option("option")
    expect(page).to_have_url(re.compile(r"\?kind=option$"))
    expect(page.locator("#said")).to_contain_text("18 van 60 voorstellen")
    shown = ids(page, ".card")
    assert len(shown) == 18
    assert all(name.startswith("s-o-") for name in shown)
    first = page.locator(".card").first
    first.get_by_role("button", name="Afwijzen").first.click()
    expect(page.locator(".card").first).to_have_attribute("data-status", "rejected")
    assert ids(page, ".card") == shown  # no other statement of that row came along
    plain = windows.open(page.url, scripts=False)
    assert ids(plain, ".card") == shown
    page.locator("#filter-off").click()
    expect(page.locator(".row")).to_have_count(150)
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("#bar")).to_contain_text("0 van 60")


def test_without_scripts_parts_and_filter_are_links_and_a_form(
    windows: Windows, address: str
) -> None:
    page = windows.open(scripts=False)
    page.locator("#pager-bottom").get_by_role("link", name="Volgend deel").click()
    assert ids(page, ".row")[0] == "u-151"
    page.locator("#filters summary").click()
    page.get_by_label("Woorden in de tekst").fill("camera")
    page.get_by_role("button", name="Tonen").click()
    rows = page.locator(".row .text").all_text_contents()
    assert rows
    assert all("camera" in text.lower() for text in rows)


def test_two_windows_see_each_other_and_settle_what_they_differ_on(
    windows: Windows, data: Path, session: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one, other = windows.open(), windows.open()
    expect(one.locator("#others")).to_have_text("Ook hier: uzelf in een ander venster")
    target = ids(one, ".card")[0]
    other.locator(f"#{target}").get_by_role("button", name="Akkoord").first.click()
    expect(one.locator(f"#{target}[data-status=accepted]")).to_have_count(1)
    expect(one.locator("#bar")).to_contain_text("1 van 60")

    store = Store(data)  # somebody else, in another process, who had not seen that
    desk = Desk(store, lexicon())
    seen = len(store.log(session)) - 1
    name = target.removeprefix("s-")
    desk.decide(
        session,
        lambda shown: changes.judge(shown.suggestions, desk.statement(shown, name), "reject"),
        "Anna",
        seen,
    )
    store.close()
    for page in (one, other):
        card = page.locator(f"#{target}")
        expect(card.locator(".dispute")).to_contain_text("Twee versies van: Besluit")
        expect(card.locator(".dispute li")).to_have_count(2)
        expect(card.locator(".dispute")).to_contain_text("Anna")
    expect(one.locator("#others-last")).to_contain_text("Anna")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(one, options={"runOnly": {"type": "tag", "values": tags}}).response
    assert [v["id"] for v in found["violations"]] == []
    one.set_viewport_size({"width": 320, "height": 700})
    assert one.evaluate("document.documentElement.scrollWidth") == 320
    other.locator(f"#{target} .dispute li").filter(has_text="akkoord").get_by_role("button").click()
    expect(one.locator(f"#{target}[data-status=accepted]")).to_have_count(1)
    expect(one.locator(".dispute")).to_have_count(0)
    other.close()
    expect(one.locator("#others")).to_have_text("")
