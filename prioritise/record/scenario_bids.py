"""What a scenario may say of single bids: facts of their own, and scores."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.tables import TABLES
from prioritise.criteria import criteria_in_force
from prioritise.errors import DataFault
from prioritise.years import parse_year

BidFact = Literal[
    "capital_gbp", "revenue_gbp_per_year", "earliest_start", "latest_start", "started", "choice_group", "requires"
]
"""Columns of the bids table that a what-if may change."""
NOTE = "a what-if"
"""Note of a score that a what-if gives."""


def with_bid_facts(facts: Mapping[str, Mapping[BidFact, Any]], case: Case) -> Case:
    """The case with facts of bids as given; a blank (None) where the fact is to be unknown or dropped.

    Raises:
        DataFault: a bid that the case does not have, or a value that the column cannot hold.
    """
    if not facts:
        return case
    bids, costs = case.table("bids").copy(), case.table("bid_costs")
    known_bids(set(facts), case)
    for bid_id, own in sorted(facts.items()):
        here = bids["bid_id"] == bid_id
        for column, value in sorted(own.items()):
            typed = _typed(bid_id, column, value)
            if column == "capital_gbp":
                costs = _costs_in_proportion(costs, bid_id, float(typed))
            changed = [typed if mine else now for mine, now in zip(here, bids[column], strict=True)]
            bids[column] = pd.Series(changed, index=bids.index, dtype=bids[column].dtype)
    return case.with_table("bids", bids).with_table("bid_costs", costs)


def known_bids(named: set[str], case: Case) -> None:
    """Raise a `DataFault` for a bid that the case does not have."""
    if unknown := sorted(named - set(case.table("bids")["bid_id"])):
        raise DataFault(f"the scenario names bids that the case does not have: {', '.join(unknown)}")


def _typed(bid_id: str, column: str, value: Any) -> Any:
    """A value as the column holds it.

    Raises:
        DataFault: it cannot hold it.
    """
    kind = TABLES["bids"].columns[column].kind
    try:
        if kind == "ids":
            return () if value is None else tuple(str(v) for v in ([value] if isinstance(value, str) else value))
        if value is None and column != "capital_gbp":
            return None
        if kind == "year":
            return parse_year(value) if isinstance(value, str) else _year(value)
        if kind == "money":
            return _amount(value)
        if column == "started" and value not in ("yes", "no"):
            raise ValueError("yes or no was expected")
        return str(value)
    except (TypeError, ValueError) as fault:
        raise DataFault(f"the scenario's {column} of bid {bid_id}, {value!r}: {fault}") from fault


def _year(value: Any) -> int:
    year = int(value)
    if year != value or not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError("a financial year was expected")
    return year


def _amount(value: Any) -> float:
    amount = float(value)
    if not 0 <= amount < float("inf"):
        raise ValueError("pounds, nought or more, were expected")
    return round(amount, 2)


def _costs_in_proportion(costs: pd.DataFrame, bid_id: str, capital_gbp: float) -> pd.DataFrame:
    """The stated yearly costs of a bid scaled to a new capital, in whole pence that add up to it."""
    mine = costs["bid_id"] == bid_id
    total = float(costs.loc[mine, "capital_gbp"].sum())
    if not mine.any() or total <= 0:
        return costs
    ordered = costs[mine].sort_values("year_offset")
    so_far = (ordered["capital_gbp"].cumsum() * (capital_gbp / total)).round(2)
    parts = so_far.diff().fillna(so_far).round(2)
    scaled = costs["capital_gbp"].copy()
    scaled.loc[parts.index] = parts
    return costs.assign(capital_gbp=scaled)


def with_scores(scores: Mapping[str, Mapping[str, float]], case: Case) -> Case:
    """The case with agreed scores as given, in place of what there was.

    Raises:
        DataFault: a bid or criterion that the case does not have.
    """
    if not any(scores.values()):
        return case
    known_bids(set(scores), case)
    criteria = set(criteria_in_force(case)["criterion_id"])
    if unknown := sorted({c for own in scores.values() for c in own} - criteria):
        raise DataFault(f"the scenario names criteria that the case does not have: {', '.join(unknown)}")
    table = case.table("scores")
    given = {(b, c): float(s) for b, own in scores.items() for c, s in own.items()}
    others = table[[key not in given for key in zip(table["bid_id"], table["criterion_id"], strict=True)]]
    rows = [
        {"bid_id": b, "criterion_id": c, "score": s, "scorer": "agreed", "note": NOTE}
        for (b, c), s in sorted(given.items())
    ]
    first = int(table.index.max()) + 1 if len(table) else 2
    made = pd.DataFrame(rows, index=pd.RangeIndex(first, first + len(rows), name=table.index.name))
    made = made.reindex(columns=table.columns)
    made = made.astype({c: table[c].dtype for c in table.columns})
    return case.with_table("scores", pd.concat([others, made]))
