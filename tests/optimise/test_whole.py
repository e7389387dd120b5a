"""The search of whole lists for one worth more than something: it finds it, or shows that there is none."""

import random

import numpy as np
import pytest

from prioritise.funding import Problem, build_problem
from prioritise.optimise.engine import Engine
from prioritise.optimise.matrix import Matrix, write
from prioritise.optimise.model import value_objective
from prioritise.optimise.relax import untouched
from prioritise.optimise.solver import Limits
from prioritise.optimise.whole import Ended, Search, search
from tests.build import bid, pot, small_case

EXACT = Limits(0.0)
SEEDS = range(12)


def problem_of(seed: int) -> Problem:
    """Up to nine bids that compete for two pots."""
    rng = random.Random(seed)
    bids = [bid(f"B{i}", float(rng.randint(20, 400))) for i in range(rng.randint(5, 9))]
    case = small_case(bids=bids, pots=[pot("P", rng.uniform(300, 700)), pot("Q", 90.0, max_share=0.5)])
    return build_problem(case, {b["bid_id"]: rng.uniform(1, 100) for b in bids})


def ask(matrix: Matrix, problem: Problem, above: float | None, plain: bool) -> Ended:
    lower, upper = untouched(matrix)
    nothing = matrix.core.some(np.zeros(0, dtype=np.int64))
    weights = matrix.cost(value_objective(problem))
    late = np.flatnonzero(matrix.needed)
    return search(Search(matrix, weights, lower, upper, late, nothing, plain=plain, above=above), EXACT)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_something_worth_more_is_found_where_there_is_and_shown_not_to_be_where_there_is_not(
    seed: int, plain: bool
) -> None:
    problem = problem_of(seed)
    matrix, best = write(problem), Engine(problem).best(EXACT).value  # brute force agrees with the engine elsewhere
    assert best is not None and best > 0
    just_below = ask(matrix, problem, best - 1e-3, plain)
    assert just_below.worth == pytest.approx(best, abs=1e-4) and not just_below.infeasible
    far_below = ask(matrix, problem, best / 2, plain)
    assert far_below.worth is not None and far_below.worth > best / 2
    assert far_below.bound is not None and far_below.bound >= best - 1e-4
    for above in (best + 1e-3, best * 2):
        none = ask(matrix, problem, above, plain)
        assert none.infeasible and none.point is None and none.worth is None and not none.proven
        assert none.bound == above, "nothing is worth more than what was asked to be passed"
