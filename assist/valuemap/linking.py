"""Which effects does an option answer?

Each pair of an option and an effect gets a few plain features and a logistic score; each
option then keeps its best effect and what comes close to it. The weights come from
annotated sessions (`assist.training.links`) and lie with the classifiers of statements.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.protocols import Encoder
from assist.core.statement import Effect, EffectLink, Option, Reason, Statement
from assist.core.transcript import Transcript

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LINKS_FILE = "links.json"
FORMAT = "links/1"

FEATURES = (
    "similar",  # cosine of what is said, without what the whole talk shares
    "context",  # the same with the utterance before and after
    "same_value",  # cosine of the suggested values
    "shared_words",  # rare words in both
    "nearby",  # few utterances between them
    "before",  # the option came before the effect
    "own_effect",  # the same speaker
    "negative",  # the effect is not a positive one
)


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
    linked = []
    table = pair_features(effects, options, transcript, encoder)
    for option, rows, row_scores in zip(options, table, model.scores(table), strict=True):
        if option.effects:
            linked.append(option)
            continue
        scores = row_scores.tolist()
        found = (
            EffectLink(names[i], round(scores[i], 4), _reason(rows[i], model))
            for i in model.chosen(scores, names)
        )
        linked.append(replace(option, effects=tuple(found)))
    return tuple(linked)


def _reason(row: npt.NDArray[np.float64], model: LinkModel) -> Reason:
    """The feature that added most."""
    gains = {name: model.weights[name] * value for name, value in zip(FEATURES, row, strict=True)}
    gains["similar"] += gains["context"]
    grounds = ("similar", "same_value", "shared_words", "nearby")
    return Reason(note=max(grounds, key=lambda name: gains[name]))


def pair_features(
    effects: Sequence[Effect],
    options: Sequence[Option],
    transcript: Transcript,
    encoder: Encoder,
) -> npt.NDArray[np.float64]:
    """What speaks for each pair.

    Returns
    -------
    ndarray of float, shape (len(options), len(effects), len(FEATURES))
    """
    import numpy as np

    statements: list[Statement] = [*effects, *options]
    n = len(effects)
    similar, context = (v[n:] @ v[:n].T for v in _vectors(statements, transcript, encoder))

    words = _word_weights(transcript)
    said = [_content(_said(s, transcript)) for s in statements]
    place = {u.id: i for i, u in enumerate(transcript.utterances)}
    table = np.zeros((len(options), n, len(FEATURES)))
    for j, option in enumerate(options):
        at = place[option.quote.utterance]
        for i, effect in enumerate(effects):
            gap = at - place[effect.quote.utterance]
            speaker = transcript[effect.quote.utterance].speaker
            table[j, i] = (
                similar[j, i],
                context[j, i],
                _value_overlap(option, effect),
                _word_overlap(said[n + j], said[i], words),
                1 / (1 + abs(gap) / 8),
                float(gap < 0),
                float(
                    speaker is not None and speaker == transcript[option.quote.utterance].speaker
                ),
                float(effect.polarity != "positive"),
            )
    return table


def _vectors(
    statements: Sequence[Statement], transcript: Transcript, encoder: Encoder
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Unit vectors of the statements' utterances, alone and with their neighbours.

    Only whole utterances are embedded, so that an encoder which remembers has them already.
    """
    import numpy as np

    place = {u.id: i for i, u in enumerate(transcript.utterances)}
    own = [sorted(place[u] for u in s.utterances) for s in statements]
    last = len(place) - 1
    around = [list(range(max(0, o[0] - 1), min(last, o[-1] + 1) + 1)) for o in own]
    wanted = sorted({i for row in around for i in row})
    row_of = {i: k for k, i in enumerate(wanted)}
    vectors = encoder.encode([transcript.utterances[i].text for i in wanted]).astype(np.float64)
    vectors = _unit(vectors - vectors.mean(axis=0))  # e5 cosines are crowded
    return tuple(  # type: ignore[return-value]
        _unit(np.array([vectors[[row_of[i] for i in row]].sum(axis=0) for row in rows]))
        for rows in (own, around)
    )


def _unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    lengths: npt.NDArray[np.float64] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-9)


def _said(statement: Statement, transcript: Transcript) -> str:
    return " ".join(transcript[u].text for u in sorted(statement.utterances))


def _value_overlap(option: Option, effect: Effect) -> float:
    """Cosine of the two sets of suggested values, weighed by score; [0, 1]."""
    a = {v.value: v.score for v in option.values}
    b = {v.value: v.score for v in effect.values}
    norm = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return sum(a[v] * b[v] for v in sorted(a.keys() & b.keys())) / norm if norm else 0.0


def _content(text: str) -> frozenset[str]:
    """Words of four letters and more, lower case, without the commonest endings."""
    words = re.findall(r"[^\W\d_]{4,}", text.lower())
    return frozenset(re.sub(r"(?:en|er|s|tje|tjes|e|t|d)$", "", w) for w in words)


def _word_weights(transcript: Transcript) -> dict[str, float]:
    """Rarity of each word in this session, in [0, 1]."""
    counts = Counter(w for u in transcript.utterances for w in _content(u.text))
    most = math.log(1 + len(transcript.utterances))
    return {
        w: math.log((1 + len(transcript.utterances)) / (1 + c)) / most for w, c in counts.items()
    }


def _word_overlap(a: frozenset[str], b: frozenset[str], weight: Mapping[str, float]) -> float:
    """Summed rarity of the shared words, squashed into [0, 1)."""
    shared = sum(weight.get(w, 0.0) for w in sorted(a & b))
    return 1 - math.exp(-shared)
