"""A session as large as they come: 2,000 utterances with words and times, 120 suggestions, sound.

The talk is that of the annotated sessions, one after the other; words get the times of even
speech. ``python -m support.large_session DATA`` fills a data folder and prints the address.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from support.fake_pipeline import MARK, FakePipeline
from support.gold import CORPUS, gold_transcript, load_gold

from assist.review.intake import Incoming
from assist.review.store import Store
from assist.review.work import run_job

UTTERANCES = 2000
SUGGESTIONS = 120
WORDS_A_SECOND = 2.9
PAUSE = 0.4  # seconds between two utterances
LONG_PAUSE, EVERY = 6.0, 40  # and now and then nobody speaks
RATE = 3000  # samples a second, of 8 bits: the least that browsers play


def large_session(utterances: int = UTTERANCES, suggestions: int = SUGGESTIONS) -> dict[str, Any]:
    """An annotated session of this size, as `support.gold` reads them.

    Parameters
    ----------
    utterances : int
        At most what `models/corpus` holds.
    suggestions : int
        Of them seven in ten are effects, spread over the whole talk; one in ten is doubtful.
    """
    said: list[dict[str, Any]] = []
    effects: list[dict[str, Any]] = []
    options: list[dict[str, Any]] = []
    for number, gold in enumerate(_sessions()):
        first = len(said)
        took = gold["utterances"][: utterances - first]
        said += [{**u, "id": first + u["id"]} for u in took]
        kept = {u["id"] for u in took}

        def moved(s: dict[str, Any], first: int = first, number: int = number) -> dict[str, Any]:
            there = [first + u for u in s["utterances"]]
            links = [f"{number}-{e}" for e in s.get("effects", ())]
            return {**s, "id": f"{number}-{s['id']}", "utterances": there, "effects": links}

        for found, key in ((effects, "effects"), (options, "options")):
            found += [moved(s) for s in gold[key] if kept.issuperset(s["utterances"])]
        if len(said) >= utterances:
            break
    effects = _spread(effects, suggestions * 7 // 10)
    options = _spread(options, suggestions - len(effects))
    known = {e["id"] for e in effects}
    for place, statement in enumerate((*effects, *options)):
        doubtful = place % 10 == 0
        statement |= {
            "score": round(0.55 + 0.4 * (place * 37 % 100) / 100, 3) if not doubtful else 0.42,
            "because": {"words": statement["quote"].split()[:2], "nearest": "straks durft niemand"},
            "effects": [e for e in statement["effects"] if e in known],
        }
    return {
        "id": "groot",
        "title": "Een lange dag",
        "technology": "van alles",
        "utterances": list(_timed(said)),
        "phases": [],
        "effects": effects,
        "options": options,
        "mentioned_values": [],
    }


def _sessions() -> Iterator[dict[str, Any]]:
    """Annotated sessions in Dutch, in the order of their names."""
    for path in sorted(CORPUS.glob("*.json")):
        gold = load_gold(path)
        if gold.get("language", "nl") == "nl":
            yield gold


def _spread(found: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """This many of them, evenly from first to last."""
    if wanted > len(found):
        raise ValueError(f"{len(found)} statements are there, {wanted} are asked for")
    return [found[place * len(found) // wanted] for place in range(wanted)]


def _timed(said: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The utterances one after the other, their words at an even pace."""
    at = 0.0
    for utterance in said:
        words = []
        for word in utterance["text"].split():
            end = round(at + 1 / WORDS_A_SECOND, 3)
            words.append([word, round(at, 3), end, 0.9])
            at = end
        start = words[0][1] if words else at
        yield {**utterance, "start": start, "end": round(at, 3), "words": words}
        at += LONG_PAUSE if utterance["id"] % EVERY == 0 else PAUSE


def large_recording(session: dict[str, Any]) -> bytes:
    """A wav file, as long as the session, in which the fake pipeline "hears" it."""
    seconds = session["utterances"][-1]["end"] + 1
    samples = bytes(128 + (8 if i % 10 < 5 else -8) for i in range(RATE))  # 300 Hz, softly
    sound = samples * int(seconds)
    head = (
        b"RIFF" + (36 + len(sound)).to_bytes(4, "little") + b"WAVEfmt "
        + (16).to_bytes(4, "little") + (1).to_bytes(2, "little") + (1).to_bytes(2, "little")
        + RATE.to_bytes(4, "little") + RATE.to_bytes(4, "little")
        + (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
        + b"data" + len(sound).to_bytes(4, "little")
    )  # fmt: skip
    return head + sound + MARK + json.dumps(session, ensure_ascii=False).encode()


@cache
def _large(utterances: int, suggestions: int, sound: bool) -> tuple[str, bytes, dict[str, Any]]:
    session = large_session(utterances, suggestions)
    if sound:
        return "opname.wav", large_recording(session), session
    return "sessie.json", json.dumps(session, ensure_ascii=False).encode(), session


def add_large_session(
    store: Store,
    utterances: int = UTTERANCES,
    suggestions: int = SUGGESTIONS,
    *,
    sound: bool = True,
    analysed: bool = True,
) -> str:
    """Put such a session in a store, ready to be reviewed; its id.

    ``analysed=False`` leaves its work in the queue. What is in the queue of this store besides
    is done too.
    """
    name, data, session = _large(utterances, suggestions, sound)
    with Incoming(store, name) as incoming:
        incoming.write(data)
        made = incoming.keep(title=session["title"], technology=session["technology"])
    if analysed:
        if sound:  # one transaction, not one an utterance as a recording's worker has it
            store.add_utterances(made, gold_transcript(session).utterances)
        while (job := store.claim()) is not None:
            run_job(store, job, FakePipeline())
    return made


def main() -> None:
    store = Store.open(Path(sys.argv[1]))
    print(f"/sessions/{add_large_session(store)}")
    store.close()


if __name__ == "__main__":
    main()
