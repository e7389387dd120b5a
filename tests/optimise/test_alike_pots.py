"""Pots alike but for a limit that they share with others, or that hangs on another bid, stay apart."""

from typing import Any

import pytest

from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.result import Options, Status
from tests.build import bid, pot, small_case
from tests.optimise import brute

SITE = {"site_code": "S1", "practice_code": "G1", "name": "Elm", "role": "main", "lease_end": "2035-03-31"}


@pytest.mark.parametrize("first", [{"only_if": ("X",)}, {}])
def test_a_pot_that_hangs_on_a_bid_is_not_taken_for_one_that_does_not(first: dict[str, Any]) -> None:
    second = {} if first else {"only_if": ("X",)}
    case = small_case(bids=[bid("A", 10.0), bid("X", 500.0)], pots=[pot("P", 10.0, **first), pot("Q", 10.0, **second)])
    values = {"A": 5.0, "X": 1.0}
    found = choose(case, build_problem(case, values), Options(gap=0.0))
    assert found.status is Status.PROVEN and found.value == pytest.approx(brute.best(case, values)[0][0]) == 5.0


@pytest.mark.parametrize("days", [("2020-01-01", "2025-01-01"), ("2025-01-01", "2020-01-01")])
def test_grants_under_two_sets_of_directions_each_keep_to_the_lease(days: tuple[str, str]) -> None:
    grants = [pot(f"P{i}", 75_000.0, kind="grant", signed=day) for i, day in enumerate(days)]
    settings = {"rules_on": ("guaranteed_use",), "years": 1}
    case = small_case(settings, bids=[bid("A", 150_000.0, site_code="S1")], pots=grants, sites=[SITE])
    found = choose(case, build_problem(case, {"A": 5.0}), Options(gap=0.0))
    assert found.value == pytest.approx(brute.best(case, {"A": 5.0})[0][0]) == 5.0


def test_grants_that_pay_a_share_together_are_one_limit_however_many_bids_ask() -> None:
    grants = [pot(f"P{i}", 60.0, kind="grant", signed="2020-01-01") for i in (1, 2)]
    bids = [bid(f"B{i:02d}", 100.0) for i in range(40)]
    case = small_case({"rules_on": ("grant_share",)}, bids=bids, pots=grants)
    found = choose(case, build_problem(case, {f"B{i:02d}": 5.0 for i in range(40)}), Options(gap=0.0))
    assert found.status is Status.PROVEN and not found.starts, "two grants may pay £66 of £100 between them"
