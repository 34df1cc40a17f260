"""One job: run the pipeline over a session's file, and store what it makes as it makes it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from assist.core.errors import AssistError
from assist.core.statement import Statement
from assist.core.transcript import Held, Session, Utterance
from assist.pipeline import Event, Finished, Found, Heard, Progress, SetAside
from assist.review.playback import make_playable, needs_copy
from assist.review.records import Job, Listed
from assist.review.store import Store

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from assist.listening import Chosen
    from assist.transcribe.journal import Journal
    from assist.transcribe.memory import Memory

log = logging.getLogger(__name__)
TELL_EVERY = 0.4  # seconds between two rows of progress
BEAT_EVERY = 5.0


class Analyses(Protocol):
    """What the worker needs of `assist.pipeline.Pipeline`."""

    def analyse(
        self,
        source: Path,
        *,
        session: Session | None = None,
        heard: Sequence[Utterance] = (),
        held: Sequence[Held] = (),
        model: str = "",
        words: str = "",
        memory: Memory | None = None,
    ) -> Iterator[Event]: ...

    def choose(
        self, source: Path, within: float, *, session: Session | None = None, words: str = ""
    ) -> Chosen: ...

    def journal(
        self,
        source: Path,
        *,
        model: str = "",
        session: Session | None = None,
        words: str = "",
        folder: Path | None = None,
    ) -> AbstractContextManager[Journal]: ...


def run_job(store: Store, job: Job, pipeline: Analyses) -> None:
    """Do one job to its end, its failure or its cancellation.

    An utterance of a recording is stored before the next is asked for, so that a dead
    worker loses at most the one in hand. A transcript is read anew in a moment, so its
    utterances are stored in batches.
    """
    from assist.valuemap.file import dumps

    listed = store.session(job.session)
    if listed is None or listed.source is None:
        store.fail(job.id, "upload-gone", {})
        return
    source = store.files / listed.source.stored
    session = Session("", listed.title, listed.technology, listed.recorded)
    recording = listed.source.kind == "recording"
    keep = _Keeper(store, job, at_once=recording)
    try:
        with _beating(store, job):
            sound = listed.recording
            if sound is not None and listed.playback is None and needs_copy(Path(sound.stored)):
                if not store.progress(job.id, "prepare", 0.0, None):
                    return
                make_playable(store, job.session, store.files / sound.stored)
            with _earlier(store, job, listed, source, pipeline) as (earlier, forget):
                for event in pipeline.analyse(source, session=session, **earlier):
                    if isinstance(event, Finished):
                        keep.flush()
                        store.finish(job, dumps(event.valuemap), event.valuemap.made_by.made_at)
                        forget()
                        return
                    if not keep.take(event):
                        return
            raise RuntimeError("the pipeline ended without a value map")
    except AssistError as error:
        keep.flush(quietly=True)
        store.fail(job.id, error.code, _told(error, source, listed))
    except Exception as error:  # noqa: BLE001 - the worker must outlive any job
        log.error("job %s failed: %s", job.id, where(error))
        keep.flush(quietly=True)
        store.fail(job.id, "work-stopped", {"reason": type(error).__name__})


@contextlib.contextmanager
def _earlier(
    store: Store, job: Job, listed: Listed, source: Path, pipeline: Analyses
) -> Iterator[tuple[dict[str, Any], Callable[[], object]]]:
    """What earlier runs made of a recording, and what forgets the recogniser's part of it.

    Utterances lie in the store. What the recogniser gave, of which they are made, lies in a
    journal beside the recording, so that it is never done twice.
    """
    if listed.source is None or listed.source.kind != "recording":
        yield {}, lambda: None
        return
    how: dict[str, Any] = {
        "model": _model_for(store, job, listed, source, pipeline),
        "words": listed.words,
    }
    about = Session("", listed.title, listed.technology, listed.recorded)
    with pipeline.journal(source, session=about, folder=source.parent, **how) as journal:
        yield (
            {
                **how,
                "heard": store.utterances(job.session),
                "held": store.held(job.session),
                "memory": journal,
            },
            journal.remove,
        )


def _model_for(store: Store, job: Job, listed: Listed, source: Path, pipeline: Analyses) -> str:
    """The speech model for the user's time; the one that a run began with ends it."""
    if listed.within and not listed.speech_model:
        store.progress(job.id, "choose", 0.0, None)
        about = Session("", listed.title, listed.technology, listed.recorded)
        chosen = pipeline.choose(source, listed.within, session=about, words=listed.words)
        store.choose_model(job.session, chosen.model, chosen.pick.absent if chosen.pick else "")
        return chosen.model
    return listed.speech_model


def where(error: BaseException) -> str:
    """Kind and place of an error. Not its message, which may hold words that were spoken."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}"


def _told(error: AssistError, source: Path, listed: Listed) -> dict[str, object]:
    """The error's details as JSON types, with the name that the user knows the file by."""
    name = listed.source.name if listed.source else ""
    return {
        key: name if str(value) == str(source) else _plain(value)
        for key, value in error.details.items()
    }


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)


class _Keeper:
    """Stores events; slow enough not to wait on the disk, quick enough to lose nothing."""

    def __init__(self, store: Store, job: Job, *, at_once: bool) -> None:
        self.store, self.job, self.at_once = store, job, at_once
        self.heard: list[Utterance] = []
        self.held: list[Held] = []
        self.found: list[Statement] = []
        self.told = self.looked = 0.0
        self.stage = ""

    def take(self, event: Event) -> bool:
        """Store or hold an event; False when the job is no longer wanted."""
        if isinstance(event, Heard):
            self.heard.append(event.utterance)
            if self.at_once:
                self.flush()
        elif isinstance(event, SetAside):
            self.held.append(event.held)
        elif isinstance(event, Found):
            self.found.append(event.statement)
        now = time.monotonic()
        if isinstance(event, Progress):
            if now - self.told > TELL_EVERY or event.stage != self.stage:
                self.flush()
                self.stage, self.told = event.stage, now
                return self.store.progress(self.job.id, event.stage, event.done, event.seconds_left)
        elif now - self.looked > TELL_EVERY:  # a clock of its own, or progress is never told
            self.flush()
            self.looked = now
            return self.store.beat(self.job.id)
        return True

    def flush(self, *, quietly: bool = False) -> None:
        """Store what is held; ``quietly`` after a fault, when the store may be the fault."""
        try:
            if self.heard or self.held:
                self.store.add_utterances(self.job.session, self.heard, self.held, job=self.job.id)
                self.heard, self.held = [], []
            if self.found:
                self.store.add_found(self.job.session, self.found, job=self.job.id)
                self.found = []
        except SQLAlchemyError:
            if not quietly:
                raise


@contextlib.contextmanager
def _beating(store: Store, job: Job) -> Iterator[None]:
    """A sign of life at a fixed pace, also while a model thinks for minutes."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_EVERY):
            store.beat(job.id)

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
