"""Values: a concept and the lexicon that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Concept:
    """One value (waarde), as a SKOS concept.

    Parameters
    ----------
    label : str
        Dutch preferred label (``skos:prefLabel@nl``); identifies the concept.
    label_en : str
        English preferred label.
    alt_labels : tuple of str
        Synonyms and kin (``skos:altLabel@nl``).
    definition : str
        One or two Dutch sentences.
    cues : tuple of str
        Phrases by which people speak of it without naming it, harmed or served.
    cluster : str
        Label of the broader head value, empty for a head value itself.
    related : tuple of str
        Labels of related concepts.
    notes : tuple of str
        When to use it, and where it stands in public lists (``skos:note@nl``).
    uri : str
        Stable identifier in SKOS, which outlives a change of label; empty for a concept
        that has none yet.
    """

    label: str
    label_en: str = ""
    alt_labels: tuple[str, ...] = ()
    definition: str = ""
    cues: tuple[str, ...] = ()
    cluster: str = ""
    related: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    uri: str = ""


@dataclass(frozen=True)
class Lexicon:
    """An ordered set of concepts with look-up by any of their labels.

    Parameters
    ----------
    id, version, sha256 : str
        Provenance; ``sha256`` of the file it was read from.
    title, title_en, licence : str
        What the file says about itself; ``licence`` is an address.
    """

    id: str
    version: str
    sha256: str
    concepts: tuple[Concept, ...]
    title: str = ""
    title_en: str = ""
    licence: str = ""
    _by_name: Mapping[str, Concept] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Concept] = {}
        for concept in self.concepts:
            for alternative in concept.alt_labels:
                by_name.setdefault(alternative.casefold(), concept)
        for concept in self.concepts:  # a preferred label always wins
            by_name[concept.label.casefold()] = concept
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.strip().casefold() in self._by_name

    def get(self, name: str) -> Concept | None:
        """Concept with this preferred or alternative label, in any case."""
        return self._by_name.get(name.strip().casefold())

    @property
    def labels(self) -> tuple[str, ...]:
        """Preferred labels, in the lexicon's order."""
        return tuple(c.label for c in self.concepts)
