"""Whole pence, even spreads, start windows and tranches: what the fund rules are given to work with."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.funding import build_problem
from prioritise.funding.facts import even_spread, pence
from prioritise.funding.raw import percent, pounds, share_pence, to_pence
from prioritise.funding.reading import bid_facts, pot_facts
from tests.build import Rows, bid, pot, small_case


def tranches(pots: Rows, pot_years: Rows = ()) -> list[tuple[int, int, int]]:
    """First year, last year and pence of each tranche of the one pot of a case of 2026 to 2028."""
    (facts,) = pot_facts(small_case(pots=pots, pot_years=pot_years)).values()
    return [(t.first, t.last, t.pence) for t in facts.tranches]


def receipts(**amounts: float) -> Rows:
    """Yearly receipts of pot P: `y2026=10.0`."""
    return [{"pot_id": "P", "financial_year": int(y[1:]), "amount_gbp": a} for y, a in amounts.items()]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0, 0), (0.004, 0), (0.005, 1), (0.015, 2), (1.005, 101), (2.675, 268), (0.1 + 0.2, 30), (1e7 + 0.01, 1000000001)],
)
def test_pence_rounds_halves_up_as_written(amount: float, expected: int) -> None:
    assert pence(amount) == expected
    assert to_pence(amount) == expected


@pytest.mark.parametrize("blank", [None, math.nan])
def test_a_blank_amount_has_no_pence(blank: float | None) -> None:
    with pytest.raises(ValueError, match="unknown"):
        pence(blank)


@given(st.integers(0, 10**12))
def test_pence_of_pounds_comes_back(amount: int) -> None:
    assert pence(amount / 100) == to_pence(amount / 100) == amount


@given(st.integers(0, 10**11), st.integers(1, 30))
def test_even_spread_adds_up_exactly_with_odd_pence_first(total: int, years: int) -> None:
    spread = even_spread(total, years)
    assert len(spread) == years
    assert sum(spread) == total
    assert max(spread) - min(spread) <= 1
    assert list(spread) == sorted(spread, reverse=True)


def test_pounds_in_a_sentence() -> None:
    assert pounds(123456700) == "£1,234,567"
    assert pounds(123456705) == "£1,234,567.05"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.125, "12.5%"),
        (1 / 3, "33.33%"),
        (0.07, "7%"),
        (1.0, "100%"),
        (1.125, "112.5%"),
        (0.0, "0%"),
        (1e-7, "0.00001%"),
    ],
)
def test_a_share_in_a_sentence_is_the_share_that_was_set(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("share", "amount", "most"), [(0.66, 0.50, 33), (0.29, 1.0, 29), (1 / 3, 1.0, 33), (0.66, 0.98, 64)]
)
def test_a_share_is_whole_pence_and_never_over(share: float, amount: float, most: int) -> None:
    assert share_pence(share, amount) == most
    case = small_case(bids=[bid("B", amount)], pots=[pot("P", 10, max_share=share)])
    assert build_problem(case, {}).pairs["P", "B"] == most


def test_a_lump_arrives_in_its_first_payable_year() -> None:
    assert tranches([pot("P", 10.0)]) == [(2026, 2028, 1000)]
    assert tranches([pot("P", 10.0, available_from="2027-04-01")]) == [(2027, 2028, 1000)]
    assert tranches([pot("P", 10.0, available_from="2027-03-31")]) == [(2026, 2028, 1000)]
    assert tranches([pot("P", 10.0, spend_by="2028-03-31")]) == [(2026, 2027, 1000)]


def test_a_lump_not_carried_forward_dies_with_its_first_payable_year() -> None:
    assert tranches([pot("P", 10.0, carry_forward="no")]) == [(2026, 2026, 1000)]
    assert tranches([pot("P", 10.0, carry_forward="no", available_from="2027-06-30")]) == [(2027, 2027, 1000)]


def test_mid_year_spend_by_loses_that_year() -> None:
    assert tranches([pot("P", 10.0, spend_by="2028-03-30")]) == [(2026, 2026, 1000)]
    assert tranches([pot("P", 10.0, spend_by="2026-09-30")]) == []


def test_yearly_receipts_carried_forward_last_to_the_end() -> None:
    assert tranches([pot("P", 6.0)], receipts(y2026=1.0, y2027=2.0, y2028=3.0)) == [
        (2026, 2028, 100),
        (2027, 2028, 200),
        (2028, 2028, 300),
    ]


def test_yearly_receipts_not_carried_forward_stand_alone() -> None:
    assert tranches([pot("P", 6.0, carry_forward="no")], receipts(y2026=1.0, y2027=2.0, y2028=3.0)) == [
        (2026, 2026, 100),
        (2027, 2027, 200),
        (2028, 2028, 300),
    ]


def test_receipts_before_the_horizon_are_in_hand_if_they_carry_forward() -> None:
    before = receipts(y2024=1.0, y2025=2.0, y2027=4.0)
    assert tranches([pot("P", 7.0)], before) == [(2026, 2028, 300), (2027, 2028, 400)]
    assert tranches([pot("P", 7.0, carry_forward="no")], before) == [(2027, 2027, 400)]


def test_receipts_after_the_horizon_do_not_count() -> None:
    assert tranches([pot("P", 6.0)], receipts(y2028=1.0, y2029=5.0)) == [(2028, 2028, 100)]


def test_receipts_before_the_money_is_available_wait_for_it() -> None:
    early = receipts(y2026=1.0, y2027=2.0)
    assert tranches([pot("P", 3.0, available_from="2027-04-01")], early) == [(2027, 2028, 300)]
    assert tranches([pot("P", 3.0, available_from="2027-04-01", carry_forward="no")], early) == [(2027, 2027, 200)]


@pytest.mark.parametrize(
    ("more", "money"),
    [
        ({"status": "received"}, 1000),
        ({"status": "allocated"}, 1000),
        ({"status": "transferred"}, 1000),
        ({"status": None}, 1000),
        ({"status": "secured"}, 0),
        ({"status": "secured", "available_from": "2027-04-01"}, 1000),
        ({"status": "requested"}, 0),
        ({"status": "requested", "available_from": "2026-04-01"}, 0),
    ],
)
def test_which_money_counts(more: dict[str, str | None], money: int) -> None:
    (facts,) = pot_facts(small_case(pots=[pot("P", 10.0, **more)])).values()
    assert facts.countable_pence == money


@pytest.mark.parametrize(
    ("more", "lapses"),
    [
        ({}, False),
        ({"carry_forward": "yes"}, False),
        ({"carry_forward": "no"}, True),
        ({"spend_by": "2029-03-31"}, True),
        ({"spend_by": "2029-04-01"}, False),
    ],
)
def test_what_lapses_within_the_horizon(more: dict[str, str], lapses: bool) -> None:
    (facts,) = pot_facts(small_case(pots=[pot("P", 10.0, **more)])).values()
    assert facts.lapses is lapses


@pytest.mark.parametrize(
    ("more", "starts"),
    [
        ({}, (2026, 2027, 2028)),
        ({"years_to_build": 2}, (2026, 2027)),
        ({"years_to_build": 4}, ()),
        ({"earliest_start": 2027}, (2027, 2028)),
        ({"earliest_start": 2020, "latest_start": 2026}, (2026,)),
        ({"latest_start": 2025}, ()),
    ],
)
def test_start_years_leave_time_to_finish(more: dict[str, int], starts: tuple[int, ...]) -> None:
    assert bid_facts(small_case(bids=[bid("B", 10.0, **more)]))["B"].starts == starts


def test_stated_costs_replace_the_even_spread() -> None:
    costs = [{"bid_id": "B", "year_offset": o, "capital_gbp": c} for o, c in ((0, 1.0), (2, 9.01))]
    facts = bid_facts(small_case(bids=[bid("B", 10.01, years_to_build=2)], bid_costs=costs))["B"]
    assert facts.profile_pence == (100, 0, 901)
    assert facts.starts == (2026,)
    assert facts.spend_years == (2026, 2028)


def test_unknown_figures_of_a_bid_stay_unknown() -> None:
    facts = bid_facts(small_case(bids=[bid("B", 10.0)]))["B"]
    assert facts.revenue_pence is None
    assert facts.growth_share is None
    assert facts.point is None
    assert facts.clusters == {}
