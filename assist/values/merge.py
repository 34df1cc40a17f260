"""A user's own values on top of a lexicon."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_writable
from assist.core.lexicon import Concept, Lexicon
from assist.values.check import check_lexicon
from assist.values.find import user_lexicon
from assist.values.naming import in_order, sorted_texts
from assist.values.skos import read_lexicon, write_lexicon

_OWN = "+eigen"  # marks a version that is no longer the published one


def merge(base: Lexicon, own: Lexicon) -> Lexicon:
    """``base`` with the concepts of ``own`` added, or changed where the label is the same.

    Texts that ``own`` gives replace those of ``base``; its other names, cues, related
    values and notes are added. A name that ``own`` uses for one value is taken away from
    any other, for the group's own words outrank the list.

    Examples
    --------
    >>> old = Lexicon("x", "1", "", (Concept("vrijheid", alt_labels=("ruimte",)),))
    >>> new = Lexicon("y", "", "", (Concept("ruimte", cues=("armslag hebben",)),))
    >>> [(c.label, c.alt_labels) for c in merge(old, new)]
    [('ruimte', ()), ('vrijheid', ())]
    """
    concepts = {_same(c.label): c for c in base if c.label}
    uris = {c.uri for c in concepts.values()}
    taken: dict[str, str] = {}
    for concept in own:
        key = _same(concept.label)
        if key in concepts:
            concepts[key] = _joined(concepts[key], concept)
        else:
            uri = "" if concept.uri in uris else concept.uri
            concepts[key] = replace(concept, uri=uri)
        taken.update(dict.fromkeys(map(_same, (concept.label, *concept.alt_labels)), key))
    kept = (
        replace(
            concept,
            alt_labels=tuple(
                name
                for name in concept.alt_labels
                if taken.get(_same(name), key) == key and _same(name) != key
            ),
        )
        for key, concept in concepts.items()
    )
    version = base.version.removesuffix(_OWN) + _OWN
    return replace(base, version=version, sha256="", concepts=in_order(kept))


def import_values(source: Path, base: Path, *, target: Path | None = None) -> Lexicon:
    """Merge a file of own values into the user's own lexicon.

    Parameters
    ----------
    source : Path
        Any format `read_lexicon` knows.
    base : Path
        What to start from: the user's own lexicon, or else the shipped one, which is
        only read.
    target : Path, optional
        By default the user's own lexicon.

    Returns
    -------
    Lexicon
        What was written.

    Raises
    ------
    AssistError
        ``lexicon-has-errors`` with the first one, when the result would not do; then
        nothing is written. Or whatever reading and writing refuse.
    """
    target = target or user_lexicon()
    own = read_lexicon(source)
    check_writable(target, force=True)
    merged = merge(read_lexicon(base), own)
    errors = [p for p in check_lexicon(merged) if p.severity == "error"]
    if errors:
        raise AssistError("lexicon-has-errors", path=source, problem=errors[0].text)
    write_lexicon(merged, target, force=True)
    return merged


def _joined(old: Concept, new: Concept) -> Concept:
    def both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        return sorted_texts((*first, *second))

    return replace(
        old,
        label_en=new.label_en or old.label_en,
        definition=new.definition or old.definition,
        cluster=new.cluster or old.cluster,
        alt_labels=both(old.alt_labels, new.alt_labels),
        cues=both(old.cues, new.cues),
        related=both(old.related, new.related),
        notes=both(old.notes, new.notes),
    )


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()
