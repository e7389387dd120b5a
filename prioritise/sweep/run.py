"""Run a sweep on any Executor: in batches, keeping answers as they come, never making one twice."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from typing import Any

from prioritise.errors import SolverFault
from prioritise.sweep.job import Job, draw_ids
from prioritise.sweep.pools import Pool
from prioritise.sweep.store import Record, Store
from prioritise.sweep.work import answer_batch, packed

BATCH = 10
"""Draws to a task: what a kill may cost at most for each worker."""
AHEAD = 2
"""Tasks handed out for each worker, so that none waits and a stop is soon obeyed."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Swept:
    """What a sweep came to.

    Attributes:
        job: what was asked.
        records: draw id -> its answer, in order of the ids; fewer than asked when it was stopped.
        asked: how many were asked for, the case as it stands among them.
        made: how many of them were made now; the others were there from before.
    """

    job: Job
    records: Mapping[str, Record]
    asked: int
    made: int

    @property
    def whole(self) -> bool:
        """Whether every draw has its answer."""
        return len(self.records) == self.asked


def sweep(  # noqa: PLR0913 - one argument a part of how it is run
    job: Job,
    many: int,
    pool: Pool,
    store: Store,
    *,
    batch: int = BATCH,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Swept:
    """Answer the case as it stands and so many draws, but those the store already has.

    Args:
        job: the sweep.
        many: how many draws.
        pool: where the work is done.
        store: where answers are kept and where earlier ones are looked for.
        batch: draws to a task; no answer depends on it.
        progress: called with how many answers there are and how many were asked.
        stop: asked between tasks; when it says yes nothing more is begun, and what is done is kept. The tasks at work
            are seen through.

    Raises:
        SolverFault: the solver failed, or a worker died; what was done by then is kept.
    """
    ids = draw_ids(many)
    known = store.known(job.key)
    left = [i for i in ids if i not in known]
    say = progress or (lambda _done, _asked: None)
    say(len(ids) - len(left), len(ids))
    made: dict[str, Record] = {}

    def keep(records: Sequence[Record]) -> None:
        store.add(records)
        made.update({str(r["id"]): r for r in records})
        say(len(ids) - len(left) + len(made), len(ids))

    try:
        _hand_out(job, [tuple(left[i : i + batch]) for i in range(0, len(left), batch)], pool, keep, stop)
    except BrokenExecutor as fault:
        raise SolverFault("a worker died; what was done is kept, and the same sweep goes on from there") from fault
    found = {**known, **made}
    return Swept(job, {i: found[i] for i in ids if i in found}, len(ids), len(made))


def gathered(job: Job, many: int, store: Store) -> Swept:
    """What a store has of a sweep, with nothing more made."""
    known = store.known(job.key)
    ids = draw_ids(many)
    return Swept(job, {i: known[i] for i in ids if i in known}, len(ids), 0)


def _hand_out(
    job: Job,
    batches: list[tuple[str, ...]],
    pool: Pool,
    keep: Callable[[Sequence[Record]], None],
    stop: Callable[[], bool] | None,
) -> None:
    """Give each batch to the pool, a few ahead of the workers, and keep what comes back in whatever order it comes."""
    content = packed(job)
    waiting, at_work = list(reversed(batches)), set[Future[Any]]()
    try:
        while waiting or at_work:
            while waiting and len(at_work) < AHEAD * pool.workers and not (stop and stop()):
                at_work.add(pool.executor.submit(answer_batch, content, waiting.pop()))
            if stop and stop():
                at_work = {future for future in at_work if not future.cancel()}
            if not at_work:
                return
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                keep(future.result())
    finally:
        for future in at_work:
            future.cancel()
