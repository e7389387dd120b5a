"""The engine: what was asked before changes no answer."""

from typing import Any

import pytest

from benchmarks.instances import SMALL, instance
from prioritise.funding import Problem, build_problem
from prioritise.optimise import question
from prioritise.optimise.counterfactual import barred, forced
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Moment
from prioritise.optimise.pay import lawful
from prioritise.optimise.solver import Limits
from prioritise.optimise.whole import Ended
from prioritise.pipeline import prepare
from tests.optimise.random_cases import random_case

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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_first_list_is_there_before_any_search_and_changes_no_answer(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare(instance(SMALL, seed))
    told: list[Moment] = []
    searched: list[int] = []
    plain = question.search

    def search_of(*asked: Any) -> Ended:
        searched.append(len(told))
        return plain(*asked)

    monkeypatch.setattr(question, "search", search_of)
    watched = Engine(prepared.problem).best(Limits(0.005), watch=lambda moment: bool(told.append(moment)))
    first = next(m for m in told if m.value is not None)
    assert told.index(first) < searched[0], "a search was begun before there was a list"
    assert first.bound is not None and watched.value is not None
    assert 0.9 * watched.value < first.value <= watched.value <= first.bound
    assert Engine(prepared.problem).best(Limits(0.005)).starts == watched.starts


def test_the_first_list_that_is_told_of_keeps_every_rule() -> None:
    shown = 0
    for seed in range(60):
        case, values = random_case(seed, 8)
        problem, told = build_problem(case, values), list[Moment]()
        best = Engine(problem).best(Limits(0.0), watch=lambda moment, told=told: bool(told.append(moment)))
        lists = [m for m in told if m.starts is not None]
        assert all(lawful(problem, m.starts or {}) for m in lists), seed
        assert all(m.value <= best.value + 1e-6 * max(1.0, abs(best.value)) for m in lists)
        shown += bool(lists) and told[0].value is not None and bool(told[0].starts)
    assert shown > 20, "too few had a list before any search for this to tell"
