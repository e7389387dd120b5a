"""The engine: what was asked before changes no answer."""

import pytest

from benchmarks.instances import SMALL, instance
from prioritise.funding import Problem
from prioritise.optimise.counterfactual import barred, forced
from prioritise.optimise.engine import Engine
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
