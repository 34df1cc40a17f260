"""The bundled example, the training and the held-out sessions keep the format's promises."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "assist" / "examples" / "voorbeeldsessie.json"
CORPUS = sorted((ROOT / "models" / "corpus").glob("*.json"))
HELDOUT = sorted((ROOT / "models" / "heldout").glob("*.json"))

# The core list; written out, so that a mistake in the lexicon cannot hide one here.
CORE = """
privacy autonomie keuzevrijheid eigenaarschap vrijheid veiligheid gezondheid welzijn rust
leefbaarheid betrouwbaarheid waarheid objectiviteit onafhankelijkheid transparantie
uitlegbaarheid verantwoordelijkheid verantwoording rechtvaardigheid eerlijkheid gelijkheid
non-discriminatie inclusie toegankelijkheid solidariteit verbondenheid zorgzaamheid respect
identiteit ontplooiing vertrouwen legitimiteit rechtmatigheid rechtszekerheid
proportionaliteit zorgvuldigheid integriteit democratie participatie effectiviteit efficiëntie
kwaliteit gemak deskundigheid werkplezier duurzaamheid innovatie welvaart
"""
VALUES = {*CORE.split(), "menselijk contact", "menselijke waardigheid", "menselijke maat"}

Session = dict[str, Any]


@pytest.fixture(params=[EXAMPLE, *CORPUS, *HELDOUT], ids=lambda p: p.stem)
def session(request: pytest.FixtureRequest) -> Session:
    found: Session = json.loads(request.param.read_text(encoding="utf-8"))
    assert found["id"] == request.param.stem
    return found


@pytest.fixture
def example() -> Session:
    found: Session = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return found


def statements(session: Session) -> list[dict[str, Any]]:
    return [*session["effects"], *session["options"]]


def share_of_other(session: Session) -> float:
    spoken_for = {number for s in statements(session) for number in s["utterances"]}
    return 1 - len(spoken_for) / len(session["utterances"])


def test_utterances_are_numbered_and_ascend_in_time(session: Session) -> None:
    utterances = session["utterances"]
    assert [u["id"] for u in utterances] == list(range(1, len(utterances) + 1))
    assert all(u["text"] and u["text"] == u["text"].strip() for u in utterances)
    assert all(u["start"] < u["end"] for u in utterances)
    assert all(a["end"] <= b["start"] for a, b in pairwise(utterances))


def test_one_role_a_speaker(session: Session) -> None:
    roles: dict[str, set[str]] = {}
    for utterance in session["utterances"]:
        roles.setdefault(utterance["speaker"], set()).add(utterance["role"])
    assert all(len(found) == 1 for found in roles.values())


def test_phases_cover_every_utterance_once(session: Session) -> None:
    covered = [
        number for phase in session["phases"] for number in range(phase["from"], phase["to"] + 1)
    ]
    assert covered == [u["id"] for u in session["utterances"]]
    names = {phase["name"] for phase in session["phases"]}
    assert names <= {"casus", "effecten", "waarden", "opties", "overig"}


def test_quotes_are_verbatim_and_where_they_say(session: Session) -> None:
    text = {u["id"]: u["text"] for u in session["utterances"]}
    for statement in statements(session):
        assert statement["utterances"] == sorted(set(statement["utterances"]))
        assert any(statement["quote"] in text[n] for n in statement["utterances"]), statement["id"]
    for mention in session["mentioned_values"]:
        assert mention["quote"] in text[mention["utterance"]]


def test_labels_are_known_and_ids_unique(session: Session) -> None:
    ids = [s["id"] for s in statements(session)]
    assert len(set(ids)) == len(ids)
    effects = {effect["id"] for effect in session["effects"]}
    for statement in statements(session):
        assert 1 <= len(statement["values"]) <= 3
        assert len(set(statement["values"])) == len(statement["values"])
        assert set(statement["values"]) <= VALUES, statement["id"]
    assert {e["polarity"] for e in session["effects"]} <= {"positive", "negative", "mixed"}
    assert {o["domain"] for o in session["options"]} <= {"techniek", "omgeving", "mens"}
    assert all(set(o["effects"]) <= effects for o in session["options"])
    assert {m["value"] for m in session["mentioned_values"]} <= VALUES


@pytest.mark.parametrize("path", [EXAMPLE, *CORPUS, *HELDOUT], ids=lambda p: p.stem)
def test_most_of_the_talk_is_neither_effect_nor_option(path: Path) -> None:
    assert 0.6 <= share_of_other(json.loads(path.read_text(encoding="utf-8"))) <= 0.78


def test_example_is_a_whole_session(example: Session) -> None:
    assert len(example["utterances"]) >= 130
    assert len(example["effects"]) >= 24
    assert len(example["options"]) >= 14
    assert {e["polarity"] for e in example["effects"]} == {"positive", "negative", "mixed"}
    assert {o["domain"] for o in example["options"]} == {"techniek", "omgeving", "mens"}
    assert {p["name"] for p in example["phases"]} >= {"casus", "effecten", "waarden", "opties"}


def test_example_deals_with_a_technology_outside_the_corpus(example: Session) -> None:
    technologies = {json.loads(p.read_text(encoding="utf-8"))["technology"] for p in CORPUS}
    assert technologies
    assert example["technology"] not in technologies
    corpus_text = " ".join(p.read_text(encoding="utf-8").casefold() for p in CORPUS)
    assert "deurbelcamera" not in corpus_text


def test_held_out_sessions_share_nothing_with_the_corpus() -> None:
    read = {p: json.loads(p.read_text(encoding="utf-8")) for p in (*CORPUS, *HELDOUT)}
    known = [read[p] for p in CORPUS]
    words = {u["text"].casefold() for s in known for u in s["utterances"] if _long(u["text"])}
    assert len(HELDOUT) >= 14
    for path in HELDOUT:
        session = read[path]
        assert session["technology"].casefold() not in {s["technology"].casefold() for s in known}
        assert session["id"] not in {s["id"] for s in known}
        assert not [u["text"] for u in session["utterances"] if u["text"].casefold() in words]


def _long(text: str) -> bool:
    return len(text.split()) > 5


def test_the_held_out_sessions_have_their_true_totals() -> None:
    sessions = [json.loads(p.read_text(encoding="utf-8")) for p in HELDOUT]
    told = (ROOT / "models" / "heldout" / "README.md").read_text(encoding="utf-8")
    utterances = sum(len(s["utterances"]) for s in sessions)
    effects = [e for s in sessions for e in s["effects"]]
    options = sum(len(s["options"]) for s in sessions)
    mixed = sum(e["polarity"] == "mixed" for e in effects)
    assert (
        f"| {utterances:,} utterances, {len(effects)} effects ({mixed} mixed), {options} options |"
    ) in told


def test_example_is_spoken_at_a_speaking_pace(example: Session) -> None:
    words = sum(len(u["text"].split()) for u in example["utterances"])
    seconds = sum(u["end"] - u["start"] for u in example["utterances"])
    assert 2.2 <= words / seconds <= 3.0
    assert max(len(u["text"].split()) for u in example["utterances"]) <= 43


def test_moderators_make_no_statements_in_the_example(example: Session) -> None:
    # Their summaries repeat what others said; counting them would double effects.
    role = {u["id"]: u["role"] for u in example["utterances"]}
    for statement in statements(example):
        assert all("moderator" not in role[n] for n in statement["utterances"])
