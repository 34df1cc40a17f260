"""Requests made up from the interface's own description (schemathesis), against real sessions.

Made up alone, nearly every id is one that does not exist. So ids, tags and numbers are mostly
swapped for ones that do, and decisions land, undo one another and meet stale tags. What is
uploaded is worked on now and then, as the worker would.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from support.site import GOLD, Site
from support.waiting import PATIENCE

from assist.review.people import People
from assist.web.desk import Shown

HOST = "http://127.0.0.1:8000"
API = "/api/v1"
REAL = 0.93  # how often an id is one that exists


@schemathesis.serializer("application/offset+octet-stream", "application/octet-stream")
def _piece(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()


# An id that was swapped makes a sound request unsound, and the other way round; and what is
# sound by the description can still be refused: words that nobody spoke, a file of no known kind.
_EXCLUDED = [positive_data_acceptance, negative_data_rejection]
_OFTEN = {"/sessions/{session}/decisions": 8}  # where most can go wrong


@dataclass
class Fuzz:
    """One site with accounts, an administrator's key, and all that was asked with it."""

    site: Site
    counts: Counter[int] = field(default_factory=Counter)
    deciding: Counter[int] = field(default_factory=Counter)
    uploads: list[str] = field(default_factory=list)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    session: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        self._log_in()
        described = self.site.client.get(f"{API}/openapi.json", headers=self.headers).json()
        self.schema = schemathesis.openapi.from_dict(described)
        self.schema.app = _without_worker(self.site.client.app)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def operations(self) -> Iterator[APIOperation]:
        for found in self.schema.get_all_operations():
            if not found.ok().path.endswith("/events"):  # of which there is no end
                yield found.ok()

    def ask(self, operation: APIOperation, examples: int, number: int) -> None:
        """Make up requests for one operation, and look at each answer."""
        sound = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        unsound = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        often = _OFTEN.get(operation.path, 1) if operation.method == "post" else 1

        @seed(number)
        @settings(
            max_examples=examples * often,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(sound, sound, sound, unsound), luck=st.integers(0, 2**32))
        def one(case: Case, luck: int) -> None:
            self._ready()
            self._send(_mended(self, case, random.Random(luck)))

        one()

    def _log_in(self) -> None:
        people: People = self.site.client.app.state.people  # type: ignore[attr-defined]
        if not self.key or people.logins.key_of(self.key) is None:
            number = len(people.accounts.listed())
            name = f"beheer{number}-{uuid.uuid4().hex[:6]}"
            account = people.accounts.make(name, name, "administrator")
            self.key = people.logins.make_key(account.id, "fuzz", "write", 30)

    def _ready(self) -> None:
        """A key and a session with a map: what is made up takes some away."""
        self._log_in()
        if not self.session or self.site.store.latest_run(self.session) is None:
            answer = self.site.client.post(
                f"{API}/sessions",
                files={"file": ("sessie.json", GOLD.read_bytes())},
                headers=self.headers,
            )
            self.session = answer.json()[0]["id"]
            self.site.work()
        self.shown = self.site.client.app.state.desk.shown(self.session)  # type: ignore[attr-defined]

    def _send(self, case: Case) -> None:
        answer = case.call(base_url=f"{HOST}{API}", headers=self.headers, timeout=PATIENCE)
        self.counts[answer.status_code] += 1
        name = case.method, case.path
        if name == ("POST", "/sessions/{session}/decisions"):
            self.deciding[answer.status_code] += 1
        if name == ("POST", "/uploads") and answer.status_code == 201:
            self.uploads.append(answer.json()["id"])
        if answer.status_code >= 500:
            self.faults[name] = f"{answer.status_code}: {case.as_curl_command()}\n{answer.text}"
            return
        try:
            case.validate_response(answer, excluded_checks=_EXCLUDED)
        except (FailureGroup, AssertionError) as error:
            told = "\n".join(map(str, getattr(error, "exceptions", (error,))))
            self.faults.setdefault(name, f"{told}\n{case.as_curl_command()[:500]}")
        if case.method == "POST" and self.counts.total() % 5 == 0:
            self.site.work()


def _without_worker(app: Any) -> Any:
    """The application, of which nobody starts the worker process."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    return asgi


def _mended(fuzz: Fuzz, case: Case, luck: random.Random) -> Case:
    """The request with real ids in most places."""
    shown = fuzz.shown
    statements = [s.id for s in shown.valuemap.statements]
    utterances = [u.id for u in shown.valuemap.transcript.utterances]
    numbers = [d.number for d in shown.log] or [1]
    real: dict[str, list[Any]] = {
        "statement": statements,
        "target": statements,
        "number": utterances if "utterances" in case.path else numbers,
        "utterance": utterances,
        "withdraw": numbers,
        "value": [v.id for v in shown.valuemap.values],
        "speaker": ["S1", "S2", "new", ""],
    }

    def swap(holder: Any, name: str, values: list[Any]) -> None:
        if holder is not None and name in holder and values and luck.random() < REAL:
            holder[name] = luck.choice(values)

    if case.method != "DELETE" or luck.random() < 0.2:
        swap(case.path_parameters, "session", [fuzz.session])
    for name in ("statement", "number"):
        swap(case.path_parameters, name, real[name])
    swap(case.path_parameters, "upload", fuzz.uploads)
    swap(case.headers, "Upload-Offset", ["0"])
    for name in ("If-Match", "if-match"):
        if name in (case.headers or {}) and luck.random() < REAL:
            case.headers[name] = luck.choice(["*", f'"r{shown.run}-d{len(shown.log)}"', '"x"'])
    body = case.body
    if case.path.endswith("/decisions") and case.method == "POST" and luck.random() < 0.5:
        body = case.body = _sensible(shown, luck)
    if isinstance(body, dict):
        if case.path == "/uploads":
            swap(body, "name", ["een.wav", "twee.txt"])
        for name, values in real.items():
            swap(body, name, values)
        if isinstance(body.get("targets"), list) and luck.random() < REAL:
            body["targets"] = luck.sample(statements, min(len(statements), 2))
        if isinstance(body.get("utterances"), list) and luck.random() < REAL:
            body["utterances"] = luck.sample(utterances, min(len(utterances), 3))
        for part in body.get("parts") or ():
            if isinstance(part, dict):
                swap(part, "target", statements)
        _speak(body, shown, luck)
    return case


def _sensible(shown: Shown, luck: random.Random) -> dict[str, Any]:
    """A decision that somebody could ask for, of any kind; `_mended` fills the ids in."""
    some = luck.choice(["rust", "eigen regie", "", "x" * 80, "\u202e<b>\x00", "S1", "Kort."])
    statement = {"target": "e"}
    said = luck.choice(shown.valuemap.transcript.utterances)
    asked: dict[str, dict[str, Any]] = {
        **dict.fromkeys(("accept", "reject", "reset"), statement),
        "edit": {**statement, "wording": some, "add_values": [some], "actor": some},
        "add": {
            "kind": luck.choice(["effect", "option"]),
            "utterance": said.id,
            "words": said.text,
            "polarity": "mixed",
            "domain": "mens",
            "values": [some],
        },
        "split": {**statement, "first": "", "second": ""},
        "merge": {"targets": []},
        "comment": {**statement, "text": some},
        "correct": {"utterance": said.id, "text": f"{said.text} {some}"[-200:]},
        "speaker": {"utterances": [said.id], "speaker": luck.choice(["S1", "new", ""])},
        "role": {"roles": {"S1": some, "S2": "burger"}},
        "cluster": {"value": "v", "cluster": some},
        "lexicon": {"value": "v", "definition": some, "withdraw": luck.random() < 0.3},
        "bulk": {"parts": [{"action": luck.choice(["accept", "reject"]), **statement}]},
        "undo": {},
        "redo": {},
    }
    action = luck.choice(sorted(asked))
    seen = {"seen": luck.randrange(len(shown.log) + 1)} if action not in ("undo", "redo") else {}
    return json.loads(json.dumps({"action": action, **asked[action], **seen}))


def _speak(body: dict[str, Any], shown: Any, luck: random.Random) -> None:
    """Words that were spoken, where words are asked for."""
    transcript = shown.valuemap.transcript
    place = body.get("utterance")
    held = shown.statements.get(body.get("target"))
    if held is not None:
        place = held.quote.utterance
    if not isinstance(place, int) or place not in transcript or luck.random() > REAL:
        return
    said = transcript[place].text.split()
    cut = luck.randrange(len(said) + 1)
    for name, words in (("words", said[cut:]), ("first", said[:cut]), ("second", said[cut:])):
        if name in body:
            body[name] = " ".join(words)
    if held is not None:
        body.pop("utterance", None)
