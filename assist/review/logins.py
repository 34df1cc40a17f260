"""Being logged in: in browsers, for programs, and how often one may try."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import CursorResult, Engine, delete, select, update

from assist.core.errors import AssistError
from assist.review.account_tables import AccountRow, KnockRow, LoginRow, TokenRow
from assist.review.accounts import (
    Account,
    Clock,
    account_of,
    clock,
    digest,
    login_key,
    new_secret,
    stamp,
)
from assist.review.changes import one_line
from assist.review.database import reading, writing

Scope = Literal["read", "write"]
Answer = Literal["welcome", "closed", "refused"]
IDLE = timedelta(hours=4)  # without a sign of life; a session of dialogue and a lunch
MOST = timedelta(days=7)  # whatever happens
LOOKED = timedelta(minutes=1)  # how exactly the last sign of life is kept
WINDOW = timedelta(minutes=15)
# Tries in that time: one name from one address, one name, one address (a whole office).
HERE, NAMED, FROM = 5, 30, 100
KEY = "assist_"  # so that who finds one knows what it is
KEY_DAYS: Final = (30, 90, 365)
MAX_KEYS = 20


@dataclass(frozen=True, slots=True)
class Login:
    """A browser in which somebody is logged in."""

    id: int
    created: str
    seen: str
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a program comes in with; the secret itself is shown once, and kept by nobody."""

    id: int
    name: str
    scope: Scope
    created: str
    until: str
    used: str


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the part that a subscriber gets.

    Examples
    --------
    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6")
    ('192.0.2.7', '2001:db8:1:2::/64')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((int(known), 64), strict=False))


class Logins:
    """Browsers and keys; every method is one transaction."""

    def __init__(self, engine: Engine, clock: Clock = clock) -> None:
        self.engine, self.clock = engine, clock

    # tries

    def knock(self, login: str, address: str) -> Answer:
        """Count a try before it is made; refused when there were too many.

        Of a name that nobody has just as of another, so that this tells nobody who there is.
        ``closed`` is the first refusal, ``refused`` each one after it.
        """
        most = _limits(login, address)
        with writing(self.engine) as db:
            moment = self.clock()
            begun = stamp(moment - WINDOW)
            db.execute(delete(KnockRow).where(KnockRow.since < begun))
            over = 0
            for key, limit in most.items():
                row = db.get(KnockRow, key)
                if row is None:
                    row = KnockRow(key=key, count=0, since=stamp(moment))
                    db.add(row)
                row.count += 1
                over = max(over, row.count - limit)
            return "welcome" if over <= 0 else "closed" if over == 1 else "refused"

    def forgive(self, login: str, address: str) -> None:
        """Forget the tries for a name, now that its owner came in."""
        *names, shared = _limits(login, address)
        with writing(self.engine) as db:
            db.execute(delete(KnockRow).where(KnockRow.key.in_(names)))
            fewer = update(KnockRow).where(KnockRow.key == shared, KnockRow.count > 0)
            db.execute(fewer.values(count=KnockRow.count - 1))

    # browsers

    def begin(self, account: int, address: str = "", browser: str = "") -> str:
        """Log a browser in; the secret for its cookie."""
        secret, moment = new_secret(), self.clock()
        with writing(self.engine) as db:
            db.execute(delete(LoginRow).where(LoginRow.until <= stamp(moment)))
            db.execute(delete(LoginRow).where(LoginRow.seen <= stamp(moment - IDLE)))
            db.add(
                LoginRow(
                    account_id=account,
                    token_hash=digest(secret),
                    created=stamp(moment),
                    seen=stamp(moment),
                    until=stamp(moment + MOST),
                    address=address[:64],
                    browser=one_line(browser, 64),
                )
            )
        return secret

    def whose(self, secret: str, *, alive: bool = True) -> tuple[Account, int] | None:
        """Who is logged in with this secret, and the number of the login.

        A sign of life, unless it is the page itself that asks and not ``alive`` somebody.
        """
        moment = self.clock()
        with reading(self.engine) as db:
            found = db.execute(
                select(AccountRow, LoginRow)
                .join(LoginRow, LoginRow.account_id == AccountRow.id)
                .where(
                    LoginRow.token_hash == digest(secret),
                    LoginRow.until > stamp(moment),
                    LoginRow.seen > stamp(moment - IDLE),
                    AccountRow.blocked.is_(False),
                )
            ).first()
        if found is None:
            return None
        account, login = found
        if alive and login.seen < stamp(moment - LOOKED):
            with writing(self.engine) as db:
                this = update(LoginRow).where(LoginRow.id == login.id)
                db.execute(this.values(seen=stamp(moment)))
        return account_of(account), login.id

    def of(self, account: int) -> list[Login]:
        """Where somebody is logged in, the last seen first."""
        moment = self.clock()
        with reading(self.engine) as db:
            rows = db.scalars(
                select(LoginRow)
                .where(
                    LoginRow.account_id == account,
                    LoginRow.until > stamp(moment),
                    LoginRow.seen > stamp(moment - IDLE),
                )
                .order_by(LoginRow.seen.desc(), LoginRow.id.desc())
            )
            return [Login(r.id, r.created, r.seen, r.address, r.browser) for r in rows]

    def end(self, account: int, login: int) -> None:
        """Log one browser out."""
        with writing(self.engine) as db:
            this = delete(LoginRow).where(LoginRow.id == login, LoginRow.account_id == account)
            db.execute(this)

    def end_all(self, account: int) -> None:
        """Log somebody out everywhere."""
        with writing(self.engine) as db:
            db.execute(delete(LoginRow).where(LoginRow.account_id == account))

    # programs

    def make_key(self, account: int, name: str, scope: str, days: int) -> str:
        """Make a key for a program; its secret, which is shown once.

        Raises
        ------
        AssistError
            ``choice-unknown``, ``key-nameless`` or ``keys-enough``.
        """
        if scope not in ("read", "write"):
            raise AssistError("choice-unknown", given=scope, known="read, write")
        if days not in KEY_DAYS:
            raise AssistError("choice-unknown", given=days, known=", ".join(map(str, KEY_DAYS)))
        if not (shown := one_line(name, 100)):
            raise AssistError("key-nameless")
        secret, moment = KEY + new_secret(), self.clock()
        with writing(self.engine) as db:
            db.execute(delete(TokenRow).where(TokenRow.until <= stamp(moment)))
            theirs = select(TokenRow.id).where(TokenRow.account_id == account)
            if len(db.scalars(theirs).all()) >= MAX_KEYS:
                raise AssistError("keys-enough", most=MAX_KEYS)
            db.add(
                TokenRow(
                    account_id=account,
                    name=shown,
                    token_hash=digest(secret),
                    scope=scope,
                    created=stamp(moment),
                    until=stamp(moment + timedelta(days=days)),
                )
            )
        return secret

    def key_of(self, secret: str) -> tuple[Account, Scope] | None:
        """Whose key this is, and what it opens."""
        moment = self.clock()
        with reading(self.engine) as db:
            found = db.execute(
                select(AccountRow, TokenRow)
                .join(TokenRow, TokenRow.account_id == AccountRow.id)
                .where(
                    TokenRow.token_hash == digest(secret),
                    TokenRow.until > stamp(moment),
                    AccountRow.blocked.is_(False),
                )
            ).first()
        if found is None:
            return None
        account, key = found
        if key.used < stamp(moment - LOOKED):
            with writing(self.engine) as db:
                this = update(TokenRow).where(TokenRow.id == key.id)
                db.execute(this.values(used=stamp(moment)))
        return account_of(account), "write" if key.scope == "write" else "read"

    def keys(self, account: int) -> list[Key]:
        """Somebody's keys that still count, the newest first."""
        with reading(self.engine) as db:
            rows = db.scalars(
                select(TokenRow)
                .where(TokenRow.account_id == account, TokenRow.until > stamp(self.clock()))
                .order_by(TokenRow.id.desc())
            )
            return [
                Key(r.id, r.name, "write" if r.scope == "write" else "read", r.created, r.until,
                    r.used)
                for r in rows
            ]  # fmt: skip

    def revoke(self, account: int, key: int) -> bool:
        """Take a key of this account out of use; False when there was none."""
        with writing(self.engine) as db:
            this = delete(TokenRow).where(TokenRow.id == key, TokenRow.account_id == account)
            done = db.execute(this)
            assert isinstance(done, CursorResult)
            return bool(done.rowcount)


def _limits(login: str, address: str) -> Mapping[str, int]:
    """Most tries, by key; of the address alone the last. What was typed is kept as a hash."""
    name, place = login_key(login), network_of(address)
    return {
        digest(f"both {name} {place}"): HERE,
        digest(f"name {name}"): NAMED,
        digest(f"from {place}"): FROM,
    }
