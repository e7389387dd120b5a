"""Who pays what, in whole pence, once it is settled what starts when.

Of all lawful ways to pay the same list, the one shown first uses money that lapses soonest (so that least is lost),
then pots in id order. The solver's answer is a fraction of a penny off; what is left over is settled by a second, tiny
problem in whole pence, so that every bid is paid exactly and no pot is overdrawn by a penny.
"""

import math
from collections.abc import Mapping

import pulp

from prioritise.funding import Problem
from prioritise.funding.rule import Pay, Row, Start, Variable
from prioritise.optimise.model import Limits, Model, solve

Payments = dict[tuple[str, str, int], int]


def lapsing_objective(problem: Problem) -> dict[Variable, float]:
    """1 for each penny paid from money that would otherwise lapse within the horizon."""
    return {
        Pay(p, b, y): 1.0 for p, b in sorted(problem.pairs) if problem.pots[p].lapses for y in problem.pay_years(p, b)
    }


def _preference(problem: Problem) -> dict[Variable, float]:
    """Smaller is better: pots that lapse first, then those that last; pots in id order within each."""
    ends = sorted({p.spend_by or p.horizon_end for p in problem.pots.values() if p.lapses})
    order = {
        pot_id: (1 + ends.index(pot.spend_by or pot.horizon_end)) if pot.lapses else 1 + 2 * (len(ends) + 1)
        for pot_id, pot in problem.pots.items()
    }
    spread = 1.0 / (len(problem.pots) + 1)
    return {
        Pay(p, b, y): order[p] + spread * list(problem.pots).index(p)
        for p, b in sorted(problem.pairs)
        for y in problem.pay_years(p, b)
    }


def pay_for(model: Model, starts: Mapping[str, int]) -> Payments | None:
    """Payments in whole pence for these starts, or None when no lawful way to pay them exists."""
    problem = model.problem
    fixed = [
        Row({Start(b.id, s): 1.0}, "==", 1.0 if starts.get(b.id) == s else 0.0)
        for b in problem.bids.values()
        for s in b.starts
    ]
    lawful = solve(model, lapsing_objective(problem), Limits(), fixed, maximise=True)
    if not lawful.has_answer:
        return None
    lapsing = sum(lawful.pay.get(v, 0.0) for v in lapsing_objective(problem) if isinstance(v, Pay))
    kept = Row(lapsing_objective(problem), ">=", lapsing - 1.0)
    chosen = solve(model, _preference(problem), Limits(), [*fixed, kept], maximise=False)
    return _whole_pence(model, starts, (chosen if chosen.has_answer else lawful).pay)


def _whole_pence(model: Model, starts: Mapping[str, int], pay: Mapping[Pay, float]) -> Payments | None:
    """Round to pence so that every row holds exactly; None if that cannot be done."""
    live = {v: int(math.floor(p + 0.01)) for v, p in pay.items() if v.bid_id in starts}
    rows = [(r, _left(r, live, starts)) for r in model.rows if any(isinstance(v, Pay) and v in live for v in r.terms)]
    if all(_holds(r, left) for r, left in rows):
        return _positive(live)
    problem, reach = pulp.LpProblem("pence", pulp.LpMinimize), len(live) + 2
    up = {v: problem.add_variable(f"u{i:06d}", 0, reach, pulp.LpInteger) for i, v in enumerate(live)}
    down = {v: problem.add_variable(f"d{i:06d}", 0, min(reach, live[v]), pulp.LpInteger) for i, v in enumerate(live)}
    problem += pulp.lpSum([*up.values(), *down.values()])
    for number, (row, left) in enumerate(rows):
        moved = pulp.lpSum(c * (up[v] - down[v]) for v, c in row.terms.items() if isinstance(v, Pay) and v in live)
        need = row.right - left
        problem += {"<=": moved <= need, ">=": moved >= need, "==": moved == need}[row.sense], f"r{number}"
    problem.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0, gapAbs=0.0))
    if problem.sol_status != pulp.LpSolutionOptimal:
        return None
    return _positive({v: live[v] + round(up[v].varValue) - round(down[v].varValue) for v in live})


def _left(row: Row, live: Mapping[Pay, int], starts: Mapping[str, int]) -> float:
    """Left side of a row at these whole pence and starts."""
    total = 0.0
    for variable, coefficient in row.terms.items():
        if isinstance(variable, Pay):
            total += coefficient * live.get(variable, 0)
        elif starts.get(variable.bid_id) == variable.year:
            total += coefficient
    return total


def _holds(row: Row, left: float) -> bool:
    if row.sense == "<=":
        return left <= row.right
    return left >= row.right if row.sense == ">=" else left == row.right


def _positive(live: Mapping[Pay, int]) -> Payments:
    return {(v.pot_id, v.bid_id, v.year): p for v, p in sorted(live.items()) if p > 0}
