"""``assist serve``: the review application on this computer."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from assist.core.errors import AssistError
from assist.core.files import reason_of, told
from assist.core.language import _

HOST = "127.0.0.1"
PORT = 8000
GRACE = 2  # seconds that open pages get when the server stops


def data_folder(data: Path | None = None) -> Path:
    """The folder given, else ``ASSIST_DATA``, else the system's folder for a user's data."""
    if data is not None:
        return data.expanduser()
    if given := os.environ.get("ASSIST_DATA"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("assist", appauthor=False)


def serve(
    *,
    data: Path | None = None,
    host: str = HOST,
    port: int = PORT,
    open_browser: bool = False,
) -> None:
    """Serve the review application until it is stopped.

    Raises
    ------
    AssistError
        ``host-needs-accounts``, ``port-in-use``, ``port-not-given``, ``not-writable``, or
        a fault in the lexicon.
    """
    check_local(host)
    bound = bind(host, port)  # before the work, so that a second start says so at once
    try:
        folder = data_folder(data)
        with told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

        import uvicorn

        from assist.web.app import create_app
        from assist.web.guard import LOCAL_HOSTS

        name = f"[{host}]" if ":" in host else host
        app = create_app(folder, hosts=(*LOCAL_HOSTS, name.lower()))
        address = f"http://{name}:{bound.getsockname()[1]}"
        print(_("assist draait op {address}; stop met Ctrl-C.").format(address=address))
        print(_("Sessies en besluiten staan in {folder}.").format(folder=folder), flush=True)
        if open_browser:
            _open_soon(address)
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_level="warning", timeout_graceful_shutdown=GRACE, server_header=False
            )
        )
        server.run(sockets=[bound])
    finally:
        bound.close()


def check_local(host: str) -> None:
    """Refuse an address that others could reach.

    Raises
    ------
    AssistError
        ``host-needs-accounts``.
    """
    if host == "localhost":
        return
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise AssistError("host-needs-accounts", host=host)


def bind(host: str, port: int) -> socket.socket:
    """Take the port.

    Raises
    ------
    AssistError
        ``port-in-use`` or ``port-not-given``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two servers share a port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", None)):
            raise AssistError("port-in-use", port=port) from error
        raise AssistError(
            "port-not-given", port=port, host=host, reason=reason_of(error)
        ) from error
    return bound


def _open_soon(address: str) -> None:
    import webbrowser

    timer = threading.Timer(1.0, webbrowser.open, [address])
    timer.daemon = True
    timer.start()


def serve_command(
    port: Annotated[
        int, typer.Option(help=_("Poort om op te luisteren."), min=0, max=65535)
    ] = PORT,
    data: Annotated[
        Path | None,
        typer.Option(help=_("Map voor sessies en besluiten."), show_default=False),
    ] = None,
    host: Annotated[str, typer.Option(help=_("Adres van deze computer."))] = HOST,
    open_browser: Annotated[
        bool, typer.Option("--open", help=_("Open de pagina in de browser."))
    ] = False,
) -> None:
    serve(data=data, host=host, port=port, open_browser=open_browser)
