"""Which values lie behind a statement: suggestions with scores and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.lexicon import Concept, Lexicon
from assist.core.protocols import Encoder
from assist.core.statement import Reason, Statement, ValueSuggestion
from assist.core.transcript import Transcript
from assist.core.valuemap import Mention
from assist.values.head import BARE, ValueHead, lexicon_vectors, load_head
from assist.values.lexical import SHARE
from assist.values.matcher import Hit, Matcher, phrases
from assist.values.proposing import names_beside, none_fits, proposal
from assist.values.telling import said, shortened, telling
from assist.values.vectors import remembering, statement_vectors, unit
from assist.values.weighing import Weighing, weigh

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

SHOWN = 3  # suggestions a statement; readers name one to three
# What a name or cue in so many words adds to the log-odds.
_FOUND = {"label": 1.5, "name": 1.5, "cue": 1.0}


class ValueSuggester:
    """Ranks the lexicon's values for each statement.

    Parameters
    ----------
    lexicon : Lexicon
        Values without a preferred label are left out; of two with the same label one counts.
    encoder : Encoder
    head : ValueHead, optional
        Annotated examples; without them, or with those of another encoder, the lexicon
        alone decides.
    explain : bool
        Find the words that weighed most. It takes some four embeddings a statement, which
        training can do without.

    Attributes
    ----------
    threshold : float
        Score from which suggestions agree best with what readers label; three are given
        even below it.
    versions : mapping
        ``{"values": ...}``.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        encoder: Encoder,
        head: ValueHead | None = None,
        *,
        explain: bool = True,
    ) -> None:
        import numpy as np

        self._explain = explain

        self._encoder = remembering(encoder)
        if head is not None and head.encoder != encoder.name:
            head = None
        concepts = named(lexicon)
        self._labels = tuple(c.label for c in concepts)
        self._place = {label: at for at, label in enumerate(self._labels)}
        self._matcher = Matcher(replace(lexicon, concepts=concepts))
        self._calibration = head.calibration if head else BARE
        self.threshold = self._calibration.threshold
        self.versions: Mapping[str, str] = {"values": head.version if head else "lexicon"}
        self._prior = head.mean if head else None

        pairs = [(at, text) for at, concept in enumerate(concepts) for text in texts_of(concept)]
        self._owners = np.array([at for at, _ in pairs], dtype=np.int64)
        self._texts = tuple(text for _, text in pairs)
        vectors = lexicon_vectors(self._texts, self._encoder, head.texts if head else {})
        mean = head.lexicon_mean if head else vectors.sum(axis=0) / max(len(vectors), 1)
        self._lexicon_mean: Floats = mean
        self._text_rows = unit(vectors - mean)
        rows = np.zeros((0, vectors.shape[1]), np.float32)
        self._example_rows: Floats = head.vectors.astype(np.float32) if head else rows
        self._quotes = head.quotes if head else ()
        self._marks = marks_of(head.values if head else (), lexicon, self._labels)
        self._weighing = self._weighed(self._example_rows, self._marks)
        self._lexical = head.lexical.over(lexicon, self._labels) if head and head.lexical else None
        self._names = names_beside(lexicon)
        self._shifts = np.zeros(len(self._labels))
        for label, shift in self._calibration.shifts.items():
            known = lexicon.get(label)
            if known is not None and known.label in self._place:
                self._shifts[self._place[known.label]] = shift

    @classmethod
    def load(
        cls, lexicon: Lexicon, encoder: Encoder, *, head: Path | None = None
    ) -> ValueSuggester:
        """With the head in a folder.

        Raises
        ------
        AssistError
            ``value-head-unreadable``.
        """
        return cls(lexicon, encoder, load_head(head) if head else None)

    def suggest(
        self, statements: Sequence[Statement], transcript: Transcript
    ) -> list[tuple[ValueSuggestion, ...]]:
        """Values behind each statement, likeliest first.

        Parameters
        ----------
        statements : sequence of Statement
            Of this session.
        transcript : Transcript
            The session so far; turns around a statement count a little.

        Returns
        -------
        list of tuple of ValueSuggestion
            Three for each statement; ``score`` is the probability that a careful
            reader names the value too.
        """
        if not statements or not self._labels:
            return [() for _ in statements]
        rows = statement_vectors(statements, transcript, self._encoder, self._prior)
        texts = [said(s, transcript) for s in statements]
        hits = [self._matcher.find(text) for text in texts]
        odds = self._log_odds(rows, texts, hits)
        similar = rows @ self._example_rows.T
        alike = rows @ self._text_rows.T
        found = [self._ranked(*each) for each in zip(odds, hits, similar, alike, strict=True)]
        if not self._explain:
            return found
        return self._explained(found, statements, transcript, texts, hits)

    def propose(
        self, statements: Sequence[Statement], transcript: Transcript
    ) -> list[tuple[ValueSuggestion, ...]]:
        """A name from outside the lexicon for each statement that none of its values fits.

        Returns
        -------
        list of tuple of ValueSuggestion
            One proposal or none for each statement; ``score`` is the chance that no value
            of the lexicon fits. Without enough annotated examples there is nothing to tell
            that by, and nothing is proposed.
        """
        if not statements or not self._labels or not self._names:
            return [() for _ in statements]
        rows = statement_vectors(statements, transcript, self._encoder, self._prior)
        texts = [said(s, transcript) for s in statements]
        hits = [self._matcher.find(text) for text in texts]
        chances = none_fits(self._log_odds(rows, texts, hits))
        if not (chances >= self._calibration.none_from).any():
            return [() for _ in statements]
        near = rows @ self._name_rows.T
        return [
            (proposal(s.quote.exact, to, self._names, float(chance)),)
            if chance >= self._calibration.none_from
            else ()
            for s, to, chance in zip(statements, near, chances, strict=True)
        ]

    @cached_property
    def _name_rows(self) -> Floats:
        """Vectors of names outside the lexicon: of the word and of what is meant together."""
        named = [n.name for n in self._names]
        meant = [n.meaning for n in self._names]
        rows = unit(self._encoder.encode([*named, *meant]) - self._lexicon_mean)
        return unit(rows[: len(named)] + rows[len(named) :])

    def mentions(self, transcript: Transcript) -> list[tuple[str, Mention]]:
        """Values named aloud: preferred label and place, in the order of the talk."""
        return self._matcher.mentions(transcript)

    def _weighed(self, rows: Floats, marks: npt.NDArray[np.float64]) -> Weighing:
        spread = self._calibration.spread
        return weigh(rows, marks, self._text_rows, self._owners, spread=spread)

    def _log_odds(
        self,
        rows: Floats,
        texts: Sequence[str],
        hits: Sequence[Sequence[Hit]],
    ) -> npt.NDArray[np.float64]:
        """Of each value behind each statement, calibrated; shape (statements, values)."""
        c = self._calibration
        raw = self._weighing.raw(rows)
        if self._lexical:
            raw += SHARE * self._lexical.raw(texts)
        odds = c.slope * raw + c.intercept + self._shifts
        for row, found in zip(odds, hits, strict=True):
            strongest: dict[str, float] = {}
            for hit in found:
                gain = _FOUND[hit.kind] * hit.weight
                strongest[hit.concept] = max(gain, strongest.get(hit.concept, 0.0))
            for concept, gain in strongest.items():
                row[self._place[concept]] += gain
        return odds

    def _explained(
        self,
        found: Sequence[tuple[ValueSuggestion, ...]],
        statements: Sequence[Statement],
        transcript: Transcript,
        texts: Sequence[str],
        hits: Sequence[Sequence[Hit]],
    ) -> list[tuple[ValueSuggestion, ...]]:
        """With the words without which the suggestion would have scored lowest."""
        less = [(at, *each) for at, s in enumerate(statements) for each in shortened(s, transcript)]
        if not less:
            return list(found)
        whole = len(statements)
        every = [*statements, *(s for _, _, s, _ in less)]  # at once, as they may share a centre
        rows = statement_vectors(every, transcript, self._encoder, self._prior)
        words = [words for *_, words in less]
        left = [self._matcher.find(text) for text in words]
        odds = self._log_odds(rows, [*texts, *words], [*hits, *left])
        fallen = odds[[at for at, *_ in less]] - odds[whole:]
        runs = [(at, run) for at, run, _, _ in less]
        return telling(found, runs, fallen, self._place)

    def _ranked(
        self, odds: npt.NDArray[np.float64], hits: Sequence[Hit], similar: Floats, alike: Floats
    ) -> tuple[ValueSuggestion, ...]:
        import numpy as np

        scores = 1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30)))
        rounded = [round(float(score), 4) for score in scores]
        order = sorted(range(len(rounded)), key=lambda at: (-rounded[at], self._labels[at]))
        return tuple(
            ValueSuggestion(
                self._labels[at],
                rounded[at],
                Reason(
                    lexicon=phrases(h for h in hits if h.concept == self._labels[at]),
                    nearest=self._nearest(at, similar, alike),
                ),
            )
            for at in order[:SHOWN]
        )

    def _nearest(self, value: int, similar: Floats, alike: Floats) -> str:
        """Most similar annotated statement with this value, or text of the lexicon about it."""
        import numpy as np

        own = np.flatnonzero(self._owners == value)
        text = int(own[alike[own].argmax()])
        examples = np.flatnonzero(self._marks[:, value])
        if len(examples):
            example = int(examples[similar[examples].argmax()])
            if similar[example] >= alike[text]:
                return self._quotes[example]
        return self._texts[text]


def named(lexicon: Lexicon) -> tuple[Concept, ...]:
    """Concepts that a label points to: of two with one name, the one that look-up finds."""
    return tuple(dict.fromkeys(c for c in lexicon if c.label and lexicon.get(c.label) is c))


def texts_of(concept: Concept) -> tuple[str, ...]:
    """Everything the lexicon says about a value that tells where it lies."""
    texts = (concept.label, concept.definition, *concept.alt_labels, *concept.cues)
    return tuple(dict.fromkeys(text for text in texts if text))


def marks_of(
    values: Iterable[Sequence[str]], lexicon: Lexicon, labels: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Which of ``labels`` each example carries, by preferred or alternative label."""
    import numpy as np

    place = {label: at for at, label in enumerate(labels)}
    rows = list(values)
    marks = np.zeros((len(rows), len(labels)))
    for row, names in zip(marks, rows, strict=True):
        for name in names:
            concept = lexicon.get(name)
            if concept is not None and concept.label in place:
                row[place[concept.label]] = 1.0
    return marks
