"""What gives a person away by its shape: addresses, numbers, plates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assist.core.language import N_

Span = tuple[int, int, str]
"""Start, end and the placeholder that takes its place."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]+(?: (?:punt|streepje) [\w-]+)* (?:apenstaartje|apestaartje) [\w-]+"
    r"(?: punt [\w-]+)+\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\w@])@[A-Za-z_][\w.]{2,}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
# Dutch and Belgian numbers, with or without country code, in the usual groupings.
_PHONE = re.compile(
    r"(?<![\w+-])(?:(?:\+|00)(?:31|32)[ .-]?(?:\(0\)[ .-]?)?|0)[1-9](?:[ .-]?\d){7,8}(?![\w-])"
)
_NINE = re.compile(r"(?<![\w.,-])\d{3}[ .]?\d{2,3}[ .]?\d{3,4}(?![\w-])")
_RRN = re.compile(r"(?<!\d)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\d)")
_STREET = re.compile(
    r"\b(?:(?:de|het|van|den|der|te|ter)\s+)?[A-Z][\w'’.-]*(?:\s+(?:van|de|den|der|het|[A-Z][\w'’.-]*))*?"
    r"\s?(?:straat|laan|weg|plein|gracht|kade|dijk|singel|steeg|hof|plantsoen|dreef|pad|lei|"
    r"straatweg|markt|wal|haven)\s+(?:nummer\s+)?\d{1,5}(?:\s?[a-zA-Z]\b(?!\s\w))?"
)
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b")
# Dutch side codes 1-14 and Belgian plates, written with dashes.
_PLATE = re.compile(
    r"\b(?:[A-Z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|"
    r"[A-Z]{2}-[A-Z]{2}-\d{2}|\d{2}-[A-Z]{2}-[A-Z]{2}|\d{2}-[A-Z]{3}-\d|\d-[A-Z]{3}-\d{2}|"
    r"[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d{2}-[A-Z]|[A-Z]-\d{2}-[A-Z]{3}|"
    r"\d-[A-Z]{2}-\d{3}|\d{3}-[A-Z]{2}-\d|[1-9]-[A-Z]{3}-\d{3})\b"
)


def _bsn(text: str) -> bool:
    """The Dutch citizen service number's weighted sum is divisible by eleven."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 9 or not any(digits):
        return False
    return (sum((9 - i) * d for i, d in enumerate(digits[:8])) - digits[8]) % 11 == 0


def _iban(text: str) -> bool:
    """ISO 13616: moved round and read as a number, an IBAN leaves 1 divided by 97."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _always(_text: str) -> bool:
    return True


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], bool], str], ...] = (
    (_EMAIL, _always, N_("[e-mail]")),
    (_SPOKEN_EMAIL, _always, N_("[e-mail]")),
    (_ACCOUNT, _always, N_("[account]")),
    (_IBAN, _iban, N_("[rekeningnummer]")),
    (_RRN, _always, N_("[bsn]")),
    (_NINE, _bsn, N_("[bsn]")),
    (_PHONE, _always, N_("[telefoonnummer]")),
    (_PLATE, _always, N_("[kenteken]")),
    (_STREET, _always, N_("[adres]")),
    (_POSTCODE, _always, N_("[postcode]")),
)


def pattern_spans(text: str) -> Iterator[Span]:
    """Everything in a text that a pattern knows; spans may overlap.

    Examples
    --------
    >>> list(pattern_spans("mail jan@voorbeeld.nl of bel 06-12345678"))
    [(5, 21, '[e-mail]'), (29, 40, '[telefoonnummer]')]
    """
    for pattern, check, placeholder in _KINDS:
        for found in pattern.finditer(text):
            if check(found.group()):
                yield found.start(), found.end(), placeholder
