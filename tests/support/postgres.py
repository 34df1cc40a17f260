"""A real PostgreSQL for tests: in a temporary folder, on a socket in it, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from assist.review.database import migrate, open_engine

TEMPLATE = "with_tables"
MISSING = "PostgreSQL is missing; install it with: apt-get install postgresql"


def binaries() -> Path | None:
    """Folder of PostgreSQL's programs, the newest; Debian keeps them off the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    places = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(places, key=lambda p: int(p.parent.parent.name))
    return newest[-1].parent if newest else None


class Postgres:
    """A server with as many empty databases as tests ask for.

    Parameters
    ----------
    folder : Path
        Of its data and its socket; the user that it runs as owns it.
    programs : Path
        See `binaries`.
    user : str or None
        To run as; PostgreSQL refuses to be root.
    """

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        self.folder, self.programs, self.user = folder, programs, user
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Its files: sorted as a Dutch server sorts, not as C does."""
        how = ["--auth=trust", "--username=assist", "--encoding=UTF8", "--no-sync"]
        names = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nl-NL"]
        done = self._run("initdb", "-D", str(self.folder / "data"), *how, *names)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}"]
        quick = ["fsync=off", "max_connections=300", "autovacuum=off", "shared_buffers=32MB"]
        self._process = subprocess.Popen(
            [
                str(self.programs / "postgres"), "-D", str(self.folder / "data"),
                *(part for each in (*settings, *quick) for part in ("-c", each)),
            ],
            user=self.user, cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"),
        )  # fmt: skip
        for _ in range(300):
            if self._run("pg_isready", "-q", "-h", str(self.folder)).returncode == 0:
                return
            if self._process.poll() is not None:
                break
            self._process_wait(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT: at once, nothing here is worth keeping
            self._process.wait()

    def url(self, name: str) -> str:
        return f"postgresql://assist@/{name}?host={self.folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Address of a database of its own, with the tables."""
        name = f"t{uuid.uuid4().hex}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield self.url(name)
        finally:
            self._tell(f"DROP DATABASE {name} WITH (FORCE)")

    def prepare(self) -> None:
        """Make the tables once, for every database to begin with."""
        self._tell(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(self.url(TEMPLATE))
        migrate(engine)
        engine.dispose()

    def _tell(self, statement: str) -> None:
        url = self.url("postgres").replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self.programs / program), *arguments]
        return subprocess.run(command, user=self.user, cwd=self.folder, capture_output=True)

    def _process_wait(self, seconds: float) -> None:
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return


@contextmanager
def running() -> Iterator[Postgres]:
    """A server for a while.

    Raises
    ------
    FileNotFoundError
        When PostgreSQL is not installed.
    """
    programs = binaries()
    if programs is None or os.name == "nt":
        raise FileNotFoundError(MISSING)
    user = _other_user()
    # Short, as a socket's path must be; and not in pytest's folder, which is for one user alone.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user is not None:
        shutil.chown(folder, user)
    server = Postgres(folder, programs, user)
    try:
        server.make()
        server.start()
        server.prepare()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> str | None:
    """Whom root runs it as."""
    import pwd

    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
