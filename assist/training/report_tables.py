"""An evaluation as Markdown tables, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assist.core.language import _
from assist.training.details import (
    label_scores,
    label_table,
    value_confusions,
    value_recall,
)
from assist.training.evaluate import Evaluation, Given, Heard
from assist.training.other_talk import OtherTalk, with_sum
from assist.training.scoring import Summary


def title(given: Given) -> str:
    """A condition as a heading."""
    if given == "speakers":
        return _("Met sprekers en rollen")
    if given == "text":
        return _("Alleen tekst en tijden, zoals een opname die geeft")
    return _("Twee lezers van dezelfde sessies")


def short_title(given: Given) -> str:
    """A condition as the head of a column."""
    if given == "speakers":
        return _("met sprekers en rollen")
    if given == "text":
        return _("alleen tekst en tijden")
    return _("twee lezers, beide kanten op")


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


def no_session_line(talk: OtherTalk) -> str:
    """What was found in other talk, in one sentence."""
    return _(
        "Geen sessie: {name}: {effects} effecten en {options} opties in {utterances} uitingen,"
        " {rate:.2f} per 100."
    ).format(
        name=talk.name or _("samen"),
        effects=talk.effects,
        options=talk.options,
        utterances=talk.utterances,
        rate=talk.rate,
    )


def as_markdown(
    evaluation: Evaluation,
    others: Sequence[OtherTalk] = (),
    *,
    level: int = 3,
    details: bool = False,
) -> str:
    """Tables: the figures with their spread, and the main ones for each session.

    Parameters
    ----------
    level : int
        Of the headings.
    details : bool
        Also reliability, confusions, labels and single values.
    """
    mark = "#" * level
    lines: list[str] = [*(part for remark in remarks(evaluation) for part in (remark, ""))]
    for heard in evaluation.heard:
        for given in evaluation.given:
            lines += [f"{mark} {_full_title(evaluation, given, heard)}", ""]
            lines += _figures(evaluation, given, heard)
    if evaluation.results:
        lines += _by_session(evaluation, mark)
    if details:
        for heard in evaluation.heard:
            for given in evaluation.given:
                lines += _details(evaluation, given, heard, mark)
    if others:
        heading = _("Gesprekken die geen sessie zijn")
        lines += ["", f"{mark} {heading}", ""]
        lines += [f"- {no_session_line(talk)}" for talk in with_sum(others)]
    return "\n".join(lines) + "\n"


def _full_title(evaluation: Evaluation, given: Given, heard: Heard) -> str:
    if heard == "clean":
        return title(given)
    return _("{title}, met herkenningsfouten ({wer:.0%} van de woorden)").format(
        title=title(given), wer=evaluation.wer
    )


def _figures(evaluation: Evaluation, given: Given, heard: Heard) -> list[str]:
    lost = evaluation.difference(given) if heard == "asr" else {}
    head = _("| maat | gemiddeld | spreiding | laagste - hoogste | 95 % |")
    if lost:
        head += " " + _("verschil in punten") + " | 95 % |"
    rows = []
    for name, s in evaluation.summary(given, heard).items():
        cells = [name, *_cells(s)]
        if lost:
            cells += _lost(lost[name]) if name in lost else ("-", "-")
        rows.append(_row(cells))
    found = [head, "|" + "---|" * (head.count("|") - 1), *rows, ""]
    if any(r.judged for r in evaluation.results):
        told = _("IJkfout van de scores: {error:.3f}.").format(
            error=evaluation.calibration(given, heard)
        )
        if len(evaluation.under(given, heard)) > 1:
            low, high = evaluation.calibration_interval(given, heard)
            told += " " + _("95 %: {low:.3f} - {high:.3f}.").format(low=low, high=high)
        found += [told, ""]
    return found


def _by_session(evaluation: Evaluation, mark: str) -> list[str]:
    names = " / ".join(short_title(given) for given in evaluation.given)
    by_session = _("Per sessie, F1 van effect en optie ({conditions})").format(conditions=names)
    lines = [f"{mark} {by_session}", ""]
    rough = "asr" in evaluation.heard
    head = _("| sessie | effect | optie |")
    if rough:
        head += " " + _("effect, met fouten | optie, met fouten |")
    lines += [head, "|" + "---|" * (head.count("|") - 1)]
    by: dict[str, dict[tuple[Given, Heard], Mapping[str, float | None]]] = {}
    for r in evaluation.results:
        by.setdefault(r.session, {})[r.given, r.heard] = r.figures
    for session, row in by.items():
        told = (
            " / ".join(_number(row[given, heard].get(f"{kind} F1")) for given in evaluation.given)
            for heard in evaluation.heard
            for kind in ("effect", "option")
        )
        lines.append(_row([session, *told]))
    return lines


def _details(evaluation: Evaluation, given: Given, heard: Heard, mark: str) -> list[str]:
    pairs = evaluation.pairs(given, heard)
    heading = _("{title}: achter de cijfers").format(title=_full_title(evaluation, given, heard))
    lines = ["", f"{mark} {heading}", ""]
    bins = evaluation.reliability(given, heard)
    if bins:
        lines += [_("| score | uitspraken | gemiddelde score | goed |"), "|---|---|---|---|"]
        lines += [
            _row([f"{b.low:.1f} - {b.high:.1f}", str(b.number), f"{b.score:.3f}", f"{b.right:.3f}"])
            for b in bins
        ]
        lines.append("")
    for table in label_table(pairs).values():
        labels = list(label_scores(table))
        lines += [_row([_("gelabeld / gezegd"), *labels, _("recall"), _("precisie")])]
        lines += ["|" + "---|" * (len(labels) + 3)]
        counts = {(c.wanted, c.told): c.number for c in table}
        for wanted, tally in label_scores(table).items():
            cells = [str(counts.get((wanted, told), 0)) for told in labels]
            lines.append(_row([wanted, *cells, _number(tally.recall), _number(tally.precision)]))
        lines.append("")
    confused = value_confusions(pairs)
    if confused:
        lines += [_("| eerste waarde, gelabeld | eerste voorstel | keer |"), "|---|---|---|"]
        lines += [_row([c.wanted, c.told, str(c.number)]) for c in confused] + [""]
    values = value_recall(pairs)
    if values:
        lines += [_("| waarde | gelabeld | als eerste | bij drie |"), "|---|---|---|---|"]
        lines += [
            _row([v.value, str(v.number), f"{v.first:.2f}", f"{v.in_three:.2f}"]) for v in values
        ]
    return lines


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


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


def _lost(s: Summary) -> tuple[str, str]:
    interval = f"{s.low:+.1f} - {s.high:+.1f}" if s.sessions > 1 else "-"
    return f"{s.mean:+.1f}", interval
