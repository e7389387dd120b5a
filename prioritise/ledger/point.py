"""One thing about a ledger that someone should look at, as an issue of the case."""

from typing import Any

from prioritise.case.issues import Issue, Severity

MOST_SHOWN = 200
"""Characters of a value that an issue shows."""


def point(
    where: tuple[str, Any, str], code: str, value: str, said: str, done: str, severity: Severity = "warning"
) -> Issue:
    """An issue at a table, row (line of the case's file, None: the whole table) and column."""
    table, row, column = where
    return Issue(table, None if row is None else int(row), column, code, severity, value[:MOST_SHOWN], said, done)
