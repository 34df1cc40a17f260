"""Bytes of a text file to text, whatever program wrote them."""

from __future__ import annotations

import codecs
import re
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

# Far beyond any session, and read within seconds: a day of talk takes some 100,000 lines.
MAX_LINES = 150_000
MAX_CHARACTERS = 6_000_000

# No text file, page or table can hold these: control characters, halves of a pair.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """Put a blank for what no file can hold, one for one, so that places in the text stay.

    Examples
    --------
    >>> fit("niets\\x07meer")
    'niets meer'
    """
    return _BROKEN.sub("\ufffd", _CONTROL.sub(" ", text))


def decode(data: bytes, path: Path) -> str:
    """Text with ``\\n`` line ends: by its byte order mark, else UTF-8, else cp1252.

    UTF-8 of which a few bytes are damaged, or the last one cut off, stays UTF-8.

    Raises
    ------
    AssistError
        ``transcript-not-text`` for a picture, a spreadsheet or the like.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = data.decode(encoding or "utf-8", errors="replace")
        if not encoding and _damaged(text):
            text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise AssistError("transcript-not-text", path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_lines(data: bytes, path: Path) -> str:
    """`decode` for what is read line by line; refuses what no session can be.

    Raises
    ------
    AssistError
        ``transcript-not-text`` or ``transcript-too-long``.
    """
    text = decode(data, path)
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        raise AssistError("transcript-too-long", path=path)
    return text


def _damaged(text: str) -> bool:
    """Whether more went wrong than right beyond ASCII: then it never was UTF-8."""
    wrong = text.count("\ufffd")
    return 2 * wrong > len(text) - len(text.encode("ascii", "ignore"))
