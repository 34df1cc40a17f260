"""``--words``: words to listen for, typed or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from assist.core.errors import AssistError
from assist.core.language import _

MOST_BYTES = 1_000_000

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
        ``not-readable``, or ``words-too-long`` for what cannot be a list of words.
    """
    path = Path(given)
    try:
        is_file = bool(given.strip()) and path.is_file()
    except (OSError, ValueError):  # no name that a file can have
        is_file = False
    if not is_file:
        return given
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AssistError("not-readable", path=path) from error
    if len(data) > MOST_BYTES or b"\0" in data:
        raise AssistError("words-no-list", path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # as older Windows programs write
