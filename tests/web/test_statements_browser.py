"""A whole review in a real browser by keyboard alone, and every act without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from support.browsing import LAID_OUT
from support.fake_pipeline import FakePipeline
from support.server import free_port, start_site
from support.site import GOLD
from support.waiting import until

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Data folder and address of a server."""
    data, port = tmp_path_factory.mktemp("plek"), free_port()
    process = start_site(data, port)
    yield data, f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def session(data: Path) -> str:
    """Path of a fresh session that is ready to be reviewed."""
    from assist.review.intake import Incoming
    from assist.review.store import Store
    from assist.review.work import run_job

    store = Store(data)
    with Incoming(store, "sessie.json") as incoming:
        incoming.write(GOLD.read_bytes())
        made = incoming.keep(title="Zes camera's op het dak", technology="scanauto's")
    while (job := store.claim()) is not None:  # unless the server's own worker was quicker
        run_job(store, job, FakePipeline())
    until(lambda: store.session(made).job.ended)
    store.close()
    return f"/sessions/{made}"


class Keys:
    """Somebody without a mouse: nothing but keys, and eyes for where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.locator("#form-dialog")
        self.said = page.locator("#said")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def focus(self) -> Locator:
        return self.page.locator(":focus")

    def open(self, key: str, heading: str) -> None:
        """A key that opens a form, in which the focus then is."""
        self.press(key)
        expect(self.dialog.get_by_role("heading", name=heading)).to_be_visible()
        expect(self.dialog.locator(":focus")).to_have_count(1)

    def tab_to(self, name: str, most: int = 60) -> None:
        """Tab until the focus is on what is called so."""
        for _ in range(most):
            self.press("Tab")
            words = self.page.evaluate(
                """() => { const e = document.activeElement;
                const own = e.matches("a, button, summary") ? e.textContent : "";
                return [own, e.labels?.[0]?.textContent ?? ""].join(" "); }"""
            )
            if name in " ".join(words.split()):
                return
        raise AssertionError(f"no {name} within {most} tabs")

    def closed(self, message: str) -> None:
        expect(self.dialog).to_be_hidden()
        expect(self.said).to_contain_text(message)


@pytest.fixture
def keys(browser: Browser, place: tuple[Path, str]) -> Iterator[Keys]:
    context = browser.new_context(base_url=place[1], locale="nl-NL")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Keys(page)
    context.close()
    assert faults == []


def test_whole_review_by_keys_from_the_list_to_the_report(
    keys: Keys, place: tuple[Path, str]
) -> None:
    page, path = keys.page, session(place[0])
    page.goto("/")
    keys.tab_to("Zes camera's op het dak")
    keys.press("Enter")
    expect(page.locator("#transcript")).to_be_visible()
    page.wait_for_load_state("load")
    cards, bar = page.locator(".card"), page.locator("#bar")
    total = cards.count()
    first = page.locator(f"#{cards.first.get_attribute('id')}")

    keys.press("j")
    expect(first).to_be_focused()

    # Values, actor, wording and polarity, each by its own key.
    keys.open("v", "Effect wijzigen")
    keys.type("gastvrijheid")
    keys.press("Enter")
    keys.closed("Aangepast")
    expect(first.locator(".values")).to_contain_text("gastvrijheid")
    expect(first).to_be_focused()
    keys.open("i", "Effect wijzigen")
    keys.press("Control+a")
    keys.type("de hele buurt")
    keys.press("Enter")
    keys.closed("Aangepast")
    expect(first).to_contain_text("de hele buurt")
    keys.open("e", "Effect wijzigen")
    keys.type("Ze kijken mee.")
    keys.tab_to("Bewaren")
    keys.press("Enter")
    keys.closed("Aangepast")
    expect(first).to_contain_text("Ze kijken mee.")
    keys.press("3")
    expect(first.locator(".side")).to_have_text(" · allebei")
    expect(first).to_be_focused()

    # A remark, and the history of it all.
    keys.open("o", "Opmerkingen")
    keys.type("Even navragen.")
    keys.tab_to("Bewaren")
    keys.press("Enter")
    keys.closed("Opmerking bewaard")
    expect(first.locator(".remark")).to_contain_text("Even navragen.")
    keys.open("g", "Geschiedenis")
    expect(keys.dialog.locator(".history > li")).to_have_count(5)
    expect(keys.dialog).to_contain_text("Soort effect: van")
    keys.press("Enter")  # the focus is on the way out
    expect(keys.dialog).to_be_hidden()

    # Split by the arrow keys, look at what undo would turn, and turn it.
    keys.open("s", "Effect splitsen")
    keys.press("ArrowRight", "ArrowLeft")
    keys.press("Enter")
    keys.closed("Gesplitst")
    expect(cards).to_have_count(total + 1)
    expect(page.locator("#undo-what")).to_contain_text("Gesplitst in")
    keys.press("z")
    expect(cards).to_have_count(total)
    keys.press("Shift+Z")
    expect(cards).to_have_count(total + 1)

    # The two halves into one again: chosen, and merged.
    expect(first).to_be_focused()
    keys.press("b", "j", "b")
    expect(page.locator("#picked-count")).to_have_text("2 gekozen")
    keys.open("m", "Effecten samenvoegen")
    keys.tab_to("Samenvoegen")
    keys.press("Enter")
    keys.closed("Samengevoegd")
    expect(cards).to_have_count(total)
    expect(page.locator("#picked")).to_be_hidden()
    expect(first).to_be_focused()
    keys.press("j")
    expect(cards.nth(1)).to_be_focused()  # what was merged is no step any more
    keys.press("k")

    # The text of the utterance, and who said it.
    row = page.locator(f"li:has(#{first.get_attribute('id')})")
    keys.open("c", "verbeteren")
    keys.press("Control+End")
    keys.type(" Zo is het.")
    keys.tab_to("Tekst bewaren")
    keys.press("Enter")
    keys.closed("Tekst verbeterd")
    expect(row.locator(".text")).to_contain_text("Zo is het.")
    keys.press("j", "k")
    keys.open("c", "verbeteren")
    keys.tab_to("Wie dit zei")
    keys.type("Iemand")
    keys.tab_to("Spreker bewaren")
    keys.press("Enter")
    keys.closed("Spreker verbeterd")

    # Something of one's own.
    keys.press("j", "k")
    keys.open("+", "Zelf toevoegen")
    keys.tab_to("Effect")
    keys.press("ArrowDown")
    keys.tab_to("Toevoegen")
    keys.press("Enter")
    keys.closed("Toegevoegd")
    expect(page.locator(".card.added")).to_be_focused()
    expect(page.locator(".card.added")).to_contain_text("Handelingsoptie")
    total += 1

    # Refuse the next two together, think again, and go on with the rest one by one.
    keys.press("n", "b", "n", "b")
    expect(page.locator("#picked-count")).to_have_text("2 gekozen")
    keys.press("l")
    expect(keys.focus).to_have_attribute("id", "bulk-do")
    keys.type("Afwijzen")
    keys.tab_to("Doe dit")
    keys.press("Enter")
    expect(page.locator(".card.rejected")).to_have_count(2)
    expect(page.locator("#undo-what")).to_contain_text("2 uitspraken tegelijk")
    expect(keys.focus).to_have_text("Doe dit")
    keys.press("z")
    expect(page.locator(".card.rejected")).to_have_count(0)
    done = int(page.locator("#reviewed").get_attribute("value") or 0)
    keys.press("n", "x")
    expect(page.locator(".card.rejected")).to_have_count(1)
    for number in range(done + 2, total + 1):
        keys.press("a")
        expect(bar).to_contain_text(f"{number} van {total} nagekeken")

    # All that a filter shows, in one go; the filter tells how many that is.
    keys.press("f")
    keys.type("afge")
    expect(page.locator("#count")).to_contain_text("1 van")
    expect(page.locator("#bulk-shown")).to_have_text(f"1 van {total} voorstellen")
    keys.tab_to("Veel voorstellen in één keer")
    keys.tab_to("De voorstellen met een vinkje")
    keys.press("ArrowDown", "ArrowDown")
    keys.tab_to("Wat wilt u doen?")
    keys.type("Terug")
    keys.tab_to("Doe dit")
    keys.press("Enter")
    expect(page.locator(".card.suggested")).to_have_count(1)
    expect(bar).to_contain_text(f"{total - 1} van {total} nagekeken")

    # The value that nobody had heard of goes to the list, and the report is there.
    page.goto(f"{path}/values")
    keys.tab_to("Wat de groep ermee bedoelt")
    keys.type("Iedereen is welkom.")
    keys.tab_to("Aanbieden")
    keys.press("Enter")
    expect(page.get_by_text("Aangeboden door co-moderator.")).to_be_visible()
    keys.tab_to("Verslag")
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("Ze kijken mee.")


def test_every_act_without_scripts(browser: Browser, place: tuple[Path, str]) -> None:
    context = browser.new_context(base_url=place[1], locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    path = session(place[0])
    page.goto(path)
    total = page.locator(".card").count()
    first = page.locator(f"#{page.locator('.card').first.get_attribute('id')}")

    def more(name: str) -> None:
        first.locator(".acts summary").click()
        first.get_by_role("link", name=name).click()

    more("Splitsen")
    page.locator(".cut .word").nth(3).click()
    page.get_by_role("button", name="Splitsen").click()
    expect(page.locator(".card")).to_have_count(total + 1)
    more("Samenvoegen")
    page.locator(".merge input:not(:checked)").first.check()
    page.get_by_role("button", name="Samenvoegen").click()
    expect(page.locator(".card")).to_have_count(total)
    more("Opmerking")
    page.get_by_label("Uw opmerking").fill("Even navragen.")
    page.get_by_role("button", name="Bewaren").click()
    expect(first.locator(".remark")).to_contain_text("Even navragen.")
    first.locator(".acts summary").click()
    before = first.locator(".side").text_content() or ""
    first.get_by_role("button", name="positief").click()
    expect(first.locator(".side")).to_have_text(" · positief")
    page.get_by_role("link", name="Verbeteren van uiting 4", exact=True).click()
    page.get_by_label("Wat er gezegd is").fill("Er staan zes camera's op het dak.")
    page.get_by_role("button", name="Tekst bewaren").click()
    expect(page.locator("#u-4 .text")).to_have_text("Er staan zes camera's op het dak.")
    page.get_by_text("Veel voorstellen in één keer").click()
    page.locator(".pick input").nth(1).check()
    page.locator(".pick input").nth(2).check()
    page.get_by_label("Wat wilt u doen?").select_option("Afwijzen")
    page.get_by_role("button", name="Doe dit").click()
    expect(page.locator(".card.rejected")).to_have_count(2)
    more("Geschiedenis")
    expect(page.locator(".history > li")).to_have_count(4)
    page.locator(".history > li").last.get_by_role("button", name="Ongedaan maken").click()
    expect(first.locator(".side")).to_have_text(before)
    page.get_by_role("link", name="Geschiedenis van deze sessie").click()
    page.locator(".history > li", has_text="2 uitspraken tegelijk").get_by_role(
        "button", name="Ongedaan maken"
    ).click()
    expect(page.locator(".card.rejected")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_a_card(
    browser: Browser, place: tuple[Path, str], scheme: Literal["light", "dark"]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(
        base_url=place[1], locale="nl-NL", color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    keys, axe, found = Keys(page), Axe(), {}
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}

    def check(name: str) -> None:
        for rule in axe.run(page, options=options).response["violations"]:
            found[name] = (rule["id"], [node["html"][:160] for node in rule["nodes"]][:3])
        page.set_viewport_size({"width": 320, "height": 700})
        page.evaluate(LAID_OUT)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[f"{name}, 320"] = ("scrolls sideways", [])
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(session(place[0]))
    page.wait_for_load_state("load")
    keys.press("j", "b", "j", "b")
    page.locator(".acts summary").first.click()
    page.locator(".why summary").first.click()
    page.locator("#bulk-panel summary").click()
    check("chosen, all open")
    for key in "smocvg+":
        page.keyboard.press(key)
        expect(keys.dialog.locator("#form-title")).to_be_visible()
        check(key)
        page.keyboard.press("Escape")
    keys.press("o")
    expect(keys.dialog.locator("#form-title")).to_be_visible()
    keys.type("Even navragen.")
    keys.press("Tab", "Enter")
    expect(page.locator(".remark")).to_have_count(1)
    keys.press("x")
    expect(page.locator(".card.rejected")).to_have_count(1)
    keys.press("z")
    expect(page.locator(".card.rejected")).to_have_count(0)
    check("with a remark, and something undone")
    path = page.url.split("#")[0]
    card = (page.locator(".card").nth(1).get_attribute("id") or "").removeprefix("s-")
    for where in ("history", "values", f"history/{card}"):
        page.goto(f"{path}/{where}")
        check(where.split("/")[0])
    context.close()
    assert found == {}


def test_words_are_chosen_by_keys_as_well_as_by_mouse(keys: Keys, place: tuple[Path, str]) -> None:
    page, dialog = keys.page, keys.dialog
    page.goto(session(place[0]))
    page.wait_for_load_state("load")
    keys.press("j")
    row = page.locator(".card:focus").locator("xpath=ancestor::li")
    said = (row.locator(".text").text_content() or "").split()
    field = dialog.locator("textarea[name=words]")

    keys.open("+", "Zelf toevoegen")
    expect(field).to_be_focused()
    keys.press("Control+Home", *["Control+ArrowRight"] * 2, *["Control+Shift+ArrowRight"] * 3)
    chosen = page.evaluate("getSelection().toString()").strip()
    assert chosen
    assert len(chosen) < len(" ".join(said)) / 2
    keys.press("Enter")
    expect(field).to_have_value(chosen)
    expect(field).to_be_focused()
    keys.tab_to("Zet alles terug")
    keys.press("Enter")
    expect(field).to_have_value(" ".join(said))
    # From inside one word till inside another: both words count, and of equal words the right one.
    last = len(" ".join(said[:-1])) + 1
    field.evaluate("(field, at) => field.setSelectionRange(at - 2, at + 1)", last)
    keys.tab_to("Houd alleen wat ik selecteer")
    keys.press("Enter")
    expect(field).to_have_value(" ".join(said[-2:]))
    expect(dialog.locator("[name=at]")).to_have_value(str(len(" ".join(said[:-2])) + 1))
    dialog.get_by_label("positief").check()
    # Half a name of the list: which of the two is meant is asked once.
    dialog.get_by_label("Andere waarden").fill("autonoom")
    keys.press("Enter")
    expect(dialog.get_by_role("alert").filter(has_text="autonoom")).to_be_visible()
    expect(dialog.get_by_label("Andere waarden")).to_be_focused()
    dialog.get_by_role("button", name="autonomie").click()
    expect(dialog.get_by_label("Andere waarden")).to_have_value("autonomie")
    dialog.get_by_label("Andere waarden").fill("autonomie, veiligheidsgevoel")
    keys.press("Enter")
    expect(dialog.get_by_role("button", name="veiligheid")).to_be_visible()
    keys.press("Enter")
    keys.closed("Toegevoegd")
    expect(page.locator(".card.added")).to_contain_text(" ".join(said[-2:]))
    expect(page.locator(".card.added .values")).to_contain_text("veiligheidsgevoel")

    text = page.locator(".row .text").nth(6)
    spoken = (text.text_content() or "").split(" ")
    text.evaluate(
        """(text, to) => { const node = text.firstChild.firstChild ?? text.firstChild;
        getSelection().setBaseAndExtent(node, 1, node, to); }""",
        len(spoken[0]) + 2,
    )
    page.locator("#selection button[data-kind=effect]").click()
    expect(field).to_have_value(" ".join(spoken[:2]).rstrip(".,"))


def test_a_card_in_hand_shows_its_words_and_a_remark_is_kept_from_its_field(
    keys: Keys, place: tuple[Path, str]
) -> None:
    page = keys.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(session(place[0]))
    page.wait_for_load_state("load")
    for _ in range(2):
        keys.press("j")
        card = page.evaluate("document.activeElement.id.slice(2)")
        marked = "[...document.querySelectorAll('mark.in-hand')].map((mark) => mark.dataset.of)"
        assert card
        assert all(card in of.split() for of in page.evaluate(marked))
        assert page.evaluate(marked)
    keys.open("o", "Opmerkingen")
    keys.type("Klopt dit?")
    keys.press("Control+Enter")
    expect(keys.dialog).to_be_hidden()
    expect(page.locator(f"#s-{card} .remark")).to_contain_text("Klopt dit?")
    # On a telephone what one needs most is in reach, however long the talk.
    page.locator(f"#s-{card} button[value=accept]").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    for button in ("#undo", "#next"):
        expect(page.locator(button)).to_be_in_viewport()
    page.locator("#undo").click()
    expect(page.locator(f"#s-{card}")).to_have_attribute("data-status", "suggested")
