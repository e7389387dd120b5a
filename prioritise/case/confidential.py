"""What of a case may be shown to anyone: the one definition of a public edition.

Confidential are the tables and columns the data dictionary marks so (`confidential` in `case.tables`) and, in the
vulnerability table, every row of a soft factor (`case.premises.Factor.soft`). A public edition keeps only the columns
the dictionary knows, since nobody can say what another one holds; issues of a table with anything confidential are left
out too.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.premises import FACTORS
from prioritise.case.tables import TABLES, column_meta

CONFIDENTIAL: dict[str, tuple[str, ...]] = {
    table: columns
    for table, schema in TABLES.items()
    if not schema.confidential
    and (columns := tuple(c for c in schema.columns if column_meta(table, str(c))["confidential"]))
}
"""Table -> its confidential columns, for tables that have any."""
HIDDEN = tuple(table for table, schema in TABLES.items() if schema.confidential)
"""Tables that are confidential as a whole."""
_WITH_ROWS = "vulnerability"


def public_edition(case: Case) -> Case:
    """A new case with nothing confidential in it: no soft factor, reason or author, and no issue about them."""
    tables = {name: _public_table(name, frame) for name, frame in case.tables.items() if name not in HIDDEN}
    present = case.present - frozenset(HIDDEN)
    return replace(
        case, tables=tables, present=present, issues=public_issues(case.issues), notes=public_issues(case.notes)
    )


def _public_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[[c for c in frame.columns if c in TABLES[name].columns]]
    if name == _WITH_ROWS:
        soft = [f.id for f in FACTORS.values() if f.soft]
        rows = rows[~rows["factor"].isin(soft)]
    nothing = {c: pd.Series([None] * len(rows), rows.index, rows[c].dtype) for c in CONFIDENTIAL.get(name, ())}
    return rows.assign(**nothing)


def public_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Issues without those of tables that hold anything confidential, which may quote it."""
    return tuple(i for i in issues if i.table not in CONFIDENTIAL and i.table not in HIDDEN)


def holds_confidential(case: Case) -> bool:
    """Whether the case holds anything that its public edition would leave out."""
    rows = case.table(_WITH_ROWS)
    soft = any(FACTORS[f].soft for f in rows["factor"])
    return (
        soft
        or any(case.has(t) for t in HIDDEN)
        or any(case.table(t)[c].notna().any() for t, columns in CONFIDENTIAL.items() for c in columns)
    )
