"""The notebook runs on a batch and finds what ``assist compare`` finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.research.comparison import compare
from assist.research.loading import load_maps

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "vergelijking.ipynb"

SAVE = """
per_sessie.to_csv(f"{SAVED}/per_sessie.csv")
gedeeld.to_csv(f"{SAVED}/gedeeld.csv")
per_domein.to_csv(f"{SAVED}/per_domein.csv")
"""


def run(results: Path | None, saved: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Execute it; returns its printed lines."""
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(saved / name.lower()))
    if results is None:
        monkeypatch.delenv("ASSIST_RESULTS", raising=False)
    else:
        monkeypatch.setenv("ASSIST_RESULTS", str(results))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"SAVED = {str(saved)!r}\n{SAVE}"))
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}
    )
    client.execute()
    return [
        line
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stdout"
        for line in output["text"].splitlines()
    ]


def test_its_tables_are_those_of_compare(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    printed = run(folder, tmp_path, monkeypatch)
    assert "3 sessies, 5 waarden" in printed
    compared = compare(load_maps(folder))
    values = compared.values.pivot(index="value", columns="session", values="effects")
    found = pd.read_csv(tmp_path / "per_sessie.csv", index_col=0)
    assert list(found.index) == list(compared.shared["value"])
    assert found.to_dict() == values.to_dict()
    shared = pd.read_csv(tmp_path / "gedeeld.csv", index_col=0)
    mine = compared.shared.set_index("value")
    assert shared["sessies"].to_dict() == mine["sessions"].to_dict()
    assert shared["van"].to_dict() == mine["of_sessions"].to_dict()
    assert shared["laag"].round(4).to_dict() == mine["session_low"].to_dict()
    domains = compared.domains.pivot(index="session", columns="domain", values="options")
    by_domain = pd.read_csv(tmp_path / "per_domein.csv", index_col=0)
    assert by_domain.to_dict() == domains.to_dict()


@pytest.mark.slow
def test_it_runs_on_the_bundled_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(line.startswith("3 sessies") for line in run(None, tmp_path, monkeypatch))


def test_the_bundled_example_is_whole() -> None:
    assert load_maps(NOTEBOOK.parent / "voorbeeld").skipped == ()


def test_it_is_kept_without_outputs() -> None:
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
