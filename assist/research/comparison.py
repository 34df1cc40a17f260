"""Sessions beside each other: every count with its denominator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assist.core.statement import DOMAINS, POLARITIES, STATUSES
from assist.core.valuemap import ValueMap
from assist.research.loading import Loaded
from assist.research.tidy import role_name, tidy, title_of
from assist.research.wilson import wilson

if TYPE_CHECKING:
    import pandas as pd

_KEY = ("session", "title")


@dataclass(frozen=True)
class Comparison:
    """Tables over sessions; machine names in the columns, sessions in order of file name.

    A share stands beside its count and what it is a count of, with the bounds of its 95 %
    Wilson interval: ``effects``, ``of_effects``, ``share``, ``low``, ``high``. Rejected
    statements count nowhere but in ``statuses``.

    Parameters
    ----------
    statements : DataFrame
        The long table everything follows from; see `assist.research.tidy.tidy`.
    sessions : DataFrame
        One row a session: what it was about and how much it holds.
    values : DataFrame
        One row for each session and each value of any session, zeros included.
    shared : DataFrame
        One row a value: in how many sessions, and in how many effects and options of all.
    clusters : DataFrame
        One row for each session and cluster of values.
    domains : DataFrame
        One row for each session and domain of options.
    roles : DataFrame
        One row for each session and role: speaking time, words, effects and options voiced.
    role_values : DataFrame
        One row for each role and value, over all sessions.
    statuses : DataFrame
        One row for each session, kind and status: who decided what.
    skipped : tuple of str
        Why a file does not count, a sentence each.
    """

    statements: pd.DataFrame
    sessions: pd.DataFrame
    values: pd.DataFrame
    shared: pd.DataFrame
    clusters: pd.DataFrame
    domains: pd.DataFrame
    roles: pd.DataFrame
    role_values: pd.DataFrame
    statuses: pd.DataFrame
    skipped: tuple[str, ...] = ()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, the long one last."""
        names = (
            *("sessions", "shared", "values", "clusters", "domains", "roles", "role_values"),
            *("statuses", "statements"),
        )
        return {name: getattr(self, name) for name in names}


def compare(loaded: Loaded) -> Comparison:
    """Count what the sessions hold.

    Parameters
    ----------
    loaded : Loaded
        The value maps of a folder; one session is enough.
    """
    statements = tidy(loaded.maps)
    counted = statements[statements["counted"]]
    once = counted.drop_duplicates(["session", "statement"])
    values = _values(loaded.maps, counted, once)
    return Comparison(
        statements=statements,
        sessions=_sessions(loaded.maps, statements, counted, once),
        values=values,
        shared=_shared(values),
        clusters=_clusters(loaded.maps, counted, once),
        domains=_domains(loaded.maps, once),
        roles=_roles(loaded.maps, once),
        role_values=_role_values(counted, once, list(dict.fromkeys(values["value"]))),
        statuses=_statuses(loaded.maps, statements),
        skipped=tuple(str(fault) for fault in loaded.skipped),
    )


def share_of(count: int, of: int, prefix: str = "") -> dict[str, float | None]:
    """Share and Wilson bounds; no share of nothing."""
    low, high = wilson(count, of)
    return {
        f"{prefix}share": round(count / of, 4) if of else None,
        f"{prefix}low": round(low, 4),
        f"{prefix}high": round(high, 4),
    }


def _frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a table that has its columns, when empty too."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def _keys(maps: Sequence[tuple[str, ValueMap]]) -> list[dict[str, str]]:
    return [{"session": m.session.id, "title": title_of(name, m)} for name, m in maps]


def _sizes(frame: pd.DataFrame, *by: str) -> dict[Any, int]:
    """Number of rows by a column, or by a tuple of columns."""
    return {k: int(n) for k, n in frame.groupby(list(by) if len(by) > 1 else by[0]).size().items()}


def _sessions(
    maps: Sequence[tuple[str, ValueMap]],
    statements: pd.DataFrame,
    counted: pd.DataFrame,
    once: pd.DataFrame,
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for number, (name, valuemap) in enumerate(maps, 1):
        session = valuemap.session
        mine = once[once["session"] == session.id]
        effects, options = (mine[mine["kind"] == kind] for kind in ("effect", "option"))
        all_mine = statements[statements["session"] == session.id].drop_duplicates("statement")
        rows.append(
            {
                "number": number,
                "file": name,
                "session": session.id,
                "title": title_of(name, valuemap),
                "technology": session.technology,
                "recorded": session.recorded,
                "duration": round(valuemap.transcript.duration, 3),
                "utterances": len(valuemap.transcript.utterances),
                "effects": len(effects),
                **{p: int((effects["polarity"] == p).sum()) for p in POLARITIES},
                "options": len(options),
                **{d: int((options["domain"] == d).sum()) for d in DOMAINS},
                "values": counted.loc[
                    (counted["session"] == session.id) & (counted["value"] != ""), "value"
                ].nunique(),
                "effects_without_value": int((effects["value"] == "").sum()),
                "effects_without_option": int((effects["answered_by"] == "").sum()),
                "rejected": int((~all_mine["counted"]).sum()),
            }
        )
    return _frame(rows, list(rows[0]))


def _values(
    maps: Sequence[tuple[str, ValueMap]], counted: pd.DataFrame, once: pd.DataFrame
) -> pd.DataFrame:
    with_value = counted[counted["value"] != ""]
    mentions = {(m.session.id, v.id): len(v.mentions) for _, m in maps for v in m.values}
    clusters = {(m.session.id, v.id): v.cluster for _, m in maps for v in m.values}
    totals = _sizes(once, "session", "kind")
    found = _sizes(with_value, "session", "kind", "value")
    polar = _sizes(with_value, "session", "value", "polarity")
    spread: dict[str, set[str]] = {}
    for session, _kind, value in found:
        spread.setdefault(value, set()).add(session)
    for (session, value), n in mentions.items():
        if n:
            spread.setdefault(value, set()).add(session)
    rows: list[dict[str, Any]] = []
    for value in sorted(spread, key=lambda v: (-len(spread[v]), v.casefold(), v)):
        own = next((c for (_, v), c in clusters.items() if v == value and c), "")
        for key in _keys(maps):
            session = key["session"]
            effects, options = (found.get((session, k, value), 0) for k in ("effect", "option"))
            of_effects, of_options = (totals.get((session, k), 0) for k in ("effect", "option"))
            rows.append(
                {
                    **key,
                    "value": value,
                    "cluster": clusters.get((session, value), "") or own,
                    "effects": effects,
                    "of_effects": of_effects,
                    **share_of(effects, of_effects),
                    **{p: polar.get((session, value, p), 0) for p in POLARITIES},
                    "options": options,
                    "of_options": of_options,
                    **share_of(options, of_options, "option_"),
                    "mentions": mentions.get((session, value), 0),
                }
            )
    shares = ("share", "low", "high")
    columns = (
        *(*_KEY, "value", "cluster", "effects", "of_effects", *shares, *POLARITIES),
        *("options", "of_options", *(f"option_{s}" for s in shares), "mentions"),
    )
    return _frame(rows, columns)


def _shared(values: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for value, part in values.groupby("value", sort=False):
        here = (part["effects"] + part["options"] + part["mentions"]) > 0
        sums = {
            name: int(part[name].sum())
            for name in ("effects", "of_effects", *POLARITIES, "options", "of_options", "mentions")
        }
        rows.append(
            {
                "value": value,
                "clusters": "; ".join(dict.fromkeys(c for c in part["cluster"] if c)),
                "sessions": int(here.sum()),
                "of_sessions": len(part),
                **share_of(int(here.sum()), len(part), "session_"),
                "effects": sums["effects"],
                "of_effects": sums["of_effects"],
                **share_of(sums["effects"], sums["of_effects"]),
                **{p: sums[p] for p in POLARITIES},
                "options": sums["options"],
                "of_options": sums["of_options"],
                **share_of(sums["options"], sums["of_options"], "option_"),
                "mentions": sums["mentions"],
            }
        )
    shares = ("share", "low", "high")
    columns = (
        *("value", "clusters", "sessions", "of_sessions", *(f"session_{s}" for s in shares)),
        *("effects", "of_effects", *shares, *POLARITIES),
        *("options", "of_options", *(f"option_{s}" for s in shares), "mentions"),
    )
    return _frame(rows, columns)


def _clusters(
    maps: Sequence[tuple[str, ValueMap]], counted: pd.DataFrame, once: pd.DataFrame
) -> pd.DataFrame:
    heads = counted[counted["value"] != ""].copy()
    heads["cluster"] = heads["cluster"].where(heads["cluster"] != "", heads["value"])
    found = _sizes(
        heads.drop_duplicates(["session", "statement", "cluster"]), "session", "kind", "cluster"
    )
    totals = _sizes(once, "session", "kind")
    rows: list[dict[str, Any]] = []
    for cluster in sorted({c for _, _, c in found}, key=lambda c: (c.casefold(), c)):
        for key in _keys(maps):
            session = key["session"]
            effects, options = (found.get((session, k, cluster), 0) for k in ("effect", "option"))
            of_effects, of_options = (totals.get((session, k), 0) for k in ("effect", "option"))
            rows.append(
                {
                    **key,
                    "cluster": cluster,
                    "effects": effects,
                    "of_effects": of_effects,
                    **share_of(effects, of_effects),
                    "options": options,
                    "of_options": of_options,
                }
            )
    columns = (*_KEY, "cluster", "effects", "of_effects", "share", "low", "high")
    return _frame(rows, (*columns, "options", "of_options"))


def _domains(maps: Sequence[tuple[str, ValueMap]], once: pd.DataFrame) -> pd.DataFrame:
    options = once[once["kind"] == "option"]
    found, totals = _sizes(options, "session", "domain"), _sizes(options, "session")
    rows: list[dict[str, Any]] = []
    for key in _keys(maps):
        of = totals.get(key["session"], 0)
        for domain in DOMAINS:
            n = found.get((key["session"], domain), 0)
            rows.append({**key, "domain": domain, "options": n, "of_options": of} | share_of(n, of))
    return _frame(rows, (*_KEY, "domain", "options", "of_options", "share", "low", "high"))


def _roles(maps: Sequence[tuple[str, ValueMap]], once: pd.DataFrame) -> pd.DataFrame:
    found, totals = _sizes(once, "session", "role", "kind"), _sizes(once, "session", "kind")
    rows: list[dict[str, Any]] = []
    for key, (_, valuemap) in zip(_keys(maps), maps, strict=True):
        session = key["session"]
        seconds: dict[str, float] = {}
        words: dict[str, int] = {}
        speakers: dict[str, set[str]] = {}
        for u in valuemap.transcript.utterances:
            role = role_name(u.role)
            seconds[role] = seconds.get(role, 0.0) + u.span.duration
            words[role] = words.get(role, 0) + len(u.text.split())
            speakers.setdefault(role, set()).update([u.speaker] if u.speaker else [])
        all_seconds, all_words = sum(seconds.values()), sum(words.values())
        for role in sorted(seconds):
            effects, options = (found.get((session, role, k), 0) for k in ("effect", "option"))
            of_effects, of_options = (totals.get((session, k), 0) for k in ("effect", "option"))
            rows.append(
                {
                    **key,
                    "role": role,
                    "speakers": len(speakers[role]),
                    "seconds": round(seconds[role], 1),
                    "of_seconds": round(all_seconds, 1),
                    "time_share": round(seconds[role] / all_seconds, 4) if all_seconds else None,
                    "words": words[role],
                    "of_words": all_words,
                    "word_share": round(words[role] / all_words, 4) if all_words else None,
                    "effects": effects,
                    "of_effects": of_effects,
                    **share_of(effects, of_effects),
                    "options": options,
                    "of_options": of_options,
                }
            )
    columns = (
        *(*_KEY, "role", "speakers", "seconds", "of_seconds", "time_share"),
        *("words", "of_words", "word_share", "effects", "of_effects", "share", "low", "high"),
        *("options", "of_options"),
    )
    return _frame(rows, columns)


def _role_values(counted: pd.DataFrame, once: pd.DataFrame, values: Sequence[str]) -> pd.DataFrame:
    effects = counted[(counted["kind"] == "effect") & (counted["value"] != "")]
    found = _sizes(effects, "role", "value")
    totals = _sizes(once[once["kind"] == "effect"], "role")
    rows = [
        {"role": role, "value": value, "effects": found.get((role, value), 0), "of_effects": of}
        | share_of(found.get((role, value), 0), of)
        for value in values
        for role, of in sorted(totals.items())
    ]
    return _frame(rows, ("role", "value", "effects", "of_effects", "share", "low", "high"))


def _statuses(maps: Sequence[tuple[str, ValueMap]], statements: pd.DataFrame) -> pd.DataFrame:
    once = statements.drop_duplicates(["session", "statement"])
    found, totals = _sizes(once, "session", "kind", "status"), _sizes(once, "session", "kind")
    rows: list[dict[str, Any]] = []
    for key in _keys(maps):
        for kind in ("effect", "option"):
            of = totals.get((key["session"], kind), 0)
            for status in STATUSES:
                n = found.get((key["session"], kind, status), 0)
                rows.append(
                    {**key, "kind": kind, "status": status, "statements": n, "of_statements": of}
                    | share_of(n, of)
                )
    columns = (*_KEY, "kind", "status", "statements", "of_statements", "share", "low", "high")
    return _frame(rows, columns)
