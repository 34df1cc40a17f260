"""Suggestions: ranked, explained, the same each time, and new values take part at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote, Statement, ValueSuggestion
from assist.core.transcript import Session, Transcript, Utterance
from assist.values.head import BARE, ValueHead, load_head, save_head
from assist.values.head import kept as kept_vectors
from assist.values.suggest import SHOWN, ValueSuggester
from assist.values.vectors import Remembering, statement_vectors
from assist.values.weighing import weigh

DIMENSION = 64


class BagOfWords:
    """An encoder for tests: texts that share words lie close."""

    name = "bag"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked.extend(texts)
        rows = np.full((len(texts), DIMENSION), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % DIMENSION] += 1.0
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


LEXICON = Lexicon(
    "x", "1", "",
    (
        Concept("privacy", definition="niemand kijkt mee", cues=("camera kijkt mee", "bekeken")),
        Concept("veiligheid", definition="geen gevaar", cues=("gevaar op straat", "alarm gaat af")),
        Concept("rust", definition="stilte in huis", cues=("eindelijk weer slapen", "stilte")),
        Concept("gemak", definition="makkelijk in gebruik", cues=("knop drukken klaar",)),
        Concept("respect", definition="elkaar serieus nemen", cues=("luisteren naar elkaar",)),
        Concept("kwaliteit", definition="goed werk", cues=("beter werk leveren",)),
    ),
)  # fmt: skip

SAID = (
    "welkom allemaal",
    "die camera kijkt de hele dag mee",
    "er is minder gevaar op straat sinds het alarm",
    "eindelijk weer slapen en stilte",
)


def transcript(texts: Sequence[str] = SAID) -> Transcript:
    return Transcript(
        Session("s"),
        tuple(Utterance(i, float(i), i + 1.0, t) for i, t in enumerate(texts, start=1)),
    )


def effects(session: Transcript, *places: int) -> list[Statement]:
    return [Effect(f"e{i}", Quote.of(session[i]), (i,), "negative") for i in places]


def head(**changed: object) -> ValueHead:
    rows = BagOfWords().encode(["kijkt mee", "gevaar alarm", "slapen stilte"])
    mean = np.zeros(DIMENSION, np.float32)
    whole = ValueHead(
        encoder="bag",
        quotes=("hij kijkt mee", "er was gevaar", "nu is er stilte"),
        values=(("privacy",), ("veiligheid",), ("rust", "privacy")),
        vectors=kept_vectors(rows),
        mean=mean,
        lexicon_mean=mean,
        calibration=BARE,
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("learned", [None, head()])
def test_the_right_value_comes_first(learned: ValueHead | None) -> None:
    session = transcript()
    found = ValueSuggester(LEXICON, BagOfWords(), learned).suggest(
        effects(session, 2, 3, 4), session
    )
    assert [values[0].value for values in found] == ["privacy", "veiligheid", "rust"]
    for values in found:
        scores = [v.score for v in values]
        assert len(values) == SHOWN
        assert scores == sorted(scores, reverse=True)
        assert all(0.0 <= s <= 1.0 and s == round(s, 4) for s in scores)
        assert all(v.because.nearest for v in values)


def test_a_cue_in_so_many_words_is_told_as_the_reason() -> None:
    session = transcript()
    (found,) = ValueSuggester(LEXICON, BagOfWords()).suggest(effects(session, 4), session)
    assert (
        found[0].because.lexicon == ("rust",) or "eindelijk weer slapen" in found[0].because.lexicon
    )
    assert all(not v.because.lexicon for v in found[1:])


def test_a_value_a_user_adds_takes_part_without_training() -> None:
    session = transcript((*SAID, "we poetsen samen de brug en de kade blinkt"))
    own = Concept(
        "trots",
        definition="samen iets moois maken",
        cues=(
            "de kade blinkt",
            "samen poetsen",
            "kijk onze brug",
            "de brug blinkt",
            "samen de kade",
        ),
    )
    lexicon = replace(LEXICON, concepts=(*LEXICON.concepts, own))
    (found,) = ValueSuggester(lexicon, BagOfWords(), head()).suggest(effects(session, 5), session)
    assert found[0].value == "trots"
    assert found[0].because.nearest in own.cues


def test_a_head_of_another_encoder_is_not_used() -> None:
    encoder = BagOfWords()
    assert ValueSuggester(LEXICON, encoder, head(encoder="other")).versions == {"values": "lexicon"}
    assert ValueSuggester(LEXICON, encoder, head()).versions["values"].startswith("values/2+")


def test_a_value_that_left_the_lexicon_is_never_suggested() -> None:
    session = transcript()
    smaller = replace(LEXICON, concepts=LEXICON.concepts[1:])
    for values in ValueSuggester(smaller, BagOfWords(), head()).suggest(
        effects(session, 2, 3), session
    ):
        assert "privacy" not in {v.value for v in values}


def test_a_renamed_value_keeps_its_examples() -> None:
    """The user's own name, with the old one as an alternative."""
    session = transcript()
    renamed = replace(
        LEXICON.concepts[0],
        label="ongezien zijn",
        alt_labels=("privacy",),
        cues=(),
    )
    lexicon = replace(LEXICON, concepts=(renamed, *LEXICON.concepts[1:]))
    told = effects(session, 2)
    learned, bare = (
        {
            v.value: v.score
            for v in ValueSuggester(lexicon, BagOfWords(), h).suggest(told, session)[0]
        }
        for h in (head(), head(values=((), ("veiligheid",), ("rust",))))
    )
    assert learned["ongezien zijn"] > bare.get("ongezien zijn", 0.0)


def test_company_and_order_change_nothing() -> None:
    session = transcript()
    suggester = ValueSuggester(LEXICON, BagOfWords(), head())
    together = suggester.suggest(effects(session, 2, 3, 4), session)
    back = suggester.suggest(effects(session, 4, 3, 2), session)
    alone = [suggester.suggest(effects(session, i), session)[0] for i in (2, 3, 4)]
    assert together == back[::-1] == alone
    assert (
        ValueSuggester(LEXICON, BagOfWords(), head()).suggest(effects(session, 2, 3, 4), session)
        == together
    )


def test_a_value_that_stands_there_twice_is_suggested_once() -> None:
    double = replace(
        LEXICON, concepts=(*LEXICON, *LEXICON, Concept("Privacy", cues=("camera kijkt mee",)))
    )
    session = transcript()
    suggester = ValueSuggester(double, BagOfWords())
    for found in suggester.suggest(effects(session, 2, 3, 4), session):
        labels = [v.value.casefold() for v in found]
        assert len(set(labels)) == len(labels) == SHOWN


def test_nothing_to_value() -> None:
    session = transcript()
    assert ValueSuggester(LEXICON, BagOfWords()).suggest([], session) == []
    assert ValueSuggester(replace(LEXICON, concepts=()), BagOfWords()).suggest(
        effects(session, 2), session
    ) == [()]


def test_a_growing_session_embeds_each_text_once() -> None:
    encoder = BagOfWords()
    texts = [f"uiting nummer {i} over {i % 7}" for i in range(1, 301)]
    suggester = ValueSuggester(LEXICON, encoder, head())
    encoder.asked.clear()
    for upto in (50, 100, 200, 300):
        session = transcript(texts[:upto])
        suggester.suggest(effects(session, upto), session)
    assert len(encoder.asked) == len(set(encoder.asked))
    assert len(encoder.asked) < 300


def test_a_statement_over_two_turns_and_one_at_the_edge() -> None:
    session = transcript()
    both = Effect("e", Quote.of(session[3]), (3, 4), "mixed")
    rows = statement_vectors([both, *effects(session, 1, 4)], session, BagOfWords())
    assert rows.shape == (3, DIMENSION)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_a_new_value_stands_out_about_as_often_as_a_known_one() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 16)).astype(np.float32)
    marks = np.zeros((200, 3))
    marks[np.arange(200), (rows[:, :2] > 1.0).argmax(axis=1)] = 1.0  # third value: no examples
    texts, owners = rng.normal(size=(9, 16)).astype(np.float32), np.repeat(np.arange(3), 3)
    raw = weigh(rows, marks, texts, owners, spread=0.05).raw(rows)
    assert raw[:, 2].std() == pytest.approx(0.05 * 1.3, rel=1e-6)
    assert raw[:, 2].mean() == pytest.approx(raw[:, :2].mean(), abs=0.2)


def test_a_head_survives_the_file(tmp_path: Path) -> None:
    suggested = []
    session = transcript()
    for number, kept in enumerate((head(), head(texts={"a" * 20: np.ones(DIMENSION, np.float16)}))):
        folder = tmp_path / str(number)
        save_head(kept, folder)
        again = load_head(folder)
        assert again.version == kept.version
        assert (again.quotes, again.values, again.calibration) == (
            kept.quotes,
            kept.values,
            kept.calibration,
        )
        assert set(again.texts) == set(kept.texts)
        suggested.append(
            ValueSuggester(LEXICON, BagOfWords(), again).suggest(effects(session, 2), session)
        )
        copy = tmp_path / f"copy{number}"
        save_head(again, copy)
        assert all((copy / f.name).read_bytes() == f.read_bytes() for f in folder.iterdir())
    assert (
        suggested[0]
        == suggested[1]
        == ValueSuggester(LEXICON, BagOfWords(), head()).suggest(effects(session, 2), session)
    )


@pytest.mark.parametrize("damage", ["gone", "cut", "format", "short"])
def test_a_damaged_head_is_told(tmp_path: Path, damage: str) -> None:
    save_head(head(), tmp_path)
    match damage:
        case "gone":
            (tmp_path / "head.npz").unlink()
        case "cut":
            data = (tmp_path / "head.npz").read_bytes()
            (tmp_path / "head.npz").write_bytes(data[: len(data) // 2])
        case "format":
            (tmp_path / "head.json").write_text('{"format": "values/9"}', encoding="utf-8")
        case "short":
            save_head(head(quotes=("een",), values=((),)), tmp_path / "other")
            (tmp_path / "head.json").write_bytes((tmp_path / "other" / "head.json").read_bytes())
    with pytest.raises(AssistError, match=r"model voor waarden"):
        ValueSuggester.load(LEXICON, BagOfWords(), head=tmp_path)


def test_only_changed_texts_are_embedded_at_load() -> None:
    from assist.values.head import text_key
    from assist.values.suggest import texts_of

    texts = [t for c in LEXICON for t in texts_of(c)]
    known = {
        text_key(t): row
        for t, row in zip(texts, BagOfWords().encode(texts).astype(np.float16), strict=True)
    }
    encoder = BagOfWords()
    own = replace(LEXICON, concepts=(*LEXICON.concepts, Concept("trots", cues=("de kade blinkt",))))
    ValueSuggester(own, encoder, head(texts=known))
    assert sorted(encoder.asked) == ["de kade blinkt", "trots"]


def test_remembering_forgets_rather_than_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist.values.vectors._REMEMBERED", 3)
    encoder = Remembering(BagOfWords())
    whole = encoder.encode(["a", "b", "c", "a", "d", "e"])
    assert np.array_equal(whole, BagOfWords().encode(["a", "b", "c", "a", "d", "e"]))
    assert np.array_equal(encoder.encode(["f", "a"]), BagOfWords().encode(["f", "a"]))


def test_what_stands_elsewhere_in_a_monologue_does_not_weigh() -> None:
    # Weighed by the whole turn, all its statements had the values of what stood at its start.
    rest = "en toen ging het over de bus en de markt en wat er te eten was " * 5
    said = "er is minder gevaar op straat"

    def suggested(before: str) -> tuple[ValueSuggestion, ...]:
        text = f"{before} {rest}{said} {rest}"
        turn = Utterance(1, 0.0, 300.0, text)
        at = text.index(said)
        statement = Effect("e", Quote.of(turn, at, at + len(said)), (1,), "positive")
        suggester = ValueSuggester(LEXICON, BagOfWords())
        return suggester.suggest([statement], Transcript(Session("s"), (turn,)))[0]

    assert suggested("die camera kijkt mee in huis") == suggested("eindelijk weer slapen, stilte")
