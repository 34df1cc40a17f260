"""An evaluation as text for a terminal, and as json, csv or md."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.language import _, ngettext
from assist.training.evaluate import GIVEN, Evaluation, Given
from assist.training.scoring import Summary


def _title(given: Given) -> str:
    if given == "speakers":
        return _("Met sprekers en rollen")
    return _("Alleen tekst en tijden, zoals een opname die geeft")


def remarks(evaluation: Evaluation) -> tuple[str, ...]:
    """What a reader has to know before believing the figures."""
    told = []
    if evaluation.held_out:
        told.append(
            _("Elke sessie is gemeten met modellen die haar technologie nooit hebben gezien.")
        )
    if evaluation.seen:
        told.append(
            _(
                "Let op: de modellen zijn getraind op dezelfde technologie als {sessions}."
                " Die cijfers zijn te mooi; gebruik --cross-validate."
            ).format(sessions=", ".join(evaluation.seen))
        )
    return tuple(told)


def as_json(evaluation: Evaluation) -> str:
    """Everything, for another program."""
    data = {
        "held_out": evaluation.held_out,
        "seen": list(evaluation.seen),
        "models": dict(evaluation.models),
        "summary": {
            given: {
                **{name: asdict(s) for name, s in evaluation.summary(given).items()},
                "calibration error": evaluation.calibration(given),
            }
            for given in GIVEN
        },
        "sessions": [
            {
                "session": r.session,
                "technology": r.technology,
                "given": r.given,
                "figures": dict(r.figures),
            }
            for r in evaluation.results
        ],
    }
    return json.dumps(_rounded(data), ensure_ascii=False, indent=1) + "\n"


def _rounded(data: object) -> object:
    if isinstance(data, float):
        return round(data, 4)
    if isinstance(data, dict):
        return {key: _rounded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    return data


def as_csv(evaluation: Evaluation) -> str:
    """One line a session, condition and figure; empty where there was nothing to measure."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["session", "technology", "given", "figure", "value"])
    for r in evaluation.results:
        for name, value in r.figures.items():
            told = "" if value is None else f"{value:.4f}"
            table.writerow([r.session, r.technology, r.given, name, told])
    return out.getvalue()


def as_markdown(evaluation: Evaluation, *, level: int = 3) -> str:
    """Tables: the figures with their spread, and the main ones for each session.

    Parameters
    ----------
    level : int
        Of the headings.
    """
    mark = "#" * level
    lines: list[str] = [*(part for remark in remarks(evaluation) for part in (remark, ""))]
    for given in GIVEN:
        summary = evaluation.summary(given)
        lines += [
            f"{mark} {_title(given)}",
            "",
            _("| maat | gemiddeld | spreiding | laagste - hoogste | 95 % |"),
            "|---|---|---|---|---|",
            *(f"| {name} | " + " | ".join(_cells(s)) + " |" for name, s in summary.items()),
            "",
            _("IJkfout van de scores: {error:.3f}.").format(error=evaluation.calibration(given)),
            "",
        ]
    by_session = _("Per sessie, F1 van effect en optie (met sprekers / alleen tekst)")
    lines += [f"{mark} {by_session}", ""]
    lines += [_("| sessie | effect | optie |"), "|---|---|---|"]
    for session, row in _per_session(evaluation).items():
        told = (
            " / ".join(_number(row[given].get(f"{kind} F1")) for given in GIVEN)
            for kind in ("effect", "option")
        )
        lines.append(f"| {session} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def _per_session(evaluation: Evaluation) -> dict[str, dict[Given, Mapping[str, float | None]]]:
    rows: dict[str, dict[Given, Mapping[str, float | None]]] = {}
    for r in evaluation.results:
        rows.setdefault(r.session, {})[r.given] = r.figures
    return rows


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _cells(s: Summary) -> tuple[str, str, str, str]:
    if s.sessions == 1:  # one session says nothing about the next
        return f"{s.mean:.3f}", "-", "-", "-"
    return (
        f"{s.mean:.3f}",
        f"{s.sd:.3f}",
        f"{s.lowest:.2f} - {s.highest:.2f}",
        f"{s.low:.2f} - {s.high:.2f}",
    )


def _cell(s: Summary) -> str:
    if s.sessions == 1:
        return f"{s.mean:.3f}"
    return f"{s.mean:.3f} ({s.sd:.3f}) [{s.low:.2f}-{s.high:.2f}]"


def as_text(evaluation: Evaluation) -> str:
    """For a terminal: both conditions beside each other."""
    both = [evaluation.summary(given) for given in GIVEN]
    sessions = len({r.session for r in evaluation.results})
    head = (_("met sprekers en rollen"), _("alleen tekst en tijden"))
    lines = [
        *remarks(evaluation),
        ngettext("{number} sessie", "{number} sessies", sessions).format(number=sessions),
        _("Gemiddelde (spreiding) [95 %-interval]"),
        "",
        f"{'':24}{head[0]:30}{head[1]}",
    ]
    for name in both[0]:
        cells = [_cell(s) if (s := summary.get(name)) else "-" for summary in both]
        lines.append(f"{name:24}{cells[0]:30}{cells[1]}".rstrip())
    errors = [f"{evaluation.calibration(given):.3f}" for given in GIVEN]
    lines.append(f"{'calibration error':24}{errors[0]:30}{errors[1]}")
    return "\n".join(lines)


WRITERS: Mapping[str, Callable[[Evaluation], str]] = MappingProxyType(
    {".json": as_json, ".csv": as_csv, ".md": as_markdown}
)


def check_known(path: Path) -> None:
    """Refuse an ending that cannot be written.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    if path.suffix.lower() not in WRITERS:
        raise AssistError("unknown-format", path=path, known=" ".join(WRITERS))


def write_evaluation(evaluation: Evaluation, path: Path, *, force: bool = False) -> None:
    """Write by the file's ending.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists`` or why the file cannot be written.
    """
    check_known(path)
    write_text(path, WRITERS[path.suffix.lower()](evaluation), force=force)
