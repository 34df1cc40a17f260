"""Who spoke: labels and roles, never names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assist.core.transcript import Utterance

# A label that begins with one of these words tells a role; the value is how we call it.
_ROLES = {
    "moderator": "moderator",
    "gespreksleider": "moderator",
    "dialoogleider": "moderator",
    "gespreksbegeleider": "moderator",
    "procesbegeleider": "moderator",
    "dagvoorzitter": "moderator",
    "facilitator": "moderator",
    "begeleider": "moderator",
    "interviewer": "moderator",
    "co-moderator": "co-moderator",
    "comoderator": "co-moderator",
    "co moderator": "co-moderator",
    "notulist": "co-moderator",
    "verslaglegger": "co-moderator",
    "schrijver": "co-moderator",
    "burger": "burger",
    "citizen": "burger",
    "resident": "bewoner",
    "bewoner": "bewoner",
    "inwoner": "bewoner",
    "cliënt": "cliënt",
    "client": "cliënt",
    "patiënt": "patiënt",
    "patient": "patiënt",
    "mantelzorger": "mantelzorger",
    "ouder": "ouder",
    "leerling": "leerling",
    "ervaringsdeskundige": "ervaringsdeskundige",
    "professional": "professional",
    "zorgprofessional": "professional",
    "zorgverlener": "professional",
    "technicus": "technicus",
    "technician": "technicus",
    "ontwikkelaar": "technicus",
    "developer": "technicus",
    "leverancier": "technicus",
    "techniek": "technicus",
    "beleid": "beleid",
    "beleidsmedewerker": "beleid",
    "beleidsmaker": "beleid",
    "beleidsadviseur": "beleid",
    "ambtenaar": "beleid",
    "policy maker": "beleid",
    "jurist": "jurist",
    "ondernemer": "ondernemer",
    "casushouder": "casushouder",
    "casusinbrenger": "casushouder",
}
_ROLE_WORD = "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True))
# At the start, between brackets, or after a dash, slash or comma; so that the surname in
# "Jan Burger" is not taken for a role.
_ROLE = re.compile(rf"(?:^|[(\[/,–—-]\s*)({_ROLE_WORD})(?![\w-])", re.IGNORECASE)
# A label that is a role and nothing more than a number, a name or a remark beside it.
_ROLE_LABEL = re.compile(
    rf"^(?:(?i:{_ROLE_WORD})(?:[\s_.#-]*(?:\d{{1,3}}|[A-Z][\w'’.-]*)){{0,3}}(?:\s*[(\[,–-].*)?"
    rf"|[A-Z].{{0,40}}[(\[,/–-]\s*(?i:{_ROLE_WORD})(?:\s*\d+)?[)\]]?)$"
)
_ANONYMOUS = re.compile(
    r"^(?:s|sp|spr|spk|speaker|spreker|deelnemer|participant|persoon|stem|voice|gast)"
    r"[\s_.#-]*(?:\d{1,3}|[a-z]|undefined|unknown|onbekend)$",
    re.IGNORECASE,
)
_OURS = re.compile(r"^S[1-9]\d{0,2}$")
_OURS_WITH_ROLE = re.compile(r"^(S[1-9]\d{0,2})\s*[(,]\s*([^)]{1,60})\)?$")


def role_of(label: str) -> str | None:
    """Role that a label tells, or None.

    Examples
    --------
    >>> role_of("Gespreksleider"), role_of("Bewoner 2"), role_of("Anneke (beleid)")
    ('moderator', 'bewoner', 'beleid')
    >>> role_of("Jan Burger") is None
    True
    """
    found = _ROLE.search(unicodedata.normalize("NFC", label).strip())
    return _ROLES[found.group(1).casefold()] if found else None


def canonical_role(role: str) -> str | None:
    """A role as given on its own: our word for it where we know one, else as it stands."""
    stripped = " ".join(unicodedata.normalize("NFC", role).split())
    return _ROLES.get(stripped.casefold(), stripped) or None


def is_plain_label(label: str) -> bool:
    """Whether a label cannot be anything but a speaker: ``S1``, ``SPEAKER_00``, a role.

    Examples
    --------
    >>> [is_plain_label(x) for x in ("S1", "SPEAKER_00", "Bewoner 2", "Els (beleid)")]
    [True, True, True, True]
    >>> is_plain_label("Ouder worden is lastig")
    False
    """
    label = unicodedata.normalize("NFC", label).strip()
    return any(p.match(label) for p in (_ANONYMOUS, _OURS_WITH_ROLE, _ROLE_LABEL))


def is_label(text: str) -> bool:
    """Whether it is a label of ours: ``S1``, ``S2``..."""
    return bool(_OURS.match(text))


def with_roles(utterances: Iterable[Utterance], roles: Mapping[str, str]) -> tuple[Utterance, ...]:
    """Give speakers the roles that somebody says they have.

    A role that was only proposed goes when somebody says who has it.

    Parameters
    ----------
    utterances : iterable of Utterance
    roles : mapping of str to str
        Role by label; an empty role takes away what there is.
    """
    said = set(roles.values())
    found: list[Utterance] = []
    for u in utterances:
        if u.speaker is not None and u.speaker in roles:
            role = roles[u.speaker] or None
            found.append(replace(u, role=role, role_proposed=False))
        elif u.role_proposed and u.role in said:
            found.append(replace(u, role=None, role_proposed=False))
        else:
            found.append(u)
    return tuple(found)


def number_speakers(
    labels: Iterable[tuple[str, str]],
) -> list[tuple[str | None, str | None]]:
    """Turn labels into ``S1``, ``S2``... in order of first appearance, with their roles.

    Parameters
    ----------
    labels : iterable of (label, role)
        Of each cue, as the file gives them; empty strings for what it does not give.

    Returns
    -------
    list of (speaker, role)
        A label that is ours already keeps its number; others take the numbers left.

    Examples
    --------
    >>> number_speakers([("Anneke", ""), ("Bewoner 1", ""), ("anneke ", "Moderator"), ("", "")])
    [('S1', None), ('S2', 'bewoner'), ('S1', 'moderator'), (None, None)]
    >>> number_speakers([("SPEAKER_00", ""), ("S1", ""), ("S3 (technicus)", "")])
    [('S2', None), ('S1', None), ('S3', 'technicus')]
    """
    parted = [_part(label, role) for label, role in labels]
    taken = {label for label, _ in parted if _OURS.match(label)}
    numbers: dict[str, str] = {label: label for label in taken}
    following = 1
    found: list[tuple[str | None, str | None]] = []
    for label, role in parted:
        key = label if label in taken else " ".join(label.split()).casefold()
        if not key:
            found.append((None, role))
            continue
        if key not in numbers:
            while f"S{following}" in taken:
                following += 1
            numbers[key] = f"S{following}"
            following += 1
        found.append((numbers[key], role))
    return found


def _part(label: str, role: str) -> tuple[str, str | None]:
    label = unicodedata.normalize("NFC", label).strip()
    told = canonical_role(role)
    if ours := _OURS_WITH_ROLE.match(label):
        return ours.group(1), told or canonical_role(ours.group(2))
    return label, told or role_of(label)
