"""The application on a fresh data folder, with one session that is ready to be reviewed."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
from fastapi.testclient import TestClient
from support.fake_pipeline import MARK, FakePipeline, lexicon
from support.gold import CORPUS
from support.server import FAKE

from assist.review.store import Store
from assist.review.work import run_job
from assist.web.app import create_app

GOLD = CORPUS / "scanauto_parkeren.json"


def tone(seconds: float, rate: int = 8000) -> bytes:
    """A wav file with a soft tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        t = np.arange(int(seconds * rate)) / rate
        sound.writeframes((np.sin(2 * np.pi * 220 * t) * 4000).astype("<i2").tobytes())
    return file.getvalue()


def recording(seconds: float = 1500.0) -> bytes:
    """A wav file in which the fake pipeline "hears" an annotated session."""
    return tone(seconds) + MARK + GOLD.read_bytes()


def own_session(*texts: str, **more: Any) -> bytes:
    """An annotated session with these utterances and no labels."""
    said = [
        {"id": i, "start": i * 5.0, "end": i * 5.0 + 4, "text": text, "role": "burger"}
        for i, text in enumerate(texts, 1)
    ]
    empty: dict[str, Any] = {"effects": [], "options": [], "mentioned_values": [], "phases": []}
    about = {"id": "proef", "title": "Proef", "technology": "proef"}
    return json.dumps({**about, **empty, "utterances": said, **more}).encode()


@dataclass
class Site:
    """The application without its worker process; `work` does the queue here and now."""

    data: Path
    client: TestClient
    store: Store

    @classmethod
    def open(cls, data: Path, **how: Any) -> Site:
        app = create_app(data, lexicon=lexicon(), pipeline=FAKE, **how)
        client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
        client.headers["accept-language"] = "nl"
        return cls(data, client, app.state.store)

    def upload(self, name: str, data: bytes, **fields: str) -> str:
        answer = self.client.post("/sessions", data=fields, files={"file": (name, data)})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def work(self) -> None:
        while (job := self.store.claim()) is not None:
            run_job(self.store, job, FakePipeline())

    def ready(self, name: str = "sessie.json", data: bytes = b"", **fields: str) -> str:
        """Upload and analyse; the session's address."""
        path = self.upload(name, data or GOLD.read_bytes(), **fields)
        self.work()
        return path


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The tags of a page, with the text inside each."""

    html: str
    tags: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Tag] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(tag, {k: v or "" for k, v in attrs})
        self.tags.append(made)
        if tag not in ("input", "meta", "link", "img", "br", "option"):
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while tag != "option" and self._open:
            if self._open.pop().name == tag:
                return

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            tag.text += data

    def all(self, tag: str, /, **wanted: str) -> list[Tag]:
        return [
            t
            for t in self.tags
            if t.name == tag
            and all(v in t.attributes.get(k.rstrip("_"), "").split() for k, v in wanted.items())
        ]

    def by_id(self, id_: str) -> Tag:
        return next(t for t in self.tags if t.attributes.get("id") == id_)


def page(site: Site, path: str, status: int = 200) -> Page:
    answer = site.client.get(path)
    assert answer.status_code == status, answer.text
    return Page(answer.text)


def cards(site: Site, path: str) -> dict[str, str]:
    """Status of each card, by id."""
    return {
        t.attributes["id"].removeprefix("s-"): t.attributes["data-status"]
        for t in page(site, path).all("article", class_="card")
    }
