"""Listening to a recording, whoever asks: which model, with what, and where it goes on.

The command line, the pipeline and a worker do this alike: find a speech model, or pick the best
for the user's time, and keep what is heard in a journal until what was made of it is safe.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist import __version__
from assist.core.ids import content_id_of_file, digest_of
from assist.core.transcript import Utterance
from assist.models.catalogue import known
from assist.models.registry import absence, locate, resolve
from assist.transcribe.estimate import BEST, TRIAL, Pick, Trial, pick, smallest
from assist.transcribe.journal import Journal, earlier, opened, path_of
from assist.transcribe.reading import is_recording
from assist.transcribe.whisper import AsrOptions

if TYPE_CHECKING:
    from assist.transcribe.recording import Asr, Hearing

# They change how fast the text comes or who said it, not the text; a run may go on with others.
_NO_MATTER = frozenset({"threads", "speakers", "voices"})


def model_folder(name: str) -> Path:
    """Folder of a speech model.

    Raises
    ------
    AssistError
        ``model-missing``, ``model-unknown``, ``model-damaged`` or ``not-found``.
    """
    folder = resolve("asr", name)
    if folder is None:
        raise absence("asr", name)
    return folder


@dataclass(frozen=True, slots=True)
class Used:
    """What a recogniser really works with.

    Parameters
    ----------
    model, device, compute_type : str
    threads, batch_size : int
    """

    model: str
    device: str
    compute_type: str
    threads: int
    batch_size: int


def used(asr: Asr) -> Used:
    """What was chosen where the user left it to us."""
    options = asr.used
    return Used(
        model=asr.name,
        device=options.device,
        compute_type=options.compute_type,
        threads=options.threads,
        batch_size=max(1, options.batch_size),
    )


def load(folder: Path, options: AsrOptions) -> Asr:
    """Load a recogniser, with the voices beside it where they can be told apart.

    Raises
    ------
    AssistError
        As `assist.transcribe.recording.load_asr`.
    """
    from assist.transcribe.recording import load_asr

    return load_asr(folder, options, voices=resolve("voices", options.voices))


# the journal


def made_with(folder: Path, options: AsrOptions) -> Mapping[str, Any]:
    """All that shapes the text of a recording, as a journal is told apart by."""
    choices = {name: value for name, value in asdict(options).items() if name not in _NO_MATTER}
    # Where another voice takes over, an utterance ends.
    voices = resolve("voices", options.voices) if options.speakers != 1 else None
    return {
        "version": __version__,
        "model": folder.resolve().name,
        "digest": digest_of(folder),
        "voices": digest_of(voices) if voices else "",
        "options": choices,
    }


def journal_of(
    source: Path,
    model: str,
    options: AsrOptions,
    *,
    folder: Path | None = None,
    fresh: bool = False,
) -> AbstractContextManager[Journal]:
    """The journal of a recording; of a transcript, one that keeps nothing.

    Parameters
    ----------
    source : Path
        A recording or a transcript.
    model : str
        Name of a speech model, or its folder.
    options : AsrOptions
    folder : Path, optional
        Where it lies, if not in the user's folder of journals.
    fresh : bool
        Forget what earlier runs heard.

    Raises
    ------
    AssistError
        ``hearing-busy``, or as `model_folder`.
    """
    if not is_recording(source):
        return nullcontext(Journal())
    choice = made_with(model_folder(model), options)
    return opened(content_id_of_file(source), choice, source=source, folder=folder, fresh=fresh)


def forget(recording: str, model: str, options: AsrOptions) -> None:
    """What was made of a recording is safe: remove the journal of listening to it in this way."""
    path_of(recording, made_with(model_folder(model), options)).unlink(missing_ok=True)


def stored(hearing: Hearing, journal: Journal) -> Iterator[Utterance]:
    """Pass the utterances on, each when it and what was set aside before it are stored."""
    held = len(journal.held)
    for utterance in hearing:
        set_aside = hearing.held
        journal.add(*set_aside[held:], utterance)
        held = len(set_aside)
        yield utterance
    journal.add(*hearing.held[held:])


# the model that fits in the user's time


@dataclass(frozen=True, slots=True)
class Chosen:
    """The speech model for a recording.

    Parameters
    ----------
    model : str
        Its name.
    pick : Pick or None
        What it was chosen from; None when an earlier run had begun with it.
    """

    model: str
    pick: Pick | None = None


def choose(source: Path, options: AsrOptions, within: float, *, fresh: bool = False) -> Chosen:
    """Pick the best speech model on this machine that is done in time.

    Tries the first minute of speech with the smallest one. An interrupted run goes on with the
    model that it began with.

    Parameters
    ----------
    source : Path
        A recording.
    options : AsrOptions
    within : float
        Seconds that the user wants to wait.
    fresh : bool
        Do not go on with what an earlier run began.

    Raises
    ------
    AssistError
        ``model-missing`` when there is none, and as `Asr.transcribe`.
    """
    here = present()
    if not here:
        raise absence("asr")
    before = () if fresh else earlier(content_id_of_file(source))
    begun = [(made_with(model_folder(name), options), name) for name in here] if before else []
    for choice in before:  # the last one first
        if found_name := next((name for made, name in begun if made == choice), ""):
            return Chosen(found_name)
    name = smallest(list(here))
    trial, length = try_out(load(model_folder(name), options), name, source)
    absent = {n: m.size for n in BEST if n not in here and (m := known(n, "asr"))}
    memory = _free_memory(trial.device)
    found = pick(trial, length, within, here, absent=absent, memory=memory)
    return Chosen(found.model, found)


def present() -> dict[str, int]:
    """Speech models on this machine whose cost is known, and their bytes on disk."""
    found: dict[str, int] = {}
    for name in BEST:
        place = locate("asr", name)
        if place is not None:
            weights, model = place.folder / "model.bin", known(name, "asr")
            told = model.size if model else 0  # base as a package lies in parts
            found[name] = weights.stat().st_size if weights.is_file() else told
    return found


def try_out(asr: Asr, name: str, source: Path) -> tuple[Trial, float]:
    """Listen to the first minute of speech; what it took, and the recording's length."""
    hearing = asr.transcribe(source)
    began = time.monotonic()
    speech = 0.0
    with closing(iter(hearing)) as heard:  # type: ignore[type-var]
        for utterance in heard:
            speech = max(speech + utterance.end - utterance.start, hearing.speech[0])
            if speech >= TRIAL:
                break
    length = hearing.session.duration
    covered = max(speech, hearing.done * length)
    return Trial(name, time.monotonic() - began, speech, covered, used(asr).device), length


def _free_memory(device: str) -> float:
    """Bytes that are free for a model; a GPU's own memory is not known here."""
    if device != "cpu":
        return float("inf")
    import psutil  # type: ignore[import-untyped]

    return float(psutil.virtual_memory().available)
