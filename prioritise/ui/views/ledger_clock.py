"""The clock of money at risk, as the Ledger page shows it."""

import datetime as dt

import pandas as pd

from prioritise.case.case import Case
from prioritise.ledger import clock as clocks
from prioritise.ledger.clock import Thresholds
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views.ledger import first_day

NEAR = ("red", "amber", "passed")
"""Lights that want somebody to act, the first first."""


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
    """Takeaway of the clock: the money in hand that is red, what has passed its date, and what no date is known for."""
    if not rows["in_hand_gbp"].gt(0).any():
        return "No money in hand is recorded"
    sums = rows.groupby("light")["in_hand_gbp"].sum()
    red, passed, undated = (float(sums.get(light, 0.0)) for light in ("red", "passed", "no date"))
    said = [f"{words.gbp_short(red)} in hand is red" if red else "No money in hand is red"]
    said += [f"{words.gbp_short(passed)} has passed its date"] if passed else []
    said += [f"for {words.gbp_short(undated)} no date is known"] if undated else []
    return "; ".join(said)


def counted_from(case: Case, day: dt.date) -> str:
    """What the clock counts from where nobody has set another day; "" where somebody has."""
    if day != first_day(case):
        return ""
    said = words.day(day)
    return f"Counted from the first day of the years looked at ({said}), not today: type another day to change that."


def near(rows: pd.DataFrame) -> pd.DataFrame:
    """The pots that are red or amber or have passed their date, soonest first."""
    return pots_of_clock(rows[rows["light"].isin(NEAR)])


def near_lights(rows: pd.DataFrame) -> dict[str, str]:
    """Pot id -> its light in words, of those that are red, amber or passed: in that order, each soonest first."""
    order = {light: n for n, light in enumerate(NEAR)}
    mine = rows[rows["light"].isin(NEAR)]
    mine = mine.sort_values("light", key=lambda lights: lights.map(order), kind="stable")
    return dict(zip(mine["pot_id"], mine["light_words"], strict=True))


def pots_of_clock(rows: pd.DataFrame) -> pd.DataFrame:
    """The clock pot by pot, soonest first."""
    columns = ["pot", "light_words", "spend_by", "ask_by", "in_hand_gbp", "promised_gbp", "asked_gbp", "holder"]
    return rows.rename(columns={"kind": "pot_kind", "status": "pot_status"})[columns]
