"""Works ahead in a thread of its own, so that listening and understanding overlap."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, Full, Queue
from typing import Generic, TypeVar

T = TypeVar("T")

_WAIT = 0.2  # seconds between looks at whether the other side is still there


class Ahead(Generic[T]):
    """Iterates over ``items``, which a thread fetches from the moment this is made.

    Parameters
    ----------
    items : iterator
        Only the thread touches it; an exception in it is raised to who iterates here.
    size : int
        How many items wait at most; the thread rests while they are not taken.

    Notes
    -----
    The recogniser and the decoder run outside Python's lock, so the other stages load and
    work meanwhile. The thread ends soon after `close`, or after this object is dropped: at
    the item in hand. It is no daemon, as the recogniser must not be cut off inside its
    native code.
    """

    def __init__(self, items: Iterator[T], *, size: int = 256) -> None:
        self._queue: Queue[tuple[T] | BaseException | None] = Queue(size)
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=_work, args=(items, self._queue, self._stop), name="assist-ahead", daemon=False
        )
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        try:
            while True:
                item = self._next()
                if item is None:
                    return
                if isinstance(item, BaseException):
                    raise item
                yield item[0]
        finally:
            self.close()

    def _next(self) -> tuple[T] | BaseException | None:
        while True:
            try:
                # With a limit, as Ctrl-C does not end an endless wait on Windows.
                return self._queue.get(timeout=_WAIT)
            except Empty:
                if not self._thread.is_alive() and self._queue.empty():
                    return None

    def close(self) -> None:
        """Tell the thread to stop; it does at its next item."""
        self._stop.set()

    def __del__(self) -> None:
        self._stop.set()


def _work(
    items: Iterator[T], queue: Queue[tuple[T] | BaseException | None], stop: threading.Event
) -> None:
    try:
        for item in items:
            if not _put(queue, (item,), stop):
                break
    except BaseException as error:  # noqa: BLE001 - who iterates must know, whatever it is
        _put(queue, error, stop)
    else:
        _put(queue, None, stop)
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()


def _put(
    queue: Queue[tuple[T] | BaseException | None],
    item: tuple[T] | BaseException | None,
    stop: threading.Event,
) -> bool:
    """Hand over, unless nobody waits any more."""
    while not stop.is_set() and threading.main_thread().is_alive():
        try:
            queue.put(item, timeout=_WAIT)
        except Full:
            continue
        return True
    return False
