"""What was said and by whom, set right: held back words, roles."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.review import changes
from assist.web.answering import decided, text_of
from assist.web.sessions import there

router = APIRouter(prefix="/sessions/{session}")


@router.post("/restore")
async def restore(request: Request, session: str) -> Response:
    """Put back words that were held back; look at them where they are now."""
    form = await request.form()
    return await run_in_threadpool(_restore, request, session, text_of(form, "target"))


def _restore(request: Request, session: str, target: str) -> Response:
    done = decided(
        request, session, lambda shown: changes.put_back(shown.valuemap, target, shown.log)
    )
    before = {u.id for u in done.before.valuemap.transcript.utterances}
    new = [u.id for u in done.after.valuemap.transcript.utterances if u.id not in before]
    return there(f"/sessions/{session}" + "".join(f"#u-{number}" for number in new[:1]))


@router.post("/roles")
async def roles(request: Request, session: str) -> Response:
    """Give speakers their roles; back to the list of them."""
    form = await request.form()
    wanted = {
        name.removeprefix("role-"): text_of(form, name) for name in form if name.startswith("role-")
    }
    return await run_in_threadpool(_roles, request, session, wanted)


def _roles(request: Request, session: str, wanted: Mapping[str, str]) -> Response:
    decided(request, session, lambda shown: changes.give_roles(shown.valuemap, wanted))
    return there(f"/sessions/{session}#speakers")
