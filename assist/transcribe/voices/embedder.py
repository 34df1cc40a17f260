"""Windows of speech to vectors that lie close together for one voice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assist.core.errors import AssistError

if TYPE_CHECKING:
    from assist.transcribe.voices.mel import Floats

WIDTH = 256
BATCH = 32  # windows; more is no faster


class VoiceEmbedder(Protocol):
    """Turns stretches of a mel spectrogram into vectors."""

    name: str

    def embed(self, mels: Sequence[Floats]) -> Floats:
        """Embed windows.

        Parameters
        ----------
        mels : sequence of ndarray of float32, shape (frames, 40)
            Of `assist.transcribe.voices.mel`; 160 frames (1.6 s) is best.

        Returns
        -------
        ndarray of float32, shape (len(mels), 256)
            Rows of unit length.
        """
        ...


class OnnxEmbedder:
    """The shipped speaker encoder, on ONNX Runtime; see its model card.

    Parameters
    ----------
    folder : Path
        Holds ``voices.onnx``.
    threads : int
        Processor threads. One is enough beside a recogniser that uses the rest.

    Raises
    ------
    AssistError
        ``voices-unreadable``.
    """

    name = "resemblyzer"

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            # As bytes: the runtime opens no path with letters outside Windows' code page.
            graph = (folder / "voices.onnx").read_bytes()
            self._session: Any = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's errors have no common type
            raise AssistError("voices-unreadable", path=folder) from error

    def embed(self, mels: Sequence[Floats]) -> Floats:
        """See `VoiceEmbedder.embed`; windows of equal length go together."""
        import numpy as np

        found = np.zeros((len(mels), WIDTH), np.float32)
        order = sorted(range(len(mels)), key=lambda i: (len(mels[i]), i))
        for _, alike in groupby(order, key=lambda i: len(mels[i])):
            same = list(alike)
            for at in range(0, len(same), BATCH):
                some = same[at : at + BATCH]
                found[some] = self._session.run(None, {"mels": np.stack([mels[i] for i in some])})[
                    0
                ]
        return found
