"""A form with files, read as it comes in and straight to the data folder."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import replace

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from assist.core.errors import AssistError
from assist.review.about import About
from assist.review.intake import Incoming, grouped, keep_beside, keep_together
from assist.review.store import Store

BATCH = 1024**2  # bytes handed to the disk at a time
MAX_FIELD = 10_000
MAX_FILES = 50
MAX_FIELDS = 40  # a form has about ten


class _Form:
    """Callbacks of the parser: text fields are kept, files go to disk."""

    def __init__(self, store: Store, expected: int) -> None:
        self.store, self.expected = store, expected
        self.fields: dict[str, str] = {}
        self.files: list[Incoming] = []
        self._stack = ExitStack()
        self._header = b""
        self._value = b""
        self._headers: dict[str, bytes] = {}
        self._name = ""
        self._text = bytearray()
        self._to: Incoming | None = None
        self.whole = False

    def close(self) -> None:
        self._stack.close()

    def on_part_begin(self) -> None:
        self._headers, self._header, self._value = {}, b"", b""
        self._text.clear()
        self._to = None

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._header.lower().decode("latin-1")] = self._value
        self._header, self._value = b"", b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        if filename and self._name == "file" and len(self.files) < MAX_FILES:
            name = filename.decode("utf-8", "replace")
            self._to = self._stack.enter_context(Incoming(self.store, name, self.expected))
            self.files.append(self._to)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._to is not None:
            self._to.write(data[start:end])
        elif len(self._text) < MAX_FIELD:
            self._text += data[start:end]

    def on_end(self) -> None:
        self.whole = True

    def on_part_end(self) -> None:
        if self._to is None and len(self.fields) < MAX_FIELDS:
            self.fields[self._name] = self._text.decode("utf-8", "replace")


async def take_uploads(
    request: Request, store: Store, *, who: str = "", maker: int = 0, session: str = ""
) -> list[str]:
    """Read the request's form; the ids of the sessions it makes, at least one.

    Parameters
    ----------
    request : Request
        With a form in which each ``file`` is a file; the other fields are those of `About`.
    store : Store
    who, maker
        Who sends it: the name, and the number of the account.
    session : str
        Add the file to this session, and make none.

    Raises
    ------
    AssistError
        ``upload-nothing``, ``upload-broken``, or what `Incoming` refuses.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise AssistError("upload-nothing")
    length = request.headers.get("content-length", "")
    form = _Form(store, int(length) if length.isdigit() else 0)
    stream = request.stream()
    names = (
        "on_part_begin", "on_part_data", "on_part_end", "on_header_field",
        "on_header_value", "on_header_end", "on_headers_finished", "on_end",
    )  # fmt: skip
    try:
        parser = MultipartParser(
            options[b"boundary"],
            {name: getattr(form, name) for name in names},  # type: ignore[arg-type]
        )
        waiting = bytearray()
        async for chunk in stream:
            waiting += chunk
            if len(waiting) >= BATCH:
                await run_in_threadpool(parser.write, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(parser.write, bytes(waiting))
        parser.finalize()
        if not form.whole:  # the last boundary never came
            raise AssistError("upload-broken")
        if not form.files:
            raise AssistError("upload-nothing")
        return await run_in_threadpool(_keep, form, who, maker, session)
    except (FormParserError, ClientDisconnect) as error:
        raise AssistError("upload-broken") from error
    except AssistError:
        # Browsers show no answer that came before they had sent everything.
        with suppress(ClientDisconnect):
            async for _chunk in stream:
                pass
        raise
    finally:
        await run_in_threadpool(form.close)


def _keep(form: _Form, who: str, maker: int, session: str) -> list[str]:
    if session:
        for file in form.files:
            keep_beside(file, session)
        return [session]
    about = About.of(form.fields)
    groups = grouped([file.name for file in form.files])
    if len(groups) > 1:  # one title does not fit them all
        about = replace(about, title="")
    return [
        keep_together([form.files[n] for n in group], about, who=who, maker=maker)
        for group in groups
    ]
