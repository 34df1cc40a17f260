"""Which lexicon to use: the one given, the user's own, or the shipped one."""

from __future__ import annotations

import os
from pathlib import Path

from assist.core.files import check_readable


def user_lexicon() -> Path:
    """Where the user's own lexicon lies; it need not exist.

    ``ASSIST_LEXICON`` decides, then ``ASSIST_DATA``, else the system's data folder.
    """
    if own := os.environ.get("ASSIST_LEXICON"):
        return Path(own).expanduser()
    if data := os.environ.get("ASSIST_DATA"):
        return Path(data).expanduser() / "lexicon.ttl"
    from platformdirs import user_data_path

    return user_data_path("assist", appauthor=False) / "lexicon.ttl"


def find_lexicon(path: str | Path | None, *, shipped: Path) -> Path:
    """The lexicon that counts: the path given, else the user's own, else the shipped one.

    Parameters
    ----------
    path : str, Path or None
        What the user asked for; empty for no wish.
    shipped : Path
        The lexicon that came with the program.

    Raises
    ------
    AssistError
        When the path given cannot be read; a wish is never passed over in silence.
    """
    if path:
        check_readable(Path(path))
        return Path(path)
    own = user_lexicon()
    return own if own.is_file() else shipped
