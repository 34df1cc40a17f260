"""Which effects does an option answer?

Each pair of an option and an effect gets a few plain features and a logistic score; each
option then keeps its best effect and what comes close to it. The weights come from
annotated sessions (`assist.training.links`) and lie with the classifiers of statements.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.protocols import Encoder
from assist.core.statement import Effect, EffectLink, Option, Reason
from assist.core.transcript import Transcript
from assist.valuemap.contradiction import contradicted
from assist.valuemap.pairs import FEATURES, pair_features, rarities, said, shared_words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LINKS_FILE = "links.json"
FORMAT = "links/2"

# Which features stand behind each ground that a reviewer is told.
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "similar": ("similar", "context", "similar_of_option", "similar_of_effect"),
    "same_value": ("same_value",),
    "shared_words": ("letters", "letters_of_option", "letters_of_effect"),
    "nearby": ("close", "far"),
    "same_speaker": ("own_effect",),
}


@dataclass(frozen=True)
class LinkModel:
    """Logistic weights over `FEATURES`, and how an option chooses.

    Parameters
    ----------
    weights : mapping of str to float
        Per feature; features lie in about [-1, 1].
    bias : float
    threshold : float
        Probability from which a further effect is linked.
    floor : float
        Probability below which not even the best effect is linked.
    most : int
        Links an option gets at most.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    floor: float = 0.02
    most: int = 3

    def scores(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Probability of each pair, from features in the last axis."""
        import numpy as np

        odds = self.bias + rows @ np.array([self.weights[name] for name in FEATURES])
        probabilities: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return probabilities

    def chosen(self, scores: Sequence[float], names: Sequence[str]) -> list[int]:
        """Places of the effects that an option answers, the likeliest first.

        Parameters
        ----------
        scores : sequence of float
            Of one option with each effect.
        names : sequence of str
            Ids of the effects; they break ties.
        """
        ranked = sorted(range(len(scores)), key=lambda i: (-round(scores[i], 6), names[i]))
        return [
            i
            for place, i in enumerate(ranked[: self.most])
            if scores[i] >= (self.threshold if place else self.floor)
        ]


def write_links(model: LinkModel, folder: Path) -> None:
    """Write the weights into a folder; an older file is replaced."""
    data = {"format": FORMAT, **asdict(model)}
    write_text(folder / LINKS_FILE, json.dumps(data, indent=1) + "\n", force=True)


def read_links(folder: Path) -> LinkModel:
    """Read the weights in a folder.

    Raises
    ------
    AssistError
        ``heads-unreadable`` when the file is missing, damaged or of another making.
    """
    try:
        data = json.loads((folder / LINKS_FILE).read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT or list(data["weights"]) != list(FEATURES):
            raise ValueError("another format")
        return LinkModel(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssistError("heads-unreadable", path=folder) from error


def link_options(
    effects: Sequence[Effect],
    options: Sequence[Option],
    transcript: Transcript,
    encoder: Encoder,
    model: LinkModel,
) -> tuple[Option, ...]:
    """Give each option the effects it answers.

    Parameters
    ----------
    effects, options : sequence
        With their suggested values.
    transcript : Transcript
        The session they were said in.
    encoder : Encoder
        Embeds the quotes.
    model : LinkModel
        From `read_links`.

    Returns
    -------
    tuple of Option
        In the order given, with ``effects`` in descending score. An option that already
        has effects keeps them.
    """
    if not effects or not options:
        return tuple(options)
    names = [effect.id for effect in effects]
    table = pair_features(effects, options, transcript, encoder)
    chances = model.scores(table)
    denied = contradicted(effects, options, transcript)
    linked = []
    rarity = rarities(transcript)
    for option, rows, row_scores in zip(options, table, chances, strict=True):
        if option.effects:
            linked.append(option)
            continue
        scores = [
            -1.0 if (option.id, name) in denied else score  # below any threshold
            for name, score in zip(names, row_scores.tolist(), strict=True)
        ]
        usual = rows.mean(axis=0)
        found = (
            EffectLink(
                names[i],
                round(scores[i], 4),
                _reason(rows[i] - usual, model, option, effects[i], transcript, rarity),
            )
            for i in model.chosen(scores, names)
        )
        linked.append(replace(option, effects=tuple(found)))
    return tuple(linked)


def _reason(
    above: npt.NDArray[np.float64],
    model: LinkModel,
    option: Option,
    effect: Effect,
    transcript: Transcript,
    rarity: Mapping[str, float],
) -> Reason:
    """The ground that added most beside the option's other effects, and what it rests on."""
    gains = dict.fromkeys(FEATURES, 0.0)
    gains.update((name, model.weights[name] * x) for name, x in zip(FEATURES, above, strict=True))
    grounds = {note: sum(gains[name] for name in names) for note, names in GROUNDS.items()}
    values = {v.value for v in option.values} & {v.value for v in effect.values}
    words = shared_words(said(option, transcript), said(effect, transcript), rarity)
    if not words:
        del grounds["shared_words"]
    note = max(grounds, key=lambda name: (round(grounds[name], 6), name))
    return Reason(
        lexicon=tuple(sorted(values)) if note == "same_value" else (),
        words=tuple(words) if note == "shared_words" else (),
        note=note,
    )
