"""``--restore``: puts back what was held back as not believed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.core.errors import AssistError
from assist.core.language import _

if TYPE_CHECKING:
    from assist.core.transcript import Transcript

ALL = ("all", "alles")

Restore = Annotated[
    str,
    typer.Option(
        "--restore",
        metavar="N,...|all",
        help=_("Zet terug wat was weggelaten: nummers uit held in het JSON-transcript, of all."),
        show_default=False,
    ),
]


def restored(transcript: Transcript, wanted: str, path: Path) -> Transcript:
    """The transcript with the wanted pieces put back.

    Parameters
    ----------
    transcript : Transcript
    wanted : str
        Numbers with commas or spaces between, or ``all``.
    path : Path
        Where the transcript comes from, for what is told.

    Raises
    ------
    AssistError
        ``held-none`` when nothing was held back, ``held-unknown`` for another number.
    """
    if not transcript.held:
        raise AssistError("held-none", path=path)
    count = len(transcript.held)
    if wanted.strip().casefold() in ALL:
        return transcript.restored(range(1, count + 1))
    given = [part for part in re.split(r"[\s,;]+", wanted) if part]
    for part in given:
        if not (part.isascii() and part.isdecimal() and 1 <= int(part[:9]) <= count):
            raise AssistError("held-unknown", given=part, path=path, most=count)
    return transcript.restored(map(int, given))
