"""When money lapses."""

import datetime as dt

from prioritise.funding import build_problem
from prioritise.funding.lapse import lapse_table
from tests.build import bid, pot, small_case


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
    rows = {(r.pot_id, r.lapses_on): (r.amount_gbp, r.left_gbp, r.usable) for r in table.itertuples()}
    assert rows == {
        ("LOST", dt.date(2026, 12, 31)): (70.0, 70.0, False),
        ("YEARLY", dt.date(2027, 3, 31)): (40.0, 30.0, True),
        ("YEARLY", dt.date(2028, 3, 31)): (40.0, 40.0, True),
        ("DATED", dt.date(2028, 3, 31)): (100.0, 75.0, True),
    }
