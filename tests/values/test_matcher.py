"""Names and cues in spoken Dutch: found where meant, left where not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.lexicon import Concept, Lexicon
from assist.core.transcript import Session, Transcript, Utterance
from assist.models.shipped import shipped
from assist.values.matcher import Matcher
from assist.values.skos import read_lexicon
from assist.values.words import plain, tokens


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(read_lexicon(shipped("lexicons", "waarden.ttl")))


def mentioned(matcher: Matcher, text: str, phase: str | None = None) -> list[tuple[str, str]]:
    utterance = Utterance(1, 0.0, 1.0, text, phase=phase)  # type: ignore[arg-type]
    found = matcher.mentions(Transcript(Session("s"), (utterance,)))
    assert all(text[m.start_char : m.end_char] == m.exact for _, m in found)
    return [(label, m.exact) for label, m in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dan schrijf ik PRIVACY op.", [("privacy", "PRIVACY")]),
        ("ik hang daar keuze vrijheid bij", [("keuzevrijheid", "keuze vrijheid")]),
        ("nondiscriminatie dus", [("non-discriminatie", "nondiscriminatie")]),
        ("is dat non discriminatie", [("non-discriminatie", "non discriminatie")]),
        ("De vrijheden van burgers", [("vrijheid", "vrijheden")]),
        ("Menselijke maat, zou ik zeggen", [("menselijke maat", "Menselijke maat")]),
        ("efficientie hoor ik steeds", [("efficiëntie", "efficientie")]),
        (
            "Ik twijfel tussen nabijheid en rust",
            [("menselijk contact", "nabijheid"), ("rust", "rust")],
        ),
    ],
)
def test_a_value_named_aloud(matcher: Matcher, text: str, expected: list[tuple[str, str]]) -> None:
    assert mentioned(matcher, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Anneke, privacy officer bij de gemeente.",
        "De directeur veiligheid komt zo.",
        "Laat me met rust, zeg ik dan.",
        "Je moet erop kunnen vertrouwen dat hij komt.",
        "Hij zal het wel zijn.",
        "Ik heb er stapeltjes van gemaakt.",
        "We maken bezwaar bij de commissie.",
        "Ondertitels ingediend door de Amara.org gemeenschap",
        "De gemeten waarde ligt hoger dan gisteren.",
        "Die autonomiekwestie kennen we.",
    ],
)
def test_the_same_word_in_another_sense(matcher: Matcher, text: str) -> None:
    assert mentioned(matcher, text) == []


def test_mentions_of_the_annotated_sessions(matcher: Matcher) -> None:
    """Precision and recall on gold mentions; the rules were made with thirteen sessions in view."""
    right = found = wanted = 0
    for path in sorted(shipped("models", "corpus").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        utterances = tuple(
            Utterance(u["id"], u["start"], u["end"], u["text"]) for u in gold["utterances"]
        )
        told = {
            (m.utterance, label)
            for label, m in matcher.mentions(Transcript(Session(gold["id"]), utterances))
        }
        meant = {(m["utterance"], m["value"]) for m in gold["mentioned_values"]}
        right, found, wanted = right + len(told & meant), found + len(told), wanted + len(meant)
    assert right / found >= 0.92
    assert right / wanted >= 0.95


OWN = Lexicon(
    "x", "", "",
    (
        Concept("buurtgevoel", cues=("elkaar groeten op straat", "wie ik ben", "schaamte")),
        Concept("moed", cues=("je nek uitsteken voor een ander",)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("op straat groet je elkaar nog", ["elkaar groeten op straat"]),
        ("nou elkaar groeten op de straat", ["elkaar groeten op straat"]),
        ("die stak z'n nek uit", []),
        (
            "je moet je nek uitsteken, echt, voor zo'n ander kind",
            ["je nek uitsteken voor een ander"],
        ),
        ("dat is wie ik ben", ["wie ik ben"]),
        ("wie weet ben ik dat", []),
        ("uit pure schaamte bleef ze weg", ["schaamte"]),
    ],
)
def test_cues(text: str, expected: list[str]) -> None:
    assert [hit.phrase for hit in Matcher(OWN).cues(text)] == expected


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    assert len(plain(text)) == len(text)
    for token in tokens(text):
        assert plain(text)[token.start : token.end] == token.plain
    for hit in Matcher(OWN).find(text):
        assert 0 <= hit.start < hit.end <= len(text)
