"""What several importers share when they put rows into a case: whose rows they are, and how a doubt is written."""

from collections.abc import Callable

import pandas as pd

from prioritise.case.issues import Issue, Severity
from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, SourceTable

NOT_IN_CASE = "practice is not in the case"


def doubt(table: str, column: str, code: str, message: str, done: str, severity: Severity = "warning") -> Issue:
    """An issue about a whole table: a doubt (warning) or a stated assumption (info)."""
    return Issue(table, None, column, code, severity, "", message, done)


def of_case(table: SourceTable, draft: Draft, *, may_add: bool = False) -> SourceTable:
    """Rows of the case's own practices; the others are skipped by design, and counted.

    Args:
        table: rows with `practice_code`.
        draft: the case so far.
        may_add: the file may bring practices in: when none of its practices is in the case yet, all of them are kept.
    """
    own = set(draft.column("practices", "practice_code"))
    known = table.frame["practice_code"].isin(own)
    if may_add and not known.any():
        return table
    return table.keep(known, NOT_IN_CASE, "practice_code")


def not_placed(reason: str, column: str) -> "Callable[[SourceTable, Draft], Placed]":
    """The `place` of a source of which nothing goes into a case: every row is skipped for the reason given.

    Args:
        reason: why a case holds none of it.
        column: a column of the source, to find its rows by.
    """

    def place(table: SourceTable, draft: Draft) -> Placed:
        del draft
        return Placed(table.keep(pd.Series(False, index=table.frame.index), reason, column))

    return place


def update_practices(table: SourceTable, draft: Draft, *columns: str) -> Placed:
    """Put columns of the source into the rows of the case's own practices."""
    used = of_case(table, draft)
    return Placed(used, {"practices": used.frame[["practice_code", *columns]].reset_index(drop=True)})


def latest(table: SourceTable, keys: list[str], by: str, what: str, *, named: bool = True) -> SourceTable:
    """One row a key: the greatest `by`, and of equals the one further down the file; the others are skipped, named."""
    order = table.frame.sort_values([by, "source_line"], kind="stable")
    kept = ~order.duplicated(keys, keep="last")
    last = kept.reindex(table.frame.index)
    tie = table.frame.duplicated([*keys, by], keep=False)
    table = table.keep(last | ~tie, f"{what}: equal, so the row further down is used", by, named=True)
    return table.keep(last.reindex(table.frame.index), f"{what}: the latest is used", by, named=named)
