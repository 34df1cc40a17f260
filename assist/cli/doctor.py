"""``assist doctor``: is everything in order, and if not, what mends it?"""

from __future__ import annotations

import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

import typer

from assist.core.errors import AssistError
from assist.core.language import _

Verdict = Literal["ok", "beware", "broken"]

DISTRIBUTION = "assist-begeleidingsethiek"
MEMORY_NEEDED = 2_000_000_000  # a transcript; base takes as much
MEMORY_GOOD = 6_000_000_000  # also the larger speech models
DISK_NEEDED = 1_000_000_000
DISK_GOOD = 5_000_000_000  # room to pull a large model


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    what, told : str
        What it is and how it is, in the user's language.
    verdict : Verdict
        ``beware``: works, but know this. ``broken``: something will not work.
    mend : str
        What to do; empty when nothing needs doing.
    """

    what: str
    verdict: Verdict
    told: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything, one finding at a time; a look that fails is itself a finding."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _packages,
        _processor,
        _memory,
        _folders,
        _models,
        _lexicon,
    )
    for look in looks:
        try:
            yield from look()
        except AssistError as error:
            yield Finding(look.__name__.strip("_"), "broken", str(error))
        except Exception as error:  # noqa: BLE001
            # This command is for when anything may be broken: tell, and look on.
            yield Finding(look.__name__.strip("_"), "broken", f"{type(error).__name__}: {error}")


def _python() -> Iterator[Finding]:
    from assist import __version__

    yield Finding("assist", "ok", __version__)
    told = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Finding("Python", "ok", told)


def packages() -> list[str]:
    """What assist cannot do without, as its own installation records it."""
    try:
        wanted = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return [DISTRIBUTION]
    names = (re.match(r"[\w.-]+", line) for line in wanted if "extra ==" not in line)
    return [name.group() for name in names if name]


def _packages() -> Iterator[Finding]:
    found: dict[str, str] = {}
    absent = []
    for name in packages():
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            absent.append(name)
    what = _("Pakketten")
    if absent:
        yield Finding(
            what,
            "broken",
            _("niet geïnstalleerd: {names}").format(names=", ".join(absent)),
            _("Installeer assist opnieuw, of geef: pip install {names}").format(
                names=" ".join(absent)
            ),
        )
    yield Finding(what, "ok", ", ".join(f"{name} {number}" for name, number in found.items()))


def _processor() -> Iterator[Finding]:
    import os

    import ctranslate2

    yield Finding(_("Processor"), "ok", _("{number} kernen").format(number=os.cpu_count() or 1))
    cards = ctranslate2.get_cuda_device_count()
    told = (
        _("{number} videokaart(en) die assist kan gebruiken").format(number=cards)
        if cards
        else _("geen CUDA-kaart; assist werkt op de processor")
    )
    yield Finding(_("Videokaart"), "ok", told)


def _memory() -> Iterator[Finding]:
    total = memory()
    what = _("Geheugen")
    if total is None:
        yield Finding(what, "ok", _("niet te meten op dit systeem"))
        return
    told = _gigabytes(total)
    if total < MEMORY_NEEDED:
        mend = _("Er is minstens {needed} nodig. Sluit andere programma's.")
        yield Finding(what, "broken", told, mend.format(needed=_gigabytes(MEMORY_NEEDED)))
    elif total < MEMORY_GOOD:
        mend = _("Gebruik het spraakmodel base of small; grotere passen niet.")
        yield Finding(what, "beware", told, mend)
    else:
        yield Finding(what, "ok", told)


def memory() -> int | None:
    """Bytes of memory in the machine; None where the system does not tell."""
    import os

    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        pass
    if sys.platform == "win32":
        import ctypes

        kilobytes = ctypes.c_ulonglong()
        if ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes)):
            return kilobytes.value * 1024
    return None


def _folders() -> Iterator[Finding]:
    from assist.models.folders import user_folder
    from assist.values.find import user_lexicon

    yield from folder(_("Map voor gegevens"), user_lexicon().parent)
    yield from folder(_("Map voor modellen"), user_folder())


def folder(what: str, path: Path) -> Iterator[Finding]:
    """Whether a folder of the user's can be written in, and how much still fits."""
    from assist.core.files import check_writable

    try:
        check_writable(path / ".assist-doctor")
    except AssistError as error:
        yield Finding(what, "broken", str(error))
        return
    free = shutil.disk_usage(path).free
    told = _("{path}, {free} vrij").format(path=path, free=_gigabytes(free))
    if free < DISK_NEEDED:
        yield Finding(what, "broken", told, _("Maak ruimte op deze schijf."))
    elif free < DISK_GOOD:
        mend = _("Genoeg om te werken; voor een groot spraakmodel is meer ruimte nodig.")
        yield Finding(what, "beware", told, mend)
    else:
        yield Finding(what, "ok", told)


def _models() -> Iterator[Finding]:
    from assist.cli.learn import set_aside
    from assist.cli.models import kind_in_words, state_in_words
    from assist.models.catalogue import DEFAULTS, KINDS
    from assist.models.checking import check
    from assist.models.registry import absence, damage

    told = check()
    for kind in KINDS:
        what = _("Model voor {kind}").format(kind=kind_in_words(kind))
        present = [h for h in told if h.kind == kind and h.found is not None]
        if not present and kind not in DEFAULTS:
            yield Finding(what, "ok", _("ingebouwd; meer is niet nodig"))
        elif not present:
            yield Finding(what, "broken", _("ontbreekt"), str(absence(kind)))
        for health in present:
            state = f"{health.name}: {state_in_words(health)}"
            if health.state == "damaged" and health.found is not None:
                mend = str(damage(health.found, ", ".join(health.files)))
                yield Finding(what, "broken", state, mend)
            else:
                yield Finding(what, "ok", state)
    if aside := set_aside():
        yield Finding(_("Eigen model"), "beware", aside)


def _lexicon() -> Iterator[Finding]:
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon
    from assist.values.skos import read_lexicon

    path = find_lexicon("", shipped=shipped("lexicons", "waarden.ttl"))
    lexicon = read_lexicon(path)
    told = _("{number} waarden, {path}").format(number=len(lexicon), path=path)
    yield Finding(_("Waardenlijst"), "ok", told)


def _gigabytes(size: int) -> str:
    from assist.cli.models import size_in_words

    return size_in_words(size)


def doctor_command() -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    words = {"ok": _("OK"), "beware": _("let op"), "broken": _("fout")}
    colours = {"ok": "green", "beware": "yellow", "broken": "bold red"}
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    findings = list(examine())
    for finding in findings:
        # As text: a path with square brackets is no markup.
        verdict = Text(words[finding.verdict], style=colours[finding.verdict])
        table.add_row(verdict, Text(finding.what), Text(finding.told))
        if finding.mend:
            table.add_row("", "", Text(f"→ {finding.mend}"))
    Console().print(table)
    broken = sum(finding.verdict == "broken" for finding in findings)
    if broken:
        print(_("Er is iets niet in orde; achter het pijltje staat wat u kunt doen."))
        raise typer.Exit(1)
    print(_("Alles is in orde."))
