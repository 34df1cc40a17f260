"""What a command is asked to make: checked before the work, written after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_writable

STDOUT = Path("-")


def checked(
    outputs: Iterable[Path],
    known: Callable[[Path], object],
    *,
    inputs: Iterable[Path] = (),
    force: bool = False,
) -> list[Path]:
    """The outputs, each once; refused early, before hours of work.

    Parameters
    ----------
    known : callable
        Raises for an ending that has no writer.
    inputs : iterable of Path
        What is read; nothing may be written over it, not with ``force`` either.

    Raises
    ------
    AssistError
        ``unknown-format``, ``is-input``, ``exists``, ``is-folder`` or ``not-writable``.
    """
    read = [source.resolve() for source in inputs]
    once: dict[Path, Path] = {}
    for output in outputs:
        if output != STDOUT:
            known(output)
            if output.resolve() in read:
                raise AssistError("is-input", path=output)
            check_writable(output, force=force)
        once.setdefault(output if output == STDOUT else output.resolve(), output)
    return list(once.values())


def write_each(outputs: Iterable[Path], write: Callable[[Path], object]) -> None:
    """Write every output that can be written; only then tell the first fault.

    A full disk or a fault in one format must not cost the others, as what they hold may
    have taken hours.
    """
    first: Exception | None = None
    for output in outputs:
        try:
            write(output)
        except Exception as error:  # noqa: BLE001 - told below
            first = first or error
    if first is not None:
        raise first
