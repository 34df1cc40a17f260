"""Rough copies: as many errors as asked for, labels that still stand, the same every time."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.core.errors import AssistError
from assist.core.statement import Effect, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.models.shipped import shipped
from assist.training.asr_noise import noisy_session, noisy_texts
from assist.training.asr_noise.alignment import Scene, align, edit_path, read_scenes
from assist.training.asr_noise.card import count_words
from assist.training.asr_noise.channel import AsrChannel, read_channel, units
from assist.training.asr_noise.errors import kind_of_mark
from assist.training.asr_noise.learning import learn
from assist.training.asr_noise.looks import wer_of
from assist.training.corpus import GoldSession, read_gold


@pytest.fixture(scope="module")
def channel() -> AsrChannel:
    return read_channel()


@pytest.fixture(scope="module")
def gold() -> GoldSession:
    return read_gold(shipped("models", "corpus", "consult_spraakverslag.json"))


def one(text: str, start: int = 0, end: int | None = None) -> GoldSession:
    utterance = Utterance(1, 0.0, 9.0, text, "S1", "burger")
    effect = Effect("e1", Quote.of(utterance, start, end), (1,), "negative")
    transcript = Transcript(Session("proef", technology="kast"), (utterance,))
    return GoldSession(transcript, "", (effect,), (), {}, ())


def test_the_word_error_rate_is_the_one_asked_for(channel: AsrChannel, gold: GoldSession) -> None:
    for wer in (0.1, 0.2, 0.35):
        copy = noisy_session(gold, channel, wer=wer)
        scene = Scene(
            "x",
            tuple(u.text for u in gold.transcript.utterances),
            " ".join(u.text for u in copy.transcript.utterances),
        )
        assert wer_of([align(scene)]) == pytest.approx(wer, abs=0.035)
    assert noisy_session(gold, channel, wer=0.0) is gold


def test_a_copy_is_the_same_every_time_and_another_with_another_seed(
    channel: AsrChannel, gold: GoldSession
) -> None:
    first = noisy_session(gold, channel)
    again = noisy_session(gold, read_channel())
    assert first.transcript == again.transcript
    assert first.effects == again.effects
    assert first.transcript != noisy_session(gold, channel, seed=1).transcript


def test_only_words_change(channel: AsrChannel, gold: GoldSession) -> None:
    copy = noisy_session(gold, channel, wer=0.4)
    kept = [(u.id, u.start, u.end, u.speaker, u.role) for u in copy.transcript.utterances]
    assert kept == [(u.id, u.start, u.end, u.speaker, u.role) for u in gold.transcript.utterances]
    assert copy.phases == gold.phases
    for before, after in zip(gold.statements, copy.statements, strict=True):
        text = copy.transcript[after.quote.utterance].text
        assert text[after.quote.start_char : after.quote.end_char] == after.quote.exact
        assert (after.id, after.utterances, after.values) == (
            before.id, before.utterances, before.values
        )  # fmt: skip
    for (_, mention), (_, named) in zip(gold.mentions, copy.mentions, strict=True):
        text = copy.transcript[mention.utterance].text
        assert text[named.start_char : named.end_char] == named.exact


WORDS = st.lists(
    st.one_of(
        st.sampled_from(["eh", "de", "het", "veiligheid,", "'t", "niet.", "…", "-", "(zo)", "AED"]),
        st.text(alphabet="abcdeghijnorstu'é-?.,", min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=150)
@given(words=WORDS, data=st.data())
def test_any_quote_stays_word_for_word(
    channel: AsrChannel, words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    copy = noisy_session(one(text, start, end), channel, wer=0.5, seed=data.draw(st.integers(0, 9)))
    said = copy.transcript[1].text
    quote = copy.effects[0].quote
    assert said == said.strip() != ""
    assert said[quote.start_char : quote.end_char] == quote.exact != ""


def test_a_quote_takes_its_own_words_along_and_no_others(channel: AsrChannel) -> None:
    text = (
        "Dat vind ik prima. Mijn buurvrouw durft sindsdien niet meer naar buiten. En de hond ook."
    )
    start = text.index("Mijn")
    end = text.index(" En de")
    for seed in range(30):
        copy = noisy_session(one(text, start, end), channel, seed=seed)
        words = {w.strip(".,?!") for w in copy.effects[0].quote.exact.lower().split()}
        assert not {"prima", "hond", "vind"} & words
        if "buurvrouw" in copy.transcript[1].text:
            assert "buurvrouw" in words


def test_text_without_marks_gets_none(channel: AsrChannel) -> None:
    text = "ik zeg dat hij ons ziet en dan weet je het wel hij kijkt mee zo is dat"
    for seed in range(20):
        (copy,) = noisy_texts([text], channel, Random(seed), 0.3)
        assert copy == copy.lower()
        assert not set(copy) & set(".,?!")


def test_common_short_words_are_heard_better_than_rare_long_ones(channel: AsrChannel) -> None:
    texts = ["ik heb dat ook niet gezien tussen jeneverbeskoekjes"] * 400
    copies = noisy_texts(texts, channel, Random(0), 0.3)
    common = sum("dat" in c.split() for c in copies)
    rare = sum("jeneverbeskoekjes" in c.split() for c in copies)
    assert common > rare + 100


def test_errors_are_found_where_they_are() -> None:
    scene = Scene("x", ("Dat is het wrak.", "Kijk eens hier, uh."), "dat is een vrak kijk is hier")
    found = align(scene)
    assert [(r.meant[0].low, [t.low for t in r.heard]) for r in found.runs] == [
        ("het", ["een", "vrak"]), ("eens", ["is"]), ("uh", [])
    ]  # fmt: skip
    assert dict(found.counts) == {"words": 8, "replace": 3, "delete": 1}


def test_a_run_ends_with_the_turn() -> None:
    found = align(Scene("x", ("dat wrak", "mooi hier"), "dat brak booi hier"))
    assert [[t.low for t in r.meant] for r in found.runs] == [["wrak"], ["mooi"]]


def test_letters_are_compared_as_sounds() -> None:
    assert edit_path(units("wijn"), units("wein")) == [(1, "ei")]
    assert len(edit_path(units("schip"), units("skip"))) == 2
    assert edit_path(units("lopen"), units("lope")) == [(4, "")]


def test_what_is_learned_is_what_went_wrong() -> None:
    turn = "dit is een huis en dat is een paard van de buren in het dorp."
    heard = turn.replace("dit", "het").replace("paard", "baard").replace("buren", "bu ren")
    scenes = [Scene(f"s{n}", (turn,) * 4, " ".join([heard] * 4)) for n in range(6)]
    words = count_words([turn, turn, "het baard"] * 2)
    found = learn(scenes, words)
    assert found.swaps["dit"] == {"het": 1.0}
    assert found.edits["^p"]["b"] == 1.0
    assert found.becomes["5-7"]["2"] == pytest.approx(0.5)
    assert found.wer == pytest.approx(4 / 15, abs=0.001)
    assert found.last_marks["."] == {".": 1.0}
    assert learn(scenes, words).severity == found.severity


def test_scenes_need_both_halves(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("0.0\t1.0\tS1\tDag allemaal.\n", encoding="utf-8")
    with pytest.raises(AssistError):
        read_scenes(tmp_path, tmp_path)
    (tmp_path / "a.json").write_text(json.dumps([{"text": " Dag."}]), encoding="utf-8")
    assert read_scenes(tmp_path, tmp_path) == (Scene("a", ("Dag allemaal.",), "Dag."),)


def test_a_damaged_channel_is_told(tmp_path: Path) -> None:
    (tmp_path / "channel.json").write_text('{"format": "asr-noise/1"}', encoding="utf-8")
    with pytest.raises(AssistError) as error:
        read_channel(tmp_path)
    assert error.value.code == "noise-unreadable"


def test_no_sentence_of_the_recordings_ships() -> None:
    data = json.loads(shipped("models", "asr_noise", "channel.json").read_text(encoding="utf-8"))
    told = [text for value in data["swaps"].values() for text in value] + list(data["swaps"])
    assert all(" " not in word and len(word) <= 6 for word in told)


def test_marks_have_one_kind_each() -> None:
    assert [kind_of_mark(m) for m in ("", ",", "?!", "...", ".)", " -")] == [
        "", ",", "?", "…", ".", ","
    ]  # fmt: skip
