"""Which bids could lawfully use a pot, and its converse: they agree with the gates, and give every reason."""

import pytest

from prioritise.case.load import load_case
from prioritise.funding import build_problem, gate_table
from prioritise.funding.lookup import bids_for, pots_for


@pytest.fixture(scope="module")
def problem(demo_folder):
    return build_problem(load_case(demo_folder), {})


def test_both_ways_agree_with_the_gates_for_every_pair(problem):
    gates = gate_table(problem).set_index(["pot_id", "bid_id"])
    one = {(p, r.bid_id): r for p in problem.pots for r in bids_for(problem, p).itertuples()}
    two = {(r.pot_id, b): r for b in problem.bids for r in pots_for(problem, b).itertuples()}
    assert set(one) == set(two) == set(gates.index)
    for pair, row in one.items():
        assert row.may_use == two[pair].may_use == gates.loc[pair, "allowed"]
        assert row.reasons == two[pair].reasons
        if row.may_use:
            assert (row.reasons, row.rules) == ("", "")
            most = min(problem.pairs[pair], problem.pots[pair[0]].countable_pence) / 100
            assert row.most_gbp == most == two[pair].most_gbp > 0
        else:
            assert gates.loc[pair, "reason"] == row.reasons.split("; ")[0] or gates.loc[pair, "reason"] in row.reasons


def test_those_that_may_come_first(problem):
    rows = bids_for(problem, "CIL-1")
    assert rows["may_use"].is_monotonic_decreasing
    assert rows["may_use"].any()
    with pytest.raises(KeyError):
        bids_for(problem, "none")
