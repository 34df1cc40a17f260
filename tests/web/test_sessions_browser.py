"""Uploading and the tour as users meet them: a connection that breaks, a reload, a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browsing import TAGS
from support.server import free_port, start_site
from support.site import GOLD, recording

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, Request, Route, expect

from assist.core.files import write_text
from assist.review.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Server:
    """The application in a process of its own, always at the same address."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = start_site(self.data, self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "plek")
    yield made
    made.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.address, locale="nl-NL")
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    expected = ("status of 4", "ERR_CONNECTION", "ERR_FAILED", "ERR_EMPTY_RESPONSE", "net::ERR")
    assert [f for f in faults if not any(e in f for e in expected)] == []


def accessible(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page,
        options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]},
    )
    assert found.response["violations"] == []


def test_a_recording_goes_on_after_a_break_a_restart_and_a_reload(
    page: Page, server: Server, tmp_path: Path
) -> None:
    big = tmp_path / "lange dialoog.wav"
    big.write_bytes(recording(2400))  # 38 MB: five pieces
    size = big.stat().st_size
    breaks: list[int] = []

    def unsteady(route: Route) -> None:
        """The connection breaks at two pieces; at the third the server dies."""
        offset = int(route.request.headers["upload-offset"])
        if offset not in breaks and len(breaks) < 2:
            breaks.append(offset)
            route.abort("connectionreset")
            return
        if offset > breaks[-1] and len(breaks) == 2:
            breaks.append(offset)
            server.kill()
        route.continue_()

    page.goto("/")
    page.route(re.compile("/uploads/[0-9a-f]+$"), unsteady)
    page.set_input_files("#file", big)
    expect(page.locator("#chosen .name")).to_have_text("lange dialoog.wav")
    page.get_by_label("Technologie").fill("zorgrobots")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#chosen .how")).to_contain_text("verbinding weg")
    while len(breaks) < 3:
        page.wait_for_timeout(100)
    expect(page.locator("#chosen .how")).to_contain_text("verbinding weg")
    slow = page.context.new_cdp_session(page)  # or what is left is in before the reload
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_000_000},
    )
    server.start()  # while the page waits, it is there again
    expect(page.locator("#chosen .how")).to_contain_text("% binnen")
    # And now the page is loaded anew: what came is there, and the same file goes on.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")
    slow.send("Network.disable")
    expect(page.locator("#waiting-list")).to_contain_text("lange dialoog.wav")
    first: list[int] = []

    def offsets(request: Request) -> None:
        if request.method == "PATCH":
            first.append(int(request.headers["upload-offset"]))

    page.on("request", offsets)
    page.set_input_files("#file", big)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile("/sessions/s-"))
    assert first
    assert first[0] >= breaks[-1]  # nothing that was confirmed is sent again
    store = Store(server.data)
    (listed,) = store.sessions()
    assert listed.source
    assert (listed.technology, listed.source.size) == ("zorgrobots", size)  # told before the reload
    assert (store.files / listed.source.stored).read_bytes() == big.read_bytes()
    store.close()


def test_first_run_example_tour_and_several_files(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.goto("/")
    accessible(page)
    page.get_by_role("button", name="Open de voorbeeldsessie").focus()
    page.keyboard.press("Enter")
    # Until there is a map: the page that waits for one is made anew when it comes.
    expect(page.locator("button[value=accept]").first).to_be_visible()
    page.wait_for_load_state("load")
    offer = page.get_by_role("link", name="Rondleiding van twee minuten")
    offer.focus()
    page.keyboard.press("Enter")
    tour = page.locator("#tour")
    for number, title in enumerate(
        ("Wat er is gezegd", "Een voorstel", "Waarom dit voorstel", "Beslissen",
         "Hoe ver u bent", "Kaart en verslag"), 1,
    ):  # fmt: skip
        heading = tour.get_by_role("heading", name=title, exact=True)
        expect(heading).to_be_focused()
        expect(tour).to_contain_text(f"stap {number} van 6")
        expect(page.locator(".tour-target")).to_have_count(1)
        expect(page.locator(".tour-target")).to_be_in_viewport()
        if number == 3:
            accessible(page)
            page.keyboard.press("a")  # a letter in the tour decides nothing
            page.keyboard.press("ArrowLeft")
            expect(tour.get_by_role("heading", name="Een voorstel")).to_be_focused()
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    expect(tour).to_be_hidden()
    expect(page.locator(".tour-target")).to_have_count(0)
    expect(page.locator("#bar")).to_contain_text("0 van")
    page.reload()
    expect(page.locator("#tour-offer")).to_be_hidden()  # remembered
    page.goto(page.url + "#tour")
    page.reload()
    expect(tour).to_be_visible()  # and still there for who asks
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()

    pace = server.data / "files" / "pace"
    write_text(pace, "2", force=True)  # it is not done before what follows
    page.goto("/")
    names = ("avond een.json", "avond een.wav", "avond twee.json")
    for name in names:
        data = recording(2) if name.endswith("wav") else GOLD.read_bytes() + name.encode()[:0]
        (tmp_path / name).write_bytes(data)
    page.set_input_files("#file", [tmp_path / name for name in names])
    expect(page.locator("#chosen li")).to_have_count(3)
    expect(page.locator("#chosen")).to_contain_text("hoort bij avond een.json")
    page.get_by_role("button", name="avond twee.json niet toevoegen").click()
    expect(page.locator("#chosen li")).to_have_count(2)
    page.set_input_files("#file", tmp_path / names[2])
    expect(page.locator("#chosen li")).to_have_count(3)
    accessible(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#session-list li")).to_have_count(3)
    expect(page.locator("#session-list")).to_contain_text("1 sessie gaat voor")
    accessible(page)
    page.get_by_role("link", name="Avond een").click()
    expect(page.locator("#work")).to_contain_text("Bezig")
    before = page.locator("#heard").inner_text()
    expect(page.locator("#heard")).not_to_have_text(before)  # live
    page.get_by_role("link", name="Kaart").click()
    expect(page.locator("main")).to_contain_text("De kaart staat hier zodra")
    page.get_by_role("button", name="Pauzeren").click()
    expect(page.locator("#work")).to_contain_text("Gepauzeerd")
    write_text(pace, "0", force=True)
    page.get_by_role("button", name="Verdergaan").click()
    # Until there is a map: the page that waits for one is made anew when it comes.
    expect(page.locator("button[value=accept]").first).to_be_visible()
    page.get_by_role("link", name="Gegevens", exact=True).click()
    expect(page.locator("main")).to_contain_text("avond een.wav")
    accessible(page)


def test_a_refusal_stands_with_the_file(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto("/")
    for name in ("a.exe", "leeg.txt"):
        (tmp_path / name).write_bytes(b"x" if name == "a.exe" else b"")
    page.set_input_files("#file", tmp_path / "a.exe")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#upload-error")).to_contain_text("a.exe")
    expect(page.locator("#chosen li")).to_have_class(re.compile("failed"))
    page.get_by_role("button", name="a.exe niet toevoegen").click()
    expect(page.locator("#file")).to_be_focused()
    page.set_input_files("#file", tmp_path / "leeg.txt")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#upload-error")).to_contain_text("leeg.txt")
    accessible(page)
    assert Store(server.data).sessions() == []
