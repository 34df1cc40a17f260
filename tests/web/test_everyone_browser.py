"""For everyone: every page that links lead to, in every look, as axe sees it and on any width.

The pages are found by following links, so that a new page is looked at by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from support.browsing import TAGS
from support.crawl import kind_of, pages
from support.fake_pipeline import FakePipeline
from support.server import free_port, start_site
from support.site import GOLD, recording
from support.team import PASSWORD, cheaply

from assist.review.changes import Wish
from assist.review.intake import Incoming
from assist.review.people import People
from assist.review.store import Store
from assist.review.work import run_job

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHOLE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "own colours": {"forced_colors": "active"},
}
PLAIN: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "reduced_motion": "no-preference",
}
WIDTHS = (1280, 640, 320)  # as it is, at 200 % and at 400 %
SPACING = """() => { for (const e of document.querySelectorAll("main *")) {
  e.style.lineHeight = "1.5"; e.style.letterSpacing = ".12em"; e.style.wordSpacing = ".16em"; } }"""
MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
  const s = getComputedStyle(e), long = (t) => t.split(",").some((d) => parseFloat(d) > .05);
  return (s.animationName !== "none" && long(s.animationDuration)) || long(s.transitionDuration);
}).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with accounts, and with sessions in every state."""
    data = tmp_path_factory.mktemp("iedereen")
    store = Store.open(data)
    cheaply(People(store.engine)).accounts.make("beheer", "Beheer", "administrator", PASSWORD)
    for name, content, title in (
        ("opname.wav", recording(60.0), "Zes camera's op het dak"),
        ("mislukt.json", b"geen json", "Mislukt"),
    ):
        with Incoming(store, name) as incoming:
            incoming.write(content)
            incoming.keep(title=title)
    while (job := store.claim()) is not None:
        run_job(store, job, FakePipeline())
    with Incoming(store, "gepauzeerd.json") as incoming:
        incoming.write(GOLD.read_bytes())
        store.pause(incoming.keep(title="Gepauzeerd"))
    _decide(store)
    store.close()
    port = free_port()
    process = start_site(data, port)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def _decide(store: Store) -> None:
    """Some of everything, so that pages show it."""
    from support.fake_pipeline import lexicon

    from assist.review import changes, remarks
    from assist.web.desk import Desk

    desk = Desk(store, lexicon())
    session = next(s.id for s in store.sessions() if s.job and s.job.state == "done")

    def first(place: int, wish: Any) -> None:
        def wanted(shown: Any) -> Wish | None:
            statement = shown.valuemap.statements[place]
            made: Wish | None = wish(shown, statement)
            return made

        desk.decide(session, wanted, "Beheer")

    first(0, lambda shown, s: changes.judge(shown.suggestions, s, "accept"))
    first(1, lambda shown, s: changes.judge(shown.suggestions, s, "reject"))
    edit = {"wording": "In eigen woorden", "values": ["een eigen waarde"]}
    first(2, lambda shown, s: changes.edit(shown.suggestions, s, edit))
    first(3, lambda shown, s: remarks.comment(shown.suggestions, s, "Klopt dit wel?"))


def addresses(server: str, cookies: list[dict[str, Any]]) -> list[str]:
    """One address of each kind of page, also those for who is not logged in."""
    kept = {c["name"]: c["value"] for c in cookies}
    host = server.removeprefix("http://")
    with httpx.Client(base_url=server, cookies=kept, timeout=60) as client:
        own = [link for p in pages(client, "/", most=1) for link in p.links]
        sessions = [urlsplit(link).path for link in own if "/sessions/" in link]
        seen = [p.address for p in pages(client, "/", *sessions, each=2, host=host)]
    kinds: dict[str, str] = {}
    for address in seen:
        if "/download/" not in address and address not in sessions:
            kinds.setdefault(kind_of(address), address)
    return [*kinds.values(), *sessions, "/nergens"]


def log_in(browser: Browser, server: str, **how: Any) -> Page:
    page = browser.new_context(base_url=server, **{"locale": "nl-NL", **how}).new_page()
    page.goto("/login")
    page.locator("[name=login]").fill("beheer")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(server + "/")
    return page


def violations(axe: Any, page: Page, options: dict[str, Any]) -> list[Any]:
    found = axe.run(page, options=options).response["violations"]
    return [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]


def test_axe_finds_nothing_on_any_page_in_any_look(browser: Browser, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = log_in(browser, address)
    axe, found = Axe(), dict[str, Any]()
    every = addresses(address, page.context.cookies())
    assert len(every) > 20
    for where in every:
        page.emulate_media(**PLAIN)
        page.goto(where)
        found[where] = violations(axe, page, WHOLE)
        for look, media in LOOKS.items():
            page.emulate_media(**{**PLAIN, **media})
            found[f"{where}, {look}"] = violations(axe, page, COLOURS)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{kind_of(where).replace('/', '_')}.png")
    page.emulate_media(**PLAIN)
    page.goto("/?lang=en")
    for where in every:
        page.goto(where)
        assert page.locator("html").get_attribute("lang") == "en"
        found[f"{where}, English"] = violations(axe, page, WHOLE)
    page.context.close()
    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_sticks_out_however_wide_large_or_spaced(browser: Browser, address: str) -> None:
    page = log_in(browser, address, reduced_motion="reduce")
    found: list[tuple[str, str]] = []
    for where in addresses(address, page.context.cookies()):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(where)
        if moving := page.evaluate(MOVING):
            found.append((where, f"moves: {moving[:2]}"))
        for spaced in (False, True):
            if spaced:
                page.evaluate(SPACING)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 700})
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append((where, f"{wide} on {width}{', spaced' if spaced else ''}"))
                    if folder := os.environ.get("SHOTS"):
                        name = f"wide-{width}-{kind_of(where).replace('/', '_')}.png"
                        page.screenshot(path=Path(folder) / name)
    page.context.close()
    assert found == []
