"""The head of the values: learned from sessions, measured on others, the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote, ValueSuggestion
from assist.core.transcript import Session, Transcript, Utterance
from assist.training.corpus import GoldSession
from assist.training.value_head import fit, held_out_figures
from assist.values.suggest import ValueSuggester


class BagOfWords:
    name = "bag"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.full((len(texts), 64), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 64] += 1.0
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


LEXICON = Lexicon(
    "x", "1.0", "",
    (
        Concept("privacy", definition="bekeken gezien", cues=("gluren camera",)),
        Concept("rust", definition="stilte slaap", cues=("kalm slapen",)),
        Concept("gemak", definition="makkelijk vlot", cues=("knop klaar",)),
        Concept("moed", definition="durven springen", cues=("nek uitsteken",)),
    ),
)  # fmt: skip


def gold(number: int) -> GoldSession:
    """A session where "zoemwoord" means privacy and "fluitwoord" rust, as no lexicon says."""
    texts = (f"zoemwoord toestel{number}", f"fluitwoord toestel{number}", f"knop toestel{number}")
    utterances = tuple(Utterance(i, i, i + 1.0, t) for i, t in enumerate(texts, start=1))
    values = ("privacy", "rust", "gemak")
    return GoldSession(
        Transcript(Session(f"s{number}", technology=f"toestel{number}"), utterances),
        "",
        tuple(
            Effect(f"e{u.id}", Quote.of(u), (u.id,), "negative", values=(ValueSuggestion(v, 1.0),))
            for u, v in zip(utterances, values, strict=True)
        ),
        (),
        {},
        (),
    )


GOLDS = tuple(map(gold, range(8)))


def test_what_sessions_teach_beats_what_the_lexicon_says() -> None:
    head = fit(GOLDS[1:], LEXICON, BagOfWords())
    unseen = GOLDS[0]
    found = ValueSuggester(LEXICON, BagOfWords(), head).suggest(unseen.effects, unseen.transcript)
    assert [values[0].value for values in found] == ["privacy", "rust", "gemak"]
    assert found[0][0].because.nearest.startswith("zoemwoord")


def test_figures_come_from_technologies_left_out() -> None:
    effect, option, new = held_out_figures(GOLDS, LEXICON, BagOfWords())
    assert (effect.number, effect.hit_at_1, effect.hit_in_3) == (24, 1.0, 1.0)
    assert option.number == 0
    # Unlabelled, nothing ties the sessions' own words to a value.
    assert new.hit_at_1 < 1.0


def test_the_order_of_sessions_is_of_no_account() -> None:
    assert (
        fit(GOLDS, LEXICON, BagOfWords()).version == fit(GOLDS[::-1], LEXICON, BagOfWords()).version
    )
