"""Evaluation: nothing of the test side is learned from, and the reader is warned."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_corpus import WordEncoder, session

from assist.core.errors import AssistError
from assist.core.statement import EffectLink
from assist.pipeline import Pipeline
from assist.training import heads as training
from assist.training import links, value_head
from assist.training.corpus import GoldSession, _session
from assist.training.evaluate import cross_validate, evaluate
from assist.training.heads import Prepared, fit, prepare
from assist.training.report import (
    as_csv,
    as_json,
    as_markdown,
    as_text,
    remarks,
    write_evaluation,
)


@pytest.fixture(scope="module")
def golds() -> list[GoldSession]:
    return [_session(session(n)) for n in (1, 2, 3)]


def perfect(golds: Sequence[GoldSession]):  # type: ignore[no-untyped-def]
    by_words = {tuple(u.text for u in g.transcript.utterances): g for g in golds}
    return lambda transcript: by_words[tuple(u.text for u in transcript.utterances)]


def test_a_perfect_reader_gets_full_marks_under_both_conditions(golds: list[GoldSession]) -> None:
    found = evaluate(golds, perfect(golds))
    assert {r.given for r in found.results} == {"speakers", "text"}
    for given in ("speakers", "text"):
        summary = found.summary(given)  # type: ignore[arg-type]
        assert summary["effect F1"].mean == 1.0
        assert summary["effect values hit@1"].mean == 1.0
        assert summary["effect F1"].sessions == 3
        assert found.calibration(given) == 0.0  # type: ignore[arg-type]


def test_text_alone_holds_no_speakers_and_no_roles(golds: list[GoldSession]) -> None:
    met = []

    def predict(transcript):  # type: ignore[no-untyped-def]
        met.append({(u.speaker, u.role) for u in transcript.utterances})
        return golds[0]

    evaluate(golds[:1], predict)
    assert (None, None) not in met[0]
    assert met[1] == {(None, None)}


def test_known_technologies_are_called_flattering(golds: list[GoldSession]) -> None:
    found = evaluate(golds, perfect(golds), trained_on=golds[:1])
    assert found.seen == ("sessie-1",)
    assert "sessie-1" in remarks(found)[0]
    assert "sessie-1" in as_text(found)
    assert remarks(evaluate(golds, perfect(golds))) == ()


def test_each_technology_is_scored_by_models_that_never_saw_it(
    golds: list[GoldSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = _session(session(4) | {"technology": "kast 1"})
    learned: list[set[str]] = []

    def watched(sessions: Sequence[Prepared], encoder_name: str):  # type: ignore[no-untyped-def]
        learned.append({p.gold.technology for p in sessions})
        return fit(sessions, encoder_name)

    monkeypatch.setattr(training, "fit", watched)
    pipeline = Pipeline()
    pipeline.encoder = WordEncoder()
    found = cross_validate([*golds, twin], pipeline, values=False)
    assert learned == [{"kast 2", "kast 3"}, {"kast 1", "kast 3"}, {"kast 1", "kast 2"}]
    assert [r.session for r in found.results[::2]] == [
        "sessie-1", "sessie-4", "sessie-2", "sessie-3"
    ]  # fmt: skip
    assert found.held_out


def test_links_and_values_too_are_learned_without_the_technology_on_trial(
    golds: list[GoldSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    met: dict[str, list[set[str]]] = {"links": [], "values": []}
    fit_links, fit_values = links.fit, value_head.fit

    def watched_links(sessions):  # type: ignore[no-untyped-def]
        met["links"].append({s.technology for s in sessions})
        return fit_links(sessions)

    def watched_values(sessions, lexicon, encoder):  # type: ignore[no-untyped-def]
        met["values"].append({s.technology for s in sessions})
        return fit_values(sessions, lexicon, encoder)

    monkeypatch.setattr(links, "fit", watched_links)
    monkeypatch.setattr(value_head, "fit", watched_values)
    answered = [
        replace(
            g,
            options=tuple(
                replace(o, effects=(EffectLink(g.effects[0].id, 1.0),)) for o in g.options
            ),
        )
        for g in golds
    ]
    pipeline = Pipeline()
    pipeline.encoder = WordEncoder()
    found = cross_validate(answered, pipeline)
    apart = [{"kast 2", "kast 3"}, {"kast 1", "kast 3"}, {"kast 1", "kast 2"}]
    assert met == {"links": apart, "values": apart}
    assert "link option-effect F1" in found.names
    assert "understander" not in vars(pipeline)  # the caller's own pipeline stays as it was


def test_fitting_is_the_same_every_time(golds: list[GoldSession]) -> None:
    versions = {fit(prepare(golds, WordEncoder()), "words").version for _ in range(2)}
    assert len(versions) == 1


def test_a_one_sided_corpus_is_refused(golds: list[GoldSession]) -> None:
    bare = [replace(g, options=()) for g in golds]
    with pytest.raises(AssistError):
        fit(prepare(bare, WordEncoder()), "words")


def test_every_form_holds_the_same_figures(golds: list[GoldSession], tmp_path: Path) -> None:
    found = evaluate(golds, perfect(golds))
    data = json.loads(as_json(found))
    assert data["summary"]["text"]["effect F1"]["mean"] == 1.0
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert {r["session"] for r in rows} == {g.id for g in golds}
    assert "| effect F1 | 1.000 |" in as_markdown(found)
    assert as_json(found) == as_json(evaluate(golds, perfect(golds)))
    write_evaluation(found, tmp_path / "x.md")
    with pytest.raises(AssistError) as error:
        write_evaluation(found, tmp_path / "x.xlsx")
    assert error.value.code == "unknown-format"
    with pytest.raises(AssistError):
        write_evaluation(found, tmp_path / "x.md")
