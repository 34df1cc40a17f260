"""Adapt the encoder to dialogue: fine-tune its upper layers on what the corpus says of a text.

One text at a time is asked four things at once: effect, option or other; polarity; domain;
and which values lie behind it, with the texts of the lexicon as further examples of each
value. What is kept are the layers; the four small heads are thrown away, and the classifiers
that ship are fitted anew on the adapted vectors.

The lower layers stay as they are, so their output is computed once and kept. Products run in
16-bit floats, sums and weights in 32 bits, on one thread: on one machine the same corpus
gives the same encoder.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assist.core.lexicon import Lexicon
from assist.core.statement import DOMAINS, POLARITIES, Effect, Option
from assist.training.corpus import GoldSession
from assist.training.e5_source import E5Weights
from assist.training.single_statements import SingleStatement
from assist.training.torch_encoder import FullEncoder, weights_of
from assist.values.suggest import named, texts_of

if TYPE_CHECKING:
    import torch

KINDS = ("effect", "option", "other")
RESERVED_FROM, RESERVED_STEP = 3, 8  # sessions by id: the fourth, and every eighth after it
_PUNCTUATION = str.maketrans("", "", '.,?!;:"')
_CENTRAL = (1.0, 0.6, 0.4)  # what the first, second and third value of a statement weigh
_SORTED = 16  # batches' worth of texts sorted by length together


@dataclass(frozen=True, slots=True)
class Settings:
    """How to adapt; chosen on the reserved sessions.

    Parameters
    ----------
    passes : int
        Over the corpus.
    frozen : int
        Lower layers that stay as they are.
    rate, heads_rate : float
        Highest learning rates of layers and heads (AdamW; a short rise, then down to 2 %).
    scale : float
        Length that unit vectors are given before the heads.
    dropped : float
        Share of a vector's numbers dropped before the heads.
    other, quote, term, bare : float
        Share of a pass's utterances without a statement, of quotes, of lexicon texts that
        take part; and how often a text stands without capitals and punctuation.
    """

    passes: int = 5
    batch: int = 64
    frozen: int = 4
    rate: float = 2.5e-4
    heads_rate: float = 3e-3
    decay: float = 0.02
    scale: float = 12.0
    dropped: float = 0.15
    other: float = 0.4
    quote: float = 0.5
    term: float = 0.5
    bare: float = 0.3
    longest: int = 96  # tokens
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what is known of it; -1 or nothing where nothing is.

    Parameters
    ----------
    forms : tuple of str
        As said, and perhaps as bare speech.
    kind, polarity, domain : int
        Places in `KINDS`, `POLARITIES` and `DOMAINS`.
    values : tuple of int
        Places in the lexicon, the most central first.
    share : float
        Of the passes that it is in, in [0, 1].
    """

    forms: tuple[str, ...]
    kind: int = -1
    polarity: int = -1
    domain: int = -1
    values: tuple[int, ...] = ()
    share: float = 1.0


def reserved(golds: Sequence[GoldSession]) -> frozenset[str]:
    """Technologies that the encoder is not adapted to, to fit thresholds and choices on.

    None in a corpus of less than sixteen sessions, which can spare none.
    """
    if len(golds) < 2 * RESERVED_STEP:
        return frozenset()
    ids = sorted(golds, key=lambda g: g.id)
    return frozenset(g.technology for g in ids[RESERVED_FROM::RESERVED_STEP])


def bare(text: str) -> str:
    """Without capitals and punctuation, as rough recognition gives it.

    Examples
    --------
    >>> bare("Nou, dat scheelt!")
    'nou dat scheelt'
    """
    return text.lower().translate(_PUNCTUATION)


def texts_to_learn(
    golds: Sequence[GoldSession],
    statements: Sequence[SingleStatement],
    lexicon: Lexicon,
    settings: Settings,
) -> list[Text]:
    """Every text of the sessions, single statements and lexicon, with its labels."""
    concepts = named(lexicon)
    place = {c.label: at for at, c in enumerate(concepts)}
    found: list[Text] = []
    for gold in golds:
        found.extend(_of_session(gold, place, settings))
    for s in statements:
        found.append(
            Text(
                (s.text, bare(s.text)),
                KINDS.index(s.kind),
                POLARITIES.index(s.label) if s.kind == "effect" else -1,
                DOMAINS.index(s.label) if s.kind == "option" else -1,
                tuple(place[v] for v in s.values if v in place),
            )
        )
    for at, concept in enumerate(concepts):
        found.extend(Text((text,), values=(at,), share=settings.term) for text in texts_of(concept))
    return found


def _of_session(gold: GoldSession, place: dict[str, int], settings: Settings) -> Iterator[Text]:
    labels: dict[int, Text] = {}
    quotes: list[Text] = []
    for s in gold.statements:  # options last: where both are said, the proposal decides
        text = Text(
            (),
            KINDS.index(s.kind),
            POLARITIES.index(s.polarity) if isinstance(s, Effect) else -1,
            DOMAINS.index(s.domain) if isinstance(s, Option) else -1,
            tuple(place[v.value] for v in s.values if v.value in place),
        )
        labels.update(dict.fromkeys(s.utterances, text))
        if len(s.quote.exact) < 0.8 * len(gold.transcript[s.quote.utterance].text):
            quotes.append(replace(text, forms=(s.quote.exact,), kind=-1, share=settings.quote))
    nothing = Text((), KINDS.index("other"), share=settings.other)
    for u in gold.transcript.utterances:
        yield replace(labels.get(u.id, nothing), forms=(u.text, bare(u.text)))
    yield from quotes


def adapt(
    weights: E5Weights,
    texts: Sequence[Text],
    settings: Settings,
    tell: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> E5Weights:
    """Fine-tune the upper layers.

    Parameters
    ----------
    weights : E5Weights
        With the vocabulary that ships.
    tell : callable
        Told now and then the step, of how many, and the mean loss since last time.

    Returns
    -------
    E5Weights
        The same but for the upper layers.
    """
    import torch
    from torch.nn import functional

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)
    encoder = FullEncoder(weights)
    layers = _Layers(encoder, settings)
    kept = layers.lower([form for text in texts for form in text.forms])
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text.forms)
    values = 1 + max((v for text in texts for v in text.values), default=0)
    width = weights.tensors["emb.word"].shape[1]
    heads = torch.nn.ModuleDict(
        {
            name: torch.nn.Linear(width, size)
            for name, size in (
                ("kind", len(KINDS)),
                ("polarity", len(POLARITIES)),
                ("domain", len(DOMAINS)),
                ("value", values),
            )
        }
    )
    for head in heads.values():
        torch.nn.init.normal_(head.get_parameter("weight"), std=0.02)

    def once() -> list[list[tuple[int, int]]]:
        """Batches of one pass: places of texts and of their kept form."""
        drawn = []
        for i, text in enumerate(texts):
            if chance.random() < text.share:
                rough = len(text.forms) > 1 and chance.random() < settings.bare
                drawn.append((i, starts[i] + rough))
        chance.shuffle(drawn)
        batches = []
        many = settings.batch * _SORTED
        for first in range(0, len(drawn), many):
            part = sorted(drawn[first : first + many], key=lambda pair: len(kept[pair[1]]))
            batches += [part[b : b + settings.batch] for b in range(0, len(part), settings.batch)]
        chance.shuffle(batches)
        return batches

    passes = [once() for _ in range(settings.passes)]
    steps = sum(map(len, passes))
    losses: list[float] = []
    full = [p.detach().float().clone().requires_grad_(True) for p in layers.learning]
    optimiser = torch.optim.AdamW(
        [
            {"params": full, "weight_decay": settings.decay},
            {"params": list(heads.parameters()), "weight_decay": 0.01},
        ],
        betas=(0.9, 0.98),
    )
    for step, batch in enumerate(b for one in passes for b in one):
        pace = min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1.0 - step / steps)
        for group, rate in zip(
            optimiser.param_groups, (settings.rate, settings.heads_rate), strict=True
        ):
            group["lr"] = rate * pace
        vectors = layers.upper([kept[form] for _, form in batch])
        rows = settings.scale * functional.dropout(vectors, settings.dropped)
        loss = _loss(heads, rows, [texts[i] for i, _ in batch], values)
        heads.zero_grad()
        for p in layers.learning:
            p.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        for p, master in zip(layers.learning, full, strict=True):
            master.grad = None if p.grad is None else p.grad.float()
        torch.nn.utils.clip_grad_norm_(full, 1.0)
        optimiser.step()
        with torch.no_grad():
            for p, master in zip(layers.learning, full, strict=True):
                p.copy_(master)
        losses.append(float(loss.detach()))
        if (step + 1) % 50 == 0 or step + 1 == steps:
            tell(step + 1, steps, sum(losses[-50:]) / len(losses[-50:]))
    names = {id(p): name for name, p in encoder.model.named_parameters()}
    found = {
        names[id(p)]: master.detach().numpy()
        for p, master in zip(layers.learning, full, strict=True)
    }
    torch.set_num_threads(threads)
    return weights_of(weights, found)


class _Layers:
    """The encoder in two parts, in 16-bit floats."""

    def __init__(self, encoder: FullEncoder, settings: Settings) -> None:
        self._encoder = encoder
        self._model = encoder.model.bfloat16()
        self._longest = settings.longest
        self._low = list(self._model.encoder.layer[: settings.frozen])
        self._high = list(self._model.encoder.layer[settings.frozen :])
        self._model.requires_grad_(False)
        self.learning: list[torch.nn.Parameter] = []
        for layer in self._high:
            layer.requires_grad_(True)
            self.learning.extend(layer.parameters())

    def lower(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """Output of the frozen part for each text, shape (tokens, width)."""
        import torch

        encoder = self._encoder
        ids = [
            e.ids[: self._longest]
            for e in encoder.tokenizer.encode_batch([encoder.prefix + t for t in texts])
        ]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found: list[Any] = [None] * len(ids)
        with torch.no_grad():
            for first in range(0, len(order), 128):
                places = order[first : first + 128]
                rows = [torch.tensor(ids[p]) for p in places]
                padded = torch.nn.utils.rnn.pad_sequence(rows, True, encoder.pad)
                mask = _mask([len(r) for r in rows], padded.shape[1])
                hidden = self._through(self._low, self._model.embeddings(padded), mask)
                for row, p in enumerate(places):
                    found[p] = hidden[row, : len(ids[p])].clone()
        return found

    def upper(self, kept: Sequence[torch.Tensor]) -> torch.Tensor:
        """Unit vectors of texts that `lower` went through, shape (texts, width)."""
        import torch

        mask = _mask([len(k) for k in kept], max(map(len, kept)))
        hidden = torch.nn.utils.rnn.pad_sequence(list(kept), True)
        hidden = self._through(self._high, hidden, mask).float()
        weight = mask.float()[:, :, None]
        means = (hidden * weight).sum(1) / weight.sum(1)
        return torch.nn.functional.normalize(means)

    @staticmethod
    def _through(layers: Sequence[Any], hidden: Any, mask: torch.Tensor) -> Any:
        for layer in layers:
            out = layer(hidden, mask[:, None, None, :])
            hidden = out[0] if isinstance(out, tuple) else out
        return hidden


def _mask(lengths: Sequence[int], longest: int) -> torch.Tensor:
    import torch

    return torch.arange(longest)[None] < torch.tensor(lengths)[:, None]


def _loss(heads: Any, rows: torch.Tensor, batch: Sequence[Text], values: int) -> torch.Tensor:
    """Cross-entropies of whatever is known; values as one distribution, most central first."""
    import torch
    from torch.nn import functional

    total = rows.new_zeros(())
    for name, smooth, weight in (
        ("kind", 0.0, 0.5),
        ("polarity", 0.05, 0.7),
        ("domain", 0.05, 0.5),
    ):
        truth = torch.tensor([getattr(text, name) for text in batch])
        known = truth >= 0
        if known.any():
            told = heads[name](rows[known])
            total = total + weight * functional.cross_entropy(
                told, truth[known], label_smoothing=smooth
            )
    valued = [i for i, text in enumerate(batch) if text.values]
    if valued:
        target = torch.zeros(len(valued), values)
        for row, i in enumerate(valued):
            for value, weight in zip(batch[i].values, _CENTRAL, strict=False):
                target[row, value] = weight
        target /= target.sum(1, keepdim=True)
        told = heads["value"](rows[valued]).log_softmax(1)
        total = total - (target * told).sum(1).mean()
    return total
