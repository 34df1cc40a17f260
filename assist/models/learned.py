"""Own versions of the heads, which learned from an organisation's decisions.

Each lies whole in ``learned/<name>`` of the user's model folder, with the statement heads, the
value head and a record of what it learned from; ``history.json`` holds the names that were in
use, the last one counts. What ships is never touched. The heads hold quotes as examples, so a
version is as confidential as the sessions it learned from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.models.catalogue import Kind
from assist.models.folders import user_folder
from assist.models.manifest import MANIFEST, sha256_of
from assist.models.shipped import shipped

KINDS: tuple[Kind, ...] = ("statements", "values")
FORMAT = "learned/1"
RECORD = "learned.json"
HISTORY = "history.json"
SHIPPED = ""  # in the history: what came with the program


@dataclass(frozen=True)
class Version:
    """One own version.

    Parameters
    ----------
    name : str
        Of its folder, and of the statement heads in it.
    made_at : str
        ISO 8601 time, UTC.
    base : mapping of str to str
        Versions of the shipped heads that it started from, by kind.
    fits : mapping of str to str
        What it can work with; see `fitting`.
    sessions : tuple of mapping
        ``id``, ``sha256`` and ``decisions`` of each session it learned from; no words of it.
    figures : mapping
        ``before`` and ``after`` by name; empty when they could not be measured.
    """

    name: str
    made_at: str
    base: Mapping[str, str]
    fits: Mapping[str, str]
    sessions: Sequence[Mapping[str, Any]]
    figures: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return home() / self.name

    @property
    def suits(self) -> bool:
        """Whether it was made for the encoder and the format that this program has."""
        return dict(self.fits) == fitting()


def home() -> Path:
    """Where own versions lie."""
    return user_folder() / "learned"


def fitting() -> dict[str, str]:
    """What heads must be made for to work here: encoder, cue words and file formats.

    Read from what ships, as that is always made for this very program.
    """
    try:
        text = (shipped("models", "statements") / "heads.json").read_text(encoding="utf-8")
        settings = json.loads(text)
        with (shipped("models", "values") / "head.json").open(encoding="utf-8") as file:
            values = re.search(r'"format": "([^"]*)"', file.read(400))
        encoder = shipped("models", "encoder") / MANIFEST
        return {
            "encoder": str(settings["encoder"]),
            "vectors": sha256_of(encoder) if encoder.is_file() else "",
            "marks": " ".join(settings["marks"]),
            "statements": str(settings["format"]),
            "values": values.group(1) if values else "",
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # told where the shipped heads themselves are looked for


def write_record(version: Version, folder: Path) -> None:
    """Write the record of a version into its folder, while that is being made."""
    data = {
        "format": FORMAT,
        "name": version.name,
        "made_at": version.made_at,
        "base": dict(version.base),
        "fits": dict(version.fits),
        "sessions": [dict(s) for s in version.sessions],
        "figures": {name: dict(f) for name, f in version.figures.items()},
    }
    write_text(folder / RECORD, json.dumps(data, ensure_ascii=False, indent=1) + "\n", force=True)


def versions() -> tuple[Version, ...]:
    """All own versions on this computer, the oldest first."""
    found = (read_version(path.parent.name) for path in home().glob(f"[!.]*/{RECORD}"))
    return tuple(sorted((v for v in found if v), key=lambda v: (v.made_at, v.name)))


def read_version(name: str) -> Version | None:
    """The record of a version; None when it is not there or not readable."""
    try:
        data = json.loads((home() / name / RECORD).read_text(encoding="utf-8"))
        if data["format"] != FORMAT or data["name"] != name:
            return None
        return Version(
            name, data["made_at"], data["base"], data["fits"], data["sessions"], data["figures"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def history() -> tuple[str, ...]:
    """Names that were taken into use, in order; empty when there never was one."""
    try:
        names = json.loads((home() / HISTORY).read_text(encoding="utf-8"))["in_use"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(map(str, names)) if isinstance(names, list) else ()


def chosen() -> Version | None:
    """The version that was taken into use last, whether or not it suits; None for what ships."""
    names = history()
    return read_version(names[-1]) if names and names[-1] != SHIPPED else None


def active() -> Version | None:
    """The version that counts; None when that is what ships."""
    version = chosen()
    return version if version is not None and version.suits else None


def activate(name: str) -> None:
    """Take a version into use; `SHIPPED` for what came with the program."""
    names = history()
    if (names[-1] if names else SHIPPED) != name:
        _write((*names, name))


def undo() -> None:
    """Back to what was in use before; what is gone since is passed over.

    Raises
    ------
    AssistError
        ``learn-no-earlier``.
    """
    names = history()
    if not names:
        raise AssistError("learn-no-earlier")
    left = list(names[:-1])
    while left and left[-1] != SHIPPED and read_version(left[-1]) is None:
        left.pop()
    _write(left)


def _write(names: Sequence[str]) -> None:
    text = json.dumps({"in_use": list(names)}, ensure_ascii=False, indent=1)
    write_text(home() / HISTORY, text + "\n", force=True)
