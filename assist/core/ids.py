"""Stable identifiers."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

_EDGE = 1 << 20  # bytes read at either end of a large file


def _digest(*parts: object) -> str:
    # Length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
    joined = b"".join(
        f"{len(b)}:".encode() + b for b in (str(p).encode("utf-8", "surrogatepass") for p in parts)
    )
    return hashlib.sha256(joined).hexdigest()


def statement_id(kind: str, session: str, utterance: int, start_char: int, exact: str) -> str:
    """Id of a suggestion: it follows from session, place and words alone.

    Examples
    --------
    >>> a = statement_id("effect", "s", 17, 4, "straks durft niemand nog wat te zeggen")
    >>> a == statement_id("effect", "s", 17, 4, "straks durft niemand nog wat te zeggen")
    True
    >>> a[:2]
    'e-'
    """
    words = unicodedata.normalize("NFC", exact)
    return f"{kind[0]}-{_digest(kind, session, utterance, start_char, words)[:16]}"


def held_id(session: str, start: float, text: str) -> str:
    """Id of a piece that was recognised but not believed: from session, time and words alone.

    Examples
    --------
    >>> held_id("s", 12.34, "MUZIEK.")[:2]
    'h-'
    """
    return f"h-{_digest('held', session, round(start * 1000), text)[:16]}"


def content_id(data: bytes) -> str:
    """Id of a session that brings none: from its contents, so a renamed file keeps it."""
    return f"s-{hashlib.sha256(data).hexdigest()[:16]}"


def content_id_of_file(path: Path) -> str:
    """`content_id` of a file's contents, read in blocks: recordings are large."""
    with path.open("rb") as file:
        return f"s-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"


def digest_of(path: Path) -> str:
    """Digest of a model's folder, or of a file, without reading gigabytes.

    From names, sizes, and of large files the first and last part; enough to tell one
    version from another, not to prove that it is whole.
    """
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(path).as_posix() if file != path else ""
        size = file.stat().st_size
        digest.update(f"{name}\0{size}\0".encode())
        with file.open("rb") as data:
            digest.update(data.read(_EDGE))
            if size > 2 * _EDGE:
                data.seek(-_EDGE, 2)
            digest.update(data.read(_EDGE))
    return digest.hexdigest()[:16]


def slug(text: str) -> str:
    """Lower-case ASCII file-name part.

    Examples
    --------
    >>> slug("Scanauto's in Waalhoven: één jaar")
    'scanautos-in-waalhoven-een-jaar'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.replace("'", "").lower()).strip("-")
