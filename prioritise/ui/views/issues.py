"""The issue log, as the pages show it."""

import pandas as pd

from prioritise.case import tables
from prioritise.case.issues import issues_frame
from prioritise.pipeline import Prepared
from prioritise.ui import words

ANY = "any"
COLUMNS = ["severity", "table", "row", "column", "value", "message", "done", "code"]


def _title(table: str) -> str:
    return str(tables.TABLES[table].title) if table in tables.TABLES else table


def table_names(prepared: Prepared) -> dict[str, str]:
    """Tables with an issue: name -> title."""
    return {t: _title(t) for t in sorted({i.table for i in prepared.issues})}


def listing(prepared: Prepared, severity: str, table: str) -> pd.DataFrame:
    """One row an issue, errors first, filtered."""
    rows = issues_frame(prepared.issues)
    if severity != ANY:
        rows = rows[rows["severity"] == severity]
    if table != ANY:
        rows = rows[rows["table"] == table]
    labels = [
        tables.label(t, c) if t in tables.TABLES and c in tables.TABLES[t].columns else c
        for t, c in zip(rows["table"], rows["column"], strict=True)
    ]
    return rows.assign(column=labels, table=[_title(t) for t in rows["table"]])[COLUMNS].reset_index(drop=True)


def answer(prepared: Prepared) -> str:
    """The answer to "What is wrong with the data?" in one sentence."""
    counts = {s: sum(i.severity == s for i in prepared.issues) for s in words.SEVERITIES}
    if not prepared.issues:
        return "Nothing was found wrong with this case, and nothing had to be assumed in reading it."
    return (
        f"{words.plural(counts['error'], 'error')} (a row, cell or file was left out), "
        f"{words.plural(counts['warning'], 'warning')} (used, but look) and {words.plural(counts['info'], 'note')} "
        "(an assumption or a remark)."
    )
