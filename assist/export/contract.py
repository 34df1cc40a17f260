"""The contract file, for other programs."""

from __future__ import annotations

from assist.core.valuemap import ValueMap
from assist.valuemap.file import dumps


def write(valuemap: ValueMap) -> bytes:
    """Value map as ``valuemap/1`` JSON, UTF-8."""
    return dumps(valuemap).encode("utf-8")
