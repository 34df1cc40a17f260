"""``assist compare``: sessions beside each other, as tables, plots and a report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import Force, KeepNames
from assist.cli.outputs import STDOUT, checked, write_each
from assist.core.language import _

if TYPE_CHECKING:
    from assist.core.valuemap import ValueMap
    from assist.research.comparison import Comparison


def compare(
    folder: Path, outputs: Sequence[Path], *, force: bool = False, keep_names: bool = False
) -> Comparison:
    """Compare the value maps of a folder and write each output whole.

    Raises
    ------
    AssistError
        For a folder without value maps, or an output that cannot be written.
    """
    from assist.research import comparison as counting
    from assist.research.loading import load_maps
    from assist.research.writing import check_ending, to_json, to_text, write_comparison

    outputs = checked(outputs, check_ending, force=force)
    compared = counting.compare(load_maps(folder, prepare=_prepare(keep_names)))

    def write(output: Path) -> None:
        if output == STDOUT:
            sys.stdout.write(to_json(compared))
        else:
            write_comparison(compared, output, force=force)

    write_each(outputs, write)
    if not outputs:
        sys.stdout.write(to_text(compared))
    return compared


def _prepare(keep_names: bool) -> Callable[[ValueMap], ValueMap]:
    """What is done to each map before anything is told of it: names go out, unless asked."""
    if keep_names:
        return lambda valuemap: valuemap
    from assist.export.pseudonymise import pseudonymise

    return pseudonymise


def compare_command(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help=_("Map met waardenkaarten (.json)."), show_default=False
        ),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            help=_(
                "Bestand om te maken: .html .csv .xlsx .json .md .svg .png; mag vaker."
                " - is JSON op stdout."
            ),
            show_default=False,
        ),
    ] = None,
    keep_names: KeepNames = False,
    force: Force = False,
) -> None:
    outputs = output or []
    compared = compare(folder, outputs, force=force, keep_names=keep_names)
    if outputs:  # without, the tables tell it
        for sentence in compared.skipped:
            print(_("Niet meegeteld: {reason}").format(reason=sentence), file=sys.stderr)
