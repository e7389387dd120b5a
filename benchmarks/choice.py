"""Choosing at several sizes: value, proven gap, seconds and memory of the optimiser beside three plain baselines.

Each instance and each way to choose runs in a process of its own, in turn, so that a slow minute of the machine falls
on all and peak memory is that of one. Seconds are of the choice alone (the case is made and scored before).

    python -m benchmarks.choice                       # 60x80x6 and 200x150x6, five seeds, gap 0.5%
    python -m benchmarks.choice --sizes 500x400x8 --gap 0.01 --seeds 11 12
"""

import argparse
import json
import os
import statistics
import time
from dataclasses import dataclass

from benchmarks.__main__ import measure
from benchmarks.instances import Size, instance

WAYS = ("prioritise", "score, then cut", "value per pound", "textbook")
HELD_BACK = (301, 302, 303, 304, 305)
"""Seeds that nothing was tuned on."""


@dataclass(frozen=True)
class Chosen:
    """What one way came to on one instance.

    Attributes:
        value: of the list. gap: proved (None: none). seconds: of the choice. proven: whether it was within the gap.
        first_seconds: until a list that keeps every rule was there with its bound (None: not told).
    """

    value: float | None
    gap: float | None
    seconds: float
    proven: bool
    first_seconds: float | None = None


def size_of(text: str) -> Size:
    """`60x80x6` as a size.

    Raises:
        ValueError: it is not three whole numbers.
    """
    bids, pots, years = (int(part) for part in text.split("x"))
    return Size(bids, pots, years)


def choose_by(way: str, size: Size, seed: int, gap: float, seconds: float) -> Chosen:
    """Make the instance and choose by one way, in this process."""
    from benchmarks.greedy import score_then_cut, value_of, value_per_pound
    from benchmarks.textbook import textbook
    from prioritise.optimise.choose import choose
    from prioritise.optimise.found import Moment
    from prioritise.optimise.result import Options
    from prioritise.pipeline import prepare

    prepared = prepare(instance(size, seed))
    problem = prepared.problem
    began = time.perf_counter()
    if way == "prioritise":
        first: list[float] = []

        def watch(moment: Moment) -> bool:
            if not first and moment.value is not None and moment.bound is not None:
                first.append(time.perf_counter() - began)
            return False

        result = choose(prepared.case, problem, Options(gap, seconds, priority_list=False), watch=watch)
        took, proven = time.perf_counter() - began, result.status.value == "proven"
        return Chosen(result.value, result.gap, took, proven, first[0] if first else None)
    if way == "textbook":
        found = textbook(problem, gap, seconds)
        return Chosen(found.value, None, time.perf_counter() - began, found.proven)
    till = (score_then_cut if way == "score, then cut" else value_per_pound)(problem)
    return Chosen(value_of(till), None, time.perf_counter() - began, False)


def apart(way: str, size: str, seed: int, gap: float, seconds: float) -> tuple[Chosen, float]:
    """Choose by one way in a process of its own: what it came to, and the peak memory of the process in MiB."""
    done = measure("benchmarks.choice", "--one", way, "--sizes", size, "--seeds", str(seed),
                   "--gap", str(gap), "--seconds", str(seconds))  # fmt: skip
    return Chosen(**json.loads(done.printed.splitlines()[-1])), done.peak_mib


def row(way: str, size: Size, runs: list[tuple[Chosen, float]], best: list[float]) -> str:
    """One line of the table: medians over the seeds, worst gap, value as a part of the first way's, highest memory."""
    seconds = [c.seconds for c, _ in runs]
    part = statistics.median((c.value or 0.0) / b for (c, _), b in zip(runs, best, strict=True))
    gaps = [c.gap for c, _ in runs if c.gap is not None]
    proved = f"{max(gaps):.2%}" if gaps else "-"
    spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
    within = sum(c.proven for c, _ in runs)
    firsts = [c.first_seconds for c, _ in runs if c.first_seconds is not None]
    first = f"{statistics.median(firsts):.2f}" if firsts else "-"
    return (
        f"{size.name:<12}{way:<17}{part:>8.3f}{proved:>9}{within:>4}/{len(runs)}{first:>8}{statistics.median(seconds):>9.2f}"
        f"{spread:>16}{max(peak for _, peak in runs):>10.0f}"
    )


def main() -> None:
    """Run every way on every instance and print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.choice", description=__doc__.splitlines()[0])
    options.add_argument("--sizes", nargs="+", default=["60x80x6", "200x150x6"])
    options.add_argument("--seeds", nargs="+", type=int, default=list(HELD_BACK))
    options.add_argument("--gap", type=float, default=0.005, help="gap asked (0.005)")
    options.add_argument("--seconds", type=float, default=120.0, help="most seconds for a choice (120)")
    options.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    options.add_argument("--one", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        found = choose_by(asked.one, size_of(asked.sizes[0]), asked.seeds[0], asked.gap, asked.seconds)
        print(json.dumps(vars(found)))
        return
    print(f"gap asked {asked.gap:.1%}, at most {asked.seconds:.0f} s, {os.cpu_count()} cores, seeds {asked.seeds}\n")
    head = f"{'':<12}{'':<17}{'value':>8}{'gap':>9}{'proved':>6}{'first':>8}{'seconds':>9}{'range':>16}{'peak MiB':>10}"
    print(head)
    for text in asked.sizes:
        size, runs = size_of(text), {way: list[tuple[Chosen, float]]() for way in asked.ways}
        for seed in asked.seeds:
            for way in asked.ways:
                runs[way].append(apart(way, text, seed, asked.gap, asked.seconds))
        best = [c.value or 1.0 for c, _ in runs[asked.ways[0]]]
        for way in asked.ways:
            print(row(way, size, runs[way], best), flush=True)


if __name__ == "__main__":
    main()
