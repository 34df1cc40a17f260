"""What a run is made with: which models and lexicon would be used, without loading them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions

_EDGE = 1 << 20  # bytes read at either end of a large file


def identity(options: AnalyseOptions) -> dict[str, str]:
    """Digest of each model and of the lexicon that a run with these options would use.

    Returns
    -------
    dict of str to str
        By kind; empty for a model that is not there.

    Raises
    ------
    AssistError
        When the lexicon that was asked for is not there.
    """
    from assist.models.registry import resolve
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon

    lexicon = find_lexicon(options.lexicon, shipped=shipped("lexicons", "waarden.ttl"))
    found = {
        "asr": resolve("asr", options.asr),
        "encoder": resolve("encoder", options.encoder),
        "nlp": resolve("nlp", options.nlp),
        "statements": resolve("statements", ""),
        "values": resolve("values", ""),
    }
    digests = {kind: _digest(path) if path else "" for kind, path in found.items()}
    return {**digests, "nlp": digests["nlp"] or options.nlp, "lexicon": _digest(lexicon)}


def made_with(
    digests: dict[str, str], options: AnalyseOptions, *, recording: bool
) -> dict[str, Any]:
    """What shapes the result of one session: a speech model only where there is speech."""
    speech = ("device", "compute_type", "threads") if recording else ()
    return {
        "models": {k: v for k, v in digests.items() if k != "asr" or recording},
        "options": {k: v for k, v in asdict(options).items() if k in speech},
    }


def _digest(path: Path) -> str:
    """Digest of a file or folder: names, sizes, and large files by their first and last part."""
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
