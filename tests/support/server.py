"""A server process for tests that kill it.

``python -m support.server DATA`` runs the worker alone and prints its process id;
``python -m support.server DATA PORT`` serves the application, with the fake pipeline.
On another database than SQLite when ``DATABASE`` in the environment holds its address.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from support.waiting import PATIENCE, until

from assist.review.store import Store
from assist.review.worker import Supervisor

FAKE = "support.fake_pipeline:FakePipeline"
TESTS = Path(__file__).resolve().parents[1]


DATABASE = "TESTED_DATABASE"


def start(data: Path, *more: str, url: str = "") -> subprocess.Popen[str]:
    """Start this module as a process of its own."""
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    return subprocess.Popen(
        [sys.executable, "-m", "support.server", str(data), *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, DATABASE: url},
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_site(data: Path, port: int, url: str = "") -> subprocess.Popen[str]:
    """Serve the application, and wait until it answers."""
    process = start(data, str(port), url=url)

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start ({process.returncode})")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/help", timeout=PATIENCE):
                return True
        except OSError:
            return False

    try:
        until(answers)
    except AssertionError:
        process.kill()
        raise
    return process


def main() -> None:
    data, url = Path(sys.argv[1]), os.environ.get(DATABASE, "")
    if len(sys.argv) > 2:
        import uvicorn
        from support.fake_pipeline import lexicon

        from assist.web.app import create_app

        app = create_app(data, url=url, lexicon=lexicon(), pipeline=FAKE)
        uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", timeout_graceful_shutdown=2)
        return
    Store.open(data, url).close()
    supervisor = Supervisor(data, url, FAKE)
    supervisor.start()
    print(supervisor.pid, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main()
