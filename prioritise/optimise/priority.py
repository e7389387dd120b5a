"""A nested list over a range of money: what is in at one scale stays in at every larger one.

Priority lists as decision support: Koç, Morton, Popova and others, "Prioritizing Project Selection", Engineering
Economist 54 (2009). Small cases are solved exactly, all scales in one model. Larger ones are built outwards from the
list for the money as it stands: with less money the best part of it is kept, with more the best addition is made. Where
there is time, all scales are then searched together from there (`nested`).
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
import pulp

from prioritise.case.settings import PriorityListSettings
from prioritise.funding import Problem
from prioritise.funding.facts import PotFacts
from prioritise.optimise.engine import Engine
from prioritise.optimise.halt import Halt, Stopped
from prioritise.optimise.model import (
    Written,
    make_model,
    portfolio_value,
    value_objective,
    without_worthless,
    worthless,
)
from prioritise.optimise.nested import Nested, search_together
from prioritise.optimise.outwards import AFRESH_GAP, LIST_GAP, LIST_LIMITS, Level, Step, outwards
from prioritise.optimise.pay import lawful
from prioritise.optimise.result import PriorityList
from prioritise.optimise.solver import Limits, run

EXACT_CHOICES = 150
"""Start choices times scales up to which all scales are solved in one model."""
EXACT_NODES = 20_000
"""Branch-and-bound nodes allowed for that one model."""
TOGETHER_GAP = 0.0048
"""Relative gap at which the search of all scales together ends."""
EXACT_METHOD = "The best nested list, proved: all scales were solved together."
OUTWARDS_METHOD = (
    "Built outwards from the list for the money as it stands: with less money its best part is kept, with more the "
    "best addition is made, each sought to within {gap:.1%}. Choosing afresh is not solved to the end: the most "
    "it could be worth is a proven bound, sought to within {afresh:.0%} of the list over the range."
)
TOGETHER_METHOD = "All multiples of the money were then searched together. "
TOGETHER_PROVED = "No list of this kind is expected to be worth more than {bound:,.1f} ({gap:.2%} above this one)."
TOGETHER_STOPPED = " The clock stopped that search, and another machine might find a better list."
TOGETHER_HALTED = " That search was stopped when asked to, and a longer one might find a better list."
OUT_OF_TIME = (
    "The clock stopped the search at these multiples of the money: {scales}. There the list is the best found by then, "
    "and another machine might find a better one."
)


def priority_list(
    problem: Problem,
    settings: PriorityListSettings,
    chosen: Mapping[str, int],
    bound: float | None = None,
    *,
    seconds: float = 0.0,
    stop: Callable[[], bool] | None = None,
) -> PriorityList | None:
    """The nested list; None when it was asked to stop before there was one.

    Args:
        problem: the problem with the money as it stands.
        settings: which pots' money may move, the scales and their probabilities.
        chosen: the list already found for the money as it stands (bid id -> start year).
        bound: the most any list for that money could be worth; None when unknown.
        seconds: until when, from now, to search all scales together for a better list; 0: not at all.
        stop: asked now and then, from one thread at a time, whether to stop; the search of all scales together then
            ends with the best list so far.
    """
    try:
        return _priority_list(problem, settings, chosen, bound, seconds, Halt(stop))
    except Stopped:
        return None


def _priority_list(  # noqa: PLR0913, PLR0917 - one argument a part of the question
    problem: Problem,
    settings: PriorityListSettings,
    chosen: Mapping[str, int],
    bound: float | None,
    seconds: float,
    halt: Halt,
) -> PriorityList:
    """As `priority_list`.

    Raises:
        Stopped: it was asked to stop before there was a list.
    """
    began = time.perf_counter()
    halt.check()
    scales, weights = settings.scales, settings.weights()
    problems = [_scaled(problem, settings.pots, s) for s in scales]
    levels = None
    if sum(len(b.starts) for b in problem.bids.values()) * len(scales) <= EXACT_CHOICES:
        levels = _exact(problems, scales, weights)
    exact, together = levels is not None, None
    if levels is None:
        levels = outwards(problems, scales, weights, Step(chosen, bound), LIST_LIMITS, halt)
        if seconds:
            left = Limits(TOGETHER_GAP, seconds - (time.perf_counter() - began))
            together = search_together(problems, weights, [v.starts for v in levels], left, halt)
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


def _expected(levels: list[Level]) -> float:
    """Probability-weighted value of the list."""
    return sum(v.probability * portfolio_value(v.problem, v.starts) for v in levels)


def _bound(together: Nested | None) -> float:
    return float("inf") if together is None or together.bound is None else together.bound


def _better(levels: list[Level], together: Nested) -> list[Level]:
    """The list of the search of all scales together, where it is worth more."""
    if together.starts is None:
        return levels
    other = [replace(v, starts=s) for v, s in zip(levels, together.starts, strict=True)]
    if _expected(other) <= _expected(levels):
        return levels
    worths = [portfolio_value(v.problem, v.starts) for v in other]
    return [replace(v, afresh=max(v.afresh, w), bound=max(v.bound, w)) for v, w in zip(other, worths, strict=True)]


def _method(levels: list[Level], together: Nested | None, bound: float) -> str:
    """How a list that is not proved the best was made, and where the clock cut it short.

    Args:
        levels: the list.
        together: the search of all scales together, where there was one.
        bound: the most a nested list could be worth.
    """
    said = [OUTWARDS_METHOD.format(gap=LIST_GAP, afresh=AFRESH_GAP)]
    if together is not None:
        gap = bound / max(_expected(levels), 1e-9) - 1
        stopped = TOGETHER_HALTED if together.stopped else TOGETHER_STOPPED if together.out_of_time else ""
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


def _differing(levels: list[Level], chosen: Mapping[str, int]) -> tuple[str, ...]:
    """Bids in one and not the other of the list at the money as it stands and the recommendation for it."""
    level = next((v for v in levels if v.scale == 1.0), None)
    return () if level is None else tuple(sorted(set(level.starts) ^ set(chosen)))


def _worth_having(levels: list[Level]) -> list[Level]:
    """Levels without bids of no value that no rule needs; what stays in at one scale stays in at the larger ones."""
    found: list[Level] = []
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


def _exact(problems: list[Problem], scales: tuple[float, ...], weights: tuple[float, ...]) -> list[Level] | None:
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
    return [Level(*level) for level in zip(scales, weights, problems, starts, afresh, afresh, strict=True)]


def _rows(problem: Problem, levels: list[Level]) -> pd.DataFrame:
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
