"""Files and texts of somebody who means harm: refused in a sentence, or shown as text."""

from __future__ import annotations

import gzip
import io
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from support.crawl import pages
from support.reading_pipeline import ReadingPipeline
from support.site import Page, Site

from assist.pipeline import Pipeline
from assist.review.work import run_job

EVIL = "\"'><evil onload=alert(1)><script>alert(1)<"
VTT = "WEBVTT\n\n"
LEAST_MEMORY = 400e6  # bytes that a refusal may take at most


def read(site: Site) -> None:
    while (job := site.store.claim()) is not None:
        run_job(site.store, job, ReadingPipeline())


def refusal(site: Site, name: str, data: bytes) -> str:
    """The sentence that the page says, of an upload or of the work on it; empty for none."""
    answer = site.client.post("/sessions", files={"file": (name, data)})
    if answer.status_code != 303:
        assert answer.status_code < 500
        alerts = [t.text for t in Page(answer.text).tags if t.attributes.get("role") == "alert"]
        return " ".join((*alerts, *(t.text for t in Page(answer.text).all("p", class_="alert"))))
    while (job := site.store.claim()) is not None:
        run_job(site.store, job, Pipeline())  # the real one refuses before it loads a model
    session = site.store.session(answer.headers["location"].rsplit("/", 1)[1])
    return session.job.error if session.job.state == "failed" else ""


# what is no transcript


def packed(*parts: tuple[str, bytes]) -> bytes:
    """A Word file with these parts besides, or instead of, its own."""
    whole, file = io.BytesIO(), io.BytesIO()
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in [name for name, _ in parts]:
                new.writestr(entry, old.read(entry))
        for name, data in parts:
            new.writestr(name, data)
    return file.getvalue()


def zeros(megabytes: int) -> bytes:
    return bytes(megabytes * 1024**2)


def lying() -> bytes:
    """A Word file that unpacks to more than it says."""
    data = bytearray(packed(("word/document.xml", zeros(64))))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        size = struct.unpack_from("<I", data, at + 24)[0]
        if size > 1024**2:
            struct.pack_into("<I", data, at + 24, 1000)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def wav(channels: int = 1, rate: int = 16_000, bits: int = 16, claimed: int = 0) -> bytes:
    """A wav file of which the header says anything."""
    sound = bytes(3200)
    kind = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 % 2**32, 2, bits)
    head = b"RIFF" + struct.pack("<I", 2**32 - 1) + b"WAVEfmt " + struct.pack("<I", 16) + kind
    return head + b"data" + struct.pack("<I", claimed or len(sound)) + sound


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
ITSELF = "ffconcat version 1.0\nfile source.mp4\nfile source.mp4\n"
REFUSED: dict[str, Callable[[], bytes]] = {
    # bombs
    "tekst-zonder-eind.docx": lambda: packed(("word/document.xml", zeros(300))),
    "plaatje-zonder-eind.docx": lambda: packed(("word/media/image1.png", zeros(300))),
    "liegt-over-zijn-maat.docx": lying,
    "lacht.docx": lambda: packed(("word/document.xml", LAUGHING.encode())),
    "lacht.eaf": LAUGHING.encode,
    "kijkt-naar-buiten.eaf": OUTSIDE.encode,
    "kijkt-naar-buiten.docx": lambda: packed(("word/document.xml", OUTSIDE.encode())),
    "diep.json": lambda: b"[" * 500_000,
    "diepe-velden.json": lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "groot-getal.json": lambda: b'{"segments": [{"start": ' + b"9" * 100_000 + b"}]}",
    "samengeperst.json": lambda: gzip.compress(zeros(50)),
    "te-veel.vtt": (VTT + "00:01.000 --> 00:02.000\nja\n\n" * 100_001).encode,
    # another kind than its name says
    "programma.exe": lambda: b"MZ" + bytes(1000),
    "pagina.svg": lambda: b"<svg onload='alert(1)'/>",
    "programma.txt": lambda: b"MZ\x90\x00" + bytes(range(256)) * 100,
    "plaatje.vtt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "zip.json": packed,
    "map.docx": lambda: b"PK\x05\x06" + bytes(18),
    "pagina.html": lambda: b"<html><script>alert(1)</script><p>hoi</p></html>",
    "plaatje.wav": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "tekst.mp3": lambda: b"Dit is geen geluid. " * 500,
    "speellijst.mp4": PLAYLIST.encode,
    "zichzelf.mp4": ITSELF.encode,
    "leeg.wav": lambda: b"",
    # headers that cannot be
    "zonder-kanalen.wav": lambda: wav(channels=0),
    "veel-kanalen.wav": lambda: wav(channels=60_000),
    "traag.wav": lambda: wav(rate=1),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", REFUSED)
def test_harmful_file_is_refused_in_a_sentence(site: Site, name: str) -> None:
    data = REFUSED[name]()
    before, began = _most_memory(), time.process_time()
    told = refusal(site, name, data)
    assert time.process_time() - began < 20
    assert _most_memory() - before < LEAST_MEMORY
    assert name in told, "it was taken in, or not told by its name"
    assert "niet had voorzien" not in told
    assert str(site.data) not in told
    assert "root:" not in told


def _most_memory() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "data", [wav(channels=40), wav(rate=2**31), wav(claimed=2**32 - 1), wav(bits=64)]
)
def test_recording_with_an_impossible_header_is_refused_or_as_long_as_it_is(
    site: Site, data: bytes
) -> None:
    path = site.upload("kop.wav", data)
    began = time.process_time()
    read(site)
    session = site.store.session(path.rsplit("/", 1)[1])
    assert session.job.state == "done" or "kop.wav" in session.job.error
    assert time.process_time() - began < 10
    assert site.client.get(path).status_code == 200


# names

NAMES = [
    "../../../etc/cron.d/kwaad.txt",
    "..\\..\\Windows\\win.txt",
    "/etc/passwd.txt",
    "C:\\auto.txt",
    "con.txt",
    "..txt",
    "a\nb\r\nSet-Cookie: x=y.txt",
    "omge\u202edraaid\u202c.txt",
    "x" * 3000 + ".txt",
    "%2e%2e%2fgeheim.txt",
    "${HOME};rm -rf $(pwd).txt",
    f"{EVIL}.txt",
    "\U0001f4a3é\u0301.txt",
]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", NAMES)
def test_name_never_leads_anywhere_and_is_shown_as_text(site: Site, name: str) -> None:
    path = site.upload(name, b"Anneke: Dat scheelt een hoop tijd.\n")
    read(site)
    session = path.rsplit("/", 1)[1]
    stored = [p for p in site.data.rglob("*") if p.suffix == ".txt"]
    assert [p.parent for p in stored] == [site.store.files / session]
    assert not {*"/\\\n\u202e"} & set(site.store.session(session).source.name)
    seen = list(pages(site.client, "/", path, f"{path}/about"))
    assert [p.live for p in seen if p.live] == []
    answer = site.client.get(f"{path}/download/json")
    assert "\n" not in answer.headers["content-disposition"]
    assert len(answer.headers["content-disposition"]) < 1000


def test_parts_of_a_word_file_are_never_written_where_they_say(site: Site) -> None:
    outside = ("../../../buiten.txt", b"x"), ("/tmp/buiten-assist.txt", b"x")
    document = docx.Document()
    document.add_paragraph("Anneke: Dat scheelt een hoop tijd.")
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made, "a") as package:
        for name, data in outside:
            package.writestr(name, data)
    path = site.upload("sluip.docx", made.getvalue())
    read(site)
    assert site.store.session(path.rsplit("/", 1)[1]).job.state == "done"
    assert not list(site.data.parent.rglob("*buiten*"))
    assert not Path("/tmp/buiten-assist.txt").exists()


# a form that is no form

BOUNDARY = "grens"


def part(name: str, data: bytes, file: str = "") -> bytes:
    about = f'form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
    return f"--{BOUNDARY}\r\ncontent-disposition: {about}\r\n\r\n".encode() + data + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
FORMS = {
    "no file": part("title", b"x") + END,
    "never ends": part("file", b"x" * 100, "a.txt"),
    "file without a name": part("file", b"x") + END,
    "a header without end": b"--grens\r\nx-lang: " + b"a" * 10_000_000,
    "a thousand headers": b"--grens\r\n" + b"a: b\r\n" * 1000 + b"\r\n" + END,
    "no form at all": b"\x00\xff" * 5000,
    "nothing": b"",
}


@pytest.mark.sqlite
@pytest.mark.parametrize("body", FORMS.values(), ids=list(FORMS))
def test_form_that_is_none_is_refused_and_leaves_nothing(site: Site, body: bytes) -> None:
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = site.client.post("/sessions", content=body, headers=kind)
    assert answer.status_code == 400
    assert site.store.sessions() == []
    assert [p for p in site.store.files.rglob("*") if p.is_file()] == []


def test_form_with_a_hundred_thousand_fields_keeps_few_of_them(site: Site) -> None:
    fields = b"".join(part(f"veld-{n}", b"x" * 100) for n in range(100_000))
    body = fields + part("file", b"Anneke: Hoi.\n", "a.txt") + END
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    before = _most_memory()
    assert site.client.post("/sessions", content=body, headers=kind).status_code == 303
    assert _most_memory() - before < 150e6


# very long, and still a transcript


def cues(count: int) -> bytes:
    def at(seconds: int) -> str:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"

    lines = (
        f"{at(n)} --> {at(n + 1)}\n<v S{n % 7}>Zin {n}{', dat scheelt tijd' * (n % 80 == 0)}.\n\n"
        for n in range(count)
    )
    return (VTT + "".join(lines)).encode()


def test_ten_thousand_cues_are_read_and_shown_in_parts(site: Site) -> None:
    path = site.upload("lang.vtt", cues(10_000))
    began = time.process_time()
    read(site)
    assert time.process_time() - began < 20
    assert len(site.store.utterances(path.rsplit("/", 1)[1])) == 10_000
    for address in (path, f"{path}/map", f"{path}/report"):
        began = time.process_time()
        answer = site.client.get(address)
        assert answer.status_code == 200
        assert time.process_time() - began < 10, address
        assert len(gzip.compress(answer.content)) < 1_000_000, address
    target = Page(site.client.get(path).text).all("article", class_="card")[0]
    began = time.process_time()
    fields = {"target": target.attributes["id"].removeprefix("s-"), "action": "accept"}
    assert site.client.post(f"{path}/decide", data=fields).status_code == 303
    assert time.process_time() - began < 5
