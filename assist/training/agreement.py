"""How far two readers of the same sessions agree, by the very rules by which models are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.core.errors import AssistError
from assist.training.corpus import GoldSession
from assist.training.evaluate import Evaluation, Result, compared


def agreement(one: Sequence[GoldSession], other: Sequence[GoldSession]) -> Evaluation:
    """Each reader in turn is the reference, the other is scored; figures are the means of both.

    Parameters
    ----------
    one, other : sequence of GoldSession
        Sessions in both, by id, with the same words, are compared.

    Raises
    ------
    AssistError
        ``no-shared-sessions`` when none is in both; ``other-words`` when two with one id
        differ in what was said.
    """
    others = {g.id: g for g in other}
    results = [_both_ways(gold, others[gold.id]) for gold in one if gold.id in others]
    if not results:
        raise AssistError("no-shared-sessions")
    return Evaluation(tuple(results), held_out=False, seen=(), models={})


def _both_ways(one: GoldSession, other: GoldSession) -> Result:
    said = [[(u.id, u.text) for u in g.transcript.utterances] for g in (one, other)]
    if said[0] != said[1]:
        raise AssistError("other-words", session=one.id)
    there, back = compared(one, other), compared(other, one)
    figures: dict[str, float | None] = {}
    for name in there.figures:
        known = [v for r in (there, back) if (v := r.figures.get(name)) is not None]
        figures[name] = sum(known) / len(known) if known else None
    # The scores of readers are all 1: nothing to calibrate.
    return replace(there, given="readers", figures=figures, judged=())
