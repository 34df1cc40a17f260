"""Reference text beside what was recognised, word by word and letter by letter.

Reference: ``NAME.tsv`` with start, end, speaker and text of each turn. Recognised: ``NAME.json``,
a list of segments with their ``text``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assist.core.errors import AssistError
from assist.training.asr_noise.channel import core, plain_cost
from assist.training.asr_noise.errors import keyed


@dataclass(frozen=True, slots=True)
class Token:
    """A word as compared (lower case, no marks), as written, and the turn it is in."""

    low: str
    word: str
    marks: str
    turn: int


@dataclass(frozen=True, slots=True)
class Scene:
    """One recording: what was said, turn by turn, and what was recognised."""

    name: str
    turns: tuple[str, ...]
    recognised: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that were misheard, and what stood there instead; either may be empty."""

    meant: tuple[Token, ...]
    heard: tuple[Token, ...]


@dataclass(frozen=True)
class Aligned:
    """A scene with its errors.

    Parameters
    ----------
    right : tuple of (Token, Token)
        Words that were heard as they were said.
    wrong : tuple of bool
        For each word said.
    counts : mapping
        ``words``, ``replace``, ``delete``, ``insert``.
    """

    said: tuple[Token, ...]
    wrong: tuple[bool, ...]
    right: tuple[tuple[Token, Token], ...]
    runs: tuple[Run, ...]
    counts: Mapping[str, int]


def read_scenes(scenes: Path, recognised: Path) -> tuple[Scene, ...]:
    """Every scene that has both, by name.

    Raises
    ------
    AssistError
        ``gold-none`` when there is none.
    """
    found = []
    for path in sorted(recognised.glob("*.json")):
        reference = scenes / f"{path.stem}.tsv"
        if reference.exists():
            rows = reference.read_text(encoding="utf-8").splitlines()
            segments = json.loads(path.read_text(encoding="utf-8"))
            text = " ".join(s["text"].strip() for s in segments)
            found.append(Scene(path.stem, tuple(r.split("\t")[3] for r in rows), text))
    if not found:
        raise AssistError("gold-none", path=recognised)
    return tuple(found)


def tokens(text: str, turn: int = 0) -> Iterator[Token]:
    """Words to compare; a word with a hyphen is one."""
    for written in text.split():
        _, word, marks = core(written)
        if word:
            yield Token(word.lower().replace("’", "'"), word, marks, turn)


def align(scene: Scene) -> Aligned:
    """Compare word by word, by fewest errors (Levenshtein)."""
    from rapidfuzz.distance import Levenshtein

    said = [t for n, turn in enumerate(scene.turns) for t in tokens(turn, n)]
    heard = list(tokens(scene.recognised))
    one, other = [t.low for t in said], [t.low for t in heard]
    wrong = [False] * len(said)
    counts: Counter[str] = Counter(words=len(said))
    right: list[tuple[Token, Token]] = []
    runs: list[Run] = []
    meant: list[Token] = []
    instead: list[Token] = []

    def close() -> None:
        if meant or instead:
            runs.append(Run(tuple(meant), tuple(instead)))
            meant.clear()
            instead.clear()

    for op in Levenshtein.opcodes(one, other):
        if op.tag == "equal":
            close()
            pairs = zip(
                range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True
            )
            right += [(said[i], heard[j]) for i, j in pairs]
            continue
        counts[op.tag] += max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        for step in range(max(op.src_end - op.src_start, op.dest_end - op.dest_start)):
            i, j = op.src_start + step, op.dest_start + step
            if i < op.src_end:
                if meant and meant[-1].turn != said[i].turn:
                    close()
                wrong[i] = True
                meant.append(said[i])
            if j < op.dest_end:
                instead.append(heard[j])
    close()
    return Aligned(tuple(said), tuple(wrong), tuple(right), tuple(runs), counts)


def _sounds(run: Iterable[Token]) -> list[tuple[str, str]]:
    """Units of words in a row, with their names; see `keyed`."""
    return [pair for token in run for pair in keyed(token.low)]


def edit_path(meant: Sequence[str], heard: Sequence[str]) -> list[tuple[int, str]]:
    """Cheapest changes that make one row of units the other: place in the first, and what.

    What stands there instead; ``""`` where nothing does; ``"+x"`` where x came after it.
    """
    rows, columns = len(meant) + 1, len(heard) + 1
    table = [[float(i + j) if not i * j else 0.0 for j in range(columns)] for i in range(rows)]
    for i in range(1, rows):
        for j in range(1, columns):
            table[i][j] = min(
                table[i - 1][j - 1] + plain_cost(meant[i - 1], heard[j - 1]),
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
            )
    path: list[tuple[int, str]] = []
    i, j = rows - 1, columns - 1
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + plain_cost(meant[i - 1], heard[j - 1]):
            i, j = i - 1, j - 1
            if meant[i] != heard[j]:
                path.append((i, heard[j]))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            path.append((i, ""))
        else:
            j -= 1
            path.append((max(0, i - 1), f"+{heard[j]}"))
    return path[::-1]


def changes(run: Run) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Units of the words meant, with their names, and what changed in them."""
    meant = _sounds(run.meant)
    return meant, edit_path([u for u, _ in meant], [u for u, _ in _sounds(run.heard)])
