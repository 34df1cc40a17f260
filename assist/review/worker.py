"""The worker: a process of its own, so that the pages stay quick and a crash stays there.

It holds a lock on the data folder while it lives, so that one heavy job runs at a time
whatever else is started, and it dies with the process that started it. `Supervisor`, in
that process, starts it and starts it again.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from assist.review.locks import only_one
from assist.review.store import Store
from assist.review.work import Analyses, run_job, where

PIPELINE = "assist.pipeline:Pipeline"
LOCK = "worker.lock"
POLL = 1.0
LONG = 60.0  # seconds; a worker that lived this long was a sound one
log = logging.getLogger(__name__)


def make_pipeline(name: str) -> Analyses:
    """Make what ``module:attribute`` makes."""
    module, _, attribute = name.partition(":")
    made: Analyses = getattr(importlib.import_module(module), attribute)()
    return made


def work(data: str, url: str, pipeline: str, wake: Connection) -> None:
    """Body of the worker process: take jobs until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _die_with_parent()
    with only_one(Path(data) / LOCK):
        store = Store(Path(data), url)
        store.requeue_abandoned()
        ready: Analyses | None = None
        while True:
            while (job := store.claim()) is not None:
                try:
                    ready = ready or make_pipeline(pipeline)
                    run_job(store, job, ready)
                except Exception as error:  # noqa: BLE001 - such as a store that fails too
                    log.error("the worker gives up job %s: %s", job.id, where(error))
                    sys.exit(1)  # the next worker tries it again, and not for ever
            try:
                while wake.poll(POLL):  # a pipe: unlike an Event, it has no lock to die with
                    wake.recv_bytes()
                    if not wake.poll():
                        break
            except (EOFError, OSError):
                return  # the parent is gone


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(0)  # what was stored is stored; the rest is done again

    threading.Thread(target=watch, name="parent", daemon=True).start()


class Supervisor:
    """Keeps one worker process going.

    Parameters
    ----------
    data, url
        As `Store`.
    pipeline : str
        ``module:attribute`` of what makes a pipeline, in the worker.
    """

    def __init__(self, data: Path, url: str = "", pipeline: str = PIPELINE) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._arguments = (str(data), url, pipeline)
        self._wake: Connection | None = None
        self._stopping = threading.Event()
        self._restarting = threading.Event()
        self._process: SpawnProcess | None = None
        self._started = 0.0
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self._start_process()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something in the queue."""
        if self._wake is not None:
            with contextlib.suppress(OSError):  # between two workers; the next looks by itself
                self._wake.send_bytes(b".")

    def restart(self) -> None:
        """Break off what the worker does now; jobs that are still wanted go on."""
        self._restarting.set()
        self._end()

    def stop(self) -> None:
        """End the worker; a job in hand goes on at the next start."""
        self._stopping.set()
        self._end()
        if self._thread is not None:
            self._thread.join(5)
        self._end()  # the one that the thread may have started meanwhile

    def _end(self) -> None:
        """End the present process, and wait until it has let go of its files."""
        if (process := self._process) is not None:
            process.terminate()
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join(5)

    def _start_process(self) -> None:
        hears, self._wake = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=work, args=(*self._arguments, hears), name="assist-worker", daemon=True
        )
        try:
            process.start()
        finally:
            hears.close()
        self._process, self._started = process, time.monotonic()

    def _watch(self) -> None:
        pause = 0.2
        while not self._stopping.is_set():
            assert self._process is not None
            self._process.join(0.5)
            if self._process.exitcode is None or self._stopping.is_set():
                continue
            if self._restarting.is_set() or time.monotonic() - self._started > LONG:
                pause = 0.2
            if not self._restarting.is_set():
                log.warning("the worker ended (%s); starting another", self._process.exitcode)
            self._restarting.clear()
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, 30.0)
            try:
                self._start_process()
            except OSError as error:  # no room for another process now; later perhaps
                log.warning("no worker could be started: %s", error.strerror)
