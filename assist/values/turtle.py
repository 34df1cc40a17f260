"""A lexicon as Turtle that people can read and change by hand, and as JSON-LD.

rdflib's own serialisers give no sections and no fixed order, and a file kept under version
control should change only where the lexicon does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from assist.core.lexicon import Lexicon
from assist.values.naming import concept_uri, in_order, label_uri, sorted_texts

_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_HELP = """\
# Waarden voor de Aanpak Begeleidingsethiek, als SKOS. U mag dit bestand met de hand wijzigen.
# prefLabel: de naam. altLabel: andere namen; elke naam hoort bij één waarde.
# definition: wat er bedoeld wordt. broader: de kopwaarde waar zij bij hoort. related: verwant.
# hiddenLabel: hoe mensen erover praten zonder de waarde te noemen.
# Kijk uw wijziging na met: assist lexicon check
"""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def turtle_of(lexicon: Lexicon) -> str:
    """Turtle with one section a cluster, everything sorted."""
    uris = _uris(lexicon)
    parts = [_HELP]
    parts.append("".join(f"@prefix {p}: <{uri}> .\n" for p, uri in _PREFIXES.items()))
    scheme: list[tuple[str, list[str]]] = [
        ("dct:title", _literals([lexicon.title], "nl") + _literals([lexicon.title_en], "en")),
        ("owl:versionInfo", [_string(lexicon.version)] if lexicon.version else []),
        ("dct:license", [_reference(lexicon.licence)] if lexicon.licence else []),
    ]
    parts.append(_block(lexicon.id, "skos:ConceptScheme", scheme))
    ordered = in_order(lexicon.concepts)
    for cluster, members in groupby(ordered, key=lambda c: c.cluster or c.label):
        title = " ".join(cluster.split())
        parts.append(f"# {'-' * 70}\n# {title}\n# {'-' * 70}\n")
        for concept in members:
            parts.append(
                _block(
                    concept_uri(concept, lexicon.id),
                    "skos:Concept",
                    [
                        ("skos:inScheme", [f"<{lexicon.id}>"]),
                        (
                            "skos:prefLabel",
                            _literals([concept.label], "nl") + _literals([concept.label_en], "en"),
                        ),
                        ("skos:altLabel", _literals(sorted_texts(concept.alt_labels), "nl")),
                        ("skos:definition", _literals([concept.definition], "nl")),
                        ("skos:hiddenLabel", _literals(sorted_texts(concept.cues), "nl")),
                        ("skos:broader", _references([concept.cluster], uris, lexicon.id)),
                        ("skos:related", _references(concept.related, uris, lexicon.id)),
                        ("skos:note", _literals(sorted_texts(concept.notes), "nl")),
                    ],
                )
            )
    return "\n".join(parts)


def json_ld_of(lexicon: Lexicon) -> str:
    """JSON-LD with its context inside, so that reading it needs no network."""
    uris = _uris(lexicon)

    def texts(values: Sequence[str], language: str) -> list[dict[str, str]]:
        return [{"@value": v, "@language": language} for v in sorted_texts(values)]

    def references(labels: Sequence[str]) -> list[dict[str, str]]:
        found = {uris.get(label) or label_uri(label, lexicon.id) for label in labels if label}
        return [{"@id": uri} for uri in sorted(found)]

    nodes: list[dict[str, Any]] = [
        {
            "@id": lexicon.id,
            "@type": "skos:ConceptScheme",
            "dct:title": texts([lexicon.title], "nl") + texts([lexicon.title_en], "en"),
            "owl:versionInfo": lexicon.version,
            "dct:license": {"@id": lexicon.licence} if lexicon.licence else [],
        }
    ]
    for concept in in_order(lexicon.concepts):
        nodes.append(
            {
                "@id": concept_uri(concept, lexicon.id),
                "@type": "skos:Concept",
                "skos:inScheme": {"@id": lexicon.id},
                "skos:prefLabel": texts([concept.label], "nl") + texts([concept.label_en], "en"),
                "skos:altLabel": texts(concept.alt_labels, "nl"),
                "skos:definition": texts([concept.definition], "nl"),
                "skos:hiddenLabel": texts(concept.cues, "nl"),
                "skos:broader": references([concept.cluster]),
                "skos:related": references(concept.related),
                "skos:note": texts(concept.notes, "nl"),
            }
        )
    kept = [{k: v for k, v in node.items() if v not in ([], "")} for node in nodes]
    document = {"@context": _PREFIXES, "@graph": kept}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _uris(lexicon: Lexicon) -> Mapping[str, str]:
    return {c.label: concept_uri(c, lexicon.id) for c in lexicon.concepts}


def _string(text: str) -> str:
    escaped = "".join(
        _ESCAPES.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else c) for c in text
    )
    return f'"{escaped}"'


def _literals(texts: Iterable[str], language: str) -> list[str]:
    return [f"{_string(text)}@{language}" for text in texts if text]


def _reference(uri: str) -> str:
    return f"<{uri}>"


def _references(labels: Sequence[str], uris: Mapping[str, str], scheme: str) -> list[str]:
    found = {uris.get(label) or label_uri(label, scheme) for label in labels if label}
    return [_reference(uri) for uri in sorted(found)]


def _block(uri: str, kind: str, rows: Sequence[tuple[str, list[str]]]) -> str:
    """One subject, a row for each value so that a change shows as one line."""
    lines = [f"<{uri}> a {kind}"]
    for predicate, values in rows:
        if len(values) == 1:
            lines.append(f"    {predicate} {values[0]}")
        elif values:
            inner = " ,\n        ".join(values)
            lines.append(f"    {predicate}\n        {inner}")
    return " ;\n".join(lines) + " .\n"
