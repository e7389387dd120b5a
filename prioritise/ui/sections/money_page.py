"""The money page: when the money goes, and what the list leaves in each pot."""

from prioritise.record.charts import stacked_gbp
from prioritise.ui import cached, cases, charts, frame, tables, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.views import decide, money
from prioritise.ui.views.ledger import WHERE_DOUBTS, first_day


def doubt(page: Page) -> None:
    """What of the money may be the same money written twice; nothing where there is no such doubt."""
    double = cached.double_in_pots_gbp(page.opened.key, first_day(page.case).isoformat(), page.case)
    if double:
        frame.note(
            f"{words.gbp(double)} left in pots for health may be the same money written twice: it is counted until "
            f"someone looks. The Ledger page says which, under “{WHERE_DOUBTS}”."
        )


def expiry(page: Page) -> None:
    """The money that counts by the year in which it goes; nothing where none counts."""
    rows = money.by_expiry(page.ready)
    if not len(rows):
        return
    charts.show(
        stacked_gbp(rows, "spend_by_year", "Spend by the end of"),
        money.expiry_title(page.ready),
        "Only money that counts: none secured without a date, and none only requested unless a what-if says so. "
        "Unspent is not misspent.",
        rows,
        key="expiry",
        like={"amount_gbp": "countable_gbp"},
    )


def after(page: Page) -> None:
    """Each pot after the list; or why there is no list."""
    frame.section("What this list leaves in each pot")
    if page.any_run is None:
        frame.band(words.safe(f"{cases.why_no_list(page.case)} {cases.WAY_BACK}"), warn=True, alert=True)
    elif not verdict.no_list(page):
        tables.show(decide.pots_after(page.run), alt="Each pot after this list")
