"""``assist lexicon`` as its users meet it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.cli.lexicon import lexicon_app
from assist.core.errors import AssistError
from assist.models.shipped import shipped
from assist.values.find import find_lexicon, user_lexicon
from assist.values.skos import read_lexicon

SHIPPED = shipped("lexicons", "waarden.ttl")


@pytest.fixture(autouse=True)
def own_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "van mij" / "lexicon.ttl"
    monkeypatch.setenv("ASSIST_LEXICON", str(path))
    monkeypatch.setenv("COLUMNS", "120")
    return path


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(lexicon_app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def table(path: Path, *rows: str) -> Path:
    path.write_text(
        "\n".join(("waarde;definitie;signaalzinnen;andere namen", *rows)), encoding="utf-8"
    )
    return path


def test_show_lists_every_value() -> None:
    status, shown = call("show")
    assert status == 0
    assert "51 waarden" in shown
    assert all(label in shown for label in read_lexicon(SHIPPED).labels)


def test_show_one_value_by_another_of_its_names() -> None:
    status, shown = call("show", "Eigen Regie")
    assert status == 0
    assert shown.startswith("autonomie\n")
    assert "zelf beslissen" in shown


def test_show_a_value_that_is_not_there() -> None:
    with pytest.raises(AssistError, match="heldenmoed"):
        call("show", "heldenmoed")


def test_check_passes_what_ships_and_fails_what_is_wrong(tmp_path: Path) -> None:
    assert call("check")[0] == 0
    status, shown = call("check", table(tmp_path / "x.csv", "moed;;durven;", "durf;Dit.;;moed"))
    assert status == 1
    assert "fout: De waarde moed heeft geen definitie" in shown
    assert "let op: De waarde durf heeft geen signaalzinnen" in shown
    assert "2 waarden, 2 fouten" in shown


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "csv"])
def test_export_and_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"uit.{ending}"
    call("export", "-o", path)
    assert read_lexicon(path).concepts == read_lexicon(SHIPPED).concepts
    with pytest.raises(AssistError):
        call("export", "-o", path)
    assert call("export", "-o", path, "--force")[0] == 0


def test_export_to_the_screen() -> None:
    assert call("export", "-o", "-")[1] == SHIPPED.read_text(encoding="utf-8")


def test_import_leaves_what_ships_alone(tmp_path: Path, own_lexicon: Path) -> None:
    before = SHIPPED.read_bytes()
    rows = table(
        tmp_path / "eigen.csv",
        "buurtgevoel;Je kent je straat.;hier ken ik iedereen|onze straat;",
        "bewegingsvrijheid;Kunnen gaan.;op pad gaan;",
        "Privacy;;gluren bij de buren;",
    )
    assert "53 waarden" in call("import", rows)[1]
    assert SHIPPED.read_bytes() == before
    assert user_lexicon() == own_lexicon == find_lexicon(None, shipped=SHIPPED)
    own, old = read_lexicon(own_lexicon), read_lexicon(SHIPPED)
    assert own.version == "1.0.0+eigen"
    assert own.sha256 != old.sha256
    # A name the user makes a value of its own leaves the value it was another name of.
    freedom = own.get("vrijheid")
    assert freedom is not None
    assert "bewegingsvrijheid" not in freedom.alt_labels
    # What the user did not say about a known value stays; cues are added.
    privacy, was = own.get("privacy"), old.get("privacy")
    assert privacy is not None
    assert was is not None
    assert set(privacy.cues) == {*was.cues, "gluren bij de buren"}
    assert (privacy.label, privacy.definition, privacy.uri) == ("privacy", was.definition, was.uri)


def test_import_twice_is_import_once(tmp_path: Path, own_lexicon: Path) -> None:
    rows = table(tmp_path / "eigen.csv", "buurtgevoel;Je kent je straat.;onze straat;wijkgevoel")
    call("import", rows)
    once = own_lexicon.read_bytes()
    call("import", rows)
    assert own_lexicon.read_bytes() == once


def test_an_import_with_a_fault_changes_nothing(tmp_path: Path, own_lexicon: Path) -> None:
    with pytest.raises(AssistError, match="heeft geen definitie"):
        call("import", table(tmp_path / "x.csv", "buurtgevoel;;onze straat;"))
    assert not own_lexicon.exists()


def test_a_given_lexicon_is_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(AssistError):
        find_lexicon(tmp_path / "weg.ttl", shipped=SHIPPED)
    assert find_lexicon("", shipped=SHIPPED) == SHIPPED
