"""Walks an application by its own links, and fills in its own forms, as a stranger might."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

TEXT_FIELDS = ("text", "search", "")
VOID = ("input", "meta", "link", "img", "br", "hr", "source", "wbr", "col")


@dataclass
class Form:
    """A form of a page, with what a browser would send of it."""

    action: str
    method: str
    plain: dict[str, str] = field(default_factory=dict)  # name: value as it stands
    free: set[str] = field(default_factory=set)  # names of fields for any text
    files: bool = False

    def kind(self) -> tuple[str, frozenset[str]]:
        """What makes two forms the same one, about another thing."""
        return kind_of(self.action), frozenset((*self.plain, *self.free))

    def filled(self, text: str) -> dict[str, str]:
        return {**self.plain, **dict.fromkeys(self.free, text)}


def kind_of(address: str) -> str:
    """An address without the ids in it, nor what is asked for."""
    path = urlsplit(address).path
    return re.sub(r"(?<=/)(?=[^/]*\d)[^/]{3,}|\d+", "*", path)


class Seen(HTMLParser):
    """What a page holds: links, forms, and what no page may hold."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.live: list[str] = []  # markup that could only come from somebody's text
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        handlers = [k for k in given if k.startswith("on")]
        if tag == "evil" or handlers or "javascript:" in given.get("href", "").lower():
            self.live.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.live.append("script without an address")
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        if tag == "form":
            action = urljoin(self.address, given.get("action", self.address))
            self._form = Form(action, given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is not None and tag in ("input", "textarea", "select", "button", "option"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind, plain = given.get("name", ""), given.get("type", ""), self._form.plain
        if tag == "option" and self._select:
            if "selected" in given or self._select not in plain:
                plain[self._select] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif not name:
            return
        elif tag == "textarea" or (tag == "input" and kind in TEXT_FIELDS):
            self._form.free.add(name)
        elif kind == "file":
            self._form.files = True
        elif kind in ("checkbox", "radio"):
            if "checked" in given or (kind == "radio" and name not in plain):
                plain[name] = given.get("value", "on")
        elif tag != "button" or name not in plain:
            plain[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


def pages(
    client: Any, *starts: str, most: int = 400, each: int = 4, host: str = "127.0.0.1:8000"
) -> Iterator[Seen]:
    """Every page of ``host`` that links lead to, each kind of address at most ``each`` times."""
    waiting, known, of_kind = list(starts), set(starts), dict[str, int]()
    while waiting and most:
        address = waiting.pop(0)
        most -= 1
        answer = client.get(address)
        if 300 <= answer.status_code < 400:
            links = [urljoin(address, answer.headers["location"])]
        elif answer.headers.get("content-type", "").startswith("text/html"):
            seen = Seen(address, answer.text)
            yield seen
            links = seen.links
        else:
            links = []
        assert answer.status_code < 500, (address, answer.status_code)
        for link in links:
            parts = urlsplit(link)
            local = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.scheme not in ("", "http") or parts.netloc not in ("", host):
                continue
            if local in known or "lang=" in local or "events" in local:
                continue
            kind = kind_of(local)
            of_kind[kind] = of_kind.get(kind, 0) + 1
            if of_kind[kind] <= each:
                known.add(local)
                waiting.append(local)
