"""A pipeline without models, for tests of the store, the worker and the pages.

It reads an annotated session and gives the map its labels make. A file next to the source
called ``pace`` holds the seconds between two utterances, one called ``hold`` the number of the
utterance after which it waits (0: none); both may change meanwhile. One called
``die`` makes the process end without a word at the utterance whose number it holds (once).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from pathlib import Path

from support.gold import gold_valuemap

from assist.core.errors import AssistError
from assist.core.files import check_readable, write_text
from assist.core.lexicon import Concept, Lexicon
from assist.core.transcript import Held, Session, Utterance
from assist.listening import Chosen
from assist.pipeline import Event, Finished, Found, Heard, Progress
from assist.transcribe.journal import Journal

MARK = b"GOLD"  # in a recording, what comes after it is what is "heard"
LABELS = (
    "privacy", "autonomie", "veiligheid", "menselijk contact", "vertrouwen", "rechtvaardigheid",
    "transparantie", "gelijkheid", "vrijheid", "effectiviteit", "efficiëntie", "eerlijkheid",
)  # fmt: skip


@cache
def lexicon() -> Lexicon:
    return Lexicon("test", "1", "0" * 64, tuple(Concept(label) for label in LABELS))


def hold_at(folder: Path, number: int) -> None:
    """Have the pipeline wait after this utterance of the source in the folder; 0: nowhere."""
    write_text(folder / "hold", str(number), force=True)


class WithoutModels:
    """What a pipeline offers beside its work, for one that has no speech model to choose."""

    def choose(self, source: Path, within: float, **_more: object) -> Chosen:
        return Chosen("base")

    def journal(self, source: Path, **_more: object) -> AbstractContextManager[Journal]:
        return nullcontext(Journal())


class FakePipeline(WithoutModels):
    """Behaves as `assist.pipeline.Pipeline`; the source is an annotated session."""

    def analyse(
        self,
        source: Path,
        *,
        session: Session | None = None,
        heard: Sequence[Utterance] = (),
        held: Sequence[Held] = (),
        model: str = "",
        words: str = "",
        memory: object = None,
    ) -> Iterator[Event]:
        check_readable(source)
        die = int(_number(source, "die"))
        yield Progress("load", 0.0)
        try:
            gold = json.loads(_text(source))
        except ValueError as error:
            raise AssistError("unknown-format", path=source, known=".json") from error
        valuemap = gold_valuemap(gold, lexicon())
        if session is not None:
            given = {"title": session.title, "technology": session.technology}
            about = replace(valuemap.session, **{k: v for k, v in given.items() if v})
            valuemap = replace(
                valuemap, session=about, transcript=replace(valuemap.transcript, session=about)
            )
        said = valuemap.transcript.utterances
        for utterance in said:
            pace = _number(source, "pace")
            if utterance.id == die:
                (source.parent / "die").unlink()
                os._exit(9)
            while 0 < _number(source, "hold") < utterance.id:
                time.sleep(0.02)
            if utterance.id > len(heard):
                yield Heard(utterance)
                time.sleep(pace)
            for statement in valuemap.statements:
                if statement.quote.utterance == utterance.id:
                    yield Found(statement)
            yield Progress(
                "transcribe", utterance.id / len(said), pace * (len(said) - utterance.id)
            )
        yield Progress("map", 1.0)
        yield Finished(valuemap)


def _text(source: Path) -> str:
    """The annotated session, also where it hides behind the sound of a recording."""
    return source.read_bytes().split(MARK)[-1].decode("utf-8", "replace")


def _number(source: Path, name: str) -> float:
    for folder in (source.parent, source.parent.parent):
        if (folder / name).exists():
            written = (folder / name).read_text(encoding="utf-8")
            return float(written or 0)  # empty while it is being written
    return 0.0
