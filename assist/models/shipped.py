"""Where `models/` and `lexicons/` lie: beside the code in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(*parts: str) -> Path:
    """Path of something that ships with the program; it need not exist.

    Parameters
    ----------
    *parts : str
        Beginning with ``models`` or ``lexicons``.

    Examples
    --------
    >>> shipped("lexicons", "waarden.ttl").name
    'waarden.ttl'
    """
    wheel = _PACKAGE / "_shipped"
    root = wheel if wheel.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
