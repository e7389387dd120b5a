"""The clock of money at risk: what must be spent by when, quarter by quarter, red, amber or green by set thresholds."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from prioritise.case.case import Case
from prioritise.ledger.force import in_force
from prioritise.ledger.model import Ledger
from prioritise.ledger.pots import pot_amounts, steps_of_case
from prioritise.years import year_label, year_of

KINDS = ("s106", "cil")
LIGHTS = {
    "passed": "Passed",
    "red": "Red: act now",
    "amber": "Amber: plan now",
    "green": "Green: in time",
    "no date": "No date known",
}
SURENESS = {
    "received": "in_hand_gbp", "allocated": "in_hand_gbp", "transferred": "in_hand_gbp", "secured": "promised_gbp",
    "requested": "asked_gbp",
}  # fmt: skip
"""Status of a pot -> the column its money stands in: what is there, what a deed promises, what was only asked for."""
AMOUNTS = ("in_hand_gbp", "promised_gbp", "asked_gbp")
POT_COLUMNS = ["pot_id", "pot", "kind", "holder", "status", *AMOUNTS, "spend_by", "ask_by", "quarter", "light",
               "months_left"]  # fmt: skip
_QUARTERS = {4: "April to June", 7: "July to September", 10: "October to December", 1: "January to March"}
_MONTHS_A_YEAR = 12
NO_QUARTER = "No date known"


@dataclass(frozen=True)
class Thresholds:
    """When a spend-by date is red and when amber.

    Attributes:
        red_months: months before it from which it is red.
        amber_months: months before it from which it is amber.
    """

    red_months: int
    amber_months: int


def quarter_of(day: dt.date) -> str:
    """The quarter of a day within its financial year, in order of time as text: `2026/27 Q4, January to March 2027`."""
    first = 3 * ((day.month - 1) // 3) + 1
    return f"{year_label(year_of(day))} Q{list(_QUARTERS).index(first) + 1}, {_QUARTERS[first]} {day.year}"


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from one day to another; below nought when the other is earlier."""
    months = (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month
    return months - (1 if end.day < start.day and not _month_end(end) else 0)


def _month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).month != day.month


def light_of(spend_by: dt.date | None, on: dt.date, thresholds: Thresholds) -> str:
    """Red, amber or green: a day exactly so many months ahead is still within the threshold."""
    if spend_by is None:
        return "no date"
    if spend_by < on:
        return "passed"
    if spend_by <= _months_on(on, thresholds.red_months):
        return "red"
    return "amber" if spend_by <= _months_on(on, thresholds.amber_months) else "green"


def _months_on(day: dt.date, months: int) -> dt.date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def clock(case: Case, on: dt.date, thresholds: Thresholds) -> pd.DataFrame:
    """One row an S.106 or CIL pot with money, soonest first: `POT_COLUMNS`.

    Its money stands in one of three columns (in hand, promised by a deed, asked for), which are never added up.
    `ask_by` is the spend-by date less the longest lead time of the contributions behind it (NaT where none is known).
    """
    pots = case.table("pots")
    held = pot_amounts(case)
    pots = pots[pots["kind"].isin(KINDS) & (pots["pot_id"].map(held).astype("float64") > 0)]
    leads = lead_times(case)
    rows = []
    for pot in pots.to_dict("records"):
        spend_by = None if pd.isna(pot["spend_by"]) else pot["spend_by"].date()
        column = SURENESS.get(pot["status"], "in_hand_gbp")
        money = [held[pot["pot_id"]] if c == column else float("nan") for c in AMOUNTS]
        weeks = leads.get(pot["pot_id"])
        ask_by = None if spend_by is None or weeks is None else spend_by - dt.timedelta(weeks=weeks)
        when = NO_QUARTER if spend_by is None else quarter_of(spend_by)
        left = None if spend_by is None else months_between(on, spend_by)
        known = [pot[c] for c in ("pot_id", "name", "kind", "holder", "status")]
        rows.append((*known, *money, spend_by, ask_by, when, light_of(spend_by, on, thresholds), left))
    frame = pd.DataFrame(rows, columns=POT_COLUMNS).astype(
        {"months_left": "Int64", **dict.fromkeys(AMOUNTS, "float64")}
    )
    frame = frame.assign(spend_by=pd.to_datetime(frame["spend_by"]), ask_by=pd.to_datetime(frame["ask_by"]))
    return frame.sort_values(["spend_by", "pot_id"], kind="stable", na_position="last", ignore_index=True)


def lead_times(case: Case) -> dict[str, float]:
    """Longest lead time in weeks of the contributions behind each pot that has one."""
    ledger = Ledger.of(case)
    if not ledger.contributions["lead_time_weeks"].notna().any():
        return {}
    force = in_force(ledger)
    steps = steps_of_case(case, force=force)
    keys = list(zip(steps["organisation"], steps["reference"], strict=True))
    weeks = {(o, r): w for o, r, w in force.contributions[["organisation", "reference", "lead_time_weeks"]].to_numpy()}
    found = pd.Series([weeks[k] for k in keys], index=steps.index, dtype="float64").groupby(steps["pot_id"]).max()
    return {str(p): float(w) for p, w in found.dropna().items()}


def by_quarter(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a quarter and light of `clock`, soonest first: quarter, light, pots (number) and the three amounts."""
    sums = rows.groupby(["quarter", "light"], sort=True)[list(AMOUNTS)].sum(min_count=1)
    pots = rows.groupby(["quarter", "light"]).size().rename("pots")
    return pd.concat([pots, sums.round(2)], axis=1).reset_index()
