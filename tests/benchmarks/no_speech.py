"""Half an hour without one word: silence, noise, music and murmur; the same at every making."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tests.benchmarks.speech import clips, fetch

Samples: TypeAlias = npt.NDArray[np.float32]
RATE = 16_000
MURMUR_DB = -35.0  # of full scale: people in the hall, while nobody speaks in the room
MURMUR_VOICES = 12
MURMUR_CLIPS = 80
_SEED = 35


@dataclass(frozen=True, slots=True)
class Sound:
    """A kind of sound and how to make it; ``make(seconds, seed)``."""

    name: str
    minutes: float
    make: Callable[[float, int], Samples]


def level(samples: Samples, decibels: float) -> Samples:
    """The same sound at this root mean square, in dB of full scale."""
    power = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) or 1.0
    return np.clip(samples * (10 ** (decibels / 20) / power), -1, 1).astype(np.float32)


def silence(seconds: float, seed: int) -> Samples:
    """Half of it digital nothing, half the hiss of a cheap microphone."""
    half = round(seconds * RATE) // 2
    hiss = np.random.default_rng(seed).standard_normal(half).astype(np.float32)
    return np.concatenate([np.zeros(half, np.float32), level(hiss, -75)])


def coloured(slope: float, decibels: Sequence[float]) -> Callable[[float, int], Samples]:
    """Noise whose power falls with frequency to the power ``slope``, at several levels."""

    def make(seconds: float, seed: int) -> Samples:
        rng = np.random.default_rng(seed)
        parts = []
        count = round(seconds * RATE / len(decibels))
        frequencies = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20.0)
        for db in decibels:
            spectrum = np.fft.rfft(rng.standard_normal(count)) / frequencies ** (slope / 2)
            parts.append(level(np.fft.irfft(spectrum, count).astype(np.float32), db))
        return np.concatenate(parts)

    return make


def hum(seconds: float, seed: int) -> Samples:
    """Mains, its overtones, and a fan that turns not quite evenly."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * 50 * k * at + rng.uniform(0, 6)) / k for k in (1, 2, 3, 4, 6))
    fan = rng.standard_normal(len(at)) * (1 + 0.5 * np.sin(2 * np.pi * 0.7 * at))
    return level((sound + 0.2 * fan).astype(np.float32), -30)


def clicks(seconds: float, seed: int) -> Samples:
    """Keys, cups and doors: short knocks that ring out, at random moments."""
    rng = np.random.default_rng(seed)
    sound = level(rng.standard_normal(round(seconds * RATE)).astype(np.float32), -65)
    for moment in np.sort(rng.uniform(0, seconds - 1, round(seconds * 2))):
        length = round(rng.uniform(0.005, 0.25) * RATE)
        fall = np.exp(-np.linspace(0, 7, length))
        ring = np.sin(2 * np.pi * rng.uniform(200, 3_500) * np.arange(length) / RATE)
        knock = fall * (ring + 0.5 * rng.standard_normal(length)) * 10 ** rng.uniform(-2, -0.3)
        first = round(moment * RATE)
        sound[first : first + length] += knock.astype(np.float32)
    return np.clip(sound, -1, 1).astype(np.float32)


def played(seconds: float, seed: int) -> Samples:
    """Chords, a bass, a melody with vibrato and a drum, on several synthetic instruments."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RATE) + 4 * RATE, np.float32)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    beat, at, bar = 0.5, 0.0, 0
    while at < seconds:
        root = int(rng.choice([0, 3, 4, 5]))
        timbre = (0.5, 0.8, 1.2)[bar // 8 % 3]  # how fast the overtones fall off
        for step in (0, 2, 4):
            _add(sound, at, _note(48 + _pitch(scale, root + step), 4 * beat, timbre, 0.0), 0.12)
        _add(sound, at, _note(36 + _pitch(scale, root), 4 * beat, 1.0, 0.0), 0.2)
        for k in range(8):
            pitch = 60 + _pitch(scale, root + int(rng.integers(0, 8)))
            _add(sound, at + k * beat / 2, _note(pitch, beat * 0.6, timbre, 0.01), 0.15)
            drum = rng.standard_normal(RATE // 10) * np.exp(-np.linspace(0, 8, RATE // 10))
            _add(sound, at + k * beat / 2, drum.astype(np.float32), 0.05 if k % 2 else 0.1)
        at, bar = at + 4 * beat, bar + 1
    return level(sound[: round(seconds * RATE)], -20)


def _pitch(scale: npt.NDArray[np.int64], step: int) -> int:
    return int(scale[step % 7]) + 12 * (step // 7)


def _note(pitch: int, seconds: float, timbre: float, vibrato: float) -> Samples:
    at = np.arange(round(seconds * 1.5 * RATE)) / RATE
    base = 440 * 2 ** ((pitch - 69) / 12)
    turn = 2 * np.pi * base * at + vibrato * base / 5.5 * np.sin(2 * np.pi * 5.5 * at)
    tone = sum(np.sin(k * turn) / k**timbre for k in range(1, 9) if k * base < RATE / 2)
    swell = np.minimum(at / 0.02, 1) * np.exp(-at / seconds)
    return (tone * swell * np.linspace(1, 0, len(at)) ** 0.3).astype(np.float32)


def _add(sound: Samples, at: float, part: Samples, loud: float) -> None:
    first = round(at * RATE)
    room = sound[first : first + len(part)]
    room += loud * part[: len(room)]


def recorded_music(seconds: float, seed: int) -> Samples:
    """A stretch of each piece of music in the game's packages."""
    tracks = sorted((fetch() / "music").glob("*.ogg"))
    each = round(seconds * RATE / len(tracks))
    parts = []
    for path in tracks:
        whole = decoded(path)
        parts.append(level(np.resize(whole[len(whole) // 4 :], each), -22))
    return np.concatenate(parts)


def murmur(seconds: float, seed: int) -> Samples:
    """A dozen voices at once behind a wall: no word can be followed."""
    rng = np.random.default_rng(seed)
    every = list(clips(fetch()))
    chosen = rng.choice(len(every), MURMUR_CLIPS, replace=False)
    spoken = [level(s, -25) for i in chosen if len(s := decoded(every[i].path))]
    count = round(seconds * RATE)
    sound = np.zeros(count, np.float32)
    for _ in range(MURMUR_VOICES):
        at = 0
        while at < count:
            clip = spoken[int(rng.integers(len(spoken)))]
            sound[at : at + len(clip)] += clip[: count - at]
            at += len(clip) + round(rng.uniform(0.0, 0.4) * RATE)
    spectrum = np.fft.rfft(sound)
    frequencies = np.fft.rfftfreq(count, 1 / RATE)
    spectrum /= 1 + (frequencies / 500.0) ** 3  # the wall: 18 dB an octave above 500 Hz
    return level(np.fft.irfft(spectrum, count).astype(np.float32), MURMUR_DB)


def murmur_in_noise(seconds: float, seed: int) -> Samples:
    return murmur(seconds, seed) + coloured(1.0, [-45.0])(seconds, seed + 1)


def decoded(path: Path) -> Samples:
    """A sound file as 16 kHz mono."""
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(path), sampling_rate=RATE)
    return samples


SOUNDS = (
    Sound("silence", 3, silence),
    Sound("white noise", 2, coloured(0.0, [-55.0, -40.0, -25.0, -12.0])),
    Sound("pink noise", 3, coloured(1.0, [-55.0, -40.0, -25.0, -12.0])),
    Sound("hum", 2, hum),
    Sound("clicks", 2, clicks),
    Sound("music, synthetic", 4, played),
    Sound("music, recorded", 7, recorded_music),
    Sound("murmur", 5, murmur),
    Sound("murmur in noise", 2, murmur_in_noise),
)


def sounds(part: float = 1.0) -> Iterator[tuple[str, Samples]]:
    """Every kind with its samples; ``part`` of its minutes."""
    for place, sound in enumerate(SOUNDS):
        yield sound.name, sound.make(sound.minutes * 60 * part, _SEED + place)
