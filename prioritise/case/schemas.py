"""A pandera schema of each table of the data dictionary: what every cell must be, and which are not."""

from functools import cache

import pandas as pd
import pandera.pandas as pa

from prioritise.case.columns import Column, dtype_of
from prioritise.case.tables import TABLES


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.choices:
        checks.append(pa.Check.isin(list(column.choices), error="one of " + ", ".join(column.choices)))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error=f"{column.minimum:g} or more"))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error=f"{column.maximum:g} or less"))
    return checks


@cache
def schema_of(table: str) -> pa.DataFrameSchema:
    """The schema of a table; blank cells are for the reader of texts to judge, so every column may be blank."""
    columns = {
        name: pa.Column(
            dtype_of(column.kind),
            checks=_checks(column),
            nullable=True,
            required=column.required,
            title=column.title,
            description=column.description,
        )
        for name, column in TABLES[table].columns.items()
    }
    return pa.DataFrameSchema(columns, name=table, title=TABLES[table].title, description=TABLES[table].description)


def out_of_range(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Cells that are not what the schema says, all faults at once.

    Returns:
        One row a cell and check: column, check (what it must be, in words), index (the row's label in `frame`).
    """
    try:
        schema_of(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as faults:
        cases = faults.failure_cases
        cells = cases[cases["schema_context"] == "Column"].dropna(subset=["index"])
        return pd.DataFrame(cells[["column", "check", "index"]])
    return pd.DataFrame({"column": [], "check": [], "index": []})
