"""What the templates show: statements as cards, utterances as pieces of marked text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from assist.core.language import N_, _, ngettext
from assist.core.statement import Effect, Statement
from assist.core.transcript import Transcript, Utterance
from assist.core.valuemap import ValueMap
from assist.export.names import find_names
from assist.review.records import Job
from assist.review.remarks import Comment
from assist.review.restoring import id_of_held
from assist.valuemap.doubts import doubt as doubt  # the templates ask it
from assist.valuemap.live import clock, proposed_names, repeated_at
from assist.valuemap.words import domain_name, polarity_name, status_name
from assist.web import why
from assist.web.disputes import Dispute
from assist.web.why import is_guess as is_guess
from assist.web.wording import said_after as said_after
from assist.web.wording import shortened as shortened
from assist.web.wording import turns as turns

SIGNS = {"positive": "+", "negative": "−", "mixed": "±"}
STATUS_SIGNS = {"suggested": "○", "accepted": "✓", "edited": "✎", "added": "＋", "rejected": "✕"}
_STAGES = {
    "": N_("Bezig met beginnen"),
    "prepare": N_("Opname geschikt maken om af te spelen"),
    "choose": N_("Spraakmodel kiezen dat in uw tijd past"),
    "load": N_("Taalmodellen laden"),
    "transcribe": N_("Opname uitschrijven"),
    "understand": N_("Effecten en handelingsopties zoeken"),
    "value": N_("Waarden erbij zoeken"),
    "map": N_("Kaart maken"),
}
_ORDER = ("", "prepare", "choose", "load", "transcribe", "understand", "value", "map")


@dataclass(frozen=True)
class Card:
    """One statement, ready to be shown."""

    statement: Statement
    sign: str
    side: str
    status: str
    status_sign: str
    time: str
    reasons: tuple[str, ...]
    answers: tuple[Statement, ...] = ()
    proposed: tuple[str, ...] = ()  # names from outside the list, not taken over yet
    repeated: tuple[str, ...] = ()  # times at which it was said again
    comments: tuple[Comment, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def effect(self) -> Effect | None:
        return self.statement if isinstance(self.statement, Effect) else None


@dataclass(frozen=True)
class Piece:
    """A run of an utterance's text, and the statements that quote it."""

    text: str
    start: int
    of: tuple[Statement, ...] = ()

    @property
    def looks(self) -> str:
        """Class names for the first statement that quotes it."""
        first = self.of[0]
        side = first.polarity if isinstance(first, Effect) else "option"
        return f"{side} {'open' if first.status == 'suggested' else 'decided'}"


@dataclass(frozen=True)
class Row:
    """One utterance with the statements that begin in it."""

    utterance: Utterance
    time: str
    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]
    disputes: tuple[Dispute, ...] = ()


def card_of(
    statement: Statement,
    effects: dict[str, Statement] | None = None,
    transcript: Transcript | None = None,
    comments: tuple[Comment, ...] = (),
) -> Card:
    """A statement as a card; ``effects`` are those that an option can answer."""
    if isinstance(statement, Effect):
        sign, side = SIGNS[statement.polarity], polarity_name(statement.polarity)
        answers: tuple[Statement, ...] = ()
    else:
        sign, side = "→", domain_name(statement.domain)
        known = effects or {}
        linked = (known.get(link.effect) for link in statement.effects)
        answers = tuple(e for e in linked if e is not None and e.status != "rejected")
    return Card(
        statement=statement,
        sign=sign,
        side=side,
        status=status_name(statement.status),
        status_sign=STATUS_SIGNS[statement.status],
        time=clock(statement.quote.start),
        reasons=tuple(why.reasons(statement, {e.id: e for e in answers})),
        answers=answers,
        proposed=proposed_names(statement),
        repeated=repeated_at(statement, transcript) if transcript else (),
        comments=comments,
    )


def rows_of(
    valuemap: ValueMap,
    only: Iterable[int] | None = None,
    carded: Container[str] | None = None,
    comments: Mapping[str, tuple[Comment, ...]] = MappingProxyType({}),
) -> list[Row]:
    """The transcript with its statements beside the words they come from.

    Parameters
    ----------
    valuemap : ValueMap
    only : iterable of int, optional
        Ids of the utterances to give; all of them when not given.
    carded : container of str, optional
        Ids of the statements that get a card; quotes are marked all the same.
    comments : mapping of str to tuple of Comment
        By statement.
    """
    starting: dict[int, list[Statement]] = defaultdict(list)
    for statement in valuemap.statements:
        starting[statement.quote.utterance].append(statement)
    effects: dict[str, Statement] = {e.id: e for e in valuemap.effects}
    wanted = None if only is None else set(only)
    return [
        Row(
            utterance=utterance,
            time=clock(utterance.start),
            pieces=pieces_of(utterance.text, starting[utterance.id]),
            cards=tuple(
                card_of(s, effects, valuemap.transcript, comments.get(s.id, ()))
                for s in starting[utterance.id]
                if carded is None or s.id in carded
            ),
        )
        for utterance in valuemap.transcript.utterances
        if wanted is None or utterance.id in wanted
    ]


@dataclass(frozen=True)
class Voice:
    """A speaker, and what helps to know who it is."""

    speaker: str
    role: str
    proposed: bool
    count: int
    time: str
    start: float
    sample: str
    named: bool = False  # what was given as a role looks like somebody's name


def voices(valuemap: ValueMap) -> list[Voice]:
    """The speakers in order of first appearance, each with a telling utterance."""
    said: dict[str, list[Utterance]] = {}
    for utterance in valuemap.transcript.utterances:
        if utterance.speaker:
            said.setdefault(utterance.speaker, []).append(utterance)
    found = []
    for speaker, own in said.items():
        sure = [u for u in own[:20] if not u.speaker_uncertain] or own
        sample = max(sure, key=lambda u: (min(len(u.text), 120), -u.start))
        role = next((u.role for u in own if u.role), None)
        proposed = any(u.role_proposed for u in own)
        told = clock(sample.start), sample.start, sample.text
        named = bool(role and find_names([role])[0])
        found.append(Voice(speaker, role or "", proposed, len(own), *told, named))
    return found


@dataclass(frozen=True)
class LeftOut:
    """Words that were held back, ready to be shown."""

    id: str
    time: str
    start: float
    text: str
    reason: str


def left_out(valuemap: ValueMap) -> list[LeftOut]:
    """What was recognised and is not believed, unless it was put back."""
    transcript = valuemap.transcript
    return [
        LeftOut(id_of_held(transcript, h), clock(h.start), h.start, h.text, _(h.reason))
        for h in transcript.held
    ]


def pieces_of(text: str, statements: Sequence[Statement]) -> tuple[Piece, ...]:
    """Cut a text where quotes begin and end; refused quotes are not marked."""
    quoting = [s for s in statements if s.status != "rejected"]
    cuts = {0, len(text)}
    for statement in quoting:
        cuts |= {statement.quote.start_char, statement.quote.end_char}
    places = sorted(cuts)
    return tuple(
        Piece(
            text[a:b],
            a,
            tuple(s for s in quoting if s.quote.start_char <= a and b <= s.quote.end_char),
        )
        for a, b in pairwise(places)
    )


def touched(valuemap: ValueMap, targets: Iterable[str]) -> set[int]:
    """Utterances whose row looks different after decisions on these statements."""
    wanted = set(targets)
    rows = set()
    for statement in valuemap.statements:
        linked = not isinstance(statement, Effect) and any(
            link.effect in wanted for link in statement.effects
        )
        if statement.id in wanted or linked:
            rows.add(statement.quote.utterance)
    return rows


def stage_line(job: Job) -> str:
    """How far a job is, in one line."""
    if job.state == "queued":
        return _("Wacht op zijn beurt")
    if job.state == "paused":
        return _("Gepauzeerd")
    line = _(_STAGES.get(job.stage, ""))
    if 0 < job.fraction < 1:  # a step that is done says nothing of the next
        line += f", {round(job.fraction * 100)} %"
    if job.seconds_left and job.seconds_left < 45:
        line += ", " + _("nog minder dan een minuut")
    elif job.seconds_left:
        minutes = round(job.seconds_left / 60)
        line += ", " + _("nog ongeveer {minutes} min").format(minutes=minutes)
    return line


def progress_of(job: Job, *, recording: bool) -> float:
    """The whole job in [0, 1]: writing out a recording takes most of the time."""
    if job.state == "queued" or job.stage not in _ORDER:
        return 0.0
    heavy = (0.0, 0.01, 0.01, 0.03, 0.85, 0.06, 0.02, 0.02)
    light = (0.0, 0.0, 0.0, 0.4, 0.0, 0.4, 0.15, 0.05)
    weights = heavy if recording else light
    at = _ORDER.index(job.stage)
    return min(1.0, sum(weights[:at]) + weights[at] * job.fraction)


def size_words(size: int) -> str:
    """Size of a file for people.

    Examples
    --------
    >>> size_words(900), size_words(2_500_000)
    ('1 kB', '2,5 MB')
    """
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    unit, number = ("GB", size / 1e9) if size >= 1e9 else ("MB", size / 1e6)
    return f"{number:.1f}".replace(".", ",") + f" {unit}"


def time_words(minutes: int) -> str:
    """A time to wait, as a choice.

    Examples
    --------
    >>> time_words(30), time_words(120)
    ('30 minuten', '2 uur')
    """
    if minutes < 60:
        return _("{n} minuten").format(n=minutes)
    return ngettext("{n} uur", "{n} uur", minutes // 60).format(n=minutes // 60)
