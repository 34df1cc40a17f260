"""What the store gives back: plain frozen records, no live database objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assist.core.errors import CATALOGUE, AssistError

State = Literal["queued", "running", "paused", "done", "failed", "cancelled"]
FileKind = Literal["recording", "transcript", "playback"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file; ``stored`` is its path below the folder of files."""

    kind: FileKind
    name: str
    stored: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a session; ``fraction`` of the present stage in [0, 1]."""

    id: int
    session: str
    state: State
    stage: str = ""
    fraction: float = 0.0
    seconds_left: float | None = None
    attempts: int = 0
    error_code: str = ""
    error_details: Mapping[str, Any] = field(default_factory=dict)
    created: str = ""
    heartbeat: str = ""

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def going(self) -> bool:
        """Whether something happens, or will by itself."""
        return self.state in ("queued", "running")

    @property
    def error(self) -> str:
        """What went wrong, as a sentence in the user's language; empty when nothing did."""
        if not self.error_code:
            return ""
        code = self.error_code if self.error_code in CATALOGUE else "work-stopped"
        return str(AssistError(code, **self.error_details))


@dataclass(frozen=True, slots=True)
class Consent:
    """What the participants agreed to, as ``who`` noted it at a moment (ISO 8601, UTC)."""

    at: str
    who: str
    answer: Literal["", "given", "partial", "refused"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session with what a list shows of it."""

    id: str
    title: str
    technology: str
    recorded: str
    created: str
    source: StoredFile | None = None  # what suggestions are made of
    recording: StoredFile | None = None  # the sound; also beside a transcript
    playback: StoredFile | None = None
    job: Job | None = None
    ready: bool = False  # there are suggestions to review
    decisions: int = 0  # in force
    ahead: int = 0  # jobs before this one in the queue
    within: float = 0.0  # seconds in which the user wants it done
    speech_model: str = ""  # chosen for that time
    better_model: str = ""  # would have been done in that time too, but is not here
    words: str = ""  # to listen for, with commas
    participants: str = ""  # roles, with commas
    keep_until: str = ""  # ISO 8601 date of removal; empty: no end
    consent: Consent | None = None  # as noted last
