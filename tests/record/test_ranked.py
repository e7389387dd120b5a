"""What is said of each pot after the list: what is left, what lapses, and on which day."""

from typing import Any

import pandas as pd
import pytest

from prioritise.cli import answer_report
from prioritise.optimise.result import Options
from prioritise.pipeline import Prepared, Run, run
from prioritise.record.comparison import MEASURES
from prioritise.record.sheets import pots_after
from prioritise.ui import labels
from prioritise.ui.views import money
from tests.build import Rows, bid, pot, small_case

EXACT = Options(gap=0.0, priority_list=False)
LOST_YEAR = "Spend-by falls within 2027/28, 91 days before it ends: that year is lost."


def ran(pots: Rows, pot_years: Rows = (), bids: Rows = ()) -> Run:
    """The run of a case of 2026/27 to 2028/29 with a bid of £10 unless said."""
    return run(small_case(bids=bids or [bid("A", 10.0)], pots=pots, pot_years=pot_years), options=EXACT)


def after(pots: Rows, pot_years: Rows = (), bids: Rows = ()) -> pd.DataFrame:
    """The pots after the list, by id."""
    return ran(pots, pot_years, bids).pots_after.set_index("pot_id")


def yearly(**amounts: float) -> Rows:
    """Yearly receipts of pot P: `y2026=10.0`."""
    return [{"pot_id": "P", "financial_year": int(y[1:]), "amount_gbp": a} for y, a in amounts.items()]


def test_a_pot_not_carried_forward_lapses_with_its_own_year_not_at_a_later_spend_by() -> None:
    columns = {"carry_forward": "no", "spend_by": "2040-06-30"}
    found = after([pot("P", 10.0, **columns), pot("Q", 70.0, **columns, for_kinds=("land",))])
    assert found.loc["P", "note"] == ""
    assert found.loc["Q", "lapses_gbp"] == 70
    assert found.loc["Q", "note"] == "No bid may lawfully use it. £70 is not used and lapses on 31 March 2027."


def test_each_year_of_a_budget_lapses_on_its_own_day() -> None:
    found = after(
        [pot("P", 0, carry_forward="no")], yearly(y2026=30.0, y2027=40.0), [bid("A", 10.0, latest_start=2026)]
    )
    assert found.loc["P", "lapses_gbp"] == 60
    assert found.loc["P", "note"] == "£60 is not used and lapses in parts: £20 on 31 March 2027, £40 on 31 March 2028."


@pytest.mark.parametrize(("carry", "day"), [("yes", "31 December 2027"), ("no", "31 March 2027")])
def test_money_of_the_year_a_spend_by_loses_is_counted_and_said(carry: str, day: str) -> None:
    pots = [pot("P", 0, spend_by="2027-12-31", carry_forward=carry)]
    row = after(pots, yearly(y2026=100.0, y2027=50.0)).loc["P"]
    assert (row["countable_gbp"], row["committed_gbp"], row["left_gbp"], row["lapses_gbp"]) == (100, 10, 90, 140)
    assert row["note"] == (
        f"£90 is not used and lapses on {day}. £50 lapses on 31 December 2027, with no year in which it could be used. "
        f"{LOST_YEAR}"
    )


def test_a_pot_with_money_only_in_the_lost_year() -> None:
    row = after([pot("P", 0, spend_by="2027-12-31")], yearly(y2027=50.0)).loc["P"]
    assert (row["left_gbp"], row["lapses_gbp"]) == (0, 50)
    assert row["note"].startswith(
        "No bid may lawfully use it. £50 lapses on 31 December 2027, with no year in which it"
    )


def test_money_gone_before_the_first_year_is_not_money_this_list_lets_lapse() -> None:
    row = after([pot("P", 90.0, spend_by="2025-12-31"), pot("Q", 10.0)]).loc["P"]
    assert (row["left_gbp"], row["lapses_gbp"]) == (0, 0)
    assert row["note"].endswith("£90 lapsed on 31 December 2025.")


def test_a_lost_year_is_only_said_of_a_spend_by_within_the_horizon() -> None:
    ends = {"P": "2027-12-31", "Q": "2028-03-31", "R": "2040-06-30"}
    found = after([pot(p, 10.0, spend_by=d) for p, d in ends.items()], bids=[bid("A", 30.0)])
    assert found["note"].to_dict() == {"P": LOST_YEAR, "Q": "", "R": ""}


def test_the_money_page_and_the_table_say_the_same_sum() -> None:
    """Every figure of what lapses, on the page, in its sentence and in the workbook, is one figure."""
    found = ran([pot("P", 0, spend_by="2027-12-31")], yearly(y2026=100.0, y2027=50.0))
    prepared: Prepared = found.prepared
    rows = money.at_risk(prepared, found)
    shown = rows[["amount_gbp", "left_by_list_gbp", "bids_it_may_pay"]]
    assert shown.to_numpy().tolist() == [[100, 90, 1], [50, 50, 0]]
    assert rows["left_by_list_gbp"].sum() == found.pots_after["lapses_gbp"].sum() == 140
    said = "this list leaves £90 to lapse; a further £50 lapses that no bid could be paid from."
    assert said in money.answer(prepared, found) and said in answer_report(found)
    assert money.by_expiry(prepared)["amount_gbp"].sum() == money.in_hand_gbp(prepared) == 100


def test_a_budget_from_before_its_pot_is_available_is_not_laid_at_a_spend_by_date() -> None:
    found = ran([pot("P", 0, carry_forward="no", available_from="2027-04-01"), pot("Q", 10.0)], yearly(y2026=30.0))
    said = money.at_risk(found.prepared, found)["who_it_may_pay"].iloc[0]
    assert said == "Counts £0: the pot is not available until 1 April 2027, and this money goes before then"


@pytest.mark.parametrize(
    ("pots", "receipts", "lapses", "unpayable"),
    [
        ([pot("P", 90.0, spend_by="2027-03-31")], [], 80, 0),
        ([pot("P", 10.0), pot("Q", 70.0, spend_by="2028-03-31", for_kinds=("land",))], [], 70, 70),
        ([pot("P", 10.0), pot("Q", 70.0, spend_by="2026-12-31")], [], 70, 70),
        ([pot("P", 0, carry_forward="no")], yearly(y2026=30.0, y2027=40.0), 60, 40),
        ([pot("P", 0, spend_by="2028-03-31")], yearly(y2026=30.0, y2027=40.0), 60, 40),
        ([pot("P", 90.0)], [], 0, 0),
    ],
)
def test_what_no_list_could_use_is_told_from_what_this_one_leaves(
    pots: Rows, receipts: Rows, lapses: float, unpayable: float
) -> None:
    found = ran(pots, receipts, [bid("A", 10.0, latest_start=2026)])
    assert (found.pots_after["lapses_gbp"].sum(), found.pots_after["unpayable_gbp"].sum()) == (lapses, unpayable)
    left = f"£{lapses - unpayable:,}" if lapses > unpayable else "nothing"
    assert f"this list leaves {left} to lapse" in answer_report(found)
    assert (f"£{unpayable:,} lapses that no bid" in answer_report(found)) is bool(unpayable)
    assert ("a further" in answer_report(found)) is (0 < unpayable < lapses)


def test_what_lapses_has_one_heading() -> None:
    assert {labels.label_of("lapses_gbp")[0], next(m.label for m in MEASURES if m.id == "lapses")} == {"Lapses (£)"}


def test_what_lapses_is_not_said_to_be_a_part_of_what_is_left() -> None:
    frame, columns = pots_after(ran([pot("P", 90.0, spend_by="2026-12-31")]))
    headings: dict[str, Any] = {c.name: c.heading for c in columns}
    assert headings["lapses_gbp"] == "Lapses (£)"
    assert frame["lapses_gbp"].iloc[0] > frame["left_gbp"].iloc[0]
