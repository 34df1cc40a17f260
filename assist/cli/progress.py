"""Shows a run on the terminal: stage, percent, time left, suggestions as they come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assist.core.language import N_, _
from assist.valuemap.live import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from assist.core.statement import Statement
    from assist.pipeline import Event

STAGES = {
    "load": N_("Klaarzetten"),
    "transcribe": N_("Luisteren"),
    "understand": N_("Begrijpen"),
    "value": N_("Waarden zoeken"),
    "map": N_("Kaart maken"),
}


@contextmanager
def shown(title: str) -> Iterator[Callable[[Event], None]]:
    """Give a function that shows each event; silent when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda event: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

    from assist.pipeline import Found
    from assist.pipeline import Progress as Step

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_(STAGES["load"]), total=1.0, left="")
        seen: set[str] = set()

        def show(event: Event) -> None:
            if isinstance(event, Step):
                left = ""
                if event.seconds_left is not None and event.done < 1.0:
                    left = _("nog {time}").format(time=clock(event.seconds_left))
                progress.update(
                    task, description=_(STAGES[event.stage]), completed=event.done, left=left
                )
            elif isinstance(event, Found) and event.statement.id not in seen:
                seen.add(event.statement.id)
                console.print(one_line(event.statement), markup=False, highlight=False)

        console.print(title, markup=False, highlight=False)
        yield show


def one_line(statement: Statement) -> str:
    """A suggestion in one line: time, kind, the exact words, the first value."""
    from assist.core.statement import Effect

    if isinstance(statement, Effect):
        kind = {"positive": "+", "negative": "−", "mixed": "±"}[statement.polarity]
    else:
        kind = "→"
    value = f"  [{statement.values[0].value}]" if statement.values else ""
    return f"{clock(statement.quote.start)} {kind} “{statement.quote.exact}”{value}"
