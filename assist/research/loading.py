"""The value maps of a folder, and why one of them does not count."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.valuemap import ValueMap
from assist.research.sources import MANIFEST
from assist.valuemap.file import read_valuemap

COMPARISON_SCHEMA = "comparison/1"


@dataclass(frozen=True)
class Loaded:
    """What a folder holds.

    Parameters
    ----------
    maps : tuple of (str, ValueMap)
        File name without its ending, and the map; in order of file name.
    skipped : tuple of AssistError
        One for each file that does not count, in the same order.
    """

    maps: tuple[tuple[str, ValueMap], ...]
    skipped: tuple[AssistError, ...] = ()


def load_maps(
    folder: Path, *, prepare: Callable[[ValueMap], ValueMap] = lambda valuemap: valuemap
) -> Loaded:
    """Read every value map directly in a folder.

    A batch's manifest and an earlier comparison are passed over. A file that is damaged or
    not ours, and a second map of the same session, are skipped and told.

    Parameters
    ----------
    folder : Path
    prepare : callable
        Applied to each map, such as one that takes names out.

    Raises
    ------
    AssistError
        ``not-found``, ``compare-empty`` when no file is a value map, or the fault of the only
        ones there are.
    """
    if not folder.exists():
        raise AssistError("not-found", path=folder)
    found = [folder] if folder.is_file() else [p for p in folder.glob("*.json") if p.is_file()]
    maps: list[tuple[str, ValueMap]] = []
    skipped: list[AssistError] = []
    first: dict[str, Path] = {}
    for path in sorted(found, key=lambda p: (p.name.casefold(), p.name)):
        if path.name.startswith(".") or path.name == MANIFEST or _is_comparison(path):
            continue
        try:
            valuemap = read_valuemap(path)
        except AssistError as fault:
            skipped.append(fault)
            continue
        earlier = first.setdefault(valuemap.session.id, path)
        if earlier != path:
            skipped.append(AssistError("compare-double", path=path, first=earlier))
            continue
        maps.append((path.stem, prepare(valuemap)))
    if not maps:
        raise skipped[0] if skipped else AssistError("compare-empty", path=folder)
    return Loaded(tuple(maps), tuple(skipped))


def _is_comparison(path: Path) -> bool:
    """Whether a JSON file is what ``assist compare`` wrote; cheap, by its first words."""
    try:
        with path.open(encoding="utf-8") as file:
            start = file.read(100)
    except (OSError, UnicodeDecodeError):
        return False
    return (
        start.replace(" ", "")
        .replace("\n", "")
        .startswith(f'{{"schema":{json.dumps(COMPARISON_SCHEMA)}')
    )
