"""Recognises chunks of speech in batches; what comes out depends on their sound alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from assist.core.transcript import Word
from assist.transcribe.formats.whisper_json import to_words
from assist.transcribe.own_words import listed, taken_over, worth_another

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from assist.transcribe.audio import Samples
    from assist.transcribe.whisper import AsrOptions

STEP = 100  # frames of 10 ms: windows are as long as the sound, rounded up to this
TAIL = 100  # frames of silence after the sound, as the model learnt on windows that end in it
SHORTEST = (
    2_000  # frames; in a window that is far shorter than it learnt on, the model repeats itself
)
LONGEST = 3_000  # frames that the model can take
MOST_TOKENS = 448
NO_REPEAT = 4  # tokens in a row that may not come twice, when a loop is listened to again
FIELD = 7  # of the median filter under the alignment, as in the original
# Punctuation that goes with the word after it, and before it.
_OPENING, _CLOSING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in one sound.

    Parameters
    ----------
    text : str
        Stripped; may be empty.
    words : tuple of Word
        One for each token of ``text.split()``; seconds in the sound. Empty without word times.
    avg_logprob : float
        Mean log probability of the tokens.
    no_speech_prob : float
        In [0, 1].
    """

    text: str
    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float


class Recogniser:
    """A Whisper model put to one language and one way of searching.

    Parameters
    ----------
    model : WhisperModel
    options : AsrOptions
        With everything chosen for the machine. Where no language is given, call `settle`
        before the rest.

    Notes
    -----
    Never samples: each token is searched with a beam, so equal batches give equal texts. The
    window is as long as the longest sound of the batch and not 30 seconds: the encoder's time
    grows faster than its window, and with base fewer words are wrong too.
    """

    def __init__(self, model: WhisperModel, options: AsrOptions) -> None:
        self._model = model
        self._options = options
        self._language = options.language
        self._own = listed(options.hotwords) if options.word_times else ()

    def settle(self, sound: Samples) -> None:
        """Find out which language is spoken, unless that was given."""
        if not self._language:
            self._language = self._model.detect_language(sound)[0]

    @property
    def language(self) -> str:
        """Which language is spoken; empty when nobody said and it was not settled."""
        return self._language or ""

    def recognise(self, sounds: Sequence[Samples], *, again: bool = False) -> list[Recognised]:
        """Recognise sounds of at most 30 seconds.

        Parameters
        ----------
        sounds : sequence of ndarray of float32
            16 kHz mono.
        again : bool
            Search in a way that cannot repeat itself, for a sound that came back as a loop.
        """
        spectra = [self._model.feature_extractor(sound)[..., :-1] for sound in sounds]
        needed = max(spectrum.shape[1] for spectrum in spectra) + TAIL
        window = min(LONGEST, max(SHORTEST, ceil(needed / STEP) * STEP))
        batch = np.zeros((len(spectra), spectra[0].shape[0], window), np.float32)
        for row, spectrum in zip(batch, spectra, strict=True):
            length = min(window, spectrum.shape[1])
            row[:, :length] = spectrum[:, :length]
        encoded = self._model.encode(batch)
        seconds = [len(sound) / 16_000 for sound in sounds]
        found = self._search(encoded, seconds, again=again)
        if again or not self._own:
            return found
        return self._with_own_words(encoded, seconds, found)

    def _with_own_words(
        self, encoded: Any, seconds: Sequence[float], found: list[Recognised]
    ) -> list[Recognised]:
        """The session's own words put where a second search, told of them, hears them."""
        rows = [
            n
            for n, one in enumerate(found)
            if worth_another([w.text for w in one.words], self._own)
        ]
        if not rows:
            return found
        part = self._rows(encoded, rows)
        told = self._search(part, [seconds[n] for n in rows], hotwords=self._options.hotwords)
        for n, second in zip(rows, told, strict=True):
            words = taken_over(found[n].words, second.words, self._own)
            text = " ".join(w.text for w in words)
            found[n] = replace(found[n], text=text, words=words)
        return found

    def _rows(self, encoded: Any, rows: Sequence[int]) -> Any:
        """Some sounds of an encoded batch, so that nothing is encoded twice."""
        from ctranslate2 import Device, StorageView

        on_cpu = encoded.to_device(Device.cpu) if encoded.device == "cuda" else encoded
        part = StorageView.from_array(np.ascontiguousarray(np.asarray(on_cpu)[list(rows)]))
        return part.to_device(Device.cuda) if encoded.device == "cuda" else part

    def _search(
        self, encoded: Any, seconds: Sequence[float], *, hotwords: str = "", again: bool = False
    ) -> list[Recognised]:
        """One search through encoded sounds of so many seconds."""
        found = self._model.model.generate(
            encoded,
            [self._prompt(hotwords)] * len(seconds),
            beam_size=self._options.beam_size,
            max_length=MOST_TOKENS,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
            no_repeat_ngram_size=NO_REPEAT if again else 0,
        )
        tokens = [
            [t for t in result.sequences_ids[0] if t < self._tokenizer.eot] for result in found
        ]
        times = self._times(encoded, tokens, list(seconds))
        return [
            Recognised(
                text=" ".join(w.text for w in words) or self._tokenizer.decode(own).strip(),
                words=words,
                avg_logprob=_mean_logprob(result),
                no_speech_prob=float(result.no_speech_prob),
            )
            for result, own, words in zip(found, tokens, times, strict=True)
        ]

    @cached_property
    def _tokenizer(self) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        several = self._model.model.is_multilingual
        language = self._language if several else "en"
        return Tokenizer(self._model.hf_tokenizer, several, task="transcribe", language=language)

    @cached_property
    def _suppressed(self) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens

        return list(get_suppressed_tokens(self._tokenizer, [-1]))

    def _prompt(self, hotwords: str) -> list[int]:
        found: list[int] = self._model.get_prompt(
            self._tokenizer, [], without_timestamps=True, hotwords=hotwords or None
        )
        return found

    def _times(
        self, encoded: Any, tokens: list[list[int]], seconds: list[float]
    ) -> list[tuple[Word, ...]]:
        """Words of each sound with their times in it, all sounds at once."""
        if not self._options.word_times or not any(tokens):
            return [()] * len(tokens)
        from faster_whisper.transcribe import merge_punctuations

        frames = [ceil(length * 100) for length in seconds]
        aligned = self._model.find_alignment(self._tokenizer, tokens, encoded, frames, FIELD)
        words = []
        for found, length in zip(aligned, seconds, strict=True):
            merge_punctuations(found, _OPENING, _CLOSING)
            items = [
                {
                    "word": word["word"],
                    "start": min(float(word["start"]), length),
                    "end": min(float(word["end"]), length),
                    "probability": float(word["probability"]),
                }
                for word in found
                if word["word"]
            ]
            words.append(to_words(items, 0.0))
        return words


def _mean_logprob(result: Any) -> float:
    length = len(result.sequences_ids[0])
    return float(result.scores[0]) * length / (length + 1)  # the end is a token too
