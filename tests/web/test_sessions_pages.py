"""Sessions over HTTP, without a script: taking in, telling about, the queue, and going away."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.site import GOLD, Page, Site, own_session, page, recording

from assist.review import intake
from assist.review.uploads import PIECE
from assist.web.tour import EXAMPLES, steps, take_example
from assist.web.who import OWNER

JSON = {"accept": "application/json"}
SOON = (date.today() + timedelta(days=3)).isoformat()


def begin(site: Site, name: str, size: int, **told: str) -> dict:
    answer = site.client.post("/uploads", json={"name": name, "size": size, **told}, headers=JSON)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/uploads/{answer.json()['id']}"
    return answer.json()


def patch(site: Site, upload: str, at: int, data: bytes, checksum: str = "", status: int = 204):
    told = {"upload-checksum": checksum} if checksum else {}
    answer = site.client.patch(
        f"/uploads/{upload}",
        content=data,
        headers={**JSON, "upload-offset": str(at),
                 "content-type": "application/offset+octet-stream", **told},
    )  # fmt: skip
    assert answer.status_code == status, answer.text
    return answer


def sessions(site: Site) -> list[str]:
    return [s.title for s in site.store.sessions()]


def test_the_protocol_from_begin_to_end(site: Site) -> None:
    data = GOLD.read_bytes()
    made = begin(site, "Dialoog.json", len(data), technology="scanauto's")
    assert (made["received"], made["piece"], made["kind"]) == (0, PIECE, "transcript")
    half = len(data) // 2
    first = patch(site, made["id"], 0, data[:half], f"crc32 {zlib.crc32(data[:half]):08x}")
    assert first.headers["upload-offset"] == str(half)
    early = site.client.post(f"/uploads/{made['id']}/finish", headers=JSON)
    assert early.status_code == 409
    head = site.client.head(f"/uploads/{made['id']}")
    assert (head.status_code, head.headers["upload-offset"], head.headers["upload-length"]) == (
        200, str(half), str(len(data)),
    )  # fmt: skip
    again = patch(site, made["id"], 0, data[:half], status=409)
    assert again.headers["upload-offset"] == str(half)
    assert "Ga daarvandaan verder" in again.json()["error"]
    bad = patch(site, made["id"], half, data[half:], "sha256 " + "0" * 64, status=422)
    assert "beschadigd" in bad.json()["error"]
    listed = site.client.get("/uploads").json()["uploads"]
    assert [(u["name"], u["received"]) for u in listed] == [("Dialoog.json", half)]
    assert "Dialoog.json" in page(site, "/").by_id("waiting-list").text
    patch(site, made["id"], half, data[half:], f"sha256 {hashlib.sha256(data[half:]).hexdigest()}")
    done = site.client.post(f"/uploads/{made['id']}/finish", headers=JSON).json()
    assert done == site.client.post(f"/uploads/{made['id']}/finish", headers=JSON).json()
    site.work()
    assert page(site, f"/sessions/{done['session']}").by_id("transcript")
    assert sessions(site) == ["Scanauto's"]
    assert [line.action for line in site.client.app.state.people.audit.lines()] == ["upload"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, 400),
        ({"name": "a.wav"}, 400),
        ({"name": "a.wav", "size": "10"}, 400),
        ({"name": "a.wav", "size": True}, 400),
        ({"name": "a.wav", "size": 10**30}, 413),
        ({"name": "", "size": 5}, 400),
        ({"name": "a.exe", "size": 5}, 400),
        ({"name": "a.wav", "size": 0}, 400),
        ({"name": ["a.wav"], "size": 5}, 400),
        ({"name": "a.wav", "size": 5, "session": "s-nergens"}, 404),
        ({"name": "a.wav", "size": 5, "keep_until": "2001-01-01"}, 400),
    ],
)
def test_strange_beginnings_are_refused_in_words(site: Site, told: dict, status: int) -> None:
    answer = site.client.post("/uploads", json=told, headers=JSON)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert site.client.get("/uploads").json() == {"uploads": []}


def test_strange_pieces_are_refused(site: Site) -> None:
    made = begin(site, "a.wav", 3 * PIECE)
    patch(site, made["id"], 0, b"x" * (PIECE + 1), status=413)
    patch(site, "0" * 32, 0, b"x", status=404)
    address = f"/uploads/{made['id']}"
    for headers in ({}, {"upload-offset": "-1"}, {"upload-offset": "één"}):
        told = {k: v.encode("utf-8") for k, v in headers.items()}
        assert site.client.patch(address, content=b"x", headers=told).status_code == 400
    wrong = {"upload-offset": "0", "content-type": "text/html"}
    assert site.client.patch(address, content=b"x", headers=wrong).status_code == 415
    foreign = {"upload-offset": "0", "origin": "https://elders.example"}
    assert site.client.patch(address, content=b"x", headers=foreign).status_code == 403
    assert site.client.get(address).json()["received"] == 0
    assert site.client.post(f"{address}/abandon").headers["location"] == "/"
    assert site.client.get(address, headers=JSON).status_code == 404


def test_no_room_is_told_before_anything_comes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(".")._replace(free=intake.RESERVE)
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda _path: full)
    answer = site.client.post("/uploads", json={"name": "a.wav", "size": 10**9}, headers=JSON)
    assert answer.status_code == 507
    assert "Maak 954 MB vrij" in answer.json()["error"]
    form = site.client.post("/sessions", files={"file": ("a.wav", b"x" * 2_000_000)})
    assert form.status_code == 400
    assert "past niet op de schijf" in Page(form.text).by_id("upload-error").text
    assert sessions(site) == []


def test_form_that_does_not_tell_how_much_comes_leaves_room_on_the_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others must be able to go on deciding while somebody sends what does not fit."""
    left, usage = 5 * 1024**2, shutil.disk_usage(".")
    total = intake.RESERVE + left

    def free(folder: Path) -> object:
        written = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
        return usage._replace(free=total - written)

    monkeypatch.setattr(intake.shutil, "disk_usage", free)
    head = b'--g\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    kind = {"content-type": "multipart/form-data; boundary=g"}

    def body() -> Iterator[bytes]:  # so that no length goes before it
        yield head
        for _ in range(2 * left // 1024**2):
            yield bytes(1024**2)
        yield b"\r\n--g--\r\n"

    answer = site.client.post("/sessions", content=body(), headers=kind)
    assert answer.status_code == 400
    assert "past niet op de schijf" in Page(answer.text).by_id("upload-error").text
    assert [p for p in site.store.files.rglob("*") if p.is_file()] == []


def test_several_files_in_one_form_are_paired(site: Site) -> None:
    files = [("file", (n, GOLD.read_bytes() + b" " * i)) for i, n in enumerate(
        ["eerste avond.json", "tweede avond.json", "los.vtt"])]  # fmt: skip
    files.insert(1, ("file", ("Eerste avond.wav", recording(3))))
    answer = site.client.post("/sessions", files=files, data={"title": "Past niet op alle"})
    assert answer.headers["location"] == "/"
    assert sorted(sessions(site)) == ["Eerste avond", "Los", "Tweede avond"]
    first = next(s for s in site.store.sessions() if s.title == "Eerste avond")
    assert first.source
    assert first.source.kind == "transcript"
    assert first.recording
    assert first.recording.name == "Eerste avond.wav"
    site.store.claim()
    listed = page(site, "/").by_id("session-list").text
    assert "1 sessie gaat voor" in listed
    assert "2 sessies gaan voor" in listed


def test_sound_beside_a_transcript_plays_and_is_not_listened_to(site: Site) -> None:
    files = [("file", ("a.json", GOLD.read_bytes())), ("file", ("b.wav", recording(3)))]
    path = site.client.post("/sessions", files=files).headers["location"]
    site.work()
    assert page(site, path).by_id("player")
    assert site.client.get(f"{path}/audio").headers["content-type"] == "audio/wav"
    assert "b.wav" in page(site, f"{path}/about").html


def test_a_transcript_that_comes_later_counts(site: Site) -> None:
    path = site.ready("a.wav", recording(30))
    shown = page(site, f"{path}/about")
    assert shown.by_id("file").attributes["accept"].startswith(".json")
    answer = site.client.post(f"{path}/files", files={"file": ("a.json", GOLD.read_bytes())})
    assert answer.headers["location"] == f"{path}/about"
    assert "Wordt opnieuw verwerkt" in page(site, path).html
    site.work()
    listed = site.store.session(path.rsplit("/", 1)[1])
    assert listed
    assert listed.source
    assert listed.source.kind == "transcript"
    assert page(site, path).by_id("player")
    twice = site.client.post(f"{path}/files", files={"file": ("b.json", GOLD.read_bytes())})
    assert twice.status_code == 400
    assert "er is al zo" in twice.text
    assert not page(site, f"{path}/about").all("input", type="file")


def test_what_is_told_is_kept_and_shown(site: Site) -> None:
    path = site.ready(participants="4 bewoners,  2 ambtenaren", consent="given",
                      consent_note="mondeling", keep_until=SOON, recorded="2026-03-05")  # fmt: skip
    shown = page(site, f"{path}/about")
    assert shown.by_id("participants").attributes["value"] == "4 bewoners, 2 ambtenaren"
    assert shown.by_id("keep_until").attributes["value"] == SOON
    assert "Iedereen stemde in (mondeling). Genoteerd door co-moderator op" in shown.html
    assert "over 3 dagen" in page(site, path).html
    assert "over 3 dagen" in page(site, "/").by_id("session-list").text
    assert "5 maart 2026" in page(site, path).html
    report = page(site, f"{path}/report")
    assert {"4 bewoners", "2 ambtenaren"} <= {li.text.strip() for li in report.all("li")}
    site.client.post(f"{path}/about", data={"participants": "Marieke de Vries, een jurist"})
    assert "Marieke" not in page(site, f"{path}/report").html.split('id="main"')[1]
    site.client.post(f"{path}/about", data={"participants": "4 bewoners,  2 ambtenaren"})
    site.client.post(f"{path}/about", data={"consent": "refused", "title": ""})
    after = page(site, f"{path}/about")
    assert "Geen toestemming, of ingetrokken (mondeling)" in after.html
    assert "Iedereen stemde in" in after.html  # what was noted stays readable
    assert after.by_id("participants").attributes["value"] == "4 bewoners, 2 ambtenaren"
    slip = site.client.post(f"{path}/about", data={"keep_until": "2001-01-01"})
    assert slip.status_code == 400
    assert "die dag is al begonnen" in slip.text
    assert page(site, f"{path}/about").by_id("keep_until").attributes["value"] == SOON


def test_pages_show_what_there_is_while_the_work_goes_on(site: Site) -> None:
    path = site.upload("a.json", own_session("Ik durf niets meer te zeggen.", "Dat snap ik."))
    session = path.rsplit("/", 1)[1]
    for tab, words in (("map", "De kaart staat hier zodra"), ("report", "Het verslag staat hier")):
        shown = page(site, f"{path}/{tab}")
        assert words in shown.html
        current = [a.attributes["href"] for a in shown.all("a") if a.attributes.get("aria-current")]
        assert current == [f"{path}/{tab}"]
        assert "Pauzeren" in shown.html
    assert "Bezig" in page(site, f"{path}/about").by_id("work-title").text
    assert site.client.get(f"{path}/map", headers=JSON).status_code == 404
    assert site.client.get(f"{path}/download/json").status_code == 404
    site.work()
    assert not page(site, f"{path}/map").all("section", id="work")
    site.client.post(f"{path}/again")
    for tab in ("", "/map", "/report", "/about"):  # a rerun can be paused and stopped everywhere
        assert {"Pauzeren", "Stoppen"} <= {
            b.text.strip() for b in page(site, path + tab).all("button")
        }
    site.client.post(f"{path}/pause")
    assert "Gepauzeerd" in page(site, path).by_id("work-title").text
    site.client.post(f"{path}/again")
    site.client.post(f"{path}/cancel")
    assert not page(site, path).all("section", id="work")
    assert site.store.latest_run(session)


def test_removal_takes_the_files_and_is_accounted_for(site: Site) -> None:
    path = site.ready()
    session = path.rsplit("/", 1)[1]
    site.client.post(f"{path}/remove")  # not sure
    assert sessions(site)
    site.client.post(f"{path}/remove", data={"sure": "yes"})
    assert sessions(site) == []
    assert not (site.store.files / session).exists()
    last = site.client.app.state.people.audit.lines()[0]
    assert (last.action, last.session) == ("removal", session)


def test_the_program_removes_on_the_day_when_it_starts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site.ready(keep_until=SOON)

    class Later(date):
        @classmethod
        def today(cls) -> date:
            return date.fromisoformat(SOON)

    monkeypatch.setattr("assist.review.retention.date", Later)
    monkeypatch.setattr("assist.web.app.Supervisor.start", lambda self: None)
    with site.client:  # as a start of the server does
        assert site.client.get(path).status_code == 404
        last = site.client.app.state.people.audit.lines()[0]
    assert (last.action, last.session, last.who) == ("retention", path.rsplit("/", 1)[1], "")


def test_an_empty_application_offers_the_example(site: Site) -> None:
    shown = page(site, "/")
    assert any(f.attributes.get("action") == "/example" for f in shown.all("form"))
    path = site.client.post("/example").headers["location"]
    site.work()
    review = page(site, path)
    assert "Wie belt daar?" in review.html
    assert review.by_id("tour-offer")
    known = set(review.html.split('"')) | {".card"}
    for step in steps():  # each points at something that is there
        parts = step.target.split()
        assert all(p.strip("#.") in review.html for p in parts), (step.target, len(known))
    assert not any(f.attributes.get("action") == "/example" for f in page(site, "/").all("form"))
    tour = page(site, "/tour")
    assert [li.text.split("\n")[0] for li in tour.all("li") if li.text.startswith(steps()[0].title)]
    assert all(step.text in tour.html.replace("&#39;", "'") for step in steps())


def test_example_takes_its_sound_along_when_there_is_any(site: Site, tmp_path) -> None:
    folder = tmp_path / "examples"
    folder.mkdir()
    shutil.copy(EXAMPLES / "voorbeeldsessie.json", folder)
    (folder / "voorbeeldsessie.wav").write_bytes(recording(2))
    (folder / "voorbeeldsessie.md").write_text("geen geluid", encoding="utf-8")
    listed = site.store.session(take_example(site.store, OWNER, folder))
    assert listed
    assert listed.recording
    assert listed.source
    assert (listed.recording.name, listed.source.kind) == ("voorbeeldsessie.wav", "transcript")
    assert listed.title == json.loads((folder / "voorbeeldsessie.json").read_text("utf-8"))["title"]
