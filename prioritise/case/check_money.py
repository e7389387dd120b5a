"""Checks of pots, bids and their costs against each other, in whole pence."""

import pandas as pd

from prioritise.case.desk import KEPT, Desk
from prioritise.years import year_label


def check_money(desk: Desk) -> None:
    """Every check of this module."""
    _profiles(desk)
    _pot_dates(desk)
    _pot_status(desk)
    _pot_distance(desk)
    _growth(desk)
    _start_window(desk)
    _revenue(desk)


def _pence(pounds: float) -> int:
    return round(pounds * 100)


def _profiles(desk: Desk) -> None:
    """A cost profile that does not sum to its bid's capital is not used: which of the two is wrong is unknown."""
    costs, bids = desk.table("bid_costs"), desk.table("bids")
    if not len(costs):
        return
    capital = dict(zip(bids["bid_id"], bids["capital_gbp"].map(_pence), strict=True))
    for bid, rows in costs.groupby("bid_id", sort=True):
        total = sum(_pence(c) for c in rows["capital_gbp"])
        if bid in capital and total != capital[bid]:
            said = f"the costs of bid {bid} sum to £{total / 100:,.2f}, but its capital is £{capital[bid] / 100:,.2f}"
            where = {"row": int(rows.index.min()), "column": "capital_gbp", "value": f"{total / 100:.2f}"}
            done = "all its rows left out; the capital is spread evenly"
            desk.log.refuse("profile_does_not_sum", "bid_costs", said, **where, done=done)
            desk.leave_out("bid_costs", rows.index.tolist())


def _pot_dates(desk: Desk) -> None:
    pots = desk.table("pots")
    wrong = pots[pots["spend_by"] < pots["available_from"]]
    for row, start, end in zip(wrong.index.tolist(), wrong["available_from"], wrong["spend_by"], strict=True):
        said = f"the pot must be spent by {end:%Y-%m-%d}, before it is there on {start:%Y-%m-%d}"
        where = {"row": row, "column": "spend_by", "value": f"{end:%Y-%m-%d}"}
        desk.log.doubt("spend_by_before_available", "pots", said, **where, done=f"{KEPT}: it pays nothing")


def _pot_status(desk: Desk) -> None:
    pots = desk.table("pots")
    silent = pots[(pots["kind"] == "s106") & pots["status"].isna()]
    for row, pot in zip(silent.index.tolist(), silent["pot_id"], strict=True):
        said = f"S.106 pot {pot} has no status"
        desk.log.doubt("no_status", "pots", said, row=row, column="status", done="taken as money in hand")


def _pot_distance(desk: Desk) -> None:
    pots = desk.table("pots")
    nowhere = pots[pots["within_km"].notna() & (pots["longitude"].isna() | pots["latitude"].isna())]
    for row, pot in zip(nowhere.index.tolist(), nowhere["pot_id"], strict=True):
        said = f"pot {pot} pays within {nowhere.loc[row, 'within_km']:g} km of its point, but has none"
        where = {"row": row, "column": "within_km", "value": nowhere.loc[row, "within_km"]}
        desk.log.refuse("distance_without_point", "pots", said, **where, done=f"{KEPT}: it pays nothing")


def _growth(desk: Desk) -> None:
    """Bids that a growth-only pot could pay, were their growth share known."""
    pots, bids = desk.table("pots"), desk.table("bids")
    growth = pots[pots["growth_only"] == "yes"]
    kinds = {kind for listed in growth["for_kinds"] for kind in listed}
    any_kind = any(not listed for listed in growth["for_kinds"])
    for row, bid, kind, share in zip(
        bids.index.tolist(), bids["bid_id"], bids["kind"], bids["growth_share"], strict=True
    ):
        if pd.isna(share) and (any_kind or kind in kinds):
            said = f"bid {bid} has no growth_share, and some pots pay only for growth"
            desk.log.doubt(
                "no_growth_share", "bids", said, row=row, column="growth_share", done="those pots pay it nothing"
            )


def _start_window(desk: Desk) -> None:
    bids = desk.table("bids")
    wrong = bids[(bids["latest_start"] < bids["earliest_start"]).fillna(False).astype(bool)]
    for row, first, last in zip(wrong.index.tolist(), wrong["earliest_start"], wrong["latest_start"], strict=True):
        said = f"latest_start {year_label(last)} is before earliest_start {year_label(first)}"
        where = {"row": row, "column": "latest_start", "value": year_label(last)}
        desk.log.refuse("ends_before_it_starts", "bids", said, **where, done=f"{KEPT}: the bid cannot start")


def _revenue(desk: Desk) -> None:
    bids = desk.table("bids")
    if desk.settings.revenue_limit_gbp_per_year is None:
        return
    for row in bids.index[bids["revenue_gbp_per_year"].isna()].tolist():
        said = f"bid {bids.loc[row, 'bid_id']} does not say what revenue it adds, and revenue is limited"
        where = {"row": row, "column": "revenue_gbp_per_year"}
        desk.log.doubt("no_revenue", "bids", said, **where, done="adds nothing to the revenue counted")
