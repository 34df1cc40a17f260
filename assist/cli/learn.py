"""``assist learn``: your own decisions improve your own models, on this computer."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import LexiconPath
from assist.core.errors import AssistError
from assist.core.language import _, current_language, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from assist.models.learned import Version
    from assist.training.before_after import Learned
    from assist.training.decided import Lesson


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was learned, and from what.

    Parameters
    ----------
    base : mapping of str to Path
        Folders of the heads it started from, by kind.
    unknown : tuple of str
        Values that people chose and the lexicon does not know.
    """

    learned: Learned
    lessons: tuple[Lesson, ...]
    base: Mapping[str, Path]
    unknown: tuple[str, ...]


def learn(sources: list[Path], *, data: Path | None = None, lexicon: str = "") -> Outcome:
    """Adapt copies of the shipped heads to decisions, and measure; nothing is written.

    Parameters
    ----------
    sources : list of Path
        Decided value maps or annotated sessions, or folders of them.
    data : Path, optional
        Data folder of ``assist serve``; without it and without sources, the usual one.
    lexicon : str
        As in `assist.pipeline.AnalyseOptions`.

    Raises
    ------
    AssistError
        ``learn-nothing``, ``learn-undecided``, ``learn-foreign``, or for a file or a model
        that cannot be read.
    """
    from assist.models.registry import absence, resolve
    from assist.pipeline import AnalyseOptions, Pipeline
    from assist.training import before_after
    from assist.training.adapt_heads import study
    from assist.training.decided import each_once, unknown_values
    from assist.understand.heads import load_heads
    from assist.values.head import load_head

    lessons = each_once(_lessons(sources, data))
    if not lessons:
        raise AssistError("learn-nothing")
    base: dict[str, Path] = {}
    for kind in ("statements", "values"):
        folder = resolve(kind, learned=False)
        if folder is None:
            raise absence(kind)
        base[kind] = folder
    heads, values = load_heads(base["statements"]), load_head(base["values"])
    pipeline = Pipeline(AnalyseOptions(lexicon=lexicon))
    encoder, known = pipeline.encoder, pipeline.lexicon
    if encoder.name != heads.encoder:
        raise AssistError("heads-other-encoder", known=heads.encoder, found=encoder.name)
    _tell_start(lessons)
    studied = study([x.of_known_values(known) for x in lessons], encoder, values.mean)
    learned = before_after.learn(heads, values, studied, known, encoder, _tell)
    return Outcome(learned, lessons, base, unknown_values(lessons, known))


def _lessons(sources: list[Path], data: Path | None) -> Iterator[Lesson]:
    from assist.training.decided import read_lesson

    for source in sources:
        if source.is_dir():
            yield from _in_folder(source)
            continue
        lesson = read_lesson(source)
        if lesson is None:
            raise AssistError("learn-undecided", path=source)
        yield lesson
    if data is not None or not sources:
        yield from _in_store(data)


def _in_folder(folder: Path) -> Iterator[Lesson]:
    """Every session in a folder; other files and maps without decisions are passed over."""
    from assist.training.decided import read_lesson

    for path in sorted(folder.glob("*.json")):
        try:
            lesson = read_lesson(path)
        except AssistError as error:
            if error.code not in ("learn-foreign", "empty-file"):
                raise
            continue
        if lesson is not None:
            yield lesson


def _in_store(data: Path | None) -> Iterator[Lesson]:
    """Every session of the review application in which somebody decided something."""
    from dataclasses import replace

    from assist.cli.serve import data_folder
    from assist.review.decide import decide, prepare
    from assist.review.log import live
    from assist.review.store import DATABASE, Store
    from assist.training.decided import lesson_of_map
    from assist.valuemap.file import loads

    folder = data_folder(data)
    if not (folder / DATABASE).is_file():
        if data is not None:
            raise AssistError("not-found", path=folder / DATABASE)
        return
    store = Store.open(folder)
    try:
        for listed in store.sessions():
            run = store.latest_run(listed.id)
            log = store.log(listed.id)
            if run is None or not live(log):
                continue
            text = store.suggestions(run)
            suggested = prepare(loads(text), log).suggestions
            decided = decide(suggested, log)
            valuemap = replace(suggested, effects=decided.effects, options=decided.options)
            digest = hashlib.sha256(text.encode())
            for decision in live(log):
                digest.update(repr((decision.number, decision.action, decision.target)).encode())
            lesson = lesson_of_map(valuemap, digest.hexdigest())
            if lesson is not None:
                yield lesson
    finally:
        store.close()


def _tell_start(lessons: tuple[Lesson, ...]) -> None:
    sessions = ngettext("{count} sessie", "{count} sessies", len(lessons))
    count = sum(lesson.decisions for lesson in lessons)
    decisions = ngettext("{count} besluit", "{count} besluiten", count)
    print(
        _("Ik leer van {sessions} met {decisions}.").format(
            sessions=sessions.format(count=len(lessons)), decisions=decisions.format(count=count)
        ),
        flush=True,
    )


def _tell(done: int, total: int) -> None:
    """One line of progress, on a terminal only."""
    if sys.stderr.isatty():
        told = _("{done} van {total}").format(done=done, total=total)
        print(f"\r{told}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def figure_in_words(name: str) -> str:
    """What a figure is about, for people."""
    return {
        "effect F1": _("effecten gevonden (F1)"),
        "option F1": _("opties gevonden (F1)"),
        "polarity": _("lading goed"),
        "domain": _("domein goed"),
        "values hit@1": _("eerste waarde goed"),
        "values hit in 3": _("waarde bij de eerste drie"),
    }.get(name, name)


def number_in_words(number: float | None, *, signed: bool = False) -> str:
    """A figure with two decimals, as the language writes it.

    Examples
    --------
    >>> number_in_words(0.256), number_in_words(0.02, signed=True), number_in_words(None)
    ('0,26', '+0,02', '-')
    """
    if number is None:
        return "-"
    text = f"{number:+.2f}" if signed else f"{number:.2f}"
    return text.replace(".", ",") if current_language() == "nl" else text


def table_of(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> Table:
    """Figures before and after, for people."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Cijfer"))
    for title in (_("Model van assist"), _("Na het leren"), _("Verschil")):
        table.add_column(title, justify="right", no_wrap=True)
    for name, old in before.items():
        new = after.get(name)
        gain = None if old is None or new is None else new - old
        table.add_row(
            figure_in_words(name),
            number_in_words(old),
            number_in_words(new),
            number_in_words(gain, signed=True),
        )
    return table


def versions_table(versions: tuple[Version, ...], in_use: Version | None) -> Table:
    """Own versions, for people."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in (_("Gemaakt"), _("Naam"), _("Geleerd van"), _("Voor en na"), ""):
        table.add_column(title, overflow="fold")
    for version in versions:
        before, after = version.figures.get("before", {}), version.figures.get("after", {})
        told = [
            f"{figure_in_words(n)} {number_in_words(before[n])} → {number_in_words(after.get(n))}"
            for n in before
            if before[n] is not None or after.get(n) is not None
        ]
        used = in_use is not None and in_use.name == version.name
        state = _("past niet meer") if not version.suits else _("in gebruik") if used else ""
        table.add_row(
            version.made_at[:16].replace("T", " "),
            Text(version.name),
            Text(", ".join(str(s["id"]) for s in version.sessions)),
            "\n".join(told) or _("niet gemeten"),
            state,
        )
    return table


def set_aside() -> str:
    """One sentence when the user's own version does not fit this program; empty otherwise."""
    from assist.models.learned import chosen

    version = chosen()
    if version is None or version.suits:
        return ""
    told = _(
        "Uw eigen model {name} past niet bij het taalmodel van deze assist en staat opzij; ik"
        " gebruik het model van assist. Leer opnieuw met assist learn, of geef assist learn"
        " --reset."
    )
    return told.format(name=version.name)


def learn_command(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SOURCES...",
            help=_("Nagekeken waardenkaarten of gelabelde sessies (.json), of mappen daarmee."),
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help=_("Map van assist serve; leert ook van wat daar is nagekeken."),
            show_default=False,
        ),
    ] = None,
    lexicon: LexiconPath = "",
    force: Annotated[
        bool, typer.Option("--force", help=_("Gebruik het model ook als het niet beter is."))
    ] = False,
    show: Annotated[
        bool, typer.Option("--list", help=_("Toon uw eigen modellen, en welk er telt."))
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help=_("Ga terug naar het vorige model; mag vaker."))
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help=_("Ga terug naar het model van assist."))
    ] = False,
) -> None:
    from assist.models import learned as own
    from assist.models.folders import sweep

    if sum([show, undo, reset]) > 1 or ((show or undo or reset) and (sources or data)):
        raise typer.BadParameter(_("geef --list, --undo of --reset, zonder iets erbij."))
    sweep(own.home())  # what a killed run left holds quotes, and no list shows it
    if undo:
        own.undo()
    if reset:
        own.activate(own.SHIPPED)
    if undo or reset:
        _tell_active()
        return
    if show:
        _show_versions()
        return
    outcome = learn(sources or [], data=data, lexicon=lexicon)
    if outcome.unknown:
        told = _(
            "Deze waarden kent uw waardenlijst niet, dus die leer ik niet: {names}. Voeg ze toe"
            " met assist lexicon import, en leer dan opnieuw."
        )
        print(told.format(names=", ".join(outcome.unknown)))
    if _is_wanted(outcome, force=force):
        _keep(outcome)


def _is_wanted(outcome: Outcome, *, force: bool) -> bool:
    """Tell the figures, and whether they are a reason to use what was learned."""
    from rich.console import Console

    measured = outcome.learned.measured
    if measured is None:
        print(
            _(
                "Met één sessie kan ik niet meten of het beter wordt: daarvoor zijn er twee of"
                " meer nodig."
            )
        )
        return True
    Console().print(table_of(measured.before, measured.after))
    print(_("Gemeten op elke sessie apart, met een model dat alleen van de andere leerde."))
    if measured.better:
        return True
    print(_("Gemiddeld wordt het niet beter, dus u houdt het model dat u had."))
    if not force:
        print(_("Met --force gebruikt u het toch."))
        return False
    print(_("U gaf --force, dus ik gebruik het toch."))
    return True


def _keep(outcome: Outcome) -> None:
    from assist.models.learned import activate
    from assist.training.keeping import keep

    version = keep(outcome.learned, outcome.lessons, base=outcome.base)
    activate(version.name)
    _tell_active()
    print(_("Het staat in {path}").format(path=version.folder))
    print(
        _(
            "Er staan citaten uit uw sessies in; behandel het net zo vertrouwelijk. Terug kan"
            " met assist learn --undo. Start assist serve opnieuw als dat draait."
        )
    )


def _tell_active() -> None:
    from assist.models.learned import active

    version = active()
    if version is None:
        print(set_aside() or _("U gebruikt nu het model van assist."))
    else:
        print(_("U gebruikt nu uw eigen model {name}.").format(name=version.name))


def _show_versions() -> None:
    from rich.console import Console

    from assist.models.learned import active, home, versions

    found = versions()
    if found:
        Console().print(versions_table(found, active()))
        print(_("Ze staan in {path}").format(path=home()))
    else:
        print(_("U hebt nog geen eigen modellen."))
    _tell_active()
