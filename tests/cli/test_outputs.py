"""Outputs are checked before the work and all written after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.cli.outputs import STDOUT, checked, write_each
from assist.core.errors import AssistError


def anything(output: Path) -> None:
    pass


def test_the_same_output_twice_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = [Path("a.json"), STDOUT, tmp_path / "a.json", STDOUT, Path("b.json")]
    assert checked(asked, anything) == [Path("a.json"), STDOUT, Path("b.json")]


@pytest.mark.parametrize("name", ["sessie.json", "map/../sessie.json", "naam.json"])
def test_the_input_is_never_written_over(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = Path("sessie.json")
    source.write_text("{}", encoding="utf-8")
    Path("map").mkdir()
    if name == "naam.json":
        try:
            Path(name).symlink_to(source)
        except OSError:
            pytest.skip("no symbolic links here")
    with pytest.raises(AssistError) as caught:
        checked([Path(name)], anything, inputs=[source], force=True)
    assert caught.value.code == "is-input"
    assert source.read_text(encoding="utf-8") == "{}"


def test_one_fault_does_not_cost_the_other_outputs() -> None:
    made: list[Path] = []

    def write(output: Path) -> None:
        if output.suffix == ".docx":
            raise AssistError("disk-full", path=output)
        if output.suffix == ".csv":
            raise ZeroDivisionError
        made.append(output)

    asked = [Path(f"a.{kind}") for kind in ("html", "docx", "csv", "json")]
    with pytest.raises(AssistError) as caught:
        write_each(asked, write)
    assert caught.value.code == "disk-full"
    assert made == [Path("a.html"), Path("a.json")]
