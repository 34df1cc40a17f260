"""A map in a few lines of text, for who ran a command without naming an output."""

from __future__ import annotations

from textwrap import shorten

from assist.core.language import _
from assist.core.statement import Statement
from assist.core.valuemap import ValueMap
from assist.export.content import content_of, counts, questions
from assist.export.page import SIGN
from assist.valuemap.live import clock
from assist.valuemap.words import domain_name


def summary(valuemap: ValueMap, *, keep_names: bool = False) -> str:
    """Plain text of at most 100 columns: title, counts, effects, values, options, questions."""
    if not keep_names:
        from assist.export.pseudonymise import pseudonymise

        valuemap = pseudonymise(valuemap)
    content = content_of(valuemap)
    session = valuemap.session

    def line(mark: str, s: Statement) -> str:
        values = ", ".join(content.values_of.get(s.id, ()))
        said = shorten(s.wording or f"“{s.quote.exact}”", 62, placeholder="…”")
        start = f"  {content.number[s.id]:>4} {mark} {clock(s.quote.start):>7}  {said}"
        return f"{start}  [{values}]" if values else start

    lines = [session.title or _("Waardenkaart")]
    if session.technology:
        lines.append(session.technology)
    lines += [counts(content), ""]
    if content.effects:
        lines.append(_("Effecten"))
        spoken = sorted(
            (e for _actor, group in content.effects for e in group), key=lambda e: e.quote.start
        )
        lines += [line(SIGN[e.polarity], e) for e in spoken] + [""]
    if content.clusters:
        lines.append(_("Waarden"))
        alone = _("op zichzelf")
        for name, nodes in content.clusters:
            listed = ", ".join(v.label for v in nodes)
            lines.append(f"  {name or alone}: {listed}")
        lines.append("")
    for domain, group in content.options:
        if group:
            lines.append(_("Handelingsopties") + f": {domain_name(domain)}")
            lines += [line(" ", o) for o in group] + [""]
    asked = questions(content)
    if asked:
        lines += [_("Open vragen"), *(f"  - {q}" for q in asked)]
    return "\n".join(lines).rstrip()
