"""What the commands say about listening: with what, from where, and how long it takes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

import typer

from assist.core.language import _, ngettext

if TYPE_CHECKING:
    from assist.listening import Chosen, Used
    from assist.transcribe.journal import Journal

# Beyond it no machine gains; all of a long recording at once fills the memory of any.
_MOST_BATCH = 64

Within: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="TIME",
        help=_("Klaar binnen, als 60m of 1u30: kiest het beste spraakmodel dat dan past."),
    ),
]
Fresh: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--fresh", help=_("Begin opnieuw, en vergeet wat de vorige keer al was uitgeschreven.")
    ),
]
BatchSize: TypeAlias = Annotated[
    int,
    typer.Option(
        help=_("Stukken spraak die tegelijk worden herkend; 0 kiest zelf."), min=0, max=_MOST_BATCH
    ),
]
_TIME = re.compile(r"(?:(?P<hours>\d+)\s*[uh]\s*)?(?:(?P<minutes>\d+)\s*m?(?:in)?)?", re.IGNORECASE)
_DEFAULT = "base"
_LOST, _LOST_SHARE = 5.0, 0.02  # seconds, and part of the whole, that are worth telling
T = TypeVar("T")


def seconds_within(text: str) -> float:
    """Seconds of a time as people write it; 0.0 for none.

    Raises
    ------
    typer.BadParameter

    Examples
    --------
    >>> seconds_within("60m"), seconds_within("1u30"), seconds_within("2h"), seconds_within("45")
    (3600.0, 5400.0, 7200.0, 2700.0)
    """
    if not text:
        return 0.0
    found = _TIME.fullmatch(text.strip())
    seconds = 3600.0 * int(found["hours"] or 0) + 60.0 * int(found["minutes"] or 0) if found else 0
    if not seconds:
        raise typer.BadParameter(_("schrijf --within als 60m of 1u30."), param_hint="--within")
    return float(seconds)


def model_or_time(model: str, within: str) -> tuple[str, float]:
    """The model asked for, and the seconds in which to be done; one of the two, or neither.

    Raises
    ------
    typer.BadParameter
    """
    seconds = seconds_within(within)
    if seconds and model:
        raise typer.BadParameter(_("kies --model of --within, niet beide."), param_hint="--within")
    return model or _DEFAULT, seconds


def language_given(text: str) -> str:
    """Code of the language spoken; empty to find out.

    Examples
    --------
    >>> language_given(" NL "), language_given("auto"), language_given("")
    ('nl', '', '')
    """
    code = text.strip().lower()
    return "" if code == "auto" else code


def say(sentence: str) -> None:
    """One line on stderr, terminal or not: also a log must tell what was chosen."""
    if sentence:
        print(sentence, file=sys.stderr, flush=True)


def told_used(used: Used) -> str:
    """With what the recogniser works, in one line."""
    where = _("de videokaart") if used.device == "cuda" else _("de processor")
    parts = [used.compute_type]
    if used.device == "cpu" and used.threads:
        parts.append(
            ngettext("{n} rekendraad", "{n} rekendraden", used.threads).format(n=used.threads)
        )
    if used.batch_size > 1:
        parts.append(_("{n} stukken tegelijk").format(n=used.batch_size))
    return _("Ik luister met spraakmodel {model} op {where} ({how}).").format(
        model=used.model, where=where, how=", ".join(parts)
    )


def told_broken_off(source: Path, found: float) -> str:
    """That a recording is not whole, which the transcript would hide; empty when it seems so.

    Parameters
    ----------
    source : Path
        A recording.
    found : float
        Seconds of sound in it.
    """
    from assist.transcribe.audio import promised

    whole = promised(source)
    if whole - found <= max(_LOST, _LOST_SHARE * whole):
        return ""
    return _(
        "Let op: {path} is niet heel. Er hoort {whole} geluid in te zitten, en na {found} houdt"
        " het op. Kopieer de opname opnieuw, of wacht tot zij er helemaal is."
    ).format(path=source, whole=_place(whole), found=_place(found))


def told_journal(journal: Journal) -> str:
    """Where it goes on, or why what is heard cannot be kept."""
    if journal.trouble:
        return _(
            "Ik kan niet bewaren wat ik al hoorde ({reason}); na een onderbreking begin ik opnieuw."
        ).format(reason=journal.trouble)
    if journal.heard:
        return _("Ik ga verder op {time}; met --fresh begin ik opnieuw.").format(
            time=_place(journal.at)
        )
    return ""


def watched(items: Iterable[T], journal: Journal) -> Iterator[T]:
    """Pass on what is heard; say it once when it can be kept no longer, as on a full disk."""
    told = bool(journal.trouble)  # then `told_journal` said so
    for item in items:
        yield item
        if journal.trouble and not told:
            told = True
            say(
                _(
                    "Ik kan niet meer bewaren wat ik hoor ({reason}); na een onderbreking ga ik"
                    " hier verder."
                ).format(reason=journal.trouble)
            )


def told_held(count: int, *, kept: bool) -> str:
    """How much was left out, and how it comes back; ``kept``: whether the output holds it."""
    if kept:
        return _left_out(count, _("Zie held in het bestand; met --restore zet u het terug."))
    return _left_out(
        count, _("In een .json blijft het bewaard; met --restore all zet u het terug.")
    )


def told_left_out(count: int) -> str:
    """How much a map leaves out of what was recognised, and how to see it."""
    return _left_out(count, _("Met assist transcribe en --restore all ziet u het terug."))


def _left_out(count: int, back: str) -> str:
    if not count:
        return ""
    told = ngettext(
        "Ik liet {n} stuk weg dat ik niet geloof.",
        "Ik liet {n} stukken weg die ik niet geloof.",
        count,
    ).format(n=count)
    return f"{told} {back}"


def _place(seconds: float) -> str:
    """A place in a recording, with its hours: 0:41:20."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def told_choice(chosen: Chosen, within: float) -> str:
    """Which model was chosen for the user's time, and why."""
    found = chosen.pick
    if found is None:
        return _("Ik ga verder met spraakmodel {model}, waarmee ik begon.").format(
            model=chosen.model
        )
    given, taken = in_words(within), in_words(found.seconds)
    if found.fits:
        told = _("Ik kies spraakmodel {model}: klaar over ongeveer {time}.")
    else:
        told = _("In {given} lukt het niet, ook niet met {model}: klaar over ongeveer {time}.")
    lines = [told.format(model=found.model, time=taken, given=given)]
    if found.slower:
        name, seconds = found.slower
        lines.append(
            _("{model} hoort beter, maar heeft ongeveer {time} nodig.").format(
                model=name, time=in_words(seconds)
            )
        )
    if found.absent:
        told = _("{model} past ook en hoort beter; haal het op met: assist models pull {model}")
        lines.append(told.format(model=found.absent))
    return " ".join(lines)


def in_words(seconds: float) -> str:
    """A time to wait, rounded as people do.

    Examples
    --------
    >>> in_words(40), in_words(1490), in_words(7700)
    ('1 minuut', '25 minuten', '2 uur en 10 minuten')
    """
    minutes = max(1, round(seconds / 60))
    if minutes > 90:
        minutes = 10 * round(minutes / 10)
    hours, rest = divmod(minutes, 60) if minutes > 90 else (0, minutes)
    told = ngettext("{n} minuut", "{n} minuten", rest).format(n=rest)
    if not hours:
        return told
    whole = ngettext("{n} uur", "{n} uur", hours).format(n=hours)
    return _("{hours} en {minutes}").format(hours=whole, minutes=told) if rest else whole


def told_idle(source: Path, choices: Mapping[str, object]) -> str:
    """Which of these choices do nothing, as the source is a transcript; empty when none do."""
    from assist.transcribe.reading import is_recording

    made = ", ".join(name for name, value in choices.items() if value)
    if not made or not source.is_file() or is_recording(source):
        return ""
    return _("Let op: dit is een transcript, geen opname. Dit doet dus niets: {choices}.").format(
        choices=made
    )
