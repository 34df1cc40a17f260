"""Single labelled statements are read whole or refused with the line that is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.models.shipped import shipped
from assist.training.single_statements import COLUMNS, SingleStatement, read_statements

GOOD = ("effect", "negative", "bewoners", "privacy|rust", "paal", "Nu weet de buurman het, zeg.")


def written(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "statements.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


def changed(**cells: str) -> tuple[str, ...]:
    return tuple((dict(zip(COLUMNS, GOOD, strict=True)) | cells).values())


def test_a_row_of_each_kind(tmp_path: Path) -> None:
    option = changed(kind="option", label="mens", actor="", values="rust")
    other = changed(kind="other", label="fact", actor="", values="")
    read = read_statements(written(tmp_path, GOOD, option, other))
    assert [s.kind for s in read] == ["effect", "option", "other"]
    assert read[0] == SingleStatement(
        "effect", "negative", "bewoners", ("privacy", "rust"), "paal", GOOD[-1]
    )
    assert read[2].values == ()


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"kind": "gevolg"}, "kind"),
        ({"label": "slecht"}, "label"),
        ({"label": "mens"}, "label"),
        ({"actor": ""}, "actor"),
        ({"values": ""}, "values"),
        ({"values": "rust|rust"}, "values"),
        ({"values": "rust|"}, "values"),
        ({"values": "rust|gemak|zorg|contact"}, "values"),
        ({"technology": ""}, "technology"),
        ({"text": " "}, "text"),
        ({"kind": "other", "label": "fact"}, "actor"),
        ({"kind": "other", "label": "", "actor": "", "values": ""}, "label"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(
    tmp_path: Path, cells: dict[str, str], named: str
) -> None:
    with pytest.raises(AssistError) as error:
        read_statements(written(tmp_path, GOOD, changed(**cells)))
    assert error.value.code == "gold-broken"
    assert "regel 3" in str(error.value)
    assert named in str(error.value)


@pytest.mark.parametrize("row", [GOOD[:5], (*GOOD, "te veel")])
def test_a_row_of_another_length_is_refused(tmp_path: Path, row: tuple[str, ...]) -> None:
    with pytest.raises(AssistError, match="regel 2"):
        read_statements(written(tmp_path, row))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AssistError, match="kolommen"):
        read_statements(written(tmp_path, GOOD, header=("soort", *COLUMNS[1:])))


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip))
def test_any_words_come_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = written(tmp_path_factory.mktemp("rows"), changed(text=f"Zeg {text}."))
    assert read_statements(path)[0].text == f"Zeg {text}."


def test_the_shipped_statements_are_read_whole_and_differ() -> None:
    read = read_statements(shipped("models", "corpus", "statements.csv"))
    assert len({s.text.casefold() for s in read}) == len(read) > 4000
