"""Times as people and programs write them."""

from __future__ import annotations

import math
import re

LONGEST = 1e7  # seconds; four months, beyond which a number is no time in a recording
# 1:02:03,5  01:02.345  00:01:02:15 (frames are ignored)
CLOCK = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,6}))?"
_CLOCK = re.compile(rf"^\s*{CLOCK}(?::\d{{2}})?\s*$")
_SECONDS = re.compile(r"^\s*(\d{1,7})(?:[.,](\d{1,9}))?\s*s?\s*$")


def seconds_of(match: re.Match[str], first: int = 1) -> float:
    """Seconds from four groups of a match on `CLOCK`."""
    hours, minutes, seconds, fraction = (match.group(first + i) for i in range(4))
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (float(f"0.{fraction}") if fraction else 0.0)


def parse_time(text: str) -> float | None:
    """Seconds from a clock time or a number with point or comma; None when it is neither.

    Examples
    --------
    >>> parse_time("00:01:02,5"), parse_time("61,25"), parse_time("2:03"), parse_time("x")
    (62.5, 61.25, 123.0, None)
    """
    if found := _CLOCK.match(text):
        return seconds_of(found)
    if found := _SECONDS.match(text):
        return float(f"{found.group(1)}.{found.group(2) or 0}")
    return None


def plain_number(value: object) -> float | None:
    """A number of JSON that can be a time: finite and in [0, `LONGEST`]; None for all else.

    Examples
    --------
    >>> plain_number(3), plain_number(-1.0), plain_number("3"), plain_number(float("nan"))
    (3.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return float(value) if 0 <= value <= LONGEST else None


def clock(seconds: float, *, mark: str = ".") -> str:
    """Time as subtitles write it, to the millisecond.

    Examples
    --------
    >>> clock(3723.0456), clock(1.5, mark=",")
    ('01:02:03.046', '00:00:01,500')
    """
    milliseconds = max(0, round(seconds * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{mark}{rest % 1000:03}"
