"""A nested list over a range of money: what is in at one scale stays in at every larger one.

Priority lists as decision support: Koç, Morton, Popova and others, "Prioritizing Project Selection", Engineering
Economist 54 (2009). Small cases are solved exactly, all scales in one model. Larger ones are built outwards from the
list for the money as it stands: with less money the best part of it is kept, with more the best addition is made. Where
there is time, all scales are then searched together from there (`nested`).
"""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial

import pandas as pd
import pulp

from prioritise.case.settings import PriorityListSettings
from prioritise.funding import Problem
from prioritise.funding.facts import PotFacts
from prioritise.funding.rule import Row, Start
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import (
    Written,
    make_model,
    portfolio_value,
    solve,
    value_objective,
    without_worthless,
    worthless,
)
from prioritise.optimise.nested import Nested, search_together
from prioritise.optimise.pay import lawful
from prioritise.optimise.result import PriorityList
from prioritise.optimise.solver import Limits, run

EXACT_CHOICES = 150
"""Start choices times scales up to which all scales are solved in one model."""
EXACT_NODES = 20_000
"""Branch-and-bound nodes allowed for that one model."""
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
CAREFUL_LIMITS = Limits(0.003, None, 60)
"""How far a step goes where all scales are searched together from its list."""
TOGETHER_GAP = 0.005
"""Relative gap at which the search of all scales together ends."""
AFRESH_LIMITS = Limits(AFRESH_GAP, None, AFRESH_NODES)
EXACT_METHOD = "The best nested list, proved: all scales were solved together."
OUTWARDS_METHOD = (
    "Built outwards from the list for the money as it stands: with less money its best part is kept, with more the "
    "best addition is made, each sought to within {gap:.1%}. Choosing afresh is not solved to the end: the most "
    "it could be worth is a proven bound, sought to within {afresh:.0%} of the list over the range."
)
TOGETHER_METHOD = "All multiples of the money were then searched together. "
TOGETHER_PROVED = "No list of this kind is expected to be worth more than {bound:,.1f} ({gap:.2%} above this one)."
TOGETHER_STOPPED = " The clock stopped that search, and another machine might find a better list."
OUT_OF_TIME = (
    "The clock stopped the search at these multiples of the money: {scales}. There the list is the best found by then, "
    "and another machine might find a better one."
)


@dataclass(frozen=True)
class _Level:
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


def priority_list(
    problem: Problem,
    settings: PriorityListSettings,
    chosen: Mapping[str, int],
    bound: float | None = None,
    *,
    seconds: float = 0.0,
) -> PriorityList:
    """The nested list.

    Args:
        problem: the problem with the money as it stands.
        settings: which pots' money may move, the scales and their probabilities.
        chosen: the list already found for the money as it stands (bid id -> start year).
        bound: the most any list for that money could be worth; None when unknown.
        seconds: how long to search all scales together for a better list; 0: not at all.
    """
    scales, weights = settings.scales, settings.weights()
    problems = [_scaled(problem, settings.pots, s) for s in scales]
    levels = None
    if sum(len(b.starts) for b in problem.bids.values()) * len(scales) <= EXACT_CHOICES:
        levels = _exact(problems, scales, weights)
    exact, together = levels is not None, None
    if levels is None:
        first = _Step(chosen, bound)
        levels = _outwards(problems, scales, weights, first, CAREFUL_LIMITS if seconds else LIST_LIMITS)
        if seconds:
            together = search_together(problems, weights, [v.starts for v in levels], Limits(TOGETHER_GAP, seconds))
            levels = _better(levels, together)
    levels = _worth_having(levels)
    worth, afresh = _expected(levels), sum(v.probability * v.bound for v in levels)
    most = worth if exact else max(worth, min(afresh, _bound(together)))
    return PriorityList(
        rows=_rows(problem, levels),
        expected_value=worth,
        expected_value_afresh=sum(v.probability * v.afresh for v in levels),
        expected_value_bound=afresh,
        list_bound=most,
        exact=exact,
        method=EXACT_METHOD if exact else _method(levels, together, most),
        differs=_differing(levels, chosen),
    )


def _expected(levels: list[_Level]) -> float:
    """Probability-weighted value of the list."""
    return sum(v.probability * portfolio_value(v.problem, v.starts) for v in levels)


def _bound(together: Nested | None) -> float:
    return float("inf") if together is None or together.bound is None else together.bound


def _better(levels: list[_Level], together: Nested) -> list[_Level]:
    """The list of the search of all scales together, where it is worth more."""
    if together.starts is None:
        return levels
    other = [replace(v, starts=s) for v, s in zip(levels, together.starts, strict=True)]
    if _expected(other) <= _expected(levels):
        return levels
    worths = [portfolio_value(v.problem, v.starts) for v in other]
    return [replace(v, afresh=max(v.afresh, w), bound=max(v.bound, w)) for v, w in zip(other, worths, strict=True)]


def _method(levels: list[_Level], together: Nested | None, bound: float) -> str:
    """How a list that is not proved the best was made, and where the clock cut it short.

    Args:
        levels: the list.
        together: the search of all scales together, where there was one.
        bound: the most a nested list could be worth.
    """
    limits = LIST_LIMITS if together is None else CAREFUL_LIMITS
    said = [OUTWARDS_METHOD.format(gap=limits.gap, afresh=AFRESH_GAP)]
    if together is not None:
        gap = bound / max(_expected(levels), 1e-9) - 1
        stopped = TOGETHER_STOPPED if together.out_of_time else ""
        said.append(TOGETHER_METHOD + TOGETHER_PROVED.format(bound=bound, gap=gap) + stopped)
    middle = min(levels, key=lambda v: abs(v.scale - 1.0))
    worth = portfolio_value(middle.problem, middle.starts)
    if middle.bound > worth * (1 + LIST_GAP):
        said.append(
            f"The list it is built from is known only to be within {middle.bound / max(worth, 1e-9) - 1:.1%} of best."
        )
    if late := [f"{v.scale:g}" for v in levels if v.out_of_time]:
        said.append(OUT_OF_TIME.format(scales=", ".join(late)))
    return " ".join(said)


def _differing(levels: list[_Level], chosen: Mapping[str, int]) -> tuple[str, ...]:
    """Bids in one and not the other of the list at the money as it stands and the recommendation for it."""
    level = next((v for v in levels if v.scale == 1.0), None)
    return () if level is None else tuple(sorted(set(level.starts) ^ set(chosen)))


def _worth_having(levels: list[_Level]) -> list[_Level]:
    """Levels without bids of no value that no rule needs; what stays in at one scale stays in at the larger ones."""
    found: list[_Level] = []
    for level in levels:
        kept = frozenset(found[-1].starts) if found else frozenset()

        these = worthless(level.problem) - kept
        lean = without_worthless(level.problem, level.starts, partial(lawful, level.problem), these)
        found.append(replace(level, starts=lean))
    return found


def _scaled(problem: Problem, movable: tuple[str, ...], scale: float) -> Problem:
    """The problem with the money of the movable pots (none named: all) multiplied."""

    def scaled(pot: PotFacts) -> PotFacts:
        if scale == 1.0 or (movable and pot.id not in movable):
            return pot
        return replace(pot, receipts_pence={y: round(p * scale) for y, p in pot.receipts_pence.items()})

    return replace(problem, pots={i: scaled(p) for i, p in problem.pots.items()})


def _exact(problems: list[Problem], scales: tuple[float, ...], weights: tuple[float, ...]) -> list[_Level] | None:
    """All scales in one model; None when it is not proved in time or no nested list exists."""
    whole = pulp.LpProblem("nested", pulp.LpMaximize)
    written = [Written(whole, make_model(p), f"s{i}_") for i, p in enumerate(problems)]
    objectives = [w.expression(value_objective(p), 1.0) * c for w, p, c in zip(written, problems, weights, strict=True)]
    whole += pulp.lpSum(objectives)
    for part in written:
        part.add_rows()
    for smaller, larger in zip(written, written[1:], strict=False):
        for bid_id, funded in smaller.funded.items():
            whole += funded <= larger.funded[bid_id]
    stop = run(whole, Limits(0.0, None, EXACT_NODES))
    if not stop.optimal:
        return None
    starts = [w.answer(stop).starts for w in written]
    if not all(lawful(p, s) for p, s in zip(problems, starts, strict=True)):
        return None
    found = [Engine(p).best(Limits(0.0, None, EXACT_NODES), known=s) for p, s in zip(problems, starts, strict=True)]
    if not all(f.proven for f in found):
        return None
    afresh = [portfolio_value(p, f.starts) for p, f in zip(problems, found, strict=True)]
    return [_Level(*level) for level in zip(scales, weights, problems, starts, afresh, afresh, strict=True)]


@dataclass(frozen=True)
class _Step:
    """One choice: starts (bid id -> start year), the most any could be worth, and whether the clock stopped it."""

    starts: Mapping[str, int]
    bound: float | None = None
    out_of_time: bool = False


def _step(
    problem: Problem, rows: tuple[Row, ...] = (), known: Mapping[str, int] | None = None, limits: Limits = LIST_LIMITS
) -> _Step:
    """The best choice found within the limits; what is known when the search finds nothing."""
    found = Engine(problem).best(limits, rows, known=known)
    if not found.has_answer:
        return _Step(known or {}, 0.0 if found.infeasible else found.bound, found.out_of_time)
    return _Step(found.starts, found.bound, found.out_of_time)


def _outwards(
    problems: list[Problem], scales: tuple[float, ...], weights: tuple[float, ...], first: _Step, limits: Limits
) -> list[_Level]:
    """Down and up from the scale nearest the money as it stands, beside what a fresh choice at each could be worth."""
    middle = min(range(len(scales)), key=lambda i: (abs(scales[i] - 1.0), i))
    if scales[middle] != 1.0:
        first = _step(problems[middle], limits=limits)

    @cache
    def ceiling(number: int) -> float:
        return _most(problems[number])

    with ThreadPoolExecutor(1) as beside:  # a solver at work leaves the other core to the rest
        fewer = beside.submit(_down, problems, first, middle, limits)
        steps = {middle: first, **_up(problems, first, middle, limits)}
        known = {} if first.bound is None else {middle: first.bound}
        above, most = _levels(problems, scales, weights, steps, known, ceiling)
        for smaller in reversed(range(middle)):  # will be asked for, most likely: while there is nothing else to do
            if not fewer.done():
                ceiling(smaller)
        below, _ = _levels(problems, scales, weights, fewer.result(), {middle - 1: most}, ceiling)
    return _searched_afresh([*below, *above])


def _levels(
    problems: list[Problem],
    scales: tuple[float, ...],
    weights: tuple[float, ...],
    steps: Mapping[int, _Step],
    known: Mapping[int, float],
    ceiling: Callable[[int], float],
) -> tuple[list[_Level], float]:
    """The levels of these steps (by number of the scale), smallest first, and the most a choice can be worth below.

    Args:
        problems: of every scale.
        scales: every multiple of the money.
        weights: the probability of each.
        steps: what the list has in at some scales.
        known: the most a choice can be worth at some of these scales, where it is known already.
        ceiling: finds it by the number of the scale, where it is not.
    """
    levels: list[_Level] = []
    most = float("inf")
    # the largest scale first: with less money no choice is worth more, so its bound holds for the smaller ones too
    for i in sorted(steps, reverse=True):
        worth, late = portfolio_value(problems[i], steps[i].starts), steps[i].out_of_time
        most = min(most, known.get(i, most))
        if most > worth * (1 + AFRESH_GAP):
            most = max(worth, min(most, ceiling(i)))
        levels.insert(0, _Level(scales[i], weights[i], problems[i], steps[i].starts, worth, max(most, worth), late))
    return levels, most


def _searched_afresh(levels: list[_Level]) -> list[_Level]:
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
        found = _step(level.problem, known=level.starts, limits=AFRESH_LIMITS)
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


def _down(problems: list[Problem], first: _Step, middle: int, limits: Limits) -> dict[int, _Step]:
    """With less and less money: the best part of the list before."""
    kept, found = first, {}
    for i in reversed(range(middle)):
        bids = {b: (f if b in kept.starts else replace(f, starts=())) for b, f in problems[i].bids.items()}
        found[i] = kept = _step(replace(problems[i], bids=bids), limits=limits)
    return found


def _up(problems: list[Problem], first: _Step, middle: int, limits: Limits) -> dict[int, _Step]:
    """With more and more money: the best addition to the list before, whose bids stay in, whenever they start."""
    kept, found = first, {}
    for i in range(middle + 1, len(problems)):
        rows = tuple(Row({Start(b, s): 1.0 for s in problems[i].bids[b].starts}, ">=", 1) for b in kept.starts)
        found[i] = kept = _step(problems[i], rows, kept.starts, limits)
    return found


def _rows(problem: Problem, levels: list[_Level]) -> pd.DataFrame:
    """One row a bid in list order: earliest scale, then value for each pound of capital, then id.

    A bid comes after those it requires that come in at the same scale.
    """
    enters = {b: min((v.scale for v in levels if b in v.starts), default=float("nan")) for b in problem.bids}

    def order(bid_id: str) -> tuple[float, float, str]:
        capital = max(problem.bids[bid_id].capital_pence, 1)
        scale, worth = enters[bid_id], problem.values[bid_id]  # noqa: PD011 - a mapping, not a frame
        return (float("inf") if math.isnan(scale) else scale, -worth / capital, bid_id)

    ids: list[str] = []
    begun: set[str] = set()

    def place(bid_id: str) -> None:
        if bid_id not in begun:
            begun.add(bid_id)
            for needed in problem.bids[bid_id].requires:
                if needed in enters and enters[needed] == enters[bid_id] and needed != bid_id:
                    place(needed)
            ids.append(bid_id)

    for bid_id in sorted(problem.bids, key=order):
        place(bid_id)
    return pd.DataFrame(
        {"position": range(1, len(ids) + 1), "bid_id": ids, "enters_at_scale": [enters[b] for b in ids]}
    )
