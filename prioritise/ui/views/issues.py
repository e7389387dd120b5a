"""The issue log, as the pages show it."""

import pandas as pd

from prioritise.case import tables
from prioritise.case.issues import Issue, issues_frame
from prioritise.ui import words

ANY = "any"
COLUMNS = ["severity", "table", "row", "column", "value", "message", "done", "code"]


def _title(table: str) -> str:
    return str(tables.TABLES[table].title) if table in tables.TABLES else table


def table_names(found: tuple[Issue, ...]) -> dict[str, str]:
    """Tables with an issue: name -> title."""
    return {t: _title(t) for t in sorted({i.table for i in found})}


def listing(found: tuple[Issue, ...], severity: str, table: str) -> pd.DataFrame:
    """One row an issue, errors first, filtered."""
    rows = issues_frame(found)
    if severity != ANY:
        rows = rows[rows["severity"] == severity]
    if table != ANY:
        rows = rows[rows["table"] == table]
    labels = [
        tables.label(t, c) if t in tables.TABLES and c in tables.TABLES[t].columns else c
        for t, c in zip(rows["table"], rows["column"], strict=True)
    ]
    return rows.assign(column=labels, table=[_title(t) for t in rows["table"]])[COLUMNS].reset_index(drop=True)


def answer(found: tuple[Issue, ...]) -> str:
    """The answer to "What is wrong with the data?" in one sentence."""
    counts = {s: sum(i.severity == s for i in found) for s in words.SEVERITIES}
    if not found:
        return "Nothing was found wrong with this case, and nothing had to be assumed in reading it."
    return (
        f"{words.plural(counts['error'], 'error')} (a row, cell or file was left out), "
        f"{words.plural(counts['warning'], 'warning')} (used, but look) and {words.plural(counts['info'], 'note')} "
        "(an assumption or a remark)."
    )
