"""The baseline "textbook": the model as a good first course would write it in PuLP, solved by CBC at the same gap.

One yes-or-no variable a bid and start year, one payment a pot, bid and year, and each rule as it is said: paid in full,
balances, shares, groups, requirements, starts, revenue. Nothing is tightened, and nothing is known beforehand. It has
the same best value as the real model (a test holds the two together).
"""

from collections import defaultdict
from dataclasses import dataclass

import pulp

from prioritise.funding.facts import PENCE_IN_POUND, Problem

PENCE_PER_UNIT = 1000 * PENCE_IN_POUND


@dataclass(frozen=True)
class Textbook:
    """What it found: value, starts, and whether CBC said it was within the gap asked."""

    value: float | None
    starts: dict[str, int]
    proven: bool


def textbook(problem: Problem, gap: float, seconds: float) -> Textbook:
    """Write the model and solve it with CBC."""
    model = pulp.LpProblem("textbook", pulp.LpMaximize)
    begins = {
        (b.id, s): model.add_variable(f"x{i}_{s}", 0, 1, pulp.LpBinary)
        for i, b in enumerate(problem.bids.values())
        for s in b.starts
    }
    pays = {
        (p, b, y): model.add_variable(f"y{i}_{y}", 0)
        for i, (p, b) in enumerate(sorted(problem.pairs))
        for y in problem.pots[p].years
        if y in problem.bids[b].spend_years
    }
    model += pulp.lpSum(problem.values[b] * problem.timing[s] * x for (b, s), x in begins.items())
    _bids(model, problem, begins, pays)
    _pots(model, problem, pays)
    _programme(model, problem, begins)
    model.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=gap, timeLimit=seconds))
    found = model.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    starts = {b: s for (b, s), x in begins.items() if found and (x.varValue or 0) > 0.5}  # noqa: PLR2004
    value = sum(problem.values[b] * problem.timing[s] for b, s in starts.items()) if found else None
    return Textbook(value, starts, model.sol_status == pulp.LpSolutionOptimal)


Begins = dict[tuple[str, int], pulp.LpVariable]
Pays = dict[tuple[str, str, int], pulp.LpVariable]


def _bids(model: pulp.LpProblem, problem: Problem, begins: Begins, pays: Pays) -> None:
    """Each bid once, paid its cost in each year; groups, requirements, must and never."""
    paid: dict[tuple[str, int], list[pulp.LpVariable]] = defaultdict(list)
    for (_, b, y), v in pays.items():
        paid[b, y].append(v)
    groups: dict[str, list[pulp.LpVariable]] = defaultdict(list)
    for bid in problem.bids.values():
        mine = {s: begins[bid.id, s] for s in bid.starts}
        model += pulp.lpSum(mine.values()) <= (0 if bid.started or bid.must == "never" else 1)
        if bid.must == "yes":
            model += pulp.lpSum(mine.values()) >= 1
        for year in bid.spend_years:
            due = [(mine[s], bid.profile_pence[year - s]) for s in mine if 0 <= year - s < len(bid.profile_pence)]
            model += pulp.lpSum(paid[bid.id, year]) == pulp.lpSum(x * (c / PENCE_PER_UNIT) for x, c in due)
        if bid.choice_group:
            groups[bid.choice_group] += mine.values()
        for other in bid.requires:
            for start in bid.starts:
                before = [begins[other, s] for s in problem.bids[other].starts if s <= start]
                model += pulp.lpSum(mine[s] for s in mine if s <= start) <= pulp.lpSum(before)
    for variables in groups.values():
        model += pulp.lpSum(variables) <= 1


def _pots(model: pulp.LpProblem, problem: Problem, pays: Pays) -> None:
    """Balances year by year, and the most a pot may pay a bid."""
    by_pot: dict[str, list[tuple[int, pulp.LpVariable]]] = defaultdict(list)
    by_pair: dict[tuple[str, str], list[pulp.LpVariable]] = defaultdict(list)
    for (p, b, y), v in pays.items():
        by_pot[p].append((y, v))
        by_pair[p, b].append(v)
    for pot_id, paid in by_pot.items():
        pot = problem.pots[pot_id]
        for year in problem.horizon:
            so_far = pot.carry_forward
            out = [v for y, v in paid if (y <= year if so_far else y == year)]
            money = sum(m for y, m in pot.receipts_pence.items() if (y <= year if so_far else y == year))
            if out:
                model += pulp.lpSum(out) <= (money if pot.counts else 0) / PENCE_PER_UNIT
    for (p, b), variables in by_pair.items():
        most = problem.pairs[p, b]
        if most < problem.bids[b].capital_pence:
            model += pulp.lpSum(variables) <= most / PENCE_PER_UNIT


def _programme(model: pulp.LpProblem, problem: Problem, begins: Begins) -> None:
    """Starts a year, added revenue a year, floors by cluster."""
    if problem.max_starts is not None:
        for year in problem.horizon:
            model += pulp.lpSum(x for (_, s), x in begins.items() if s == year) <= problem.max_starts
    if problem.revenue_limit_pence is not None:
        for year in (*problem.horizon, problem.horizon[-1] + 1):
            running = [
                x * ((problem.bids[b].revenue_pence or 0) / PENCE_PER_UNIT)
                for (b, s), x in begins.items()
                if s + len(problem.bids[b].profile_pence) <= year
            ]
            model += pulp.lpSum(running) <= problem.revenue_limit_pence / PENCE_PER_UNIT
    for cluster, share in problem.floors.items():
        parts = [
            x * ((problem.bids[b].clusters.get(cluster, 0.0) - share) * problem.bids[b].capital_pence / PENCE_PER_UNIT)
            for (b, _), x in begins.items()
        ]
        if share > 0 and parts:
            model += pulp.lpSum(parts) >= 0
