"""``assist models``: which models there are, fetch one, check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assist.core.language import _

if TYPE_CHECKING:
    from rich.table import Table

    from assist.models.catalogue import KnownModel
    from assist.models.checking import Health

models_app = typer.Typer(no_args_is_help=True)


def table_of(told: tuple[Health, ...]) -> Table:
    """Models as a table for people."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Soort"), no_wrap=True)
    table.add_column(_("Naam"), no_wrap=True)
    table.add_column(_("Grootte"), no_wrap=True, justify="right")
    table.add_column(_("Staat"), overflow="fold")
    table.add_column(_("Licentie"), overflow="fold")
    for health in told:
        model = health.model
        table.add_row(
            kind_in_words(health.kind),
            Text(health.name),
            size_in_words(model.size) if model else "",
            Text(state_in_words(health)),
            model.licence if model else _("van uzelf"),
        )
    return table


def kind_in_words(kind: str) -> str:
    """What a model is for, in a word or two."""
    return {
        "asr": _("spraak"),
        "voices": _("stemmen"),
        "encoder": _("betekenis"),
        "nlp": _("zinsbouw"),
        "statements": _("uitspraken"),
        "values": _("waarden"),
        "asr_noise": _("nagebootste ruis"),
    }.get(kind, kind)


def state_in_words(health: Health) -> str:
    """Whether it is there and whole."""
    from assist.models.catalogue import Shipped

    if health.state == "absent" and health.model and isinstance(health.model.source, Shipped):
        return _("ontbreekt; hoort bij assist")
    if health.state == "whole" and health.found and health.found.origin == "learned":
        name = health.found.folder.parent.name
        return _("leerde van uw besluiten: {name}").format(name=name)
    words = {
        "whole": _("aanwezig"),
        "unverified": _("aanwezig, niet na te kijken"),
        "absent": _("niet opgehaald"),
        "damaged": _("beschadigd: {files}").format(files=", ".join(health.files)),
    }
    return words[health.state]


def size_in_words(size: int) -> str:
    """Bytes as people count them: decimal, rounded.

    Examples
    --------
    >>> size_in_words(147_882_941), size_in_words(3_090_835_702), size_in_words(120_000)
    ('148 MB', '3,1 GB', '120 kB')
    """
    if size >= 1_000_000_000:
        return _("{number} GB").format(number=_decimal(f"{size / 1e9:.1f}"))
    if size < 1_000_000:
        return _("{number} kB").format(number=round(size / 1e3))
    return _("{number} MB").format(number=round(size / 1e6))


def _decimal(number: str) -> str:
    from assist.core.language import current_language

    return number.replace(".", ",") if current_language() == "nl" else number


@models_app.command("list", help=_("Toon alle modellen, en welke op deze computer staan."))
def list_command() -> None:
    from rich.console import Console

    from assist.models.checking import check
    from assist.models.folders import user_folder

    Console().print(table_of(check(thorough=False)))
    print(_("Opgehaalde modellen staan in {path}").format(path=user_folder()))


@models_app.command("pull", help=_("Haal een model op van internet en kijk het na."))
def pull_command(
    name: Annotated[
        str, typer.Argument(help=_("Naam van het model, zoals in assist models list."))
    ],
    force: Annotated[
        bool, typer.Option("--force", help=_("Haal het ook op als het er al is."))
    ] = False,
) -> None:
    from assist.models.pulling import pull

    def tell(model: KnownModel) -> None:
        told = _("Ik haal {name} op ({size}) van {source} …")
        size = size_in_words(model.size)
        print(told.format(name=name, size=size, source=model.source), flush=True)

    folder = pull(name, force=force, tell=tell)
    print(_("Het model {name} staat klaar in {path}").format(name=name, path=folder))


@models_app.command("check", help=_("Kijk na of de modellen heel zijn, byte voor byte."))
def check_command(
    names: Annotated[
        list[str] | None, typer.Argument(help=_("Welke modellen; zonder naam allemaal."))
    ] = None,
) -> None:
    from rich.console import Console

    from assist.core.errors import AssistError
    from assist.models.catalogue import KNOWN
    from assist.models.checking import check
    from assist.models.registry import absence, damage

    told = check(*names or ())
    unknown = [name for name in names or () if name not in {h.name for h in told}]
    if unknown:
        raise AssistError("model-unknown", name=unknown[0], known=", ".join(m.name for m in KNOWN))
    shown = told if names else tuple(h for h in told if h.state != "absent")
    Console().print(table_of(shown))
    broken = [h for h in shown if h.state == "damaged"]
    for health in broken:
        if health.found is not None:
            print(damage(health.found, ", ".join(health.files)))
    missing = [h for h in shown if h.state == "absent"]
    for health in missing:
        print(absence(health.kind, health.name))
    if broken or missing:
        raise typer.Exit(1)
    print(_("Alles is heel."))
