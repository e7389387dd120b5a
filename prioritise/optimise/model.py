"""The model as PuLP sees it: the fund rules' rows, scaled, with one binary a bid and start year.

Model (contract C). For bid b, start year s, pot p, year y:

    maximise   sum of value[b] x timing[s] x start[b, s]
    such that  every row the fund rules declare (funding/rules), and
               sum over y of pay[p, b, y] <= most[p, b] x sum over s of start[b, s]   for each pair that may pay

Money is in thousands of pounds inside the solver and whole pence everywhere else. Variables are named by number, never
by a user's text, and are made in id order, so the same case always gives the same model.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import pulp

from prioritise.funding import RULES, Problem
from prioritise.funding.rule import Pay, Row, Start, Variable

PENCE_PER_UNIT = 100_000
"""Pence in the solver's unit of money, £1,000."""
TOLERANCE = 1e-9
"""Feasibility tolerance asked of the solver: on a £10m bid less than one penny."""


@dataclass(frozen=True)
class Answer:
    """What came back from one solve.

    Attributes:
        optimal: the solver proved it within the gap asked. infeasible: it proved there is no answer.
        starts: bid id -> start year (empty when there is no answer). pay: Pay -> pence, as the solver left them.
        bound: on the objective, in its own units; None when none is known.
    """

    optimal: bool
    infeasible: bool
    has_answer: bool
    starts: Mapping[str, int]
    pay: Mapping[Pay, float]
    bound: float | None


@dataclass(frozen=True)
class Limits:
    """How far one solve may go: relative gap, seconds, branch-and-bound nodes (None: no limit), threads."""

    gap: float = 0.0
    seconds: float | None = None
    nodes: int | None = None


@dataclass(frozen=True)
class Model:
    """Variables and rows of one problem; objectives and further rows are added a solve at a time."""

    problem: Problem
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


def make_model(problem: Problem, leave_out: frozenset[str] = frozenset()) -> Model:
    """Collect variables and rows; rows of the groups in `leave_out` are left out (to find a clash)."""
    starts: list[Variable] = [Start(b.id, s) for b in problem.bids.values() for s in b.starts]
    pays: list[Variable] = [Pay(p, b, y) for p, b in sorted(problem.pairs) for y in problem.pay_years(p, b)]
    rows = [r for rule in RULES for r in rule.rows(problem) if not r.group or r.group not in leave_out]
    for (pot_id, bid_id), most in sorted(problem.pairs.items()):
        years = problem.pay_years(pot_id, bid_id)
        terms: dict[Variable, float] = {Pay(pot_id, bid_id, y): 1.0 for y in years}
        if terms:
            terms |= {Start(bid_id, s): -float(most) for s in problem.bids[bid_id].starts}
            rows.append(Row(terms, "<=", 0))
    return Model(problem, tuple(starts + pays), tuple(rows))


def value_objective(problem: Problem) -> dict[Variable, float]:
    """Value of each start: the bid's value times the timing factor of the year."""
    return {
        Start(b.id, s): problem.values[b.id] * problem.timing[s] for b in problem.bids.values() for s in b.starts
    }


def portfolio_value(problem: Problem, starts: Mapping[str, int]) -> float:
    """Value of a choice of starts, added in id order so that it is the same to the last digit."""
    return sum(problem.values[b] * problem.timing[s] for b, s in sorted(starts.items()))


def solve(
    model: Model,
    objective: Mapping[Variable, float],
    limits: Limits,
    more: Sequence[Row] = (),
    maximise: bool = True,
    solver: str = "highs",
) -> Answer:
    """Solve the model with an objective and further rows.

    Args:
        objective: coefficient by variable; Pay coefficients are per pence.
        solver: "highs", or "cbc" (used only as a cross-check).
    """
    problem = pulp.LpProblem("prioritise", pulp.LpMaximize if maximise else pulp.LpMinimize)
    # a column that is always nil keeps the model from being empty when no bid can start
    nil = problem.add_variable("nil", 0, 0)
    made = _variables(problem, model)
    terms = [(made[v], c * (PENCE_PER_UNIT if isinstance(v, Pay) else 1.0)) for v, c in objective.items() if c]
    problem += pulp.LpAffineExpression([(nil, 1.0), *terms])
    for number, row in enumerate((*model.rows, *more)):
        constraint = _constraint(made, nil, row)
        if constraint is not None:
            problem += constraint, f"r{number}"
    if solver == "cbc":
        return _with_cbc(problem, model, made, limits)
    return _with_highs(problem, model, made, limits)


def _variables(problem: pulp.LpProblem, model: Model) -> dict[Variable, pulp.LpVariable]:
    made: dict[Variable, pulp.LpVariable] = {}
    for number, variable in enumerate(model.variables):
        if isinstance(variable, Start):
            made[variable] = problem.add_variable(f"x{number:06d}", 0, 1, pulp.LpBinary)
        else:
            made[variable] = problem.add_variable(f"p{number:06d}", 0, None, pulp.LpContinuous)
    return made


def _constraint(
    made: Mapping[Variable, pulp.LpVariable], nil: pulp.LpVariable, row: Row
) -> pulp.LpConstraint | None:
    """The row in solver units; a row with no variables is kept when it cannot hold, so that it is infeasible."""
    money = any(isinstance(v, Pay) for v in row.terms) or any(abs(c) >= PENCE_PER_UNIT for c in row.terms.values())
    scale = float(PENCE_PER_UNIT) if money else 1.0
    terms = [
        (made[v], c * PENCE_PER_UNIT / scale if isinstance(v, Pay) else c / scale)
        for v, c in row.terms.items()
        if v in made
    ]
    right = row.right / scale
    if not terms:
        holds = {"<=": right >= 0, ">=": right <= 0, "==": right == 0}[row.sense]
        return None if holds else pulp.LpAffineExpression([(nil, 1.0)]) >= 1
    left = pulp.LpAffineExpression(terms)
    if row.sense == "<=":
        return left <= right
    return left >= right if row.sense == ">=" else left == right


def _with_highs(
    problem: pulp.LpProblem, model: Model, made: Mapping[Variable, pulp.LpVariable], limits: Limits
) -> Answer:
    options: dict[str, object] = {
        "mip_feasibility_tolerance": TOLERANCE,
        "primal_feasibility_tolerance": TOLERANCE,
        "random_seed": 0,
    }
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    solver = pulp.HiGHS(
        msg=False, threads=1, gapRel=limits.gap, gapAbs=0.0, timeLimit=limits.seconds, **options
    )
    problem.solve(solver)
    inner = problem.solverModel
    status, info = inner.getModelStatus(), inner.getInfo()
    infeasible = status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    # 2 = kSolutionStatusFeasible: a point that keeps every row was found, whatever stopped the search.
    found = not infeasible and info.primal_solution_status == 2  # noqa: PLR2004
    sign = -1.0 if problem.sense == pulp.LpMaximize else 1.0
    bound = info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    return _answer(
        model,
        made,
        optimal=status == highspy.HighsModelStatus.kOptimal,
        infeasible=infeasible,
        found=found,
        bound=None if bound is None else sign * bound,
    )


def _with_cbc(
    problem: pulp.LpProblem, model: Model, made: Mapping[Variable, pulp.LpVariable], limits: Limits
) -> Answer:
    problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=limits.gap, timeLimit=limits.seconds))
    # `status` says optimal at a time limit too; only `sol_status` tells a proof from a stop.
    optimal = problem.sol_status == pulp.LpSolutionOptimal
    found = problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    infeasible = problem.sol_status == pulp.LpSolutionInfeasible
    return _answer(model, made, optimal=optimal, infeasible=infeasible, found=found, bound=None)


def _answer(  # noqa: PLR0913 - one argument a part of the answer
    model: Model,
    made: Mapping[Variable, pulp.LpVariable],
    *,
    optimal: bool,
    infeasible: bool,
    found: bool,
    bound: float | None,
) -> Answer:
    if not found:
        return Answer(False, infeasible, False, {}, {}, bound)
    chosen = [v for v in _starts(model.variables) if (made[v].varValue or 0.0) > 0.5]  # noqa: PLR2004
    pay = {v: (made[v].varValue or 0.0) * PENCE_PER_UNIT for v in model.variables if isinstance(v, Pay)}
    return Answer(optimal, False, True, {v.bid_id: v.year for v in chosen}, pay, bound)


def _starts(variables: Iterable[Variable]) -> Iterable[Start]:
    return (v for v in variables if isinstance(v, Start))
