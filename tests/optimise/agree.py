"""One case and the oracle: the same status and value, the list the tie order picks, and whether another is as good."""

from collections.abc import Mapping

import pytest

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.result import Equal, Options, Result, Status
from tests.optimise import brute


def assert_agrees(case: Case, values: Mapping[str, float]) -> Result:
    """Same as trying everything: the result, once it has been compared."""
    result = choose(case, build_problem(case, values), Options(gap=0.0))
    every = brute.best(case, values)
    if not every:
        assert result.status is Status.INFEASIBLE
        assert result.clash
        return result
    assert result.status is Status.PROVEN
    assert result.value == pytest.approx(every[0][0], abs=1e-6)
    most_lapsing = max(e[1] for e in every)
    lapsing = brute.most_payable(case, dict(result.starts))
    assert lapsing == pytest.approx(most_lapsing, abs=2.0), "a tied list would use more money that lapses"
    _assert_others(result, {b for b, v in values.items() if v > 0}, [e[3] for e in every])
    tied = [e for e in every if e[1] >= most_lapsing - 2.0]
    cheapest = min(e[2] for e in tied)
    cost = sum(b["capital_gbp"] for b in case.table("bids").to_dict("records") if b["bid_id"] in result.starts)
    assert cost == pytest.approx(cheapest, abs=1e-6), "a tied list would cost less"
    tied = [e for e in tied if e[2] <= cheapest + 1e-6]
    ids = list(case.table("bids")["bid_id"])
    first = max([b in e[3] for b in ids] for e in tied)
    assert [b in result.starts for b in ids] == first, "a tied list has an earlier bid id"
    return result


def _assert_others(result: Result, worth: set[str], best: list[dict[str, int]]) -> None:
    """What is said of other lists worth as much is so; the claim is never left open."""
    mine, equals = worth & set(result.starts), result.equals
    others = {frozenset(worth & set(starts)) for starts in best} - {frozenset(mine)}
    if equals.outcome is Equal.ALIKE:
        assert not mine
        return
    assert equals.outcome is (Equal.ANOTHER if others else Equal.NONE)
    if equals.alternative is not None:
        its = worth & set(equals.alternative)
        assert its in others, "the other list is not one of the best"
        assert (set(equals.only_there), set(equals.only_here)) == (its - mine, mine - its)
