"""Whose an utterance is: a decision like any other, that holds when voices get other labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.transcript import Transcript, Utterance
from assist.core.valuemap import ValueMap
from assist.review.correcting import place
from assist.review.log import acts
from assist.review.wish import Wish
from assist.transcribe.speakers import is_label

SPEAKER: Final = "speaker"
NEW: Final = "new"  # somebody who has no label yet
ANCHORS = 8  # longest utterances by which a voice is known again in another run


def give_speaker(shown: ValueMap, utterances: Sequence[int], speaker: str) -> Wish | None:
    """Say whose utterances these are; None when nothing would change.

    Parameters
    ----------
    shown : ValueMap
        As decided so far.
    utterances : sequence of int
        Ids; one, or a run of them.
    speaker : str
        A label that is in use (``S2``), `NEW` for somebody who has none yet, empty for
        nobody knows.

    Raises
    ------
    AssistError
        ``statement-gone`` for an unknown utterance; ``choice-unknown`` for another label.
    """
    transcript = shown.transcript
    wanted = list(dict.fromkeys(utterances))
    if not wanted or any(u not in transcript for u in wanted):
        raise AssistError("statement-gone")
    labels = speakers_of(transcript)
    if speaker == NEW:
        speaker = next_label(labels)
    elif speaker and speaker not in labels:
        raise AssistError("choice-unknown", given=speaker, known=", ".join((*labels, NEW)))
    change: list[dict[str, Any]] = [
        {"id": u.id, "start": u.start, "end": u.end, "was": u.speaker or ""}
        for u in (transcript[i] for i in wanted)
        if (u.speaker or "") != speaker or u.speaker_uncertain
    ]
    if not change:
        return None
    made = {"speaker": speaker, "utterances": change, "heard": anchors(transcript, [speaker])}
    return Wish(SPEAKER, place(change[0]["id"]), made)


def run_of(transcript: Transcript, utterance: int) -> tuple[int, ...]:
    """Utterances around this one that have the same speaker, without a break.

    Raises
    ------
    KeyError
        When there is no such utterance.
    """
    speaker = transcript[utterance].speaker
    ids = [u.id for u in transcript.utterances]
    at = first = last = ids.index(utterance)
    said = transcript.utterances
    while first > 0 and said[first - 1].speaker == speaker:
        first -= 1
    while last + 1 < len(said) and said[last + 1].speaker == speaker:
        last += 1
    assert first <= at <= last
    return tuple(ids[first : last + 1])


def speakers_of(transcript: Transcript) -> tuple[str, ...]:
    """Labels in use, in order of first appearance."""
    return tuple(dict.fromkeys(u.speaker for u in transcript.utterances if u.speaker))


def next_label(labels: Iterable[str]) -> str:
    """The first label of ours that is free."""
    numbers = [int(label[1:]) for label in labels if is_label(label)]
    return f"S{max(numbers, default=0) + 1}"


def anchors(transcript: Transcript, speakers: Iterable[str]) -> dict[str, list[list[float]]]:
    """When speakers are heard longest, so that another run's labels can be told."""
    found: dict[str, list[list[float]]] = {}
    for speaker in speakers:
        own = [u for u in transcript.utterances if speaker and u.speaker == speaker]
        own = sorted(own, key=lambda u: (u.speaker_uncertain, u.start - u.end, u.id))[:ANCHORS]
        if own:
            found[speaker] = [[u.start, u.end] for u in sorted(own, key=lambda u: u.start)]
    return found


def label_now(transcript: Transcript, speaker: str, heard: Mapping[str, Any]) -> str:
    """What a speaker of another run is called in this one: who speaks at those times.

    The label itself where that is not known.
    """
    seconds: dict[str, float] = defaultdict(float)
    for start, end in heard.get(speaker, ()):
        for u in transcript.utterances:
            if u.speaker and u.start < end and u.end > start:
                seconds[u.speaker] += min(u.end, end) - max(u.start, start)
    if not seconds:
        return speaker
    most = max(seconds.values())
    if seconds.get(speaker, 0.0) >= most:
        return speaker
    return min(s for s, told in seconds.items() if told >= most)


def with_speakers(suggestions: ValueMap, log: Iterable[Decision]) -> ValueMap:
    """A run of the pipeline with the speakers that the decisions in force give.

    Parameters
    ----------
    suggestions : ValueMap
        As the run made it, with what was put back.
    log : iterable of Decision
        The session's whole log.

    Notes
    -----
    An utterance goes with the role of its new speaker. Where another run cut the talk
    otherwise, what lies for the larger part in the time of the utterance goes along.
    """
    decisions = [d for d in acts(log) if d.action == SPEAKER]
    if not decisions:
        return suggestions
    run = suggestions.transcript
    given: dict[int, str] = {}
    for decision in decisions:
        change = decision.change
        speaker = label_now(run, str(change["speaker"]), change.get("heard", {}))
        for said in change["utterances"]:
            for u in _there(run, said):
                given[u.id] = speaker
    roles: dict[str, tuple[str | None, bool]] = {}
    for u in run.utterances:
        if u.speaker and u.role:
            roles.setdefault(u.speaker, (u.role, u.role_proposed))
    utterances = tuple(
        _spoken_by(u, given[u.id], roles) if u.id in given else u for u in run.utterances
    )
    return replace(suggestions, transcript=run.with_utterances(utterances))


def _spoken_by(
    utterance: Utterance, speaker: str, roles: Mapping[str, tuple[str | None, bool]]
) -> Utterance:
    role, proposed = roles.get(speaker, (None, False))
    if speaker == (utterance.speaker or ""):
        role, proposed = utterance.role, utterance.role_proposed
    return replace(
        utterance,
        speaker=speaker or None,
        role=role,
        role_proposed=proposed,
        speaker_uncertain=False,
    )


def _there(transcript: Transcript, said: Mapping[str, Any]) -> list[Utterance]:
    """The utterance that was meant, or those that lie in its time."""
    start, end = float(said["start"]), float(said["end"])
    if said["id"] in transcript:
        here = transcript[said["id"]]
        if (here.start, here.end) == (start, end):
            return [here]
    return [u for u in transcript.utterances if start <= (u.start + u.end) / 2 <= end]
