"""How wide text is and where it breaks, without a font at hand."""

from __future__ import annotations

import re
import unicodedata

# Advance widths of Helvetica (and Arial, Liberation Sans) in thousandths of the font
# size, from Adobe's published font metrics; the usual sans-serif faces are near it.
_GROUPS = {
    191: "'‘’",
    222: "ijl",
    278: " !,./:;I[\\]ft|·",
    333: "()-r`“”„",
    355: '"',
    389: "*",
    500: "Jckvsxyz",
    556: "#$?0123456789Labdeghnopqu_–€",
    584: "+<=>~±−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…",
    1015: "@",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_MARGIN = 1.05  # for faces a little wider than Helvetica
_BOLD = 1.07


_ENDINGS = ("heid", "lijkheid", "schap", "iteit")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold, escaped or not."""
    return _NOT_XML.sub("", text)


def formula_safe(cell: str) -> str:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it.

    As OWASP advises for CSV injection; somebody who says "=1+1" must not run anything.

    Examples
    --------
    >>> formula_safe("=1+1"), formula_safe("1+1")
    ("'=1+1", '1+1')
    """
    risky = cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r")
    return f"'{cell}" if risky else cell


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width in the unit of ``size``; on the safe side."""
    total = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        wide = unicodedata.east_asian_width(letter) in "WF"
        total += 1000 if wide else _WIDTHS.get(letter, 600)
    return total / 1000 * size * _MARGIN * (_BOLD if bold else 1.0)


def _syllables(word: str) -> list[int]:
    """Where a long Dutch word can be broken for sure: before its ending."""
    return [word.rfind(ending) for ending in _ENDINGS]


def wrap(
    text: str, width: float, size: float, most: int, *, bold: bool = False
) -> tuple[tuple[str, ...], bool]:
    """Break text into lines no wider than ``width``.

    Parameters
    ----------
    most : int
        Lines at most; what does not fit is cut off with an ellipsis.

    Returns
    -------
    lines : tuple of str
    cut : bool
        Whether something was cut off.

    Examples
    --------
    >>> wrap("dat scheelt ons een hoop tijd", 90, 12, 3)
    (('dat scheelt', 'ons een hoop', 'tijd'), False)
    """

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold) <= width

    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if fits(joined):
            line = joined
            continue
        if line:
            lines.append(line)
        while not fits(word) and len(word) > 1:  # one word wider than a line
            cut = max((n for n in range(1, len(word)) if fits(word[:n] + "-")), default=1)
            cut = max((n for n in _syllables(word) if 1 < n <= cut), default=cut)
            lines.append(word[:cut] + "-")
            word = word[cut:]  # noqa: PLW2901
        line = word
    if line:
        lines.append(line)
    if len(lines) <= most:
        return tuple(lines), False
    last = lines[most - 1]
    while last and not fits(last + "…"):
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,.;:-") + "…"), True
