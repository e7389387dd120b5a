"""When money lapses."""

import datetime as dt

import pytest

from prioritise.funding import build_problem
from prioritise.funding.lapse import lapse_table
from tests.build import bid, pot, small_case

LOST = "the spend-by date falls before the end of its financial year, and that year is lost"
LATE = "the pot is not available until 1 April 2027"


def test_lapses_by_date_and_by_year() -> None:
    """A spend-by date, each year of a budget not carried forward, and money with no year left; lasting money never."""
    case = small_case(
        bids=[bid("B", 10)],
        pots=[
            pot("DATED", 100, spend_by="2028-03-31"),
            pot("LOST", 70, spend_by="2026-12-31"),
            pot("YEARLY", 0, carry_forward="no"),
            pot("LASTING", 500),
            pot("ASKED", 900, status="requested", spend_by="2027-03-31"),
        ],
        pot_years=[{"pot_id": "YEARLY", "financial_year": y, "amount_gbp": 40.0} for y in (2026, 2027)],
    )
    table = lapse_table(build_problem(case, {}), [("YEARLY", "B", 2026, 1000), ("DATED", "B", 2026, 2500)])
    rows = {(r.pot_id, r.lapses_on): (r.amount_gbp, r.left_gbp, r.unusable) for r in table.itertuples()}
    assert rows == {
        ("LOST", dt.date(2026, 12, 31)): (70.0, 70.0, LOST),
        ("YEARLY", dt.date(2027, 3, 31)): (40.0, 30.0, ""),
        ("YEARLY", dt.date(2028, 3, 31)): (40.0, 40.0, ""),
        ("DATED", dt.date(2028, 3, 31)): (100.0, 75.0, ""),
    }


def test_money_that_comes_in_the_year_a_spend_by_loses_is_lost_too() -> None:
    """Carried forward or not; what would come after the spend-by date never does, and is not counted."""
    receipts = [
        {"pot_id": p, "financial_year": y, "amount_gbp": a}
        for p in ("CARRIED", "YEARLY")
        for y, a in ((2026, 100.0), (2027, 50.0), (2028, 900.0))
    ]
    dated = {"spend_by": "2027-12-31"}
    pots = [pot("CARRIED", 0, **dated), pot("YEARLY", 0, carry_forward="no", **dated)]
    case = small_case(bids=[bid("B", 10)], pots=pots, pot_years=receipts)
    table = lapse_table(build_problem(case, {}), [("CARRIED", "B", 2026, 1000)])
    assert list(table.itertuples(index=False, name=None)) == [
        ("YEARLY", dt.date(2027, 3, 31), 100.0, 100.0, ""),
        ("CARRIED", dt.date(2027, 12, 31), 100.0, 90.0, ""),
        ("CARRIED", dt.date(2027, 12, 31), 50.0, 50.0, LOST),
        ("YEARLY", dt.date(2027, 12, 31), 50.0, 50.0, LOST),
    ]


def test_a_yearly_budget_from_before_it_is_available_is_lost_with_its_year() -> None:
    """Not carried forward: gone at the end of that year. Carried forward: there when the pot is."""
    receipts = [{"pot_id": p, "financial_year": 2026, "amount_gbp": 30.0} for p in ("CARRIED", "YEARLY")]
    late = {"available_from": "2027-04-01"}
    pots = [pot("CARRIED", 0, **late), pot("YEARLY", 0, carry_forward="no", **late)]
    table = lapse_table(build_problem(small_case(bids=[bid("B", 10)], pots=pots, pot_years=receipts), {}))
    assert list(table.itertuples(index=False, name=None)) == [
        ("YEARLY", dt.date(2027, 3, 31), 30.0, 30.0, f"{LATE}, and this money goes before then")
    ]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"spend_by": "2025-12-31"}, "it went before 2026/27, the first year looked at"),
        ({"available_from": "2026-06-01", "spend_by": "2026-12-31"}, LOST),
        ({"available_from": "2027-04-01", "spend_by": "2027-03-31"}, f"{LATE}, and this money goes before then"),
        (
            {"available_from": "2030-05-01", "spend_by": "2033-03-31"},
            "the pot is not available until 1 May 2030, after the last year looked at",
        ),
    ],
)
def test_why_no_year_can_use_it_is_said_by_its_cause(columns: dict[str, str], why: str) -> None:
    table = lapse_table(build_problem(small_case(bids=[bid("B", 10)], pots=[pot("P", 100, **columns)]), {}))
    assert list(table["unusable"]) == [why]
