"""Utterances in a spaCy document: one a line, or one where the caller says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

SPANS = "utterances"


@Language.factory("assist_utterances_v1", assigns=["doc.spans"])
class UtteranceSegmenter:
    """spaCy component: ``doc.spans["utterances"]``, unless the document brings them.

    A line of text is an utterance, as in most transcripts.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if SPANS not in doc.spans:
            doc.spans[SPANS] = list(_lines(doc))
        return doc


def _lines(doc: Doc) -> Iterator[Span]:
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            if token.i > start:
                yield doc[start : token.i]
            start = token.i + 1
    if start < len(doc):
        yield doc[start:]


def whole(doc: Doc) -> Doc:
    """Mark a document as one utterance, whatever line ends it holds."""
    doc.spans[SPANS] = [doc[:]] if len(doc) else []
    return doc
