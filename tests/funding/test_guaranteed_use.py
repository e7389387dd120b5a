"""How long a grant ties a building, and leases that end sooner (T17)."""

import datetime as dt

import pytest

from prioritise.assumptions import load_assumptions
from prioritise.funding import build_problem
from prioritise.funding.guaranteed_use import LeaseRoom, guaranteed_use_years, lease_room, short_leases, tied_until
from tests.build import bid, pot, small_case
from tests.evidence.cases import practice, site


@pytest.mark.parametrize(
    ("grant_gbp", "years"),
    [(0, 6), (143_999, 6), (144_000, 9), (360_000, 12), (660_000, 15), (1_199_999, 15), (1_200_000, 18)],
)
def test_the_2024_directions(grant_gbp: float, years: int) -> None:
    """Worked example T17: the lower bound of a band counts as in it."""
    assert guaranteed_use_years(grant_gbp, load_assumptions(day="2024-05-10")) == years


@pytest.mark.parametrize(("grant_gbp", "years"), [(99_999, 5), (249_999, 10), (250_001, 15), (2_000_000, 15)])
def test_before_10_may_2024_the_2013_directions_hold(grant_gbp: float, years: int) -> None:
    assert guaranteed_use_years(grant_gbp, load_assumptions(day="2024-05-09")) == years


def test_below_the_first_step_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="below zero"):
        load_assumptions().band("guaranteed_use_years").at(-1)


def found(lease_end: dt.date | None, kind: str = "grant") -> list[str]:
    """Issues of a £200,000 extension begun in 2026/27: 9 years' tie from March 2027, to March 2036."""
    case = small_case(
        practices=[practice("P1", 5000)],
        sites=[site("S1", "P1", 1.0, lease_end=lease_end)],
        bids=[bid("B1", 200_000.0, site_code="S1", earliest_start=2026)],
        pots=[pot("G", 500_000.0, kind=kind)],
    )
    problem = build_problem(case, {"B1": 1.0})
    return [i.message for i in short_leases(case, problem, load_assumptions())]


def test_a_lease_that_ends_before_the_tie_is_said() -> None:
    (said,) = found(dt.date(2036, 3, 9))
    assert said == (
        "a grant of up to £200,000 would tie the building to GP use for 9 years, to about March 2036, and the lease of "
        "site S1 ends on 9 March 2036"
    )


def test_a_grant_is_never_said_to_be_more_than_the_pot_holds_when_it_must_pay() -> None:
    case = small_case(
        practices=[practice("P1", 5000)],
        sites=[site("S1", "P1", 1.0, lease_end=dt.date(2033, 3, 30))],
        bids=[bid("B1", 1_000_000.0, site_code="S1", latest_start=2026)],
        pots=[pot("G", 0.0, kind="grant", max_share=0.66)],
        pot_years=[{"pot_id": "G", "financial_year": y, "amount_gbp": a} for y, a in ((2026, 5e4), (2028, 5e5))],
    )
    (said,) = [i.message for i in short_leases(case, build_problem(case, {"B1": 1.0}), load_assumptions())]
    assert said.startswith("a grant of up to £50,000 would tie the building to GP use for 6 years, to about March 2033")


def test_a_lease_that_outlasts_it_or_is_not_known_and_other_money_are_not() -> None:
    assert found(dt.date(2036, 3, 31)) == []
    assert found(None) == []
    assert found(dt.date(2027, 1, 1), kind="icb") == []


@pytest.mark.parametrize(
    ("lease_end", "years", "below"),
    [
        (dt.date(2033, 3, 30), 0, 0),  # works that end in 2026/27: six years' tie from 31 March 2027
        (dt.date(2033, 3, 31), 6, 144_000),
        (dt.date(2036, 3, 30), 6, 144_000),
        (dt.date(2036, 3, 31), 9, 360_000),
        (dt.date(2039, 3, 31), 12, 660_000),
        (dt.date(2042, 3, 31), 15, 1_200_000),
        (dt.date(2045, 3, 30), 15, 1_200_000),
        (dt.date(2045, 3, 31), 18, float("inf")),
    ],
)
def test_the_largest_grant_whose_tie_a_lease_outlasts(lease_end: dt.date, years: int, below: float) -> None:
    """The bands of worked example T17: below the sum the tie is one the lease outlasts, from it on it is not."""
    assumptions = load_assumptions(day="2026-04-01")
    assert lease_room(lease_end, 2026, assumptions) == LeaseRoom(years, below)
    if 0 < below < float("inf"):
        assert guaranteed_use_years(below - 1, assumptions) == years < guaranteed_use_years(below, assumptions)


def test_a_tie_runs_from_the_end_of_the_year_the_works_end_in() -> None:
    assert tied_until(2026, 9) == dt.date(2036, 3, 31)
