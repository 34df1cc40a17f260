"""``assist demo``: the bundled example, from start to report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assist.core.language import _

SESSION = "voorbeeldsessie.json"
SPEECH = "vlaamse-spraak.flac"


def example(name: str) -> Path:
    """Path of a bundled example."""
    return Path(__file__).resolve().parent.parent / "examples" / name


def demo(folder: Path) -> list[Path]:
    """Analyse the example session and transcribe real speech into ``folder``.

    Returns
    -------
    list of Path
        What was made. Running it again makes the same files anew.

    Raises
    ------
    AssistError
        When a model is missing or the folder cannot be written.
    """
    from assist.cli.analyse import analyse
    from assist.cli.transcribe import transcribe
    from assist.pipeline import AnalyseOptions
    from assist.transcribe.writing import write_transcript

    maps = [
        folder / f"voorbeeldsessie.{kind}" for kind in ("html", "docx", "json", "csv", "graphml")
    ]
    analyse(example(SESSION), maps, AnalyseOptions(), force=True)
    subtitles, text = (folder / f"vlaamse-spraak.{kind}" for kind in ("vtt", "json"))
    write_transcript(transcribe(example(SPEECH), subtitles, force=True), text, force=True)
    return [*maps, subtitles, text]


def demo_command(
    folder: Annotated[Path, typer.Argument(help=_("Map voor wat er gemaakt wordt."))] = Path(
        "demo-out"
    ),
) -> None:
    made = demo(folder)
    print(_("Klaar. Dit is er gemaakt:"))
    told = {
        ".html": _("de waardenkaart als pagina; open deze eerst, in uw browser"),
        ".docx": _("het verslag voor Word"),
        ".json": _("alle gegevens, voor andere programma's"),
        ".csv": _("de tabel voor Excel"),
        ".graphml": _("het netwerk, voor Gephi en andere programma's"),
        ".vtt": _("vijf zinnen echte Vlaamse spraak, uitgeschreven met tijden"),
    }
    for path in made:
        print(f"  {path}  {told[path.suffix]}")
    print(_("Aan de slag met een eigen opname: assist serve"))
