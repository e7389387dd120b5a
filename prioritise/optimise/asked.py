"""Questions asked of the engine with values that are not the case's own, and what a list is worth at them."""

from collections.abc import Mapping, Sequence
from typing import Literal

from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start, Variable
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.model import without_worthless
from prioritise.optimise.pay import lawful, pay_for
from prioritise.optimise.solver import Limits

STEP = 1e-6
"""Part of a value by which two lists must differ to be told apart."""
Values = Mapping[str, float]


def aim_of(problem: Problem, values: Values) -> dict[Variable, float]:
    """What to make the most of: the value of each bid, less for a later start."""
    return {Start(b.id, s): values[b.id] * problem.timing[s] for b in problem.bids.values() for s in b.starts}


def worth(problem: Problem, values: Values, starts: Mapping[str, int]) -> float:
    """What a list is worth at these values, added in id order so that it is the same to the last digit."""
    return sum(values[b] * problem.timing[s] for b, s in sorted(starts.items()))


def capital_pence(problem: Problem, starts: Mapping[str, int]) -> int:
    """What a list costs."""
    return sum(problem.bids[b].capital_pence for b in starts)


def at_least(problem: Problem, values: Values, least: float) -> Row:
    """Only lists worth so much at these values (to within a part too small to tell)."""
    return Row(aim_of(problem, values), ">=", least - STEP * max(1.0, abs(least)))


def of_capital(problem: Problem, pence: float, sense: Literal["<=", ">="] = "<=") -> Row:
    """Only lists that cost at most (or least) so much."""
    return Row(cost_terms(problem), sense, pence)


def cost_terms(problem: Problem) -> dict[Variable, float]:
    """Pence of capital by start."""
    return {Start(b.id, s): float(b.capital_pence) for b in problem.bids.values() for s in b.starts}


def exactly(problem: Problem, bids: Sequence[str]) -> tuple[Row, ...]:
    """Only lists of exactly these bids, whenever they start."""
    rows = []
    for bid in problem.bids.values():
        terms: dict[Variable, float] = {Start(bid.id, s): 1.0 for s in bid.starts}
        if bid.id in bids or terms:
            rows.append(Row(terms, ">=" if bid.id in bids else "<=", float(bid.id in bids)))
    return tuple(rows)


def list_for(
    engine: Engine,
    values: Values,
    limits: Limits,
    rows: Sequence[Row] = (),
    known: Mapping[str, int] | None = None,
) -> Found:
    """The best list at these values, without bids that are worth nothing at them and that no rule needs."""
    problem = engine.problem
    found = engine.best(limits, rows, aim_of(problem, values), known)
    if not found.has_answer:
        return found
    idle = frozenset(b for b in found.starts if values[b] <= 0)
    lean = without_worthless(problem, found.starts, lambda some: not rows and lawful(problem, some), idle)
    value = worth(problem, values, lean)
    bound = None if found.bound is None else max(found.bound, value)
    return Found(dict(sorted(lean.items())), value, bound, found.proven, False, found.out_of_time)


def saved_pence(problem: Problem, starts: Mapping[str, int]) -> int:
    """The most that a list can draw of money that would otherwise lapse, as it would be paid in whole pence."""
    payments = pay_for(problem, starts) or {}
    return sum(pence for (pot, _, _), pence in payments.items() if problem.pots[pot].lapses)
