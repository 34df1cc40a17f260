"""Who spoke, by pyannote's pipeline (community-1) out of a folder: for who has it.

``pip install "assist-begeleidingsethiek[pyannote]"``, and the pipeline's own files in a folder. It
tells voices apart better than the shipped model, and takes far longer on a processor.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.transcribe.turns import Turn
from assist.transcribe.voices.mel import RATE
from assist.transcribe.voices.roles import with_proposed_roles

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.transcribe.voices.mel import Floats

CONFIG = "config.yaml"
CLEAR = 0.6  # part of an utterance that its speaker must have


class PyannoteTracker:
    """Like `assist.transcribe.voices.tracker.VoiceTracker`, by a pyannote pipeline.

    Parameters
    ----------
    pipeline : object
        Called with a waveform and its rate, it gives an annotation of speakers.
    speakers : int
        How many there are; 0 finds out.

    Notes
    -----
    The pipeline wants all of the sound at once: it is kept in memory, 115 MB an hour, until
    this is dropped. So it gives no change points while the recording is heard.
    """

    def __init__(self, pipeline: Any, *, speakers: int = 0) -> None:
        self._pipeline = pipeline
        self._speakers = speakers
        self._parts: list[tuple[float, npt.NDArray[np.int16]]] = []
        self._turns: tuple[Turn, ...] | None = None

    def hear(
        self, offset: float, samples: Floats, speech: Sequence[tuple[float, float]]
    ) -> tuple[float, ...]:
        """Keep a stretch of the recording; see `VoiceTracker.hear`."""
        import numpy as np

        if len(samples):
            self._parts.append((offset, (samples * 32767.0).clip(-32768, 32767).astype(np.int16)))
            self._turns = None
        return ()

    def turns(self) -> tuple[Turn, ...]:
        """Who speaks when, nobody at the same time."""
        if self._turns is None:
            self._turns = self._found() if self._parts else ()
        return self._turns

    def _found(self) -> tuple[Turn, ...]:
        import torch

        given = {"num_speakers": self._speakers} if self._speakers else {}
        waveform = torch.from_numpy(self._sound()[None])
        output = self._pipeline({"waveform": waveform, "sample_rate": RATE}, **given)
        # From version 4 on there is an annotation in which nobody overlaps.
        annotation = getattr(output, "exclusive_speaker_diarization", None)
        if annotation is None:
            annotation = getattr(output, "speaker_diarization", output)
        tracks = annotation.itertracks(yield_label=True)
        return tuple(sorted(Turn(float(s.start), float(s.end), str(who)) for s, _, who in tracks))

    def _sound(self) -> Floats:
        """All that was heard, silence where nothing was."""
        import numpy as np

        length = max(round(offset * RATE) + len(part) for offset, part in self._parts)
        sound = np.zeros(length, np.float32)
        for offset, part in self._parts:
            first = round(offset * RATE)
            sound[first : first + len(part)] = part / np.float32(32768.0)
        return sound

    def label(self, utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
        """Give every utterance its speaker; see `VoiceTracker.label`."""
        turns = self.turns()
        names: dict[str, str] = {}
        labelled: list[Utterance] = []
        first = 0
        for utterance in utterances:
            while first < len(turns) and turns[first].end < utterance.start:
                first += 1
            shares: dict[str, float] = {}
            for turn in turns[first:]:
                if turn.start >= utterance.end:
                    break
                seconds = min(turn.end, utterance.end) - max(turn.start, utterance.start)
                if seconds > 0.0:
                    shares[turn.speaker] = shares.get(turn.speaker, 0.0) + seconds
            who = max(shares, key=lambda s: shares[s]) if shares else _nearest(utterance, turns)
            if who is None:
                labelled.append(utterance)
                continue
            name = names.setdefault(who, f"S{len(names) + 1}")
            clear = bool(shares) and shares[who] >= CLEAR * sum(shares.values())
            labelled.append(replace(utterance, speaker=name, speaker_uncertain=not clear))
        return with_proposed_roles(labelled)


def _nearest(utterance: Utterance, turns: Sequence[Turn]) -> str | None:
    middle = (utterance.start + utterance.end) / 2
    near = min(turns, key=lambda t: max(t.start - middle, middle - t.end), default=None)
    return near.speaker if near else None


def is_pyannote(folder: Path) -> bool:
    """Whether a folder holds a pyannote pipeline."""
    return (folder / CONFIG).is_file()


def load_pyannote(folder: Path) -> Any:
    """Load a pipeline from a folder; never from a network.

    Raises
    ------
    AssistError
        ``pyannote-needs-package`` or ``voices-unreadable``.
    """
    # Before the import, which reads them: without these it would tell its makers that it is
    # used and how long the recording is, and ask the hub for what the folder lacks.
    os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        from pyannote.audio import Pipeline
    except ImportError as error:
        raise AssistError("pyannote-needs-package", path=folder) from error
    try:
        pipeline = Pipeline.from_pretrained(str(folder))
    except Exception as error:  # it raises whatever its parts raise
        raise AssistError("voices-unreadable", path=folder) from error
    if pipeline is None:  # what older versions give when they cannot
        raise AssistError("voices-unreadable", path=folder)
    return pipeline
