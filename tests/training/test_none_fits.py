"""Counting "none of the list": held-out values alone on one side, known ones on the other."""

from __future__ import annotations

import pytest
from support.tiny_corpus import WordEncoder, session

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import ValueSuggestion
from assist.training.corpus import _session
from assist.training.none_fits import NoneFigures, measure
from assist.values.suggest import ValueSuggester

LEXICON = Lexicon("x", "1", "", (Concept("privacy"), Concept("autonomie"), Concept("rust")))


def test_each_statement_is_counted_once_a_part_on_the_side_it_belongs_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    golds = [_session(session(n)) for n in range(1, 4)]
    seen: list[tuple[str, ...]] = []

    def propose(self: ValueSuggester, statements, transcript):
        seen.append(self._labels)
        # All effects and no option: effects carry privacy, options autonomie.
        return [(ValueSuggestion("x", 0.5),) if s.kind == "effect" else () for s in statements]

    monkeypatch.setattr(ValueSuggester, "propose", propose)
    found = measure(golds, LEXICON, WordEncoder())
    effects, options = (sum(len(getattr(g, k)) for g in golds) for k in ("effects", "options"))
    # Of five parts one holds out privacy, one autonomie, one rust, and two hold out nothing.
    assert found == NoneFigures(effects + options, effects, 4 * (effects + options), 4 * effects)
    assert {frozenset(labels) for labels in seen} == {
        frozenset({"privacy", "autonomie", "rust"} - gone)
        for gone in ({"privacy"}, {"autonomie"}, {"rust"}, set())
    }
