"""A skops archive that is the same bytes each time it is made.

skops names what it holds after places in memory and stamps its files with the hour, so two
equal models give two different files, and a change in version control tells nothing.
"""

from __future__ import annotations

import io
import json
import re
import zipfile

_SCHEMA = "schema.json"
_ID = re.compile(r'"__id__": (\d+)|"(\d+)\.npy"')


def stable(archive: bytes) -> bytes:
    """The same archive with its parts numbered as they come, and without the hour.

    Parameters
    ----------
    archive : bytes
        As ``skops.io.dumps`` gives it.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    schema = parts.pop(_SCHEMA).decode("utf-8")
    found = (id_ or file for id_, file in _ID.findall(schema))
    numbers = {name: str(place) for place, name in enumerate(dict.fromkeys(found), 1)}

    def renumbered(match: re.Match[str]) -> str:
        id_, file = match.groups()
        return f'"__id__": {numbers[id_]}' if id_ else f'"{numbers[file]}.npy"'

    text = json.dumps(json.loads(_ID.sub(renumbered, schema)), indent=1)
    arrays = {int(numbers[name.removesuffix(".npy")]): data for name, data in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for number, data in sorted(arrays.items()):
            new.writestr(_entry(f"{number}.npy"), data)
        new.writestr(_entry(_SCHEMA), text.encode("utf-8"))
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980, as zip begins there
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
