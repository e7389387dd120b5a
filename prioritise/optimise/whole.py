"""The search among whole lists: HiGHS on a matrix, watched, stopped early when asked, and read by its own status."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from prioritise.errors import SolverFault
from prioritise.optimise.rows import Floats, InRows, Rows
from prioritise.optimise.solver import FEASIBLE_POINT, GAP_NOISE, LEAST_SECONDS, SAFETY_SECONDS, TOLERANCE, Limits

Seen = Callable[[float | None, float | None], bool]
"""Called now and then with the best value so far and the bound (None: unknown); True asks the search to stop."""

_STOPPED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kObjectiveTarget,
)
_NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": TOLERANCE,
    "primal_feasibility_tolerance": TOLERANCE,
}
_OF_ONE_MODEL: dict[str, bool | int | float | str] = {
    "mip_heuristic_effort": 0.02,
    "mip_heuristic_run_rins": False,
}
_OF_A_PLAIN_SEARCH: dict[str, bool | int | float | str] = {
    "mip_allow_restart": False,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
_OF_A_SMALL_SEARCH: dict[str, bool | int | float | str] = {
    # restarts, and searches within the search, cost more than they bring
    "mip_allow_restart": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


_PLAINLY = {"presolve": "off"}


@dataclass(frozen=True)
class Search:
    """What to search.

    Attributes:
        matrix: the model. weights: of each column, in the aim. lower, upper: limits of each column.
        late: numbers of the late rows to put in. more: further rows.
        target: a value that is good enough to stop at; None: none is.
        known: columns known of a whole answer, and their values, to begin from.
        small: few lists are in question, so that searches within the search are not worth their time.
        plain: no searches within the search and no restarts: what the bound needs, and nothing else.
        above: only answers worth more than this are asked for; `infeasible` then says that there is none, and the bound
            is no less than this. An answer that comes to just this, or falls short by a hair, may end the search too:
            it then comes back as any other does, with the bound that was reached.
    """

    matrix: InRows
    weights: Floats
    lower: Floats
    upper: Floats
    late: np.ndarray
    more: Rows
    target: float | None = None
    known: Mapping[int, float] | None = None
    small: bool = False
    plain: bool = False
    above: float | None = None


@dataclass(frozen=True)
class Ended:
    """How a search ended.

    Attributes:
        point: the best answer by column, and its value; None without one. bound: no answer within the columns' limits
            is better; None when unknown.
        proven: shown to be within the gap asked. infeasible: shown that there is no answer within the columns' limits.
        out_of_time: the clock stopped it. stopped: it was asked to stop.
    """

    point: Floats | None
    worth: float | None
    bound: float | None
    proven: bool
    infeasible: bool
    out_of_time: bool
    stopped: bool


def search(asked: Search, limits: Limits, seen: Seen | None = None) -> Ended:
    """Search to the gap, the clock, the nodes or the target, whichever comes first.

    Raises:
        SolverFault: the solver failed twice, which is not the same as finding nothing or running out of time.
    """
    began = time.perf_counter()
    given = replace(limits, seconds=SAFETY_SECONDS if limits.seconds is None else limits.seconds)
    # where answers are kept out by their worth, that there is none is no sign of a failure: ask plainly at once
    found = _search(asked, given, seen, **({} if asked.above is None else _PLAINLY))
    if found is None or (found.infeasible and not found.stopped and asked.above is None):
        # its presolve can fail, or find nothing where there is something, when sums miss a limit by a hair: ask plainly
        left = max(LEAST_SECONDS, (given.seconds or 0.0) - (time.perf_counter() - began))
        found = _search(asked, replace(given, seconds=left), seen, **_PLAINLY)
    if found is None:
        raise SolverFault("the solver stopped with an error of its own, twice; please send us this case")
    return found


def _search(asked: Search, limits: Limits, seen: Seen | None, **more: str) -> Ended | None:
    """One run; None when the solver failed: it neither finished, nor found that there is nothing, nor was stopped."""
    inner = _filled(asked)
    options = {
        **_OPTIONS,
        **(_OF_A_PLAIN_SEARCH if asked.plain else _OF_ONE_MODEL),
        **(_OF_A_SMALL_SEARCH if asked.small else {}),
        **more,
        "mip_rel_gap": limits.gap,
        "time_limit": limits.seconds,
    }
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    if asked.target is not None:
        options["objective_target"] = -asked.target
    if asked.above is not None:
        options["objective_bound"] = -asked.above  # nodes that are worth no more are not gone into
    for name, value in options.items():
        inner.setOptionValue(name, value)
    if asked.known:
        at = np.array(list(asked.known), dtype=np.int32)
        inner.setSolution(len(at), at, np.array(list(asked.known.values()), dtype=np.float64))
    asked_to_stop = _watch(inner, seen) if seen else [False]
    inner.run()
    status, info = inner.getModelStatus(), inner.getInfo()
    optimal, infeasible = status == highspy.HighsModelStatus.kOptimal, status in _NONE
    if not (optimal or infeasible or status in _STOPPED):
        return None
    has_point = not infeasible and info.primal_solution_status == FEASIBLE_POINT
    worth = -float(info.objective_function_value) if has_point else None
    bound = -float(info.mip_dual_bound) if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    if asked.above is not None:
        reached = bound is not None and bound <= asked.above + GAP_NOISE * max(1.0, abs(asked.above))
        if worth is not None and worth <= asked.above and (reached or not optimal):  # an answer met by the way
            optimal, infeasible, has_point, worth = False, optimal, False, None
        bound = asked.above if infeasible else None if bound is None else max(bound, asked.above)
    if optimal and worth is not None and bound is not None:
        if bound - worth > (limits.gap + GAP_NOISE) * max(1.0, abs(worth)):
            return None  # it calls optimal what its own bound does not bear out
    return Ended(
        point=np.array(inner.getSolution().col_value) if has_point else None,
        worth=worth,
        bound=bound,
        proven=optimal and has_point,
        infeasible=infeasible,
        out_of_time=status == highspy.HighsModelStatus.kTimeLimit,
        stopped=asked_to_stop[0],
    )


def _filled(asked: Search) -> highspy.Highs:
    """The solver with the model in it."""
    matrix, inner = asked.matrix, highspy.Highs()
    late = matrix.late.some(asked.late)
    parts = [part for part in (matrix.core, late, asked.more) if len(part)]
    terms = sparse.vstack([part.terms for part in parts], format="csr") if parts else matrix.core.terms
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.width, terms.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = -asked.weights, asked.lower, asked.upper
    model.row_lower_ = np.concatenate([part.lower for part in parts]) if parts else np.zeros(0)
    model.row_upper_ = np.concatenate([part.upper for part in parts]) if parts else np.zeros(0)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = terms.indptr, terms.indices, terms.data
    kinds = [highspy.HighsVarType.kContinuous] * matrix.width
    for column in matrix.whole:
        kinds[column] = highspy.HighsVarType.kInteger
    model.integrality_ = kinds
    inner.setOptionValue("output_flag", False)
    inner.passModel(model)
    return inner


def _watch(inner: highspy.Highs, seen: Seen) -> list[bool]:
    """Tell what is seen how it goes; the one flag in the list is set when it asked to stop."""
    flag = [False]

    def ask(event: Any) -> None:
        out = event.data_out
        worth, bound = out.mip_primal_bound, out.mip_dual_bound
        known = [None if abs(v) >= highspy.kHighsInf else -float(v) for v in (worth, bound)]
        if flag[0] or seen(known[0], known[1]):
            flag[0] = True
            event.interrupt()

    inner.cbMipInterrupt.subscribe(ask)
    return flag
