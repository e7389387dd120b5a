"""The clock of money at risk, as the Ledger page shows it."""

import datetime as dt

import pandas as pd

from prioritise.case.case import Case
from prioritise.ledger import clock as clocks
from prioritise.ledger.clock import Thresholds
from prioritise.pipeline import Prepared
from prioritise.ui import words


def thresholds(prepared: Prepared) -> Thresholds:
    """Red and amber as the assumptions have them."""
    value = prepared.assumptions.value
    return Thresholds(int(value("money_red_months")), int(value("money_amber_months")))


def clock_rows(case: Case, day: dt.date, limits: Thresholds) -> pd.DataFrame:
    """`ledger.clock.clock`, with the light in words."""
    rows = clocks.clock(case, day, limits)
    return rows.assign(light_words=rows["light"].map(words.LIGHTS))


def clock_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a quarter and light: number of pots, and the money in hand, promised and asked for."""
    out = clocks.by_quarter(rows)
    return out.assign(light=out["light"].map(words.LIGHTS)).rename(columns={"light": "light_words"})


def clock_title(rows: pd.DataFrame) -> str:
    """Takeaway of the clock: the money in hand that is red, and what has passed its date."""
    if not rows["in_hand_gbp"].gt(0).any():
        return "No money in hand is recorded"
    sums = rows.groupby("light")["in_hand_gbp"].sum()
    red, passed = float(sums.get("red", 0.0)), float(sums.get("passed", 0.0))
    late = f"{words.gbp_short(passed)} has passed its date" if passed else ""
    if not red:
        return f"No money in hand is red{'; ' + late if late else ''}"
    return f"{words.gbp_short(red)} in hand is red{'; ' + late if late else ''}"


def near(rows: pd.DataFrame) -> pd.DataFrame:
    """The pots that are red or amber or have passed their date, soonest first."""
    return pots_of_clock(rows[rows["light"].isin(["passed", "red", "amber"])])


def pots_of_clock(rows: pd.DataFrame) -> pd.DataFrame:
    """The clock pot by pot, soonest first."""
    columns = ["pot", "light_words", "spend_by", "ask_by", "in_hand_gbp", "promised_gbp", "asked_gbp", "holder"]
    return rows.rename(columns={"kind": "pot_kind", "status": "pot_status"})[columns]
