"""The model card of the Dutch pipeline, with the figures of this very model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assist.training.treebank_data import Sentence

if TYPE_CHECKING:
    from assist.training.treebank import Scores

# As their makers give them, on the same test parts.
PUBLISHED = {
    "nl_core_news_sm": {"tag_acc": 0.940, "lemma_acc": 0.950, "dep_uas": 0.857, "dep_las": 0.805},
    "nl_core_news_md": {"tag_acc": 0.949, "lemma_acc": 0.954, "dep_uas": 0.867, "dep_las": 0.821},
}
_HEADS = {
    "token_f": "tokens F",
    "pos_acc": "part of speech",
    "tag_acc": "tag",
    "morph_acc": "features",
    "lemma_acc": "lemma",
    "dep_uas": "UAS",
    "dep_las": "LAS",
    "sents_f": "sentences F",
}

_CARD = Path(__file__).with_name("treebank_card.md")


def card(
    learned: Sequence[Sentence],
    scores: Mapping[tuple[str, str], Scores],
    *,
    clauses: int,
    steps: int,
    size: int,
    marked: float,
) -> str:
    """Text of the card.

    Parameters
    ----------
    learned : sequence of Sentence
        From the treebanks.
    scores : mapping
        From `measure`.
    clauses, steps : int
        Clauses made by rule, updates.
    size : int
        Bytes of the model.
    marked : float
        Share of the words tested whose gold lemma has a compound mark, in [0, 1].
    """
    rows = [
        _row(f"{part}, {kind}", s.figures, f"{s.speed:,.0f}") for (part, kind), s in scores.items()
    ]
    rows += [_row(f"*{name}*, written", figures, "") for name, figures in PUBLISHED.items()]
    lemma = scores["both", "written"].figures["lemma_acc"]
    return _CARD.read_text(encoding="utf-8").format(
        sentences=len(learned),
        words=sum(map(len, learned)),
        clauses=clauses,
        steps=steps,
        size=size / 1e6,
        heads=" | ".join(_HEADS.values()),
        rules="---|" * len(_HEADS),
        rows="\n".join(rows),
        marked=marked,
        strict=100 * max(0.0, lemma - marked),
    )


def _row(name: str, figures: Mapping[str, float], speed: str) -> str:
    cells = (f"{100 * figures[f]:.1f}" if f in figures else "" for f in _HEADS)
    return f"| {name} | {' | '.join(cells)} | {speed} |"
