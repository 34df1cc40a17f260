"""An evaluation as text for a terminal, and as json, csv or md."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.core.language import _, ngettext
from assist.training.details import label_table, value_confusions, value_recall
from assist.training.evaluate import Evaluation, Given, Heard
from assist.training.other_talk import OtherTalk, with_sum
from assist.training.report_tables import as_markdown, no_session_line, remarks, short_title
from assist.training.scoring import Summary

__all__ = ["as_csv", "as_json", "as_markdown", "as_text", "check_known", "write_evaluation"]


def as_json(evaluation: Evaluation, others: Sequence[OtherTalk] = ()) -> str:
    """Everything, for another program."""
    data: dict[str, object] = {
        "held_out": evaluation.held_out,
        "seen": list(evaluation.seen),
        "models": dict(evaluation.models),
        "summary": _summaries(evaluation, "clean"),
    }
    if "asr" in evaluation.heard:
        data["asr"] = {
            "word error rate": evaluation.wer,
            "summary": _summaries(evaluation, "asr"),
            "difference in points": {
                given: {name: asdict(s) for name, s in evaluation.difference(given).items()}
                for given in evaluation.given
            },
        }
    data["details"] = [
        {"given": given, "heard": heard, **_details(evaluation, given, heard)}
        for heard in evaluation.heard
        for given in evaluation.given
    ]
    data["sessions"] = [
        {
            "session": r.session,
            "technology": r.technology,
            "given": r.given,
            "heard": r.heard,
            "figures": dict(r.figures),
        }
        for r in evaluation.results
    ]
    if others:
        data["no_session"] = [
            {**asdict(talk), "per 100 utterances": talk.rate} for talk in with_sum(others)
        ]
    return json.dumps(_rounded(data), ensure_ascii=False, indent=1) + "\n"


def _summaries(evaluation: Evaluation, heard: Heard) -> dict[str, object]:
    return {
        given: {
            **{name: asdict(s) for name, s in evaluation.summary(given, heard).items()},
            "calibration error": evaluation.calibration(given, heard),
            "calibration interval": list(evaluation.calibration_interval(given, heard)),
        }
        for given in evaluation.given
    }


def _details(evaluation: Evaluation, given: Given, heard: Heard) -> dict[str, object]:
    pairs = evaluation.pairs(given, heard)
    return {
        "reliability": [asdict(b) for b in evaluation.reliability(given, heard)],
        "labels": {kind: [asdict(c) for c in rows] for kind, rows in label_table(pairs).items()},
        "values": [asdict(v) for v in value_recall(pairs)],
        "values confused": [asdict(c) for c in value_confusions(pairs)],
    }


def _rounded(data: object) -> object:
    if isinstance(data, float):
        return round(data, 4)
    if isinstance(data, dict):
        return {key: _rounded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    return data


def as_csv(evaluation: Evaluation, others: Sequence[OtherTalk] = ()) -> str:
    """One line a session, condition and figure; empty where there was nothing to measure."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["session", "technology", "given", "heard", "figure", "value"])
    for r in evaluation.results:
        for name, value in r.figures.items():
            told = "" if value is None else f"{value:.4f}"
            table.writerow([r.session, r.technology, r.given, r.heard, name, told])
    for talk in others:
        row = [talk.name, "", "no session", "clean", "statements per 100 utterances"]
        table.writerow([*row, f"{talk.rate:.4f}"])
    return out.getvalue()


def as_text(evaluation: Evaluation, others: Sequence[OtherTalk] = ()) -> str:
    """For a terminal: the conditions beside each other, and what rough text costs."""
    sessions = len({r.session for r in evaluation.results})
    lines = [*remarks(evaluation)]
    if sessions:
        lines.append(
            ngettext("{number} sessie", "{number} sessies", sessions).format(number=sessions)
        )
        lines += [_("Gemiddelde (spreiding) [95 %-interval]"), ""]
    for heard in evaluation.heard:
        if heard == "asr":
            lines += ["", _rough_head(evaluation), ""]
        lines += _block(evaluation, heard)
    if sessions and evaluation.pairs(evaluation.given[0]):
        lines += ["", *_confused(evaluation)]
    if others:
        lines += ["", *(no_session_line(talk) for talk in with_sum(others))]
    return "\n".join(lines).lstrip("\n")


def _rough_head(evaluation: Evaluation) -> str:
    return _("Met herkenningsfouten ({wer:.0%} van de woorden); tussen < > het verschil").format(
        wer=evaluation.wer
    )


def _block(evaluation: Evaluation, heard: Heard) -> list[str]:
    both = [evaluation.summary(given, heard) for given in evaluation.given]
    lost = [evaluation.difference(given) if heard == "asr" else {} for given in evaluation.given]
    head = "".join(f"{short_title(given):40}" for given in evaluation.given)
    wide = 2 + max((len(name) for summary in both for name in summary), default=22)
    lines = [f"{'':{wide}}{head}".rstrip()]
    for name in dict.fromkeys(name for summary in both for name in summary):
        cells = "".join(
            f"{_cell(s, less.get(name)) if (s := summary.get(name)) else '-':40}"
            for summary, less in zip(both, lost, strict=True)
        )
        lines.append(f"{name:{wide}}{cells}".rstrip())
    if any(r.judged for r in evaluation.results):
        errors = "".join(f"{_calibration(evaluation, g, heard):40}" for g in evaluation.given)
        lines.append(f"{'calibration error':{wide}}{errors}".rstrip())
    return lines


def _cell(s: Summary, less: Summary | None) -> str:
    told = f"{s.mean:.3f}"
    if s.sessions > 1:  # one session says nothing about the next
        told += f" ({s.sd:.3f}) [{s.low:.2f}-{s.high:.2f}]"
    return told + (f" <{less.mean:+.1f}>" if less else "")


def _calibration(evaluation: Evaluation, given: Given, heard: Heard) -> str:
    told = f"{evaluation.calibration(given, heard):.3f}"
    if len(evaluation.under(given, heard)) > 1:
        low, high = evaluation.calibration_interval(given, heard)
        told += f"         [{low:.2f}-{high:.2f}]"
    return told


def _confused(evaluation: Evaluation) -> list[str]:
    """The commonest confusions of the first condition."""
    given = evaluation.given[0]
    found = value_confusions(evaluation.pairs(given), most=8)
    head = _("Waarden die het vaakst verwisseld zijn ({given}):").format(given=short_title(given))
    return [head, *(f"  {c.wanted} -> {c.told}: {c.number}" for c in found)] if found else []


WRITERS: Mapping[str, Callable[[Evaluation, Sequence[OtherTalk]], str]] = MappingProxyType(
    {
        ".json": as_json,
        ".csv": as_csv,
        ".md": lambda evaluation, others: as_markdown(evaluation, others, details=True),
    }
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


def write_evaluation(
    evaluation: Evaluation, path: Path, *, others: Sequence[OtherTalk] = (), force: bool = False
) -> None:
    """Write by the file's ending.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists`` or why the file cannot be written.
    """
    check_known(path)
    write_text(path, WRITERS[path.suffix.lower()](evaluation, others), force=force)
