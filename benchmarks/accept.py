"""The optimiser's promises in one table: what is asked of each, what was measured, and whether it is met.

On seeds that nothing was tuned on; each choice runs in a process of its own, in turn with what it is held against, so
that a slow minute of the machine falls on both. Where the textbook model was stopped before it was done, the part of
its time that ours takes is an upper limit, and the table says so. Speed is printed here and never tested.

    python -m benchmarks.accept                            # all of it: an hour or more on two cores
    python -m benchmarks.accept --only first half --all    # two kinds of promise, with every seed
"""

import argparse
import json
import math
import os
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from benchmarks.__main__ import measure
from benchmarks.choice import HELD_BACK, Chosen, apart, size_of
from benchmarks.instances import LARGE, MIDDLE, SMALL
from benchmarks.many import LOOP_SECONDS, SCALES

HALF, TENTH, WIDE = 0.005, 0.001, 0.01
OURS_SECONDS, LEAST_SECONDS = 120.0, 5.0
"""The longest a choice of ours may take, and the shortest time the textbook is always given."""
MOST_MIB = 1024
LINE = "{:<50}{:<22}{:<50}{}"


@dataclass(frozen=True)
class Row:
    """One promise: what, asked, measured, whether it is met, each seed's part of it, and what its star means."""

    what: str
    asked: str
    measured: str
    met: bool
    detail: list[str] = field(default_factory=list)
    note: str = ""

    def show(self, every: bool) -> None:
        """Print it at once, with its note, and each seed under it where asked."""
        print(LINE.format(self.what, self.asked, self.measured, "yes" if self.met else "no"), flush=True)
        for text in ([f"* {self.note}"] if self.note else []) + (self.detail if every else []):
            print(f"    {text}", flush=True)


@dataclass
class Bench:
    """What is asked for, and what our own processes came to: choices by size and gap, the highest peak by name, MiB."""

    seeds: list[int]
    draws: int
    chosen: dict[tuple[str, float], list[tuple[Chosen, float]]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def ours(self, size: str, seed: int, gap: float) -> Chosen:
        """One choice of the optimiser."""
        found, peak = apart("prioritise", size, seed, gap, OURS_SECONDS)
        self.chosen[size, gap].append((found, peak))
        self._peak(f"{size} to {gap:.1%}", peak)
        return found

    def many(self, what: str, seed: int) -> dict[str, Any]:
        """The sweep, the loop or the priority list (`benchmarks.many`); the loop is not ours."""
        done = measure("benchmarks.many", what, "--seed", str(seed), "--draws", str(self.draws))
        if what != "loop":
            self._peak(what, done.peak_mib)
        found: dict[str, Any] = json.loads(done.printed.splitlines()[-1])
        return found

    def _peak(self, name: str, mib: float) -> None:
        self.peaks[name] = max(self.peaks[name], mib)


def first(bench: Bench) -> Iterator[Row]:
    """Seconds to the first list with its bound."""
    for size, most in ((SMALL.name, 0.3), (MIDDLE.name, 1.0)):
        runs = {s: bench.ours(size, s, HALF) for s in bench.seeds}
        seconds = {s: _first_seconds(c) for s, c in runs.items()}
        detail = [f"seed {s}: first list {seconds[s]:.2f} s, {_said(c)}" for s, c in runs.items()]
        middle = statistics.median(seconds.values())
        measured = f"{middle:.2f} s ({min(seconds.values()):.2f} to {max(seconds.values()):.2f})"
        yield Row(f"{size}: first list with its bound", f"{most:g} s", measured, middle <= most, detail)


def _first_seconds(found: Chosen) -> float:
    """Until the first list was told of with its bound: at the latest when the choice ended."""
    if found.value is None:
        return math.inf
    return found.seconds if found.first_seconds is None else found.first_seconds


def _said(found: Chosen) -> str:
    gap = "no gap" if found.gap is None else f"gap {found.gap:.2%}"
    return f"{found.seconds:.2f} s, {gap}, {'proven' if found.proven else 'not proven'}"


def half(bench: Bench) -> Iterator[Row]:
    """The middle size to 0.5%: seconds, and the part of the textbook's time."""
    pairs = _in_turn(bench, HALF, 3.5)
    runs = {s: ours for s, (ours, _) in pairs.items()}
    yield _seconds(f"{MIDDLE.name} to a proven 0.5%", 1.5, runs)
    yield _every_seed(f"{MIDDLE.name} to a proven 0.5%", runs)
    yield _part(f"{MIDDLE.name} to 0.5%, part of the textbook's time", 3, pairs)


def tenth(bench: Bench) -> Iterator[Row]:
    """The middle size to 0.1%: the part of the textbook's time."""
    pairs = _in_turn(bench, TENTH, 5.5)
    yield _part(f"{MIDDLE.name} to 0.1%, part of the textbook's time", 5, pairs)
    yield _every_seed(f"{MIDDLE.name} to a proven 0.1%", {s: ours for s, (ours, _) in pairs.items()})


def large(bench: Bench) -> Iterator[Row]:
    """The largest size to 1%: seconds."""
    runs = {s: bench.ours(LARGE.name, s, WIDE) for s in bench.seeds[:3]}
    what = f"{LARGE.name} to a proven 1%, {len(runs)} of the seeds"
    yield _seconds(what, 10.0, runs)
    yield _every_seed(what, runs)


def _seconds(what: str, most: float, runs: dict[int, Chosen]) -> Row:
    seconds = [c.seconds for c in runs.values()]
    middle = statistics.median(c.seconds if c.proven else math.inf for c in runs.values())
    measured = f"{middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
    detail = [f"seed {s}: {_said(c)}" for s, c in runs.items()]
    return Row(what, f"{most:g} s", measured, middle <= most, detail)


def _every_seed(what: str, runs: dict[int, Chosen]) -> Row:
    """Whether what is judged by the median was proven on every seed too."""
    proven = sum(c.proven for c in runs.values())
    return Row(what, "every seed", f"{proven} of {len(runs)}", proven == len(runs))


Pairs = dict[int, tuple[Chosen, Chosen | None]]
"""Seed -> ours and the textbook's; None where ours was not proven and there is nothing to hold against."""


def _in_turn(bench: Bench, gap: float, times: float) -> Pairs:
    """Seed by seed ours, then the textbook, which is given so many times our own seconds and at least five."""
    pairs: Pairs = {}
    for seed in bench.seeds:
        ours, theirs = bench.ours(MIDDLE.name, seed, gap), None
        if ours.proven:
            theirs, _ = apart("textbook", MIDDLE.name, seed, gap, max(LEAST_SECONDS, times * ours.seconds))
        pairs[seed] = ours, theirs
    return pairs


def _part(what: str, least_times: int, pairs: Pairs) -> Row:
    """Our seconds as a part of the textbook's, which is an upper limit where the textbook was not done."""
    most, least, detail, cut = [], [], [], 0
    for seed, (ours, theirs) in pairs.items():
        part = math.inf if theirs is None else ours.seconds / theirs.seconds
        done = theirs is None or theirs.proven
        most.append(part)
        least.append(part if done else 0.0)
        cut += not done
        said = "not run" if theirs is None else f"{theirs.seconds:.2f} s, {'proven' if done else 'not done by then'}"
        detail.append(f"seed {seed}: {'' if done else 'under '}{_as_part(part)}; ours {_said(ours)}; textbook {said}")
    middle = statistics.median(most)
    limit = statistics.median(least) != middle
    ours_middle = statistics.median(ours.seconds if ours.proven else math.inf for ours, _ in pairs.values())
    measured = f"{'under ' if limit else ''}{_as_part(middle)}{' *' if limit else ''}"
    measured += f" (ours {ours_middle:.2f} s)"
    note = (
        f"an upper limit: on {cut} of {len(pairs)} seeds the textbook was stopped before it was done" if limit else ""
    )
    return Row(what, f"1/{least_times}", measured, middle <= 1 / least_times, detail, note)


def _as_part(part: float) -> str:
    if part >= 1:
        return "not known" if math.isinf(part) else f"{part:.1f} times"
    return f"1/{1 / part:.1f}"


def sweep(bench: Bench) -> Iterator[Row]:
    """A sweep of weights beside a plain loop over the textbook model, on the first seed."""
    seed = bench.seeds[0]
    ours, loop = bench.many("sweep", seed), bench.many("loop", seed)
    each, cut = loop["each"], loop["cut"]
    whole = sum(each) * bench.draws / len(each)
    times, missed = whole / ours["seconds"], ours["choices"] - ours["proven"]
    measured = f"{'at least ' if cut else ''}{times:.1f} times * ({ours['seconds']:.0f} s against {whole:,.0f} s)"
    note = (
        f"a sample: the loop answered {len(each)} of {bench.draws} draws, evenly spaced, in {sum(each):.0f} s, and is "
        "taken to need as long for each of the others"
    )
    if cut:
        note += f"; {cut} of {len(each)} cut off at {LOOP_SECONDS:.0f} s, which makes its time too short"
    if missed:
        note += f"; {missed} of the sweep's {ours['choices']} choices not proven"
    detail = [f"seed {seed}: {ours['choices']} choices of the sweep, {ours['proven']} proven"]
    detail.append("the loop, seconds a draw: " + ", ".join(f"{s:.1f}" for s in each))
    what = f"{SMALL.name}: sweep of {bench.draws} draws against a loop"
    yield Row(what, "10 times, at least", measured, times >= 10 and not missed, detail, note)  # noqa: PLR2004


def nested(bench: Bench) -> Iterator[Row]:
    """The priority list over nine budgets: how far from its bound, and seconds."""
    found = {s: bench.many("list", s) for s in bench.seeds}
    gaps = {s: (f["bound"] - f["value"]) / f["value"] for s, f in found.items()}
    seconds = {s: float(f["seconds"]) for s, f in found.items()}
    detail = [f"seed {s}: value {f['value']:,.1f}, at most {f['bound']:,.1f}, gap {gaps[s]:.2%}, {seconds[s]:.1f} s"
              for s, f in found.items()]  # fmt: skip
    what = f"{SMALL.name}: priority list, {len(SCALES)} budgets"
    middle, slowest = statistics.median(gaps.values()), max(seconds.values())
    within = sum(g <= HALF for g in gaps.values())
    measured = f"{middle:.2%} ({min(gaps.values()):.2%} to {max(gaps.values()):.2%})"
    yield Row(f"{what}, from its bound", "0.5%, the median", measured, middle <= HALF, detail)
    yield Row(f"{what}, from its bound", "0.5%, every seed", f"{within} of {len(gaps)}", within == len(gaps), [])
    measured = f"{slowest:.1f} s at worst, median {statistics.median(seconds.values()):.1f} s"
    yield Row(f"{what}, seconds", "60 s, every seed", measured, slowest <= 60, [])  # noqa: PLR2004


PROMISES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "first": first, "half": half, "tenth": tenth, "large": large, "sweep": sweep, "list": nested,
}  # fmt: skip


def memory(bench: Bench) -> Row:
    """The most that any process of ours above held at once."""
    where = max(bench.peaks, key=lambda name: bench.peaks[name])
    detail = [f"{name}: {mib:,.0f} MiB" for name, mib in bench.peaks.items()]
    most = bench.peaks[where]
    measured = f"{most:,.0f} MiB ({where})"
    return Row("highest peak memory of our processes", f"{MOST_MIB:,} MiB", measured, most <= MOST_MIB, detail)


def growth(bench: Bench) -> None:
    """Print our seconds and peak by size, and how seconds grow with bids from one size to the next."""
    rows = [(s.name, g) for s, g in ((SMALL, HALF), (MIDDLE, HALF), (LARGE, WIDE)) if (s.name, g) in bench.chosen]
    if len(rows) < 2:  # noqa: PLR2004 - growth is between two
        return
    print("\nGrowth with size (the power of the number of bids that seconds grow with, from the size above)")
    print(f"{'':<14}{'gap asked':>10}{'runs':>6}{'seconds':>10}{'peak MiB':>10}{'power':>8}")
    middle = {r: statistics.median(c.seconds for c, _ in bench.chosen[r]) for r in rows}
    powers = ["-"]
    for a, b in pairwise(rows):
        powers.append(f"{math.log(middle[b] / middle[a]) / math.log(size_of(b[0]).bids / size_of(a[0]).bids):.2f}")
    for r, power in zip(rows, powers, strict=True):
        peak = max(p for _, p in bench.chosen[r])
        print(f"{r[0]:<14}{r[1]:>10.1%}{len(bench.chosen[r]):>6}{middle[r]:>10.2f}{peak:>10.0f}{power:>8}")
    if len({gap for _, gap in rows}) > 1:
        print("Where the gap asked is wider than above, the power is of an easier question.")


def main() -> None:
    """Print each promise as soon as it is measured, then memory and growth."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.accept", description=__doc__.splitlines()[0])
    options.add_argument("--only", nargs="+", choices=PROMISES, default=list(PROMISES), help="which (all)")
    options.add_argument("--seeds", nargs="+", type=int, default=list(HELD_BACK))
    options.add_argument("--draws", type=int, default=500, help="draws of the sweep (500)")
    options.add_argument("--all", action="store_true", help="each seed under its row")
    asked = options.parse_args()
    bench = Bench(asked.seeds, asked.draws)
    print(f"What the optimiser promises; {os.cpu_count()} cores, seeds {' '.join(str(s) for s in asked.seeds)}\n")
    print(LINE.format("what (seconds, parts, gaps: the median)", "asked, at most", "measured", "met"))
    for name in asked.only:
        for row in PROMISES[name](bench):
            row.show(asked.all)
    memory(bench).show(asked.all)
    growth(bench)


if __name__ == "__main__":
    main()
