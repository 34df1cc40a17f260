"""What is wrong with a lexicon, in sentences its owner can act on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assist.core.language import _
from assist.core.lexicon import Concept, Lexicon

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    Parameters
    ----------
    severity : {"error", "warning"}
        An error makes suggestions wrong or impossible to explain; a warning makes them weaker.
    concept : str
        Preferred label, or the identifier of a concept without one.
    text : str
        A sentence in the user's language.
    """

    severity: Severity
    concept: str
    text: str


def check_lexicon(lexicon: Lexicon) -> tuple[Problem, ...]:
    """Look for double labels, gaps, dangling references and circles.

    Returns
    -------
    tuple of Problem
        Errors first, then by concept.
    """
    found = [
        *_gaps(lexicon),
        *_double_labels(lexicon),
        *_double_cues(lexicon),
        *_references(lexicon),
        *_circles(lexicon),
    ]
    return tuple(sorted(set(found), key=lambda p: (p.severity, p.concept.casefold(), p.text)))


def _name(concept: Concept) -> str:
    return concept.label or concept.uri or "?"


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _gaps(lexicon: Lexicon) -> Iterator[Problem]:
    for concept in lexicon:
        name = _name(concept)
        if not concept.label:
            text = _(
                "De waarde {name} heeft geen Nederlandse naam (prefLabel). Geef haar een naam."
            )
            yield Problem("error", name, text.format(name=name))
        if not concept.definition:
            text = _(
                "De waarde {name} heeft geen definitie. Schrijf in een of twee zinnen wat zij is."
            )
            yield Problem("error", name, text.format(name=name))
        if not concept.cues:
            text = _(
                "De waarde {name} heeft geen signaalzinnen. Schrijf er minstens vijf:"
                " hoe zeggen mensen dit?"
            )
            yield Problem("warning", name, text.format(name=name))


def _double_labels(lexicon: Lexicon) -> Iterator[Problem]:
    preferred: dict[str, list[str]] = defaultdict(list)
    alternative: dict[str, set[str]] = defaultdict(set)
    for concept in lexicon:
        if concept.label:
            preferred[_same(concept.label)].append(concept.label)
        for other in concept.alt_labels:
            alternative[_same(other)].add(_name(concept))
    for labels in preferred.values():
        if len(labels) > 1:
            text = _("De naam {label} staat bij {count} waarden. Voeg ze samen of hernoem er een.")
            yield Problem("error", labels[0], text.format(label=labels[0], count=len(labels)))
    for label, names in alternative.items():
        if len(names) > 1:
            text = _("De andere naam {label} staat bij {names}. Laat haar bij één waarde staan.")
            values = ", ".join(sorted(names))
            yield Problem("error", min(names), text.format(label=label, names=values))
        for own in preferred.get(label, ()):
            for name in sorted(names):
                if name == own:
                    text = _("Bij {name} staat de naam zelf ook als andere naam. Haal die weg.")
                    yield Problem("warning", name, text.format(name=name))
                else:
                    text = _(
                        "De andere naam {label} van {name} is zelf al een waarde. Haal haar weg."
                    )
                    yield Problem("error", name, text.format(label=own, name=name))


def _double_cues(lexicon: Lexicon) -> Iterator[Problem]:
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in lexicon:
        for cue in concept.cues:
            owners[_same(cue)].add(_name(concept))
    for cue, names in owners.items():
        if len(names) > 1:
            text = _(
                "De signaalzin '{cue}' staat bij {names}. Kies de waarde waar zij het best past."
            )
            values = ", ".join(sorted(names))
            yield Problem("warning", min(names), text.format(cue=cue, names=values))


def _references(lexicon: Lexicon) -> Iterator[Problem]:
    for concept in lexicon:
        name = _name(concept)
        if concept.cluster and concept.cluster not in lexicon:
            text = _("{name} hoort bij {other}, maar die waarde staat niet in de lijst.")
            yield Problem("error", name, text.format(name=name, other=concept.cluster))
        for other in concept.related:
            if other not in lexicon:
                text = _("{name} is verwant aan {other}, maar die waarde staat niet in de lijst.")
                yield Problem("error", name, text.format(name=name, other=other))


def _circles(lexicon: Lexicon) -> Iterator[Problem]:
    """Concepts that are, by way of others, broader than themselves; each circle once."""
    for concept in lexicon:
        path = [concept]
        while (above := _above(lexicon, path[-1])) is not None and above not in path:
            path.append(above)
        if above is concept and _name(concept) == min(map(_name, path)):
            labels = " → ".join(map(_name, (*path, concept)))
            text = _("Deze waarden horen bij elkaar in een kring: {labels}. Kies er een als kop.")
            yield Problem("error", _name(concept), text.format(labels=labels))


def _above(lexicon: Lexicon, concept: Concept) -> Concept | None:
    return lexicon.get(concept.cluster) if concept.cluster else None
