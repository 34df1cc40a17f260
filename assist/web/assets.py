"""Scripts and styles of our own: browsers keep them, and never a stale one.

Their address holds a fingerprint of all of them together, so that modules that import one
another by relative paths stay one set: another version of the program is another address.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from fastapi import Response
from fastapi.staticfiles import StaticFiles
from jinja2.ext import Extension
from starlette.types import Scope

FOLDER: Final = Path(__file__).with_name("static")
PREFIX: Final = "/static"
FOR_EVER: Final = "public, max-age=31536000, immutable"


def fingerprint(folder: Path) -> str:
    """Of the names and contents of all files in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


VERSION: Final = fingerprint(FOLDER)


class Assets(StaticFiles):
    """Files of `FOLDER`, below their fingerprint or without it."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def get_path(self, scope: Scope) -> str:
        path = Path(super().get_path(scope))
        kept = path.parts[:1] == (VERSION,)
        scope["assist.kept"] = kept
        return str(Path(*path.parts[1:])) if kept else str(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if scope["assist.kept"]:
            answer.headers["cache-control"] = FOR_EVER
        return answer


class Fingerprinted(Extension):
    """Templates write ``/static/review.mjs``; pages say ``/static/<fingerprint>/review.mjs``."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return source.replace(f'="{PREFIX}/', f'="{PREFIX}/{VERSION}/')
