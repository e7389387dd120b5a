"""Small cases for tests, from plain dictionaries, typed as a loaded case is."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from prioritise.case.case import Case, sort_by_key
from prioritise.case.settings import Settings
from prioritise.case.tables import TABLES, empty_table

Rows = Sequence[dict[str, Any]]


def table(name: str, rows: Rows) -> pd.DataFrame:
    """A typed table of the dictionary; columns not given are blank."""
    empty = empty_table(name)
    columns = {}
    for column in empty.columns:
        kind = TABLES[name].columns[column].kind
        values = [row.get(column, () if kind == "ids" else None) for row in rows]
        if kind == "ids":
            columns[column] = pd.Series([tuple(v) for v in values], dtype="object")
        elif kind == "date":
            columns[column] = pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[s]")
        else:
            columns[column] = pd.Series(values, dtype="object").astype(empty[column].dtype)
    frame = pd.DataFrame(columns)
    unknown = {k for row in rows for k in row} - set(empty.columns)
    assert not unknown, f"{name} has no {unknown}"
    frame.index = pd.Index(range(2, len(frame) + 2), name="row")
    return sort_by_key(name, frame)


def small_case(settings: dict[str, Any] | None = None, **tables: Rows) -> Case:
    """A case of the tables given; first_year 2026 and years 3 unless said."""
    made = {name: table(name, rows) for name, rows in tables.items()}
    return Case(
        made, Settings.model_validate({"first_year": 2026, "years": 3, **(settings or {})}), present=frozenset(made)
    )


def bid(bid_id: str, capital_gbp: float, **more: Any) -> dict[str, Any]:
    """A bid with what a bid must have."""
    return {"bid_id": bid_id, "title": f"Scheme {bid_id}", "kind": "extension", "capital_gbp": capital_gbp, **more}


def pot(pot_id: str, amount_gbp: float, **more: Any) -> dict[str, Any]:
    """A received pot with what a pot must have."""
    base = {"pot_id": pot_id, "name": f"Pot {pot_id}", "kind": "icb", "amount_gbp": amount_gbp, "status": "received"}
    return {**base, **more}
