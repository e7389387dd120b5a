"""The search of whole lists for one worth more than something: it finds it, or shows that there is none."""

import random
from dataclasses import replace

import numpy as np
import pytest

from prioritise.funding import Problem, build_problem
from prioritise.optimise import question as question_module
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


def whole_values(seed: int) -> Problem:
    """Twelve bids whose values are whole numbers, so that lists come to just what is asked to be passed."""
    rng = random.Random(seed)
    bids = [bid(f"B{i}", float(rng.randint(20, 400))) for i in range(12)]
    case = small_case(bids=bids, pots=[pot("P", rng.uniform(600, 1400)), pot("Q", 90.0, max_share=0.5)])
    return build_problem(case, {b["bid_id"]: float(rng.randint(10, 60)) for b in bids})


def ask(matrix: Matrix, problem: Problem, above: float | None, plain: bool, limits: Limits = EXACT) -> Ended:
    lower, upper = untouched(matrix)
    nothing = matrix.core.some(np.zeros(0, dtype=np.int64))
    weights = matrix.cost(value_objective(problem))
    late = np.flatnonzero(matrix.needed)
    return search(Search(matrix, weights, lower, upper, late, nothing, plain=plain, above=above), limits)


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


@pytest.mark.parametrize("seed", [3, 11, 15, 16])
def test_a_list_that_comes_to_just_what_was_asked_to_be_passed_is_no_proof_that_none_is_better(seed: int) -> None:
    """Within a gap the search may end at such a list, with a bound above it."""
    problem = whole_values(seed)
    matrix, best = write(problem), Engine(problem).best(EXACT).value
    assert best is not None
    for short in range(6):
        for above in (best - short, (best - short) * 1.02):
            for plain in (False, True):
                found = ask(matrix, problem, above, plain, Limits(0.02))
                assert found.bound is not None and found.bound >= best - 1e-6
                assert not found.infeasible or best <= above + 1e-6
                assert found.point is None or found.bound <= (found.worth or 0.0) * 1.02 + 1e-6


@pytest.mark.parametrize("gap", [0.005, 0.01, 0.02, 0.05])
@pytest.mark.parametrize("seed", range(11, 17))
def test_what_is_called_proven_is_within_the_gap_of_the_best(seed: int, gap: float) -> None:
    problem = whole_values(seed)
    best, found = Engine(problem).best(EXACT).value, Engine(problem).best(Limits(gap))
    assert best is not None and found.value is not None and found.bound is not None
    assert found.proven and found.bound >= best - 1e-6 and best <= found.value * (1 + gap) + 1e-6


def test_a_search_that_contradicts_itself_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told of a list, and says there is none: what it says next is not taken for a proof either."""
    problem = whole_values(11)
    known = Engine(problem).best(Limits(0.0, None, 1)).starts
    none = Ended(None, None, None, proven=False, infeasible=True, out_of_time=False, stopped=False)

    def contradicts(asked: Search, *_: object) -> Ended:
        return none if asked.above is None else replace(none, bound=asked.above)

    monkeypatch.setattr(question_module, "search", contradicts)
    monkeypatch.setattr(question_module.Question, "_leave_out_hopeless", lambda *_: None)
    found = Engine(problem).best(Limits(0.0001), known={min(known): known[min(known)]})
    assert found.value is not None and not found.proven
