"""The command line: one command a file, thin over a plain function."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from assist.core.errors import AssistError
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
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    _utf8()
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
        except UsageError as fault:
            _complain(str(fault))
            return WRONG_USAGE
    except AssistError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) closed early; not a fault. Keeps Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        _complain(
            _("Er is te weinig geheugen. Sluit andere programma's, of kies een kleiner model.")
        )
        return 1
    except Exception as error:
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
        _complain(_("Gestopt. Er is niets half weggeschreven; u kunt het zo weer starten."))
    return status


def _complain(sentence: str) -> None:
    print(_("Fout: {sentence}").format(sentence=sentence), file=sys.stderr)


def _utf8() -> None:
    """Dutch text must not break on a Windows console with an old code page."""
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
