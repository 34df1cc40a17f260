"""Made conversations of real voices, from Debian's packages; fetched, never shipped.

Each voice is a person who recorded prompts or acted lines; a conversation is their clips in
turn, levelled, in one room's noise. Nobody speaks through another.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.speech import RATE, cache

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

LOUDNESS = 0.07  # root mean square, -23 dB
NOISE = 0.0015
SHORTEST_CLIP = 0.6  # seconds


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's clips: files of ``pattern`` in a Debian package."""

    name: str
    package: str
    pattern: str


_SOUNDS = "usr/share/asterisk/sounds"
_FISH = "usr/share/games/fillets-ng/sound"
# To report on.
VOICES = (
    Voice("june", "asterisk-core-sounds-fr-g722", f"{_SOUNDS}/fr_CA_f_June/*.g722"),
    Voice("ivr-ru", "asterisk-core-sounds-ru-g722", f"{_SOUNDS}/ru_RU_f_IvrvoiceRU/*.g722"),
    Voice("groot-nl", "fillets-ng-data-nl", f"{_FISH}/*/nl/*-v-*.ogg"),
    Voice("klein-nl", "fillets-ng-data-nl", f"{_FISH}/*/nl/*-m-*.ogg"),
    Voice("menardi", "asterisk-prompt-it-menardi-wav", f"{_SOUNDS}/it_IT_f_Menardi/*.wav"),
    Voice("armelle", "asterisk-prompt-fr-armelle", f"{_SOUNDS}/fr/*.*"),
)
# To tune on; the first four fill a table of ten, as more voices are not to be had.
TUNING = (
    Voice("allison", "asterisk-core-sounds-en-g722", f"{_SOUNDS}/en_US_f_Allison/*.g722"),
    Voice("carlo", "asterisk-core-sounds-it-g722", f"{_SOUNDS}/it_IT_m_Carlo/*.g722"),
    Voice("velka-cs", "fillets-ng-data-cs", f"{_FISH}/*/cs/*-v-*.ogg"),
    Voice("mala-cs", "fillets-ng-data-cs", f"{_FISH}/*/cs/*-m-*.ogg"),
    Voice("es-co", "asterisk-prompt-es-co", f"{_SOUNDS}/es/*.*"),
    *(
        Voice(f"toy-{code}", "ktuberling-data", f"usr/share/ktuberling/sounds/{code}/*.*")
        for code in ("da", "fr", "lt", "ru", "uk")
    ),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who spoke when; seconds."""

    start: float
    end: float
    speaker: str


def clips(voice: Voice) -> list[Samples]:
    """Sound of a voice, silence at both ends cut off, equally loud."""
    import av
    import numpy as np

    from assist.core.errors import AssistError
    from assist.transcribe.audio import pieces

    found: list[Samples] = []
    for path in sorted(_unpacked(voice.package).glob(voice.pattern)):
        try:
            sound = np.concatenate([s for _, s in pieces(path)])
        except (AssistError, av.error.FFmpegError):
            continue
        step = RATE // 50
        power = np.square(sound[: len(sound) // step * step]).reshape(-1, step).mean(axis=1)
        loud = np.flatnonzero(power > max(1e-5, power.max(initial=0.0) * 1e-3))
        if len(loud) < SHORTEST_CLIP * 50:
            continue
        sound = sound[loud[0] * step : (loud[-1] + 1) * step]
        level = float(np.sqrt(np.square(sound).mean()))
        found.append((sound * (LOUDNESS / level)).clip(-1.0, 1.0).astype(np.float32))
    return found


def _unpacked(package: str) -> Path:
    folder = cache() / "voices" / package
    if not folder.is_dir():
        root = folder.with_suffix(".part")
        root.mkdir(parents=True, exist_ok=True)
        from tests.benchmarks.speech import downloaded

        archive = downloaded(package, root)
        subprocess.run(["dpkg", "-x", str(archive), str(root)], check=True)
        archive.unlink()
        root.rename(folder)
    return folder


def conversation(voices: Sequence[Voice], seconds: float, seed: int) -> tuple[Samples, list[Turn]]:
    """Voices in turn: each 1 to 12 seconds, with 0.1 to 0.8 seconds between.

    Some speak much more than others, as people do.
    """
    import numpy as np

    random_ = random.Random(f"{seed}-{len(voices)}")
    stock = {voice.name: clips(voice) for voice in voices}
    share = {name: random_.uniform(0.5, 2.0) for name in stock}
    parts: list[Samples] = []
    turns: list[Turn] = []
    at = 0
    last = ""
    while at < seconds * RATE:
        others = [name for name in stock if name != last]
        last = random_.choices(others, [share[name] for name in others])[0]
        wanted = min(12.0, random_.lognormvariate(1.4, 0.7))
        said = 0.0
        while said < wanted:
            clip = random_.choice(stock[last])
            turns.append(Turn(at / RATE, (at + len(clip)) / RATE, last))
            said += len(clip) / RATE
            pause = random_.uniform(0.05, 0.3) if said < wanted else random_.uniform(0.1, 0.8)
            silence = np.zeros(round(pause * RATE), np.float32)
            parts += [clip, silence]
            at += len(clip) + len(silence)
    sound = np.concatenate(parts)
    noise = np.random.default_rng(seed).normal(0.0, NOISE, len(sound)).astype(np.float32)
    return sound + noise, turns
