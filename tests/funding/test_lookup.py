"""Which bids could lawfully use a pot, and its converse: they agree with the gates, and give every reason."""

from dataclasses import replace

import pytest

from prioritise.case.load import load_case
from prioritise.funding import build_problem, gate_table
from prioritise.funding.lookup import bids_for, pots_for
from prioritise.funding.reach import payable_pence
from prioritise.optimise.flow import short_pence
from tests.build import bid, pot, small_case


@pytest.fixture(scope="module")
def problem(demo_folder):
    return build_problem(load_case(demo_folder), {})


def most_by_flow(problem, pot_id, bid_id):
    """Pounds that reach the bid when there is no other pot, at its best start, by the largest flow of money."""
    alone = replace(problem, pots={pot_id: problem.pots[pot_id]})
    bid = problem.bids[bid_id]
    return max(bid.capital_pence - short_pence(alone, {bid_id: start}) for start in bid.starts) / 100


@pytest.mark.parametrize(
    ("receipts", "carried", "most"),
    [
        ({2026: 10.0, 2028: 90.0}, "yes", 10.0),  # what comes later cannot pay for 2026 and 2027
        ({2026: 10.0, 2027: 15.0, 2028: 90.0}, "yes", 25.0),
        ({2026: 90.0}, "yes", 60.0),
        ({2026: 90.0}, "no", 30.0),  # half of the cost falls in 2027
        ({2026: 10.0, 2027: 90.0}, "yes", 40.0),
    ],
)
def test_the_most_is_what_is_there_when_the_bid_spends(receipts, carried, most):
    case = small_case(
        bids=[bid("B", 60.0, years_to_build=2, latest_start=2026)],
        pots=[pot("P", 0.0, carry_forward=carried)],
        pot_years=[{"pot_id": "P", "financial_year": y, "amount_gbp": a} for y, a in receipts.items()],
    )
    problem = build_problem(case, {})
    (row,) = pots_for(problem, "B").to_dict("records")
    assert (row["may_use"], row["most_gbp"]) == (True, most)
    assert most_by_flow(problem, "P", "B") == most


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
            assert row.most_gbp == most_by_flow(problem, *pair) == two[pair].most_gbp > 0
            assert round(row.most_gbp * 100) == payable_pence(problem, *pair)
        else:
            assert gates.loc[pair, "reason"] == row.reasons.split("; ")[0] or gates.loc[pair, "reason"] in row.reasons


def test_those_that_may_come_first(problem):
    rows = bids_for(problem, "CIL-1")
    assert rows["may_use"].is_monotonic_decreasing
    assert rows["may_use"].any()
    with pytest.raises(KeyError):
        bids_for(problem, "none")
