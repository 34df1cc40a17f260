"""What each export holds, and what none may hold."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import networkx as nx
import pytest
from support.gold import CORPUS, gold_valuemap, load_gold
from support.waiting import PATIENCE

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote, ValueSuggestion
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.export import KNOWN, export, render
from assist.export.page import make_page
from assist.export.summary import summary
from assist.valuemap.build import rebuild
from assist.valuemap.file import loads
from assist.valuemap.live import clock

LEXICON = Lexicon("t", "1", "", (Concept("vertrouwen"), Concept("privacy", cluster="vertrouwen")))


@pytest.fixture(scope="module")
def valuemap() -> ValueMap:
    """A gold map with one effect refused and one in the user's words."""
    made = gold_valuemap(
        load_gold(CORPUS / "sociale_media_monitoring.json"), LEXICON, status="accepted"
    )
    first, second, third, *rest = made.effects
    effects = (
        replace(first, status="rejected"),
        replace(second, status="edited", wording="Mensen durven minder te zeggen"),
        replace(third, status="suggested"),
        *rest,
    )
    return rebuild(replace(made, effects=effects), LEXICON)


@pytest.fixture
def empty() -> ValueMap:
    session = Session("s-1")
    return ValueMap(session, MadeBy("1"), Transcript(session, ()))


@pytest.mark.parametrize("ending", sorted(KNOWN))
def test_the_same_map_gives_the_same_bytes(valuemap: ValueMap, ending: str) -> None:
    assert render(valuemap, ending) == render(valuemap, ending)


@pytest.mark.parametrize("ending", sorted(KNOWN))
def test_an_empty_map_can_be_written(empty: ValueMap, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"leeg{ending}"
    export(empty, path)
    assert path.stat().st_size > 0


def test_unknown_ending_and_existing_file_are_refused(empty: ValueMap, tmp_path: Path) -> None:
    with pytest.raises(AssistError, match="docx"):
        export(empty, tmp_path / "kaart.pdf")
    path = tmp_path / "kaart.JSON"
    export(empty, path)
    with pytest.raises(AssistError) as caught:
        export(empty, path)
    assert caught.value.code == "exists"
    export(empty, path, force=True)


def test_names_go_unless_kept(valuemap: ValueMap) -> None:
    for ending in (".json", ".graphml", ".csv", ".html"):
        assert b"Fatiha" not in render(valuemap, ending)
        assert b"Fatiha" in render(valuemap, ending, keep_names=True)
    assert "Fatiha" not in _docx_text(render(valuemap, ".docx"))
    assert "Fatiha" not in summary(valuemap)


def _rows(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_csv_is_what_a_dutch_excel_opens(valuemap: ValueMap) -> None:
    data = render(valuemap, ".csv", keep_names=True)
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    rows = _rows(data)
    pairs = sum(max(1, len(s.values)) for s in valuemap.statements)
    assert len(rows) == pairs
    assert {r["status"] for r in rows} >= {"rejected", "edited", "suggested"}
    by_id = {s.id: s for s in valuemap.statements}
    for row in rows:
        assert row["quote"].removeprefix("'") == by_id[row["id"]].quote.exact


@pytest.mark.parametrize("said", ["=1+1", "+31 en zo", "-2 graden", "@home", " =cmd|' /C calc'!A0"])
def test_csv_runs_no_formulas(said: str) -> None:
    session = Session("s")
    u = Utterance(1, 0.0, 1.0, said)
    effect = Effect("e-1", Quote.of(u), (1,), "negative")
    valuemap = ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,))
    assert _rows(render(valuemap, ".csv", keep_names=True))[0]["quote"] == f"'{said}"


def test_graphml_reads_back(valuemap: ValueMap) -> None:
    graph = nx.read_graphml(io.BytesIO(render(valuemap, ".graphml")))
    kinds = [kind for _, kind in graph.nodes(data="kind")]
    assert kinds.count("effect") == len(valuemap.effects) - 1
    assert kinds.count("value") == len(valuemap.values)
    assert graph.is_directed()
    assert {k for *_, k in graph.edges(data="kind")} == {"raises", "served_by", "answers"}


def test_control_characters_break_nothing(valuemap: ValueMap) -> None:
    u = Utterance(1, 0.0, 1.0, "een \x00 raar \x1b teken \ufffe hier")
    session = Session("s", title="a\x08b")
    effect = Effect("e-1", Quote.of(u), (1,), "negative")
    odd = ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,))
    nx.read_graphml(io.BytesIO(render(odd, ".graphml")))
    assert "raar" in _docx_text(render(odd, ".docx"))
    assert b"\x00" not in render(odd, ".html")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_html_stands_on_its_own_and_says_what_it_is(valuemap: ValueMap) -> None:
    text = render(valuemap, ".html").decode()
    page = _Page()
    page.feed(text)
    tags = [t for t, _ in page.tags]
    assert dict(page.tags[1][1] or {}).get("lang") == "nl" or ("html", {"lang": "nl"}) in page.tags
    assert "script" not in tags
    assert "link" not in tags
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text)
    assert "url(" not in text
    assert tags.count("table") == tags.count("caption")
    assert next(t for t in tags if t in ("h1", "h2", "h3")) == "h1"
    assert "nog niet nagekeken" in text
    assert "Mensen durven minder te zeggen" in text


def test_refused_statements_are_in_no_report(valuemap: ValueMap) -> None:
    refused = next(e for e in valuemap.effects if e.status == "rejected").quote.exact
    assert refused not in render(valuemap, ".html", keep_names=True).decode()
    assert refused not in _docx_text(render(valuemap, ".docx", keep_names=True))
    assert refused[:40] not in summary(valuemap, keep_names=True)


def test_the_talk_itself_is_only_in_a_page_on_request(valuemap: ValueMap) -> None:
    quoted = {s.quote.utterance for s in valuemap.statements}
    other = next(
        u.text for u in valuemap.transcript.utterances if u.id not in quoted and len(u.text) > 60
    )
    assert other not in make_page(valuemap)
    with_talk = make_page(valuemap, transcript=True)
    links = set(re.findall(r'href="#(u\d+)"', with_talk))
    assert links
    assert links <= set(re.findall(r'id="(u\d+)"', with_talk))


@pytest.mark.parametrize("ending", sorted(KNOWN))
def test_any_title_can_be_written(ending: str, tmp_path: Path) -> None:
    for title in ("x" * 400, "woord " * 100, "half \ud800 teken", "kop\nregel"):
        session = Session("s", title=title, technology=title)
        u = Utterance(1, 0.0, 1.0, title)
        effect = Effect("e-1", Quote.of(u), (1,), "negative")
        valuemap = ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,))
        export(valuemap, tmp_path / f"kaart{ending}", force=True)


def test_a_report_says_nothing_of_who_made_it_and_its_properties_with_which_models(
    valuemap: ValueMap,
) -> None:
    models = {"encoder": "e5-small-dialoog-int8", "values": "values/2+37686e3bf617"}
    made = replace(valuemap, made_by=replace(valuemap.made_by, version="9.8.7", models=models))
    report = _docx(render(made, ".docx"))
    core = report.core_properties
    assert (core.author, core.last_modified_by, core.keywords) == ("", "", "")
    assert all(version in core.comments for version in ("9.8.7", *models.values()))
    text = _docx_text(render(made, ".docx"))
    assert "Gemaakt met hulp van assist 9.8.7." in text
    assert not any(version in text for version in models.values())
    assert not [p for p in report.part.package.iter_parts() if "thumbnail" in p.partname]


def test_hostile_words_stay_words() -> None:
    u = Utterance(1, 0.0, 1.0, '<script>alert("x")</script> & zo')
    session = Session("s", title="<b>titel</b>")
    effect = Effect("e-1", Quote.of(u), (1,), "negative", actor='"><img src=x>')
    valuemap = ValueMap(session, MadeBy("1"), Transcript(session, (u,)), (effect,))
    text = render(valuemap, ".html", keep_names=True).decode()
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>titel" not in text


def _docx(data: bytes):
    import docx

    return docx.Document(io.BytesIO(data))


def _docx_text(data: bytes) -> str:
    document = _docx(data)
    parts = [p.text for p in document.paragraphs]
    parts += [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join(parts)


def test_the_program_has_one_name_in_all_that_people_read(valuemap: ValueMap) -> None:
    # a reader should not wonder whether "de software" and "ik" are somebody else
    for text in (make_page(valuemap), _docx_text(render(valuemap, ".docx"))):
        told = [line for line in text.splitlines() if "voorstellen van" in line]
        assert any("voorstellen van assist" in line for line in told)
        assert "de software" not in text.casefold()


def test_report_follows_the_order_of_the_method(valuemap: ValueMap) -> None:
    data = render(valuemap, ".docx")
    document = _docx(data)
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [
        "Aanleiding", "De technologie", "Wie er aan tafel zaten", "De aanpak in het kort",
        "Effecten", "Waarden", "Handelingsopties", "Open vragen", "Vervolg",
    ]  # fmt: skip
    subs = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert subs[-3:] == ["Techniek", "Omgeving", "Mens"]
    text = _docx_text(data)
    assert "Lees het verslag na op namen" in text
    assert "[in te vullen: " in text
    assert "nog niet nagekeken" in text
    assert "Mensen durven minder te zeggen" in text


def test_report_can_be_heard_and_found_in(valuemap: ValueMap) -> None:
    document = _docx(render(valuemap, ".docx"))
    xml = document.element.xml
    assert document.styles.element.xml.count('w:lang w:val="nl-NL"') >= 1
    assert xml.count("<w:tblHeader") >= 5
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', xml)
    assert described
    assert "effecten" in described[0]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_a_map_too_large_for_a_page_is_shown_by_cluster(valuemap: ValueMap) -> None:
    report = _docx(render(valuemap, ".docx", keep_names=True))
    drawn = report.inline_shapes
    assert len(drawn) > 1
    assert all(s.width.cm > 16.9 and s.height.cm < 22.0 for s in drawn)  # text keeps its size
    captions = " ".join(p.text for p in report.paragraphs if p.style.name == "Caption")
    assert all(v.label in captions for v in valuemap.values)
    pictures = [p for p in report.part.package.iter_parts() if p.partname.endswith(".png")]
    assert all(len(p.blob) < 400_000 for p in pictures)


def test_a_small_map_is_one_picture(valuemap: ValueMap) -> None:
    few = rebuild(replace(valuemap, effects=valuemap.effects[:4], options=()), LEXICON)
    assert len(_docx(render(few, ".docx")).inline_shapes) == 1


def test_report_opens_in_an_office(valuemap: ValueMap, tmp_path: Path) -> None:
    path = tmp_path / "verslag.docx"
    export(valuemap, path)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    made = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert made.returncode == 0
    assert (tmp_path / "verslag.pdf").stat().st_size > 20_000


def test_repetitions_and_names_outside_the_list_are_in_every_readable_export(
    valuemap: ValueMap,
) -> None:
    said = next(e for e in valuemap.effects if e.status == "suggested")
    again = valuemap.transcript.utterances[-1]
    told = replace(said, repeated=(again.id,), proposed=(ValueSuggestion("gastvrijheid", 0.8),))
    effects = tuple(told if e is said else e for e in valuemap.effects)
    made = replace(valuemap, effects=effects)
    kept = loads(render(made, ".json", keep_names=True).decode("utf-8"))
    assert next(e for e in kept.effects if e.id == told.id).repeated == (again.id,)
    page = make_page(made)
    assert f"herhaald op {clock(again.start)}" in page
    assert "misschien, niet in de lijst: gastvrijheid" in page
    document = docx.Document(io.BytesIO(render(made, ".docx")))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    assert any(f"herhaald op {clock(again.start)}" in text for text in cells)
    assert any("gastvrijheid" in text for text in cells)
    rows = csv.DictReader(io.StringIO(render(made, ".csv").decode("utf-8-sig")), delimiter=";")
    assert {r["repeated"] for r in rows if r["id"] == told.id} == {clock(again.start)}
    assert "herhaald" not in make_page(valuemap)


def test_a_name_that_nobody_took_over_is_in_no_report_of_a_reviewed_statement(
    valuemap: ValueMap,
) -> None:
    guess = (ValueSuggestion("gastvrijheid", 0.8),)
    for status in ("accepted", "edited"):
        said = next(e for e in valuemap.effects if e.status == status)
        told = replace(said, proposed=guess)
        made = replace(valuemap, effects=tuple(told if e is said else e for e in valuemap.effects))
        assert "gastvrijheid" not in make_page(made)
        assert "gastvrijheid" not in _docx_text(render(made, ".docx"))


def test_json_is_the_contract(valuemap: ValueMap) -> None:
    plain = json.loads(render(valuemap, ".json"))
    assert plain["schema"] == "valuemap/1"
    assert len(plain["effects"]) == len(valuemap.effects)


def test_summary_fits_a_terminal(valuemap: ValueMap) -> None:
    text = summary(valuemap)
    assert "Effecten" in text
    assert "Techniek" in text
    assert "\x1b" not in text
