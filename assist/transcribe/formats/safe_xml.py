"""XML read as a stream: flat memory, and nothing that a file declares for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

MAX_DEPTH = 200  # elements in one another; Word's deepest tables stay far below


class RefusedXmlError(ValueError):
    """Not well formed, too deep, or with entities of its own."""


def parse(
    data: bytes,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Call back for every element and text, in the order of the file.

    Entities and external files are refused, so that a small file cannot unfold into a
    large one (``<!ENTITY lol ...>``) or fetch another.

    Parameters
    ----------
    data : bytes
        The file.
    start, end, text : callable
        Names come without their namespace: ``w:p`` and ``p`` are both ``p``.

    Raises
    ------
    RefusedXmlError
    """
    depth = 0

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise RefusedXmlError("too deep")
        start(local(name), attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(local(name))

    def refused(*_: object) -> None:
        raise RefusedXmlError("declares entities")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise RefusedXmlError(str(error)) from error


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(":")[2]
