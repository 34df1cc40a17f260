"""What a batch has done so far: ``batch.json`` beside the results."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.research.sources import MANIFEST, Source

SCHEMA = "batch/1"
State = Literal["done", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One session of a batch.

    Parameters
    ----------
    output : str
        Name of the result in the batch's folder.
    source : str
        Where the session came from.
    sha256 : str
        Of the source's contents.
    made_with : mapping
        Models, lexicon and options that shape the result, JSON types only.
    state : State
    fault : str
        Code of the error of a session that failed.
    about : str
        Mark of what the user told about the session; it changes no work.
    """

    output: str
    source: str
    sha256: str
    made_with: Mapping[str, Any] = field(default_factory=dict)
    state: State = "done"
    fault: str = ""
    about: str = ""

    def same_work(self, other: Entry) -> bool:
        """Whether both ask for the same result."""
        return (self.sha256, self.made_with) == (other.sha256, other.made_with)


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Entries by name of result; none when the folder holds no batch.

    Raises
    ------
    AssistError
        ``batch-manifest`` when the file is not whole or not ours.
    """
    path = folder / MANIFEST
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        if plain["schema"] != SCHEMA:
            raise ValueError(plain["schema"])
        entries = [Entry(**entry) for entry in plain["sessions"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise AssistError("batch-manifest", path=path) from error
    return {entry.output: entry for entry in entries}


def known_names(sources: Sequence[Source], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Names that earlier runs gave, by `Source.place`.

    A source is known by its contents, so that a folder may move; or else by its place.
    """
    by_contents = {e.sha256: e.output for e in entries.values() if e.sha256}
    names = {s.place: by_contents[s.sha256] for s in sources if s.sha256 in by_contents}
    claimed = set(names.values())
    by_place = {e.source: e.output for e in entries.values() if e.output not in claimed}
    return {s.place: by_place[s.place] for s in sources if s.place in by_place} | names


def write_manifest(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Replace the manifest, whole, in order of name.

    Raises
    ------
    AssistError
        ``not-writable`` or ``disk-full``.
    """
    sessions = [
        {
            "output": entry.output,
            "source": entry.source,
            "sha256": entry.sha256,
            "made_with": dict(entry.made_with),
            "state": entry.state,
            "fault": entry.fault,
            "about": entry.about,
        }
        for _, entry in sorted(entries.items())
    ]
    plain = {"schema": SCHEMA, "sessions": sessions}
    write_text(
        folder / MANIFEST, json.dumps(plain, ensure_ascii=False, indent=1) + "\n", force=True
    )
