"""Reasons are true: with the shipped models, over the bundled example.

Without the words that a reason names the score falls, and by more than without other words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import assist
from assist.core.leaving_out import without
from assist.core.statement import Statement
from assist.core.transcript import Transcript
from assist.models.shipped import shipped
from assist.training.corpus import read_gold
from assist.understand.encoder import load_encoder
from assist.values.head import load_head
from assist.values.skos import read_lexicon
from assist.values.suggest import ValueSuggester
from assist.values.telling import said
from assist.values.vectors import Remembering, statement_vectors

EXAMPLE = Path(assist.__file__).parent / "examples" / "voorbeeldsessie.json"
Falls = tuple[float, float | None]  # without the words named, and without as many others


@pytest.fixture(scope="module")
def suggester() -> ValueSuggester:
    encoder = Remembering(load_encoder(shipped("models", "encoder")))
    lexicon = read_lexicon(shipped("lexicons", "waarden.ttl"))
    return ValueSuggester(lexicon, encoder, load_head(shipped("models", "values")))


@pytest.fixture(scope="module")
def falls(suggester: ValueSuggester) -> list[Falls]:
    """Of the log-odds of the first value behind each statement."""
    gold = read_gold(EXAMPLE)
    chance = random.Random(0)
    found = []
    suggested = suggester.suggest(gold.statements, gold.transcript)
    for statement, values in zip(gold.statements, suggested, strict=True):
        first, text = values[0], statement.quote.exact
        if not first.because.words:
            continue
        named = first.because.words[0]
        start = text.index(named)
        end, words = start + len(named), [m.span() for m in re.finditer(r"\S+", text)]
        length = len(named.split())
        runs = [(words[i][0], words[i + length - 1][1]) for i in range(len(words) - length + 1)]
        others = [(a, b) for a, b in runs if b <= start or a >= end]
        column = suggester._place[first.value]

        def fall(run: tuple[int, int], at: int = column, s: Statement = statement) -> float:
            whole = odds(suggester, s, gold.transcript)[at]
            return whole - odds(suggester, *cut(s, gold.transcript, *run))[at]

        other = fall(chance.choice(others)) if others else None
        found.append((fall((start, end)), other))
    assert len(found) >= 0.9 * len(gold.statements)
    return found


def cut(
    statement: Statement, transcript: Transcript, start: int, end: int
) -> tuple[Statement, Transcript]:
    """The words gone, from the quote and from the talk itself."""
    quote = statement.quote
    turn = transcript[quote.utterance]
    left = without(turn.text, quote.start_char + start, quote.start_char + end)
    shorter = replace(quote, exact=without(quote.exact, start, end))
    turns = (replace(u, text=left) if u.id == turn.id else u for u in transcript.utterances)
    return replace(statement, quote=shorter), transcript.with_utterances(turns)


def odds(
    suggester: ValueSuggester, statement: Statement, transcript: Transcript
) -> Sequence[float]:
    rows = statement_vectors([statement], transcript, suggester._encoder, suggester._prior)
    text = said(statement, transcript)
    hits = suggester._matcher.find(text)
    return [float(x) for x in suggester._log_odds(rows, [text], [hits])[0]]


def test_without_the_words_named_the_score_falls(falls: list[Falls]) -> None:
    assert sum(named > 0 for named, _ in falls) / len(falls) >= 0.95


def test_without_other_words_it_falls_less(falls: list[Falls]) -> None:
    both = [(named, other) for named, other in falls if other is not None]
    assert sum(named > other for named, other in both) / len(both) >= 0.9
