"""The components do the same work after any Dutch pipeline: none, the shipped one, a user's."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from assist.models.manifest import damaged
from assist.models.registry import resolve
from assist.models.shipped import shipped
from assist.understand.nlp import make_nlp, version_of
from assist.understand.utterances import whole

OURS = ["assist_utterances", "assist_clauses", "assist_cues", "assist_statements"]
TALK = (
    "Ja, sinds dat scherm er staat kijkt de dokter me niet meer aan, en dat vind ik jammer.",
    "kunnen we niet gewoon afspreken dat het uitgaat als er iemand binnenkomt",
    "Dus.",
    "",
)


def examples(nlp: Language) -> list[Example]:
    words = ["De", "dokter", "kijkt", "niet", "."]
    labels = {
        "heads": [1, 2, 2, 2, 2],
        "deps": ["det", "nsubj", "ROOT", "advmod", "punct"],
        "tags": ["LID", "N", "WW", "BW", "LET"],
        "pos": ["DET", "NOUN", "VERB", "ADV", "PUNCT"],
        "morphs": ["", "Number=Sing", "Tense=Pres|VerbForm=Fin", "", ""],
        "lemmas": ["de", "dokter", "kijken", "niet", "."],
        "entities": ["O"] * 5,
    }
    return [Example.from_dict(nlp.make_doc(" ".join(words)), {"words": words, **labels})]


@pytest.fixture(scope="module")
def like_core_news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline with the layers of nl_core_news_md, hardly trained."""
    nlp = spacy.blank("nl", meta={"name": "core_news_md", "version": "3.8.0"})
    for layer in ("morphologizer", "tagger", "parser", "attribute_ruler", "ner"):
        nlp.add_pipe(layer)
    nlp.add_pipe("trainable_lemmatizer", name="lemmatizer", config={"min_tree_freq": 1})
    nlp.add_pipe("senter")
    nlp.initialize(lambda: examples(nlp))
    nlp.disable_pipe("senter")
    folder = tmp_path_factory.mktemp("nlp") / "nl_core_news_md"
    nlp.to_disk(folder)
    return folder


def spans(nlp: Language, key: str) -> list[list[tuple[str, str]]]:
    docs = nlp.pipe([whole(nlp.make_doc(text)) for text in TALK])
    return [[(s.label_, s.text) for s in doc.spans.get(key, [])] for doc in docs]


@pytest.mark.parametrize("which", ["shipped", "like_core_news"])
def test_components_come_last_and_find_the_same_cues(
    which: str, request: pytest.FixtureRequest
) -> None:
    base = resolve("nlp", "nl_assist_ud") if which == "shipped" else request.getfixturevalue(which)
    nlp, blank = make_nlp(str(base)), make_nlp()
    assert nlp.pipe_names[-4:] == blank.pipe_names == OURS
    assert nlp("de dokter kijkt")[1].pos_, "parts of speech, which the clauses need"
    assert spans(nlp, "utterances") == spans(blank, "utterances")
    assert spans(nlp, "cues") == spans(blank, "cues")
    assert [t for d in TALK for t in map(str, nlp.make_doc(d))] == [
        t for d in TALK for t in map(str, blank.make_doc(d))
    ]
    for text in TALK:
        doc = nlp(whole(nlp.make_doc(text)))
        assert [t.i for clause in doc.spans["clauses"] for t in clause] == list(range(len(doc)))


def test_layers_that_no_component_reads_rest(like_core_news: Path) -> None:
    nlp = make_nlp(str(like_core_news))
    assert not {"ner", "tagger", "lemmatizer", "senter"} & set(nlp.pipe_names)
    assert version_of(nlp) == "nl_core_news_md 3.8.0"
    nlp.enable_pipe("lemmatizer")
    assert nlp("de dokter kijkt niet")[0].lemma_


def test_the_shipped_pipeline_is_whole_and_knows_plain_dutch() -> None:
    folder = resolve("nlp", "nl_assist_ud")
    assert folder == shipped("models", "nlp")
    assert list(damaged(folder, thorough=True)) == []
    assert sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) < 7_000_000
    nlp = spacy.load(folder)
    assert version_of(nlp) == "nl_assist_ud 1.0.0"
    for text in (
        "De gemeente heeft de camera's verwijderd.",
        "de gemeente heeft de camera's verwijderd",
    ):
        doc = nlp(text)
        assert [(t.lemma_, t.pos_) for t in doc][:3] == [
            ("de", "DET"), ("gemeente", "NOUN"), ("hebben", "AUX")
        ]  # fmt: skip
        assert doc[5].lemma_ == "verwijderen"
        assert doc[1].head == doc[5]
        assert doc[1].dep_ == "nsubj"


def test_no_pipeline_is_used_unasked() -> None:
    assert resolve("nlp") is None
    assert version_of(make_nlp()).startswith("nl-blank")
