"""``assist accounts``: who may log in, from the computer that serves them.

Whoever can run this can read the database, so it asks for no password but the new one.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.serve import DATABASE_HELP, data_folder
from assist.core.errors import AssistError
from assist.core.language import _

if TYPE_CHECKING:
    from assist.review.people import People

accounts_app = typer.Typer(no_args_is_help=True)
_Login = Annotated[str, typer.Argument(help=_("Naam om mee in te loggen."), metavar="NAAM")]
_Data = Annotated[
    Path | None, typer.Option(help=_("Map voor sessies en besluiten."), show_default=False)
]
_Database = Annotated[
    str, typer.Option(help=DATABASE_HELP, envvar="ASSIST_DATABASE", show_default=False)
]


@contextmanager
def _people(data: Path | None, database: str) -> Iterator[People]:
    from assist.review.people import People
    from assist.review.store import Store

    store = Store.open(data_folder(data), database)
    try:
        yield People(store.engine)
    finally:
        store.close()


def ask_password() -> str:
    """A new password: typed twice on a terminal, else the first line of standard input.

    Raises
    ------
    AssistError
        ``password-differs``.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(_("Nieuw wachtwoord: "))
    if getpass.getpass(_("Nog een keer: ")) != first:
        raise AssistError("password-differs")
    return first


def _known(people: People, login: str) -> int:
    account = people.accounts.named(login)
    if account is None:
        raise AssistError("account-gone")
    return account.id


@accounts_app.command("add", help=_("Maak een account; het eerste is een beheerder."))
def add_command(
    login: _Login,
    role: Annotated[
        str, typer.Option(help=_("administrator, co-moderator of reader (lezer)."))
    ] = "co-moderator",
    name: Annotated[
        str,
        typer.Option(help=_("Naam bij besluiten; anders de inlognaam."), show_default=False),
    ] = "",
    data: _Data = None,
    database: _Database = "",
) -> None:
    with _people(data, database) as people:
        account = people.accounts.make(login, name, role, ask_password() or " ")
        people.audit.note("account-made", details={"about": account.name, "role": account.role})
    print(_("{login} kan inloggen.").format(login=account.login))


@accounts_app.command("list", help=_("Toon de accounts."))
def list_command(data: _Data = None, database: _Database = "") -> None:
    with _people(data, database) as people:
        for account in people.accounts.listed():
            state = _("geblokkeerd") if account.blocked else ""
            print("\t".join((account.login, account.role, account.name, state)).rstrip())


@accounts_app.command("password", help=_("Geef een account een ander wachtwoord."))
def password_command(login: _Login, data: _Data = None, database: _Database = "") -> None:
    with _people(data, database) as people:
        account = _known(people, login)
        people.accounts.set_password(account, ask_password())
        people.audit.note("password", details={"about": login})
    print(_("{login} heeft een nieuw wachtwoord, en is overal uitgelogd.").format(login=login))


@accounts_app.command("remove", help=_("Verwijder een account; besluiten blijven."))
def remove_command(login: _Login, data: _Data = None, database: _Database = "") -> None:
    with _people(data, database) as people:
        people.accounts.remove(_known(people, login), last=True)
        people.audit.note("account-removed", details={"about": login})
    print(_("{login} kan niet meer inloggen.").format(login=login))
