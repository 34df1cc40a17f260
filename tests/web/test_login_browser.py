"""Accounts in a real browser, by keyboard; and what axe finds on their pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browsing import AXE_OPTIONS
from support.server import free_port, start_site
from support.site import GOLD
from support.team import PASSWORD, ROLES, cheaply

from assist.review.people import People
from assist.review.store import Store

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("server")
    store = Store.open(data)
    people = cheaply(People(store.engine))
    for login, role in ROLES.items():
        people.accounts.make(login, login.capitalize(), role, PASSWORD)
    store.close()
    port = free_port()
    process = start_site(data, port)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def at(browser: Browser, address: str, **how: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=address, locale="nl-NL", **how)
    page = context.new_page()
    return context, page


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """By keyboard alone: the field has the focus, Tab and Enter do the rest."""
    page.goto("/login")
    page.get_by_label("Inlognaam").focus()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def look(page: Page, name: str) -> None:
    """Keep a picture, for who wants to look."""
    if folder := os.environ.get("ASSIST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accounts_by_keyboard_and_axe(browser: Browser, address: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, object] = {}
    axe = Axe()

    def check(page: Page, name: str) -> None:
        look(page, f"{scheme}-{name}")
        result = axe.run(page, options=AXE_OPTIONS)
        for violation in result.response["violations"]:
            nodes = [n["html"][:160] for n in violation["nodes"]][:3]
            found[f"{name} {violation['id']}"] = nodes
        page.set_viewport_size({"width": 320, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[f"{name}, 320"] = "scrolls sideways"
        look(page, f"{scheme}-{name}-320")
        page.set_viewport_size({"width": 1280, "height": 900})

    context, page = at(browser, address, color_scheme=scheme)
    page.goto("/sessions/s-1/map")  # asked for without a log-in, and remembered
    expect(page).to_have_url(f"{address}/login?next=/sessions/s-1/map")
    check(page, "login")
    log_in(page, "anna", "niet het goede")
    expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    check(page, "login wrong")
    log_in(page, "anna")
    expect(page.get_by_role("link", name="Anna", exact=True)).to_be_visible()
    (cookie,) = [c for c in context.cookies() if c["name"] == "assist-login"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert page.evaluate("document.cookie") == ""

    page.goto("/accounts")
    check(page, "accounts")
    login = f"eva-{scheme}"
    page.get_by_label("Naam", exact=True).focus()
    page.keyboard.type(login.capitalize())
    page.keyboard.press("Tab")
    page.keyboard.type(login)
    page.get_by_role("button", name="Account maken").press("Enter")
    link = page.get_by_label("Geef deze link").input_value()
    check(page, "account of")

    invited, eva = at(browser, address, color_scheme=scheme)
    eva.goto(link)
    check(eva, "welcome")
    eva.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
    eva.get_by_label("Nog een keer").fill(PASSWORD)
    eva.keyboard.press("Enter")
    eva.get_by_role("link", name=login.capitalize(), exact=True).press("Enter")
    expect(eva.get_by_text("hier", exact=True)).to_be_visible()
    eva.get_by_label("Waarvoor is hij?").fill("Telling")
    eva.keyboard.press("Enter")
    assert eva.get_by_label("Uw nieuwe sleutel").input_value().startswith("assist_")
    check(eva, "account with a key")

    eva.goto("/")
    eva.locator("input[type=file]").first.set_input_files(
        {"name": "gesprek.json", "mimeType": "application/json", "buffer": GOLD.read_bytes()}
    )
    eva.get_by_role("button", name="Begin").click()
    eva.wait_for_url("**/sessions/s-*")
    session = eva.url.removeprefix(address).split("?")[0]
    # Until there is a map: the page that waits for one is made anew when it comes.
    expect(eva.locator("button[value=accept]").first).to_be_visible()
    eva.goto(f"{session}/share")
    check(eva, "share")
    eva.get_by_label("Wie", exact=True).select_option(label="Dirk (lezer)")
    eva.get_by_role("button", name="Delen").press("Enter")
    expect(eva.get_by_role("button", name="Weghalen Dirk")).to_be_visible()

    reading, dirk = at(browser, address, color_scheme=scheme)
    log_in(dirk, "dirk")
    dirk.goto(session)
    expect(dirk.locator("#transcript")).to_be_visible()
    check(dirk, "review of a reader")

    page.goto("/audit")
    expect(page.get_by_role("row").filter(has_text="sessie bekeken").first).to_be_visible()
    check(page, "audit")
    page.goto("/account")
    page.get_by_role("button", name="Overal uitloggen").press("Enter")
    expect(page.get_by_label("Inlognaam")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_label("Inlognaam")).to_be_visible()
    for each in (context, invited, reading):
        each.close()
    assert found == {}


def test_link_from_elsewhere_arrives_logged_in(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """A strict cookie does not come along with a link; the page asks for itself once more."""
    context, page = at(browser, address)
    log_in(page, "anna")
    expect(page.get_by_role("link", name="Anna", exact=True)).to_be_visible()
    other = address.replace("127.0.0.1", "localhost")  # to a browser another site
    page.goto(f"{other}/login")
    page.evaluate(
        "url => { const a = document.createElement('a'); a.href = url; a.textContent = 'verder';"
        " document.body.append(a); a.click(); }",
        f"{address}/accounts",
    )
    page.wait_for_url(f"{address}/accounts")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    context.close()
