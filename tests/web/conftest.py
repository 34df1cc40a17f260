"""The application, for the tests of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.open(tmp_path)
