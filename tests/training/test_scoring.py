"""The scoring rules, on cases worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assist.core.statement import Effect, EffectLink, Option, Quote, ValueSuggestion
from assist.training.scoring import (
    Tally,
    calibration_error,
    effect_value_links,
    hit_at_1,
    hit_in_3,
    match,
    option_effect_links,
    overlap,
    recall_at_3,
    same_actor,
    score_session,
    summarise,
    value_tally,
)


def quote(utterance: int, start: int = 0, end: int = 10) -> Quote:
    return Quote(utterance, start, end, "x" * (end - start), 0.0, 1.0)


def effect(
    name: str, *utterances: int, start: int = 0, end: int = 10, polarity: str = "negative",
    values: str = "", score: float = 1.0,
) -> Effect:  # fmt: skip
    return Effect(
        name,
        quote(utterances[0], start, end),
        utterances,
        polarity,  # type: ignore[arg-type]
        score=score,
        values=tuple(
            ValueSuggestion(v.rstrip("?"), 0.2 if v.endswith("?") else 0.9) for v in values.split()
        ),
    )


def option(name: str, utterance: int, *effects: str, domain: str = "mens") -> Option:
    return Option(
        name,
        quote(utterance),
        (utterance,),
        domain,  # type: ignore[arg-type]
        effects=tuple(EffectLink(e, 0.5) for e in effects),
    )


@dataclass(frozen=True)
class Said:
    effects: tuple[Effect, ...] = ()
    options: tuple[Option, ...] = ()


def ids(pairs: list[tuple[Effect, Effect]]) -> list[tuple[str, str]]:
    return [(g.id, p.id) for g, p in pairs]


def test_right_is_where_the_quote_starts_in_any_utterance_of_the_gold_statement() -> None:
    gold = [effect("g", 17, 19)]
    assert ids(match(gold, [effect("p", 19)])) == [("g", "p")]
    assert match(gold, [effect("p", 18)]) == []


def test_utterances_beside_the_quote_do_not_make_it_right() -> None:
    assert match([effect("g", 17)], [effect("p", 16, 17)]) == []


def test_each_gold_statement_is_matched_once() -> None:
    pairs = match([effect("g", 3, 4)], [effect("p1", 3), effect("p2", 4)])
    assert len(pairs) == 1


def test_of_several_in_one_utterance_the_overlap_decides() -> None:
    gold = [effect("first", 5, start=0, end=20), effect("second", 5, start=25, end=60)]
    told = [effect("late", 5, start=30, end=60), effect("early", 5, start=2, end=18)]
    assert ids(match(gold, told)) == [("first", "early"), ("second", "late")]


def test_overlap_never_costs_a_match() -> None:
    # p1 overlaps best with the gold statement that p2 needs.
    gold = [effect("wide", 7, 8, start=0, end=50), effect("own", 8, start=60, end=90)]
    told = [effect("p1", 8, start=60, end=90), effect("p2", 7, start=0, end=50)]
    assert ids(match(gold, told)) == [("wide", "p2"), ("own", "p1")]


def test_overlap_is_the_share_of_all_characters_covered() -> None:
    assert overlap(quote(1, 0, 10), quote(1, 5, 20)) == pytest.approx(0.25)
    assert overlap(quote(1, 0, 10), quote(2, 0, 10)) == 0.0
    assert overlap(quote(1, 0, 10), quote(1, 10, 20)) == 0.0


def test_detection_polarity_and_domain() -> None:
    gold = Said((effect("g1", 1), effect("g2", 2, polarity="positive")), (option("o", 9),))
    told = Said(
        (effect("p1", 1), effect("p2", 2), effect("p3", 3)), (option("q", 9, domain="techniek"),)
    )
    figures = score_session(gold, told, values=False)
    assert figures["effect precision"] == pytest.approx(2 / 3)
    assert figures["effect recall"] == 1.0
    assert figures["effect F1"] == pytest.approx(0.8)
    assert figures["polarity"] == 0.5
    assert figures["domain"] == 0.0
    assert "effect values hit@1" not in figures


def test_an_effect_is_not_an_option() -> None:
    figures = score_session(Said((effect("g", 1),)), Said((), (option("p", 1),)))
    assert figures["effect F1"] == 0.0
    assert figures["option F1"] == 0.0
    assert figures["polarity"] is None


def test_values_of_one_statement() -> None:
    gold = ["privacy", "vrijheid"]
    assert hit_at_1(gold, ["vrijheid", "gemak"]) == 1.0
    assert hit_at_1(gold, []) == 0.0
    assert recall_at_3(gold, ["gemak", "rust", "privacy", "vrijheid"]) == 0.5
    assert hit_in_3(gold, ["gemak", "rust", "privacy"]) == 1.0
    assert hit_in_3(gold, ["gemak", "rust", "welzijn", "privacy"]) == 0.0
    assert hit_at_1([], ["privacy"]) is None


def test_micro_f1_counts_suggestions_above_the_threshold_only() -> None:
    pairs = [
        (effect("g1", 1, values="privacy rust"), effect("p1", 1, values="privacy gemak?")),
        (effect("g2", 2, values="vrijheid"), effect("p2", 2, values="rust")),
    ]
    tally = value_tally(pairs, 0.5)
    assert (tally.right, tally.predicted, tally.gold) == (1, 2, 3)
    assert value_tally(pairs, 0.0).predicted == 3


def test_unmatched_statements_cost_their_links() -> None:
    gold = [effect("g1", 1, values="privacy"), effect("g2", 2, values="rust gemak")]
    told = [effect("p1", 1, values="privacy rust"), effect("p3", 3, values="privacy")]
    tally = effect_value_links(gold, told, match(gold, told), 0.5)
    assert (tally.right, tally.predicted, tally.gold) == (1, 3, 3)


def test_links_of_options_need_both_ends() -> None:
    gold = Said(
        (effect("g1", 1), effect("g2", 2)), (option("o1", 8, "g1", "g2"), option("o2", 9, "g2"))
    )
    told = Said((effect("p1", 1), effect("p3", 3)), (option("q1", 8, "p1", "p3"),))
    tally = option_effect_links(
        gold, told, match(gold.effects, told.effects), match(gold.options, told.options)
    )
    assert (tally.right, tally.predicted, tally.gold) == (1, 2, 3)


def test_a_perfect_prediction_scores_one_everywhere() -> None:
    gold = Said((effect("g", 1, 2, values="privacy rust"),), (option("o", 9, "g"),))
    figures = score_session(gold, gold, threshold=0.5)
    known = {name: value for name, value in figures.items() if value is not None}
    assert set(known.values()) == {1.0}


def test_a_session_in_which_nothing_is_found_scores_nothing_on_its_links() -> None:
    gold = Said((effect("g", 1, values="privacy"),), (option("o", 9, "g"),))
    figures = score_session(gold, Said())
    assert figures["link effect-value F1"] == 0.0
    assert figures["link option-effect F1"] == 0.0
    assert figures["effect values hit@1"] is None


def test_nothing_said_and_nothing_told_is_no_figure() -> None:
    assert score_session(Said(), Said())["effect F1"] is None
    assert Tally(0, 0, 0).f1 is None
    assert Tally(0, 2, 0).f1 == 0.0


def test_summary_is_the_same_every_time_and_holds_the_mean() -> None:
    values = [0.5, 0.7, 0.9, 0.6]
    summary = summarise(values)
    assert summary == summarise(values)
    assert summary.mean == pytest.approx(0.675)
    assert (summary.lowest, summary.highest) == (0.5, 0.9)
    assert summary.low < summary.mean < summary.high
    assert summarise([0.4]).sd == 0.0
    with pytest.raises(ValueError, match="nothing"):
        summarise([])


def test_calibration_error() -> None:
    assert calibration_error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)
    assert calibration_error([0.9, 0.9], [False, False]) == pytest.approx(0.9)
    assert calibration_error([1.0], [True]) == 0.0
    assert calibration_error([], []) == 0.0


def test_actors_agree_by_word() -> None:
    assert same_actor("ouders met weinig geld", "de ouders") == 1.0
    assert same_actor("de buren", "de klanten") == 0.0
