"""Where the work is done: in this process, in processes of this machine, or on a Dask cluster. All are Executors."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
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
        """Do it now; what goes wrong is raised at once."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def local(workers: int | None = None) -> Iterator[Pool]:
    """Processes of this machine, begun afresh: a fork of a process with threads may never come back.

    Python's own way to begin them would first run the main script over again; within Streamlit that is a page.
    """
    from loky import ProcessPoolExecutor

    many = workers or cpu_count() or 1
    # a stop from the keyboard is for the process that hands out the work, which then sees the tasks at work through
    executor = ProcessPoolExecutor(many, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield Pool(executor, many)
    finally:
        executor.shutdown(wait=True)


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
