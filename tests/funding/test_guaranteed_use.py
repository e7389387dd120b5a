"""How long a grant ties a building, and leases that end sooner (T17)."""

import datetime as dt

import pytest

from prioritise.assumptions import load_assumptions
from prioritise.funding import build_problem
from prioritise.funding.guaranteed_use import guaranteed_use_years, short_leases
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
    (said,) = found(dt.date(2036, 3, 30))
    assert said == (
        "a grant of up to £200,000 would tie the building to GP use for 9 years, to about March 2036, and the lease of "
        "site S1 ends on 30 March 2036"
    )


def test_a_lease_that_outlasts_it_or_is_not_known_and_other_money_are_not() -> None:
    assert found(dt.date(2036, 3, 31)) == []
    assert found(None) == []
    assert found(dt.date(2027, 1, 1), kind="icb") == []
