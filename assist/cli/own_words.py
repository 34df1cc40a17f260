"""``--words``: words to listen for, typed or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from assist.core.errors import AssistError
from assist.core.language import _

MOST_BYTES = 1_000_000
_FILES = (".txt", ".csv", ".tsv", ".md")  # what ends so, alone, is no word to listen for

Words: TypeAlias = Annotated[
    str,
    typer.Option(
        "--words",
        metavar="LIST|FILE",
        help=_(
            "Namen en vaktermen om op te letten, met komma's ertussen,"
            " of een tekstbestand met één op elke regel."
        ),
        show_default=False,
    ),
]


def words_given(given: str) -> str:
    """The list itself, or what stands in the file of that name.

    Raises
    ------
    AssistError
        ``not-found`` for the name of a text file that is not there, ``not-readable``, or
        ``words-no-list`` for what cannot be a list of words.
    """
    from assist.transcribe.encoding import decode

    path = Path(given)
    try:
        is_file = bool(given.strip()) and path.is_file()
    except (OSError, ValueError):  # no name that a file can have
        is_file = False
    if not is_file:
        if path.suffix.lower() in _FILES and not any(mark in given for mark in ",;\n"):
            raise AssistError("not-found", path=path)
        return given
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AssistError("not-readable", path=path) from error
    if len(data) > MOST_BYTES:
        raise AssistError("words-no-list", path=path)
    try:
        return decode(data, path)
    except AssistError as error:
        raise AssistError("words-no-list", path=path) from error
