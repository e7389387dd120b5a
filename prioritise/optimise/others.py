"""Whether another list is worth as much as the best one: one more question, with the best set of bids barred.

Lists are told apart by the bids of some value that they fund: not by start years, nor by bids worth nothing, which may
be in or out of any list. What the relaxation shows to be in no list worth as much is left out beforehand (reduced-cost
fixing), so the question is as a rule answered sooner than the best list was found.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start, Variable
from prioritise.optimise.engine import Engine
from prioritise.optimise.flow import unpayable
from prioritise.optimise.found import Watch
from prioritise.optimise.model import VALUE_STEP, portfolio_value, value_objective, worthless
from prioritise.optimise.question import USED, unlike
from prioritise.optimise.relax import hold, untouched
from prioritise.optimise.result import Equal, Equals
from prioritise.optimise.solver import Limits

OTHER_NODES = 400
"""Branch-and-bound nodes the search for another list may use: a count and not a time, so that all machines agree."""
MOST_OFFERS = 10
"""Lists worth as much that do not pass the re-check, before the search is given up."""

Lawful = Callable[[Mapping[str, int]], Mapping[str, int] | None]
"""A list as it passes the re-check in whole pence (bids of no value may be gone from it); None where it does not."""


def equals_of(  # noqa: PLR0913, PLR0917 - one argument a part of the question
    engine: Engine,
    starts: Mapping[str, int],
    lawful: Lawful,
    barred: Sequence[Row] = (),
    seconds: float | None = None,
    watch: Watch | None = None,
) -> Equals:
    """Look for a list that is worth as much as the best one and funds other bids.

    Args:
        engine: of the problem.
        starts: the best list, proved: bid id -> start year.
        lawful: the re-check.
        barred: rows that cut off lists which pence cannot pay.
        seconds: allowed for the search.
        watch: asked now and then whether to stop; what it is told is of this search.
    """
    began, problem = time.perf_counter(), engine.problem
    worth = {b.id for b in problem.bids.values() if b.starts} - worthless(problem)
    if not worth:
        return Equals(Equal.ALIKE)
    value = portfolio_value(problem, starts)
    least = value - VALUE_STEP * max(1.0, abs(value))
    rows = [*barred, _other(problem, starts, worth)]
    rows += _kept_by_all(engine, rows, least)
    for _ in range(MOST_OFFERS):
        left = None if seconds is None else max(0.0, seconds - (time.perf_counter() - began))
        try:
            found = engine.best(Limits(0.0, left, OTHER_NODES), rows, watch=watch)
        except SolverFault:
            break  # the list itself stands: only what else there might be is not known
        if found.infeasible or (found.bound is not None and found.bound < least):
            return Equals(Equal.NONE)
        if found.value is None or found.value < least:
            break
        other = lawful(found.starts)
        if other is not None:
            return held_beside(problem, starts, other)
        rows.append(unpayable(problem, found.starts) or unlike(problem, found.starts))
    return Equals(Equal.CUT_SHORT)


def held_beside(problem: Problem, starts: Mapping[str, int], other: Mapping[str, int]) -> Equals:
    """What another lawful list worth as much says of one that is proved best: that there is another, if it is another.

    Args:
        problem: the decision problem.
        starts: the list: bid id -> start year.
        other: the other. One with the same bids of some value settles nothing.
    """
    worth = {b.id for b in problem.bids.values() if b.starts} - worthless(problem)
    there, here = (tuple(sorted(worth & a)) for a in (set(other) - set(starts), set(starts) - set(other)))
    if not there and not here:
        return Equals(Equal.CUT_SHORT)
    return Equals(Equal.ANOTHER, dict(sorted(other.items())), there, here)


def _other(problem: Problem, starts: Mapping[str, int], worth: set[str]) -> Row:
    """At least one of these bids is in where it is out of the list, or out where it is in."""
    terms: dict[Variable, float] = {
        Start(b, s): -1.0 if b in starts else 1.0 for b in sorted(worth) for s in problem.bids[b].starts
    }
    return Row(terms, ">=", 1 - len(worth & set(starts)))


def _kept_by_all(engine: Engine, rows: Sequence[Row], least: float) -> list[Row]:
    """Rows that every list worth so much keeps: starts it cannot have, and bids it cannot do without.

    The relaxation's bound loses at least a column's reduced cost when the column leaves the limit it stands at.
    """
    matrix, relaxation = engine.place(False)
    lower, upper = untouched(matrix)
    more = hold(matrix.rows(rows), lower, upper)
    relaxed = relaxation.ask(matrix.cost(value_objective(engine.problem)), lower, upper, more)
    if relaxed is None:
        return []
    dear, point = relaxed.worth - relaxed.loss < least, relaxed.point
    found = [Row({start: 1.0}, "<=", 0) for i, start in enumerate(matrix.starts) if dear[i] and point[i] <= USED]
    for bid_id, column in matrix.funded.items():
        if dear[column] and point[column] >= 1 - USED:
            found.append(Row({Start(bid_id, s): 1.0 for s in engine.problem.bids[bid_id].starts}, ">=", 1))
    return found
