"""A nested list over a range of money: what is in at one scale stays in at every larger one.

Priority lists as decision support: Koç, Morton, Popova and others, "Prioritizing Project Selection", Engineering
Economist 54 (2009). Small cases are solved exactly, all scales in one model. Larger ones are built outwards from the
list for the money as it stands: with less money the best part of it is kept, with more the best addition is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pulp

from prioritise.case.settings import PriorityListSettings
from prioritise.funding import Problem
from prioritise.funding.facts import PotFacts
from prioritise.funding.rule import Row, Start
from prioritise.optimise.model import Answer, Written, make_model, portfolio_value, solve, value_objective
from prioritise.optimise.result import PriorityList
from prioritise.optimise.solver import Limits, run

EXACT_CHOICES = 150
"""Start choices times scales up to which all scales are solved in one model."""
EXACT_NODES = 20_000
"""Branch-and-bound nodes allowed for that one model."""
LIST_GAP = 0.01
"""Relative gap asked of each solve of a list built outwards."""
LIST_NODES = 20
"""Branch-and-bound nodes one such solve may take before its best answer so far is used: a count and not a time, so
that a slow machine gives the same list."""
EXACT_METHOD = "The best nested list, proved: all scales were solved together."
OUTWARDS_METHOD = (
    "Built outwards from the list for the money as it stands: with less money its best part is kept, with more the "
    f"best addition is made. Each choice, and each choice afresh beside it, is sought to within {LIST_GAP:.0%}."
)


@dataclass(frozen=True)
class _Level:
    """One scale of the money: its problem, what is chosen, and the most any choice could be worth."""

    scale: float
    probability: float
    problem: Problem
    starts: Mapping[str, int]
    afresh: float


def priority_list(problem: Problem, settings: PriorityListSettings, chosen: Mapping[str, int]) -> PriorityList:
    """The nested list.

    Args:
        problem: the problem with the money as it stands.
        settings: which pots' money may move, the scales and their probabilities.
        chosen: the list already found for the money as it stands (bid id -> start year).
    """
    scales, weights = settings.scales, settings.weights()
    problems = [_scaled(problem, settings.pots, s) for s in scales]
    levels = None
    if sum(len(b.starts) for b in problem.bids.values()) * len(scales) <= EXACT_CHOICES:
        levels = _exact(problems, scales, weights)
    exact = levels is not None
    if levels is None:
        levels = _outwards(problems, scales, weights, chosen)
    levels = [replace(v, starts=_worth_having(problem, v.starts)) for v in levels]
    return PriorityList(
        rows=_rows(problem, levels),
        expected_value=sum(v.probability * portfolio_value(problem, v.starts) for v in levels),
        expected_value_afresh=sum(v.probability * v.afresh for v in levels),
        exact=exact,
        method=EXACT_METHOD if exact else OUTWARDS_METHOD,
        differs=_differing(levels, chosen),
    )


def _differing(levels: list[_Level], chosen: Mapping[str, int]) -> tuple[str, ...]:
    """Bids in one and not the other of the list at the money as it stands and the recommendation for it."""
    level = next((v for v in levels if v.scale == 1.0), None)
    return () if level is None else tuple(sorted(set(level.starts) ^ set(chosen)))


def _worth_having(problem: Problem, starts: Mapping[str, int]) -> dict[str, int]:
    """Starts without bids of no value that nothing forces or needs: the solver puts those in or out as it likes."""
    needed = {r for b in starts for r in problem.bids[b].requires}
    value = problem.values  # noqa: PD011 - a mapping, not a frame
    return {b: s for b, s in starts.items() if value[b] > 0 or b in needed or problem.bids[b].must == "yes"}


def _scaled(problem: Problem, movable: tuple[str, ...], scale: float) -> Problem:
    """The problem with the money of the movable pots (none named: all) multiplied."""

    def scaled(pot: PotFacts) -> PotFacts:
        if scale == 1.0 or (movable and pot.id not in movable):
            return pot
        return replace(pot, receipts_pence={y: round(p * scale) for y, p in pot.receipts_pence.items()})

    return replace(problem, pots={i: scaled(p) for i, p in problem.pots.items()})


def _solved(problem: Problem, gap: float, rows: tuple[Row, ...] = ()) -> Answer:
    return solve(make_model(problem), value_objective(problem), Limits(gap, None, LIST_NODES if gap else None), rows)


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
    afresh = [portfolio_value(p, _solved(p, 0.0).starts) for p in problems]
    return [_Level(*level) for level in zip(scales, weights, problems, starts, afresh, strict=True)]


def _outwards(
    problems: list[Problem], scales: tuple[float, ...], weights: tuple[float, ...], chosen: Mapping[str, int]
) -> list[_Level]:
    """Down and up from the scale nearest the money as it stands, beside a fresh choice at each of the others."""
    middle = min(range(len(scales)), key=lambda i: (abs(scales[i] - 1.0), i))
    first = dict(chosen) if scales[middle] == 1.0 else dict(_solved(problems[middle], LIST_GAP).starts)
    starts: dict[int, Mapping[str, int]] = {
        middle: first,
        **_down(problems, first, middle),
        **_up(problems, first, middle),
    }
    # one after another: two solves at once in one process take longer than in turn (they share HiGHS's scheduler)
    fresh = {i: _solved(p, LIST_GAP).starts for i, p in enumerate(problems) if i != middle}
    afresh = {i: portfolio_value(problems[i], chosen_there) for i, chosen_there in fresh.items()}
    worth = [portfolio_value(p, starts[i]) for i, p in enumerate(problems)]
    return [
        _Level(scales[i], weights[i], p, starts[i], max(afresh.get(i, 0.0), worth[i])) for i, p in enumerate(problems)
    ]


def _down(problems: list[Problem], chosen: Mapping[str, int], middle: int) -> dict[int, Mapping[str, int]]:
    """With less and less money: the best part of the list before."""
    kept, found = chosen, {}
    for i in reversed(range(middle)):
        bids = {b: (f if b in kept else replace(f, starts=())) for b, f in problems[i].bids.items()}
        kept = _solved(replace(problems[i], bids=bids), LIST_GAP).starts
        found[i] = kept
    return found


def _up(problems: list[Problem], chosen: Mapping[str, int], middle: int) -> dict[int, Mapping[str, int]]:
    """With more and more money: the best addition to the list before, whose starts stay as they are."""
    kept, found = chosen, {}
    for i in range(middle + 1, len(problems)):
        rows = tuple(Row({Start(b, s): 1.0}, ">=", 1) for b, s in kept.items())
        answer = _solved(problems[i], LIST_GAP, rows)
        kept = answer.starts if answer.stop.has_answer else kept
        found[i] = kept
    return found


def _rows(problem: Problem, levels: list[_Level]) -> pd.DataFrame:
    """One row a bid in list order: earliest scale, then value for each pound of capital, then id."""
    enters = {b: min((v.scale for v in levels if b in v.starts), default=float("nan")) for b in problem.bids}

    def order(bid_id: str) -> tuple[float, float, str]:
        capital = max(problem.bids[bid_id].capital_pence, 1)
        scale, worth = enters[bid_id], problem.values[bid_id]  # noqa: PD011 - a mapping, not a frame
        return (float("inf") if scale != scale else scale, -worth / capital, bid_id)  # noqa: PLR0124

    ids = sorted(problem.bids, key=order)
    return pd.DataFrame(
        {"position": range(1, len(ids) + 1), "bid_id": ids, "enters_at_scale": [enters[b] for b in ids]}
    )
