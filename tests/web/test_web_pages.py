"""The pages without a browser: plain forms, refusals, headers, hostile input."""

from __future__ import annotations

import json
import os
import re

import pytest
from support.fake_pipeline import MARK
from support.site import GOLD, Page, Site, cards, own_session, page, recording

from assist.valuemap.file import loads
from assist.web.guard import HEADERS


def test_upload_shows_its_progress_and_then_the_quotes(site: Site) -> None:
    path = site.upload("Overleg.json", GOLD.read_bytes(), title="De auto", recorded="2026-05-12")
    before = page(site, path)
    assert before.by_id("line").text == "Wacht op zijn beurt"
    site.work()
    after = page(site, path)
    assert after.all("h1")[0].text == "De auto"
    marked = "".join(t.text for t in after.all("mark"))
    assert "volgend jaar rijdt ie langs om te kijken" in marked
    assert "klaar om na te kijken" in site.client.get("/").text


def test_whole_review_with_plain_forms(site: Site) -> None:
    path = site.ready()
    first, second, third, *_ = cards(site, path)

    def post(where: str, **fields: str | list[str]) -> str:
        answer = site.client.post(f"{path}/{where}", data=fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    assert post("decide", target=first, action="accept") == f"{path}#s-{first}"
    post("decide", target=second, action="reject")
    now = cards(site, path)
    assert (now[first], now[second], now[third]) == ("accepted", "rejected", "suggested")

    form = page(site, f"{path}/edit/{third}")
    ticked = [t.attributes["value"] for t in form.all("input", name="values")]
    fields = {"values-shown": "1", "values": ticked[:1], "more": "rust, eigen regie",
              "polarity": "mixed", "actor": "buurt", "wording": "Kort gezegd."}  # fmt: skip
    post(f"edit/{third}", **fields)
    card = page(site, path).by_id(f"s-{third}")
    assert card.attributes["data-status"] == "edited"
    for words in ("allebei", "buurt", "Kort gezegd.", "eigen regie", ticked[0]):
        assert words in card.text
    assert "rust" in page(site, f"{path}/map").by_id("map").text

    post("undo")
    assert cards(site, path)[third] == "suggested"
    post("undo")
    assert cards(site, path)[second] == "suggested"
    post("redo")
    post("redo")
    assert cards(site, path)[third] == "edited"
    post("decide", target=third, action="reset")
    assert cards(site, path)[third] == "suggested"
    assert [d.action for d in site.store.log(path.rsplit("/", 1)[1])] == [
        "accept", "reject", "edit", "undo", "undo", "redo", "redo", "reset",
    ]  # fmt: skip


def test_a_name_from_outside_the_list_is_taken_over_with_one_click(site: Site) -> None:
    session = json.loads(GOLD.read_bytes())
    session["effects"][0]["proposed"] = "gastvrijheid"
    path = site.ready(data=json.dumps(session).encode())
    first = next(iter(cards(site, path)))
    card = page(site, path).by_id(f"s-{first}")
    assert "Past niet goed bij de lijst. Misschien: gastvrijheid" in card.text
    had = session["effects"][0]["values"]
    site.client.post(f"{path}/edit/{first}", data={"also": "gastvrijheid"})
    after = page(site, path).by_id(f"s-{first}")
    assert after.attributes["data-status"] == "edited"
    assert "Past niet goed bij de lijst" not in after.text
    assert "Gastvrijheid: met de hand gekozen." in after.text
    assert all(words in after.text for words in had)
    assert "gastvrijheid" in page(site, f"{path}/map").by_id("map").text


def test_own_option_by_a_plain_form(site: Site) -> None:
    path = site.ready()
    form = page(site, f"{path}/add?utterance=4")
    assert "zes camera's op het dak" in form.by_id("words").text
    answer = site.client.post(
        f"{path}/add",
        data={"utterance": "4", "words": "ze rijden elektrisch", "kind": "option",
              "domain": "techniek", "polarity": "negative", "more": "duurzaamheid"},
    )  # fmt: skip
    target = answer.headers["location"].split("#s-")[1]
    card = page(site, path).by_id(f"s-{target}")
    assert card.attributes["data-status"] == "added"
    assert "duurzaamheid" in card.text


@pytest.mark.parametrize(
    "fields",
    [
        {"utterance": "4", "words": "dat zei niemand", "kind": "effect", "polarity": "mixed"},
        {"utterance": "9999", "words": "ja", "kind": "effect", "polarity": "mixed"},
        {"utterance": "-1", "words": "ja", "kind": "effect", "polarity": "mixed"},
        {"utterance": "4", "words": "ze rijden", "kind": "wens", "polarity": "mixed"},
        {"utterance": "4", "words": "ze rijden", "kind": "effect", "polarity": "goed"},
        {},
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(site: Site, fields) -> None:
    path = site.ready()
    answer = site.client.post(f"{path}/add", data=fields)
    assert answer.status_code == 400
    assert Page(answer.text).all("p", class_="alert")
    assert site.store.log(path.rsplit("/", 1)[1]) == ()


def test_script_gets_only_the_rows_that_changed(site: Site) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    json = {"accept": "application/json"}
    told = site.client.post(
        f"{path}/decide", data={"target": target, "action": "accept"}, headers=json
    ).json()
    assert 1 <= len(told["rows"]) < 6
    assert told["target"] == target
    assert told["message"].startswith("Akkoord: “")
    assert "1 van" in told["bar"]
    gone = site.client.post(
        f"{path}/decide", data={"target": "e-weg", "action": "accept"}, headers=json
    )
    assert (gone.status_code, "Ververs" in gone.json()["error"]) == (404, True)


def test_words_that_were_spoken_are_text_never_markup(site: Site) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7*7 }}"
    path = site.ready("a.json", own_session(evil, evil), title=evil, technology=evil)
    site.client.post(
        f"{path}/add",
        data={"utterance": "1", "words": evil, "kind": "effect", "polarity": "mixed",
              "more": '"><script>x</script>', "actor": "<b>x", "wording": evil},
    )  # fmt: skip
    for where in (
        "/",
        path,
        f"{path}/map",
        f"{path}/about",
        f"{path}/add?utterance=1&words={evil}",
    ):
        seen = page(site, where)
        assert [t for t in seen.all("script") if not t.attributes.get("src")] == []
        assert not [t for t in seen.tags if "onerror" in t.attributes]
        assert "49" not in "".join(t.text for t in seen.all("h1"))


def test_no_page_needs_inline_script_or_style(site: Site) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    for where in ("/", "/help", path, f"{path}/map", f"{path}/report", f"{path}/about",
                  f"{path}/edit/{target}", f"{path}/add?utterance=3", "/nergens"):  # fmt: skip
        answer = site.client.get(where)
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        for tag in Page(answer.text).tags:
            assert tag.name != "style"
            assert "style" not in tag.attributes
            assert not [a for a in tag.attributes if a.startswith("on")]
            assert "//" not in tag.attributes.get("src", "") + tag.attributes.get("href", "")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "kwaad.example"}, 421),
        ({"host": "127.0.0.1.kwaad.example:8000"}, 421),
        ({"host": ""}, 421),
        ({"origin": "https://kwaad.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, 303),
        ({"host": "localhost:8000", "origin": "http://localhost:8000"}, 303),
    ],
)
def test_only_our_own_pages_may_post(site: Site, headers: dict[str, str], status: int) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    answer = site.client.post(
        f"{path}/decide", data={"target": target, "action": "accept"}, headers=headers
    )
    assert answer.status_code == status
    assert len(site.store.log(path.rsplit("/", 1)[1])) == (status == 303)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate",
          "sec-fetch-dest": "document"}, 200),  # a link
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors",
          "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate",
          "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate",
          "sec-fetch-dest": "object"}, 403),
    ],
)  # fmt: skip
def test_page_elsewhere_may_lead_here_but_fetches_nothing(
    site: Site, headers: dict[str, str], status: int
) -> None:
    """On one's own computer no cookie is asked for: any page could have the work done."""
    for path in ("/", "/api/v1/sessions", "/api/v1/docs"):
        assert site.client.get(path, headers=headers).status_code == status, path


def test_reading_needs_a_known_host_too(site: Site) -> None:
    assert site.client.get("/", headers={"host": "kwaad.example"}).status_code == 421


@pytest.mark.parametrize(
    ("name", "data"),
    [("virus.exe", b"MZ"), ("leeg.txt", b""), ("zonder", b"x"), ("a.txt.zip", b"PK")],
)
def test_refused_upload_says_why_and_leaves_nothing(site: Site, name: str, data: bytes) -> None:
    answer = site.client.post("/sessions", files={"file": (name, data)})
    assert answer.status_code == 400
    assert name in Page(answer.text).by_id("upload-error").text
    assert site.store.sessions() == []
    assert [p for p in site.store.files.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"rommel"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"file\";"
         b" filename=\"a.txt\"\r\n\r\nhalf"),
        ("application/json", b"{}"),
        ("", b""),
    ],
)  # fmt: skip
def test_broken_form_is_no_server_error(site: Site, kind: str, body: bytes) -> None:
    answer = site.client.post("/sessions", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert site.store.sessions() == []
    assert [p for p in site.store.files.rglob("*") if p.is_file()] == []


def test_upload_arrives_byte_for_byte(site: Site) -> None:
    data = os.urandom(3_000_001) + b"\r\n--x--\r\n" + os.urandom(5)
    path = site.upload("../../Geluid één.wav", data)
    listed = site.store.session(path.rsplit("/", 1)[1])
    assert (site.store.files / listed.source.stored).read_bytes() == data
    assert listed.source.name == "Geluid één.wav"
    assert listed.title == "Geluid één"


def test_sound_comes_in_parts(site: Site) -> None:
    data = recording(3.0)
    path = site.ready("a.wav", data)
    whole = site.client.get(f"{path}/audio")
    assert (whole.content, whole.headers["accept-ranges"]) == (data, "bytes")
    part = site.client.get(f"{path}/audio", headers={"range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part.content == data[1000:2000]
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(data)}"


def test_transcript_has_no_sound(site: Site) -> None:
    path = site.ready()
    assert page(site, path).all("audio") == []
    page(site, f"{path}/audio", 404)


def test_recording_that_no_browser_plays_has_no_dead_player(site: Site) -> None:
    path = site.ready("kapot beeld.mkv", b"rommel" + MARK + GOLD.read_bytes())
    assert page(site, path).all("audio") == []
    page(site, f"{path}/audio", 404)


@pytest.mark.parametrize("where", ["/x", "/sessions/s-weg", "/sessions/s-weg/map",
                                   "/sessions/s-weg/events", "/static/../app.py"])  # fmt: skip
def test_what_is_not_there_is_a_page_in_dutch(site: Site, where: str) -> None:
    assert "Niet gevonden" in page(site, where, 404).all("h1")[0].text


def test_language_follows_choice_then_browser(site: Site) -> None:
    client = site.client
    assert 'lang="en"' in client.get("/", headers={"accept-language": "en-GB,nl;q=0.5"}).text[:60]
    assert 'lang="nl"' in client.get("/", headers={"accept-language": "fr,nl;q=0.5"}).text[:60]
    chosen = client.get("/?lang=en")
    assert "assist-lang=en" in chosen.headers["set-cookie"]
    assert 'lang="en"' in client.get("/").text[:60]


def test_facts_can_be_changed_and_a_session_removed(site: Site) -> None:
    path = site.ready()
    site.client.post(
        f"{path}/about", data={"title": "Nieuw", "technology": "drone", "recorded": "2026-01-02"}
    )
    assert "Nieuw" in page(site, f"{path}/map").all("h1")[0].text
    site.client.post(f"{path}/remove", data={})
    page(site, path)
    assert site.client.post(f"{path}/remove", data={"sure": "yes"}).headers["location"] == "/"
    page(site, path, 404)
    assert [p for p in site.store.files.rglob("*") if p.is_file()] == []


def test_session_put_back_after_removal_shows_its_own_map(site: Site) -> None:
    path = site.ready("a.json", own_session("Eerste gesprek."))
    page(site, path)
    site.client.post(f"{path}/remove", data={"sure": "yes"})
    again = site.ready("a.json", own_session("Een heel ander gesprek."))
    assert "Een heel ander gesprek." in page(site, again).by_id("transcript").text


def test_failed_session_says_why_and_can_be_tried_again(site: Site) -> None:
    path = site.ready("kapot.json", b"geen json")
    seen = page(site, path)
    assert "kapot.json" in seen.all("p", class_="alert")[0].text
    site.client.post(f"{path}/again")
    assert "Wacht op zijn beurt" in page(site, path).by_id("line").text
    site.client.post(f"{path}/cancel")
    assert "gestopt" in site.client.get("/").text


def test_decisions_outlive_another_run(site: Site) -> None:
    path = site.ready()
    first, second, *_ = cards(site, path)
    for target, action in ((first, "accept"), (second, "reject")):
        site.client.post(f"{path}/decide", data={"target": target, "action": action})
    site.client.post(f"{path}/again")
    site.work()
    now = cards(site, path)
    assert (now[first], now[second]) == ("accepted", "rejected")


def test_events_tell_progress_until_the_end(site: Site) -> None:
    path = site.ready()
    answer = site.client.get(f"{path}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    names = re.findall(r"^event: (\w+)$", answer.text, re.MULTILINE)
    assert names == ["progress", "ended"]


def test_download_holds_the_decisions(site: Site) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    site.client.post(f"{path}/decide", data={"target": target, "action": "accept"})
    answer = site.client.get(f"{path}/download/json")
    status = {s.id: s.status for s in loads(answer.text).statements}
    assert status[target] == "accepted"
    assert "attachment" in answer.headers["content-disposition"]
    for kind, begins in (("docx", b"PK"), ("html", b"<!"), ("csv", b""), ("graphml", b"<?xml")):
        assert site.client.get(f"{path}/download/{kind}").content.startswith(begins)
    page(site, f"{path}/download/exe", 404)
