"""Accounts: who may log in, with which password, in which role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import Any, Final, Literal, get_args

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session as Db

from assist.core.errors import AssistError
from assist.review.account_tables import AccountRow, LoginRow, TokenRow
from assist.review.changes import one_line
from assist.review.database import reading, writing
from assist.review.passwords import Passwords

Role = Literal["administrator", "co-moderator", "reader"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Clock = Callable[[], datetime]

MAX_NAME = 100
INVITED = timedelta(days=3)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in; ``ready`` once a password was chosen."""

    id: int
    login: str
    name: str
    role: Role
    blocked: bool = False
    ready: bool = False
    created: str = ""


def clock() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as the tables keep it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def new_secret() -> str:
    """A random number of 256 bits, fit for a cookie and an address."""
    return token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret; it is too long to be guessed, so one round is enough."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def login_key(login: str) -> str:
    """The name to log in with, as it is kept: small letters, composed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


class Accounts:
    """The accounts; every method is one transaction.

    Parameters
    ----------
    engine : Engine
    clock : callable
        Tells the moment.
    """

    def __init__(self, engine: Engine, clock: Clock = clock) -> None:
        self.engine, self.clock = engine, clock
        self.passwords = Passwords()

    def exist(self) -> bool:
        with reading(self.engine) as db:
            return db.scalar(select(AccountRow.id).limit(1)) is not None

    def listed(self) -> list[Account]:
        """All accounts, by name."""
        with reading(self.engine) as db:
            return sorted(
                map(account_of, db.scalars(select(AccountRow))), key=lambda a: a.name.casefold()
            )

    def get(self, account: int) -> Account | None:
        with reading(self.engine) as db:
            row = db.get(AccountRow, account)
            return account_of(row) if row else None

    def named(self, login: str) -> Account | None:
        """The account with this name to log in with."""
        with reading(self.engine) as db:
            row = _by_login(db, login)
            return account_of(row) if row else None

    def make(self, login: str, name: str, role: str, password: str = "") -> Account:
        """Make an account; without a password it waits for `invite`.

        Raises
        ------
        AssistError
            ``login-odd``, ``account-there``, ``account-first`` (nobody could manage them),
            ``choice-unknown``, or what `passwords.check` refuses.
        """
        key, shown = login_key(login), one_line(name, MAX_NAME)
        if not _LOGIN.fullmatch(key):
            raise AssistError("login-odd")
        shown = shown or key
        known = _role(role)
        hashed = self.passwords.hashed(password, key, shown) if password else ""
        with writing(self.engine) as db:
            _check_free(db, key, shown)
            if known != "administrator" and db.scalar(select(AccountRow.id).limit(1)) is None:
                raise AssistError("account-first")
            row = AccountRow(
                login=key,
                name=shown,
                role=known,
                password=hashed,
                blocked=False,
                created=stamp(self.clock()),
            )
            db.add(row)
            db.flush()
            return account_of(row)

    def change(
        self, account: int, *, name: str = "", role: str = "", blocked: bool | None = None
    ) -> Account:
        """Change what is given. A blocked account is logged out, and its keys are gone.

        Raises
        ------
        AssistError
            ``account-gone``, ``account-there``, ``choice-unknown``, or ``account-last``: somebody
            must be able to manage the accounts.
        """
        with writing(self.engine) as db:
            row = _row(db, account)
            if (shown := one_line(name, MAX_NAME)) and shown != row.name:
                _check_free(db, "", shown, but=account)
                row.name = shown
            row.role = _role(role) if role else row.role
            row.blocked = row.blocked if blocked is None else blocked
            db.flush()
            _check_managed(db)
            if row.blocked:
                _end_all(db, account, keys=True)
            return account_of(row)

    def remove(self, account: int, *, last: bool = False) -> None:
        """Remove an account. Its decisions stay, under its name.

        Raises
        ------
        AssistError
            ``account-gone``; ``account-last``, unless ``last`` may go too.
        """
        with writing(self.engine) as db:
            db.delete(_row(db, account))
            db.flush()
            if not last:
                _check_managed(db)

    def invite(self, account: int) -> str:
        """A secret with which its owner may choose a password, once, within some days.

        Raises
        ------
        AssistError
            ``account-gone``.
        """
        secret = new_secret()
        with writing(self.engine) as db:
            row = _row(db, account)
            row.invite_hash = digest(secret)
            row.invite_until = stamp(self.clock() + INVITED)
        return secret

    def invited(self, secret: str) -> Account | None:
        """Whose invitation this is, while it counts."""
        with reading(self.engine) as db:
            row = db.scalars(
                select(AccountRow).where(
                    AccountRow.invite_hash == digest(secret),
                    AccountRow.invite_until > stamp(self.clock()),
                    AccountRow.blocked.is_(False),
                )
            ).first()
            return account_of(row) if row else None

    def accept(self, secret: str, password: str) -> Account:
        """Choose a password with an invitation, which is used up by it.

        Raises
        ------
        AssistError
            ``invite-gone``, or what `passwords.check` refuses.
        """
        account = self.invited(secret)
        if account is None:
            raise AssistError("invite-gone")
        hashed = self.passwords.hashed(password, account.login, account.name)
        with writing(self.engine) as db:
            row = db.get(AccountRow, account.id)
            if row is None or not compare_digest(row.invite_hash, digest(secret)):
                raise AssistError("invite-gone")
            _choose(db, row, hashed)
            return account_of(row)

    def set_password(self, account: int, password: str) -> None:
        """Give an account another password. Everywhere else it is logged out.

        Raises
        ------
        AssistError
            ``account-gone``, or what `passwords.check` refuses.
        """
        there = self.get(account)
        if there is None:
            raise AssistError("account-gone")
        hashed = self.passwords.hashed(password, there.login, there.name)
        with writing(self.engine) as db:
            _choose(db, _row(db, account), hashed)

    def check(self, login: str, password: str) -> Account | None:
        """The account, when this is its password; for an unknown name just as slow."""
        with reading(self.engine) as db:
            row = _by_login(db, login)
        kept = row.password if row else ""
        right = self.passwords.fits(kept, password)
        return account_of(row) if right and row is not None and not row.blocked else None


def account_of(row: AccountRow) -> Account:
    """The record of a row; nothing in it is secret."""
    fields: Mapping[str, Any] = {n: getattr(row, n) for n in ("id", "login", "name", "role")}
    return Account(**fields, blocked=row.blocked, ready=bool(row.password), created=row.created)


def _by_login(db: Db, login: str) -> AccountRow | None:
    key = login_key(login)
    if not _LOGIN.fullmatch(key):  # nobody's; nor would every database take it
        key = ""
    return db.scalars(select(AccountRow).where(AccountRow.login == key)).first()


def _row(db: Db, account: int) -> AccountRow:
    row = db.get(AccountRow, account)
    if row is None:
        raise AssistError("account-gone")
    return row


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise AssistError("choice-unknown", given=role, known=", ".join(ROLES))


def _check_free(db: Db, login: str, name: str, *, but: int = 0) -> None:
    """Two people under one name could not be told apart in the log of decisions."""
    for row in db.scalars(select(AccountRow).where(AccountRow.id != but)):
        if row.login == login:
            raise AssistError("account-there", given=login)
        if row.name.casefold() == name.casefold():
            raise AssistError("account-there", given=name)


def _check_managed(db: Db) -> None:
    able = AccountRow.role == "administrator", AccountRow.blocked.is_(False)
    if not db.scalar(select(func.count()).select_from(AccountRow).where(*able)):
        raise AssistError("account-last")


def _choose(db: Db, row: AccountRow, hashed: str) -> None:
    row.password, row.invite_hash, row.invite_until = hashed, "", ""
    _end_all(db, row.id)


def _end_all(db: Db, account: int, *, keys: bool = False) -> None:
    db.execute(delete(LoginRow).where(LoginRow.account_id == account))
    if keys:
        db.execute(delete(TokenRow).where(TokenRow.account_id == account))
        withdrawn = {"invite_hash": "", "invite_until": ""}
        db.execute(update(AccountRow).where(AccountRow.id == account).values(**withdrawn))
