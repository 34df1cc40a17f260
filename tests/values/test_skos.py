"""The lexicon in its formats: nothing lost, nothing invented, bad files told in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.models.shipped import shipped
from assist.values.naming import concept_uri, in_order, sorted_texts
from assist.values.skos import read_lexicon, write_lexicon

SHIPPED = shipped("lexicons", "waarden.ttl")
_SETTINGS = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Any text a person could type in a label: quotes, backslashes, accents, formulas.
_characters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))
_label = st.text(_characters | st.just(" "), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
)
_named = _label.filter(lambda text: text and "|" not in text and not text.startswith("urn:"))
_many = st.lists(_named, max_size=4).map(sorted_texts)


@st.composite
def lexicons(draw: st.DrawFn) -> Lexicon:
    labels = draw(st.lists(_named, min_size=1, max_size=5, unique=True))
    concepts = []
    for number, label in enumerate(labels):
        others = [other for other in labels if other != label]
        related = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
        concepts.append(
            Concept(
                label,
                label_en=draw(_named),
                alt_labels=draw(_many),
                definition=draw(_named),
                cues=draw(_many),
                cluster=draw(st.sampled_from(["", *others])),
                related=sorted_texts(related),
                notes=draw(_many),
                uri=f"urn:test:c{number}",
            )
        )
    return Lexicon(
        "urn:test", "1.2", "", in_order(concepts), title="Titel", title_en="Title",
        licence="https://example.org/licence",
    )  # fmt: skip


@_SETTINGS
@given(lexicon=lexicons())
@pytest.mark.parametrize("ending", [".ttl", ".jsonld"])
def test_what_is_written_is_read(lexicon: Lexicon, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"lexicon{ending}"
    write_lexicon(lexicon, path, force=True)
    assert replace(read_lexicon(path), sha256="") == lexicon


@_SETTINGS
@given(lexicon=lexicons())
def test_a_table_keeps_the_concepts(lexicon: Lexicon, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    write_lexicon(lexicon, path, force=True)
    assert read_lexicon(path).concepts == lexicon.concepts


def test_the_shipped_file_is_as_the_program_writes_it(tmp_path: Path) -> None:
    """So an export of it differs only where somebody changed something."""
    copy = tmp_path / "copy.ttl"
    write_lexicon(read_lexicon(SHIPPED), copy)
    assert copy.read_bytes() == SHIPPED.read_bytes()


def test_the_shipped_lexicon_holds_the_whole_list() -> None:
    lexicon = read_lexicon(SHIPPED)
    assert len(lexicon) == 51
    assert lexicon.version == "1.0.0"
    assert lexicon.title_en == "Values in the Guidance Ethics Approach"
    for concept in lexicon:
        assert concept.label_en, concept.label
        assert len(concept.alt_labels) >= 3, concept.label
        assert 8 <= len(concept.cues) <= 20, concept.label
        assert concept.related, concept.label
        assert concept.uri == concept_uri(replace(concept, uri=""), lexicon.id), concept.label


def test_every_value_of_the_corpus_is_a_preferred_label() -> None:
    labels = set(read_lexicon(SHIPPED).labels)
    for path in sorted(shipped("models", "corpus").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        used = {v for s in (*gold["effects"], *gold["options"]) for v in s["values"]}
        used |= {m["value"] for m in gold["mentioned_values"]}
        assert used <= labels, path.name


def test_cues_were_not_taken_from_the_corpus() -> None:
    """Cues with five words in a row from a session would flatter every figure."""
    runs: set[tuple[str, ...]] = set()
    for path in sorted(shipped("models", "corpus").glob("*.json")):
        for utterance in json.loads(path.read_text(encoding="utf-8"))["utterances"]:
            words = utterance["text"].lower().split()
            runs |= {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    for concept in read_lexicon(SHIPPED):
        for cue in concept.cues:
            words = cue.lower().split()
            assert not runs & {tuple(words[i : i + 5]) for i in range(len(words) - 4)}, cue


FOREIGN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://x.org/s> a skos:ConceptScheme .
<http://x.org/a> a skos:Concept ; skos:prefLabel "moed"@nl-NL , "courage"@en , "Mut"@de ;
    skos:narrower <http://x.org/b> ; skos:scopeNote "Durf."@nl .
<http://x.org/b> a skos:Concept ; skos:prefLabel "durf" ; skos:related <http://x.org/nergens> .
"""


def test_a_lexicon_made_elsewhere(tmp_path: Path) -> None:
    """Regional tags, no language at all, narrower instead of broader, a reference to nothing."""
    path = tmp_path / "elders.ttl"
    path.write_text(FOREIGN, encoding="utf-8")
    lexicon = read_lexicon(path)
    courage, daring = lexicon.get("moed"), lexicon.get("durf")
    assert courage is not None
    assert daring is not None
    assert (courage.label_en, courage.notes, courage.uri) == (
        "courage",
        ("Durf.",),
        "http://x.org/a",
    )
    assert daring.cluster == "moed"
    assert daring.related == ("http://x.org/nergens",)


def test_rdf_xml_is_read(tmp_path: Path) -> None:
    from rdflib import Graph

    path = tmp_path / "waarden.rdf"
    Graph().parse(SHIPPED).serialize(path, format="xml", encoding="utf-8")
    assert read_lexicon(path).concepts == read_lexicon(SHIPPED).concepts


def test_a_spreadsheet_of_a_colleague(tmp_path: Path) -> None:
    """Commas, the old Windows code page, few columns, empty lines, a leading apostrophe."""
    path = tmp_path / "eigen.csv"
    path.write_bytes(
        "Waarde,Signaalzinnen,Ook\r\ncoöperatie,'s avonds samen| delen,x\r\n,,\r\n".encode("cp1252")
    )
    (concept,) = read_lexicon(path).concepts
    assert concept == Concept("coöperatie", cues=("'s avonds samen", "delen"))


def test_a_cell_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    lexicon = Lexicon("urn:x", "", "", (Concept("=1+1", definition="-x", uri="urn:x:1"),))
    path = tmp_path / "x.csv"
    write_lexicon(lexicon, path)
    assert "'=1+1;" in path.read_text(encoding="utf-8")
    assert read_lexicon(path).concepts == lexicon.concepts


BAD = {
    "leeg.ttl": (b"", "empty-file"),
    "stuk.ttl": (b"@prefix skos: <http://x> .\n<a> skos:b", "lexicon-broken"),
    "binair.ttl": (bytes(range(128, 256)), "lexicon-broken"),
    "stuk.jsonld": (b"{", "lexicon-broken"),
    "diep.jsonld": (b"[" * 100_000, "lexicon-broken"),
    "stuk.rdf": (b"<rdf", "lexicon-broken"),
    "ver.jsonld": (b'{"@context": "https://schema.org/", "@id": "x"}', "lexicon-remote"),
    "binnen.jsonld": (b'{"@graph": [{"@context": [{}, "http://x.org"]}]}', "lexicon-remote"),
    "anders.ttl": (b"<urn:a> <urn:b> <urn:c> .", "lexicon-no-concepts"),
    "kop.csv": (b"a;b\n1;2\n", "lexicon-table"),
    "alleen-kop.csv": (b"waarde\n", "lexicon-no-concepts"),
    "plaatje.png": (b"x", "unknown-format"),
    "twee.ttl": (FOREIGN.replace('"Mut"@de', '"lef"@nl').encode(), "lexicon-two-names"),
}


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_one_sentence(name: str, tmp_path: Path) -> None:
    contents, code = BAD[name]
    path = tmp_path / name
    path.write_bytes(contents)
    with pytest.raises(AssistError) as caught:
        read_lexicon(path)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 350


def test_the_line_of_a_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stuk.ttl"
    path.write_text(
        SHIPPED.read_text(encoding="utf-8").replace('"Gelijke', "Gelijke", 1), encoding="utf-8"
    )
    with pytest.raises(AssistError, match=r"regel [0-9]+"):
        read_lexicon(path)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "eigen.ttl"
    path.write_text("van mij", encoding="utf-8")
    with pytest.raises(AssistError):
        write_lexicon(read_lexicon(SHIPPED), path)
    assert path.read_text(encoding="utf-8") == "van mij"
