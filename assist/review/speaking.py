"""Who speaks: decisions like any other, which hold when voices get other labels."""

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
from assist.review.roles import ROLE, anchors
from assist.review.wish import Wish
from assist.transcribe.speakers import is_label, with_roles

SPEAKER: Final = "speaker"
NEW: Final = "new"  # somebody who has no label yet


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


def told(suggestions: ValueMap, log: Iterable[Decision]) -> ValueMap:
    """A run of the pipeline with the speakers and roles that the decisions in force give.

    Parameters
    ----------
    suggestions : ValueMap
        As the run made it, with what was put back.
    log : iterable of Decision
        The session's whole log.

    Notes
    -----
    A label of a speaker is that of the run in which it was decided: in another, whoever is
    heard at the same times is meant. An utterance goes with the role of its new speaker.
    Where another run cut the talk otherwise, what lies for the larger part in the time of
    the utterance goes along. A role that the run proposed goes when somebody else is given
    it.
    """
    decisions = [d for d in acts(log) if d.action in (SPEAKER, ROLE)]
    if not decisions:
        return suggestions
    run = suggestions.transcript
    voices = _Voices(run)
    roles: dict[str, str] = {}
    for decision in decisions:
        change = decision.change
        names = voices.names(change.get("heard", {}))
        if decision.action == ROLE:
            for label, role in change["roles"].items():
                roles[names.get(label, label)] = str(role)
            continue
        label = str(change["speaker"])
        for said in change["utterances"]:
            for u in voices.at(said):
                voices.given[u.id] = names.get(label, label)
    known: dict[str, tuple[str | None, bool]] = {}
    for u in run.utterances:
        if u.speaker and u.role:
            known.setdefault(u.speaker, (u.role, u.role_proposed))
    utterances: Iterable[Utterance] = (
        _spoken_by(u, voices.given[u.id], known) if u.id in voices.given else u
        for u in run.utterances
    )
    if roles:
        utterances = with_roles(utterances, roles)
    return replace(suggestions, transcript=run.with_utterances(utterances))


class _Voices:
    """Who speaks when in a run, while people say otherwise of some utterances."""

    def __init__(self, run: Transcript) -> None:
        self.run = run
        self.given: dict[int, str] = {}

    def names(self, heard: Mapping[str, Any]) -> dict[str, str]:
        """What speakers of another run are called in this one: who speaks at those times.

        A label that speaks there itself keeps its name, and so does one that nobody else
        took over.
        """
        wanted = {label: [tuple(span) for span in spans] for label, spans in heard.items()}
        seconds: dict[str, dict[str, float]] = {label: defaultdict(float) for label in wanted}
        for u in self.run.utterances if wanted else ():
            speaker = self.given.get(u.id, u.speaker)
            if not speaker:
                continue
            for label, spans in wanted.items():
                for start, end in spans:
                    if u.start < end and u.end > start:
                        seconds[label][speaker] += min(u.end, end) - max(u.start, start)
        found = {}
        for label, spoken in seconds.items():
            most = max(spoken.values(), default=0.0)
            if spoken and spoken.get(label, 0.0) < most:
                found[label] = min(s for s, spent in spoken.items() if spent >= most)
        return found

    def at(self, said: Mapping[str, Any]) -> list[Utterance]:
        """The utterance that was meant, or those that lie in its time."""
        start, end = float(said["start"]), float(said["end"])
        if said["id"] in self.run:
            here = self.run[said["id"]]
            if (here.start, here.end) == (start, end):
                return [here]
        return [u for u in self.run.utterances if start <= (u.start + u.end) / 2 <= end]


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
