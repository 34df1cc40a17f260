"""What stands in an .eaf file: tiers with annotations, every one with its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assist.transcribe.clock import LONGEST
from assist.transcribe.formats.safe_xml import RefusedXmlError, parse

_UNITS = {"milliseconds": 1000.0}  # others (frames) are named in the schema and never written


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stretch of a tier; seconds, None where nothing tells them."""

    id: str
    text: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Tier:
    """Annotations of one kind and one person; ``parent`` is the tier it hangs below."""

    id: str
    participant: str
    annotator: str
    parent: str
    constraint: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An .eaf file."""

    author: str
    tiers: tuple[Tier, ...]


@dataclass
class _Open:
    """An annotation as it stands: by time slots, or by reference to another."""

    id: str
    slots: tuple[str, str] | None
    refers: str
    text: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    author: str = ""
    root: str = ""
    slots: dict[str, float | None] = field(default_factory=dict)  # in order
    tiers: list[tuple[Mapping[str, str], list[_Open]]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # linguistic type: constraint
    in_value: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.root:
            self.root = name
            self.author = attributes.get("AUTHOR", "")
        if name == "TIME_SLOT":
            self.slots[attributes.get("TIME_SLOT_ID", "")] = _seconds(attributes.get("TIME_VALUE"))
        elif name == "TIER":
            self.tiers.append((dict(attributes), []))
        elif name == "LINGUISTIC_TYPE":
            kind = attributes.get("LINGUISTIC_TYPE_ID", "")
            self.kinds[kind] = attributes.get("CONSTRAINTS", "")
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION") and self.tiers:
            both = attributes.get("TIME_SLOT_REF1"), attributes.get("TIME_SLOT_REF2")
            opened = _Open(
                attributes.get("ANNOTATION_ID", ""),
                (both[0], both[1]) if both[0] and both[1] else None,
                attributes.get("ANNOTATION_REF", ""),
            )
            self.tiers[-1][1].append(opened)
        self.in_value = name == "ANNOTATION_VALUE"

    def end(self, name: str) -> None:
        self.in_value = False

    def text(self, text: str) -> None:
        if self.in_value and self.tiers and self.tiers[-1][1]:
            self.tiers[-1][1][-1].text.append(text)


def read_document(data: bytes) -> Document:
    """Read an .eaf file.

    Raises
    ------
    RefusedXmlError
        When it is no XML, or no file of ELAN.
    """
    reading = _Reading()
    parse(data, start=reading.start, end=reading.end, text=reading.text)
    if reading.root != "ANNOTATION_DOCUMENT":
        raise RefusedXmlError("no ELAN file")
    chains = [[item.slots for item in items if item.slots] for _, items in reading.tiers]
    times = filled(reading.slots, chains)
    tiers = [
        Tier(
            id=about.get("TIER_ID", ""),
            participant=about.get("PARTICIPANT", ""),
            annotator=about.get("ANNOTATOR", ""),
            parent=about.get("PARENT_REF", ""),
            constraint=reading.kinds.get(about.get("LINGUISTIC_TYPE_REF", ""), ""),
            annotations=tuple(_annotation(item, times) for item in items),
        )
        for about, items in reading.tiers
    ]
    refers = {item.id: item.refers for _, items in reading.tiers for item in items if item.refers}
    return Document(reading.author, _referred(tiers, refers))


def _seconds(value: str | None) -> float | None:
    if value is None or not value.strip().isdecimal() or len(value) > 12:
        return None
    seconds = int(value) / _UNITS["milliseconds"]
    return seconds if seconds <= LONGEST else None


def _annotation(item: _Open, times: Mapping[str, float]) -> Annotation:
    first, second = item.slots or ("", "")
    start, end = times.get(first), times.get(second)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
    return Annotation(item.id, "".join(item.text), start, end)


def filled(
    slots: Mapping[str, float | None], chains: Sequence[Sequence[tuple[str, str]]]
) -> dict[str, float]:
    """Times of all slots; those left open are spread evenly between their neighbours.

    Parameters
    ----------
    slots : mapping
        Seconds or None of each time slot, in the order of the file.
    chains : sequence of sequences of (slot, slot)
        The annotations of each tier. One that begins where the one before it ends makes a
        chain with it, as ELAN divides the time of a parent; neighbours in a chain come
        before those in the file.

    Examples
    --------
    >>> filled({"a": 0.0, "b": None, "c": 0.2, "d": 1.0}, [[("a", "b"), ("b", "d")]])
    {'a': 0.0, 'b': 0.5, 'c': 0.2, 'd': 1.0}
    """
    known = dict(slots)
    for tier in chains:
        chain: list[str] = []
        for first, second in tier:
            if not chain or chain[-1] != first:
                _spread(chain, known)
                chain = [first]
            chain.append(second)
        _spread(chain, known)
    _spread(list(known), known)
    return {slot: time for slot, time in known.items() if time is not None}


def _spread(chain: Sequence[str], known: dict[str, float | None]) -> None:
    """Fill what is open between two slots of a chain that have a time."""
    last: int | None = None
    for place, slot in enumerate(chain):
        after = known.get(slot)
        if after is None:
            continue
        if last is not None and place - last > 1:
            before = known[chain[last]] or 0.0
            for at in range(last + 1, place):
                if chain[at] in known:
                    share = (at - last) / (place - last)
                    known[chain[at]] = round(before + (after - before) * share, 3)
        last = place


def _referred(tiers: Sequence[Tier], refers: Mapping[str, str]) -> tuple[Tier, ...]:
    """Give annotations that refer to another its time; several of one share it evenly."""
    times = {item.id: item for tier in tiers for item in tier.annotations}
    done: list[Tier] = []
    for tier in tiers:
        sharing: dict[str, list[Annotation]] = {}
        for item in tier.annotations:
            if item.id in refers:
                sharing.setdefault(refers[item.id], []).append(item)
        given: dict[str, Annotation] = {}
        for parent, items in sharing.items():
            start, end = _time_of(parent, times, refers)
            for place, item in enumerate(items):
                given[item.id] = item
                if start is not None and end is not None:
                    share = (end - start) / len(items)
                    begun, ended = start + share * place, start + share * (place + 1)
                    given[item.id] = replace(item, start=round(begun, 3), end=round(ended, 3))
        done.append(replace(tier, annotations=tuple(given.get(i.id, i) for i in tier.annotations)))
    return tuple(done)


def _time_of(
    name: str, times: Mapping[str, Annotation], refers: Mapping[str, str]
) -> tuple[float | None, float | None]:
    """Time of an annotation, or of what it refers to; a circle has none."""
    for _ in range(20):  # tiers in one another; ELAN users stay below ten
        item = times.get(name)
        if item is None or item.start is not None or name not in refers:
            break
        name = refers[name]
    return (item.start, item.end) if item else (None, None)
