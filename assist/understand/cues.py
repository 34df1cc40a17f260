"""Words that hint at what a piece of talk does: Dutch cues, by what they are a cue of.

A cue decides nothing. Most effects carry none; the classifiers weigh cues beside the
meaning of the words, and the reviewer sees which ones were there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

from assist.understand.dutch import DUTCH

if TYPE_CHECKING:
    from collections.abc import Iterator

SPANS = "cues"

_IMPERATIVES = "|".join(DUTCH["verbs"]["imperatives"])
PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        kind: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
        for kind, words in DUTCH["cues"].items()
    }
    | {
        kind: re.compile("|".join(shapes).replace("{imperatives}", _IMPERATIVES), re.IGNORECASE)
        for kind, shapes in DUTCH["shapes"].items()
    }
)
CUES: tuple[str, ...] = tuple(PATTERNS)

# What a reviewer may be shown as a ground: not pronouns or bare shapes.
TELLING: frozenset[str] = frozenset(
    {"consequence", "then", "relief", "harm", "hope", "change", "loss", "if", "proposal",
     "means", "imperative", "before"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text: its kind, and the characters that carry it."""

    kind: str
    start: int
    end: int


def find_cues(text: str) -> Iterator[Cue]:
    """Cues of a text, kind by kind, each in order of place.

    Examples
    --------
    >>> [(c.kind, c.start, c.end) for c in find_cues("Laten we gaan") if c.kind == "proposal"]
    [('proposal', 0, 8)]
    """
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            if match.end() > match.start():
                yield Cue(kind, match.start(), match.end())


@Language.factory("assist_cues_v1", assigns=["doc.spans"])
class CueFinder:
    """spaCy component: cues of each utterance, in ``doc.spans["cues"]``, labelled by kind."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        for utterance in doc.spans["utterances"]:
            for cue in find_cues(utterance.text):
                span = doc.char_span(
                    utterance.start_char + cue.start,
                    utterance.start_char + cue.end,
                    label=cue.kind,
                    alignment_mode="expand",
                )
                if span is not None:
                    spans.append(span)
        doc.spans[SPANS] = spans
        return doc
