"""What a worker does: open the sweep once, then answer its draws. Workers import this module by name."""

import pickle
from functools import lru_cache
from typing import Any

from prioritise.errors import SolverFault
from prioritise.optimise.choose import versions
from prioritise.sweep.job import Job, answer


def packed(job: Job) -> bytes:
    """The sweep as it is sent to workers."""
    return pickle.dumps(job, protocol=5)


@lru_cache(maxsize=1)
def _opened(content: bytes) -> Job:
    """The sweep as it was sent: one optimiser for each process and case, kept between draws."""
    job: Job = pickle.loads(content)
    here = versions()
    if dict(job.made_with) != here:
        odd = ", ".join(f"{k} {here[k]} (not {v})" for k, v in sorted(job.made_with.items()) if here.get(k) != v)
        raise SolverFault(f"a worker has other versions than this machine, so its answers might differ: {odd}")
    return job


def answer_batch(content: bytes, draw_ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Answer draws of a packed sweep, in order.

    Raises:
        SolverFault: this worker has other versions, or the solver failed.
    """
    job = _opened(content)
    return [answer(job, draw_id) for draw_id in draw_ids]
