"""Rows between the case folder and the store: pounds to whole pence and back, lists, days, and columns not known."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.case.columns import Column
from prioritise.case.rows import blank
from prioritise.case.tables import TABLES, key_of
from prioritise.case.text import cell_text
from prioritise.store.tables import OTHER, ROWS, VERSIONED, sql_name

PENCE = 100
Cells = Mapping[str, Any]
"""One row of a table of the case folder: column -> value; what is not known is None or left out."""


def to_store(name: str, cells: Cells) -> dict[str, Any]:
    """A row of the case folder as the store keeps it. Columns that the dictionary does not know go to `other`."""
    known = TABLES[name].columns
    row: dict[str, Any] = {sql_name(c, spec): _kept(spec, cells.get(c)) for c, spec in known.items()}
    other = {str(c): without_nul(str(v)) for c, v in cells.items() if c not in known and not blank(v)}
    return {**row, OTHER: {c: v for c, v in other.items() if v} or None}


def from_store(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the store as the case folder has it (money in pounds), and what the dictionary does not know."""
    known = TABLES[name].columns
    cells = {c: _given(spec, row[sql_name(c, spec)]) for c, spec in known.items()}
    return {**cells, **(row[OTHER] or {})}


def _kept(spec: Column, value: Any) -> Any:
    if blank(value):
        return None
    if spec.kind == "money":
        return round(float(value) * PENCE)
    if spec.kind in ("integer", "year"):
        return int(value)
    if spec.kind in ("number", "share", "lonlat"):
        return float(value)
    if spec.kind == "date":
        return pd.Timestamp(value).date()
    return [without_nul(v) for v in value] if spec.kind == "ids" else without_nul(str(value)) or None


def without_nul(text: str) -> str:
    """A text without the sign that no database and no file of a case can hold."""
    return text.replace("\x00", "")


def _given(spec: Column, value: Any) -> Any:
    if spec.kind == "ids":
        return tuple(value or ())
    if spec.kind == "money" and value is not None:
        return value / PENCE
    return value


def rows_of(case: Case, name: str) -> list[dict[str, Any]]:
    """The rows of a table of a case, as the store keeps them."""
    frame = case.table(name)
    columns = [str(c) for c in frame.columns]
    return [
        to_store(name, dict(zip(columns, cells, strict=True))) for cells in frame.itertuples(index=False, name=None)
    ]


def put(db: sa.Connection, case_id: int, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows of a table (as the store keeps them) into a case."""
    version = {"version": 1} if name in VERSIONED else {}
    made = [{**row, "case_id": case_id, **version} for row in rows]
    if made:
        db.execute(sa.insert(ROWS[name]), made)


def read(db: sa.Connection, case_id: int, name: str, **where: Any) -> list[dict[str, Any]]:
    """Rows of a table of a case, as the store keeps them, in order of their key.

    Args:
        db: the connection.
        case_id: the case.
        name: the table.
        where: columns of the store that must have these values.
    """
    table = ROWS[name]
    asked = sa.select(table).where(table.c.case_id == case_id, *(table.c[c] == v for c, v in where.items()))
    keys = [table.c[sql_name(k, TABLES[name].columns[k])] for k in key_of(name)]
    return [dict(row._mapping) for row in db.execute(asked.order_by(*keys, table.c.id))]


def csv_of(name: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows of the store as the file of the case folder."""
    cells = [from_store(name, row) for row in rows]
    known = TABLES[name].columns
    other = sorted({c for row in cells for c in row} - set(known))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*known, *other])
    for row in cells:
        texts = [cell_text(spec.kind, row[c]) for c, spec in known.items()]
        writer.writerow([*texts, *(row.get(c, "") for c in other)])
    return out.getvalue().encode()
