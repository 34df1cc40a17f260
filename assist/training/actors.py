"""Learn for whom effects are, from annotated sessions and single statements. No chance in it.

``python -m assist.training`` keeps it with the other classifiers; ``python -m
assist.training.actors`` measures it on the technologies that the encoder was not adapted to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assist.training.heads import Prepared, Singles
from assist.training.scoring import same_actor
from assist.understand.actors import actor_of
from assist.understand.for_whom import ForWhom, actor_rows, folded
from assist.understand.reading import Floats

# Chosen on a fourth of the technologies that the encoder was adapted to.
GROUPS = 60
NAMED = 1.0
THRESHOLD = 0.4
RIDGE = 0.3


@dataclass(frozen=True)
class ActorFigures:
    """Shares of the effects whose reader named a group; `same_actor` says what is right.

    Parameters
    ----------
    told, right : float
        That got a group, and that got the right one.
    words_told, words_right : float
        The same by the words alone, without a classifier.
    """

    effects: int
    told: float
    right: float
    words_told: float
    words_right: float


def fit(
    sessions: Sequence[Prepared],
    encoder_name: str,
    *,
    singles: Singles | None = None,
    apart: Collection[str] = (),
) -> ForWhom | None:
    """Fit the classifier; None where the sessions name fewer than two groups.

    Parameters
    ----------
    apart : collection of str
        Technologies that are left out, to measure on.
    """
    from sklearn.linear_model import LogisticRegression

    rows: list[Floats] = []
    actors: list[str] = []
    for p in sessions:
        if p.gold.technology not in apart and p.gold.effects:
            rows.append(actor_rows(p.told[: len(p.gold.effects)]))
            actors += [e.actor for e in p.gold.effects]
    for places in _by_technology(singles):
        assert singles is not None
        rows.append(actor_rows(singles.vectors[places]))
        actors += [singles.statements[i].actor for i in places]
    groups = _commonest(actors)
    if len(groups) < 2:
        return None
    group = {folded(g)[0]: n for n, g in enumerate(groups)}
    labels = np.array([_label(actor, group) for actor in actors])
    known = labels >= 0
    model = LogisticRegression(C=RIDGE, max_iter=150)
    model.fit(np.vstack(rows)[known], labels[known])
    weights, bias = model.coef_, model.intercept_
    if len(groups) == 2:  # one row, for the second
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return ForWhom(
        encoder=encoder_name,
        groups=groups,
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        named=NAMED,
        threshold=THRESHOLD,
    )


def measure(
    model: ForWhom | None, sessions: Sequence[Prepared], apart: Collection[str]
) -> ActorFigures:
    """Score gold effects of the technologies ``apart``, with and without the classifier."""
    told: list[tuple[float, bool, float, bool]] = []
    for p in sessions:
        effects = p.gold.effects
        if p.gold.technology not in apart or not effects:
            continue
        transcript = p.gold.transcript
        texts = [u.text for u in transcript.utterances]
        guessed = model.tell(p.told[: len(effects)], texts) if model else [""] * len(effects)
        for effect, guess in zip(effects, guessed, strict=True):
            said = transcript[effect.quote.utterance]
            words = actor_of(effect.quote.exact, said.text, role=said.role)
            best = actor_of(effect.quote.exact, said.text, role=said.role, guess=guess)
            if effect.actor:
                told.append(
                    (
                        same_actor(effect.actor, best),
                        bool(best),
                        same_actor(effect.actor, words),
                        bool(words),
                    )
                )
    if not told:
        return ActorFigures(0, 0.0, 0.0, 0.0, 0.0)
    right, some, words_right, words_some = (float(np.mean(c)) for c in zip(*told, strict=True))
    return ActorFigures(len(told), some, right, words_some, words_right)


def _by_technology(singles: Singles | None) -> Iterator[list[int]]:
    """Places of single effects; those on one technology stand in for a session."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, statement in enumerate(singles.statements if singles else ()):
        if statement.kind == "effect":
            found[statement.technology].append(i)
    yield from (found[name] for name in sorted(found))


def _commonest(actors: Sequence[str]) -> tuple[str, ...]:
    """The commonest groups of one word, each once however it is spelled."""
    counted = Counter(a.casefold() for a in actors if len(folded(a)) == 1)
    kept: dict[str, str] = {}
    for actor, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        kept.setdefault(folded(actor)[0], actor)
    return tuple(list(kept.values())[:GROUPS])


def _label(actor: str, group: dict[str, int]) -> int:
    """The first of the groups that an annotation names; -1 for none of them."""
    return next((group[word] for word in folded(actor) if word in group), -1)


def main() -> None:
    """Print the figures; everything is embedded anew, which takes minutes."""
    from assist.models.shipped import shipped
    from assist.training.adaptation import reserved
    from assist.training.corpus import read_corpus
    from assist.training.heads import prepare, prepare_singles
    from assist.training.single_statements import read_statements
    from assist.understand.encoder import load_encoder

    corpus = shipped("models", "corpus")
    golds, singles = read_corpus(corpus), read_statements(corpus / "statements.csv")
    encoder, spared = load_encoder(shipped("models", "encoder")), reserved(golds)
    sessions = prepare(golds, encoder)
    model = fit(sessions, encoder.name, singles=prepare_singles(singles, encoder), apart=spared)
    print(measure(model, sessions, spared))


if __name__ == "__main__":
    main()
