"""Typer, spoken in the user's language."""

from __future__ import annotations

import gettext
import os
from typing import TYPE_CHECKING, Any

from assist.core.language import LOCALE_DIR, _, current_language

if TYPE_CHECKING:
    import typer


class UsageError(Exception):
    """Wrong usage of the command line, in one sentence; exit status 2."""


def translate_typer() -> None:
    """Let Typer's own words (Options, Arguments...) come from our catalogue.

    Typer asks the standard library's default gettext domain, at import: call this first.
    """
    gettext.bindtextdomain("typer", str(LOCALE_DIR))
    gettext.textdomain("typer")
    os.environ["LANGUAGE"] = current_language()


def call(app: typer.Typer, arguments: list[str]) -> int:
    """Run the app and return its exit status.

    Raises
    ------
    UsageError
        For an unknown command or option, a missing or impossible value.
    """
    from typer.exceptions import Abort, TyperException

    try:
        status: Any = app(arguments, standalone_mode=False, prog_name="assist")
    except TyperException as error:
        raise UsageError(_sentence(error)) from error
    except Abort:
        return 1
    except SystemExit as error:  # Typer's answer to a reader that closed early
        raise BrokenPipeError from error
    return status if isinstance(status, int) else 0


def _sentence(error: Any) -> str:
    """One sentence: what is wrong with the command line, and where to find help."""
    what = _("Deze opdracht klopt niet: {detail}").format(detail=error.format_message())
    detail = error.message
    if problems := getattr(error.__cause__, "errors", None):  # pydantic's, in English
        detail = _in_words(problems()[0])
    match type(error).__name__:
        case "NoSuchOption":
            what = _("Ik ken de keuze {option} niet.").format(option=error.option_name)
        case "MissingParameter":
            what = _("Er ontbreekt iets: {name}.").format(name=error.param.get_error_hint())
        case "BadParameter" if error.param is not None:
            what = _("Dit kan niet bij {name}: {detail}").format(
                name=error.param.get_error_hint(), detail=detail
            )
        case "BadParameter":
            what = _("Deze opdracht klopt niet: {detail}").format(detail=detail)
        case "BadOptionUsage" if "requires" in error.message:
            what = _("Achter {option} ontbreekt iets.").format(option=error.option_name)
        case "BadOptionUsage":
            what = _("Achter {option} hoort niets.").format(option=error.option_name)
        case "UsageError" if "unexpected extra" in error.message:
            extra = error.message.partition("(s) (")[2].removesuffix(")")
            what = _("Dit is te veel: {extra}.").format(extra=extra)
        case "NoArgsIsHelpError":  # the help is on the screen
            what = _("Geef een opdracht.")
        case "NoSuchCommand":
            what = _("Ik ken die opdracht niet: {detail}").format(detail=error.message)
    command = error.ctx.command_path if getattr(error, "ctx", None) else "assist"
    return _("{what} Hulp: {command} --help").format(what=what, command=command)


def _in_words(problem: Any) -> str:
    """What pydantic has against a value."""
    limits = problem.get("ctx", {})
    if "ge" in limits:
        return _("geef minstens {number}.").format(number=limits["ge"])
    if "le" in limits:
        return _("geef hoogstens {number}.").format(number=limits["le"])
    if problem["type"].startswith("int"):
        return _("geef een heel getal.")
    return _("die waarde past hier niet.")
