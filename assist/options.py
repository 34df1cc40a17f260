"""What a user can choose about a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assist.core.ids import content_id

_OF_LISTENING = ("device", "compute_type", "threads", "batch_size", "speakers")


@dataclass(frozen=True, slots=True)
class AnalyseOptions:
    """What a user can choose about a run.

    Parameters
    ----------
    asr, encoder, nlp : str
        Name of a known model, or a path; empty for the default.
    lexicon : str
        Path of a lexicon; empty for the user's own or the shipped one.
    device, compute_type : str
        As faster-whisper knows them; ``auto`` chooses for the machine.
    words : str
        The user's list of words to listen for, with commas or on lines.
    threads, batch_size : int
        Processor threads for transcription, and stretches of speech recognised at once;
        0 chooses for the machine.
    speakers : int
        How many people speak in a recording; 0 finds out.
    voices : str
        Folder of a voice model, as of pyannote; empty for the shipped one.
    roles : tuple of (str, str)
        Speakers' labels and the roles that they have.
    """

    asr: str = "base"
    encoder: str = ""
    nlp: str = ""
    lexicon: str = ""
    words: str = ""
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0
    batch_size: int = 0
    speakers: int = 0
    voices: str = ""
    roles: tuple[tuple[str, str], ...] = ()


def told_options(options: AnalyseOptions, *, recording: bool) -> Mapping[str, object]:
    """Options that shape the result; no paths, which may hold names."""
    kept = _OF_LISTENING if recording else ()
    told: dict[str, object] = {k: v for k, v in asdict(options).items() if k in kept}
    if options.roles:
        told["roles"] = dict(sorted(options.roles))
    if recording and options.words:
        told["words"] = content_id(options.words.encode())  # they may hold names
    return told
