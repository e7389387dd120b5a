"""The solver itself: models that other versions of it never came back from."""

import itertools
import subprocess
import sys
from pathlib import Path

import pulp

from prioritise.optimise.solver import Limits, run

SHARES = (0.25, 1 / 3, 0.5, 0.66, 0.999, 1.0)
TOTALS = (0.001, 1.0, 20_000.0)
PAYERS = (1, 2, 3)


def _bid_paid_in_part(share: float, total: float, payers: int) -> pulp.LpProblem:
    """A bid whose payers may together pay only a share of it; HiGHS 1.12 to 1.15.1 loop in presolve at a half."""
    problem = pulp.LpProblem("part", pulp.LpMaximize)
    draws = [problem.add_variable(f"d{i}", 0) for i in range(payers)]
    funded = problem.add_variable("f", 0, 1, pulp.LpBinary)
    problem += funded
    problem += pulp.lpSum(draws) <= share * total * funded
    problem += pulp.lpSum(draws) == total * funded
    return problem


def _solve_all() -> None:
    for share, total, payers in itertools.product(SHARES, TOTALS, PAYERS):
        problem = _bid_paid_in_part(share, total, payers)
        assert run(problem, Limits()).optimal
        assert round(problem.objective.value(), 9) == (1 if share == 1 else 0), (share, total, payers)


def test_a_bid_whose_payers_together_cannot_pay_it_is_answered(root: Path) -> None:
    """In a process of its own, since a solver that loops inside its presolve heeds no time limit."""
    command = [sys.executable, "-c", f"from {__name__} import _solve_all; _solve_all()"]
    subprocess.run(command, cwd=root, check=True, timeout=60)
