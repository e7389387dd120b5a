"""Many choices on one instance: a sweep of weights, a plain loop over the textbook model, and the priority list.

Each is run by `benchmarks.accept` in a process of its own, and prints what it came to as JSON on its last line.
Seconds are counted from a prepared case, as in `benchmarks.choice`.

    python -m benchmarks.many sweep --seed 1 --draws 20
    python -m benchmarks.many loop --seed 1 --draws 50
    python -m benchmarks.many list --seed 1
"""

import argparse
import json
import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.instances import SMALL, instance
from benchmarks.textbook import textbook
from prioritise.case.settings import PriorityListSettings
from prioritise.optimise.choose import choose
from prioritise.optimise.priority import priority_list
from prioritise.optimise.result import Options
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared, prepare
from prioritise.sweep import pools
from prioritise.sweep.job import BASE, Job, Varied, draw_ids, drawn, open_job
from prioritise.sweep.run import sweep
from prioritise.sweep.spread import chosen_by
from prioritise.sweep.store import MemoryStore
from prioritise.sweep.weights import WeightSet

GAP, CRITERIA, WORKERS = 0.005, 5, 2
EVERY = 50
"""The loop answers every 50th draw: all of them would take hours."""
LOOP_SECONDS = 60.0
"""The longest the textbook may take over one draw."""
SCALES = tuple(round(0.6 + 0.1 * i, 1) for i in range(9))
CHOICE_SECONDS, LIST_SECONDS = 20.0, 58.0
"""Of the 60 s asked: the most for the choice that the list begins from, and for both together."""


def _job(prepared: Prepared) -> Job:
    criteria = Points.of(prepared.scored, prepared.case).criteria
    return open_job(prepared, Varied(WeightSet(criteria)), gap=GAP)


def sweep_of(seed: int, draws: int) -> dict[str, Any]:
    """Seconds of the whole sweep from a cold start, its processes begun and ended, and how many choices it proved."""
    prepared = prepare(instance(SMALL, seed, CRITERIA))
    began = time.perf_counter()
    with pools.local(WORKERS) as pool:
        swept = sweep(_job(prepared), draws, pool, MemoryStore())
    seconds = time.perf_counter() - began
    proven = sum(bool(r["proven"]) for r in swept.records.values())
    return {"seconds": seconds, "choices": swept.asked, "proven": proven}


def loop_of(seed: int, draws: int) -> dict[str, Any]:
    """Seconds of the textbook model over a sample of the sweep's draws, each with the values the sweep gives it."""
    prepared = prepare(instance(SMALL, seed, CRITERIA))
    job, ids = _job(prepared), [i for i in draw_ids(draws) if i != BASE]
    each, cut = [], 0
    for draw_id in ids[EVERY - 1 :: EVERY] or ids[-1:]:
        what = drawn(job, draw_id)
        values = chosen_by(what.points.values(np.array([what.weights[c] for c in job.criteria])))
        began = time.perf_counter()
        found = textbook(replace(prepared.problem, values=values), GAP, LOOP_SECONDS)
        each.append(time.perf_counter() - began)
        cut += not found.proven
    return {"each": each, "cut": cut}


def list_of(seed: int) -> dict[str, Any]:
    """Seconds of the choice and of the list built from it, and what the list is worth beside its bound."""
    prepared = prepare(instance(SMALL, seed))
    began = time.perf_counter()
    first = choose(prepared.case, prepared.problem, Options(GAP, CHOICE_SECONDS, priority_list=False))
    settings = PriorityListSettings(scales=SCALES)
    left = LIST_SECONDS - (time.perf_counter() - began)
    found = priority_list(prepared.problem, settings, first.starts, first.bound, seconds=left)
    return {"seconds": time.perf_counter() - began, "value": found.expected_value, "bound": found.list_bound}


def main() -> None:
    """Do one of the three and print it."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__.splitlines()[0])
    options.add_argument("what", choices=("sweep", "loop", "list"))
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--draws", type=int, default=500)
    asked = options.parse_args()
    if asked.what == "list":
        found = list_of(asked.seed)
    else:
        found = (sweep_of if asked.what == "sweep" else loop_of)(asked.seed, asked.draws)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
