"""A nested list built outwards from the list for the money as it stands.

With less money the best part of it is kept, with more the best addition is made; beside each step stands what a choice
afresh with that money could be worth.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start
from prioritise.optimise.engine import Engine
from prioritise.optimise.halt import Halt
from prioritise.optimise.model import make_model, portfolio_value, solve, value_objective
from prioritise.optimise.solver import Limits

LIST_GAP = 0.01
"""Relative gap asked of each solve of a list built outwards."""
LIST_NODES = 20
"""Branch-and-bound nodes one step of the list may take before its best answer so far is used: a count and not a time,
so that a slow machine gives the same list."""
AFRESH_GAP = 0.03
"""Choices afresh are searched for until the list is known to be this near the most they could be worth."""
AFRESH_NODES = 1
"""Nodes for a choice afresh, which is there to say what a list costs at most: the first bound is most of the way."""
LIST_LIMITS = Limits(LIST_GAP, None, LIST_NODES)
AFRESH_LIMITS = Limits(AFRESH_GAP, None, AFRESH_NODES)


@dataclass(frozen=True)
class Level:
    """One scale of the money.

    Attributes:
        problem: with the money of this scale. starts: what the list has in (bid id -> start year).
        afresh, bound: value of the best choice afresh that was found, and the most that any could be worth.
        out_of_time: the clock stopped a search.
    """

    scale: float
    probability: float
    problem: Problem
    starts: Mapping[str, int]
    afresh: float
    bound: float
    out_of_time: bool = False


@dataclass(frozen=True)
class Step:
    """One choice: starts (bid id -> start year), the most any could be worth, and whether the clock stopped it."""

    starts: Mapping[str, int]
    bound: float | None = None
    out_of_time: bool = False


def _step(
    problem: Problem, limits: Limits, halt: Halt, rows: tuple[Row, ...] = (), known: Mapping[str, int] | None = None
) -> Step:
    """The best choice found within the limits; what is known when the search finds nothing."""
    halt.check()
    found = Engine(problem).best(limits, rows, known=known, watch=halt.watch)
    halt.check()
    if not found.has_answer:
        return Step(known or {}, 0.0 if found.infeasible else found.bound, found.out_of_time)
    return Step(found.starts, found.bound, found.out_of_time)


def outwards(  # noqa: PLR0913, PLR0917 - one argument a part of the list
    problems: list[Problem],
    scales: tuple[float, ...],
    weights: tuple[float, ...],
    first: Step,
    limits: Limits,
    halt: Halt,
) -> list[Level]:
    """Down and up from the scale nearest the money as it stands, beside what a fresh choice at each could be worth.

    Raises:
        Stopped: it was asked to stop.
    """
    middle = min(range(len(scales)), key=lambda i: (abs(scales[i] - 1.0), i))
    if scales[middle] != 1.0:
        first = _step(problems[middle], limits, halt)

    @cache
    def ceiling(number: int) -> float:
        halt.check()
        return _most(problems[number])

    with ThreadPoolExecutor(1) as beside:  # a solver at work leaves the other core to the rest
        fewer = beside.submit(_down, problems, first, middle, limits, halt)
        steps = {middle: first, **_up(problems, first, middle, limits, halt)}
        known = {} if first.bound is None else {middle: first.bound}
        above, most = _levels(problems, scales, weights, steps, known, ceiling)
        for smaller in reversed(range(middle)):  # will be asked for, most likely: while there is nothing else to do
            if not fewer.done():
                ceiling(smaller)
        below, _ = _levels(problems, scales, weights, fewer.result(), {middle - 1: most}, ceiling)
    return _searched_afresh([*below, *above], halt)


def _levels(
    problems: list[Problem],
    scales: tuple[float, ...],
    weights: tuple[float, ...],
    steps: Mapping[int, Step],
    known: Mapping[int, float],
    ceiling: Callable[[int], float],
) -> tuple[list[Level], float]:
    """The levels of these steps (by number of the scale), smallest first, and the most a choice can be worth below.

    Args:
        problems: of every scale.
        scales: every multiple of the money.
        weights: the probability of each.
        steps: what the list has in at some scales.
        known: the most a choice can be worth at some of these scales, where it is known already.
        ceiling: finds it by the number of the scale, where it is not.
    """
    levels: list[Level] = []
    most = float("inf")
    # the largest scale first: with less money no choice is worth more, so its bound holds for the smaller ones too
    for i in sorted(steps, reverse=True):
        worth, late = portfolio_value(problems[i], steps[i].starts), steps[i].out_of_time
        most = min(most, known.get(i, most))
        if most > worth * (1 + AFRESH_GAP):
            most = max(worth, min(most, ceiling(i)))
        levels.insert(0, Level(scales[i], weights[i], problems[i], steps[i].starts, worth, max(most, worth), late))
    return levels, most


def _searched_afresh(levels: list[Level], halt: Halt) -> list[Level]:
    """Choose afresh, where most is in doubt first, until over the range the list is known to be near the most."""
    done: set[int] = set()

    def doubt(i: int) -> float:
        return 0.0 if i in done else levels[i].probability * (levels[i].bound - levels[i].afresh)

    while True:
        worth = sum(v.probability * portfolio_value(v.problem, v.starts) for v in levels)
        most = sum(v.probability * v.bound for v in levels)
        widest = max(range(len(levels)), key=lambda i: (doubt(i), -i))
        if most <= worth * (1 + AFRESH_GAP) or doubt(widest) <= 0:
            return levels
        done.add(widest)
        level = levels[widest]
        # the nested list is one of those to choose from afresh, so the search begins from it
        found = _step(level.problem, AFRESH_LIMITS, halt, known=level.starts)
        best = max(level.afresh, portfolio_value(level.problem, found.starts))
        bound = level.bound if found.bound is None else max(best, min(level.bound, found.bound))
        late = level.out_of_time or found.out_of_time
        levels = [replace(v, bound=min(v.bound, max(bound, v.afresh))) if v.scale < level.scale else v for v in levels]
        levels[widest] = replace(level, afresh=best, bound=bound, out_of_time=late)


def _most(problem: Problem) -> float:
    """What no choice can be worth more than: the most if bids could be funded in part."""
    stop = solve(make_model(problem), value_objective(problem), Limits(relaxed=True)).stop
    everything = sum(max(0.0, portfolio_value(problem, {b: s})) for b, f in problem.bids.items() for s in f.starts)
    return everything if stop.bound is None else stop.bound


def _down(problems: list[Problem], first: Step, middle: int, limits: Limits, halt: Halt) -> dict[int, Step]:
    """With less and less money: the best part of the list before."""
    kept, found = first, {}
    for i in reversed(range(middle)):
        bids = {b: (f if b in kept.starts else replace(f, starts=())) for b, f in problems[i].bids.items()}
        found[i] = kept = _step(replace(problems[i], bids=bids), limits, halt)
    return found


def _up(problems: list[Problem], first: Step, middle: int, limits: Limits, halt: Halt) -> dict[int, Step]:
    """With more and more money: the best addition to the list before, whose bids stay in, whenever they start."""
    kept, found = first, {}
    for i in range(middle + 1, len(problems)):
        rows = tuple(Row({Start(b, s): 1.0 for s in problems[i].bids[b].starts}, ">=", 1) for b in kept.starts)
        found[i] = kept = _step(problems[i], limits, halt, rows, kept.starts)
    return found
