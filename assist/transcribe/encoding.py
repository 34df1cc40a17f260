"""Bytes of a text file to text, whatever program wrote them."""

from __future__ import annotations

import codecs
from pathlib import Path

from assist.core.errors import AssistError

# Longest mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, path: Path) -> str:
    """Text with ``\\n`` line ends: by its byte order mark, else UTF-8, else cp1252.

    Raises
    ------
    AssistError
        ``transcript-not-text`` for a picture, a spreadsheet or the like.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = data.decode(encoding or "cp1252", errors="replace")
    if "\x00" in text:
        raise AssistError("transcript-not-text", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n")
