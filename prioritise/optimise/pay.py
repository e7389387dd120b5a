"""Who pays what, in whole pence, once it is settled what starts when.

Of all lawful ways to pay the same list, the one shown uses as much as it can of money that would otherwise lapse, the
soonest to lapse first, then pots in id order. The solver's answer is a fraction of a penny off; what is left over is
settled by a second, tiny problem in whole pence, so that every bid is paid exactly and no pot is overdrawn by a penny.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pulp

from prioritise.funding import Problem
from prioritise.optimise.flow import short_pence
from prioritise.optimise.model import PENCE_PER_UNIT
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
    """Sum of the payments in some cells, the pence it must equal or not exceed, and the bid whose cost it is."""

    cells: tuple[Cell, ...]
    exact: bool
    pence: int
    bid_id: str = ""


def pay_for(problem: Problem, starts: Mapping[str, int], any_way: bool = False) -> Payments | None:
    """Payments in whole pence for these starts, or None when no lawful way to pay them exists.

    Args:
        problem: the decision problem.
        starts: bid id -> start year.
        any_way: the first lawful way found will do, which is quicker; else the one that is to be shown.
    """
    cells, sums = _rows(problem, starts)
    if any(not s.cells and s.exact and s.pence for s in sums):
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
    chosen = _solve(cells, sums, _preference(problem, cells), pulp.LpMinimize, (tuple(lapsing), most - 1.0))
    return _whole_pence(sums, lawful if chosen is None else chosen)


def _rows(problem: Problem, starts: Mapping[str, int]) -> tuple[list[Cell], list[Sum]]:
    """Every cell, and what must hold: each year's cost paid, no pot overdrawn, no pair over its limit."""
    due = {(b, s + i): p for b, s in sorted(starts.items()) for i, p in enumerate(problem.bids[b].profile_pence) if p}
    cells = _cells(problem, due)
    by_due: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        by_due[cell.bid_id, cell.year].append(cell)
    sums = [Sum(tuple(by_due[key]), True, pence, key[0]) for key, pence in due.items()]
    return cells, sums + _limits(problem, cells)


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
        Sum(tuple(mine), False, problem.pairs[pair])
        for pair, mine in by_pair.items()
        if problem.pairs[pair] < problem.bids[pair[1]].capital_pence
    ]
    for pot_id, paid in by_pot.items():
        pot = problem.pots[pot_id]
        for year in sorted({c.year for c in paid}):
            span = tuple(c for c in paid if (c.year <= year if pot.carry_forward else c.year == year))
            money = sum(p for y, p in pot.receipts_pence.items() if (y <= year if pot.carry_forward else y == year))
            sums.append(Sum(span, False, money))
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
        left, right = pulp.LpAffineExpression([(made[c], 1.0) for c in row.cells]), row.pence / PENCE_PER_UNIT
        if row.cells:
            problem += (left == right if row.exact else left <= right), f"r{number}"
    if at_least is not None and at_least[0]:
        floor = pulp.LpAffineExpression([(made[c], 1.0) for c in at_least[0]])
        problem += floor >= at_least[1] / PENCE_PER_UNIT, "floor"
    if not run(problem, Limits()).optimal:
        return None
    return {c: (v.varValue or 0.0) * PENCE_PER_UNIT for c, v in made.items()}


def _whole_pence(sums: Sequence[Sum], paid: Mapping[Cell, float]) -> Payments | None:
    """Round to pence so that every sum holds exactly; None if that cannot be done."""
    base = {c: max(0, math.floor(p + 0.01)) for c, p in paid.items()}
    need = [(s, s.pence - sum(base[c] for c in s.cells)) for s in sums]
    if all(left == 0 if s.exact else left >= 0 for s, left in need):
        return _positive(base)
    problem, reach = pulp.LpProblem("pence", pulp.LpMinimize), len(base) + 2
    up = {c: problem.add_variable(f"u{i:06d}", 0, reach, pulp.LpInteger) for i, c in enumerate(base)}
    down = {c: problem.add_variable(f"d{i:06d}", 0, min(reach, base[c]), pulp.LpInteger) for i, c in enumerate(base)}
    problem += pulp.lpSum([*up.values(), *down.values()])
    for number, (row, left) in enumerate(need):
        moved = pulp.lpSum([up[c] - down[c] for c in row.cells])
        problem += (moved == left if row.exact else moved <= left), f"r{number}"
    if not run(problem, Limits()).optimal:
        return None
    return _positive({c: base[c] + round(up[c].varValue) - round(down[c].varValue) for c in base})


def _positive(pence: Mapping[Cell, int]) -> Payments:
    return {(c.pot_id, c.bid_id, c.year): p for c, p in sorted(pence.items()) if p > 0}


def shortfall(problem: Problem, starts: Mapping[str, int], bid_id: str) -> int:
    """Pence that cannot be found for one more bid while these starts are paid in full, at its best start (0: none)."""
    bid = problem.bids[bid_id]
    if not bid.starts:
        return bid.capital_pence
    others = {b: s for b, s in starts.items() if b != bid_id}
    _, sums = _rows(problem, others)
    exact = [s for s in sums if s.exact]
    mine = _cells(problem, [(bid_id, y) for y in bid.spend_years])
    cells = [*(c for s in exact for c in s.cells), *mine]
    program = pulp.LpProblem("short", pulp.LpMinimize)
    made = {c: program.add_variable(f"p{i:06d}", 0) for i, c in enumerate(cells)}
    begins = {s: program.add_variable(f"s{i:03d}", 0, 1, pulp.LpBinary) for i, s in enumerate(bid.starts)}
    unpaid = {y: program.add_variable(f"u{i:03d}", 0) for i, y in enumerate(bid.spend_years)}
    program += pulp.lpSum(unpaid.values())
    program += pulp.lpSum(begins.values()) == 1
    for year, short in unpaid.items():
        cost = [(v, _cost(bid.profile_pence, year - s) / PENCE_PER_UNIT) for s, v in begins.items()]
        paid = pulp.lpSum([made[c] for c in mine if c.year == year])
        program += paid + short == pulp.LpAffineExpression(cost)
    for row in [*exact, *_limits(problem, cells)]:
        left, right = pulp.LpAffineExpression([(made[c], 1.0) for c in row.cells]), row.pence / PENCE_PER_UNIT
        program += left == right if row.exact else left <= right
    if not run(program, Limits(0.0, None, SHORT_NODES)).has_answer:
        return bid.capital_pence
    missing = sum(u.varValue or 0.0 for u in unpaid.values()) * PENCE_PER_UNIT
    # a penny is within the solver's tolerance and not within ours
    return round(missing) if missing >= 1 else min(short_pence(problem, {**others, bid_id: s}) for s in bid.starts)


def _cost(profile: Sequence[int], offset: int) -> int:
    """Cost in a year counted from the start; nil outside the build."""
    return profile[offset] if 0 <= offset < len(profile) else 0
