"""The comparison in words: the tables that people read, in their language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assist.core.language import _, current_language, ngettext
from assist.core.statement import DOMAINS, POLARITIES, STATUSES
from assist.research.comparison import Comparison
from assist.research.tidy import UNKNOWN
from assist.valuemap.live import clock
from assist.valuemap.words import domain_name, status_name

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Shown:
    """A table to read.

    Parameters
    ----------
    key : str
        Short name, for links and sheets.
    title, note : str
        What it is, and how to read it.
    headings : tuple of str
    rows : tuple of tuple of str
    head : int
        The cell that names a row.
    left : int
        So many cells of a row are words, the others numbers.
    hints : tuple of str
        What a heading stands for, where it is short; empty or as many as headings.
    """

    key: str
    title: str
    note: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    head: int = 0
    left: int = 1
    hints: tuple[str, ...] = ()


def shown_tables(comparison: Comparison) -> tuple[Shown, ...]:
    """The tables of a report, in its order."""
    makers = (_sessions, _shared, _values, _domains, _roles, _role_values, _statuses)
    return tuple(make(comparison) for make in makers)


def how_to_read(comparison: Comparison) -> tuple[str, ...]:
    """What a reader must know before drawing conclusions, a paragraph each."""
    rejected = int(comparison.sessions["rejected"].sum())
    undecided = comparison.statuses[comparison.statuses["status"] == "suggested"]["statements"]
    paragraphs = [
        _(
            "Vaak is niet hetzelfde als belangrijk. Wie het meest praat, wordt het meest geteld;"
            " een stille deelnemer kan in één zin het zwaarste punt maken. Lees daarom ook de"
            " waarden die maar één keer klinken."
        ),
        _(
            "Achter elk aantal staat waarvan het er zoveel zijn: ‘3 van 25’ is drie van de 25"
            " effecten in die sessie. Een effect kan bij meer waarden horen, dus de aandelen samen"
            " kunnen meer zijn dan 100 %."
        ),
        _(
            "Tussen haakjes staat bij een aandeel hoe zeker het is: het Wilson-interval van 95 %."
            " Het gaat ervan uit dat effecten los van elkaar genoemd worden. In een gesprek lokt"
            " het ene effect het andere uit, dus in werkelijkheid is de onzekerheid groter."
        ),
        _("Wat mensen afwezen, telt nergens mee, behalve in de tabel ‘Wie besliste’.")
        + " "
        + ngettext("Het gaat om {n} uitspraak.", "Het gaat om {n} uitspraken.", rejected).format(
            n=rejected
        ),
    ]
    if n := int(undecided.sum()):
        paragraphs.append(
            ngettext(
                "{n} uitspraak is een voorstel dat nog niemand heeft nagekeken.",
                "{n} uitspraken zijn voorstellen die nog niemand heeft nagekeken.",
                n,
            ).format(n=n)
            + " "
            + _(
                "Bij een voorstel telt elke waarde mee die het programma noemt, ook de minst"
                " zekere. Wie nakijkt, houdt er meestal minder over."
            )
        )
    return tuple(paragraphs)


def role_shown(role: str) -> str:
    """A role in the user's language, where the program itself named it."""
    return _("onbekend") if role == UNKNOWN else role


def percent(share: float | None) -> str:
    """A share as a whole percentage.

    Examples
    --------
    >>> percent(0.125), percent(None)
    ('12 %', '–')
    """
    return "–" if share is None or share != share else f"{share * 100:.0f} %"


def decimal(number: float) -> str:
    """One decimal, with the comma of Dutch or the point of English."""
    text = f"{number:.1f}"
    return text.replace(".", ",") if current_language() == "nl" else text


def of(count: Any, total: Any) -> str:
    """A count with its denominator."""
    return _("{n} van {total}").format(n=int(count), total=int(total))


def sure(row: Any, prefix: str = "") -> str:
    """A share with its interval."""
    share = row[f"{prefix}share"]
    if share is None or share != share:
        return "–"
    return _("{share} ({low}–{high})").format(
        share=percent(share),
        low=f"{row[f'{prefix}low'] * 100:.0f}",
        high=f"{row[f'{prefix}high'] * 100:.0f}",
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


def _numbers(comparison: Comparison) -> dict[str, str]:
    return {r["session"]: str(r["number"]) for r in _rows(comparison.sessions)}


def _sessions(comparison: Comparison) -> Shown:
    rows = [
        (
            str(r["number"]),
            r["title"],
            r["technology"] or "–",
            r["recorded"] or "–",
            clock(r["duration"]),
            str(r["utterances"]),
            str(r["effects"]),
            " / ".join(str(r[p]) for p in POLARITIES),
            str(r["options"]),
            " / ".join(str(r[d]) for d in DOMAINS),
            str(r["values"]),
            of(r["effects_without_option"], r["effects"]),
        )
        for r in _rows(comparison.sessions)
    ]
    headings = (
        *(_("nr"), _("sessie"), _("technologie"), _("datum"), _("duur"), _("uitingen")),
        *(_("effecten"), _("+ / − / ±"), _("opties"), _("T / O / M"), _("waarden")),
        _("effecten zonder optie"),
    )
    note = _(
        "+ / − / ± zijn positieve, negatieve en gemengde effecten; T / O / M zijn opties in"
        " Techniek, Omgeving en Mens."
    )
    return Shown("sessies", _("De sessies"), note, headings, tuple(rows), head=1, left=3)


def _shared(comparison: Comparison) -> Shown:
    rows = [
        (
            r["value"],
            of(r["sessions"], r["of_sessions"]),
            of(r["effects"], r["of_effects"]),
            sure(r),
            " / ".join(str(r[p]) for p in POLARITIES),
            of(r["options"], r["of_options"]),
            sure(r, "option_"),
            str(r["mentions"]),
        )
        for r in _rows(comparison.shared)
    ]
    headings = (
        *(_("waarde"), _("sessies"), _("effecten"), _("aandeel"), _("+ / − / ±")),
        *(_("opties"), _("aandeel"), _("hardop genoemd")),
    )
    note = _(
        "In hoeveel sessies een waarde voorkomt: achter een effect, als doel van een optie of"
        " hardop genoemd. De volgorde is die van het aantal sessies, daarna het alfabet."
    )
    return Shown("gedeeld", _("Welke waarden de sessies delen"), note, headings, tuple(rows))


def _matrix(
    comparison: Comparison, cell: Callable[[dict[str, Any]], str], rows: list[dict[str, Any]]
) -> tuple[tuple[str, ...], ...]:
    """A row for each value, a column for each session."""
    sessions = list(comparison.sessions["session"])
    cells = {(r["value"], r["session"]): cell(r) for r in rows}
    return tuple(
        (value, *(cells[value, session] for session in sessions))
        for value in dict.fromkeys(r["value"] for r in rows)
    )


def _values(comparison: Comparison) -> Shown:
    def cell(r: dict[str, Any]) -> str:
        return f"{r['effects']}/{r['of_effects']}" if r["effects"] else f"·/{r['of_effects']}"

    numbers = _numbers(comparison)
    sessions = list(comparison.sessions["session"])
    return Shown(
        "waarden",
        _("Waarden per sessie"),
        _("Bij hoeveel van de effecten van een sessie de waarde hoort; een punt is geen enkel."),
        (_("waarde"), *(numbers[s] for s in sessions)),
        _matrix(comparison, cell, _rows(comparison.values)),
        hints=("", *comparison.sessions["title"]),
    )


def _domains(comparison: Comparison) -> Shown:
    numbers = _numbers(comparison)
    by_session: dict[str, list[str]] = {}
    for r in _rows(comparison.domains):
        cells = by_session.setdefault(r["session"], [numbers[r["session"]], r["title"]])
        cells += [of(r["options"], r["of_options"]), sure(r)]
    headings = (
        *(_("nr"), _("sessie")),
        *(h for d in DOMAINS for h in (domain_name(d), _("aandeel"))),
    )
    note = _("In welk domein de handelingsopties vallen, van alle opties in de sessie.")
    rows = tuple(tuple(cells) for cells in by_session.values())
    return Shown("domeinen", _("Handelingsopties per domein"), note, headings, rows, head=1, left=2)


def _roles(comparison: Comparison) -> Shown:
    numbers = _numbers(comparison)
    rows = [
        (
            numbers[r["session"]],
            r["title"],
            role_shown(r["role"]),
            str(r["speakers"]) if r["speakers"] else "–",
            _("{minutes} van {total} min").format(
                minutes=decimal(r["seconds"] / 60), total=decimal(r["of_seconds"] / 60)
            ),
            percent(r["time_share"]),
            percent(r["word_share"]),
            of(r["effects"], r["of_effects"]),
            sure(r),
            of(r["options"], r["of_options"]),
        )
        for r in _rows(comparison.roles)
    ]
    headings = (
        *(_("nr"), _("sessie"), _("rol"), _("sprekers"), _("spreektijd"), _("van de tijd")),
        *(_("van de woorden"), _("effecten"), _("aandeel"), _("opties")),
    )
    note = _(
        "Wie aan het woord was en wie effecten en opties inbracht, naar rol. ‘Onbekend’ betekent"
        " dat het transcript geen rol gaf."
    )
    return Shown(
        "rollen", _("Welke rollen gehoord zijn"), note, headings, tuple(rows), head=1, left=3
    )


def _role_values(comparison: Comparison) -> Shown:
    frame = comparison.role_values
    roles = list(dict.fromkeys(frame["role"]))
    cells = {(r["value"], r["role"]): r for r in _rows(frame)}
    totals = {r["role"]: r["of_effects"] for r in _rows(frame)}
    rows = tuple(
        (value, *(str(cells[value, role]["effects"] or "·") for role in roles))
        for value in dict.fromkeys(frame["value"])
        if any(cells[value, role]["effects"] for role in roles)
    )
    headings = (
        _("waarde"),
        *(_("{role} (van {n})").format(role=role_shown(r), n=totals[r]) for r in roles),
    )
    note = _(
        "Bij hoeveel effecten van een rol de waarde hoort, over alle sessies; achter elke rol"
        " staat hoeveel effecten zij inbracht."
    )
    return Shown("rolwaarden", _("Waarden per rol"), note, headings, rows)


def _statuses(comparison: Comparison) -> Shown:
    numbers = _numbers(comparison)
    kinds = {"effect": _("effecten"), "option": _("opties")}
    by_row: dict[tuple[str, str], list[str]] = {}
    for r in _rows(comparison.statuses):
        start = [numbers[r["session"]], r["title"], kinds[r["kind"]]]
        by_row.setdefault((r["session"], r["kind"]), start).append(
            of(r["statements"], r["of_statements"])
        )
    headings = (_("nr"), _("sessie"), _("soort"), *(status_name(s) for s in STATUSES))
    note = _(
        "Wat het programma voorstelde en wat mensen ermee deden, van alle uitspraken, ook de"
        " afgewezen."
    )
    rows = tuple(tuple(cells) for cells in by_row.values())
    return Shown("besluiten", _("Wie besliste"), note, headings, rows, head=1, left=3)


def as_text(tables: Sequence[Shown], paragraphs: Sequence[str], skipped: Sequence[str]) -> str:
    """All tables as plain text, columns lined up."""
    import textwrap

    parts = []
    for table in tables:
        widths = [
            max(len(row[i]) for row in (table.headings, *table.rows))
            for i in range(len(table.headings))
        ]
        widths = [min(w, 44) for w in widths]
        lines = [_line(table.headings, widths, table.left)]
        lines.append("  ".join("─" * w for w in widths))
        lines += [_line(row, widths, table.left) for row in table.rows]
        parts.append("\n".join([table.title, *textwrap.wrap(table.note, 88), "", *lines]))
    notes = ["\n".join(textwrap.wrap(p, 88)) for p in paragraphs]
    parts.append("\n".join([_("Hoe leest u dit?"), *notes]))
    if skipped:
        parts.append("\n".join([_("Niet meegeteld"), *(f"- {s}" for s in skipped)]))
    return "\n\n\n".join(parts) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    cut = [c if len(c) <= w else c[: w - 1] + "…" for c, w in zip(cells, widths, strict=True)]
    return "  ".join(
        c.ljust(w) if i < left else c.rjust(w)
        for i, (c, w) in enumerate(zip(cut, widths, strict=True))
    ).rstrip()


def as_markdown(tables: Sequence[Shown], paragraphs: Sequence[str], skipped: Sequence[str]) -> str:
    """All tables in Markdown."""

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"

    parts = ["# " + _("Vergelijking van sessies"), "## " + _("Hoe leest u dit?"), *paragraphs]
    if skipped:
        parts += ["## " + _("Niet meegeteld"), "\n".join(f"- {s}" for s in skipped)]
    for table in tables:
        rule = ["---" if i < table.left else "--:" for i in range(len(table.headings))]
        parts += [f"## {table.title}", table.note]
        parts.append("\n".join([row(table.headings), row(rule), *map(row, table.rows)]))
    return "\n\n".join(parts) + "\n"
