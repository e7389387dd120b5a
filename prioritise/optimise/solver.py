"""The one door to the solver: HiGHS through PuLP, read by its own status and never by PuLP's.

PuLP calls a run that a time limit stopped "Optimal", and does not know a run that a node limit stopped at all, so the
status, the bound and the values are read from HiGHS itself.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import pulp

from prioritise.errors import SolverFault

TOLERANCE = 1e-7
"""Feasibility tolerance asked of the solver, in £1,000. What this lets through by pence is caught by the payment in
whole pence and the re-check."""
SAFETY_SECONDS = 120.0
"""No solve runs longer than this, whatever was asked. The clock is not heeded inside the solver's presolve: HiGHS 1.12
to 1.15.1 loop there on a bid whose payers may together pay half of it, so an older one is pinned and tested for it."""
LEAST_SECONDS = 1.0
"""What a second try is given at the least."""
_LIMITS = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kInterrupt,
)
_NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
GAP_NOISE = 1e-6
"""A relative gap smaller than this is nil."""
FEASIBLE_POINT = 2
"""HiGHS's code for a point that keeps every row, whatever stopped the search."""


@dataclass(frozen=True)
class Limits:
    """How far one solve may go: relative gap (0: to the end), seconds, branch-and-bound nodes (None: no limit).

    `relaxed`: yes-or-no choices may be in part, which gives a bound quickly and no answer to use.
    """

    gap: float = 0.0
    seconds: float | None = None
    nodes: int | None = None
    relaxed: bool = False


@dataclass(frozen=True)
class Stop:
    """How a solve ended.

    Attributes:
        optimal: proved within the gap asked. infeasible: proved that there is no answer. has_answer: a point was found.
        bound: no answer is better than this; None when unknown.
        out_of_time: the clock stopped it, so another machine might have got further.
    """

    optimal: bool
    infeasible: bool
    has_answer: bool
    bound: float | None
    out_of_time: bool


class _Highs(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS, begun from a known answer where there is one, with values read off whatever stopped it."""

    hint: Mapping[pulp.LpVariable, float] = {}

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Give the known answer for some variables (HiGHS works out the others), then run."""
        if self.hint:
            at = np.array([v.index for v in self.hint], dtype=np.int32)
            lp.solverModel.setSolution(len(at), at, np.array(list(self.hint.values()), dtype=np.float64))
        lp.solverModel.run()

    def findSolutionValues(self, lp: pulp.LpProblem) -> tuple[int, int]:  # noqa: N802 - PuLP's name
        """Copy the values out; the two codes returned are PuLP's, and nobody reads them."""
        values = list(lp.solverModel.getSolution().col_value)
        for variable in lp.variables():
            variable.varValue = values[variable.index] if values else None
        return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound


def run(problem: pulp.LpProblem, limits: Limits, hint: Mapping[pulp.LpVariable, float] | None = None) -> Stop:
    """Solve in this process on one thread (HiGHS keeps one scheduler for the whole process), always the same way.

    Args:
        problem: what to solve; its variables hold the answer afterwards.
        limits: how far to go.
        hint: values of some variables in an answer already known.

    Raises:
        SolverFault: the solver failed, which is not the same as finding nothing or running out of time.
    """
    options: dict[str, Any] = {
        "mip_feasibility_tolerance": TOLERANCE,
        "primal_feasibility_tolerance": TOLERANCE,
        "random_seed": 0,
        # Small models: restarts, and searches within the search for a better answer, cost more than they bring.
        "mip_allow_restart": False,
        "mip_heuristic_effort": 0.02,
        "mip_heuristic_run_rins": False,
        "mip_heuristic_run_root_reduced_cost": False,
    }
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    began = time.perf_counter()
    given = replace(limits, seconds=SAFETY_SECONDS if limits.seconds is None else limits.seconds)
    found = _run(problem, given, options, hint)
    if found is None or found.infeasible or _doubtful(problem, found, limits.gap):
        # its presolve can fail, or find nothing where there is something, when sums miss a limit by a hair: ask plainly
        left = max(LEAST_SECONDS, (given.seconds or 0.0) - (time.perf_counter() - began))
        found = _run(problem, replace(given, seconds=left), {**options, "presolve": "off"}, hint)
    if found is None:
        raise SolverFault("the solver stopped with an error of its own, twice; please send us this case")
    return found


def _doubtful(problem: pulp.LpProblem, stop: Stop, gap: float) -> bool:
    """Whether the solver calls optimal what its own bound does not bear out."""
    if not stop.optimal or stop.bound is None or not problem.isMIP():
        return False
    info = problem.solverModel.getInfo()
    worth = info.objective_function_value
    return bool(abs(info.mip_dual_bound - worth) > (gap + GAP_NOISE) * max(1.0, abs(worth)))


def _run(
    problem: pulp.LpProblem,
    limits: Limits,
    options: Mapping[str, Any],
    hint: Mapping[pulp.LpVariable, float] | None,
) -> Stop | None:
    """One run; None when the solver failed: it neither finished, nor found that there is nothing, nor was stopped."""
    whole = not limits.relaxed
    solver = _Highs(mip=whole, msg=False, threads=1, gapRel=limits.gap, gapAbs=0.0, timeLimit=limits.seconds, **options)
    solver.hint = hint or {}
    problem.solve(solver)
    inner = problem.solverModel
    status, info = inner.getModelStatus(), inner.getInfo()
    optimal, infeasible = status == highspy.HighsModelStatus.kOptimal, status in _NONE
    if not (optimal or infeasible or status in _LIMITS):
        return None
    late = status == highspy.HighsModelStatus.kTimeLimit
    # PuLP hands a maximisation to HiGHS with its signs turned.
    sign = -1.0 if problem.sense == pulp.LpMaximize else 1.0
    if limits.relaxed:
        return Stop(False, infeasible, False, sign * info.objective_function_value if optimal else None, late)
    found = not infeasible and info.primal_solution_status == FEASIBLE_POINT
    known = abs(info.mip_dual_bound) < highspy.kHighsInf
    return Stop(optimal and found, infeasible, found, sign * info.mip_dual_bound if known else None, late)


def version() -> str:
    """Version of HiGHS."""
    return str(highspy.Highs().version())


def cross_check(problem: pulp.LpProblem, limits: Limits) -> Stop:
    """The same with CBC, a second solver by other hands; used to check the first, never for an answer."""
    problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=limits.gap, timeLimit=limits.seconds))
    # `status` says optimal at a time limit too; only `sol_status` tells a proof from a stop.
    optimal = problem.sol_status == pulp.LpSolutionOptimal
    found = optimal or problem.sol_status == pulp.LpSolutionIntegerFeasible
    return Stop(optimal, problem.sol_status == pulp.LpSolutionInfeasible, found, None, found and not optimal)
