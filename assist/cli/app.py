"""The root of the command line: puts the commands together."""

from __future__ import annotations

from typing import Annotated

import typer

from assist.cli.dutch_typer import speak
from assist.core.language import _


def make_app() -> typer.Typer:
    """All commands, with help in the current language; loads no heavy library."""
    from assist.cli.accounts import accounts_app
    from assist.cli.analyse import analyse_command
    from assist.cli.batch import batch_command
    from assist.cli.compare import compare_command
    from assist.cli.demo import demo_command
    from assist.cli.doctor import doctor_command
    from assist.cli.evaluate import evaluate_command
    from assist.cli.learn import learn_command, set_aside
    from assist.cli.lexicon import lexicon_app
    from assist.cli.models import models_app
    from assist.cli.serve import serve_command
    from assist.cli.transcribe import transcribe_command

    app = typer.Typer(
        name="assist",
        help=_(
            "Van de opname van een ethiekdialoog naar een nagekeken waardenkaart, "
            "op uw eigen computer."
        ),
        epilog=_("Zet overal --lang en bij voor Engels."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: Annotated[
            bool,
            typer.Option(
                "--version", callback=_tell_version, is_eager=True, help=_("Toon de versie.")
            ),
        ] = False,
    ) -> None:
        if told := set_aside():
            typer.echo(told, err=True)

    app.command("analyse", help=_("Opname of transcript naar waardenkaart."))(analyse_command)
    app.command("transcribe", help=_("Opname naar transcript."))(transcribe_command)
    app.command("batch", help=_("Veel sessies in één keer."))(batch_command)
    app.command("compare", help=_("Vergelijk sessies."))(compare_command)
    app.command("serve", help=_("Start de werkplek in uw browser."))(serve_command)
    app.add_typer(accounts_app, name="accounts", help=_("Wie op de server kan inloggen."))
    app.command("demo", help=_("Maak het meegeleverde voorbeeld."))(demo_command)
    app.add_typer(models_app, name="models", help=_("Welke modellen er zijn; ophalen, nakijken."))
    app.add_typer(lexicon_app, name="lexicon", help=_("De lijst met waarden."))
    app.command("evaluate", help=_("Meet tegen sessies met de hand gelabeld."))(evaluate_command)
    app.command("learn", help=_("Leer van uw eigen besluiten; terug kan altijd."))(learn_command)
    app.command("doctor", help=_("Kijk na of alles goed is geïnstalleerd."))(doctor_command)
    speak(app)
    return app


def _tell_version(wanted: bool) -> None:
    if wanted:
        from assist import __version__

        typer.echo(f"assist {__version__}")
        raise typer.Exit
