"""A span of time in a recording."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class TimeSpan:
    """A half-open interval ``[start, end)`` in seconds, ordered by start, then end.

    An empty span (``end <= start``) is falsy.

    Parameters
    ----------
    start, end : float
        Seconds from the start of the recording.

    Examples
    --------
    >>> TimeSpan(0.0, 2.0) & TimeSpan(1.0, 3.0)
    TimeSpan(start=1.0, end=2.0)
    >>> TimeSpan(0.0, 1.0) | TimeSpan(2.0, 3.0)
    TimeSpan(start=0.0, end=3.0)
    >>> bool(TimeSpan(1.0, 1.0))
    False
    """

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds, never negative."""
        return max(0.0, self.end - self.start)

    def __bool__(self) -> bool:
        return self.end > self.start

    def __and__(self, other: TimeSpan) -> TimeSpan:
        """Intersection; empty when the spans do not overlap."""
        return TimeSpan(max(self.start, other.start), min(self.end, other.end))

    def __or__(self, other: TimeSpan) -> TimeSpan:
        """Smallest span that covers both."""
        return TimeSpan(min(self.start, other.start), max(self.end, other.end))
