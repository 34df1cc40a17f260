"""What a reader wants to see of a session: in the address, so that it can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlencode

from assist.core.statement import DOMAINS, POLARITIES, Effect, Statement
from assist.core.transcript import Utterance
from assist.review.changes import one_line
from assist.web.desk import Shown

KINDS: Final = ("effect", *POLARITIES, "option", *DOMAINS)
SURE: Final = {"low": (0.0, 0.5), "middle": (0.5, 0.8), "high": (0.8, 1.01)}
STATES: Final = ("open", "kept", "rejected", "comment", "conflict")


@dataclass(frozen=True)
class Wanted:
    """A filter; what is empty lets everything through.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    value : str
        Name of a value that the statement carries.
    sure : str
        Key of `SURE`: how sure the model was.
    role : str
        Role of who said it, or the speaker's label where there is none.
    state : str
        One of `STATES`.
    words : str
        Occur in what was said, or in the user's own wording.
    """

    kind: str = ""
    value: str = ""
    sure: str = ""
    role: str = ""
    state: str = ""
    words: str = ""

    @property
    def on_statements(self) -> bool:
        """Whether only utterances with such a statement are shown."""
        return bool(self.kind or self.value or self.sure or self.state)

    def __bool__(self) -> bool:
        return self != ALL


ALL: Final = Wanted()


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """The filter in an address; a choice that does not exist is none."""
    given = {f.name: one_line(query.get(f.name, "")) for f in fields(Wanted)}
    for name, known in (("kind", KINDS), ("sure", tuple(SURE)), ("state", STATES)):
        if given[name] not in known:
            given[name] = ""
    return Wanted(**given)


def query_of(wanted: Wanted, **more: object) -> str:
    """The filter as the end of an address, with its question mark; empty for no filter.

    Examples
    --------
    >>> query_of(Wanted(kind="effect", value="eigen regie"), page=2)
    '?kind=effect&value=eigen+regie&page=2'
    >>> query_of(Wanted())
    ''
    """
    given = {f.name: getattr(wanted, f.name) for f in fields(Wanted)} | more
    return "?" * any(given.values()) + urlencode({k: v for k, v in given.items() if v})


@dataclass(frozen=True)
class Selected:
    """Utterances to show, in order, and statements among them, in the order of the talk."""

    utterances: tuple[Utterance, ...]
    statements: tuple[Statement, ...]


def selected(shown: Shown, wanted: Wanted) -> Selected:
    """What the filter lets through.

    Statements that are shown beside an utterance are those selected; without a wish about
    statements that is all of them.
    """
    transcript, statements = shown.valuemap.transcript, shown.valuemap.statements
    if not wanted:
        return Selected(transcript.utterances, statements)
    worded: dict[int, str] = {}
    for s in statements:
        worded[s.quote.utterance] = f"{worded.get(s.quote.utterance, '')} {s.wording}"
    said = [u for u in transcript.utterances if _spoken(u, worded.get(u.id, ""), wanted)]
    there = {u.id for u in said}
    special = _special(shown, wanted.state)
    chosen = tuple(
        s for s in statements if s.quote.utterance in there and _fits(s, wanted, special)
    )
    if wanted.on_statements:
        quoted = {s.quote.utterance for s in chosen}
        said = [u for u in said if u.id in quoted or f"u-{u.id}" in special]
    return Selected(tuple(said), chosen)


def who_said(utterance: Utterance) -> str:
    """Role, or the speaker's label where there is none."""
    return utterance.role or utterance.speaker or ""


def _spoken(utterance: Utterance, worded: str, wanted: Wanted) -> bool:
    if wanted.role and who_said(utterance) != wanted.role:
        return False
    return not wanted.words or wanted.words.casefold() in f"{utterance.text} {worded}".casefold()


def _special(shown: Shown, state: str) -> frozenset[str]:
    """What is in a state that it does not carry itself: statements, and ``u-17`` for words."""
    if state == "comment":
        return frozenset(shown.comments)
    if state == "conflict":
        return frozenset(c.target for c in shown.conflicts)
    return frozenset()


def _fits(statement: Statement, wanted: Wanted, special: frozenset[str]) -> bool:
    if wanted.kind and wanted.kind not in (statement.kind, _side(statement)):
        return False
    if wanted.value and wanted.value not in {v.value for v in statement.values}:
        return False
    if wanted.sure:
        least, below = SURE[wanted.sure]
        if statement.status == "added" or not least <= statement.score < below:
            return False
    match wanted.state:
        case "open":
            return statement.status == "suggested"
        case "kept":
            return statement.status in ("accepted", "edited", "added")
        case "rejected":
            return statement.status == "rejected"
        case "comment" | "conflict":
            return statement.id in special
    return True


def _side(statement: Statement) -> str:
    return statement.polarity if isinstance(statement, Effect) else statement.domain


def choices_of(shown: Shown) -> dict[str, list[str]]:
    """Values and roles that there are to choose from, in alphabetical order."""
    values = {v.value for s in shown.valuemap.statements for v in s.values}
    roles = {who_said(u) for u in shown.valuemap.transcript.utterances} - {""}
    return {
        "values": sorted(values, key=str.casefold),
        "roles": sorted(roles, key=str.casefold),
    }
