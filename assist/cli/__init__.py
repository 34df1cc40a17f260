"""The command line: one command a file, thin over a plain function."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from assist.core.errors import AssistError
from assist.core.files import is_full
from assist.core.language import (
    LANGUAGES,
    _,
    language_from_environment,
    language_of,
    set_language,
)

INTERRUPTED = 130  # what a shell reports for a program stopped by Ctrl-C
WRONG_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``assist`` and leave with its exit status.

    0 done; 1 a fault in the input or the surroundings, told in one sentence;
    2 wrong usage; 130 stopped by the user.
    """
    try:
        status = run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:  # a second one, while the first was being told
        status = INTERRUPTED
    others = (t for t in threading.enumerate() if t is not threading.main_thread())
    if status and any(not thread.daemon for thread in others):
        # A recogniser is still at work in its native code. It has nothing to save, and whoever
        # stopped it need not wait, nor see what Python says when one stops it again.
        os._exit(status)
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    _streams()
    set_language(language_from_environment())
    arguments, language = _take_language(arguments)
    if language is not None:
        if language not in LANGUAGES:
            _complain(_("Ik ken de taal {language} niet; kies nl of en.").format(language=language))
            return WRONG_USAGE
        set_language(language_of(language))
    try:
        # Only now: help texts are made in the user's language when the commands are loaded.
        from assist.cli.usage import UsageError, call, translate_typer

        translate_typer()
        from assist.cli.app import make_app

        try:
            status = call(make_app(), arguments)
            sys.stdout.flush()  # or a full disk would show only when all has been said
        except UsageError as fault:
            _complain(str(fault))
            return WRONG_USAGE
    except AssistError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        _drop_output()  # the reader (head, less) closed early; not a fault
        return 0
    except MemoryError:
        _complain(
            _("Er is te weinig geheugen. Sluit andere programma's, of kies een kleiner model.")
        )
        return 1
    except Exception as error:
        if isinstance(error, OSError) and is_full(error):
            _complain(_("De schijf is vol. Maak ruimte en probeer opnieuw."))
            _drop_output()
            return 1
        if os.environ.get("ASSIST_DEBUG"):
            raise
        _complain(
            _(
                "Er ging iets mis dat ik niet had voorzien ({error}). Probeer assist doctor; "
                "met ASSIST_DEBUG=1 ziet u waar het misging, zodat u het kunt melden."
            ).format(error=type(error).__name__)
        )
        return 1
    if status == INTERRUPTED:
        _complain(_("Gestopt. Wat klaar was, is bewaard; dezelfde opdracht gaat daar verder."))
    return status


def _complain(sentence: str) -> None:
    print(_("Fout: {sentence}").format(sentence=sentence), file=sys.stderr)


def _drop_output() -> None:
    """Throw away what is still to be written, so that Python does not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _streams() -> None:
    """Make both streams fit to write to.

    A program started without them (``2>&-``, a window without a console) has None in their
    place, and Dutch text must not break on a Windows console with an old code page.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _take_language(arguments: list[str]) -> tuple[list[str], str | None]:
    """Accept ``--lang en`` anywhere before ``--``, and take it out."""
    rest: list[str] = []
    language: str | None = None
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--lang":
            language = next(left, "")
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return rest, language
