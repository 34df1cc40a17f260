"""Script in every text that a session can hold: shown as text, on every page."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import docx
import pytest
from support.crawl import Form, pages
from support.reading_pipeline import ReadingPipeline
from support.site import Site

from assist.review.work import run_job

EVIL = "\"'><evil onload=alert(1)></evil><script>alert(1)</script>{{ 7*7 }}</textarea>"
VTT = "WEBVTT\n\n"


def read(site: Site) -> None:
    while (job := site.store.claim()) is not None:
        run_job(site.store, job, ReadingPipeline())


SAID = f"Dat scheelt {EVIL} een hoop tijd."


def _doubled() -> list[str]:
    return [text.replace('"', '""') for text in (EVIL, SAID)]


def _document() -> bytes:
    document, made = docx.Document(), io.BytesIO()
    document.core_properties.title = EVIL
    document.add_paragraph(f"Anneke: {SAID}")
    document.save(made)
    return made.getvalue()


SOURCES: dict[str, Callable[[], bytes]] = {
    "a.vtt": f"{VTT}00:01.000 --> 00:02.000\n<v {EVIL.replace('>', '')}>{SAID}\n".encode,
    "a.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{SAID}\n".encode,
    "a.txt": f"{EVIL[:30]}: {SAID}\n".encode,
    "a.csv": lambda: "start;end;speaker;text\n0;1;{};{}\n".format(
        *[f'"{t}"' for t in _doubled()]
    ).encode(),
    "a.json": lambda: json.dumps(
        {
            "segments": [{"start": 0, "end": 1, "speaker": EVIL, "text": SAID}],
            "title": EVIL,
            "technology": EVIL,
        }
    ).encode(),
    "gemaakt.json": lambda: json.dumps(
        {
            "id": EVIL,
            "title": EVIL,
            "technology": EVIL,
            "language": "nl",
            "utterances": [
                {"id": 1, "start": 0, "end": 1, "speaker": EVIL, "role": EVIL, "text": SAID}
            ],
        }
    ).encode(),
    "a.docx": _document,
}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", SOURCES)
def test_script_in_a_transcript_is_text_on_every_page(site: Site, name: str) -> None:
    path = site.upload(name, SOURCES[name]())
    read(site)
    assert site.store.session(path.rsplit("/", 1)[1]).job.state == "done"
    seen = list(pages(site.client, "/", path))
    assert len(seen) > 5
    assert [(p.address, p.live) for p in seen if p.live] == []
    assert "&lt;evil" in site.client.get(path).text


UNWANTED = ("/remove", "/logout", "/cancel", "/log-out")


def test_script_in_every_field_of_every_form_is_text_on_every_page(site: Site) -> None:
    said = "\n".join(f"Spreker {n % 3}: Dat scheelt {n} uur." for n in range(1, 9))
    path = site.upload("a.txt", said.encode(), title=EVIL, technology=EVIL, words=EVIL)
    read(site)
    done: dict[object, Form] = {}
    for _ in range(2):  # what a form brought about may bring other forms
        for page in list(pages(site.client, "/", path)):
            assert page.live == [], page.address
            for form in page.forms:
                _send(site, form, done)
    assert len([form for form in done.values() if form.free]) >= 4
    read(site)
    seen = list(pages(site.client, "/", path))
    assert [(p.address, p.live) for p in seen if p.live] == []
    for kind in ("html", "json", "csv", "graphml", "docx"):
        answer = site.client.get(f"{path}/download/{kind}")
        assert answer.status_code == 200
        assert b"<evil" not in answer.content or kind in ("json", "csv")


def _send(site: Site, form: Form, done: dict[object, Form]) -> None:
    known = form.kind() in done or form.action.endswith(UNWANTED)
    if known or form.method != "post" or form.files:
        return
    done[form.kind()] = form
    answer = site.client.post(form.action, data=form.filled(EVIL))
    assert answer.status_code < 500, form
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "<evil" not in answer.text, form
