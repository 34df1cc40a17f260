"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import threading
import unicodedata
from itertools import pairwise
from secrets import token_urlsafe

from assist.core.errors import AssistError

MIN = 12
MAX = 256  # more is no password, but work for the server
AT_ONCE = 4  # each takes 64 MB
COMMON = ("wachtwoord", "welkom", "password", "assist")


def same_password(password: str) -> str:
    """A password as it is hashed: the same on every keyboard and system."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *own: str) -> None:
    """Refuse a password that is soon guessed; ``own`` are the names of who chooses it.

    Length counts, not the kinds of signs (NIST SP 800-63B, section 3.1.1.2).

    Raises
    ------
    AssistError
        ``password-short``, ``password-long`` or ``password-simple``.

    Examples
    --------
    >>> check("vier losse gewone woorden", "anna")
    """
    given = same_password(password)
    if len(given) < MIN:
        raise AssistError("password-short", least=MIN)
    if len(given) > MAX:
        raise AssistError("password-long", most=MAX)
    low = given.casefold()
    rest = low
    for known in sorted((*own, *COMMON), key=len)[::-1]:
        if len(known) > 2:
            rest = rest.replace(known.casefold(), "")
    runs = sum(abs(ord(b) - ord(a)) <= 1 for a, b in pairwise(low))
    if len(set(low)) < 5 or len(rest) < 8 or runs > len(low) * 2 / 3:
        raise AssistError("password-simple")


class Passwords:
    """Keeps passwords as argon2id, and knows them again."""

    def __init__(self) -> None:
        from argon2 import PasswordHasher

        self._hasher = PasswordHasher()  # RFC 9106, second recommendation: 64 MiB
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = ""

    def hashed(self, password: str, *own: str) -> str:
        """A password as it is kept; ``own`` are the names of who chooses it.

        Raises
        ------
        AssistError
            What `check` refuses.
        """
        check(password, *own)
        with self._room:
            return self._hasher.hash(same_password(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether this is the password; where none is kept, no, and just as slow."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._room:
            self._nobody = self._nobody or self._hasher.hash(token_urlsafe(32))
            try:
                given = same_password(password[: MAX + 1])
                right: bool = self._hasher.verify(kept or self._nobody, given)
            except (VerificationError, InvalidHashError, UnicodeError):
                return False
        return right and bool(kept)
