"""The house keeps its floors, its licences table and its translations."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_a_room_imports_only_from_floors_below() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout


def dependencies() -> list[str]:
    optional = PROJECT["optional-dependencies"].values()
    named = [*PROJECT["dependencies"], *(d for group in optional for d in group)]
    names = {re.split(r"[\[<>=; ]", d)[0].replace("_", "-") for d in named}
    return sorted(names - {PROJECT["name"]})


@pytest.mark.parametrize("name", dependencies())
def test_every_dependency_has_its_licence_told(name: str) -> None:
    table = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{re.escape(name)}\b", table)


def test_what_is_imported_is_a_dependency() -> None:
    """And not merely there because another package needs it today."""
    brought = {"distributed", "srsly", "transformers"}  # by dask[distributed], spacy and encoders
    found: set[str] = set()
    for path in (ROOT / "assist").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    packages = {"pyannote": ["pyannote-audio"], **packages_distributions()}
    told = {name.lower() for name in dependencies()}
    missing = {
        module
        for module in found - sys.stdlib_module_names - brought - {"assist"}
        if not {p.lower().replace("_", "-") for p in packages.get(module, [module])} & told
    }
    assert missing == set()


@pytest.mark.parametrize("name", dependencies())
def test_every_dependency_is_pinned(name: str) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE)


def test_every_sentence_has_its_english() -> None:
    from babel.messages.pofile import read_po

    with (ROOT / "assist/locale/en/LC_MESSAGES/assist.po").open("rb") as file:
        catalogue = read_po(file)
    missing = [m.id for m in catalogue if m.id and not (m.string and all(m.string))]
    assert missing == []
    assert list(catalogue.check()) == []


@pytest.mark.parametrize("po", sorted(ROOT.glob("assist/locale/*/LC_MESSAGES/*.po")))
def test_the_compiled_catalogue_is_the_written_one(po: Path, tmp_path: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        catalogue = read_po(file)
    fresh = tmp_path / "fresh.mo"
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    assert fresh.read_bytes() == po.with_suffix(".mo").read_bytes()


def test_the_catalogue_holds_every_sentence_of_the_code(tmp_path: Path) -> None:
    from babel.messages.pofile import read_po

    template = tmp_path / "assist.pot"
    subprocess.run(
        [
            str(Path(sys.executable).with_name("pybabel")),
            *("-q", "extract", "-F", "pyproject.toml", "-k", "N_", "-o", str(template), "assist"),
        ],
        cwd=ROOT,
        check=True,
    )
    with template.open("rb") as file:
        wanted = {m.id for m in read_po(file) if m.id}
    with (ROOT / "assist/locale/en/LC_MESSAGES/assist.po").open("rb") as file:
        have = {m.id for m in read_po(file) if m.id}
    assert wanted - have == set()


@pytest.mark.parametrize("source", sorted((ROOT / "assist").rglob("*.py")), ids=lambda p: p.name)
def test_no_sentence_hides_from_the_catalogue_in_an_f_string(source: Path) -> None:
    # Babel does not look inside f-strings, so such a sentence would stay Dutch for ever.
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            hidden = [
                part.args[0].value
                for part in ast.walk(node)
                if isinstance(part, ast.Call)
                and isinstance(part.func, ast.Name)
                and part.func.id in ("_", "ngettext")
                and isinstance(part.args[0], ast.Constant)
            ]
            assert hidden == []
