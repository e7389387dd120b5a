"""The issue log, as the pages show it."""

from pathlib import Path

import pandas as pd

from prioritise.case import tables
from prioritise.case.case import Case
from prioritise.case.issues import Issue, issues_frame
from prioritise.ui import words
from prioritise.ui.cases import why_no_list

ANY, ROWS = "any", 50
MANY = 4
"""From how many alike rows one line stands for them."""
IMPORT_REPORT = "import_report.csv"
COLUMNS = ["severity", "place_found", "message", "done", "value", "code"]
GROUPED = ["severity", "place_found", "count", "message", "done", "code"]
_ALIKE = ["severity", "table", "column", "code"]
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
    return _with_place(_filtered(found, severity, table))[COLUMNS].reset_index(drop=True)


def grouped(found: tuple[Issue, ...], severity: str, table: str) -> pd.DataFrame:
    """The same in the same order, but one row for many that are alike (severity, table, column and code), with a count.

    What was found and done is then told by the first of them; `listing` has each.
    """
    rows = _filtered(found, severity, table)
    sizes = rows.groupby(_ALIKE)["code"].transform("size")
    many = sizes >= MANY
    lines = rows[~(many & rows.duplicated(_ALIKE))]
    of_many = many[lines.index]
    counted = lines.assign(count=sizes[lines.index].where(of_many, 1), row=lines["row"].mask(of_many))
    told = {
        name: [f"The first: {cell}" if m else cell for m, cell in zip(of_many, counted[name], strict=True)]
        for name in ("message", "done")
    }
    counted = counted.assign(**told)
    return _with_place(counted)[GROUPED].reset_index(drop=True)


def alike_words(lines: pd.DataFrame) -> str:
    """How many rows are told by one line each; "" where every row has its own."""
    many = lines[lines["count"] > 1]
    if not len(many):
        return ""
    return (
        f"{words.plural(int(many['count'].sum()), 'row')} alike are told in {words.plural(len(many), 'line')}, each by "
        "its first row; below is every row by itself."
    )


def _filtered(found: tuple[Issue, ...], severity: str, table: str) -> pd.DataFrame:
    rows = issues_frame(sorted(found, key=_place))
    if severity != ANY:
        rows = rows[rows["severity"] == severity]
    return rows if table == ANY else rows[rows["table"] == table]


def _with_place(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with where each was found, in words."""
    labels = [
        tables.label(t, c) if t in tables.TABLES and c in tables.TABLES[t].columns else c
        for t, c in zip(rows["table"], rows["column"], strict=True)
    ]
    places = [_where(*found) for found in zip(rows["table"], rows["row"], labels, strict=True)]
    return rows.assign(place_found=places)


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
