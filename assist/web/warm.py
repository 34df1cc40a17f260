"""What the first visitor of a page would wait for, done while nobody waits yet."""

from __future__ import annotations

import threading

from assist.web.pages import ENVIRONMENT


def templates() -> None:
    """Compile every template; on a slow computer together a second or more."""
    for name in ENVIRONMENT.list_templates(extensions=["html"]):
        ENVIRONMENT.get_template(name)


def in_the_background() -> None:
    """Begin, beside what the server is doing, and end with it."""
    threading.Thread(target=templates, name="warm", daemon=True).start()
