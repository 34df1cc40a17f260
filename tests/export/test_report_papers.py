"""One report, two papers: a Word document and a part of a page say the same."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest
from support.gold import CORPUS, gold_valuemap, load_gold
from support.large_maps import full_lexicon, map_of

from assist.core.statement import Effect, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.export import picture, render
from assist.export.preview import preview


class Read(HTMLParser):
    """Text of a page by the tag it stands in; a drawing is left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.cells: list[str] = []
        self.quotes: list[str] = []
        self.wordings: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        self.open.append(f"{tag}.{kind}" if tag == "span" else tag)
        for wanted, found in self._lists(tag, kind):
            if wanted:
                found.append("")

    def _lists(self, tag: str, kind: str):
        yield tag in ("h4", "h5"), self.heads
        yield tag in ("td", "th"), self.cells
        yield tag == "q", self.quotes
        yield kind == "wording", self.wordings

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().split(".")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "svg" in self.open:
            return
        inside = set(self.open)
        if inside & {"h4", "h5"}:
            self.heads[-1] += data
        if inside & {"td", "th"}:
            self.cells[-1] += data
        if "q" in inside:
            self.quotes[-1] += data
        if "span.wording" in inside:
            self.wordings[-1] += data


@pytest.fixture(scope="module")
def valuemap() -> ValueMap:
    made = gold_valuemap(
        load_gold(CORPUS / "sociale_media_monitoring.json"), full_lexicon(), status="accepted"
    )
    first, second, *rest = made.effects
    effects = (
        replace(first, status="rejected"),
        replace(second, status="edited", wording="Mensen durven minder te zeggen"),
        *rest,
    )
    return replace(made, effects=effects)


def bare(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("“", "").replace("”", "")).strip()


def test_the_page_and_the_word_file_hold_the_same_in_the_same_order(valuemap: ValueMap) -> None:
    page = Read(preview(valuemap))
    word = docx.Document(io.BytesIO(render(valuemap, ".docx")))
    heads = [p.text for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert page.heads == heads
    order = ("Wie er aan tafel zaten", "Effecten", "Waarden", "Handelingsopties", "Open vragen")
    assert sorted(order, key=heads.index) == list(order)
    tables = word.tables[1:]  # the first is the note for the writer
    cells = [bare(c.text) for t in tables for row in t.rows for c in row.cells]
    assert [bare(c) for c in page.cells] == cells


def test_quotes_and_the_users_words_are_told_apart(valuemap: ValueMap) -> None:
    page = Read(preview(valuemap))
    assert page.wordings == ["Mensen durven minder te zeggen"]
    assert not any("Mensen durven" in quote for quote in page.quotes)
    refused = valuemap.effects[0].quote.exact
    assert refused not in " ".join(page.quotes)
    spoken = " ".join(u.text for u in valuemap.transcript.utterances)
    assert [q for q in page.quotes if "[" not in q and q not in spoken] == []


def test_no_names_and_no_speakers(valuemap: ValueMap) -> None:
    html = preview(valuemap)
    assert "Fatiha" not in html
    speakers = {u.speaker for u in valuemap.transcript.utterances if u.speaker}
    text = re.sub(r"<[^>]+>", " ", html)
    assert not [s for s in speakers if re.search(rf"\b{re.escape(s)}\b", text)]


def test_what_people_said_cannot_run() -> None:
    u = Utterance(1, 0.0, 1.0, '<script>alert("x")</script> & zo', role="<b>rol</b>")
    session = Session("s", title="<i>titel</i>", technology="<img src=x onerror=y>")
    effect = Effect(
        "e-1", Quote.of(u), (1,), "negative", actor='"><img src=x>', wording="<u>ik</u>"
    )
    html = preview(ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,)))
    assert not re.search(r"<(script|img|i|b|u)[ >]", html)
    assert " style=" not in html


def test_many_pictures_are_painted_by_others_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    svgs = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="{n}" height="9"'
        ' fill="#123456"/></svg>'
        for n in range(1, 8)
    ]
    here = [picture.to_png(svg, scale=picture.SCALE_OF_MANY) for svg in svgs]
    assert picture.to_pngs(svgs) == here

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert picture.to_pngs(svgs) == here


def test_a_painter_that_dies_half_way_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    svgs = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'] * 6
    here = [picture.to_png(svg, scale=picture.SCALE_OF_MANY) for svg in svgs]
    half = len(here[0]).to_bytes(8, "big") + here[0] + (99).to_bytes(8, "big") + b"cut"
    monkeypatch.setattr(picture, "_unpacked", lambda _out: iter([here[0]]))
    assert picture.to_pngs(svgs) == here
    monkeypatch.undo()
    assert list(picture._unpacked(half)) == here[:1]


@pytest.mark.slow
def test_a_large_report_has_few_pictures_and_opens() -> None:
    word = docx.Document(io.BytesIO(render(map_of(300), ".docx", keep_names=True)))
    assert 4 < len(word.inline_shapes) <= 20
    assert all(s.width.cm > 16.9 and s.height.cm < 22.0 for s in word.inline_shapes)
    rows = sum(len(t.rows) for t in word.tables)
    assert rows > len(map_of(300).statements)
