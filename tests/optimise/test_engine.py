"""The engine: what was asked before changes no answer."""

import pytest

from benchmarks.instances import SMALL, instance
from prioritise.funding import Problem
from prioritise.optimise.counterfactual import barred, forced
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Moment
from prioritise.optimise.solver import Limits
from prioritise.pipeline import prepare

NEAR = Limits(0.02)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return prepare(instance(SMALL, 5)).problem


def test_what_was_asked_before_changes_no_answer(problem: Problem) -> None:
    """Not by a digit: a relaxation that goes on from another place may end at another corner, and at another list."""
    bids = list(problem.bids.values())[:5]
    rows = [[row(bid)] for bid in bids for row in (forced, barred)]
    one, other = Engine(problem), Engine(problem)
    first = [one.best(NEAR, row) for row in rows]
    again = [other.best(NEAR, row) for row in reversed(rows)]
    assert first == again[::-1]
    assert [one.bound(row) for row in rows] == [other.bound(row) for row in rows]


@pytest.mark.parametrize("seed", [2, 5])
def test_whoever_watches_sees_the_bound_fall_while_all_lists_are_searched(seed: int) -> None:
    told: list[Moment] = []
    engine = Engine(prepare(instance(SMALL, seed)).problem)
    found = engine.best(Limits(0.001), watch=lambda moment: bool(told.append(moment)))
    assert found.proven and found.value is not None and found.bound is not None
    bounds = [m.bound for m in told if m.bound is not None]
    assert bounds == sorted(bounds, reverse=True) and bounds[-1] >= found.bound - 1e-9
    assert len(set(bounds)) > 2, "it was told only when the search began and ended"
    values = [m.value for m in told if m.value is not None]
    assert max(values) <= found.value + 1e-9 <= min(bounds) + 2e-9
