"""The application: the rooms put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from assist.core.errors import AssistError
from assist.review.people import People
from assist.review.retention import Keeper
from assist.review.store import DATABASE, Store
from assist.review.uploads import Uploads
from assist.review.work import where
from assist.review.worker import PIPELINE, Supervisor
from assist.web import (
    account,
    accounts,
    audited,
    bulk,
    decisions,
    everyone,
    files,
    login,
    mapped,
    meanings,
    missing,
    offered,
    pages,
    past,
    progress,
    remarks,
    reshape,
    review,
    sessions,
    sharing,
    speech,
    together,
    tour,
    uploads,
    warm,
)
from assist.web.access import Access
from assist.web.api import app as api
from assist.web.assets import PREFIX, Assets
from assist.web.contrast import Contrast
from assist.web.desk import Desk
from assist.web.guard import LOCAL_HOSTS, Guard, Scope, shown_path
from assist.web.limits import Limits

if TYPE_CHECKING:
    from assist.core.lexicon import Lexicon

log = logging.getLogger(__name__)


def create_app(
    data: Path,
    *,
    url: str = "",
    lexicon: Lexicon | None = None,
    pipeline: str = PIPELINE,
    hosts: tuple[str, ...] = LOCAL_HOSTS,
    shared: bool = False,
    https: bool = False,
) -> FastAPI:
    """Make the application on a data folder.

    Parameters
    ----------
    data : Path
        Database and uploaded files.
    url : str
        Another database than SQLite in that folder.
    lexicon : Lexicon, optional
        Values to choose from; the user's own or the shipped one when not given.
    pipeline : str
        ``module:attribute`` of what the worker runs.
    hosts : tuple of str
        Names under which it may be asked for.
    shared : bool
        Others can reach it: ask everybody to log in, also while there is no account. Where
        there are accounts, that is so in any case.
    https : bool
        Browsers reach it over https, through a proxy.
    """
    store = Store.open(data, url)
    supervisor = Supervisor(data, store.url, pipeline)
    uploads_by_piece = Uploads(store)
    people = People(store.engine, always=shared)
    desk = Desk(store, lexicon or _lexicon())

    def removed(session: str) -> None:
        desk.forget()
        people.audit.note("retention", session=session)

    keeper = Keeper(store, uploads_by_piece, break_off=supervisor.restart, removed=removed)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keeper.look()
        people.audit.sweep()
        supervisor.start()
        keeper.start()
        warm.in_the_background()
        yield
        app.state.stopping = True
        keeper.stop()
        supervisor.stop()
        store.close()

    app = FastAPI(
        title="assist", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.store = store
    app.state.people = people
    app.state.https = https
    app.state.uploads = uploads_by_piece
    app.state.supervisor = supervisor
    app.state.desk = desk
    app.state.together = together.Together(desk)
    app.state.stopping = False
    for room in (login, account, accounts, audited, sharing, everyone):
        app.include_router(room.router)
    for room in (sessions, progress, uploads, tour, review, together, files, mapped, missing):
        app.include_router(room.router)
    for room in (decisions, reshape, bulk, remarks, offered, speech, past, meanings):
        app.include_router(room.router)
    app.mount(api.PREFIX, api.create_api(app.state))
    app.mount(PREFIX, Assets(), name="static")
    app.add_exception_handler(AssistError, _told)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(OperationalError, _not_stored)
    app.add_middleware(Access, people=people, refuse=_barred, arrive=pages.arriving, https=https)
    app.add_middleware(Limits, refuse=_barred)
    app.add_middleware(Guard, refuse=_refuse, hosts=hosts, https=https)
    app.add_middleware(Contrast)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # never events, sound or parts of files
    return app


def _lexicon() -> Lexicon:
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon
    from assist.values.skos import read_lexicon

    return read_lexicon(find_lexicon("", shipped=shipped("lexicons", "waarden.ttl")))


def _told(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, AssistError) else ""
    status = {"statement-gone": 404, **uploads.STATUS}.get(code, 400)
    return pages.problem(status, str(error), request)


def _not_there(request: Request, error: Exception) -> Response:
    if isinstance(error, sessions.NotYetError) and (page := progress.instead(request, error)):
        return page
    status = error.status_code if isinstance(error, HTTPException) else 500
    if api.is_ours(request.url.path):  # an address with a line break gets no further than here
        return api.refuse(status)
    return pages.problem(status, pages.sentence_for(status), request)


def _unreadable(request: Request, error: Exception) -> Response:
    """A field or an address that cannot be; of the last there is no page."""
    assert isinstance(error, RequestValidationError)
    status = 404 if all(e["loc"][0] == "path" for e in error.errors()) else 400
    return pages.problem(status, pages.sentence_for(status), request)


def _not_stored(request: Request, error: Exception) -> Response:
    """The database refused; a full disk is the one cause that its user can mend."""
    full = ("disk is full", "No space left on device")  # SQLite's words and the system's
    if isinstance(error, OperationalError) and any(words in str(error.orig) for words in full):
        return _told(request, AssistError("disk-full", path=DATABASE))
    log.error("%s %s: %s", request.method, shown_path(request.url.path), where(error))
    return pages.problem(500, pages.sentence_for(500), request)


def _barred(status: int, scope: Scope) -> Response:
    """For who is not logged in, or may not do this."""
    if api.is_ours(scope["path"]):
        return api.refuse(status)
    return pages.problem(status, pages.sentence_for(status), Request(scope))


def _refuse(status: int, scope: Scope) -> Response:
    sentence = pages.foreign() if status == 403 else pages.sentence_for(status)
    if api.is_ours(scope["path"]):
        return api.refuse(status, sentence)
    return pages.problem(status, sentence, Request(scope))
