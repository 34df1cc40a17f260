"""What a model folder should hold: every file with its size and sha256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assist.core.files import write_text

MANIFEST = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it should be."""

    name: str
    size: int
    sha256: str


def sha256_of(path: Path) -> str:
    """Digest of a file's contents, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_manifest(folder: Path, *, source: str = "", hashed: Mapping[str, str] = {}) -> None:
    """Record what a folder holds, but for cards (``.md``) and hidden files.

    Parameters
    ----------
    folder : Path
        Complete and right at this moment.
    source : str
        Where it came from, for people.
    hashed : mapping of str to str
        Digests that were already taken, by file.
    """
    files = {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": hashed.get(path.relative_to(folder).as_posix()) or sha256_of(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _counts(path.relative_to(folder))
    }
    text = json.dumps({"source": source, "files": files}, indent=2)
    write_text(folder / MANIFEST, text + "\n", force=True)


def _counts(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.suffix != ".md" and path.name != MANIFEST


def read_manifest(folder: Path) -> tuple[Entry, ...] | None:
    """What the folder should hold; None when nothing was recorded.

    Raises
    ------
    ValueError
        When the record itself is damaged.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return tuple(
            Entry(name, int(file["size"]), str(file["sha256"]))
            for name, file in content["files"].items()
        )
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder / MANIFEST} is damaged") from error


def damaged(folder: Path, *, thorough: bool) -> Iterator[str]:
    """Names of the files that are missing or differ from what was recorded.

    Parameters
    ----------
    folder : Path
        A model folder. Without a record nothing can be said, and nothing is.
    thorough : bool
        Compare every byte; otherwise only presence and size, which takes no time.
    """
    try:
        entries = read_manifest(folder) or ()
    except ValueError:
        yield MANIFEST
        return
    for entry in entries:
        path = folder / entry.name
        if (
            not path.is_file()
            or path.stat().st_size != entry.size
            or (thorough and sha256_of(path) != entry.sha256)
        ):
            yield entry.name
