"""Workers: a Dask cluster on this machine, or an organisation's by its address."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import signal
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from assist.core.errors import AssistError
from assist.core.valuemap import ValueMap
from assist.research.work import Job, Parcel, run_parcel

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions

_WORKER_BYTES = 2 << 30  # a worker that has read all models but the speech model, with room
_CONNECT_SECONDS = 10
_WORKERS_SECONDS = 60

# Dask uses the one or the other, by version.
_CANCELLED = (asyncio.CancelledError, concurrent.futures.CancelledError)

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Crew:
    """Workers that are ready.

    Parameters
    ----------
    client : distributed.Client
    slots : callable
        How many sessions may be under way at once.
    elsewhere : bool
        Whether the workers may not see this machine's files.
    """

    client: Any
    slots: Callable[[], int]
    elsewhere: bool = False


OpenCrew: TypeAlias = "Callable[[int, bool], AbstractContextManager[Crew]]"


def local_size(sessions: int, *, recordings: bool) -> tuple[int, int]:
    """Workers, and threads a worker, for this machine.

    Recordings go one at a time with all cores: a transcription fills the machine.
    Transcripts go side by side, as far as cores and memory reach.
    """
    import psutil  # type: ignore[import-untyped]
    from dask.system import CPU_COUNT  # both know the limits of a container
    from distributed.system import MEMORY_LIMIT

    cores = int(CPU_COUNT)
    if recordings:
        return 1, cores
    memory = min(int(MEMORY_LIMIT), psutil.virtual_memory().available)
    workers = max(1, min(sessions, cores, memory // _WORKER_BYTES))
    return workers, max(1, cores // workers)


@contextmanager
def local_crew(sessions: int, recordings: bool) -> Iterator[Crew]:
    """A cluster on this machine that only listens on the loopback address.

    Workers are processes. One that dies is replaced; its session is tried once more. Started
    from a script of your own, that script needs ``if __name__ == "__main__":``, as everything
    does that starts processes.
    """
    import dask
    from distributed import Client, LocalCluster

    workers, threads = local_size(sessions, recordings=recordings)
    environment = {name: str(threads) for name in _THREAD_VARIABLES}
    settings = {
        "distributed.scheduler.allowed-failures": 0,  # `work_through` gives a second chance
        "distributed.scheduler.worker-saturation": 1.0,
        "distributed.nanny.pre-spawn-environ": {**environment, "PYTHONWARNINGS": "ignore"},
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="assist-", ignore_cleanup_errors=True)
        )
        stack.enter_context(_same_environment())
        stack.enter_context(_quiet())
        stack.enter_context(dask.config.set({**settings, "temporary-directory": folder}))
        cluster = stack.enter_context(
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                protocol="tcp://",
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # else it wants port 8787
                memory_limit=0,  # the system judges memory better than a share of it
                silence_logs=logging.CRITICAL,
                local_directory=folder,
            )
        )
        client = stack.enter_context(Client(cluster))
        client.register_plugin(_leave_interrupts_to_us())
        yield Crew(client, lambda: workers)


def cluster_at(address: str) -> OpenCrew:
    """Opener of a crew on an existing cluster.

    Transcripts travel to the workers, so only recordings need a place that these can reach
    under the same path. The workers need the same version of assist, with its models.

    Raises
    ------
    AssistError
        On opening: ``batch-no-scheduler`` or ``batch-no-workers``.
    """

    @contextmanager
    def open_crew(sessions: int, recordings: bool) -> Iterator[Crew]:
        from distributed import Client

        with _quiet():
            try:
                client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
            except (OSError, ValueError, TypeError) as error:
                raise AssistError("batch-no-scheduler", address=address) from error
            with client:
                try:
                    client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
                except TimeoutError as error:
                    raise AssistError("batch-no-workers", address=address) from error
                # One more than there are workers, so that none waits for us.
                yield Crew(client, lambda: len(client.nthreads()) + 1, elsewhere=True)

    return open_crew


def work_through(
    crew: Crew, parcels: Iterable[Parcel], job: Job, options: AnalyseOptions
) -> Iterator[tuple[Parcel, ValueMap | AssistError]]:
    """Hand out sessions and yield each result as it comes.

    When a worker dies, every session it had is suspect, and only one of them is to blame. Each
    gets a second chance at the end, alone, so that none pays for another.

    Raises
    ------
    AssistError
        ``batch-scheduler-lost`` when the cluster goes away.
    """
    suspects: list[Parcel] = []
    for parcel, result in _hand_out(crew, parcels, job, options):
        if isinstance(result, AssistError) and result.code == "batch-worker-lost":
            suspects.append(parcel)
        else:
            yield parcel, result
    for parcel in suspects:
        yield from _hand_out(crew, [parcel], job, options)


def _hand_out(
    crew: Crew, parcels: Iterable[Parcel], job: Job, options: AnalyseOptions
) -> Iterator[tuple[Parcel, ValueMap | AssistError]]:
    from distributed import as_completed

    waiting = deque(parcels)
    running: dict[Any, Parcel] = {}
    finished = as_completed(loop=crew.client.loop)
    try:
        while waiting or running:
            while waiting and len(running) < max(1, crew.slots()):
                parcel = waiting.popleft()
                future = crew.client.submit(run_parcel, parcel, job, options, pure=False)
                running[future] = parcel
                finished.add(future)
            future = next(finished)
            parcel = running.pop(future)
            result = _result(future, parcel)
            future.release()
            yield parcel, result
    except (Exception, *_CANCELLED) as error:
        if isinstance(error, (OSError, *_CANCELLED)) or crew.client.status == "closed":
            raise AssistError("batch-scheduler-lost") from error
        raise
    finally:
        # A cluster that has gone cannot be told anything.
        with contextlib.suppress(Exception):
            crew.client.cancel(list(running), force=True)


def _result(future: Any, parcel: Parcel) -> ValueMap | AssistError:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return AssistError("batch-worker-lost", path=parcel.path)
    except (OSError, *_CANCELLED):
        raise
    except Exception as error:  # noqa: BLE001 - one session never stops the others
        return AssistError("batch-crash", path=parcel.path, reason=type(error).__name__)


def _leave_interrupts_to_us() -> Any:
    """Plugin by which a worker ignores Ctrl-C: this process stops the workers in good order."""
    from distributed import WorkerPlugin

    class Ignore(WorkerPlugin):
        name = "assist-interrupts"

        def setup(self, worker: Any) -> None:
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Ignore()


@contextmanager
def _same_environment() -> Iterator[None]:
    """Dask sets its workers' variables in this process too; put them back."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own talk is not for users; what matters is told as a result."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
