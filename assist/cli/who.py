"""Choices about who speaks, for the commands that take recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from assist.core.language import _

if TYPE_CHECKING:
    from assist.core.transcript import Utterance

Speakers: TypeAlias = Annotated[
    int,
    typer.Option(
        help=_("Hoeveel mensen er spreken; 0 zoekt het uit, 1 onderscheidt niemand."),
        min=0,
        max=99,
    ),
]
Voices: TypeAlias = Annotated[
    str,
    typer.Option(
        help=_("Map met een stemmodel, als community-1 van pyannote; anders dat van assist."),
        show_default=False,
    ),
]
Rttm: TypeAlias = Annotated[
    Path | None,
    typer.Option(help=_("RTTM-bestand dat zegt wie wanneer sprak."), show_default=False),
]
Roles: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="S1=ROL",
        help=_("Rol van een spreker, als S1=moderator; mag vaker."),
        show_default=False,
    ),
]


def roles_given(texts: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """Speakers and their roles, out of ``S1=moderator``.

    Raises
    ------
    typer.BadParameter
        When one is written in another way.

    Examples
    --------
    >>> roles_given(["S1=moderator", "s2 = burger"])
    (('S1', 'moderator'), ('S2', 'burger'))
    """
    from assist.transcribe.speakers import canonical_role, is_label

    found: list[tuple[str, str]] = []
    for text in texts or ():
        speaker, equals, told = text.partition("=")
        speaker, role = speaker.strip().upper(), canonical_role(told)
        if not equals or not is_label(speaker) or role is None:
            raise typer.BadParameter(_("schrijf --role als S1=moderator."), param_hint="--role")
        found.append((speaker, role))
    return tuple(found)


def told_unknown(utterances: Iterable[Utterance], roles: Iterable[tuple[str, str]]) -> str:
    """Which speakers got a role but say nothing; empty when all of them speak.

    Told, not refused: who is who shows only after hours of listening.
    """
    there = {u.speaker for u in utterances if u.speaker}
    absent = ", ".join(dict.fromkeys(speaker for speaker, _role in roles if speaker not in there))
    if not absent:
        return ""
    if not there:
        return _("Let op: er zijn geen sprekers onderscheiden, dus --role doet niets.")
    return _("Let op: {absent} zegt niets in deze sessie. Sprekers zijn: {there}.").format(
        absent=absent, there=", ".join(sorted(there, key=lambda s: (len(s), s)))
    )
