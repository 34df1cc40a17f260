"""What was said and by whom, set right: its text, its speaker, roles, held back words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.language import _
from assist.core.transcript import Transcript
from assist.review import changes, correcting, speaking
from assist.review.changes import Wish
from assist.web.answering import carry_out, decided, form_page, shown_of, text_of
from assist.web.desk import Shown
from assist.web.sessions import there

router = APIRouter(prefix="/sessions/{session}")


@router.get("/speech/{utterance}")
def speech_form(request: Request, session: str, utterance: int, part: int = 0) -> Response:
    """The forms for the text of an utterance and for who said it."""
    shown = shown_of(request, session, "decide")
    transcript = shown.valuemap.transcript
    if utterance not in transcript:
        raise HTTPException(404)
    run = speaking.run_of(transcript, utterance)
    later = [u for u in run if u >= utterance]
    return form_page(
        "speech_form.html",
        part,
        _("Verbeteren"),
        session=shown.about,
        utterance=transcript[utterance],
        speakers=[(s, _role_of(transcript, s)) for s in speaking.speakers_of(transcript)],
        new=speaking.NEW,
        run=len(run),
        later=len(later),
    )


def _role_of(transcript: Transcript, speaker: str) -> str:
    said = (u.role for u in transcript.utterances if u.speaker == speaker and u.role)
    return next(said, "")


@router.post("/correct/{utterance}")
async def correct(request: Request, session: str, utterance: int) -> Response:
    """Correct the text; statements follow their words."""
    form = await request.form()
    return await run_in_threadpool(_correct, request, session, utterance, form)


def _correct(request: Request, session: str, utterance: int, form: FormData) -> Response:
    before = text_of(form, "before") if "before" in form else None

    def wanted(shown: Shown) -> Wish | None:
        return correcting.correct(shown.valuemap, utterance, text_of(form, "text"), before)

    return carry_out(request, session, wanted, correcting.place(utterance), form)


@router.post("/speaker/{utterance}")
async def speaker(request: Request, session: str, utterance: int) -> Response:
    """Say whose this utterance is, or this and those around it of the same voice."""
    form = await request.form()
    return await run_in_threadpool(_speaker, request, session, utterance, form)


def _speaker(request: Request, session: str, utterance: int, form: FormData) -> Response:
    reach = text_of(form, "reach")

    def wanted(shown: Shown) -> Wish | None:
        transcript = shown.valuemap.transcript
        ids: Sequence[int] = [utterance]
        if reach in ("run", "later") and utterance in transcript:
            ids = speaking.run_of(transcript, utterance)
        if reach == "later":
            ids = ids[list(ids).index(utterance) :]
        return speaking.give_speaker(shown.valuemap, ids, text_of(form, "speaker"))

    return carry_out(request, session, wanted, correcting.place(utterance), form)


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
    return there(f"/sessions/{session}" + "".join(f"?at=u-{n}#u-{n}" for n in new[:1]))


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
