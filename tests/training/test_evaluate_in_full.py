"""Rough copies, given statements and other talk in an evaluation."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest
from support.tiny_corpus import WordEncoder, session

from assist.core.statement import EffectLink, ValueSuggestion
from assist.core.transcript import Transcript
from assist.training.corpus import GoldSession, _session
from assist.training.evaluate import Evaluation, evaluate, on_gold
from assist.training.other_talk import OtherTalk, count_found, with_sum
from assist.training.report import as_csv, as_json, as_markdown, as_text
from assist.training.scoring import reliability
from assist.valuemap.linking import FEATURES, LinkModel


@pytest.fixture(scope="module")
def golds() -> list[GoldSession]:
    return [_session(session(n)) for n in (1, 2)]


def rough(gold: GoldSession) -> GoldSession:
    said = (replace(u, text=f"{u.text} zeg") for u in gold.transcript.utterances)
    return replace(gold, transcript=gold.transcript.with_utterances(said))


def measured(golds: Sequence[GoldSession]) -> Evaluation:
    """A reader that misses half of the effects in rough text, and nothing in clean text."""
    by_id = {g.id: g for g in golds}

    def predict(transcript: Transcript) -> GoldSession:
        gold = by_id[transcript.session.id]
        if transcript.utterances[0].text.endswith(" zeg"):
            return replace(gold, effects=gold.effects[::2])
        return gold

    return evaluate(golds, predict, rough=rough, wer=0.2)


def test_rough_text_stands_beside_clean_with_the_difference_in_points(
    golds: list[GoldSession],
) -> None:
    found = measured(golds)
    assert found.heard == ("clean", "asr")
    assert found.summary("text")["effect recall"].mean == 1.0
    assert found.summary("text", "asr")["effect recall"].mean == pytest.approx(0.5)
    assert found.difference("text")["effect recall"].mean == pytest.approx(-50.0)
    assert found.difference("text")["option F1"].mean == 0.0
    # What is told in one condition never leaks into another.
    assert len(found.pairs("text")) > len(found.pairs("text", "asr"))


def test_every_form_tells_of_rough_text(golds: list[GoldSession]) -> None:
    found = measured(golds)
    data = json.loads(as_json(found))
    assert data["summary"]["text"]["effect recall"]["mean"] == 1.0
    assert data["asr"]["word error rate"] == 0.2
    assert data["asr"]["difference in points"]["text"]["effect recall"]["mean"] == -50.0
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert {r["heard"] for r in rows} == {"clean", "asr"}
    assert "<-50.0>" in as_text(found)
    text = as_markdown(found, details=True)
    assert "| effect recall | 0.500 |" in text
    assert "| -50.0 |" in text
    assert len(as_markdown(found)) < len(text)


def test_without_rough_copies_nothing_is_said_of_them(golds: list[GoldSession]) -> None:
    by_id = {g.id: g for g in golds}
    found = evaluate(golds, lambda t: by_id[t.session.id])
    assert found.heard == ("clean",)
    assert "asr" not in json.loads(as_json(found))
    assert "<" not in as_text(found)


class Suggester:
    """Always the same value; remembers what it was shown."""

    def __init__(self) -> None:
        self.met: list[object] = []

    def suggest(self, statements, transcript):  # type: ignore[no-untyped-def]
        self.met += list(statements)
        return [(ValueSuggestion("rust", 0.9),) for _ in statements]


def test_given_statements_keep_nothing_of_what_the_reader_answered(
    golds: list[GoldSession],
) -> None:
    gold = golds[0]
    answered = replace(
        gold,
        options=tuple(
            replace(o, effects=tuple(EffectLink(e.id, 1.0) for e in gold.effects))
            for o in gold.options
        ),
    )
    never = LinkModel(dict.fromkeys(FEATURES, 0.0), -9.0, 0.5)
    pipeline = SimpleNamespace(suggester=Suggester(), encoder=WordEncoder(), linking=never)
    told = on_gold(pipeline)(answered)  # type: ignore[arg-type]
    assert all([v.value for v in s.values] == ["rust"] for s in told.statements)
    assert all(o.effects == () for o in told.options)
    assert [e.quote for e in told.effects] == [e.quote for e in gold.effects]
    found = evaluate([answered], lambda t: gold, on_gold=on_gold(pipeline))  # type: ignore[arg-type]
    assert found.results[0].figures["gold: link option-effect F1"] == 0.0
    assert found.results[0].figures["gold: effect values hit@1"] == 0.0
    assert "gold: effect F1" not in found.results[0].figures


def test_other_talk_is_counted_for_each_hundred_utterances(golds: list[GoldSession]) -> None:
    gold = golds[0]
    (talk,) = count_found([("kamer.vtt", gold.transcript)], lambda t: gold)
    assert talk == OtherTalk("kamer.vtt", 24, len(gold.effects), len(gold.options))
    assert talk.rate == pytest.approx(100 * len(gold.statements) / 24)
    assert with_sum([talk]) == (talk,)
    both = with_sum([talk, OtherTalk("leeg.vtt", 26, 0, 0)])[-1]
    assert both.rate == pytest.approx(100 * len(gold.statements) / 50)


def test_other_talk_alone_gives_no_empty_tables() -> None:
    nothing = Evaluation((), held_out=False, seen=(), models={})
    others = [OtherTalk("kamer.vtt", 200, 3, 1)]
    assert as_text(nothing, others).splitlines() == [
        "Geen sessie: kamer.vtt: 3 effecten en 1 opties in 200 uitingen, 2.00 per 100."
    ]
    assert "2.00 per 100" in as_markdown(nothing, others, details=True)
    assert "|" not in as_markdown(nothing, others, details=True)
    assert json.loads(as_json(nothing, others))["no_session"][0]["per 100 utterances"] == 2.0
    assert "kamer.vtt" in as_csv(nothing, others)


def test_reliability_counts_every_score_once() -> None:
    bins = reliability([0.05, 0.95, 1.0, 0.5], [False, True, True, False])
    assert [(b.low, b.number, b.right) for b in bins] == [(0.0, 1, 0), (0.5, 1, 0), (0.9, 2, 1)]
