"""What goes out about a session: the contract's names, so that a map and an answer agree.

Every shape is read straight from the program's own frozen records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from assist.core.decision import Action, Decision
from assist.core.statement import Domain, Kind, Polarity, Statement, Status
from assist.core.transcript import Phase
from assist.core.valuemap import LinkKind
from assist.review.log import TURNING
from assist.review.records import FileKind, Job, Listed, State
from assist.web.desk import Shown

Seconds = Annotated[
    float,
    PlainSerializer(lambda s: round(s, 3) + 0.0),
    Field(ge=0, description="Seconds from the start of the recording."),
]
Score = Annotated[float, PlainSerializer(lambda s: round(s, 4) + 0.0), Field(ge=0, le=1)]


class Shape(BaseModel):
    """Read from the attributes of a record."""

    model_config = ConfigDict(from_attributes=True)


class FileShape(Shape):
    """An uploaded file."""

    kind: FileKind
    name: str = Field(description="As it was called where it came from.")
    size: int = Field(ge=0, description="Bytes.")
    sha256: str


class WorkShape(Shape):
    """How far the work on a session is."""

    state: State | Literal["none"] = Field(description="`none`: no work was ever asked for.")
    stage: str = Field(default="", description="What is being done, such as `transcribe`.")
    fraction: float = Field(default=0.0, ge=0, le=1, description="Of this stage.")
    seconds_left: float | None = Field(default=None, description="About; null when not known.")
    ahead: int = Field(default=0, ge=0, description="Works that are done before this one.")
    utterances: int = Field(default=0, ge=0, description="Written out so far.")
    found: int = Field(
        default=0, ge=0, description="First suggestions so far; 0 once the map is there."
    )
    error: str = Field(default="", description="What went wrong, as a sentence for people.")
    error_code: str = ""


class ConsentShape(Shape):
    """What the participants agreed to, as noted last."""

    at: str
    who: str
    answer: str = Field(description="`given`, `partial`, `refused`; empty: not noted.")
    note: str


class SessionShape(Shape):
    """A dialogue session."""

    id: str
    title: str
    technology: str
    recorded: str = Field(description="ISO 8601 date; empty when not told.")
    created: str = Field(description="ISO 8601 time, UTC.")
    words: str = Field(description="Names and terms to listen for, with commas.")
    participants: str = Field(description="Roles, with commas.")
    keep_until: str = Field(description="ISO 8601 date of removal; empty: never.")
    consent: ConsentShape | None
    file: FileShape | None = Field(description="What suggestions are made of.")
    recording: FileShape | None = Field(description="The sound; also beside a transcript.")
    sound: bool = Field(description="Whether there is sound to play.")
    state: State | Literal["none"] = Field(description="Of the last work; see `work`.")


class WordShape(Shape):
    """A recognised word."""

    text: str
    start: Seconds
    end: Seconds
    probability: Score


class UtteranceShape(Shape):
    """One or two spoken sentences of one speaker."""

    id: int
    start: Seconds
    end: Seconds
    speaker: str | None
    role: str | None
    phase: Phase | None
    text: str
    speaker_uncertain: bool
    role_proposed: bool
    words: list[WordShape] = Field([], description="Only when asked for.")


class HeldShape(Shape):
    """Words that were recognised and not believed; they can be put back."""

    id: str
    start: Seconds
    end: Seconds
    text: str
    reason: str = Field(description="Why they are not believed, for people.")


class SpeakerShape(Shape):
    """A voice in the talk; never a name."""

    speaker: str
    role: str = Field(description="Empty when not known.")
    proposed: bool = Field(description="The program found this role; nobody said that it is so.")
    utterances: int = Field(ge=1)
    sample: str = Field(description="Something that this voice said.")
    start: Seconds


class QuoteShape(Shape):
    """The speaker's exact words: ``exact`` is ``text[start_char:end_char]`` of the utterance."""

    utterance: int
    start_char: int = Field(ge=0)
    end_char: int = Field(ge=1)
    exact: str
    start: Seconds
    end: Seconds


class ReasonShape(Shape):
    """Why a label was suggested."""

    lexicon: list[str] = Field(description="What of the lexicon fired.")
    nearest: str = Field(description="Most similar known example.")
    words: list[str] = Field(description="Words that weighed most.")
    note: str = Field(description="Code of any other ground, such as `same_value` or `by_hand`.")


class ValueOfShape(Shape):
    """A value behind a statement."""

    value: str
    score: Score
    because: ReasonShape


class AnswerShape(Shape):
    """An effect that an option answers."""

    effect: str
    score: Score
    because: ReasonShape


class CommentShape(Shape):
    """A remark beside a statement."""

    number: int = Field(description="Of the decision; `withdraw` asks for it.")
    at: str
    who: str
    text: str


class StatementShape(Shape):
    """An effect or an option (handelingsoptie), as it stands after all decisions."""

    id: str
    kind: Kind
    status: Status
    quote: QuoteShape
    utterances: list[int]
    repeated: list[int] = Field(description="Later utterances that say it again.")
    polarity: Polarity | None = Field(None, description="Of an effect.")
    actor: str | None = Field(None, description="For whom; of an effect.")
    domain: Domain | None = Field(None, description="Of an option.")
    effects: list[AnswerShape] = Field([], description="That an option answers.")
    values: list[ValueOfShape]
    proposed: list[ValueOfShape] = Field(description="Names from outside the lexicon, not taken.")
    wording: str = Field(description="The user's own text; never the quote.")
    score: Score
    because: ReasonShape
    comments: list[CommentShape] = []
    conflicts: list[str] = Field([], description="Fields that two people changed; see there.")


class DecisionShape(Shape):
    """One line of the log, which only grows."""

    number: int = Field(ge=1)
    at: str = Field(description="ISO 8601 time, UTC.")
    who: str
    action: Action
    target: str
    change: dict[str, Any]
    made_by: str = Field(description="Model and version whose suggestion it was about.")
    undone: bool = Field(False, description="Whether it is out of force now.")


class StepShape(Shape):
    """A decision about one thing, in words."""

    number: int
    at: str
    who: str
    action: Action
    text: list[str] = Field(description="What happened, a sentence each, for people.")
    in_force: bool = Field(description="False for what was undone.")
    together: int = Field(ge=1, description="Things that the same act was about.")
    made_by: str


class VersionShape(Shape):
    """What one person made of a field."""

    number: int = Field(description="Of the decision; `settle` asks for it.")
    at: str
    who: str
    value: Any


class ConflictShape(Shape):
    """Two versions of one field; both are in the log, and the later stands."""

    target: str
    field: str
    earlier: VersionShape
    later: VersionShape


class OfferShape(Shape):
    """A value of the group's own, offered to the user's list."""

    value: str
    definition: str
    number: int
    at: str
    who: str


class ReviewShape(Shape):
    """Where the review of a session stands. Its `ETag` changes with every decision."""

    run: int = Field(description="Number of the run that made the suggestions.")
    decisions: int = Field(ge=0, description="Length of the log.")
    statements: int = Field(ge=0)
    reviewed: int = Field(ge=0, description="Statements that somebody decided on.")
    undo: DecisionShape | None = Field(description="What `undo` would turn now.")
    redo: DecisionShape | None = Field(description="What `redo` would bring back now.")
    conflicts: int = Field(ge=0, description="That nobody settled.")
    lost: list[int] = Field(description="Corrections whose words this run does not have.")
    orphans: list[str] = Field(
        description="Decided statements that the run no longer holds, and that could not stay."
    )


class LinkShape(Shape):
    """A tie in the map: effect raises value, value is served by option, option answers effect."""

    source: str
    target: str
    kind: LinkKind
    score: Score


def session_shape(about: Listed, *, sound: bool) -> SessionShape:
    """A session as it is listed."""
    return SessionShape(
        id=about.id,
        title=about.title,
        technology=about.technology,
        recorded=about.recorded,
        created=about.created,
        words=about.words,
        participants=about.participants,
        keep_until=about.keep_until,
        consent=ConsentShape.model_validate(about.consent) if about.consent else None,
        file=FileShape.model_validate(about.source) if about.source else None,
        recording=FileShape.model_validate(about.recording) if about.recording else None,
        sound=sound,
        state=about.job.state if about.job else "none",
    )


def work_shape(job: Job | None, *, ahead: int, heard: int, found: int) -> WorkShape:
    """How far a session's last work is."""
    if job is None:
        return WorkShape(state="none")
    return WorkShape(
        state=job.state,
        stage=job.stage,
        fraction=job.fraction,
        seconds_left=job.seconds_left,
        ahead=ahead,
        utterances=heard,
        found=found,
        error=job.error,
        error_code=job.error_code,
    )


def decision_shapes(decisions: Iterable[Decision], shown: Shown) -> list[DecisionShape]:
    """Decisions, and whether they still hold."""
    holding = {d.number for d in shown.in_force}
    shapes = []
    for decision in decisions:
        shape = DecisionShape.model_validate(decision)
        shape.undone = decision.action not in TURNING and decision.number not in holding
        shapes.append(shape)
    return shapes


def statement_shape(statement: Statement, shown: Shown | None = None) -> StatementShape:
    """A statement with all that is known of it."""
    shape = StatementShape.model_validate(statement)
    if shown is None:
        return shape
    comments = shown.comments.get(statement.id, ())
    shape.comments = [CommentShape.model_validate(c) for c in comments]
    shape.conflicts = [c.field for c in shown.conflicts if c.target == statement.id]
    return shape
