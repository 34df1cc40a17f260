"""The Dutch words that the components look for, read from ``dutch.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

DUTCH: Mapping[str, Any] = MappingProxyType(
    tomllib.loads((Path(__file__).parent / "dutch.toml").read_text(encoding="utf-8"))
)
