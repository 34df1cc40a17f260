"""The map in a real browser: walked over by keys, enlarged, chosen from, and rearranged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browsing import AXE_OPTIONS
from support.large_maps import keep, map_of
from support.server import free_port, start_site

from assist.review.store import Store
from assist.valuemap.parts import path_of

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOCUSED = "document.activeElement.dataset.node"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("kaarten")
    store = Store.open(data)
    path = keep(store, map_of(60), "kaart")
    keep(store, map_of(300), "groot")
    store.close()
    port = free_port()
    process = start_site(data, port)
    yield f"http://127.0.0.1:{port}{path}"
    process.kill()
    process.wait()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The map, on a page that must not meet one error."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900})
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.goto(f"{address}/map")
    made.wait_for_load_state("load")
    yield made
    context.close()
    assert faults == []


def shown(page: Page) -> set[str]:
    nodes = "[...document.querySelectorAll('#map .node')].map(n => n.dataset.id)"
    return set(page.evaluate(nodes))


def traced(page: Page) -> set[str]:
    nodes = "[...document.querySelectorAll('#map .node.on')].map(n => n.dataset.id)"
    return set(page.evaluate(nodes))


def test_a_path_is_walked_by_keys_alone(page: Page) -> None:
    expect(page.locator("#map .node[tabindex='0']")).to_have_count(1)
    page.locator("#map .paper").focus()
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first.startswith("E")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("End")
    page.keyboard.press("Home")
    assert page.evaluate(FOCUSED) == first
    answered = next(e for o in map_of(60).options for e in (x.effect for x in o.effects))
    page.locator(f".node[data-id='{answered}']").focus()
    assert traced(page) == path_of(map_of(60), answered)
    page.keyboard.press("Space")
    number = page.evaluate(FOCUSED)
    expect(page.locator("#map-told")).to_have_text(f"Het pad van {number} staat vast.")
    expect(page.locator("#path-said")).to_contain_text(f"Effect {number}")
    seen = {page.evaluate(FOCUSED)}
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        seen.add(page.evaluate(FOCUSED))
        assert page.evaluate("document.activeElement.dataset.id") in path_of(map_of(60), answered)
    assert {number[0] for number in seen} == {"E", "W", "O"}
    assert traced(page) == path_of(map_of(60), answered)  # another focus does not change it
    page.keyboard.press("Escape")
    expect(page.locator("#path")).to_be_hidden()
    page.locator(f".node[data-id='{answered}']").click()
    page.locator("#path-only").click()
    expect(page.locator("#map-told")).to_contain_text("van de")
    assert shown(page) == path_of(map_of(60), answered)
    page.locator("#show-all").click()
    expect(page.locator("#map-told")).to_contain_text("Alles")
    page.locator(f".node[data-id='{answered}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**?at=s-{answered}#s-{answered}")
    expect(page.locator(f"#s-{answered}")).to_be_visible()


def test_choosing_and_enlarging_keep_place_and_text_size(page: Page) -> None:
    kind = page.get_by_label("Soort")
    kind.focus()
    kind.select_option("negative")
    expect(page.locator("#map-told")).to_contain_text("van de")
    expect(kind).to_be_focused()
    assert page.url.endswith("/map?kind=negative")
    assert page.locator("#map .node.effect").count() == sum(
        e.polarity == "negative" for e in map_of(60).effects
    )
    kind.select_option("")
    expect(page.locator("#map-told")).to_contain_text("Alles")

    def width() -> float:
        return page.evaluate("document.querySelector('#map svg').getBoundingClientRect().width")

    fit = width()
    page.get_by_role("button", name="Groter").click()
    larger = width()
    assert larger > fit
    page.locator("#map .node").first.focus()
    page.keyboard.press("+")
    assert width() > larger
    page.keyboard.press("-")
    assert width() == pytest.approx(larger)
    page.locator("#map .paper").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        "was => document.querySelector('#map svg').getBoundingClientRect().width > was + 1",
        arg=larger,
    )
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    now = width()
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert now == pytest.approx(2 * width())  # the user's own text size counts
    page.locator("#map .node").first.focus()
    page.keyboard.press("0")
    assert width() == pytest.approx(fit)


def test_a_value_moves_by_keys_and_by_dragging(page: Page) -> None:
    value = map_of(60).values[0]
    node = page.locator(f".node[data-id='{value.id}']")
    node.focus()
    page.keyboard.press("m")
    dialog = page.locator("#move-dialog")
    expect(dialog.get_by_label("Naar welke groep?")).to_be_focused()
    expect(dialog.get_by_label("Naar welke groep?")).to_have_value(value.cluster)
    page.keyboard.press("Tab")
    page.keyboard.type("eigen m 0 groep")
    page.keyboard.press("Enter")
    told = page.locator("#map-told")
    expect(told).to_have_text(f"{value.label} staat nu in de groep eigen m 0 groep.")
    expect(node).to_be_focused()
    expect(node).to_have_attribute("data-cluster", "eigen m 0 groep")
    frame = page.locator(f"rect.frame[data-cluster='{value.cluster}']")
    frame.scroll_into_view_if_needed()
    node.scroll_into_view_if_needed()
    start = node.locator("rect").bounding_box()
    assert start
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    to = page.evaluate(
        """value => { const paper = document.querySelector('#map .paper').getBoundingClientRect();
        for (const f of document.querySelectorAll('rect.frame[data-cluster]')) {
          const b = f.getBoundingClientRect();
          const y = Math.min(Math.max(b.top + 12, paper.top + 12), b.bottom - 6);
          if (f.dataset.cluster && f.dataset.cluster !== value && y < innerHeight - 20 && y > 0)
            return [f.dataset.cluster, b.left + 20, y];
        }}""",
        "eigen m 0 groep",
    )
    page.mouse.move(to[1] - 5, to[2], steps=4)
    page.mouse.move(to[1], to[2], steps=2)
    expect(page.locator("rect.frame.target")).to_have_attribute("data-cluster", to[0])
    page.mouse.up()
    expect(told).to_have_text(f"{value.label} staat nu in de groep {to[0]}.")
    expect(page.locator("#path")).to_be_hidden()  # a drag is no click
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(node).to_have_attribute("data-cluster", "eigen m 0 groep")
    expect(page.locator("#map-undo")).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body")
    node.focus()
    page.keyboard.press("m")
    dialog.get_by_label("Naar welke groep?").select_option("")
    dialog.get_by_role("button", name="Verplaats").click()
    expect(node).to_have_attribute("data-cluster", "")
    page.keyboard.press("z")
    expect(node).to_have_attribute("data-cluster", "eigen m 0 groep")
    node.click()
    expect(told).to_have_text(f"Het pad van {value.label} staat vast.")


def test_without_scripts_everything_works_by_forms(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL", java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}/map")
    plain.get_by_label("Soort").select_option("techniek")
    plain.get_by_role("button", name="Toon", exact=True).click()
    options = {o.id for o in map_of(60).options if o.domain == "techniek"}
    assert plain.locator(".node.option").count() == len(options)
    plain.get_by_role("link", name="Toon alles").click()
    value = map_of(60).values[5]
    plain.get_by_label(f"Groep van {value.label}", exact=True).select_option("")
    plain.get_by_role("button", name=f"Verplaats {value.label}", exact=True).click()
    assert "#w-W" in plain.url
    node = plain.locator(f".node[data-id='{value.id}']")
    expect(node).to_have_attribute("data-cluster", "")
    plain.get_by_role("link", name="Bekijk wat nog mist").click()
    expect(plain.get_by_role("heading", level=2)).to_have_text("Wat nog mist")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_map_and_the_report(
    browser: Browser, address: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(locale="nl-NL", color_scheme=scheme)
    page = context.new_page()
    axe, found = Axe(), {}

    def check(name: str) -> None:
        result = axe.run(page, options=AXE_OPTIONS)
        for fault in result.response["violations"]:
            found[f"{name}: {fault['id']}"] = [n["html"][:160] for n in fault["nodes"]][:3]
        page.set_viewport_size({"width": 320, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found[f"{name}, 320"] = "scrolls sideways"
        page.set_viewport_size({"width": 1280, "height": 900})

    for where in ("matrix", "missing", "report", "map/print", "map/print?paper=a3"):
        page.goto(f"{address}/{where}")
        check(where)
    page.goto(f"{address}/map")
    page.wait_for_load_state("load")
    check("map")
    page.locator("#map .node.value").first.focus()
    page.keyboard.press("Space")
    check("a path")
    page.locator("#path-move").click()
    expect(page.locator("#move-dialog")).to_be_visible()
    check("moving")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Toetsen").click()
    check("keys")
    context.close()
    assert found == {}


def test_a_large_map_prints_on_pages_on_their_side(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    large = address.replace("/kaart", "/groot")
    for paper, height in (("a4", 793.7 - 90.7), ("a3", 1122.5 - 90.7)):
        page.goto(f"{large}/map/print?paper={paper}")
        page.emulate_media(media="print")
        sheets = page.locator(".sheet")
        assert 5 < sheets.count() < 25
        page.set_viewport_size({"width": 1032 if paper == "a4" else 1497, "height": 700})
        tall = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.sheet')].map(s => s.offsetHeight))"
        )
        assert tall <= height  # nothing is cut in two
        expect(page.locator(".top")).to_be_hidden()
        page.emulate_media(media="screen")
    context.close()


def test_what_somebody_else_decides_shows_without_losing_the_place(
    browser: Browser, page: Page, address: str
) -> None:
    value = map_of(60).values[8]
    mine = map_of(60).effects[2].id
    page.locator(f".node[data-id='{mine}']").focus()
    page.keyboard.press("Space")
    context = browser.new_context(locale="nl-NL", java_script_enabled=False)
    other = context.new_page()
    other.goto(f"{address}/map")
    other.get_by_label(f"Groep van {value.label}", exact=True).select_option("")
    other.get_by_role("button", name=f"Verplaats {value.label}", exact=True).click()
    context.close()
    node = page.locator(f".node[data-id='{value.id}']")
    expect(node).to_have_attribute("data-cluster", "")
    expect(page.locator("#map-told")).to_contain_text("De kaart is bijgewerkt.")
    expect(page.locator(f".node[data-id='{mine}']")).to_be_focused()
    assert traced(page) == path_of(map_of(60), mine)


LOOKS = {
    "light": ({}, 4.5, False),
    "dark": ({"color_scheme": "dark"}, 4.5, True),
    "more contrast": ({"contrast": "more"}, 7, False),
    "dark, more contrast": ({"color_scheme": "dark", "contrast": "more"}, 7, True),
    "own colours": ({"forced_colors": "active"}, 7, False),
    "own dark colours": ({"forced_colors": "active", "color_scheme": "dark"}, 7, True),
    "dark, on paper": ({"color_scheme": "dark", "media": "print"}, 4.5, False),
}
COLOURS = """() => {
  const svg = document.querySelector("#map svg"), ground = svg.closest(".paper");
  const rects = [...svg.querySelectorAll("rect")], looks = [];
  const inside = (box, r) => { const b = r.getBBox();
    return b.x <= box.x && b.y <= box.y && b.x + b.width >= box.x + box.width &&
      b.y + b.height >= box.y + box.height; };
  for (const shape of svg.querySelectorAll("text, path[stroke='#ffffff']")) {
    const sign = shape.localName === "path";
    const below = sign ? shape.previousElementSibling
      : rects.findLast((r) => inside(shape.getBBox(), r) &&
          r.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_FOLLOWING);
    const style = getComputedStyle(shape);
    looks.push([sign ? style.stroke : style.fill,
      below ? getComputedStyle(below).fill : getComputedStyle(ground).backgroundColor]);
  }
  return { looks, ground: getComputedStyle(ground).backgroundColor };
}"""


def light_of(colour: str) -> float:
    """Relative luminance of ``rgb(…)``, as WCAG counts it."""
    parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light_of(one), light_of(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_the_drawing_follows_the_look_of_the_page_and_stays_readable(page: Page, look: str) -> None:
    media, least, dark = LOOKS[look]
    page.emulate_media(**media)
    seen = page.evaluate(COLOURS)
    assert (light_of(seen["ground"]) < 0.2) == dark
    assert len(seen["looks"]) > 100
    faint = {(a, b) for a, b in seen["looks"] if contrast(a, b) < least}
    assert faint == set()


def test_the_drawing_follows_a_choice_for_more_contrast(browser: Browser, address: str) -> None:
    server = address.split("/sessions/")[0]
    context = browser.new_context(locale="nl-NL", color_scheme="dark")
    context.add_cookies([{"name": "assist-contrast", "value": "more", "url": server}])
    page = context.new_page()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{address}/map")
        seen = page.evaluate(COLOURS)
        assert (light_of(seen["ground"]) < 0.2) == (scheme == "dark")
        assert {(a, b) for a, b in seen["looks"] if contrast(a, b) < 7} == set()
    context.close()
