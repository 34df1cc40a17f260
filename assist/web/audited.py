"""What was done, by whom and when: a page and a table for the administrator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from assist.core.language import _
from assist.review.audit import DEEDS, PAGE, Audit, Line
from assist.web import pages
from assist.web.accounts import role_name
from assist.web.sessions import store_of
from assist.web.who import demand, people_of

router = APIRouter(prefix="/audit")
COLUMNS = ("at", "who", "account", "action", "session", "address", "details")
Code = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")]
Number = Annotated[int, Query(ge=0, le=2**31 - 1)]


def deed_name(action: str) -> str:
    """What was done, in words."""
    known = {
        "login": _("ingelogd"),
        "login-failed": _("inloggen mislukt"),
        "login-limited": _("inloggen geweigerd: te vaak geprobeerd"),
        "logout": _("uitgelogd"),
        "logout-everywhere": _("overal uitgelogd"),
        "password": _("wachtwoord gekozen"),
        "invite": _("link voor een wachtwoord gemaakt"),
        "key-made": _("sleutel gemaakt"),
        "key-revoked": _("sleutel ingetrokken"),
        "account-made": _("account gemaakt"),
        "account-changed": _("account gewijzigd"),
        "account-removed": _("account verwijderd"),
        "members": _("sessie gedeeld"),
        "upload": _("sessie toegevoegd"),
        "read": _("sessie bekeken"),
        "export": _("sessie gedownload"),
        "removal": _("sessie verwijderd"),
        "retention": _("sessie verwijderd na de bewaartermijn"),
    }
    return known.get(action, action)


def details_of(line: Line) -> str:
    """What more a line tells, in words."""
    told: list[str] = []
    for name, value in sorted(line.details.items()):
        if name == "role":
            told.append(role_name(str(value)))
        elif name == "blocked":
            told += [_("geblokkeerd")] if value else []
        elif name == "added":
            told.append(_("erbij: {name}").format(name=value))
        elif name == "removed":
            told.append(_("eruit: {name}").format(name=value))
        elif name == "scope":
            told.append(_("lezen en schrijven") if value == "write" else _("alleen lezen"))
        elif name == "days":
            told.append(_("{number} dagen").format(number=value))
        else:
            told.append(str(value))
    return ", ".join(told)


@router.get("")
def audit_page(
    request: Request, action: Code = "", account: Number = 0, session: Code = "", before: Number = 0
) -> Response:
    demand(request, "administer")
    people = people_of(request)
    wanted: dict[str, Any] = {"action": action, "account": account, "session": session}
    lines = people.audit.lines(**wanted, before=before, most=PAGE + 1)
    return pages.page(
        "audit.html",
        lines=[(line, deed_name(line.action), details_of(line)) for line in lines[:PAGE]],
        titles={listed.id: listed.title for listed in store_of(request).sessions()},
        accounts=people.accounts.listed(),
        deeds=[(deed, deed_name(deed)) for deed in DEEDS],
        wanted=wanted,
        older=lines[PAGE - 1].id if len(lines) > PAGE else 0,
    )


@router.get(".csv")
def audit_table(
    request: Request, action: Code = "", account: Number = 0, session: Code = ""
) -> Response:
    """All lines as a table; times in UTC."""
    demand(request, "administer")
    audit = people_of(request).audit
    wanted: dict[str, Any] = {"action": action, "account": account, "session": session}
    return StreamingResponse(
        _rows(audit, wanted),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="logboek.csv"'},
    )


def _rows(audit: Audit, wanted: dict[str, Any]) -> Iterator[str]:
    yield "\ufeff" + _row(COLUMNS)
    before = 0
    while lines := audit.lines(**wanted, before=before):
        for line in lines:
            cells = (line.at, line.who, line.account, line.action, line.session, line.address)
            yield _row((*cells, details_of(line)))
        before = lines[-1].id


def _row(cells: tuple[object, ...]) -> str:
    """One line; a cell that a spreadsheet would take for a formula stays text."""
    text = io.StringIO()
    plain = [f"'{c}" if str(c)[:1] in "=+-@\t\r" and str(c) else str(c) for c in cells]
    csv.writer(text, lineterminator="\r\n").writerow(plain)
    return text.getvalue()
