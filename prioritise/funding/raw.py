"""Small look-ups the rules' own checks use: straight from the case's tables, sharing nothing with the model's facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.funding.rule import Portfolio


def to_pence(pounds: Any) -> int:
    """Pounds in a table to whole pence."""
    return int((Decimal(repr(float(pounds))) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_pence(share: Any, pounds: Any) -> int:
    """The whole pence within a share of an amount (never a part of a penny over)."""
    part = Decimal(repr(float(share))) * to_pence(pounds)
    return int((part + Decimal("1e-6")).to_integral_value(rounding=ROUND_FLOOR))


def blank(value: Any) -> bool:
    """Whether a cell says nothing."""
    return value is None or value == "" or (not isinstance(value, str | tuple) and bool(pd.isna(value)))


def rows_by(case: Case, table: str, key: str) -> dict[str, dict[str, Any]]:
    """Rows of a table as plain dictionaries, by id."""
    return {r[key]: r for r in case.table(table).to_dict("records")}


def paying_pairs(case: Case, portfolio: Portfolio) -> Iterator[tuple[dict[str, Any], dict[str, Any], int]]:
    """Each pot and bid between which money moves, as table rows, with the pence over all years."""
    pots, bids = rows_by(case, "pots", "pot_id"), rows_by(case, "bids", "bid_id")
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for (pot_id, bid_id, _), paid in portfolio.payments.items():
        totals[pot_id, bid_id] += paid
    for (pot_id, bid_id), paid in sorted(totals.items()):
        if paid:
            yield pots[pot_id], bids[bid_id], paid


def bid_practices(case: Case, bid: Mapping[str, Any]) -> list[str]:
    """Practices a bid serves: those it names, else the one at its site."""
    if bid["practice_codes"]:
        return list(bid["practice_codes"])
    sites = case.table("sites")
    return list(sites.loc[sites["site_code"] == bid["site_code"], "practice_code"])


def bid_clusters(case: Case, bid: Mapping[str, Any]) -> list[str]:
    """Clusters a bid is in: its own, else those of its practices (one entry a practice)."""
    if not blank(bid["cluster_code"]):
        return [bid["cluster_code"]]
    practices = case.table("practices").set_index("practice_code")["cluster_code"]
    found = [practices.get(code) for code in bid_practices(case, bid)]
    return [c for c in found if not blank(c)]


def pounds(pence: int) -> str:
    """Pence as pounds for a sentence: whole pounds without pence."""
    return f"£{pence / 100:,.0f}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def build_years(case: Case, bid_id: str) -> int:
    """Years a bid's cost runs over."""
    costs = case.table("bid_costs")
    mine = costs[costs["bid_id"] == bid_id]
    if len(mine):
        return int(mine["year_offset"].max()) + 1
    years = rows_by(case, "bids", "bid_id")[bid_id]["years_to_build"]
    return 1 if blank(years) else int(years)
