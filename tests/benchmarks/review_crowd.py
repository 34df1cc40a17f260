"""25 reviewers on one session for 5 minutes: nothing lost, nothing doubled, no fault, one map.

A server in a process of its own, each reviewer logged in with an account of their own; half of
them decide as the pages' scripts do, half as programs do over ``/api/v1``. What was answered as
decided is held against the log afterwards, and the log is replayed by another process.

``python -m tests.benchmarks.review_crowd [--postgres]``
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))  # for tests/support
from support.fake_pipeline import lexicon
from support.large_session import add_large_session
from support.postgres import running
from support.reviewing import decided_map
from support.server import free_port, start_site

from assist.core.decision import Decision
from assist.core.valuemap import ValueMap
from assist.review.members import Members
from assist.review.people import People
from assist.review.store import Store
from assist.valuemap.file import loads

REVIEWERS = 25
MINUTES = 5.0
THINKING = 1.0  # seconds between an answer and the next decision, on average
PASSWORD = "vier-appels-onder-de-boom-"
VALUES = ("privacy", "autonomie", "veiligheid", "vertrouwen", "een eigen waarde")
NOTHING = "Er viel niets te veranderen."  # what a page's script is told without a decision
REFUSED = {400, 404, 409, 412}  # said so, and nothing was stored: another was there first


@dataclass
class Told:
    """What the server answered to one reviewer."""

    who: str
    decided: list[dict[str, Any]] = field(default_factory=list)  # as the API tells them
    confirmed: int = 0  # decisions, also those that a page tells without their number
    marks: list[str] = field(default_factory=list)  # own words in confirmed decisions
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0  # the connection broke, as idle ones do: stored or not, nobody told


@dataclass(frozen=True)
class Outcome:
    """What a crowd found; everything but ``decisions`` and the times should be nothing."""

    reviewers: int
    decisions: int
    refused: int
    unanswered: int
    lost: int
    doubled: int
    server_errors: int
    faults: tuple[str, ...]
    same_map: bool
    median_ms: float
    p95_ms: float
    differences: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        wrong = self.lost or self.doubled or self.server_errors or self.faults
        return not wrong and self.same_map

    def table(self, what: str) -> str:
        same = "yes" if self.same_map else "NO"
        return (
            f"{what}: {self.reviewers} reviewers, {self.decisions} decisions, {self.refused}"
            f" refused, {self.unanswered} unanswered; lost {self.lost}, doubled {self.doubled},"
            f" server errors {self.server_errors}, faults {len(self.faults)}, the log replays to"
            f" the same map: {same}; a decision {self.median_ms:.0f} ms median,"
            f" {self.p95_ms:.0f} ms at the 95th percentile"
        )


class Reviewer(threading.Thread):
    """Decides at random until it is time."""

    def __init__(
        self, client: httpx.Client, told: Told, session: str, end: float, think: float, seed: int
    ) -> None:
        super().__init__(name=told.who)
        self.client, self.told, self.session, self.end = client, told, session, end
        self.think, self.chance = think, random.Random(seed)
        self.statements: list[dict[str, Any]] = []
        self.count = 0

    def run(self) -> None:
        try:
            while time.monotonic() < self.end:
                try:
                    if self.count % 20 == 0:
                        self.look()
                    self.count += 1
                    self.act()
                except (httpx.ReadError, httpx.RemoteProtocolError):
                    self.told.unanswered += 1
                time.sleep(self.chance.expovariate(1 / self.think) if self.think else 0)
        except httpx.HTTPError as error:
            self.told.faults.append(f"{type(error).__name__}: {error}")

    def look(self) -> None:
        raise NotImplementedError

    def act(self) -> None:
        raise NotImplementedError

    def mark(self) -> str:
        return f"{self.told.who} {self.count} vindt iets"

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = self.client.request(method, path, **more)
        status = answer.status_code
        self.told.statuses[status] += 1
        if 400 <= status < 500 and status not in REFUSED:
            self.told.faults.append(f"{status} {path}: {answer.text[:200]}")
        return answer


class Program(Reviewer):
    """Over the programming interface, with a key."""

    def look(self) -> None:
        answer = self.send("GET", f"/api/v1/sessions/{self.session}/statements?limit=200")
        if answer.status_code == 200:
            self.statements = answer.json()["items"]

    def act(self) -> None:
        wish = self.wish(self.chance.choice(self.statements))
        began = time.monotonic()
        answer = self.send("POST", f"/api/v1/sessions/{self.session}/decisions", json=wish)
        self.told.seconds.append(time.monotonic() - began)
        made = answer.json().get("decision") if answer.status_code == 201 else None
        if made:
            self.told.decided.append(made)
            self.told.confirmed += 1

    def wish(self, statement: dict[str, Any]) -> dict[str, Any]:
        target, number = statement["id"], statement["quote"]["utterance"]
        others = [s["id"] for s in self.statements if s["kind"] == statement["kind"]]
        parts = [{"action": "accept", "target": t} for t in {*self.chance.sample(others, 5)}]
        kinds: list[tuple[int, dict[str, Any]]] = [
            (6, {"action": "accept", "target": target}),
            (4, {"action": "reject", "target": target}),
            (1, {"action": "reset", "target": target}),
            (4, {"action": "edit", "target": target, "wording": self.mark()}),
            (3, {"action": "edit", "target": target, "add_values": [self.chance.choice(VALUES)]}),
            (3, {"action": "comment", "target": target, "text": self.mark()}),
            (1, {"action": "bulk", "parts": parts}),
            (1, {"action": "merge", "targets": [target, self.chance.choice(others)]}),
            (1, {"action": "cluster", "value": self.chance.choice(VALUES[:4]), "cluster": "Groep"}),
            (1, {"action": "speaker", "utterances": [number], "speaker": "new"}),
            (3, {"action": "undo"}),
            (2, {"action": "redo"}),
        ]
        weights = [weight for weight, _ in kinds]
        return self.chance.choices([wish for _, wish in kinds], weights)[0]


class Visitor(Reviewer):
    """As the scripts of the pages do, with a cookie."""

    def look(self) -> None:
        answer = self.send("GET", f"/sessions/{self.session}")
        cards = re.findall(r'id="s-([eo]-\w+)"', answer.text)
        self.statements = [{"id": found} for found in cards] or self.statements

    def act(self) -> None:
        target, mark = self.chance.choice(self.statements)["id"], ""
        kind = self.chance.choices(("accept", "reject", "edit", "undo", "redo"), (6, 4, 5, 3, 2))[0]
        path, fields = f"/sessions/{self.session}/{kind}", dict[str, str]()
        if kind in ("accept", "reject"):
            path, fields = f"/sessions/{self.session}/decide", {"target": target, "action": kind}
        elif kind == "edit":
            mark = self.mark()
            path, fields = f"{path}/{target}", {"wording": mark}
        began = time.monotonic()
        answer = self.send("POST", path, data=fields, headers={"accept": "application/json"})
        self.told.seconds.append(time.monotonic() - began)
        if answer.status_code == 200 and answer.json().get("message") != NOTHING:
            self.told.confirmed += 1
            if mark:
                self.told.marks.append(mark)


def crowd(
    data: Path,
    url: str = "",
    *,
    reviewers: int = REVIEWERS,
    seconds: float = MINUTES * 60,
    think: float = THINKING,
    utterances: int = 2000,
    suggestions: int = 120,
    seed: int = 5,
) -> Outcome:
    """Let them loose on a session in a fresh data folder, and look what became of it."""
    store = Store.open(data, url)
    session = add_large_session(store, utterances, suggestions, sound=False)
    with _served(data, url) as address:
        clients = list(_logged_in(store, session, address, reviewers))
        end = time.monotonic() + seconds
        crew: list[Reviewer] = [
            (Program if number % 2 else Visitor)(client, told, session, end, think, seed + number)
            for number, (client, told) in enumerate(clients)
        ]
        for reviewer in crew:
            reviewer.start()
        for reviewer in crew:
            reviewer.join()
        shown = _map_of(clients[0][0], session)  # pages are for who logged in, not for keys
        for client, _ in clients:
            client.close()
    outcome = judged([told for _, told in clients], store, session, shown)
    store.close()
    return outcome


@contextmanager
def _served(data: Path, url: str) -> Iterator[str]:
    port = free_port()
    process = start_site(data, port, url)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _logged_in(
    store: Store, session: str, address: str, count: int
) -> Iterator[tuple[httpx.Client, Told]]:
    """Reviewers with an account each, who may see the session."""
    people, members = People(store.engine), Members(store.engine)
    people.accounts.make("beheer", "Beheer", "administrator", PASSWORD)
    for number in range(count):
        name = f"kijker-{number}"
        account = people.accounts.make(name, name, "co-moderator", PASSWORD)
        members.add(session, account.id)
        client = httpx.Client(base_url=address, timeout=60, headers={"origin": address})
        if number % 2:
            secret = people.logins.make_key(account.id, "proef", "write", 30)
            client.headers["authorization"] = f"Bearer {secret}"
        else:
            answer = client.post("/login", data={"login": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        yield client, Told(name)


def _map_of(client: httpx.Client, session: str) -> str:
    """The map as the server has it at hand, in the contract's form."""
    answer = client.get(f"/sessions/{session}/download/json")
    assert answer.status_code == 200, answer.text
    return answer.text


def judged(crew: Sequence[Told], store: Store, session: str, shown: str) -> Outcome:
    """Hold what was answered against what is stored."""
    log = store.log(session)
    kept = {d.number: d for d in log}
    by_whom = Counter(d.who for d in log)
    lost = sum(not _same(kept.get(d["number"]), d) for told in crew for d in told.decided)
    texts = "\n".join(str(d.change) for d in log)
    lost += sum(mark not in texts for told in crew for mark in told.marks)
    lost += sum(max(0, told.confirmed - by_whom[told.who]) for told in crew)
    doubled = sum(max(0, by_whom[t.who] - t.confirmed - t.unanswered) for t in crew)
    doubled += len(log) - len({d.number for d in log})
    run = store.latest_run(session)
    assert run is not None
    suggestions = loads(store.suggestions(run))
    replayed = exported(decided_map(suggestions, log, lexicon()))
    seconds = sorted(s for told in crew for s in told.seconds)
    statuses = sum((told.statuses for told in crew), Counter[int]())
    return Outcome(
        reviewers=len(crew),
        decisions=len(log),
        refused=sum(statuses[s] for s in REFUSED),
        unanswered=sum(told.unanswered for told in crew),
        lost=lost,
        doubled=doubled,
        server_errors=sum(n for s, n in statuses.items() if s >= 500),
        faults=tuple(f for told in crew for f in told.faults),
        same_map=_content(shown) == _content(replayed),
        differences=tuple(differences(shown, replayed)),
        median_ms=1000 * seconds[len(seconds) // 2],
        p95_ms=1000 * seconds[int(len(seconds) * 0.95)],
    )


def _same(kept: Decision | None, told: dict[str, Any]) -> bool:
    return kept is not None and all(
        getattr(kept, name) == told[name] for name in ("who", "action", "target", "change", "at")
    )


def exported(valuemap: ValueMap) -> str:
    """As a download holds it: without names."""
    from assist.export import export

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kaart.json"
        export(valuemap, path)
        return path.read_text(encoding="utf-8")


def differences(shown: str, replayed: str) -> list[str]:
    """Lines in one map that are not in the other, to look at."""
    one, other = _content(shown), _content(replayed)
    return [*({*one} - {*other}), *({*other} - {*one})]


def _content(text: str) -> list[str]:
    """Statements, values and links of a map, without what a page adds about the session."""
    valuemap = loads(text)
    return [*map(str, valuemap.statements), *map(str, valuemap.values), *map(str, valuemap.links)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviewers", type=int, default=REVIEWERS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--think", type=float, default=THINKING, help="seconds, on average")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    chosen = parser.parse_args()
    with ExitStack() as held:
        data = Path(held.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if chosen.postgres:
            url = held.enter_context(held.enter_context(running()).database())
        outcome = crowd(
            data,
            url,
            reviewers=chosen.reviewers,
            seconds=chosen.minutes * 60,
            think=chosen.think,
        )
    print(outcome.table("PostgreSQL" if chosen.postgres else "SQLite"))
    for fault in (*outcome.faults[:20], *outcome.differences[:20]):
        print("  ", fault)
    if not outcome.sound:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
