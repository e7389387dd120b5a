"""Costs that may run over."""

import pytest

from prioritise.assumptions import load_assumptions
from prioritise.sweep.costs import upper_bound, upper_bounds, with_costs
from tests.build import bid, small_case


def test_the_mix_of_the_guidance_is_32_1_per_cent() -> None:
    """Mott MacDonald: 30% non-standard at 51 and 70% standard at 24."""
    assert upper_bound("new_build", load_assumptions()) == pytest.approx(0.321)


def test_the_managed_risk_of_the_guidance_leaves_four_per_cent() -> None:
    """£100m with an upper bound of 51% and 92% of the risk managed: 4%, so £104m."""
    own = {"optimism_nonstandard_share": 1.0, "optimism_managed": 0.92}
    assert round(100 * (1 + upper_bound("extension", load_assumptions(own=own)))) == 104


def test_land_has_no_works_and_equipment_a_bound_of_its_own() -> None:
    bids = [bid("L", 100, kind="land"), bid("T", 100, kind="technology"), bid("E", 100)]
    assert upper_bounds(small_case(bids=bids, pots=[]), load_assumptions()) == pytest.approx(
        {"E": 0.321, "L": 0.0, "T": 2.0}
    )


def test_costs_by_year_add_up_to_the_whole_in_whole_pence() -> None:
    years = [{"bid_id": "A", "year_offset": i, "capital_gbp": 33.33} for i in range(3)]
    case = small_case(bids=[bid("A", 99.99), bid("B", 10.01)], pots=[], bid_costs=years)
    changed = with_costs(case, {"A": 1.1234567, "B": 1.5})
    capital = dict(zip(changed.table("bids")["bid_id"], changed.table("bids")["capital_gbp"], strict=True))
    assert capital["A"] == pytest.approx(changed.table("bid_costs")["capital_gbp"].sum(), abs=1e-9)
    assert capital == pytest.approx({"A": 112.32, "B": 15.02}, abs=0.011)
    assert with_costs(case, {"A": 1.0, "B": 1.0}).digest == case.digest
