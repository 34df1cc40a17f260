"""The application: the rooms put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from assist.core.errors import AssistError
from assist.review.intake import sweep
from assist.review.store import DATABASE, Store
from assist.review.work import where
from assist.review.worker import PIPELINE, Supervisor
from assist.web import decisions, files, pages, sessions, speech
from assist.web.desk import Desk
from assist.web.guard import LOCAL_HOSTS, Guard, Scope

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
    """
    store = Store.open(data, url)
    supervisor = Supervisor(data, store.url, pipeline)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sweep(store)
        supervisor.start()
        yield
        app.state.stopping = True
        supervisor.stop()
        store.close()

    app = FastAPI(
        title="assist", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.store = store
    app.state.supervisor = supervisor
    app.state.desk = Desk(store, lexicon or _lexicon())
    app.state.stopping = False
    for room in (sessions, decisions, speech, files):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=pages.HERE / "static"), name="static")
    app.add_exception_handler(AssistError, _told)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(OperationalError, _not_stored)
    app.add_middleware(Guard, refuse=_refuse, hosts=hosts)
    return app


def _lexicon() -> Lexicon:
    from assist.models.shipped import shipped
    from assist.values.find import find_lexicon
    from assist.values.skos import read_lexicon

    return read_lexicon(find_lexicon("", shipped=shipped("lexicons", "waarden.ttl")))


def _told(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, AssistError) else ""
    status = {"statement-gone": 404, "upload-too-big": 413, "disk-full": 507}.get(code, 400)
    return pages.problem(status, str(error), request)


def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return pages.problem(status, pages.sentence_for(status), request)


def _unreadable(request: Request, error: Exception) -> Response:
    return pages.problem(400, pages.sentence_for(400), request)


def _not_stored(request: Request, error: Exception) -> Response:
    """The database refused; a full disk is the one cause that its user can mend."""
    full = ("disk is full", "No space left on device")  # SQLite's words and the system's
    if isinstance(error, OperationalError) and any(words in str(error.orig) for words in full):
        return _told(request, AssistError("disk-full", path=DATABASE))
    log.error("%s %s: %s", request.method, request.url.path, where(error))
    return pages.problem(500, pages.sentence_for(500), request)


def _refuse(status: int, scope: Scope) -> Response:
    return pages.problem(status, pages.sentence_for(status), Request(scope))
