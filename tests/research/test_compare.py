"""Counts over sessions, against numbers counted by hand in conftest's three sessions."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.research.comparison import Comparison, compare
from assist.research.loading import Loaded, load_maps
from assist.research.wilson import wilson
from assist.research.writing import KNOWN, to_json, to_text, write_comparison
from assist.valuemap.file import dumps
from tests.support.small_maps import make_map


@pytest.fixture
def compared(folder: Path) -> Comparison:
    return compare(load_maps(folder))


def row(frame, **where):
    found = frame
    for column, value in where.items():
        found = found[found[column] == value]
    assert len(found) == 1, found
    return found.iloc[0]


def test_sessions_in_order_of_file_name_with_what_they_hold(compared: Comparison) -> None:
    assert list(compared.sessions["session"]) == ["sessie-a", "sessie-b", "sessie-c"]
    assert list(compared.sessions["title"]) == ["a", "Een tweede sessie", "Zonder | =uitkomst"]
    b = row(compared.sessions, session="sessie-b")
    assert (b["effects"], b["positive"], b["negative"], b["mixed"]) == (3, 1, 1, 1)
    assert (b["options"], b["techniek"], b["omgeving"], b["mens"]) == (2, 1, 0, 1)
    assert b["rejected"] == 2
    # the option that answered effect 4 was rejected, so only effect 2 is answered
    assert b["effects_without_option"] == 2
    a = row(compared.sessions, session="sessie-a")
    assert (a["effects_without_value"], a["effects_without_option"]) == (1, 0)
    assert row(compared.sessions, session="sessie-c")["effects"] == 0


def test_values_have_their_denominator_and_no_rejected_ones(compared: Comparison) -> None:
    privacy = row(compared.values, session="sessie-b", value="privacy")
    assert (privacy["effects"], privacy["of_effects"]) == (2, 3)
    assert (privacy["positive"], privacy["negative"], privacy["mixed"]) == (0, 1, 1)
    assert (privacy["options"], privacy["of_options"]) == (1, 2)
    assert privacy["share"] == pytest.approx(2 / 3, abs=1e-4)
    low, high = wilson(2, 3)
    assert (privacy["low"], privacy["high"]) == (round(low, 4), round(high, 4))
    # a value whose link somebody rejected is gone, though the suggestion is still there
    assert row(compared.values, session="sessie-a", value="rust")["effects"] == 0
    assert row(compared.values, session="sessie-a", value="rust")["options"] == 1
    # only named aloud, and only zeros elsewhere
    assert row(compared.values, session="sessie-b", value="waarheid")["mentions"] == 1
    assert row(compared.values, session="sessie-c", value="waarheid")["of_effects"] == 0
    assert len(compared.values) == 3 * len(compared.shared)


def test_which_values_sessions_share(compared: Comparison) -> None:
    # most sessions first, then the alphabet: not how often
    assert list(compared.shared["value"]) == ["privacy", "gemak", "rust", "vrijheid", "waarheid"]
    privacy = row(compared.shared, value="privacy")
    assert (privacy["sessions"], privacy["of_sessions"]) == (2, 3)
    assert (privacy["effects"], privacy["of_effects"]) == (3, 5)
    assert privacy["clusters"] == "Groot"


def test_a_cluster_counts_an_effect_once(compared: Comparison) -> None:
    # effect 2 has both privacy and vrijheid, of the same cluster
    groot = row(compared.clusters, session="sessie-b", cluster="Groot")
    assert (groot["effects"], groot["of_effects"]) == (2, 3)
    assert (groot["options"], groot["of_options"]) == (1, 2)


def test_domains_with_denominators(compared: Comparison) -> None:
    mens = row(compared.domains, session="sessie-b", domain="mens")
    assert (mens["options"], mens["of_options"]) == (1, 2)
    none = row(compared.domains, session="sessie-c", domain="mens")
    assert (none["of_options"], none["low"], none["high"]) == (0, 0.0, 1.0)
    assert none["share"] != none["share"]  # no share of nothing


def test_roles_by_time_and_by_what_they_brought(compared: Comparison) -> None:
    burger = row(compared.roles, session="sessie-b", role="burger")
    assert (burger["seconds"], burger["of_seconds"]) == (65.0, 100.0)
    assert (burger["effects"], burger["of_effects"]) == (2, 3)
    assert (burger["options"], burger["of_options"]) == (1, 2)
    assert row(compared.roles, session="sessie-a", role="onbekend")["time_share"] == 0.6
    assert row(compared.roles, session="sessie-a", role="burger")["speakers"] == 1
    # a transcript without times has words all the same
    silent = row(compared.roles, session="sessie-c", role="burger")
    assert silent["time_share"] != silent["time_share"]
    assert silent["word_share"] == 1.0


def test_who_decided_counts_rejected_ones_too(compared: Comparison) -> None:
    rejected = row(compared.statuses, session="sessie-b", kind="effect", status="rejected")
    assert (rejected["statements"], rejected["of_statements"]) == (1, 4)
    by_session = compared.statuses.groupby(["session", "kind"])["statements"].sum()
    totals = compared.statuses.groupby(["session", "kind"])["of_statements"].first()
    assert (by_session == totals).all()


def test_the_long_table_keeps_raw_links_and_says_what_counts(compared: Comparison) -> None:
    statements = compared.statements
    effect = row(statements, session="sessie-b", kind="effect", status="accepted", value="privacy")
    option = row(statements, session="sessie-b", status="accepted", kind="option")
    assert effect["answered_by"] == option["statement"]
    assert option["answers"] == effect["statement"]
    assert effect["quote"] == "zin 2 van sessie-b"
    assert set(statements.loc[statements["status"] == "rejected", "counted"]) == {False}
    assert (~statements["counted"]).sum() == 2


def test_a_single_session_without_anything(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.json").unlink()
    compared = compare(load_maps(folder))
    for make in KNOWN.values():
        assert make(compared)
    assert "Zonder | =uitkomst" in to_text(compared)
    assert len(compared.values) == 0
    assert "of_effects" in compared.values


def test_what_cannot_be_read_is_skipped_and_told(folder: Path) -> None:
    (folder / "kapot.json").write_text('{"schema": "valuemap/1"', encoding="utf-8")
    (folder / "leeg.json").touch()
    (folder / "vreemd.json").write_text("{}", encoding="utf-8")
    (folder / "dubbel.json").write_bytes((folder / "a.json").read_bytes())
    loaded = load_maps(folder)
    assert [name for name, _ in loaded.maps] == ["a", "b", "c"]
    assert sorted(fault.code for fault in loaded.skipped) == [
        "compare-double", "empty-file", "valuemap-foreign", "valuemap-not-json",
    ]  # fmt: skip
    compared = compare(loaded)
    assert len(compared.skipped) == 4
    assert "kapot.json" in to_text(compared)
    assert b"kapot.json" in KNOWN[".html"](compared)


def test_its_own_outputs_do_not_count(folder: Path, compared: Comparison) -> None:
    write_comparison(compared, folder / "vergelijking.json")
    assert load_maps(folder).skipped == ()


def test_folders_without_a_map(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as fault:
        load_maps(tmp_path)
    assert fault.value.code == "compare-empty"
    with pytest.raises(AssistError) as fault:
        load_maps(tmp_path / "weg")
    assert fault.value.code == "not-found"
    (tmp_path / "kapot.json").write_text("{", encoding="utf-8")
    with pytest.raises(AssistError) as fault:
        load_maps(tmp_path)
    assert fault.value.code == "valuemap-not-json"


def test_same_maps_same_bytes(folder: Path, compared: Comparison) -> None:
    again = compare(load_maps(folder))
    for ending, make in KNOWN.items():
        first, second = make(compared), make(again)
        assert first == second, ending
        year = re.search(rb"20(2[5-9]|3\d)-\d\d-\d\d", first) if ending != ".png" else None
        assert year is None, ending
    assert to_text(compared) == to_text(again)


def test_the_report_is_one_file_that_loads_nothing_else(compared: Comparison) -> None:
    page = KNOWN[".html"](compared).decode("utf-8")
    assert '<html lang="nl">' in page
    assert "Hoe leest u dit?" in page
    assert "Vaak is niet hetzelfde als belangrijk" in page
    assert "2 van 3" in page
    links = re.findall(r'(?:src|href|xlink:href)="([^"]*)"', page)
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "<script" not in page
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(ids)


def test_spoken_words_are_never_markup_or_formulas(folder: Path) -> None:
    nasty = make_map("x", [("=1+1", 5.0, ("negative", ["<b>v</b>"], "suggested"))], title="<i>&")
    compared = compare(Loaded((("x", nasty),)))
    page = KNOWN[".html"](compared).decode("utf-8")
    assert "<b>" not in page
    assert "<i>" not in page
    with zipfile.ZipFile(io.BytesIO(KNOWN[".xlsx"](compared))) as book:
        assert not any(
            b"<f>" in book.read(n) for n in book.namelist() if n.startswith("xl/worksheets")
        )
    assert b",'=1+1," in KNOWN[".csv"](compared)


@pytest.mark.parametrize("ending", sorted(KNOWN))
@pytest.mark.filterwarnings("error")
def test_any_title_can_be_compared(ending: str) -> None:
    odd = "a\x00b \ud800 \u6f22 $x^2$ en $5"
    lines = [("burger\x0b", 5.0, ("negative", ["privacy"], "suggested"))]
    compared = compare(Loaded((("x", make_map("x", lines, title=odd)),)))
    made = KNOWN[ending](compared)
    if ending == ".svg":
        ElementTree.fromstring(made)
        assert "$x^2$ en $5" in made.decode("utf-8")


def test_tables_are_the_same_in_every_language(folder: Path) -> None:
    dutch = to_json(compare(load_maps(folder)))
    set_language("en")
    try:
        compared = compare(load_maps(folder))
    finally:
        set_language("nl")
    assert to_json(compared) == dutch


def test_json_is_whole_and_has_no_nan(compared: Comparison) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    plain = json.loads(to_json(compared), parse_constant=refuse)
    assert plain["schema"] == "comparison/1"
    assert len(plain["sessions"]) == 3
    assert {r["value"] for r in plain["shared"]} == set(compared.shared["value"])


def test_xlsx_opens_with_every_table(compared: Comparison) -> None:
    with zipfile.ZipFile(io.BytesIO(KNOWN[".xlsx"](compared))) as book:
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    assert names == ["Leeswijzer", *compared.tables]


def test_csv_reads_back(compared: Comparison) -> None:
    import pandas as pd

    table = pd.read_csv(io.BytesIO(KNOWN[".csv"](compared)), keep_default_na=False)
    assert len(table) == len(compared.statements)
    assert list(table["statement"]) == list(compared.statements["statement"])


def test_outputs_are_refused_by_ending_and_never_overwritten(
    compared: Comparison, tmp_path: Path
) -> None:
    with pytest.raises(AssistError) as fault:
        write_comparison(compared, tmp_path / "x.pdf")
    assert fault.value.code == "unknown-format"
    write_comparison(compared, tmp_path / "x.md")
    with pytest.raises(AssistError) as fault:
        write_comparison(compared, tmp_path / "x.md")
    assert fault.value.code == "exists"


def test_twenty_five_sessions(tmp_path: Path) -> None:
    for i in range(25):
        lines = [("burger", 5.0, ("negative", [f"waarde {j}"], "suggested")) for j in range(i)]
        text = dumps(make_map(f"s{i:02}", lines or [("burger", 1.0, None)]))
        (tmp_path / f"{i:02}.json").write_text(text, encoding="utf-8")
    compared = compare(load_maps(tmp_path))
    assert len(compared.sessions) == 25
    assert len(compared.shared) == 24
    assert KNOWN[".html"](compared)
    assert KNOWN[".png"](compared)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share_and_shrinks(a: int, b: int) -> None:
    count, of = min(a, b), max(a, b)
    low, high = wilson(count, of)
    assert 0.0 <= low <= high <= 1.0
    if of:
        assert low <= count / of <= high
        wider = wilson(count, of)
        narrower = wilson(count * 4, of * 4)
        assert narrower[1] - narrower[0] <= wider[1] - wider[0]
    mirrored = wilson(of - count, of)
    assert low == pytest.approx(1 - mirrored[1])


def test_wilson_refuses_what_is_no_share() -> None:
    for count, of in ((2, 1), (-1, 3)):
        with pytest.raises(ValueError, match="share"):
            wilson(count, of)
