"""``assist serve``: the review application, on this computer or for a team."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from assist.core.errors import AssistError
from assist.core.files import reason_of, told
from assist.core.language import _

HOST = "127.0.0.1"
PORT = 8000
DATABASE_HELP = _("Adres van een PostgreSQL-database; anders SQLite in de map. Of ASSIST_DATABASE.")
_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
GRACE = 2  # seconds that open pages get when the server stops


def data_folder(data: Path | None = None) -> Path:
    """The folder given, else ``ASSIST_DATA``, else the system's folder for a user's data."""
    if data is not None:
        return data.expanduser()
    if given := os.environ.get("ASSIST_DATA"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("assist", appauthor=False)


@dataclass(frozen=True, slots=True)
class Reach:
    """How the application can be reached.

    Parameters
    ----------
    host : str
        Address of this computer to listen on.
    port : int
        0: one that is free.
    names : tuple of str
        Names of the server, by which browsers ask for it.
    https : bool
        Browsers come over https, through a proxy.
    proxies : tuple of str
        Addresses of proxies that may tell where a request came from.
    """

    host: str = HOST
    port: int = PORT
    names: tuple[str, ...] = ()
    https: bool = False
    proxies: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether others can reach it: directly, or through a proxy on this computer."""
        return bool(not is_local(self.host) or self.names or self.https or self.proxies)

    @property
    def in_address(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def serve(
    reach: Reach = Reach(),
    *,
    data: Path | None = None,
    database: str = "",
    open_browser: bool = False,
) -> None:
    """Serve the review application until it is stopped.

    Raises
    ------
    AssistError
        ``host-needs-accounts``, ``host-needs-name``, ``name-odd``, ``proxy-odd``,
        ``port-in-use``, ``port-not-given``, ``not-writable``, what is wrong with the
        database, or a fault in the lexicon.
    """
    check_reach(reach)
    folder = data_folder(data)
    url = database or os.environ.get("ASSIST_DATABASE", "")
    if reach.shared and not has_accounts(folder, url):
        raise AssistError("host-needs-accounts", host=reach.host)
    if reach.host in ("", "0.0.0.0", "::") and not reach.names:  # no browser asks for those
        raise AssistError("host-needs-name", host=reach.host)
    # Before the work, so that a second start says so at once.
    bound = bind(reach.host, reach.port)
    try:
        with told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

        import uvicorn

        from assist.web.app import create_app
        from assist.web.guard import LOCAL_HOSTS

        app = create_app(
            folder,
            url=url,
            hosts=(*LOCAL_HOSTS, reach.in_address.lower(), *(n.lower() for n in reach.names)),
            shared=reach.shared,
            https=reach.https,
        )
        address = f"http://{reach.in_address}:{bound.getsockname()[1]}"
        print(_("assist draait op {address}; stop met Ctrl-C.").format(address=address))
        print(_("Sessies en besluiten staan in {folder}.").format(folder=folder), flush=True)
        if reach.shared and not reach.https:
            print(
                _(
                    "Let op: zonder https kan iedereen op het netwerk meelezen, ook wachtwoorden."
                    " Zet er een proxy met https voor en geef --https."
                ),
                file=sys.stderr,
            )
        if open_browser:
            _open_soon(address)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,  # addresses hold words, and links to choose a password
                timeout_graceful_shutdown=GRACE,
                server_header=False,
                proxy_headers=bool(reach.proxies),
                forwarded_allow_ips=list(reach.proxies),
            )
        )
        server.run(sockets=[bound])
    finally:
        bound.close()


def is_local(host: str) -> bool:
    """Whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_reach(reach: Reach) -> None:
    """Refuse what cannot be meant.

    Raises
    ------
    AssistError
        ``name-odd`` or ``proxy-odd``.
    """
    for name in reach.names:
        if not _NAME.fullmatch(name):
            raise AssistError("name-odd", given=name)
    for proxy in reach.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise AssistError("proxy-odd", given=proxy) from error


def has_accounts(folder: Path, url: str) -> bool:
    """Whether anybody can log in; makes nothing where there is nothing yet."""
    from assist.review.store import DATABASE

    if not url and not (folder / DATABASE).exists():
        return False
    from assist.review.people import People
    from assist.review.store import Store

    store = Store.open(folder, url)
    try:
        return People(store.engine).accounts.exist()
    finally:
        store.close()


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
    database: Annotated[str, typer.Option(help=DATABASE_HELP, show_default=False)] = "",
    host: Annotated[
        str, typer.Option(help=_("Adres om op te luisteren; een ander vraagt om accounts."))
    ] = HOST,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            help=_("Naam van de server, als assist.gemeente.nl; mag vaker."),
            show_default=False,
        ),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help=_("Browsers komen via een proxy met https."))
    ] = False,
    proxies: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            help=_("IP-adres van een proxy die mag zeggen waar een verzoek vandaan komt."),
            show_default=False,
        ),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help=_("Open de pagina in de browser."))
    ] = False,
) -> None:
    reach = Reach(host, port, tuple(names or ()), https, tuple(proxies or ()))
    serve(reach, data=data, database=database, open_browser=open_browser)
