"""What a recogniser gave before, so that after an interruption nothing is recognised twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from assist.core.transcript import Word

if TYPE_CHECKING:
    from assist.transcribe.audio import Samples
    from assist.transcribe.chunks import Chunk
    from assist.transcribe.recogniser import Recognised, Recogniser


class Memory(Protocol):
    """Keeps results of JSON types; `assist.transcribe.journal.Journal` is one."""

    def keep(self, key: str, value: Any) -> None: ...
    def recall(self, key: str) -> Any: ...


class Remembering:
    """A recogniser that asks its memory first.

    Parameters
    ----------
    recogniser : Recogniser
    memory : Memory or None
        None remembers nothing.

    Notes
    -----
    Chunks fall at the same places in every run, so a place says which they are. All chunks that
    were recognised together are kept in one go, or not at all: a text may depend on what it was
    recognised with.
    """

    def __init__(self, recogniser: Recogniser, memory: Memory | None = None) -> None:
        self._recogniser = recogniser
        self._memory = memory

    def settle(self, sound: Samples) -> None:
        """See `Recogniser.settle`."""
        self._recogniser.settle(sound)

    @property
    def language(self) -> str:
        """See `Recogniser.language`."""
        return self._recogniser.language

    def recognise(
        self, chunks: Sequence[Chunk], sounds: Sequence[Samples], *, again: bool = False
    ) -> list[Recognised]:
        """What is said in the chunks; see `Recogniser.recognise`.

        Parameters
        ----------
        chunks : sequence of Chunk
            Where in the recording it is.
        sounds : sequence of ndarray of float32
            Their sound.
        again : bool
            As in `Recogniser.recognise`.
        """
        if self._memory is None:
            return self._recogniser.recognise(sounds, again=again)
        key = " ".join(f"{c.start:.3f}-{c.end:.3f}" for c in chunks) + (" again" if again else "")
        plain = self._memory.recall(key)
        if plain is not None:
            return [_recognised(one) for one in plain]
        found = self._recogniser.recognise(sounds, again=again)
        self._memory.keep(key, [_plain(one) for one in found])
        return found


def _plain(found: Recognised) -> list[Any]:
    words = [[w.text, w.start, w.end, w.probability] for w in found.words]
    return [found.text, words, found.avg_logprob, found.no_speech_prob]


def _recognised(plain: list[Any]) -> Recognised:
    from assist.transcribe.recogniser import Recognised

    text, words, avg_logprob, no_speech_prob = plain
    return Recognised(text, tuple(Word(*word) for word in words), avg_logprob, no_speech_prob)
