"""Plots over sessions: readable without colour, the same bytes for the same numbers."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assist.core.language import _
from assist.core.statement import DOMAINS, POLARITIES
from assist.research.comparison import Comparison
from assist.valuemap.svg import SIGNS
from assist.valuemap.words import domain_name, polarity_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HATCH = {"positive": "", "negative": "////", "mixed": "...."}
_SIGN = {"positive": "+", "negative": "−", "mixed": "±"}
# Okabe and Ito's palette keeps apart for every kind of colour vision; hatches for print.
_DOMAINS = {
    "techniek": ("#0072b2", "", "#ffffff"),
    "omgeving": ("#e69f00", "////", "#1b2430"),
    "mens": ("#009e73", "....", "#1b2430"),
}
_RC: Any = {
    "text.parse_math": False,  # "$5 of $6" in a title is money
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and enlarged
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
_WIDTH = 10.0  # inches


@dataclass(frozen=True)
class Plot:
    """A plot, its title, and in words what it shows."""

    key: str
    title: str
    words: str
    figure: Figure

    def svg(self) -> str:
        """As an ``svg`` element to set in a page; ids do not clash with another plot's."""
        text = _saved(self.figure, "svg", self.key).decode("utf-8")
        text = text[text.index("<svg") :]
        text = re.sub(r" *<metadata>.*?</metadata>\n", "", text, flags=re.DOTALL)
        text = re.sub(r"(\bid=\"|url\(#|href=\"#)", rf"\g<1>{self.key}-", text)
        return text.replace("<svg ", f'<svg role="img" aria-label="{_escaped(self.words)}" ', 1)


def plots(comparison: Comparison) -> tuple[Plot, ...]:
    """The plots of a report, those that have something to show."""
    made = []
    if len(comparison.values):
        made.append(
            _plot(
                "waarden",
                _("Waarden per sessie"),
                _("Warmtekaart: bij welk deel van de effecten van een sessie elke waarde hoort."),
                draw_values,
                comparison,
                0.8 + 0.235 * len(comparison.shared) + 1.3,
            )
        )
    bars = 1.1 + 0.34 * len(comparison.sessions)
    if int(comparison.sessions["effects"].sum()):
        words = _("Staven: welk deel van de effecten positief, negatief of allebei is, per sessie.")
        title = _("Positieve, negatieve en gemengde effecten")
        made.append(_plot("effecten", title, words, draw_polarity, comparison, bars))
    if int(comparison.sessions["options"].sum()):
        words = _("Staven: welk deel van de opties bij techniek, omgeving of mens hoort.")
        title = _("Handelingsopties per domein")
        made.append(_plot("opties", title, words, draw_domains, comparison, bars))
    return tuple(made)


def overview(comparison: Comparison, ending: str) -> bytes:
    """All plots in one picture.

    Parameters
    ----------
    comparison : Comparison
    ending : {".svg", ".png"}
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    made = plots(comparison)
    heights = [p.figure.get_size_inches()[1] for p in made]
    drawers = {"waarden": draw_values, "effecten": draw_polarity, "opties": draw_domains}
    with rc_context(_RC):
        figure = Figure(
            figsize=(_WIDTH, sum(heights) + 0.4 * len(made) or 1.0), layout="constrained"
        )
        if made:
            parts = figure.subfigures(len(made), 1, squeeze=False, height_ratios=heights)
            for plot, part in zip(made, parts[:, 0], strict=True):
                part.suptitle(plot.title, x=0.01, ha="left", fontsize=11, fontweight="bold")
                drawers[plot.key](part.subplots(), comparison)
    return _saved(figure, ending.removeprefix("."), "overzicht")


def draw_values(ax: Axes, comparison: Comparison) -> None:
    """Heat map: values down, sessions across; the count stands in each cell."""
    from matplotlib.colors import LinearSegmentedColormap

    sessions = list(comparison.sessions["session"])
    values = list(comparison.shared["value"])
    table = comparison.values.pivot(index="value", columns="session", values="effects")
    counts = table.loc[values, sessions].to_numpy()
    totals = comparison.sessions["effects"].to_numpy()
    shares = counts / totals.clip(min=1)
    most = max(0.01, float(shares.max()))
    # One hue from paper to dark: the same for every kind of colour vision, and on grey paper.
    blues = LinearSegmentedColormap.from_list("assist", ["#ffffff", "#9cc3e6", "#0b3d75"])
    image = ax.imshow(shares, aspect="auto", cmap=blues, vmin=0.0, vmax=most)
    for (row, column), count in _cells(counts):
        dark = shares[row, column] > 0.72 * most
        text = str(count) if count else "·"
        ax.text(column, row, text, ha="center", va="center", fontsize=8,
                color="#ffffff" if dark else "#1b2430")  # fmt: skip
    ax.set_yticks(range(len(values)), values)
    numbers = comparison.sessions["number"]
    labels = [f"{n}\n/{total}" for n, total in zip(numbers, totals, strict=True)]
    ax.set_xticks(range(len(sessions)), labels, fontsize=8)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(_("nummer van de sessie / haar aantal effecten"), loc="left", fontsize=8)
    for edge in range(len(values) + 1):
        ax.axhline(edge - 0.5, color="#dfe4ea", linewidth=0.6)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.025, pad=0.01, format=_percent,
                             shrink=0.5, anchor=(0.0, 1.0))  # fmt: skip
    bar.set_label(_("deel van de effecten"))
    bar.outline.set_visible(False)


def draw_polarity(ax: Axes, comparison: Comparison) -> None:
    """A bar for each session, divided by polarity."""
    looks: dict[str, tuple[str, str, str]] = {
        p: (SIGNS[p][0], _HATCH[p], "#ffffff") for p in POLARITIES
    }
    names: dict[str, str] = {p: f"{_SIGN[p]} {polarity_name(p)}" for p in POLARITIES}
    _bars(ax, comparison, "effects", POLARITIES, looks, names)


def draw_domains(ax: Axes, comparison: Comparison) -> None:
    """A bar for each session, divided by the domain of its options."""
    _bars(ax, comparison, "options", DOMAINS, _DOMAINS, {d: domain_name(d) for d in DOMAINS})


def _bars(
    ax: Axes,
    comparison: Comparison,
    total: str,
    parts: Sequence[str],
    looks: dict[str, tuple[str, str, str]],
    names: dict[str, str],
) -> None:
    frame = comparison.sessions
    totals = frame[total].to_numpy()
    left = totals * 0.0
    places = list(range(len(frame)))
    for part in parts:
        counts = frame[part].to_numpy()
        shares = counts / totals.clip(min=1)
        colour, hatch, ink = looks[part]
        ax.barh(places, shares, left=left, height=0.72, color=colour, hatch=hatch,
                edgecolor="#ffffff", linewidth=1.0, label=names[part])  # fmt: skip
        for place, (start, share, count) in enumerate(zip(left, shares, counts, strict=True)):
            if count:
                ax.text(start + share / 2, place, str(count), ha="center", va="center",
                        color=ink, fontweight="bold", fontsize=8,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.2})  # fmt: skip
        left = left + shares
    labels = [
        f"{r['number']}. {_short(r['title'])} (" + _("van {n}").format(n=r[total]) + ")"
        for r in frame.to_dict("records")
    ]
    ax.set_yticks(places, labels)
    ax.set_ylim(len(frame) - 0.45, -0.55)
    ax.set_xlim(0.0, 1.0)
    ax.xaxis.set_major_formatter(_percent)
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(parts), frameon=False,
              handlelength=1.6, borderaxespad=0.2)  # fmt: skip


def _plot(
    key: str,
    title: str,
    words: str,
    draw: Callable[[Axes, Comparison], None],
    comparison: Comparison,
    height: float,
) -> Plot:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    _hush()
    with rc_context(_RC):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        draw(figure.subplots(), comparison)
    return Plot(key, title, words, figure)


def _saved(figure: Figure, ending: str, salt: str) -> bytes:
    from matplotlib import rc_context

    _hush()
    stream = io.BytesIO()
    # Fixed salt and no date: equal plots are equal bytes.
    nothing: dict[str, Any] = {"Date": None, "Creator": None} if ending == "svg" else {}
    nothing = nothing or {"Software": None}
    with rc_context({**_RC, "svg.hashsalt": salt}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's font may have it
        figure.savefig(stream, format=ending, metadata=nothing, dpi=150)
    data = stream.getvalue()
    return _steady(data.decode("utf-8")).encode("utf-8") if ending == "svg" else data


def _steady(svg: str) -> str:
    """The same text for the same picture.

    The layout's solver may differ in the last bits of a number, and Matplotlib makes ids out
    of those: round numbers to a thousandth of a point, and number such ids in their order.
    """
    rounded = re.sub(r"-?\d+\.\d{4,}", lambda m: f"{float(m[0]):.3f}".rstrip("0").rstrip("."), svg)
    order: dict[str, str] = {}
    return re.sub(
        r"\b[phm][0-9a-f]{10}\b", lambda m: order.setdefault(m[0], f"part{len(order)}"), rounded
    )


def _hush() -> None:
    """Matplotlib tells about its caches; users have no use for that."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _cells(counts: Any) -> list[tuple[tuple[int, int], int]]:
    rows, columns = counts.shape
    return [((r, c), int(counts[r, c])) for r in range(rows) for c in range(columns)]


def _percent(value: float, _place: object = None) -> str:
    return f"{value * 100:.0f} %"


def _short(title: str, length: int = 46) -> str:
    return title if len(title) <= length else title[: length - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    from html import escape

    return escape(text, quote=True)
