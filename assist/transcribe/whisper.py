"""Loads a Whisper model through faster-whisper, for the machine at hand."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# Chunks at once. On a processor more gains little, and the first words would come later and
# more be done again after an interruption; a GPU is idle with less.
CPU_BATCH, GPU_BATCH = 6, 16
# Without tokenizer.json faster-whisper would fetch one.
_NEEDED = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class AsrOptions:
    """How to listen; the defaults suit a Dutch dialogue on a laptop.

    Parameters
    ----------
    device : str
        ``auto``, ``cpu`` or ``cuda``.
    compute_type : str
        As CTranslate2 knows them; ``auto`` is int8 on a processor, float16 on a GPU.
    threads : int
        Processor threads; 0 chooses for the machine.
    beam_size : int
        Width of the search.
    language : str
        Code of the language spoken; empty lets Whisper find out.
    batch_size : int
        Chunks of speech recognised at once; 0 chooses for the machine.
    word_times : bool
        Time each word, so that a click plays the right second.
    hotwords : str
        Words to listen for, with commas between; see `assist.transcribe.hotwords`.
    speakers : int
        How many people speak; 0 finds out.
    voices : str
        Folder of a voice model, as of pyannote; empty for the shipped one.
    """

    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0
    beam_size: int = 5
    language: str = "nl"
    batch_size: int = 0
    word_times: bool = True
    hotwords: str = ""
    speakers: int = 0
    voices: str = ""


def load_whisper(folder: Path, options: AsrOptions) -> tuple[WhisperModel, AsrOptions]:
    """Load from a folder, never from a network.

    Returns
    -------
    WhisperModel
    AsrOptions
        The same options, with what was chosen for this machine.

    Raises
    ------
    AssistError
        ``asr-damaged`` when the folder holds no whole model, ``asr-device`` when this
        machine cannot do what the options ask.
    """
    _check_folder(folder)
    if options.device != "auto":
        chosen = for_machine(options)
        return _load(folder, chosen), chosen
    if _gpus():
        chosen = for_machine(replace(options, device="cuda"))
        try:
            model = _load(folder, chosen)
            _try(model)
        except (AssistError, RuntimeError):
            pass  # a GPU without the libraries it needs; the processor always can
        else:
            return model, chosen
    chosen = for_machine(replace(options, device="cpu"))
    return _load(folder, chosen), chosen


def for_machine(options: AsrOptions) -> AsrOptions:
    """Options for one device, with everything chosen that was left open."""
    cpu = options.device == "cpu"
    compute_type = options.compute_type
    if compute_type == "auto":
        compute_type = "int8" if cpu else "float16"
    return replace(
        options,
        compute_type=compute_type,
        threads=_threads(options.threads) if cpu else options.threads,
        batch_size=options.batch_size or (CPU_BATCH if cpu else GPU_BATCH),
    )


def _load(folder: Path, options: AsrOptions) -> WhisperModel:
    from faster_whisper import WhisperModel

    from assist.transcribe.lean_features import LeanFeatures

    try:
        model = WhisperModel(
            str(folder),
            device=options.device,
            compute_type=options.compute_type,
            cpu_threads=options.threads,
            local_files_only=True,
        )
        model.feature_extractor = LeanFeatures(**model.feat_kwargs)
    except Exception as error:  # tokenizers raises bare Exception
        told = str(error)
        if "compute type" in told or "CUDA" in told or "device" in told:
            raise AssistError(
                "asr-device", device=options.device, compute_type=options.compute_type
            ) from error
        raise AssistError("asr-damaged", path=folder) from error
    return model


def _check_folder(folder: Path) -> None:
    for name in _NEEDED:
        file = folder / name
        if not file.is_file() or not file.stat().st_size:
            raise AssistError("asr-damaged", path=folder)


def _gpus() -> int:
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def _try(model: WhisperModel) -> None:
    """Run a GPU for a second; a missing library shows only in use."""
    import numpy as np

    model.detect_language(np.zeros(16_000, dtype=np.float32))


def _threads(wanted: int) -> int:
    """As many as wanted, but no more than there are cores: beyond it they wait for each other."""
    return min(wanted, max(1, _cores())) if wanted else machine_threads()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine_threads() -> int:
    """Threads that speed Whisper up: the cores, not their hyperthreads, on larger machines."""
    cores = _cores()
    return cores if cores <= 4 else max(4, cores // 2)
