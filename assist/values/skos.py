"""The lexicon as SKOS: Turtle, JSON-LD and RDF/XML through rdflib, and a plain table.

How a `Concept` lies in SKOS: ``prefLabel`` and ``altLabel`` are its names, ``definition``
its definition, ``broader`` its cluster, ``related`` its kin and ``note`` its notes. Cue
phrases are ``hiddenLabel``: words by which the concept is to be found, and not shown as
its name. That is what SKOS made the property for, so any SKOS editor can change them.

References
----------
SKOS Reference, W3C Recommendation, 18 August 2009.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.files import check_readable, write_text
from assist.core.language import _
from assist.core.lexicon import Concept, Lexicon
from assist.values.naming import DEFAULT_SCHEME, in_order, sorted_texts
from assist.values.table import concepts_of_table, table_of
from assist.values.turtle import json_ld_of, turtle_of

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

RDF_FORMATS = {
    ".ttl": "turtle",
    ".jsonld": "json-ld",
    ".rdf": "xml",
    ".xml": "xml",
    ".owl": "xml",
}
READABLE = (*RDF_FORMATS, ".csv")
WRITERS = {".ttl": turtle_of, ".jsonld": json_ld_of, ".csv": table_of}


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon of any format known, chosen by the file's ending.

    Parameters
    ----------
    path : Path
        ``.ttl``, ``.jsonld``, ``.rdf``, ``.xml``, ``.owl`` or ``.csv``.

    Returns
    -------
    Lexicon
        Concepts by cluster, then label; the head of a cluster first. What is wrong with
        the words themselves (no definition, double labels) is for `check_lexicon`.

    Raises
    ------
    AssistError
        ``unknown-format``, ``lexicon-broken``, ``lexicon-no-concepts``, or what
        `check_readable` refuses.
    """
    ending = path.suffix.lower()
    if ending not in READABLE:
        raise AssistError("unknown-format", path=path, known=" ".join(READABLE))
    check_readable(path)
    data = path.read_bytes()
    if ending == ".csv":
        head: dict[str, str] = {}
        concepts = concepts_of_table(data, path)
    else:
        head, concepts = _of_graph(_parsed(data, RDF_FORMATS[ending], path), path)
    if not concepts:
        raise AssistError("lexicon-no-concepts", path=path)
    return Lexicon(
        id=head.get("id", DEFAULT_SCHEME),
        version=head.get("version", ""),
        sha256=hashlib.sha256(data).hexdigest(),
        concepts=in_order(concepts),
        title=head.get("title", ""),
        title_en=head.get("title_en", ""),
        licence=head.get("licence", ""),
    )


def write_lexicon(lexicon: Lexicon, path: Path, *, force: bool = False) -> None:
    """Write a lexicon; the same lexicon gives the same bytes.

    Parameters
    ----------
    path : Path
        ``.ttl``, ``.jsonld`` or ``.csv``. A table holds the concepts alone, without the
        lexicon's own title, version and licence.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists``, ``not-writable`` or ``disk-full``.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise AssistError("unknown-format", path=path, known=" ".join(WRITERS))
    write_text(path, writer(lexicon), force=force)


def _parsed(data: bytes, form: str, path: Path) -> Graph:
    if form == "json-ld":
        _refuse_remote_context(data, path)
    from rdflib import Graph

    try:
        return Graph().parse(data=data, format=form, publicID=DEFAULT_SCHEME)
    except Exception as error:  # rdflib's parsers raise whatever their libraries do
        raise AssistError("lexicon-broken", path=path, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """Where it went wrong, in a few words; the parsers' own messages fill pages."""
    line = getattr(error, "lines", None)
    if isinstance(line, int):
        return _("fout bij regel {line}").format(line=line + 1)
    get_line = getattr(error, "getLineNumber", None)
    line = get_line() if get_line else getattr(error, "lineno", None)
    if isinstance(line, int):
        return _("fout bij regel {line}").format(line=line)
    if isinstance(error, UnicodeDecodeError):
        return _("de tekst is geen UTF-8")
    return _("de opmaak klopt niet")


def _refuse_remote_context(data: bytes, path: Path) -> None:
    """A context that lies elsewhere would open a connection; we never do."""
    try:
        pending: list[Any] = [json.loads(data)]
    except (ValueError, RecursionError) as error:
        raise AssistError("lexicon-broken", path=path, reason=_reason(error)) from error
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            context = item.get("@context")
            contexts = context if isinstance(context, list) else [context]
            if any(isinstance(c, str) for c in contexts) or "@import" in item:
                raise AssistError("lexicon-remote", path=path)
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


def _of_graph(graph: Graph, path: Path) -> tuple[dict[str, str], list[Concept]]:
    from rdflib import OWL, RDF, SKOS, Literal, URIRef
    from rdflib.namespace import DCTERMS

    def texts(subject: Node, *predicates: URIRef, lang: str = "nl") -> tuple[str, ...]:
        """Literals in a language; for Dutch also those that name no language."""
        accepted = {lang, None} if lang == "nl" else {lang}
        found = {
            " ".join(str(o).split())
            for predicate in predicates
            for o in graph.objects(subject, predicate)
            if isinstance(o, Literal)
            and (o.language.split("-")[0] if o.language else None) in accepted
        }
        return sorted_texts(found)

    def first(subject: Node, *predicates: URIRef, lang: str = "nl") -> str:
        return next(iter(texts(subject, *predicates, lang=lang)), "")

    subjects = sorted(s for s in graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef))
    for subject in subjects:
        labels = texts(subject, SKOS.prefLabel)
        if len(labels) > 1:
            raise AssistError("lexicon-two-names", path=path, first=labels[0], second=labels[1])
    label_of = {s: first(s, SKOS.prefLabel) for s in subjects}

    def named(found: Iterable[Node]) -> tuple[str, ...]:
        """Labels of concepts; of an unknown one the identifier."""
        known = (node for node in found if isinstance(node, URIRef))
        return sorted_texts(label_of.get(node) or str(node) for node in known)

    concepts = []
    for subject in subjects:
        above = [
            *graph.objects(subject, SKOS.broader),
            *graph.subjects(SKOS.narrower, subject),
        ]
        concepts.append(
            Concept(
                label=label_of[subject],
                label_en=first(subject, SKOS.prefLabel, lang="en"),
                alt_labels=texts(subject, SKOS.altLabel),
                definition=first(subject, SKOS.definition),
                cues=texts(subject, SKOS.hiddenLabel),
                cluster=next(iter(named(above)), ""),
                related=named(graph.objects(subject, SKOS.related)),
                notes=texts(subject, SKOS.note, SKOS.scopeNote),
                uri=str(subject),
            )
        )
    schemes = sorted(map(str, graph.subjects(RDF.type, SKOS.ConceptScheme)))
    if not schemes:
        return {}, concepts
    scheme = URIRef(schemes[0])
    version = next(iter(graph.objects(scheme, OWL.versionInfo)), "")
    licence = min(map(str, graph.objects(scheme, DCTERMS.license)), default="")
    return {
        "id": str(scheme),
        "version": str(version),
        "title": first(scheme, DCTERMS.title, SKOS.prefLabel),
        "title_en": first(scheme, DCTERMS.title, SKOS.prefLabel, lang="en"),
        "licence": licence,
    }, concepts
