"""The review application as its users meet it: in a real browser."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browsing import AXE_OPTIONS, SOUGHT
from support.fake_pipeline import FakePipeline, hold_at
from support.server import free_port, start_site
from support.site import GOLD, Site, recording
from support.waiting import until

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from assist.core.files import write_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Server:
    """The application in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = start_site(self.data, self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def pace(self, seconds: float) -> None:
        write_text(self.data / "files" / "pace", str(seconds), force=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("plek"))
    yield made
    made.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in Dutch that must not meet one error, a blocked script or style included."""
    context = browser.new_context(base_url=server.address, locale="nl-NL")
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    # Refused, or killed, on purpose.
    expected = ("status of 4", "ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED")
    assert [f for f in faults if not any(e in f for e in expected)] == []


def session(server: Server, name: str = "sessie.json", data: bytes = b"") -> str:
    """Address of a fresh session that is ready to be reviewed."""
    from assist.review.intake import Incoming
    from assist.review.store import Store
    from assist.review.work import run_job

    store = Store(server.data)
    with Incoming(store, name) as incoming:
        incoming.write(data or GOLD.read_bytes())
        made = incoming.keep(title="Zes camera's op het dak", technology="scanauto's")
    while (job := store.claim()) is not None:  # unless the server's own worker was quicker
        run_job(store, job, FakePipeline())
    until(lambda: store.session(made).job.ended)
    store.close()
    return f"/sessions/{made}"


def drop(page: Page, name: str, text: str) -> None:
    """Drag a file onto the box."""
    transfer = page.evaluate_handle(
        """([name, text]) => { const t = new DataTransfer();
        t.items.add(new File([text], name)); return t; }""",
        [name, text],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("#drop", event, {"dataTransfer": transfer})


def status(page: Page, number: int) -> str:
    return page.locator(".card").nth(number).get_attribute("data-status") or ""


def test_drop_a_transcript_watch_it_work_and_find_the_suggestions(
    page: Page, server: Server
) -> None:
    server.pace(1)  # work that outlasts a reload on a busy machine
    try:
        page.goto("/")
        page.get_by_label("Titel").fill("Gesleept")
        drop(page, "gesprek.json", GOLD.read_text(encoding="utf-8"))
        page.get_by_role("button", name="Begin").click()
        expect(page.locator(".card").first).to_be_visible()  # beside its words
        before = page.locator(".card").count()
        page.reload()  # nothing is lost by looking away
        expect(page.locator(".card").nth(before)).to_be_visible()  # and more comes
        expect(page.locator("#whole")).to_be_visible()  # while the work goes on
        server.pace(0)
        expect(page.locator(".card button[value=accept]").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("Gesleept")
        expect(page.locator(".card").nth(30)).to_be_attached()
    finally:
        server.pace(0)


def test_refused_upload_says_why_on_the_same_page(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    big = tmp_path / "a.exe"
    big.write_bytes(bytes(10_000_000))  # it is refused long before all of it has come
    page.set_input_files("#file", big)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#upload-error")).to_contain_text("a.exe")
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()


def test_accept_reject_change_undo_by_mouse(page: Page, server: Server) -> None:
    page.goto(session(server))
    first, second = page.locator(".card").nth(0), page.locator(".card").nth(1)
    first.get_by_role("button", name="Akkoord").click()
    expect(first.locator(".status")).to_contain_text("akkoord")
    expect(page.locator("#said")).to_contain_text("Akkoord: “")
    second.get_by_role("button", name="Afwijzen").click()
    expect(second.locator(".status")).to_contain_text("afgewezen")
    first.get_by_role("link", name="Wijzigen").click()
    dialog = page.locator("#form-dialog")
    dialog.get_by_label("allebei").check()
    dialog.get_by_label("Andere waarden").fill("rust, privacy")
    dialog.get_by_label("Woorden van de spreker").fill("dat zei niemand")
    dialog.get_by_role("button", name="Bewaren").click()
    expect(dialog.get_by_role("alert")).to_contain_text("letterlijk")
    dialog.get_by_label("Woorden van de spreker").fill("volgend jaar rijdt ie langs")
    dialog.get_by_role("button", name="Bewaren").click()
    expect(dialog).to_be_hidden()
    expect(first).to_contain_text("aangepast")
    expect(first.locator(".values")).to_contain_text("rust")
    expect(page.locator("mark").first).to_have_text("volgend jaar rijdt ie langs")
    expect(page.locator("#bar")).to_contain_text("2 van")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(first.locator(".side")).to_contain_text("negatief")
    page.get_by_role("button", name="Opnieuw", exact=True).click()
    expect(first.locator(".side")).to_contain_text("allebei")
    page.reload()
    assert [status(page, 0), status(page, 1)] == ["edited", "rejected"]


def select(page: Page, row: str, words: str) -> None:
    """Select words in an utterance, as a mouse does."""
    page.locator(f"{row} .text").scroll_into_view_if_needed()
    page.evaluate(
        """([row, words]) => {
        const text = document.querySelector(row + " .text");
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const at = walker.currentNode.data.indexOf(words);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + words.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }}""",
        [row, words],
    )


def test_selected_words_become_an_effect_and_the_map_shows_it(page: Page, server: Server) -> None:
    page.goto(session(server))
    page.get_by_text("Kaart meekijken").click()
    effects = page.locator("#map-panel .node.effect")
    expect(effects.first).to_be_visible()
    before = effects.count()
    select(page, "#u-4", "ze rijden elektrisch")
    page.locator("#selection").get_by_role("button", name="Effect").click()
    dialog = page.locator("#form-dialog")
    expect(dialog.get_by_label("Woorden van de spreker")).to_have_value("ze rijden elektrisch")
    dialog.get_by_label("positief").check()
    dialog.get_by_label("Andere waarden").fill("duurzaamheid")
    dialog.get_by_role("button", name="Toevoegen").click()
    card = page.locator("#u-4 .card")
    expect(card).to_contain_text("zelf toegevoegd")
    expect(card).to_be_focused()
    expect(page.locator("#u-4 mark")).to_have_text("ze rijden elektrisch")
    expect(effects).to_have_count(before + 1)
    expect(page.locator("#map-panel")).to_contain_text("duurzaamheid")
    card.get_by_role("button", name="Afwijzen").click()
    expect(effects).to_have_count(before)


def test_click_on_a_quote_plays_that_second(page: Page, server: Server) -> None:
    page.goto(session(server, "opname.wav", recording()))
    page.wait_for_function("document.getElementById('player').readyState >= 1")
    assert page.evaluate("document.getElementById('player').duration") == pytest.approx(1500, 1)
    page.locator("#player").evaluate(SOUGHT)
    for at in (2, 30, 5):  # far ahead, and back
        mark = page.locator("mark").nth(at)
        second = float(mark.get_attribute("data-seconds"))
        mark.click()
        page.wait_for_function(
            """second => { const p = document.getElementById('player');
            return !p.paused && p.currentTime > second && Math.abs(p.sought.at(-1) - second) < 5;
            }""",
            arg=second,
        )
    expect(page.locator(".row.playing")).to_have_count(1)
    page.keyboard.press("p")
    assert page.evaluate("document.getElementById('player').paused")
    page.locator("#u-2 .time").click()
    page.wait_for_function("document.getElementById('player').currentTime > 9")


def test_report_comes_down(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(session(server))
    page.get_by_role("link", name="Verslag").click()
    with page.expect_download() as waiting:  # it draws the map, the first time
        page.get_by_role("link", name="Verslag (Word)").click()
    made = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(made)
    assert made.name == "zes-cameras-op-het-dak.docx"
    with zipfile.ZipFile(made) as parts:
        assert "Zes camera" in parts.read("word/document.xml").decode()


def test_whole_review_by_keyboard_alone(page: Page, server: Server) -> None:
    path = session(server)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Naar de inhoud")
    for _ in range(40):
        if page.evaluate("document.activeElement.getAttribute('href')") == path:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript")).to_be_visible()
    page.wait_for_load_state("load")  # the keys are live once the modules ran
    count = page.locator(".card").count()
    page.keyboard.press("j")
    expect(page.locator(".card").first).to_be_focused()
    page.keyboard.press("w")
    dialog = page.locator("#form-dialog")
    expect(dialog.get_by_label("negatief")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("a x z")  # keys in a field are text
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".card").first).to_contain_text("a x z")
    expect(page.locator(".card").first).to_contain_text("allebei")
    page.keyboard.press("n")
    page.keyboard.press("x")
    expect(page.locator(".card").nth(1)).to_have_attribute("data-status", "rejected")
    for number in range(2, count):
        expect(page.locator(".card").nth(number)).to_be_focused()
        page.keyboard.press("a")
        expect(page.locator("#bar")).to_contain_text(f"{number + 1} van {count} nagekeken")
    page.keyboard.press("z")
    expect(page.locator("#bar")).to_contain_text(f"{count - 1} van")
    page.keyboard.press("Shift+Z")
    expect(page.locator("#bar")).to_contain_text(f"{count} van")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#help .keys-off").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("z")  # keys are off now
    page.get_by_role("button", name="Ongedaan maken").click()  # and only this undoes
    expect(page.locator("#bar")).to_contain_text(f"{count - 1} van")


def test_quick_keys_each_do_their_work(page: Page, server: Server) -> None:
    page.goto(session(server))
    page.keyboard.press("j")
    for _ in range(6):
        page.keyboard.press("a")
    expect(page.locator("#bar")).to_contain_text("6 van")
    assert [status(page, n) for n in range(7)] == ["accepted"] * 6 + ["suggested"]
    for key in "zzzz":
        page.keyboard.press(key)
    page.keyboard.press("Shift+Z")
    page.keyboard.press("w")  # opens when all that is done
    expect(page.locator("#form-dialog form")).to_be_visible()
    expect(page.locator("#bar")).to_contain_text("3 van")


def test_a_value_goes_by_key_and_by_its_button(page: Page, server: Server) -> None:
    page.goto(session(server))
    page.keyboard.press("j")
    card = page.locator(".card").first
    values = card.locator(".values li")
    expect(values).to_have_count(2)
    kept = values.nth(1).inner_text().strip()
    page.keyboard.press("4")
    expect(values).to_have_count(1)
    expect(values).to_contain_text(kept)
    expect(card).to_be_focused()  # so that the next key is about it too
    expect(card.locator(".status")).to_contain_text("aangepast")
    box = card.locator(".drop").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    card.get_by_role("button", name=f"Haal {kept} weg").click()
    expect(values).to_have_count(0)
    for _ in range(2):
        page.keyboard.press("z")
    expect(values).to_have_count(2)


def test_kill_and_restart_keep_everything(page: Page, server: Server) -> None:
    path = session(server)
    page.goto(path)
    page.locator(".card").nth(0).get_by_role("button", name="Akkoord").click()
    expect(page.locator("#bar")).to_contain_text("1 van")
    page.locator(".card").nth(1).get_by_role("button", name="Afwijzen").click()
    expect(page.locator("#bar")).to_contain_text("2 van")
    server.kill()
    page.locator(".card").nth(2).get_by_role("button", name="Akkoord").click()
    expect(page.locator("#trouble")).to_contain_text("niet bewaard")
    server.start()
    page.locator(".card").nth(2).get_by_role("button", name="Akkoord").click()
    expect(page.locator("#bar")).to_contain_text("3 van")
    expect(page.locator("#trouble")).to_be_hidden()
    page.get_by_role("button", name="Ongedaan maken").click()
    page.goto(path)
    assert [status(page, 0), status(page, 1)] == ["accepted", "rejected"]
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("#bar")).to_contain_text("1 van")


def test_reading_and_deciding_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        base_url=server.address, locale="nl-NL", java_script_enabled=False
    )
    plain = context.new_page()
    plain.goto(session(server))
    card = plain.locator(".card").first
    card.get_by_role("button", name="Akkoord").click()
    assert re.search(r"#s-e-\w+$", plain.url)
    expect(plain.locator(".card").first).to_contain_text("akkoord")
    plain.locator(".card").first.get_by_role("link", name="Wijzigen").click()
    plain.get_by_label("Voor wie").fill("de hele buurt")
    plain.get_by_role("button", name="Bewaren").click()
    expect(plain.locator(".card").first).to_contain_text("de hele buurt")
    plain.get_by_role("button", name="Ongedaan maken").click()
    expect(plain.locator(".card").first).not_to_contain_text("de hele buurt")
    plain.get_by_role("link", name="Toevoegen bij uiting 4", exact=True).click()
    plain.get_by_label("Woorden van de spreker").fill("ze rijden elektrisch")
    plain.get_by_label("Handelingsoptie").check()
    plain.get_by_role("button", name="Toevoegen").click()
    expect(plain.locator("#u-4 .card")).to_contain_text("zelf toegevoegd")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, server: Server, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    path = session(server, "opname.wav", recording(60))
    context = browser.new_context(base_url=server.address, locale="nl-NL", color_scheme=scheme)
    page = context.new_page()
    axe, found = Axe(), {}

    def check(name: str) -> None:
        result = axe.run(page, options=AXE_OPTIONS)
        if result.violations_count:
            found[name] = [
                (v["id"], [n["html"][:160] for n in v["nodes"]][:3])
                for v in result.response["violations"]
            ]
        page.set_viewport_size({"width": 320, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[f"{name}, 320"] = "scrolls sideways"
        page.set_viewport_size({"width": 1280, "height": 900})

    for where in ("/", "/help", "/values", "/nergens",
                  f"{path}/map", f"{path}/report", f"{path}/about",
                  f"{path}/add", f"{path}/add?utterance=3", path):  # fmt: skip
        page.goto(where)
        check(where)
    for number, name in ((0, "Akkoord"), (1, "Afwijzen")):
        page.locator(".card").nth(number).get_by_role("button", name=name).click()
        expect(page.locator("#bar")).to_contain_text(f"{number + 1} van")
    page.locator(".why summary").first.click()
    page.get_by_text("Kaart meekijken").click()
    expect(page.locator("#map-panel .node").first).to_be_visible()
    check("decided, with the map")
    page.keyboard.press("?")
    check("help open")
    page.keyboard.press("Escape")
    for kind in ("effect", "option"):
        page.locator(f".card.{kind}").first.get_by_role("link", name="Wijzigen").click()
        expect(page.locator("#form-dialog form")).to_be_visible()
        check(f"changing an {kind}")
        page.keyboard.press("Escape")
    failed = Site.open(server.data)
    bad = failed.upload("kapot.json", b"geen json")
    failed.work()
    page.goto(bad)
    expect(page.get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    check("failed")
    hold_at(server.data / "files", 3)
    busy = failed.upload("bezig.wav", recording(30))
    page.goto(busy)
    expect(page.locator(".row").nth(2)).to_be_visible()
    check("busy")
    failed.client.post(f"{busy}/cancel")
    hold_at(server.data / "files", 0)
    page.goto(busy)
    check("cancelled")
    context.close()
    assert found == {}
