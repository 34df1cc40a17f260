"""Typer's commands and groups, with the words it does not offer to gettext put in ours."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from assist.core.language import _


def _spoken(usage: str) -> str:
    """The usage line, as ``Gebruik: assist [KEUZES] OPDRACHT ...``."""
    for theirs, ours in (
        ("Usage: ", _("Gebruik: ")),
        ("[OPTIONS]", _("[KEUZES]")),
        ("COMMAND [ARGS]...", _("OPDRACHT ...")),
    ):
        usage = usage.replace(theirs, ours, 1)
    return usage


class _Spoken:
    """Mixed into a Typer command."""

    def get_usage(self, ctx: Any) -> str:
        return _spoken(super().get_usage(ctx))  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Toon deze hulp.")
        return option


class Command(_Spoken, TyperCommand):
    """A command whose help is in the user's language."""


class Group(_Spoken, TyperGroup):
    """A group of commands whose help is in the user's language."""


def speak(app: Any) -> None:
    """Give every command and group of an app, and of the apps in it, our classes."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        group.cls = Group
        speak(group.typer_instance)
