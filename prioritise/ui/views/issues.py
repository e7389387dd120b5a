"""The issue log, as the pages show it."""

from pathlib import Path

import pandas as pd

from prioritise.case import tables
from prioritise.case.case import Case
from prioritise.case.issues import Issue, issues_frame
from prioritise.ui import words
from prioritise.ui.cases import why_no_list

ANY, ROWS = "any", 50
IMPORT_REPORT = "import_report.csv"
COLUMNS = ["severity", "place_found", "message", "done", "value", "code"]
KNOCK_ON = {code: 1 for code in ("not_in_case", "no_such_cluster", "outside_case", "missing_score", "bids_unscored",
                                 "nothing_scored", "floor_unreachable")}  # fmt: skip
"""Codes of what most often follows from another fault: an id whose own row was left out, a score not to be had."""


def _title(table: str) -> str:
    return tables.TABLES[table].title if table in tables.TABLES else table


def table_names(found: tuple[Issue, ...]) -> dict[str, str]:
    """Tables with an issue: name -> title."""
    return {t: _title(t) for t in sorted({i.table for i in found})}


def _place(issue: Issue) -> tuple[int, int]:
    """Where an issue goes in the list; within it the order found stays."""
    return list(words.SEVERITIES).index(issue.severity), KNOCK_ON.get(issue.code, 0)


def listing(found: tuple[Issue, ...], severity: str, table: str) -> pd.DataFrame:
    """One row an issue, filtered: errors first, and of each severity the causes before what follows from them."""
    rows = issues_frame(sorted(found, key=_place))
    if severity != ANY:
        rows = rows[rows["severity"] == severity]
    if table != ANY:
        rows = rows[rows["table"] == table]
    labels = [
        tables.label(t, c) if t in tables.TABLES and c in tables.TABLES[t].columns else c
        for t, c in zip(rows["table"], rows["column"], strict=True)
    ]
    places = [_where(*found) for found in zip(rows["table"], rows["row"], labels, strict=True)]
    return rows.assign(place_found=places)[COLUMNS].reset_index(drop=True)


def _where(table: str, row: object, column: str) -> str:
    """Table, row and column as far as each is known: `Bids, row 3, Capital (£)`."""
    column = column.replace("(m2)", "(m²)")
    return ", ".join([_title(table), *([f"row {row}"] if words.known(row) else []), *([column] if column else [])])


def pages(count: int) -> dict[str, str]:
    """Parts of a long list: part number as text -> `rows 1 to 50`."""
    starts = range(0, max(count, 1), ROWS)
    return {str(i): f"{s + 1:,} to {min(s + ROWS, count):,} of {count:,}" for i, s in enumerate(starts)}


def part_of(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    """The rows of one part."""
    start = int(part) * ROWS
    return rows.iloc[start : start + ROWS]


def import_report(folder: Path | None) -> pd.DataFrame:
    """One row a source, file and reason of the import that made the case; no rows when it was not imported."""
    file = None if folder is None else folder / IMPORT_REPORT
    if file is None or not file.is_file():
        return pd.DataFrame()
    rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    return rows.rename(columns={"source": "import_source", "file": "import_file", "reason": "import_reason"})


def no_list(case: Case) -> str:
    """What keeps this case from a ranked list, and where to look for the cause; "" when nothing does."""
    lacking = why_no_list(case)
    return f"{lacking} The rows below say what was found: look first at errors in a header." if lacking else ""


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
