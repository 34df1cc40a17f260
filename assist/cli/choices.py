"""Choices that several commands share, each worded once."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from assist.core.language import _

SpeechModel: TypeAlias = Annotated[
    str,
    typer.Option(help=_("Spraakmodel: een naam of een map; anders base."), show_default=False),
]
SentenceEncoder: TypeAlias = Annotated[str, typer.Option(help=_("Zinsmodel: een naam of een map."))]
SpacyModel: TypeAlias = Annotated[
    str, typer.Option(help=_("Taalmodel van spaCy, als nl_core_news_md."))
]
LexiconPath: TypeAlias = Annotated[str, typer.Option(help=_("Eigen lijst met waarden (.ttl)."))]
Device: TypeAlias = Annotated[str, typer.Option(help=_("Waarop rekenen: auto, cpu of cuda."))]
ComputeType: TypeAlias = Annotated[
    str, typer.Option(help=_("Rekenwijze van het spraakmodel: auto, int8, float16..."))
]
Threads: TypeAlias = Annotated[
    int, typer.Option(help=_("Aantal rekendraden; 0 kiest zelf."), min=0)
]
KeepNames: TypeAlias = Annotated[
    bool, typer.Option("--keep-names", help=_("Laat namen staan in wat u maakt."))
]
Force: TypeAlias = Annotated[
    bool, typer.Option("--force", help=_("Vervang bestanden die al bestaan."))
]
