"""Who pays what, in whole pence, once it is settled what starts when.

Of all lawful ways to pay the same list, the one shown uses as much as it can of money that would otherwise lapse, the
soonest to lapse first, then pots in id order. A bid that may be paid in part is paid beyond its least only from money
that would lapse: more paid is not better than less, as what the pots keep can pay another.

The solver's answer is a fraction of a penny off; what is left over is settled by a second, tiny problem in whole pence,
so that every bid is paid what is due to it and no pot is overdrawn by a penny.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pulp

from prioritise.funding import Problem
from prioritise.funding.rule import Start, money_limits
from prioritise.optimise.flow import short_pence
from prioritise.optimise.model import PENCE_PER_UNIT, broken_rule
from prioritise.optimise.solver import Limits, run
from prioritise.years import year_end

Payments = dict[tuple[str, str, int], int]
SHORT_NODES = 50
"""Branch-and-bound nodes allowed to find the best start of one bid: it has a handful of starts."""


class Cell(NamedTuple):
    """A pot, a funded bid and a year in which the one may pay the other."""

    pot_id: str
    bid_id: str
    year: int


@dataclass(frozen=True)
class Sum:
    """Sum of the payments in some cells, and the pence it must equal, not exceed or reach."""

    cells: tuple[Cell, ...]
    sense: Literal["==", "<=", ">="]
    pence: int

    def holds(self, paid: int) -> bool:
        """Whether so many pence keep it."""
        return {"==": paid == self.pence, "<=": paid <= self.pence, ">=": paid >= self.pence}[self.sense]

    def row(self, left: pulp.LpAffineExpression, right: float) -> pulp.LpConstraint:
        """The sum as a row of a solver's problem."""
        return left == right if self.sense == "==" else left <= right if self.sense == "<=" else left >= right


def pay_for(problem: Problem, starts: Mapping[str, int], any_way: bool = False) -> Payments | None:
    """Payments in whole pence for these starts, or None when no lawful way to pay them exists.

    Args:
        problem: the decision problem.
        starts: bid id -> start year.
        any_way: the first lawful way found will do, which is quicker; else the one that is to be shown.
    """
    cells, sums = _rows(problem, starts)
    if any(not s.cells and not s.holds(0) for s in sums):
        return None
    if not cells:
        return {}
    lapsing = {c: 1.0 for c in cells if problem.pots[c.pot_id].lapses}
    lawful = _solve(cells, sums, lapsing, pulp.LpMaximize)
    if lawful is None:
        return None
    if any_way and (found := _whole_pence(sums, lawful)) is not None:
        return found
    most = sum(lawful[c] for c in lapsing)
    preference = _preference(problem, cells)
    if any(problem.bids[b].in_part for b in starts):
        # less is paid where money lasts, and no less where it would lapse
        most_weight = max(preference.values()) + 1
        preference = {c: weight - most_weight if c in lapsing else weight + 1 for c, weight in preference.items()}
    chosen = _solve(cells, sums, preference, pulp.LpMinimize, (tuple(lapsing), most - 1.0))
    return _whole_pence(sums, lawful if chosen is None else chosen)


def _rows(problem: Problem, starts: Mapping[str, int]) -> tuple[list[Cell], list[Sum]]:
    """Every cell, and what must hold: each year's cost paid, no pot overdrawn, nothing over its limit."""
    cells, due = _due(problem, starts)
    return cells, due + _limits(problem, cells) + _shared_limits(problem, cells, starts)


def _due(problem: Problem, starts: Mapping[str, int]) -> tuple[list[Cell], list[Sum]]:
    """Every cell, and what is due in it: each year's cost, or of a bid paid in part no more, and its least in all."""
    due = {(b, s + i): p for b, s in sorted(starts.items()) for i, p in enumerate(problem.bids[b].profile_pence) if p}
    cells = _cells(problem, due)
    by_due: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        by_due[cell.bid_id, cell.year].append(cell)
    in_part = {b: problem.bids[b].least_pence for b in starts if problem.bids[b].in_part}
    sums = [Sum(tuple(by_due[key]), "<=" if key[0] in in_part else "==", pence) for key, pence in due.items()]
    least = [Sum(tuple(c for c in cells if c.bid_id == b), ">=", pence) for b, pence in sorted(in_part.items())]
    return cells, sums + least


def _cells(problem: Problem, due: Iterable[tuple[str, int]]) -> list[Cell]:
    """Where money may move: a pot that may pay, a bid, and a year in which the bid must and the pot may."""
    years: dict[str, set[int]] = defaultdict(set)
    for bid_id, year in due:
        years[bid_id].add(year)
    return [
        Cell(p, b, y) for p, b in sorted(problem.pairs) if b in years for y in problem.pots[p].years if y in years[b]
    ]


def _limits(problem: Problem, cells: Sequence[Cell]) -> list[Sum]:
    """No pair over its limit and no pot overdrawn in any year."""
    by_pair: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    by_pot: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_pair[cell.pot_id, cell.bid_id].append(cell)
        by_pot[cell.pot_id].append(cell)
    sums = [
        Sum(tuple(mine), "<=", problem.pairs[pair])
        for pair, mine in by_pair.items()
        if problem.pairs[pair] < problem.bids[pair[1]].capital_pence
    ]
    for pot_id, paid in by_pot.items():
        pot = problem.pots[pot_id]
        for year in sorted({c.year for c in paid}):
            span = tuple(c for c in paid if (c.year <= year if pot.carry_forward else c.year == year))
            money = sum(p for y, p in pot.receipts_pence.items() if (y <= year if pot.carry_forward else y == year))
            sums.append(Sum(span, "<=", money))
    return sums


def _shared_limits(problem: Problem, cells: Sequence[Cell], starts: Mapping[str, int]) -> list[Sum]:
    """No limit on several payments together, or that hangs on what else is funded, gone beyond."""
    sums = []
    for limit in money_limits(problem):
        pairs = set(limit.pairs)
        if mine := tuple(c for c in cells if (c.pot_id, c.bid_id) in pairs):
            sums.append(Sum(mine, "<=", limit.pence(starts)))
    return sums


def _preference(problem: Problem, cells: Sequence[Cell]) -> dict[Cell, float]:
    """Smaller is better: money that lapses first, then money that lasts; pots in id order within each."""
    ends = {c: end for c in cells if (end := _lapses_on(problem, c)) is not None}
    days = sorted(set(ends.values()))
    place = {pot_id: i / (len(problem.pots) + 1) for i, pot_id in enumerate(problem.pots)}
    return {c: (days.index(ends[c]) if c in ends else len(days)) + place[c.pot_id] for c in cells}


def _lapses_on(problem: Problem, cell: Cell) -> dt.date | None:
    """The day on which the money of a cell is lost if nobody spends it; None when it lasts beyond the horizon."""
    pot = problem.pots[cell.pot_id]
    if not pot.lapses:
        return None
    return pot.spend_by if pot.carry_forward else year_end(cell.year)


def _solve(
    cells: Sequence[Cell],
    sums: Sequence[Sum],
    objective: Mapping[Cell, float],
    sense: int,
    at_least: tuple[tuple[Cell, ...], float] | None = None,
) -> dict[Cell, float] | None:
    """Pence by cell, to a fraction of a penny; None when nothing keeps every sum."""
    problem = pulp.LpProblem("pay", sense)
    made = {c: problem.add_variable(f"p{i:06d}", 0) for i, c in enumerate(cells)}
    problem += pulp.LpAffineExpression([(made[c], w) for c, w in objective.items()] or [(made[cells[0]], 0.0)])
    for number, row in enumerate(sums):
        left = pulp.LpAffineExpression([(made[c], 1.0) for c in row.cells])
        if row.cells:
            problem += row.row(left, row.pence / PENCE_PER_UNIT), f"r{number}"
    if at_least is not None and at_least[0]:
        floor = pulp.LpAffineExpression([(made[c], 1.0) for c in at_least[0]])
        problem += floor >= at_least[1] / PENCE_PER_UNIT, "floor"
    if not run(problem, Limits()).optimal:
        return None
    return {c: (v.varValue or 0.0) * PENCE_PER_UNIT for c, v in made.items()}


def _whole_pence(sums: Sequence[Sum], paid: Mapping[Cell, float]) -> Payments | None:
    """Round to pence so that every sum holds exactly; None if that cannot be done."""
    base = {c: max(0, math.floor(p + 0.01)) for c, p in paid.items()}
    paid_now = [(s, sum(base[c] for c in s.cells)) for s in sums]
    if all(s.holds(now) for s, now in paid_now):
        return _positive(base)
    problem, reach = pulp.LpProblem("pence", pulp.LpMinimize), len(base) + 2
    up = {c: problem.add_variable(f"u{i:06d}", 0, reach, pulp.LpInteger) for i, c in enumerate(base)}
    down = {c: problem.add_variable(f"d{i:06d}", 0, min(reach, base[c]), pulp.LpInteger) for i, c in enumerate(base)}
    problem += pulp.lpSum([*up.values(), *down.values()])
    for number, (row, now) in enumerate(paid_now):
        moved = pulp.lpSum([up[c] - down[c] for c in row.cells])
        problem += row.row(moved, row.pence - now), f"r{number}"
    if not run(problem, Limits()).optimal:
        return None
    return _positive({c: base[c] + round(up[c].varValue) - round(down[c].varValue) for c in base})


def _positive(pence: Mapping[Cell, int]) -> Payments:
    return {(c.pot_id, c.bid_id, c.year): p for c, p in sorted(pence.items()) if p > 0}


def shortfall(problem: Problem, starts: Mapping[str, int], bid_id: str, conditions_met: bool = False) -> int:
    """Pence that cannot be found for one more bid while these starts are paid in full, at its best start (0: none).

    Of a bid that may be paid in part, what is missing of its least.

    Args:
        problem: the decision problem.
        starts: bid id -> start year of the others.
        bid_id: the one more.
        conditions_met: take pots that pay only if another bid is funded as if it were.
    """
    bid = problem.bids[bid_id]
    if not bid.starts:
        return bid.least_pence
    others = {b: s for b, s in starts.items() if b != bid_id}
    theirs, due = _due(problem, others)
    mine = _cells(problem, [(bid_id, y) for y in bid.spend_years])
    cells = [*theirs, *mine]
    program = pulp.LpProblem("short", pulp.LpMinimize)
    made = {c: program.add_variable(f"p{i:06d}", 0) for i, c in enumerate(cells)}
    begins = {s: program.add_variable(f"s{i:03d}", 0, 1, pulp.LpBinary) for i, s in enumerate(bid.starts)}
    unpaid = {y: program.add_variable(f"u{i:03d}", 0) for i, y in enumerate(bid.spend_years)}
    program += pulp.lpSum(unpaid.values())
    program += pulp.lpSum(begins.values()) == 1
    for year, short in unpaid.items():
        cost = [(v, _cost(bid.profile_pence, year - s) / PENCE_PER_UNIT) for s, v in begins.items()]
        paid = pulp.lpSum([made[c] for c in mine if c.year == year])
        in_full = pulp.LpAffineExpression(cost)
        program += paid <= in_full if bid.in_part else paid + short == in_full
    if bid.in_part:
        least = bid.least_pence / PENCE_PER_UNIT
        program += pulp.lpSum([made[c] for c in mine]) + pulp.lpSum(unpaid.values()) >= least
    for row in [*due, *_limits(problem, cells)]:
        left = pulp.LpAffineExpression([(made[c], 1.0) for c in row.cells])
        program += row.row(left, row.pence / PENCE_PER_UNIT)
    for limit in money_limits(problem):
        if conditions_met and any(start.bid_id != bid_id for start in limit.allowed):
            continue
        pairs = set(limit.pairs)
        left = pulp.lpSum([made[c] for c in cells if (c.pot_id, c.bid_id) in pairs])
        own = [(v, limit.allowed.get(Start(bid_id, s), 0) / PENCE_PER_UNIT) for s, v in begins.items()]
        program += left <= pulp.LpAffineExpression(own) + limit.pence(others) / PENCE_PER_UNIT
    if not run(program, Limits(0.0, None, SHORT_NODES)).has_answer:
        return bid.least_pence
    missing = sum(u.varValue or 0.0 for u in unpaid.values()) * PENCE_PER_UNIT
    # a penny is within the solver's tolerance and not within ours
    return round(missing) if missing >= 1 else min(short_pence(problem, {**others, bid_id: s}) for s in bid.starts)


def within_reach(problem: Problem, bid_id: str) -> int:
    """Pence the pots could pay a bid between them if nobody else asked, at the start that reaches the most.

    Pots that pay only if another bid is funded are taken as if it were.
    """
    whole = replace(problem.bids[bid_id], least_share=1.0)
    alone = replace(problem, bids={**problem.bids, bid_id: whole})
    return whole.capital_pence - shortfall(alone, {}, bid_id, conditions_met=True)


def _cost(profile: Sequence[int], offset: int) -> int:
    """Cost in a year counted from the start; nil outside the build."""
    return profile[offset] if 0 <= offset < len(profile) else 0


def lawful(problem: Problem, starts: Mapping[str, int]) -> bool:
    """Whether a list keeps every rule and can be paid to the penny, shown without a search."""
    known = all(b in problem.bids and s in problem.bids[b].starts for b, s in starts.items())
    return known and broken_rule(problem, starts) is None and pay_for(problem, starts, any_way=True) is not None
