"""Pause, stop, go on, begin anew: what was heard stays until its user says otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.fake_pipeline import hold_at
from support.server import FAKE
from support.site import GOLD, MARK, Site, page, recording
from support.waiting import until

from assist.core.statement import Effect, Quote, id_of
from assist.core.transcript import Held, Utterance, Word
from assist.listening import Chosen
from assist.pipeline import Found, Heard, Progress, SetAside
from assist.review.intake import Incoming
from assist.review.store import Store
from assist.review.work import run_job
from assist.review.worker import Supervisor
from assist.transcribe.estimate import Pick
from assist.transcribe.journal import opened

DOUBTED = Held(3.0, 4.0, "Bedankt voor het kijken", "aftiteling", (Word("Bedankt", 3.0, 3.2),))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def session_of(store: Store, within: str = "", hold: int = 0) -> str:
    with Incoming(store, "Overleg één.wav") as incoming:
        incoming.write(b"RIFF" + MARK + GOLD.read_bytes())
        session = incoming.keep(within=within)
    hold_at(store.files / session, hold)
    return session


def said(number: int) -> Utterance:
    return Utterance(number, number, number + 1.0, f"Zin {number}.")


class Says:
    """A pipeline that says a few sentences, and remembers what it was given."""

    def __init__(self, *events: Any, model: str = "small") -> None:
        self.events = events
        self.model = model
        self.given: list[dict[str, Any]] = []
        self.asked: list[float] = []

    def choose(self, source: Path, within: float, **_more: Any) -> Chosen:
        self.asked.append(within)
        return Chosen(self.model, Pick(self.model, 60.0, True, absent="medium"))

    def journal(self, source: Path, *, folder: Path, **how: Any) -> Any:
        return opened("s-1", {"model": how["model"]}, source=source, folder=folder)

    def analyse(self, source: Path, **given: Any) -> Iterator[Any]:
        given["memory"].keep("0.0", ["iets"])
        self.given.append(given)
        yield from self.events
        raise RuntimeError("it breaks off here")


def job_of(store: Store) -> Any:
    job = store.claim()
    assert job is not None
    return job


def test_what_was_set_aside_is_stored_and_given_to_the_next_run(store: Store) -> None:
    session = session_of(store)
    first = Says(Heard(said(1)), SetAside(DOUBTED), Heard(said(2)), Progress("transcribe", 0.5))
    run_job(store, job_of(store), first)
    assert store.held(session) == (DOUBTED,)
    store.enqueue(session)
    other = Held(9.0, 9.5, "Muziek", "geluid")
    second = Says(SetAside(other), Heard(said(3)))
    run_job(store, job_of(store), second)
    assert second.given[0]["heard"] == (said(1), said(2))
    assert second.given[0]["held"] == (DOUBTED,)
    assert store.held(session) == (DOUBTED, other)
    assert [u.id for u in store.utterances(session)] == [1, 2, 3]


def test_what_the_recogniser_gave_lies_beside_the_recording_until_the_user_begins_anew(
    store: Store,
) -> None:
    session = session_of(store)
    run_job(store, job_of(store), Says(Heard(said(1))))
    folder = store.files / session
    assert len(list(folder.glob("*.jsonl"))) == 1
    store.enqueue(session)
    second = Says()
    run_job(store, job_of(store), second)
    assert second.given[0]["memory"].recall("0.0") == ["iets"]
    store.forget_heard(session)
    assert list(folder.glob("*.jsonl")) == []


def test_a_late_worker_brings_nothing_back_after_the_user_began_anew(store: Store) -> None:
    """Its page may be one of another server on the same folder, which cannot end it."""
    session = session_of(store)

    class Late(Says):
        def analyse(self, source: Path, **given: Any) -> Iterator[Any]:
            yield Heard(said(1))
            store.cancel(session)
            store.forget_heard(session)
            yield Heard(said(2))
            yield SetAside(DOUBTED)
            quote = Quote.of(said(2))
            yield Found(Effect(id_of("effect", session, quote), quote, (2,), "mixed"))
            raise RuntimeError("it breaks off here")

    run_job(store, job_of(store), Late())
    assert (store.utterances(session), store.held(session)) == ((), ())
    assert store.found(session) == ()


def test_nothing_is_thrown_away_under_the_hands_of_a_worker(store: Store) -> None:
    session = session_of(store)
    job = job_of(store)
    store.add_utterances(session, [said(1)], job=job.id)
    store.forget_heard(session)
    assert store.utterances(session) == (said(1),)


def test_the_model_for_the_users_time_is_chosen_once(store: Store) -> None:
    session = session_of(store, within="60")
    first = Says(Heard(said(1)))
    run_job(store, job_of(store), first)
    assert (first.asked, first.given[0]["model"]) == ([3600.0], "small")
    listed = store.session(session)
    assert (listed.speech_model, listed.better_model) == ("small", "medium")
    store.enqueue(session)
    second = Says(model="base")  # the machine is busier now
    run_job(store, job_of(store), second)
    assert (second.asked, second.given[0]["model"]) == ([], "small")
    store.forget_heard(session)
    store.enqueue(session)
    third = Says(model="base")
    run_job(store, job_of(store), third)
    assert third.given[0] == third.given[0] | {"model": "base", "heard": (), "held": ()}


@pytest.mark.parametrize("minutes", ["", "0", "-5", "veel", "99999", "6e1"])
def test_a_time_that_is_none_is_no_wish(store: Store, minutes: str) -> None:
    assert store.session(session_of(store, within=minutes)).within == 0.0


def test_a_paused_job_stays_so_until_it_is_asked_for(store: Store) -> None:
    session = session_of(store)
    job = job_of(store)
    assert store.pause(session)
    assert not store.progress(job.id, "transcribe", 0.5, None)
    assert store.requeue_abandoned() == 0  # the server starts again
    assert store.claim() is None
    store.enqueue(session)
    assert job_of(store).id == job.id
    assert store.pause(session)
    assert store.cancel(session)
    assert not store.pause(session)
    assert store.session(session).job.state == "cancelled"


def test_pausing_often_is_not_dying_often(store: Store) -> None:
    session = session_of(store)
    for _ in range(8):
        assert store.claim() is not None
        store.pause(session)
        store.enqueue(session)
    assert store.claim() is not None


def test_a_paused_worker_stops_and_goes_on_with_what_it_had(store: Store) -> None:
    session = session_of(store, hold=3)
    supervisor = Supervisor(store.data, store.url, FAKE)
    supervisor.start()
    try:
        until(lambda: store.count(session)[0] == 3)
        assert store.pause(session)
        supervisor.restart()
        hold_at(store.files / session, 0)
        other = session_of(store)  # the next worker takes it, and leaves what is paused
        until(lambda: store.session(other).job.state == "done")
        assert store.count(session)[0] == 3
        store.enqueue(session)
        supervisor.wake()
        until(lambda: store.session(session).job.state == "done")
    finally:
        supervisor.stop()
    numbers = [u.id for u in store.utterances(session)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3


@pytest.mark.sqlite
def test_a_database_of_before_gets_the_new_columns_and_keeps_its_sessions(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    from assist.review.database import MIGRATIONS, open_engine, sqlite_url

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = open_engine(sqlite_url(tmp_path / "assist.db"))
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO session (id, title, technology, recorded, created)"
            " VALUES ('s-1', 'Oud', '', '', '2026')"
        )
        connection.exec_driver_sql(
            "INSERT INTO decision (session_id, number, at, who, action, target, change, made_by)"
            " VALUES ('s-1', 1, '', '', 'accept', 'e-1', '{}', '')"
        )
    engine.dispose()
    store = Store.open(tmp_path)
    listed = store.session("s-1")
    assert (listed.title, listed.within, listed.speech_model) == ("Oud", 0.0, "")
    store.close()
    with sqlite3.connect(tmp_path / "assist.db") as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE decision SET who = 'iemand'")  # still append-only


# the pages


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.open(tmp_path / "data")


def buttons(site: Site, path: str) -> dict[str, str]:
    """What the buttons in the page's body say, and where their forms go; no script needed."""
    shown = page(site, path)
    actions = [f for f in shown.all("form") if f.attributes.get("method") == "post"]
    return {f.text.strip(): f.attributes["action"] for f in actions}


def test_the_buttons_work_without_script(site: Site) -> None:
    path = site.upload("a.wav", recording(30), within="60")
    seen = buttons(site, path)
    assert seen == {"Pauzeren": f"{path}/pause", "Stoppen": f"{path}/cancel"}
    site.client.post(seen["Pauzeren"])
    assert "gepauzeerd" in site.client.get("/").text
    assert "U hebt dit gepauzeerd" in page(site, path).html
    seen = buttons(site, path)
    assert seen == {"Verdergaan": f"{path}/again", "Stoppen": f"{path}/cancel"}
    site.client.post(seen["Verdergaan"])
    assert "Wacht op zijn beurt" in page(site, path).html
    site.client.post(f"{path}/cancel")
    assert list(buttons(site, path)) == ["Verdergaan"]
    names = site.client.get(f"{path}/events").text
    assert names.rstrip().split("\n\n")[-1].startswith("event: ended")


def test_begin_anew_forgets_and_only_when_nothing_is_going_on(site: Site) -> None:
    path = site.upload("a.wav", recording(30))
    session = path.rsplit("/", 1)[-1]
    site.store.add_utterances(session, [said(1)], [DOUBTED])
    site.client.post(f"{path}/again", data={"fresh": "yes"})  # it waits for its turn
    assert site.store.count(session)[0] == 1
    site.client.post(f"{path}/cancel")
    assert set(buttons(site, path)) == {"Verdergaan", "Opnieuw beginnen"}
    shown = page(site, path)
    assert "Wat al was uitgeschreven, is bewaard." in shown.html
    assert [t.attributes["id"] for t in shown.all("li", class_="row")] == ["u-1"]
    site.client.post(f"{path}/again")
    assert site.store.count(session)[0] == 1
    site.client.post(f"{path}/cancel")
    site.client.post(f"{path}/again", data={"fresh": "yes"})
    assert site.store.count(session)[0] == 0
    assert site.store.held(session) == ()


def test_the_time_given_and_the_model_chosen_are_shown(site: Site) -> None:
    path = site.upload("a.wav", recording(30), within="120")
    session = path.rsplit("/", 1)[-1]
    assert site.store.session(session).within == 7200.0
    site.store.choose_model(session, "base", "small")
    shown = page(site, path).html
    assert "Gekozen spraakmodel: base." in shown
    assert "assist models pull small" in shown
    options = page(site, "/").all("option")
    assert [o.attributes["value"] for o in options][:6] == ["", "30", "60", "120", "240", "720"]
