"""Adapted heads: towards the decisions, from what they were, and never in place of it."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from support.tiny_corpus import WordEncoder, session

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import ValueSuggestion
from assist.core.transcript import Utterance
from assist.training import heads as training
from assist.training.adapt_heads import UNKNOWN, Strengths, adapted, moved, study
from assist.training.before_after import FIGURES, Measured, learn
from assist.training.corpus import GoldSession, _session
from assist.training.decided import Lesson, lesson_of_gold
from assist.training.value_head import fit as fit_values
from assist.understand.heads import Heads, load_heads, save_heads
from assist.values.head import ValueHead
from assist.values.suggest import ValueSuggester

LEXICON = Lexicon("l", "1", "", tuple(Concept(v) for v in ("privacy", "autonomie", "rust")))
ENCODER = WordEncoder()
LOOSE = Strengths(kind=1.0, polarity=1.0, domain=1.0, values=1)
STIFF = Strengths(kind=None, polarity=None, domain=None, values=0)


def gold(number: int) -> GoldSession:
    return _session(session(number))


@pytest.fixture(scope="module")
def heads() -> Heads:
    golds = [gold(n) for n in range(1, 4)]
    return training.fit(training.prepare(golds, ENCODER), ENCODER.name)


@pytest.fixture(scope="module")
def values() -> ValueHead:
    return fit_values([gold(n) for n in range(1, 4)], LEXICON, ENCODER)


def lessons(*numbers: int) -> list[Lesson]:
    return [lesson_of_gold(gold(n)) for n in numbers]


def test_weights_move_from_what_they_were_only_as_far_as_the_prior_lets_them() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 4)).astype(np.float32)
    old = np.where(rows[:, 0] > 0, "ja", "nee")
    new = np.where(rows[:, 0] < 0, "ja", "nee")  # the organisation sees it the other way round
    for labels_old, labels_new in (
        (old, new),
        (np.where(rows[:, 1] > 1, "wie weet", old), np.where(rows[:, 1] > 1, "wie weet", new)),
    ):
        model = LogisticRegression().fit(rows, labels_old)
        before = copy.deepcopy(model)
        right = []
        for strength in (1e9, 30.0, 0.1):
            made = moved(model, rows, labels_new, np.ones(60), strength)
            right.append(float((made.predict(rows) == labels_new).mean()))
            if strength == 1e9:
                assert np.allclose(made.predict_proba(rows), model.predict_proba(rows), atol=1e-4)
        assert right[0] < right[2]
        assert right[2] > 0.85
        assert np.array_equal(model.coef_, before.coef_), "the shipped head is left alone"


def test_no_new_rows_of_weight_move_nothing() -> None:
    rows = np.eye(4, dtype=np.float32)
    labels = np.array(["a", "b", "a", "b"])
    model = LogisticRegression().fit(rows, labels)
    made = moved(model, rows, labels[::-1], np.zeros(4), 1.0)
    assert np.allclose(made.coef_, model.coef_)


def test_undecided_teaches_nothing_and_refused_teaches_other(
    heads: Heads, values: ValueHead
) -> None:
    lesson = lessons(5)[0]
    effect, *rest = lesson.kept
    open_ = replace(lesson, kept=tuple(rest), undecided=frozenset(effect.utterances))
    refused = replace(lesson, kept=tuple(rest), refused=(effect,), reviewed=False)
    at = effect.utterances[0] - 1
    assert study([open_], ENCODER, values.mean)[0].kinds[at] == UNKNOWN
    one = study([refused], ENCODER, values.mean)[0]
    assert one.kinds[at] == "other"
    assert set(one.kinds) == {UNKNOWN, "effect", "option", "other"}
    assert list(one.kinds).count("other") == 1, "the rest was not reviewed"
    made, _ = adapted(heads, values, [one], LOOSE)
    column = 0  # effect
    assert made.kinds(one.reading)[at, column] < heads.kinds(one.reading)[at, column]


def test_a_long_turn_is_learned_from_where_its_quote_is(values: ValueHead) -> None:
    lesson = lessons(5)[0]
    effect = lesson.kept[0]
    words = " ".join(["Dat is een zin van acht woorden lang."] * 10)
    place = effect.quote.utterance
    long = [
        replace(u, text=f"{u.text} {words}") if u.id == place else u
        for u in lesson.transcript.utterances
    ]
    longer = replace(lesson, transcript=lesson.transcript.with_utterances(long))
    one = study([longer], ENCODER, values.mean)[0]
    parts = len(one.kinds) - len(lesson.transcript.utterances) + 1
    assert parts > 2
    assert list(one.kinds[place - 1 : place - 1 + parts]).count("effect") == 1


def test_silence_is_passed_over(values: ValueHead) -> None:
    lesson = lessons(5)[0]
    silent = Utterance(99, 900.0, 901.0, "  ")
    more = lesson.transcript.with_utterances((*lesson.transcript.utterances, silent))
    one = study([replace(lesson, transcript=more)], ENCODER, values.mean)[0]
    assert len(one.kinds) == len(lesson.transcript.utterances)


def test_a_version_tells_what_it_was_made_from_and_survives_the_disk(
    heads: Heads, values: ValueHead, tmp_path
) -> None:
    studied = study(lessons(5, 6), ENCODER, values.mean)
    made, own = adapted(heads, values, studied, LOOSE)
    again, _ = adapted(heads, values, studied, LOOSE)
    other, _ = adapted(heads, values, studied[:1], LOOSE)
    assert made.version.startswith(f"{heads.version}+eigen.")
    assert made.version == again.version != other.version
    assert own.version != values.version
    save_heads(made, tmp_path)
    assert np.allclose(
        load_heads(tmp_path).kinds(studied[0].reading), made.kinds(studied[0].reading)
    )
    assert set(studied[0].lesson.kept[0].quote.exact.split()) <= set(
        " ".join(made.examples.quotes).split()
    )


def test_heads_that_may_not_move_stay(heads: Heads, values: ValueHead) -> None:
    studied = study(lessons(5), ENCODER, values.mean)
    made, own = adapted(heads, values, studied, STIFF)
    assert own is values
    assert made.estimators == heads.estimators


def test_a_value_that_people_chose_is_suggested_for_what_resembles_it(
    values: ValueHead,
) -> None:
    def rested(lesson: Lesson) -> Lesson:
        kept = tuple(replace(s, values=(ValueSuggestion("rust", 1.0),)) for s in lesson.kept)
        return replace(lesson, kept=kept)

    one = rested(lessons(5)[0])
    heads_values = adapted_values(values, [one])
    statements, transcript = one.kept, one.transcript
    before = ValueSuggester(LEXICON, ENCODER, values).suggest(statements, transcript)
    after = ValueSuggester(LEXICON, ENCODER, heads_values).suggest(statements, transcript)
    assert sum(v[0].value == "rust" for v in before) < sum(v[0].value == "rust" for v in after)


def adapted_values(values: ValueHead, own: list[Lesson]) -> ValueHead:
    from assist.training.adapt_heads import with_examples

    return with_examples(values, study(own, ENCODER, values.mean), 4)


def test_one_session_cannot_be_measured_and_more_can(heads: Heads, values: ValueHead) -> None:
    studied = study(lessons(5, 6, 7), ENCODER, values.mean)
    assert learn(heads, values, studied[:1], LEXICON, ENCODER).measured is None
    for number in (2, 3):
        told: list[tuple[int, int]] = []
        found = learn(
            heads, values, studied[:number], LEXICON, ENCODER, lambda *x, t=told: t.append(x)
        )
        assert found.measured is not None
        assert set(found.measured.before) == set(found.measured.after) == set(FIGURES)
        assert found.measured.sessions == number
        assert told[-1] == (number, number)


def test_another_way_of_labelling_is_learned_and_shows_in_the_figures(
    heads: Heads, values: ValueHead
) -> None:
    """An organisation that calls every effect mixed or positive, by its own lights."""

    def contrary(lesson: Lesson) -> Lesson:
        turned = {"positive": "negative", "negative": "positive"}
        kept = tuple(
            replace(s, polarity=turned[s.polarity]) if s.kind == "effect" else s
            for s in lesson.kept
        )
        return replace(lesson, kept=kept)

    own = [contrary(x) for x in lessons(5, 6, 7, 8)]
    found = learn(heads, values, study(own, ENCODER, values.mean), LEXICON, ENCODER)
    assert found.measured is not None
    assert found.measured.before["polarity"] < 0.2
    assert found.measured.after["polarity"] > 0.8
    assert found.measured.better


def test_the_order_of_sessions_is_of_no_account(heads: Heads, values: ValueHead) -> None:
    from assist.training.decided import each_once

    versions = {
        learn(
            heads, values, study(each_once(own), ENCODER, values.mean), LEXICON, ENCODER
        ).heads.version
        for own in (lessons(5, 6, 7), lessons(7, 5, 6))
    }
    assert len(versions) == 1


def test_what_was_not_measured_does_not_count_and_no_gain_is_not_better() -> None:
    nothing = dict.fromkeys(FIGURES)
    assert not Measured(nothing, nothing, 2).better
    same = dict.fromkeys(FIGURES, 0.5)
    assert not Measured(same, same, 2).better
    assert Measured({**nothing, "polarity": 0.5}, {**nothing, "polarity": 0.6}, 2).better
