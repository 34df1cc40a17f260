"""Everybody who comes in: their accounts, where they are logged in, what they may see and did."""

from __future__ import annotations

from sqlalchemy import Engine

from assist.core.errors import AssistError
from assist.review.accounts import Account, Accounts, Clock, clock
from assist.review.audit import Audit, Deed
from assist.review.logins import WINDOW, Logins
from assist.review.members import Members


class People:
    """The rooms about people on one database.

    Parameters
    ----------
    engine : Engine
    always : bool
        Ask everybody who they are, also while there is no account.
    clock : callable
        Tells the moment.
    """

    def __init__(self, engine: Engine, *, always: bool = False, clock: Clock = clock) -> None:
        self.accounts = Accounts(engine, clock)
        self.logins = Logins(engine, clock)
        self.members = Members(engine)
        self.audit = Audit(engine, clock)
        self._asked = always

    def asked(self) -> bool:
        """Whether people must log in: as soon as there is an account, until the program ends."""
        self._asked = self._asked or self.accounts.exist()
        return self._asked

    def log_in(self, login: str, password: str, address: str, browser: str) -> tuple[Account, str]:
        """Log a browser in; who it is, and the secret for its cookie.

        Raises
        ------
        AssistError
            ``login-wrong``, whatever was wrong; ``login-too-often``.
        """
        account = self.known(login, password, address)
        secret = self.logins.begin(account.id, address, browser)
        self.audit.note("login", account=account.id, who=account.name, address=address)
        return account, secret

    def known(self, login: str, password: str, address: str) -> Account:
        """Whose name and password these are; every try counts.

        Raises
        ------
        AssistError
            ``login-wrong`` or ``login-too-often``.
        """
        answer = self.logins.knock(login, address)
        if answer != "welcome":
            if answer == "closed":  # once: who goes on knocking must not fill the disk
                self._failed("login-limited", login, address)
            raise AssistError("login-too-often", minutes=int(WINDOW.total_seconds() // 60))
        account = self.accounts.check(login, password)
        if account is None:
            self._failed("login-failed", login, address)
            raise AssistError("login-wrong")
        self.logins.forgive(login, address)
        return account

    def _failed(self, action: Deed, login: str, address: str) -> None:
        """Only the name of an account is kept: what else was typed may be a password."""
        meant = self.accounts.named(login)
        self.audit.note(
            action,
            account=meant.id if meant else 0,
            who=meant.name if meant else "",
            address=address,
        )
