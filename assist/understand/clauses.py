"""Clauses of spoken Dutch, which comes with few commas or none at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

from assist.understand.dutch import DUTCH
from assist.understand.utterances import SPANS as UTTERANCES

if TYPE_CHECKING:
    from collections.abc import Iterator

SPANS = "clauses"
SHORTEST = 3  # words; a shorter piece stays with its neighbour

_OPENERS, _SUBJECTS, _VERBS = (
    frozenset(DUTCH["clauses"][name]) for name in ("openers", "subjects", "verbs")
)
_STRONG = re.compile(r"[.!?;…]+$|^\.\.\.$")
_WEAK = frozenset(",:–—-")
_CLAUSAL = frozenset({"advcl", "ccomp", "conj", "parataxis", "csubj"})


@Language.factory("assist_clauses_v1", assigns=["doc.spans"], requires=["doc.spans"])
class ClauseSegmenter:
    """spaCy component: the clauses of each utterance, in ``doc.spans["clauses"]``.

    Cuts at punctuation and at conjunctions that a subject or finite verb follows; with a
    parser in the pipeline also before the clauses that it sees. The clauses of an
    utterance cover it, in order and without overlap.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        doc.spans[SPANS] = [c for u in doc.spans[UTTERANCES] for c in clauses_of(u)]
        return doc


def clauses_of(utterance: Span) -> Iterator[Span]:
    """Clauses of one utterance, in order; together all of its tokens."""
    doc, start = utterance.doc, utterance.start
    parsed = _parsed_starts(utterance)
    for i in range(utterance.start + 1, utterance.end):
        strong = _ends_sentence(doc, i)
        if not strong and not (i in parsed or _opens(doc, i, utterance.end)):
            continue
        before, after = _words(doc, start, i), _words(doc, i, utterance.end)
        if before and after and (strong or min(before, after) >= SHORTEST):
            yield doc[start:i]
            start = i
    if start < utterance.end:
        yield doc[start : utterance.end]


def _words(doc: Doc, start: int, end: int) -> int:
    return sum(not (t.is_punct or t.is_space) for t in doc[start:end])


def _ends_sentence(doc: Doc, i: int) -> bool:
    """Whether a sentence mark stands right before token ``i``."""
    before = doc[i - 1]
    return bool(_STRONG.search(before.text)) and not _is_mark(doc[i].text)


def _is_mark(text: str) -> bool:
    return bool(_STRONG.search(text)) or text in _WEAK or text in "'\"’”)"


def _opens(doc: Doc, i: int, end: int) -> bool:
    """Whether token ``i`` opens a clause: by a comma before it, or as a conjunction."""
    word = doc[i].lower_
    following = [doc[j].lower_ for j in range(i + 1, min(i + 3, end))]
    clausal = any(w in _SUBJECTS or w in _VERBS for w in following)
    if doc[i - 1].text in _WEAK:
        return word in _OPENERS or word in _SUBJECTS or word in _VERBS or clausal
    return word in _OPENERS and doc[i - 1].lower_ not in _OPENERS and clausal


def _parsed_starts(utterance: Span) -> set[int]:
    """First tokens of the clauses that a parser found; empty without a parser."""
    if not utterance.doc.has_annotation("DEP"):
        return set()
    return {
        token.left_edge.i
        for token in utterance
        if token.dep_.split(":")[0] in _CLAUSAL and token.pos_ in ("VERB", "AUX")
    }
