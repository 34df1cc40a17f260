"""From transcript to statements: stream and whole alike, exact words, with or without people."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tiny_corpus import WordEncoder, session

from assist.core.errors import AssistError
from assist.core.leaving_out import without
from assist.core.statement import Effect, Option, id_of
from assist.core.transcript import PHASES, Phase, Session, Transcript, Utterance
from assist.training.corpus import GoldSession, _session
from assist.training.heads import fit, prepare
from assist.understand.heads import Heads
from assist.understand.nlp import make_nlp
from assist.understand.parts import MOST, SHORTEST, parts_of
from assist.understand.reading import Reading
from assist.understand.understander import Understander


@pytest.fixture(scope="module")
def golds() -> list[GoldSession]:
    return [_session(session(n)) for n in range(1, 6)]


@pytest.fixture(scope="module")
def heads(golds: list[GoldSession]) -> Heads:
    return fit(prepare(golds, WordEncoder()), WordEncoder.name)


@pytest.fixture
def understander(heads: Heads) -> Understander:
    return Understander(heads, WordEncoder(), make_nlp())


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    return _session(session(7)).transcript


def test_statements_are_found_with_the_speakers_exact_words(
    understander: Understander, transcript: Transcript
) -> None:
    found = understander.understand(transcript)
    assert found.effects
    assert found.options
    for statement in (*found.effects, *found.options):
        quote = statement.quote
        assert transcript[quote.utterance].text[quote.start_char : quote.end_char] == quote.exact
        assert quote.utterance in statement.utterances
        assert 0.0 < statement.score <= 1.0
        assert statement.because.nearest
        assert statement.id == id_of(statement.kind, transcript.session.id, quote)


def test_the_same_talk_gives_the_same_answer_twice(
    understander: Understander, transcript: Transcript
) -> None:
    assert understander.understand(transcript) == understander.understand(transcript)


def test_a_stream_ends_where_the_whole_transcript_does(
    understander: Understander, transcript: Transcript
) -> None:
    listening = understander.start(replace(transcript.session, duration=transcript.duration))
    first = [s for u in transcript.utterances for s in listening.add(u)]
    assert listening.finish() == understander.understand(transcript)
    assert first
    spoken = [s.quote.utterance for s in first]
    assert spoken == sorted(spoken)


def test_first_suggestions_come_one_turn_late(
    understander: Understander, transcript: Transcript
) -> None:
    listening = understander.start(transcript.session)
    for utterance in transcript.utterances:
        for statement in listening.add(utterance):
            assert statement.quote.utterance == utterance.id - 1


def test_each_text_of_a_stream_is_embedded_once(heads: Heads, transcript: Transcript) -> None:
    """And quotes; at the end also with words left out, for the reasons."""
    encoder = WordEncoder()
    listening = Understander(heads, encoder, make_nlp()).start(transcript.session)
    for utterance in transcript.utterances:
        listening.add(utterance)
    listening.finish()
    said = [u.text for u in transcript.utterances]
    *talk, reasons = encoder.asked
    assert [text for texts in talk for text in texts if text in said] == said
    assert reasons


def test_a_whole_transcript_quotes_reasons_and_repetition_are_embedded_in_four_calls(
    heads: Heads, transcript: Transcript
) -> None:
    encoder = WordEncoder()
    Understander(heads, encoder, make_nlp()).understand(transcript)
    assert len(encoder.asked) <= 4


def test_without_the_words_named_a_statement_scores_lower(
    understander: Understander, transcript: Transcript
) -> None:
    found = understander.understand(transcript)
    named = [s for s in (*found.effects, *found.options) if s.because.words]
    assert named
    for statement in named:
        said = transcript[statement.quote.utterance]
        at = said.text.index(statement.because.words[0])
        left = without(said.text, at, at + len(statement.because.words[0]))
        less = transcript.with_utterances(
            replace(u, text=left) if u.id == said.id else u for u in transcript.utterances
        )
        again = understander.understand(less)
        scores = [
            s.score
            for s in (*again.effects, *again.options)
            if s.kind == statement.kind and s.quote.utterance == said.id
        ]
        assert max(scores, default=0.0) < statement.score


def test_text_and_times_alone_are_enough(
    understander: Understander, transcript: Transcript
) -> None:
    bare = transcript.with_utterances(
        replace(u, speaker=None, role=None) for u in transcript.utterances
    )
    found = understander.understand(bare)
    assert found.effects
    assert found.options


def test_utterances_get_a_phase_and_keep_the_one_they_have(
    understander: Understander, transcript: Transcript
) -> None:
    assert {u.phase for u in understander.understand(transcript).utterances} <= set(PHASES)
    known = transcript.with_utterances(replace(u, phase="waarden") for u in transcript.utterances)
    assert {u.phase for u in understander.understand(known).utterances} == {"waarden"}


def test_without_any_times_the_order_tells_the_place(
    understander: Understander, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With all places 0.0 a third of the statements was not found.
    seen: list[list[float]] = []
    phases = Heads.phases

    def looking(heads: Heads, reading: Reading) -> list[Phase]:
        seen.append(reading.place.tolist())
        return phases(heads, reading)

    monkeypatch.setattr(Heads, "phases", looking)
    untimed = tuple(replace(u, start=0.0, end=0.0) for u in transcript.utterances)
    understander.understand(Transcript(Session("s"), untimed))
    understander.understand(transcript)
    by_order, by_time = seen
    assert by_order[0] == 0.0
    assert all(b > a for a, b in pairwise(by_order))
    assert by_order[-1] > 0.9
    starts = [u.start / transcript.duration for u in transcript.utterances]
    assert by_time == pytest.approx(starts, abs=1e-4)


@pytest.mark.parametrize("texts", [[], [""], ["   "], ["", "Ja.", " "], ["\n"], ["a\nb", "😀"]])
def test_odd_transcripts_do_no_harm(understander: Understander, texts: list[str]) -> None:
    utterances = tuple(Utterance(n, n, n, text) for n, text in enumerate(texts, 1))
    found = understander.understand(Transcript(Session("leeg"), utterances))
    assert len(found.utterances) == len(utterances)
    listening = understander.start(Session("leeg"))
    for utterance in utterances:
        listening.add(utterance)
    assert [u.id for u in listening.finish().utterances] == [u.id for u in utterances]


def test_counted_proposals_in_one_turn_are_two(understander: Understander) -> None:
    talk = _session(session(7)).transcript
    text = (
        "Ten eerste kunnen we gewoon een knop maken waarmee je hem uitzet. "
        "En ten tweede spreek af dat er elk half jaar iemand naar de cijfers kijkt."
    )
    place = next(i for i, u in enumerate(talk.utterances) if "knop" in u.text)
    changed = list(talk.utterances)
    changed[place] = replace(changed[place], text=text)
    found = understander.understand(talk.with_utterances(changed))
    here = [s for s in (*found.options, *found.effects) if s.quote.utterance == place + 1]
    assert len(here) == 2
    assert here[0].quote.end_char <= here[1].quote.start_char


def monologue(transcript: Transcript, marks: bool) -> Transcript:
    """All that was said in one breath, with or without punctuation."""
    text = " ".join(u.text for u in transcript.utterances)
    if not marks:
        text = re.sub(r"[^\w\s']", "", text).lower()
    return Transcript(transcript.session, (Utterance(7, 0.0, 240.0, text, "S1", "burger"),))


@pytest.mark.parametrize("marks", [True, False])
def test_a_monologue_is_read_part_by_part(
    understander: Understander, transcript: Transcript, marks: bool
) -> None:
    talk = monologue(transcript, marks)
    found = understander.understand(talk)
    statements = (*found.effects, *found.options)
    assert len(statements) > 3
    assert len({s.id for s in statements}) == len(statements)
    for statement in statements:
        quote = statement.quote
        assert statement.utterances == (7,)
        assert talk[7].text[quote.start_char : quote.end_char] == quote.exact
        assert len(quote.exact.split()) <= MOST
    assert len({s.quote.start for s in statements}) > 3
    assert [u.id for u in found.utterances] == [7]
    first = understander.start(replace(talk.session, duration=talk.duration))
    assert first.add(talk[7])
    assert first.finish() == found


@given(
    st.lists(
        st.sampled_from(["ja", "nee.", "en", "dan,", "Hè?", "(zo", "\n", "😀", "x" * 30]),
        max_size=150,
    )
)
def test_parts_hold_all_words_and_none_is_long(words: list[str]) -> None:
    utterance = Utterance(3, 5.0, 65.0, " ".join(words))
    parts = list(parts_of(utterance))
    assert [w for p in parts for w in p.utterance.text.split()] == utterance.text.split()
    for part in parts:
        said = part.utterance.text
        assert utterance.text[part.offset : part.offset + len(said)] == said
        assert len(parts) == 1 or SHORTEST <= len(said.split()) <= MOST
    assert all(a.utterance.end <= b.utterance.start for a, b in pairwise(parts))


def test_heads_of_another_encoder_are_refused(heads: Heads) -> None:
    other = WordEncoder()
    other.name = "another"
    with pytest.raises(AssistError) as error:
        Understander(heads, other, make_nlp())
    assert error.value.code == "heads-other-encoder"


def test_an_unknown_spacy_pipeline_is_told_in_one_sentence() -> None:
    with pytest.raises(AssistError) as error:
        make_nlp("nl_bestaat_niet")
    assert error.value.code == "nlp-unreadable"


def test_the_pipeline_works_on_plain_text_as_any_spacy_pipeline(
    understander: Understander, transcript: Transcript
) -> None:
    doc = understander.nlp("\n".join(u.text for u in transcript.utterances))
    assert len(doc.spans["utterances"]) == len(transcript.utterances)
    assert len(doc.spans["effects"])
    assert {s.label_ for s in doc.spans["options"]} <= {"techniek", "omgeving", "mens"}
    assert len(doc.spans["effects"].attrs["scores"]) == len(doc.spans["effects"])


def test_a_users_own_trained_pipeline_serves_as_base(
    heads: Heads, transcript: Transcript, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import spacy

    folder = tmp_path_factory.mktemp("nlp") / "eigen"
    own = spacy.blank("nl", meta={"name": "eigen", "version": "1.2.3"})
    own.add_pipe("sentencizer")
    own.to_disk(folder)
    understander = Understander(heads, WordEncoder(), make_nlp(str(folder)))
    assert understander.nlp.pipe_names[0] == "sentencizer"
    assert understander.versions["nlp"] == "nl_eigen 1.2.3"
    found = understander.understand(transcript)
    assert any(isinstance(s, Effect) for s in found.effects)
    assert all(isinstance(s, Option) for s in found.options)
