"""A value map as a file for people and for other programs; one module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_writable, write_bytes
from assist.core.valuemap import ValueMap

Writer = Callable[[ValueMap], bytes]


def _writer(module: str) -> Writer:
    """The module's ``write``, loaded when first used: some bring heavy libraries."""

    def write(valuemap: ValueMap) -> bytes:
        made: bytes = import_module(f"assist.export.{module}").write(valuemap)
        return made

    return write


KNOWN: Mapping[str, Writer] = {
    ".json": _writer("contract"),
    ".graphml": _writer("graphml"),
    ".csv": _writer("table"),
    ".html": _writer("page"),
    ".docx": _writer("report"),
}


def check_known(path: Path) -> None:
    """Refuse an ending that no writer knows, before the work starts.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    if path.suffix.lower() not in KNOWN:
        raise AssistError("unknown-format", path=path, known=" ".join(KNOWN))


def render(valuemap: ValueMap, ending: str, *, keep_names: bool = False) -> bytes:
    """A map as the bytes of a file.

    Parameters
    ----------
    ending : str
        A key of `KNOWN`, such as ``".docx"``.
    keep_names : bool
        Leave the names of people in; by default they are replaced by ``[naam]``.
    """
    if not keep_names:
        from assist.export.pseudonymise import pseudonymise

        valuemap = pseudonymise(valuemap)
    return KNOWN[ending](valuemap)


def export(
    valuemap: ValueMap, path: Path, *, force: bool = False, keep_names: bool = False
) -> None:
    """Write a map to a file; its ending chooses the format.

    Parameters
    ----------
    force : bool
        Replace a file that exists.
    keep_names : bool
        See `render`.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists``, ``not-writable`` or ``disk-full``.
    """
    check_known(path)
    check_writable(path, force=force)
    write_bytes(path, render(valuemap, path.suffix.lower(), keep_names=keep_names), force=force)
