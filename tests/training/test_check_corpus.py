"""The check of the training corpus finds what is wrong, and nothing in the shipped one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assist.models.shipped import shipped
from assist.training import check_corpus
from assist.training.alikeness import alike_pairs, openings, shared_runs, skeletons, words

LABELS = ("privacy", "rust", "gemak")
TALK = """
Goedemiddag, de koffie staat achterin en de koekjes zijn van gisteren.
Dat kastje telt hoeveel fietsen er langsrijden, meer niet.
Sinds dat kastje hangt fietst mijn vrouw een straat om.
Echt waar, een hele straat?
Wie heeft de sleutel van de schuur eigenlijk?
Mag hij in het weekend niet gewoon uit, dan is het stil?
Ik heb er geen verstand van, vraag het Kees.
Nou, Kees is er vandaag niet, die ligt met griep op bed.
Volgende week dinsdag dan maar weer, zelfde plek.
Prima, dan neem ik de tekening mee.
""".strip().splitlines()

Change = Callable[[dict[str, Any]], object]


def sample() -> dict[str, Any]:
    return {
        "id": "een",
        "title": "Een",
        "technology": "fietsteller",
        "style": "",
        "language": "nl",
        "utterances": [
            {"id": n, "start": 10.0 * n, "end": 10.0 * n + len(text.split()) / 2.5,
             "speaker": f"S{n % 3}", "role": "burger", "text": text}
            for n, text in enumerate(TALK, start=1)
        ],
        "phases": [
            {"name": "effecten", "from": 1, "to": 7},
            {"name": "opties", "from": 8, "to": 10},
        ],
        "effects": [
            {"id": "e1", "utterances": [3], "quote": "fietst mijn vrouw een straat om",
             "polarity": "negative", "actor": "bewoners", "values": ["privacy"]},
            {"id": "e2", "utterances": [8], "quote": "die ligt met griep op bed",
             "polarity": "negative", "actor": "bewoners", "values": ["gemak"]},
        ],
        "mentioned_values": [],
        "options": [
            {"id": "o1", "utterances": [6], "quote": "in het weekend niet gewoon uit",
             "domain": "techniek", "values": ["rust"], "effects": ["e1"]}
        ],
    }  # fmt: skip


def other_sample() -> dict[str, Any]:
    """A session on another technology that shares no word with the first."""
    session = sample() | {"id": "twee", "technology": "waterpomp"}
    for u in session["utterances"]:
        u["text"] = " ".join(f"{word[::-1]}{u['id']}" for word in words(u["text"]))
    for s in (*session["effects"], *session["options"]):
        s["quote"] = session["utterances"][s["utterances"][0] - 1]["text"]
    return session


def folder_of(place: Path, *sessions: dict[str, Any]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for session in sessions:
        path = place / f"{session['id']}.json"
        path.write_text(json.dumps(session, ensure_ascii=False), encoding="utf-8")
    return place


def found(folder: Path, heldout: Path | None = None) -> list[str]:
    return check_corpus.faults(check_corpus.read(folder, heldout), folder, LABELS)


def test_a_sound_corpus_has_no_faults(tmp_path: Path) -> None:
    assert found(folder_of(tmp_path, sample(), other_sample())) == []


CHANGES: list[tuple[Change, str]] = [
    (lambda s: s["effects"][0].update(values=["hygiëne"]), "e1: unknown value hygiëne"),
    (lambda s: s["effects"][0].update(values=["rust", "rust"]), "e1: a value twice"),
    (lambda s: s["effects"][0].update(actor=""), "e1: no actor"),
    (lambda s: s["phases"].pop(), "phases do not cover"),
    (lambda s: s["utterances"][4].update(start=0.0), "utterance 5 begins before"),
    (lambda s: s["utterances"][0].update(end=10.5), "words a second"),
    (lambda s: s["utterances"][1].update(text=s["utterances"][1]["text"] + " "), "spaces around"),
    (lambda s: s["utterances"][9].update(role="beleid"), "several roles"),
    (lambda s: s["utterances"][9].update(id=12), "not numbered"),
    (lambda s: s["options"].clear(), "in no statement"),
    (lambda s: s.update(technology="WATERPOMP"), "two sessions on its technology"),
]


@pytest.mark.parametrize(("change", "told"), CHANGES, ids=[told for _, told in CHANGES])
def test_a_fault_in_a_session_is_told(tmp_path: Path, change: Change, told: str) -> None:
    broken = sample()
    change(broken)
    assert any(told in fault for fault in found(folder_of(tmp_path, broken, other_sample())))


def test_a_near_copy_in_another_session_is_told_with_both_places(tmp_path: Path) -> None:
    copy = other_sample()
    copy["utterances"][4]["text"] = "Wie heeft de sleutel van die schuur nu eigenlijk?"
    faults = found(folder_of(tmp_path, sample(), copy))
    assert [f.split(": ")[0] for f in faults] == ["een:5 and twee:5"]


def test_an_echo_between_neighbours_is_talk_and_no_copy(tmp_path: Path) -> None:
    echo = sample()
    echo["utterances"][3]["text"] = "Fietst je vrouw een straat om sinds dat kastje hangt?"
    assert found(folder_of(tmp_path, echo)) == []


def test_what_is_measured_on_stays_out(tmp_path: Path) -> None:
    apart = other_sample() | {"id": "drie", "technology": "fietsteller"}
    apart["utterances"][0]["text"] = TALK[0]
    faults = found(folder_of(tmp_path / "a", sample()), folder_of(tmp_path / "b", apart))
    assert "een: its technology is measured on" in faults
    assert any("een:1 and drie:1" in fault for fault in faults)


def test_single_statements_are_checked_by_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, sample())
    rows = [
        "effect,negative,fietsers,hygiëne,fietsbel,Mijn zoontje rijdt nou over de stoep.",
        f"other,question,,,fietsbel,{TALK[4]}",
    ]
    header = "kind,label,actor,values,technology,text"
    (folder / "statements.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    faults = found(folder)
    assert "statements.csv:2: unknown value hygiëne" in faults
    assert any(fault.startswith("een:5 and statements.csv:3: 100%") for fault in faults)


def test_an_index_of_other_sessions_is_told_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(tmp_path / "a", sample())
    apart = folder_of(tmp_path / "b", other_sample())
    arguments = [str(folder), "--heldout", str(apart)]
    (folder / "sessions.csv").write_text("id,technology\nvijf,hek\n", encoding="utf-8")
    assert check_corpus.main(arguments) == 1
    assert "sessions.csv names other sessions" in capsys.readouterr().out
    assert check_corpus.main([*arguments, "--index"]) == 0
    assert (folder / "sessions.csv").read_bytes() == b"id,technology\neen,fietsteller\n"


def test_a_broken_session_ends_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = sample()
    broken["effects"][0]["quote"] = "dit zei niemand"
    assert check_corpus.main([str(folder_of(tmp_path, broken)), "--heldout", str(tmp_path)]) == 1
    assert "een.json" in capsys.readouterr().err


def test_pairs_are_those_of_every_pair_compared() -> None:
    texts = [
        "de kat zat op de mat",
        "de kat zit op de mat",
        "een hond in de tuin",
        "de mat",
        "ja",
        "",
    ]
    texts += [f"{a} loopt naar {b}" for a in ("jan", "jans", "piet") for b in ("huis", "huizen")]
    grams = [{t[i : i + 5] for i in range(len(t) - 4)} for t in texts]
    pairs = [(a, b) for b in range(len(texts)) for a in range(b)]
    for least in (0.2, 0.5, 0.9):
        true = {(a, b) for a, b in pairs if _share(grams[a], grams[b]) >= least}
        assert {(p.first, p.second) for p in alike_pairs(texts, least)} == true
    assert alike_pairs(["", "ja"], 0.5) == []


def _share(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def test_a_run_in_two_sources_is_told_once() -> None:
    texts = [
        "nou ja een twee drie vier vijf",
        "Een, twee, drie, vier vijf!",
        "een twee drie vier vijf",
    ]
    assert shared_runs(texts, ["a", "b", "b"], 3) == [("een twee drie", (0, 1, 2))]
    assert shared_runs(texts[1:], ["b", "b"], 3) == []


def test_openings_and_patterns() -> None:
    assert openings(["Ja, dat is zo.", "ja dat is waar", "Ja dat"], 2) == {"ja dat": 2}
    texts = ["de man van de buurt is er", "de vrouw van de straat is er", "heel wat anders"]
    assert skeletons(texts, common=4, least=5) == {"de _ van de _ is er": 2}


@pytest.mark.slow
def test_the_shipped_corpus_passes() -> None:
    folder = shipped("models", "corpus")
    assert (folder / "sessions.csv").exists()
    assert check_corpus.main([str(folder)]) == 0


def test_the_data_statement_tells_the_true_balance() -> None:
    folder = shipped("models", "corpus")
    told = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    corpus = check_corpus.read(folder)
    labels = {v for s in corpus.singles for v in s.values}
    for line in (*check_corpus.totals(corpus), *check_corpus.value_table(corpus, labels)):
        assert line in told
    assert min(check_corpus.central(corpus)[label] for label in labels) >= check_corpus.THIN
