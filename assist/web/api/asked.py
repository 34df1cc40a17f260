"""What comes in: a decision that somebody asks for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assist.core.statement import Domain, Kind, Polarity
from assist.review.correcting import MAX_TEXT
from assist.review.remarks import MAX_COMMENT
from assist.review.wish import MAX_NAME, MAX_WORDING

Target = Annotated[str, Field(min_length=1, max_length=80, description="Id of a statement.")]
Name = Annotated[str, Field(max_length=MAX_NAME)]
Wording = Annotated[str, Field(max_length=MAX_WORDING, description="Own text beside the quote.")]
Words = Annotated[
    str,
    Field(max_length=10_000, description="Exactly as spoken in that utterance."),
]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Asked(BaseModel):
    """Strict: a misspelt field is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Sighted(Asked):
    """Decided in sight of what there was then; when others changed it since, that is told."""

    seen: Number | None = Field(
        None,
        description="Number of the last decision that was in sight (`decisions` of the review)."
        " What others changed since then is not lost: see `conflicts`.",
    )


class JudgeAsked(Sighted):
    """Accept, reject, or put back as it was suggested."""

    action: Literal["accept", "reject", "reset"]
    target: Target


class EditAsked(Sighted):
    """Change fields of a statement; a field that is left out stays."""

    action: Literal["edit"]
    target: Target
    values: list[Name] | None = Field(None, max_length=100, description="All of them.")
    add_values: list[Name] | None = Field(None, max_length=100, description="Beside what is there.")
    drop_values: list[Name] | None = Field(None, max_length=100, description="To take away.")
    wording: Wording | None = None
    words: Words | None = Field(None, description="Another extent of the quote.")
    polarity: Polarity | None = Field(None, description="Of an effect.")
    actor: Name | None = Field(None, description="For whom; of an effect.")
    domain: Domain | None = Field(None, description="Of an option.")
    effects: list[Target] | None = Field(
        None, max_length=1000, description="Ids of all effects that an option answers."
    )


class AddAsked(Sighted):
    """A statement of one's own, on words that were spoken."""

    action: Literal["add"]
    kind: Kind
    utterance: Number
    words: Words
    at: Number | None = Field(
        None, description="Character to search from, where the words occur more than once."
    )
    polarity: Polarity | None = Field(None, description="Of an effect: asked for there.")
    domain: Domain | None = Field(None, description="Of an option: asked for there.")
    actor: Name = ""
    values: list[Name] = Field([], max_length=100)
    wording: Wording = ""


class RestoreAsked(Sighted):
    """Put back words that were held back."""

    action: Literal["restore"]
    target: Annotated[str, Field(min_length=1, max_length=80, description="Id of held words.")]


class RolesAsked(Sighted):
    """Give speakers their roles."""

    action: Literal["role"]
    roles: dict[Name, Name] = Field(
        max_length=500, description="Role by speaker; empty for nobody's."
    )


class SplitAsked(Sighted):
    """Make two statements of one; the words of the two do not overlap."""

    action: Literal["split"]
    target: Target
    first: Words
    second: Words
    utterance: Number | None = Field(
        None, description="Where the second words were said, when that is another utterance."
    )


class MergeAsked(Sighted):
    """Make one of several statements of a kind; the first that was spoken stays."""

    action: Literal["merge"]
    targets: list[Target] = Field(min_length=2, max_length=100)


class CommentAsked(Sighted):
    """Say something beside a statement, or take back what was said there."""

    action: Literal["comment"]
    target: Annotated[str, Field(max_length=80)] = Field(
        "", description="Id of a statement; not asked for when one is withdrawn."
    )
    text: Annotated[str, Field(max_length=MAX_COMMENT)] = ""
    withdraw: Number | None = Field(None, description="Number of the decision that said it.")


class CorrectAsked(Sighted):
    """Correct what was recognised; times are kept and statements follow their words."""

    action: Literal["correct"]
    utterance: Number
    text: Annotated[str, Field(max_length=MAX_TEXT)]
    before: Annotated[str, Field(max_length=MAX_TEXT)] | None = Field(
        None, description="The text that was seen; what others changed in it since then stays."
    )


class SpeakerAsked(Sighted):
    """Say whose utterances these are."""

    action: Literal["speaker"]
    utterances: list[Number] = Field(min_length=1, max_length=5000)
    speaker: Name = Field(
        description="A label in use, `new` for who has none yet, empty for nobody knows."
    )


class ClusterAsked(Sighted):
    """Move a value into another cluster of this map."""

    action: Literal["cluster"]
    value: Name
    cluster: Name = Field(description="One of the map, a new one, or empty to stand alone.")


class OfferAsked(Sighted):
    """Offer a value of the group's own to the user's list, or offer it no longer."""

    action: Literal["lexicon"]
    value: Name
    definition: Annotated[str, Field(max_length=MAX_COMMENT)] = ""
    withdraw: bool = False


class SettleAsked(Sighted):
    """Choose which of two versions counts, where two people changed the same thing."""

    action: Literal["settle"]
    target: Annotated[str, Field(min_length=1, max_length=80)] = Field(
        description="As the conflict has it."
    )
    field: Annotated[str, Field(min_length=1, max_length=120)]
    number: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(
        description="Of the decision that is to stand."
    )


class BulkAsked(Sighted):
    """Several at once, each on another statement; undone and redone as one."""

    action: Literal["bulk"]
    parts: list[Annotated[JudgeAsked | EditAsked, Field(discriminator="action")]] = Field(
        min_length=1, max_length=5000
    )

    @model_validator(mode="after")
    def _apart(self) -> BulkAsked:
        if len({part.target for part in self.parts}) < len(self.parts):
            raise ValueError("each part must be about another statement")
        return self


class TurnAsked(Asked):
    """Undo your own last decision, or do again what you undid last.

    With `number` one decision, of whomever, that you saw in the history.
    """

    action: Literal["undo", "redo"]
    number: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


Decide = Annotated[
    JudgeAsked
    | EditAsked
    | AddAsked
    | SplitAsked
    | MergeAsked
    | CommentAsked
    | CorrectAsked
    | SpeakerAsked
    | RolesAsked
    | RestoreAsked
    | ClusterAsked
    | OfferAsked
    | SettleAsked
    | BulkAsked
    | TurnAsked,
    Field(discriminator="action"),
]
