"""A made-up batch of three sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.valuemap.file import dumps
from tests.support.small_maps import three_maps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sessions as a batch leaves them."""
    folder = tmp_path / "kaarten"
    folder.mkdir()
    for name, valuemap in three_maps().items():
        (folder / f"{name}.json").write_text(dumps(valuemap), encoding="utf-8")
    (folder / "batch.json").write_text('{"schema": "batch/1", "sessions": []}', encoding="utf-8")
    return folder
