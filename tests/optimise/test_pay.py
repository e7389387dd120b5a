"""Who pays what: money that lapses first, whole pence exactly, and what is missing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.optimise.pay import Payments, pay_for, shortfall, within_reach
from prioritise.optimise.recheck import breaches
from tests.build import bid, pot, small_case

THIRD = 1 / 3


def paid(case: Case, **starts: int) -> Payments:
    """Payments for the starts, checked to the penny."""
    found = pay_for(build_problem(case, {}), starts)
    assert found is not None
    assert breaches(case, starts, found) == []
    assert all(isinstance(v, int) and v > 0 for v in found.values())
    return found


def by_pot(payments: Payments) -> dict[str, int]:
    """Pence by pot."""
    return {p: sum(a for (q, _, _), a in payments.items() if q == p) for p, _, _ in payments}


def test_soonest_to_lapse_pays_first() -> None:
    pots = [
        pot("A", 200.0),
        pot("B", 200.0, spend_by="2035-03-31"),
        pot("Y", 60.0, spend_by="2028-03-31"),
        pot("Z", 60.0, spend_by="2027-03-31"),
    ]
    case = small_case(bids=[bid("X", 100.0), bid("W", 100.0)], pots=pots)
    assert by_pot(paid(case, X=2026)) == {"Z": 6000, "Y": 4000}
    # money that lapses only after the horizon is kept like money that lasts: pots in id order
    assert by_pot(paid(case, X=2026, W=2026)) == {"Z": 6000, "Y": 6000, "A": 8000}


def test_a_pot_not_carried_forward_lapses_too() -> None:
    case = small_case(bids=[bid("X", 50.0)], pots=[pot("A", 200.0), pot("B", 30.0, carry_forward="no")])
    assert by_pot(paid(case, X=2026)) == {"B": 3000, "A": 2000}
    assert by_pot(paid(case, X=2027)) == {"A": 5000}


def test_as_much_lapsing_money_as_can_be_used_over_all_bids() -> None:
    """The lapsing pot pays the bid nobody else may pay; a greedy payer would spend it on the first bid."""
    case = small_case(
        bids=[bid("A", 50.0), bid("B", 50.0, kind="land")],
        pots=[pot("L", 60.0, spend_by="2027-03-31"), pot("P", 50.0, for_kinds=("extension",))],
    )
    assert paid(case, A=2026, B=2026) == {("L", "A", 2026): 1000, ("L", "B", 2026): 5000, ("P", "A", 2026): 4000}


def test_equal_pots_pay_in_id_order() -> None:
    case = small_case(bids=[bid("X", 50.0)], pots=[pot(p, 40.0) for p in "CAB"])
    assert by_pot(paid(case, X=2026)) == {"A": 4000, "B": 1000}


def thirds(capital: float, *more: dict[str, Any], years: int = 1) -> Case:
    """A bid that three pots may each pay a third of."""
    pots = [pot(p, 1000.0, max_share=THIRD) for p in "PQR"]
    return small_case(bids=[bid("X", capital, years_to_build=years)], pots=[*pots, *more])


@pytest.mark.parametrize("years", [1, 2, 3])
def test_three_thirds_pay_a_sum_that_divides(years: int) -> None:
    assert by_pot(paid(thirds(99.99, years=years), X=2026)) == {"P": 3333, "Q": 3333, "R": 3333}


def test_three_thirds_of_a_hundred_pounds_are_a_penny_short() -> None:
    case = thirds(100.0)
    assert pay_for(build_problem(case, {}), {"X": 2026}) is None
    assert shortfall(build_problem(case, {}), {}, "X") == 1


@pytest.mark.parametrize("years", [1, 2, 3])
def test_somebody_else_pays_the_odd_penny(years: int) -> None:
    case = thirds(100.0, pot("S", 0.01), years=years)
    assert by_pot(paid(case, X=2026)) == {"P": 3333, "Q": 3333, "R": 3333, "S": 1}


def test_odd_pence_of_several_bids_over_several_years() -> None:
    bids = [bid(f"B{i}", 33.34 + i / 100, years_to_build=3) for i in range(3)]
    pots = [pot(p, 33.35, max_share=THIRD, spend_by=d) for p, d in (("P", None), ("Q", "2029-03-31"), ("R", None))]
    case = small_case(bids=bids, pots=[*pots, pot("S", 0.04)])
    payments = paid(case, B0=2026, B1=2026, B2=2026)
    assert sum(payments.values()) == 3334 + 3335 + 3336


def test_exactly_all_the_money_is_paid_out() -> None:
    case = small_case(
        bids=[bid("A", 0.07, years_to_build=2), bid("B", 0.05, years_to_build=3)],
        pots=[pot("P", 0.04), pot("Q", 0.04), pot("R", 0.04)],
    )
    assert by_pot(paid(case, A=2026, B=2026)) == {"P": 4, "Q": 4, "R": 4}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from([None, THIRD, 0.66, 0.007])), min_size=1, max_size=5),
    st.integers(1, 3),
)
def test_payable_sums_are_paid_to_the_penny(
    costs: list[int], money: list[tuple[int, float | None]], years: int
) -> None:
    """Whatever the pots cannot pay, a large one does: there is always a payment, and it is exact."""
    bids = [bid(f"B{i}", c / 100, years_to_build=1 + (i + years) % 3) for i, c in enumerate(costs)]
    pots = [
        pot(f"P{i}", m / 100, max_share=s, spend_by=None if i % 2 else "2028-03-31") for i, (m, s) in enumerate(money)
    ]
    case = small_case(bids=bids, pots=[*pots, pot("Z", 1e6)])
    payments = paid(case, **{b["bid_id"]: 2026 for b in bids})
    assert sum(payments.values()) == sum(costs)


def test_no_bids_no_payments() -> None:
    case = small_case(bids=[bid("A", 1.0)], pots=[pot("P", 1.0)])
    assert pay_for(build_problem(case, {}), {}) == {}


def test_what_no_pot_may_pay_cannot_be_paid() -> None:
    case = small_case(bids=[bid("A", 1.0, kind="land")], pots=[pot("P", 10.0, for_kinds=("extension",))])
    assert pay_for(build_problem(case, {}), {"A": 2026}) is None


# Shortfalls, against a count by hand.


def test_shortfall_alone_is_cost_less_what_each_pot_may_pay() -> None:
    # £100: 30% of it from P, all £20.05 of Q, nothing from R
    pots = [pot("P", 500.0, max_share=0.3), pot("Q", 20.05), pot("R", 900.0, for_kinds=("land",))]
    case = small_case(bids=[bid("A", 100.0)], pots=pots)
    assert shortfall(build_problem(case, {}), {}, "A") == 10000 - 3000 - 2005
    assert within_reach(build_problem(case, {}), "A") == 3000 + 2005


def test_shortfall_beside_others_lets_them_be_paid_another_way() -> None:
    # X (£30) can be paid by P or Q and A (£50) by Q alone: X moves to P, and A lacks 50 - 40
    pots = [pot("P", 30.0, for_kinds=("technology",)), pot("Q", 40.0)]
    case = small_case(bids=[bid("A", 50.0), bid("X", 30.0, kind="technology")], pots=pots)
    problem = build_problem(case, {})
    assert shortfall(problem, {"X": 2026}, "A") == 1000
    assert shortfall(problem, {}, "A") == 1000


def test_shortfall_when_others_must_use_the_same_pot() -> None:
    case = small_case(bids=[bid("A", 50.0), bid("X", 30.5)], pots=[pot("P", 60.0)])
    problem = build_problem(case, {})
    assert shortfall(problem, {}, "A") == 0
    assert shortfall(problem, {"X": 2026}, "A") == 5000 - (6000 - 3050)


def test_shortfall_is_at_the_best_start() -> None:
    # £10 a year: a start in 2026 finds £10, one in 2027 finds both years'
    receipts = [{"pot_id": "P", "financial_year": y, "amount_gbp": 10.0} for y in (2027, 2028)]
    case = small_case(
        bids=[bid("A", 20.0, years_to_build=2), bid("B", 20.0, years_to_build=2, latest_start=2026)],
        pots=[pot("P", 20.0, carry_forward="no")],
        pot_years=receipts,
    )
    problem = build_problem(case, {})
    assert shortfall(problem, {}, "A") == 0
    assert shortfall(problem, {}, "B") == 1000


def test_shortfall_of_a_bid_that_cannot_start_is_all_of_it() -> None:
    case = small_case(bids=[bid("A", 20.0, years_to_build=9)], pots=[pot("P", 20.0)])
    assert shortfall(build_problem(case, {}), {}, "A") == 2000


def test_a_bid_that_costs_nothing_is_never_short() -> None:
    case = small_case(bids=[bid("A", 0.0)], pots=[pot("P", 20.0)])
    assert shortfall(build_problem(case, {}), {}, "A") == 0
