"""Where the work is done: in this process, in processes of this machine, or on a Dask cluster. All are Executors."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from os import cpu_count
from typing import Any, NamedTuple

WAIT_SECONDS = 20.0
"""How long a cluster may take to answer, and to have its first worker."""


class Pool(NamedTuple):
    """An Executor and how many tasks it does at once."""

    executor: Executor
    workers: int


class Inline(Executor):
    """Does each task at once, where it is asked for: nothing runs beside the page, and a stop is between two draws."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:  # noqa: BLE001 - handed on: whoever reads the result gets it
            future.set_exception(fault)
        return future


@contextmanager
def local(workers: int | None = None) -> Iterator[Pool]:
    """Processes of this machine, begun afresh (spawn): a fork of a process with threads may never come back."""
    many = workers or cpu_count() or 1
    # a stop from the keyboard is for the process that hands out the work, which then sees the tasks at work through
    executor = ProcessPoolExecutor(
        many, mp_context=get_context("spawn"), initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield Pool(executor, many)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """Workers of a Dask cluster, which must have this version of the project where Python finds it.

    Args:
        address: of its scheduler, such as tcp://10.0.0.5:8786.

    Raises:
        OSError: nothing answers there, or no worker comes.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=WAIT_SECONDS)
    except (OSError, ValueError) as fault:
        raise OSError(None, "no Dask scheduler answers there", address) from fault
    try:
        try:
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError as fault:
            raise OSError(None, "the Dask scheduler has no worker", address) from fault
        yield Pool(client.get_executor(), max(1, sum(client.nthreads().values())))
    finally:
        client.close()
