"""The session's own words: what the recogniser is told to listen for."""

from __future__ import annotations

from collections.abc import Sequence

from assist.transcribe.stretch import PLAIN


def echoes(said: Sequence[str], hotwords: str) -> list[tuple[int, int, int]]:
    """Places where the list itself comes back: its terms one after the other, in its order.

    Parameters
    ----------
    said : sequence of str
        Plain words.
    hotwords : str
        Terms with commas between.

    Returns
    -------
    list of (first, end, terms)
        Longest runs of words, and of how many terms each is; none overlapping.

    Examples
    --------
    >>> echoes("nou doelbinding scanauto cambrium ja".split(), "Doelbinding, scanauto, Cambrium")
    [(1, 4, 3)]
    """
    terms = [words for term in hotwords.split(",") if (words := PLAIN.findall(term.casefold()))]
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(said):
        end, number = max(
            (_run(said, terms, at, place) for place in range(len(terms))), default=(at, 0)
        )
        if number:
            found.append((at, end, number))
        at = max(at + 1, end)
    return found


def _run(
    said: Sequence[str], terms: Sequence[Sequence[str]], at: int, place: int
) -> tuple[int, int]:
    """End and number of terms of the run that begins with one term at one word."""
    number = 0
    while place < len(terms) and list(said[at : at + len(terms[place])]) == list(terms[place]):
        at, place, number = at + len(terms[place]), place + 1, number + 1
    return at, number
