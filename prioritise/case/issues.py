"""The issue log: every fault found in a case is a row, never a crash at the first one and never a quiet default."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

Severity = Literal["error", "warning", "info"]
ISSUE_COLUMNS = ["table", "row", "column", "code", "severity", "value", "message", "done"]
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Issue:
    """One fault, doubt or stated assumption.

    Attributes:
        table: table (or file) it was found in.
        row: line of the file, counting the header as line 1; None when it concerns the whole table.
        column: column name, or "" when it concerns the row.
        code: stable short name of the kind of fault, e.g. `not_a_number`.
        severity: `error` = a row, cell or file was refused; `warning` = used, but look at it;
            `info` = an assumption or a note.
        value: the offending text as written (shortened to 200 characters).
        message: plain English: what was found and what was expected.
        done: what was done about it, e.g. "row left out", "cell treated as unknown".
    """

    table: str
    row: int | None
    column: str
    code: str
    severity: Severity
    value: str
    message: str
    done: str


def sort_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Errors first, then by table, row, column and code, so that the same case lists the same issues."""
    return tuple(
        sorted(
            set(issues),
            key=lambda i: (_ORDER[i.severity], i.table, -1 if i.row is None else i.row, i.column, i.code, i.value),
        )
    )


def issues_frame(issues: Iterable[Issue]) -> pd.DataFrame:
    """One row an issue, columns as `ISSUE_COLUMNS`; `row` is a nullable integer."""
    frame = pd.DataFrame([asdict(i) for i in issues], columns=ISSUE_COLUMNS)
    return frame.astype({"row": "Int64"})
