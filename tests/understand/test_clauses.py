"""Clauses cover an utterance, and stand where a reader would cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from assist.understand.nlp import make_nlp
from assist.understand.utterances import whole

NLP = make_nlp()


def cut(text: str, nlp: Language = NLP) -> list[str]:
    doc = nlp(whole(nlp.make_doc(text)))
    return [c.text for c in doc.spans["clauses"]]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "Het kost me niks, maar ik durf er niet meer langs te lopen.",
            ["Het kost me niks,", "maar ik durf er niet meer langs te lopen."],
        ),
        (
            "ik doe de deur niet open want je weet maar nooit",
            ["ik doe de deur niet open", "want je weet maar nooit"],
        ),
        ("Brood, melk en eieren.", ["Brood, melk en eieren."]),
        ("Ja.", ["Ja."]),
        ("Dat is mooi. En nu de rest!", ["Dat is mooi.", "En nu de rest!"]),
    ],
)
def test_spoken_dutch_is_cut_where_a_new_thought_begins(text: str, clauses: list[str]) -> None:
    assert cut(text) == clauses


@given(st.text(alphabet="abe ,.?!'’\n-…—0😀ë maar en dus ik je", max_size=120))
@settings(max_examples=80)
def test_clauses_cover_every_token_once(text: str) -> None:
    doc = NLP(whole(NLP.make_doc(text)))
    covered = [t.i for clause in doc.spans["clauses"] for t in clause]
    assert covered == list(range(len(doc)))


def test_each_line_of_a_plain_text_is_an_utterance() -> None:
    doc = NLP("Eerste regel\nTweede regel, en nog wat\n\nDerde")
    assert [u.text for u in doc.spans["utterances"]] == [
        "Eerste regel",
        "Tweede regel, en nog wat",
        "Derde",
    ]
    assert all(
        any(u.start <= c.start and c.end <= u.end for u in doc.spans["utterances"])
        for c in doc.spans["clauses"]
    )


def test_cues_are_labelled_spans() -> None:
    doc = NLP("Kunnen we niet gewoon een knop maken?")
    found = {(c.label_, c.text) for c in doc.spans["cues"]}
    assert ("proposal", "Kunnen we niet") in found
    assert "asks" in {label for label, _ in found}
