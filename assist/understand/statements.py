"""The spaCy component that finds effects and options in a whole session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from assist.core.transcript import Utterance
from assist.understand.clauses import SPANS as CLAUSES
from assist.understand.detect import Detected, detect
from assist.understand.quotes import Piece
from assist.understand.reading import Reading, marks_of, read
from assist.understand.telling import with_telling_words
from assist.understand.utterances import SPANS as UTTERANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assist.core.protocols import Encoder
    from assist.understand.heads import Heads

READING = "assist.reading"  # doc.user_data: the session as numbers, where the caller knows it
FOUND = "assist.statements"  # doc.user_data: tuple of Detected
GROUPS = {"effect": "effects", "option": "options"}


@Language.factory("assist_statements_v1", assigns=["doc.spans"], requires=["doc.spans"])
class StatementFinder:
    """spaCy component: ``doc.spans["effects"]`` and ``doc.spans["options"]``.

    Each span covers the words to quote, labelled with its polarity or domain; the
    group's ``attrs["scores"]`` holds a probability for each span. Everything else about
    them is in ``doc.user_data["assist.statements"]``. Does nothing until `equip` gave it
    the classifiers.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._heads: Heads | None = None
        self._encoder: Encoder | None = None

    def equip(self, heads: Heads, encoder: Encoder) -> None:
        """Give it the classifiers, and the encoder they were made for."""
        self._heads, self._encoder = heads, encoder

    def __call__(self, doc: Doc) -> Doc:
        if self._heads is None or self._encoder is None:
            return doc
        utterances = list(doc.spans[UTTERANCES])
        texts = [u.text for u in utterances]
        reading = doc.user_data.get(READING) or _untimed(texts, self._encoder)
        found = detect(self._heads, reading, texts, pieces_of(doc), self._encoder)
        found = with_telling_words(found, self._heads, reading, texts, self._encoder)
        doc.user_data[FOUND] = found
        for kind, name in GROUPS.items():
            some = [f for f in found if f.kind == kind]
            doc.spans[name] = SpanGroup(
                doc,
                name=name,
                spans=[_span(doc, utterances[f.at], f) for f in some],
                attrs={"scores": [f.score for f in some]},
            )
        return doc


def pieces_of(doc: Doc) -> list[list[Piece]]:
    """Clauses of each utterance, as characters of the utterance's own text."""
    pieces: list[list[Piece]] = [[] for _ in doc.spans[UTTERANCES]]
    owner = {t.i: n for n, u in enumerate(doc.spans[UTTERANCES]) for t in u}
    starts = [u.start_char for u in doc.spans[UTTERANCES]]
    for clause in doc.spans[CLAUSES]:
        n = owner[clause.start]
        pieces[n].append(Piece(clause.start_char - starts[n], clause.end_char - starts[n]))
    return pieces


def _span(doc: Doc, utterance: Span, found: Detected) -> Span:
    start = utterance.start_char
    span = doc.char_span(
        start + found.piece.start,
        start + found.piece.end,
        label=found.label,
        alignment_mode="expand",
    )
    return utterance if span is None else span


def _untimed(texts: Sequence[str], encoder: Encoder) -> Reading:
    """A plain text as a session: one second a word, nobody known."""
    utterances, at = [], 0.0
    for number, text in enumerate(texts, 1):
        end = at + len(text.split())
        utterances.append(Utterance(number, at, end, text))
        at = end
    return read(utterances, encoder.encode(texts), map(marks_of, texts), at)
