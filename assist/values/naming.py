"""Identifiers and the order of concepts, the same in every format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from assist.core.ids import slug
from assist.core.lexicon import Concept

DEFAULT_SCHEME = "urn:assist:waarden"


def sorted_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, by letter whatever the case; the order of every list in every format."""
    return tuple(sorted(set(texts) - {""}, key=lambda text: (text.casefold(), text)))


def in_order(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """By cluster, then label, the head of a cluster first; so a file reads in sections."""

    def key(concept: Concept) -> tuple[str, bool, str, str]:
        cluster = concept.cluster or concept.label
        return (cluster.casefold(), bool(concept.cluster), concept.label.casefold(), concept.uri)

    return tuple(sorted(concepts, key=key))


def concept_uri(concept: Concept, scheme: str) -> str:
    """Its own identifier, or one made from its first label.

    Examples
    --------
    >>> concept_uri(Concept("menselijke maat"), "urn:assist:waarden")
    'urn:assist:waarden:menselijke-maat'
    """
    return concept.uri or label_uri(concept.label, scheme)


def label_uri(label: str, scheme: str) -> str:
    """Identifier for a label that has none; a label that is one already stays as it is."""
    if label.startswith(("http://", "https://", "urn:")) and not set(label) & set(' <>"{}|\\^`'):
        return label
    name = slug(label) or hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"{scheme}{'' if scheme.endswith(('/', '#')) else ':'}{name}"
