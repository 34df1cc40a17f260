"""The application, for the tests of its pages; and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.browsing import ARGUMENTS, WAIT
from support.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.open(tmp_path)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        new_context = launched.new_context

        def patient(**options: Any) -> BrowserContext:
            context = new_context(**options)
            context.set_default_timeout(WAIT)
            return context

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(launched, "new_context", patient)
            yield launched
        launched.close()
