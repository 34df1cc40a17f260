"""``assist lexicon``: show, check, export the list of values; add values of your own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.core.language import _, current_language, ngettext

if TYPE_CHECKING:
    from rich.table import Table

    from assist.core.lexicon import Concept, Lexicon

lexicon_app = typer.Typer(no_args_is_help=True)

STDOUT = Path("-")
_LEXICON_HELP = _("Een waardenlijst; anders die van u, of die van assist.")
_SourceOption = Annotated[Path | None, typer.Option("--lexicon", help=_LEXICON_HELP)]


def lexicon_path(path: Path | None) -> Path:
    """The lexicon that counts here; see `assist.values.find.find_lexicon`."""
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon

    return find_lexicon(path, shipped=shipped("lexicons", "waarden.ttl"))


def table_of(lexicon: Lexicon) -> Table:
    """All values by cluster."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Waarde"), no_wrap=True)
    table.add_column(_("Hoort bij"), no_wrap=True)
    table.add_column(_("Definitie"), overflow="fold")
    for concept in lexicon:
        table.add_row(
            Text(concept.label),
            Text(concept.cluster),
            Text(concept.definition),
        )
    return table


def described(concept: Concept) -> str:
    """Everything the lexicon knows about one value, as lines for people."""
    lists = (
        (_("Andere namen"), concept.alt_labels),
        (_("Hoe mensen erover praten"), concept.cues),
        (_("Verwant"), concept.related),
        (_("Opmerkingen"), concept.notes),
    )
    lines = [concept.label, concept.definition]
    if concept.cluster:
        lines.append(_("Hoort bij: {cluster}").format(cluster=concept.cluster))
    for title, texts in lists:
        if texts:
            lines += ["", f"{title}:", *(f"  {text}" for text in texts)]
    return "\n".join(lines)


@lexicon_app.command("show", help=_("Toon alle waarden, of alles over één waarde."))
def show_command(
    name: Annotated[str, typer.Argument(help=_("Naam of andere naam van een waarde."))] = "",
    lexicon: _SourceOption = None,
) -> None:
    from assist.core.errors import AssistError
    from assist.values.skos import read_lexicon

    path = lexicon_path(lexicon)
    found = read_lexicon(path)
    if name:
        concept = found.get(name)
        if concept is None:
            raise AssistError("value-unknown", name=name, path=path)
        print(described(concept))
        return
    from rich.console import Console

    Console().print(table_of(found))
    title = (current_language() == "en" and found.title_en) or found.title or found.id
    count = ngettext("{count} waarde", "{count} waarden", len(found)).format(count=len(found))
    print(f"{title} {found.version}, {count}. {path}")


@lexicon_app.command("check", help=_("Kijk een waardenlijst na op fouten."))
def check_command(
    path: Annotated[Path | None, typer.Argument(help=_LEXICON_HELP)] = None,
) -> None:
    from assist.values.check import check_lexicon
    from assist.values.skos import read_lexicon

    path = lexicon_path(path)
    found = read_lexicon(path)
    problems = check_lexicon(found)
    words = {"error": _("fout"), "warning": _("let op")}
    for problem in problems:
        print(f"{words[problem.severity]}: {problem.text}")
    errors = sum(p.severity == "error" for p in problems)
    values = ngettext("{count} waarde", "{count} waarden", len(found)).format(count=len(found))
    faults = ngettext("{count} fout", "{count} fouten", errors).format(count=errors)
    print(_("{path}: {values}, {faults}.").format(path=path, values=values, faults=faults))
    if errors:
        raise typer.Exit(1)


@lexicon_app.command("export", help=_("Schrijf de waardenlijst naar een bestand."))
def export_command(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help=_("Een .ttl, .jsonld of .csv; - voor het scherm.")),
    ],
    lexicon: _SourceOption = None,
    force: Annotated[
        bool, typer.Option("--force", help=_("Vervang een bestaand bestand."))
    ] = False,
) -> None:
    from assist.values.skos import read_lexicon, write_lexicon
    from assist.values.turtle import turtle_of

    found = read_lexicon(lexicon_path(lexicon))
    if output == STDOUT:
        sys.stdout.write(turtle_of(found))
        return
    write_lexicon(found, output, force=force)
    print(_("De waardenlijst staat in {path}").format(path=output), file=sys.stderr)


@lexicon_app.command("import", help=_("Voeg eigen waarden toe aan uw waardenlijst."))
def import_command(
    source: Annotated[Path, typer.Argument(help=_("Uw waarden: .csv, .ttl, .jsonld of .rdf."))],
) -> None:
    from assist.values.find import user_lexicon
    from assist.values.merge import import_values

    merged = import_values(source, lexicon_path(None))
    count = ngettext("{count} waarde", "{count} waarden", len(merged)).format(count=len(merged))
    told = _("Uw waardenlijst {path} telt nu {values}.")
    print(told.format(path=user_lexicon(), values=count))
