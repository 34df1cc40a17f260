"""A tidy table for a spreadsheet or R: one row for each value behind each statement."""

from __future__ import annotations

import csv
import io

from assist.core.statement import Effect, Option
from assist.core.valuemap import ValueMap
from assist.valuemap.live import clock, numbers, repeated_at
from assist.valuemap.text import formula_safe

COLUMNS = (
    "session",
    "technology",
    "kind",
    "id",
    "number",
    "time",
    "start",
    "end",
    "utterance",
    "phase",
    "speaker",
    "role",
    "polarity",
    "domain",
    "actor",
    "quote",
    "wording",
    "score",
    "status",
    "value",
    "value_rank",
    "value_score",
    "value_cluster",
    "value_because",
    "answers",
    "proposed",
    "repeated",
)


def write(valuemap: ValueMap) -> bytes:
    """Statements with their values, in the order they were spoken.

    A statement with two values takes two rows (``value_rank`` 1 and 2), one without takes
    one. Refused statements are in it, with their status: a researcher counts them too.
    ``answers`` holds the ids of the effects that an option answers, ``proposed`` a name from
    outside the lexicon where none of its values fits well and nobody took it over,
    ``repeated`` the times at which it was said again.

    Returns
    -------
    bytes
        UTF-8 with byte order mark, semicolons and CRLF: what a Dutch Excel opens well.
        Column names are English and fixed.
    """
    made = io.StringIO()
    table = csv.writer(made, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    clusters = {v.id: v.cluster for v in valuemap.values}
    number = numbers(valuemap)
    for s in valuemap.statements:
        said = valuemap.transcript[s.quote.utterance]
        about = [
            valuemap.session.id,
            valuemap.session.technology,
            s.kind,
            s.id,
            number.get(s.id, ""),
            clock(s.quote.start),
            f"{s.quote.start:.3f}",
            f"{s.quote.end:.3f}",
            str(s.quote.utterance),
            said.phase or "",
            said.speaker or "",
            said.role or "",
            s.polarity if isinstance(s, Effect) else "",
            s.domain if isinstance(s, Option) else "",
            s.actor if isinstance(s, Effect) else "",
            s.quote.exact,
            s.wording,
            f"{s.score:.4f}",
            s.status,
        ]
        answers = " ".join(e.effect for e in s.effects) if isinstance(s, Option) else ""
        taken = {v.value for v in s.values}
        proposed = ", ".join(v.value for v in s.proposed if v.value not in taken)
        repeated = " ".join(repeated_at(s, valuemap.transcript))
        values = [
            [
                v.value,
                str(rank),
                f"{v.score:.4f}",
                clusters.get(v.value, ""),
                "; ".join(filter(None, (*v.because.lexicon, v.because.nearest, *v.because.words))),
            ]
            for rank, v in enumerate(s.values, 1)
        ]
        for value in values or [[""] * 5]:
            cells = (*about, *value, answers, proposed, repeated)
            table.writerow([formula_safe(cell) for cell in cells])
    return b"\xef\xbb\xbf" + made.getvalue().encode("utf-8", "replace")
